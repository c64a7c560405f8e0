#include "sharing/step_costs.h"

namespace prorata::sharing {
namespace {

using allocation::CellRows;

std::vector<std::int64_t> sum_by_step(const CellRows& rows, const std::vector<std::int64_t>& cells,
                                      const std::vector<std::uint32_t>& step_of_slice, std::size_t steps) {
  std::vector<std::int64_t> sums(rows.size() * steps, 0);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::uint32_t* step = step_of_slice.data() + rows.first[row];
    for (std::size_t cell = rows.offset[row]; cell < rows.offset[row + 1]; ++cell) {
      sums[row * steps + *step++] += cells[cell];
    }
  }
  return sums;
}

}  // namespace

StepCosts cost_by_step(const cluster::Cluster& cluster, const allocation::Amounts& amounts,
                       const pricing::CellMoney& money, const std::vector<std::uint32_t>& step_of_slice,
                       std::size_t steps) {
  StepCosts costs;
  costs.steps = steps;
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    costs.containers[r] = sum_by_step(amounts.containers, money.containers[r], step_of_slice, steps);
    costs.assets[r] = sum_by_step(amounts.nodes, money.nodes[r], step_of_slice, steps);
    std::vector<std::int64_t> attributed(costs.assets[r].size(), 0);
    for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
      const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
      if (node == cluster::kNone) continue;
      for (std::size_t s = 0; s < steps; ++s) attributed[node * steps + s] += costs.containers[r][c * steps + s];
    }
    costs.idle[r].resize(costs.assets[r].size());
    for (std::size_t n = 0; n < cluster.nodes.size(); ++n) {
      for (std::size_t i = n * steps; i < (n + 1) * steps; ++i) {
        if (cluster.nodes.implied[n]) costs.assets[r][i] = attributed[i];
        costs.idle[r][i] = costs.assets[r][i] - attributed[i];
      }
    }
  }
  return costs;
}

}  // namespace prorata::sharing
