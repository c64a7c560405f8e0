#include <algorithm>
#include <cstdlib>

#include "core/money.h"
#include "sharing/namespaces.h"
#include "sharing/step_costs.h"

namespace prorata::sharing {
namespace {

/// Nodes whose idle is one sum, and those who may receive it.
struct Pooled {
  std::vector<std::size_t> nodes;
  std::vector<std::size_t>
      receivers;  ///< containers, in the order of their names, so that ties go the same way everywhere
};

std::vector<Pooled> pools_of(const cluster::Cluster& cluster, query::IdleBy by) {
  const cluster::Nodes& nodes = cluster.nodes;
  std::vector<Pooled> pools;
  std::vector<std::size_t> pool_of;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    // Nodes stand in the order of their clusters' names.
    const bool same = by == query::IdleBy::cluster && node > 0 && nodes.cluster[node] == nodes.cluster[node - 1];
    if (!same) pools.emplace_back();
    pools.back().nodes.push_back(node);
    pool_of.push_back(pools.size() - 1);
  }
  for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
    const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
    if (node != cluster::kNone) pools[pool_of[node]].receivers.push_back(c);
  }
  return pools;
}

class IdleSharer {
 public:
  IdleSharer(const cluster::Cluster& cluster, const Names& names, StepCosts& costs, const IdleSharing& how,
             Ledger* ledger)
      : costs_(costs), how_(how), namespaces_(cluster, names, ledger) {}

  void share(const Pooled& pool, std::size_t r, std::size_t step) {
    std::vector<std::int64_t> idle, sizes;
    std::int64_t sum = 0;
    for (const std::size_t node : pool.nodes) {
      idle.push_back(costs_.idle[r][node * costs_.steps + step]);
      sizes.push_back(std::abs(idle.back()));
      sum += idle.back();
    }
    const double coefficient = how_.coefficients[r];
    const std::int64_t given = coefficient == 1 ? sum : to_whole(static_cast<double>(sum) * coefficient);
    if (std::all_of(sizes.begin(), sizes.end(), [](std::int64_t size) { return size == 0; })) return;
    weights_.clear();
    for (const std::size_t c : pool.receivers) weights_.push_back(costs_.containers[r][c * costs_.steps + step]);
    if (std::none_of(weights_.begin(), weights_.end(), [](std::int64_t weight) { return weight > 0; })) return;
    LedgerEntry entry;
    entry.node = static_cast<std::uint32_t>(pool.nodes.front());
    entry.resource = static_cast<std::uint32_t>(r);
    entry.step = static_cast<std::uint32_t>(step);
    entry.method = how_.split;
    entry.source = sum;
    entry.pool = given;
    const auto parts = namespaces_.spread(entry, pool.receivers, weights_);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      costs_.containers[r][pool.receivers[i] * costs_.steps + step] += parts[i];
    }
    const auto left = split(sum - given, sizes);
    for (std::size_t i = 0; i < left.size(); ++i) costs_.idle[r][pool.nodes[i] * costs_.steps + step] = left[i];
  }

 private:
  StepCosts& costs_;
  const IdleSharing& how_;
  Namespaces namespaces_;
  std::vector<std::int64_t> weights_;
};

}  // namespace

void share_idle(const cluster::Cluster& cluster, const Names& names, StepCosts& costs, const IdleSharing& how,
                Ledger* ledger) {
  costs.own = costs.containers;
  IdleSharer sharer(cluster, names, costs, how, ledger);
  const std::vector<Pooled> pools = pools_of(cluster, how.by);
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    if (costs.containers[r].empty()) continue;
    for (const Pooled& pool : pools) {
      for (std::size_t step = 0; step < costs.steps; ++step) sharer.share(pool, r, step);
    }
  }
}

}  // namespace prorata::sharing
