#include "sharing/namespaces.h"

#include <string_view>

#include "core/money.h"
#include "core/order.h"

namespace prorata::sharing {

Namespaces::Namespaces(const cluster::Cluster& cluster, const Names& names) : of_(cluster.containers.size(), 0) {
  const auto name = [&](std::uint32_t c) { return names.text(cluster.pods.name_space[cluster.containers.pod[c]]); };
  std::string_view last;
  for (const std::uint32_t c :
       ordered(of_.size(), [&](std::uint32_t a, std::uint32_t b) { return name(a) < name(b); })) {
    if (count_ == 0 || name(c) != last) ++count_;
    last = name(c);
    of_[c] = count_ - 1;
  }
}

std::vector<std::int64_t> Namespaces::split_evenly(std::int64_t total, std::span<const std::size_t> rows,
                                                   std::span<const std::int64_t> weights) const {
  std::vector<std::int64_t> tenants(count_, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (weights[i] > 0) tenants[of_[rows[i]]] = 1;
  }
  const std::vector<std::int64_t> portions = split(total, tenants);
  std::vector<std::vector<std::size_t>> members(count_);
  for (std::size_t i = 0; i < rows.size(); ++i) members[of_[rows[i]]].push_back(i);
  std::vector<std::int64_t> parts(rows.size(), 0), mine;
  for (std::uint32_t n = 0; n < count_; ++n) {
    if (tenants[n] == 0) continue;
    mine.clear();
    for (const std::size_t i : members[n]) mine.push_back(weights[i]);
    const std::vector<std::int64_t> shares = split(portions[n], mine);
    for (std::size_t k = 0; k < shares.size(); ++k) parts[members[n][k]] = shares[k];
  }
  return parts;
}

}  // namespace prorata::sharing
