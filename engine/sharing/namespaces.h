// Money over containers: by weight, or evenly over their namespaces by name, whatever cluster they are in. Internal to
// the stage.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/cluster.h"
#include "core/names.h"
#include "sharing/ledger.h"

namespace prorata::sharing {

class Namespaces {
 public:
  /// ledger: where parts are written down; none: nowhere.
  Namespaces(const cluster::Cluster& cluster, const Names& names, Ledger* ledger);

  /// The pool by weight; `even`: in equal parts over the namespaces that have a weight, and within each by weight.
  /// rows: containers, with their weights. pool: what of an entry is the same for all.
  [[nodiscard]] std::vector<std::int64_t> spread(const LedgerEntry& pool, std::span<const std::size_t> rows,
                                                 std::span<const std::int64_t> weights) const;

 private:
  /// Some of the rows, by weight.
  void spread(LedgerEntry entry, std::span<const std::size_t> members, std::span<const std::size_t> rows,
              std::span<const std::int64_t> weights, std::vector<std::int64_t>& parts) const;

  std::vector<std::uint32_t> of_;  ///< per container
  std::uint32_t count_ = 0;
  Ledger* ledger_;
};

}  // namespace prorata::sharing
