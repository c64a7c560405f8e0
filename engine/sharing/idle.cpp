#include <numeric>

#include "core/money.h"
#include "sharing/step_costs.h"

namespace prorata::sharing {
namespace {

/// Containers of each node, in the order of their names, so that ties of a split go the same way everywhere.
std::vector<std::vector<std::size_t>> containers_by_node(const cluster::Cluster& cluster) {
  std::vector<std::vector<std::size_t>> rows(cluster.nodes.size());
  for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
    const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
    if (node != cluster::kNone) rows[node].push_back(c);
  }
  return rows;
}

}  // namespace

void share_idle(const cluster::Cluster& cluster, StepCosts& costs) {
  const auto receivers = containers_by_node(cluster);
  std::vector<std::int64_t> weights;
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    if (costs.containers[r].empty()) continue;
    for (std::size_t node = 0; node < cluster.nodes.size(); ++node) {
      for (std::size_t step = 0; step < costs.steps; ++step) {
        std::int64_t& idle = costs.idle[r][node * costs.steps + step];
        if (idle == 0) continue;
        weights.clear();
        for (const std::size_t c : receivers[node]) weights.push_back(costs.containers[r][c * costs.steps + step]);
        const bool received = std::accumulate(weights.begin(), weights.end(), std::int64_t{0}) > 0;
        if (!received) continue;
        const auto parts = split(idle, weights);
        for (std::size_t i = 0; i < parts.size(); ++i) {
          costs.containers[r][receivers[node][i] * costs.steps + step] += parts[i];
        }
        idle = 0;
      }
    }
  }
}

}  // namespace prorata::sharing
