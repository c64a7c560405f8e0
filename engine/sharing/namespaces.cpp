#include "sharing/namespaces.h"

#include <algorithm>
#include <string_view>

#include "core/money.h"
#include "core/order.h"

namespace prorata::sharing {

Namespaces::Namespaces(const cluster::Cluster& cluster, const Names& names, Ledger* ledger)
    : of_(cluster.containers.size(), 0), ledger_(ledger) {
  const auto name = [&](std::uint32_t c) { return names.text(cluster.pods.name_space[cluster.containers.pod[c]]); };
  std::string_view last;
  for (const std::uint32_t c :
       ordered(of_.size(), [&](std::uint32_t a, std::uint32_t b) { return name(a) < name(b); })) {
    if (count_ == 0 || name(c) != last) ++count_;
    last = name(c);
    of_[c] = count_ - 1;
  }
}

void Namespaces::spread(LedgerEntry entry, std::span<const std::size_t> members, std::span<const std::size_t> rows,
                        std::span<const std::int64_t> weights, std::vector<std::int64_t>& parts) const {
  std::vector<std::int64_t> mine;
  entry.weights = 0;
  for (const std::size_t i : members) {
    mine.push_back(weights[i]);
    entry.weights += weights[i];
  }
  const std::vector<std::int64_t> shares = split(entry.portion, mine);
  for (std::size_t k = 0; k < shares.size(); ++k) {
    parts[members[k]] = shares[k];
    if (ledger_ == nullptr || mine[k] == 0) continue;
    entry.container = static_cast<std::uint32_t>(rows[members[k]]);
    if (ledger_->wanted[entry.container] == 0) continue;
    entry.weight = mine[k];
    entry.part = shares[k];
    ledger_->entries.push_back(entry);
  }
}

std::vector<std::int64_t> Namespaces::spread(const LedgerEntry& pool, std::span<const std::size_t> rows,
                                             std::span<const std::int64_t> weights) const {
  const bool evenly = pool.method == query::ShareMethod::even;
  if (!evenly && ledger_ == nullptr) return split(pool.pool, weights);
  // Where nothing is even, all stand in one group.
  const std::uint32_t groups = evenly ? count_ : 1;
  std::vector<std::int64_t> tenants(groups, 0);
  std::vector<std::vector<std::size_t>> members(groups);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t group = evenly ? of_[rows[i]] : 0;
    members[group].push_back(i);
    if (weights[i] > 0) tenants[group] = 1;
  }
  std::vector<std::int64_t> parts(rows.size(), 0);
  const std::vector<std::int64_t> portions = split(pool.pool, tenants);
  if (ledger_ != nullptr && pool.rule != LedgerEntry::kIdle) {
    ledger_->shared[pool.rule * ledger_->steps + pool.step] = 1;
  }
  LedgerEntry entry = pool;
  entry.namespaces = static_cast<std::uint32_t>(std::count(tenants.begin(), tenants.end(), 1));
  for (std::uint32_t n = 0; n < groups; ++n) {
    if (tenants[n] == 0) continue;
    entry.portion = portions[n];
    spread(entry, members[n], rows, weights, parts);
  }
  return parts;
}

}  // namespace prorata::sharing
