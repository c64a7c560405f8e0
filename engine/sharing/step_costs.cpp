#include "sharing/step_costs.h"

#include <utility>

namespace prorata::sharing {

StepCosts find_idle(const cluster::Cluster& cluster, pricing::StepMoney money, pricing::ChargeMoney charges) {
  StepCosts costs;
  costs.steps = money.steps;
  costs.containers = std::move(money.containers);
  costs.assets = std::move(money.nodes);
  costs.reserved = std::move(money.reserved);
  costs.unused = std::move(money.unused);
  costs.whole_idle.assign(cluster.nodes.size(), 0);
  costs.charges = std::move(charges.bearers);
  costs.by_use = std::move(charges.by_use);
  costs.of_all = std::move(charges.of_all);
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    std::vector<std::int64_t> attributed(costs.assets[r].size(), 0);
    for (std::size_t c = 0; !costs.containers[r].empty() && c < cluster.containers.size(); ++c) {
      const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
      if (node == cluster::kNone) continue;
      for (std::size_t s = 0; s < costs.steps; ++s) {
        attributed[node * costs.steps + s] += costs.containers[r][c * costs.steps + s];
      }
    }
    costs.idle[r].resize(costs.assets[r].size());
    for (std::size_t i = 0; i < attributed.size(); ++i) {
      if (cluster.nodes.implied[i / costs.steps]) costs.assets[r][i] = attributed[i];
      costs.idle[r][i] = costs.assets[r][i] - attributed[i];
      costs.whole_idle[i / costs.steps] += costs.idle[r][i];
    }
  }
  return costs;
}

}  // namespace prorata::sharing
