// Amounts of cells: how much of each resource every container was charged for, per slice of time. No prices.
#pragma once

#include <cstdint>
#include <vector>

#include "allocation/slices.h"
#include "cluster/cluster.h"

namespace prorata::allocation {

using cluster::kResources;
using cluster::PerResource;
using cluster::Resource;

/// Ragged cells of one table: row i covers slices [first[i], first[i] + count) at cells [offset[i], offset[i + 1]).
struct CellRows {
  std::vector<std::uint32_t> first;
  std::vector<std::size_t> offset{0};
  std::vector<std::uint32_t> node;  ///< whose cost hours the row has: what it runs on, or itself; or kNone
  [[nodiscard]] std::size_t size() const { return first.size(); }
  [[nodiscard]] std::size_t cells() const { return offset.back(); }
  bool operator==(const CellRows&) const = default;
  void add(std::uint32_t first_slice, std::uint32_t last_slice, std::uint32_t on = cluster::kNone) {
    first.push_back(first_slice);
    node.push_back(on);
    offset.push_back(offset.back() + (last_slice - first_slice));
  }
};

/// Whole numbers of µcore·s, KiB·s, µGPU·s and KiB·s; charged is what costs, the others explain it. Cells of a resource
/// that no container has are left out: an empty column is all zeros.
struct Amounts {
  Slices slices;
  CellRows containers;  ///< one row per container of the cluster
  PerResource<std::vector<std::int64_t>> charged, requested, used;
  PerResource<std::vector<std::int64_t>> charged_total, requested_total, used_total;  ///< per container
  /// Per container: requested in the time of which it is known what was used; what efficiency is measured against.
  PerResource<std::vector<std::int64_t>> requested_known;
  /// Requested and not used, in the time of which it is known what was used: cells as `charged`, none of disks.
  PerResource<std::vector<std::int64_t>> unused;
  std::vector<std::int64_t> running_ms;        ///< per container
  std::vector<std::int64_t> unknown_usage_ms;  ///< per container: ran, and no sample says what it used

  CellRows nodes;  ///< one row per node instance
  PerResource<std::vector<std::int64_t>> capacity;
  PerResource<std::vector<std::int64_t>> reserved;        ///< capacity that pods may not take; part of it
  PerResource<std::vector<std::int64_t>> capacity_total;  ///< per node instance
  bool operator==(const Amounts&) const = default;
};

/// Sum of each row's cells. One container or node over a year fits 64 bits; sums over several do not always (WideSum).
[[nodiscard]] std::vector<std::int64_t> row_totals(const CellRows& rows, const std::vector<std::int64_t>& cells);

/// Amounts of one container or node in a cost hour, in thousandths (µcore·ms …), to amounts per slice: what lies
/// between the rounded cumulative sums, so that the slices of an hour add up to the hour whatever the slices are.
class HourSum {
 public:
  /// Starts again at zero where `hour` is another one than before.
  void enter(std::uint32_t hour) {
    if (hour == hour_) return;
    hour_ = hour;
    total_ = 0;
    given_ = 0;
  }
  void add(std::int64_t thousandths) { total_ += thousandths; }
  /// What has come since the last call, in whole units.
  [[nodiscard]] std::int64_t take() {
    const std::int64_t rounded = (total_ + 500) / 1000;
    const std::int64_t part = rounded - given_;
    given_ = rounded;
    return part;
  }

 private:
  std::uint32_t hour_ = 0xFFFFFFFF;
  std::int64_t total_ = 0, given_ = 0;
};

}  // namespace prorata::allocation
