// The time axis of costs: cost hours, and the slices that output steps and changes of prices cut them into.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/cluster.h"

namespace prorata::allocation {

/// A cost hour is a whole UTC hour (or the grid's step where that is longer), cut at the window's ends. Money is
/// rounded once per cost hour. Where an output step ends inside one, the hour has several slices. Where the exported
/// price of a node changes inside one, it is several cost hours of that node, and of no other: what the others cost
/// does not depend on it.
struct Slices {
  std::vector<Window> time;         ///< ascending, without gaps over the window
  std::vector<std::uint32_t> hour;  ///< index of the cost hour of each slice
  /// Nodes whose prices cut hours, ascending; and one after the other the same as `hour` for each of them.
  std::vector<std::uint32_t> cut, own;
  [[nodiscard]] std::size_t size() const { return time.size(); }
  /// Of each slice the cost hour of a node; kNone: of what is on no node.
  [[nodiscard]] const std::uint32_t* hours_of(std::uint32_t node) const;
  /// Indices [first, last) of the slices that meet `span`.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> meeting(Window span) const;
  bool operator==(const Slices&) const = default;
};

/// cuts: instants at which slices must end, in any order; those outside the window are ignored.
[[nodiscard]] Slices make_slices(Window window, Duration cost_hour, std::span<const Instant> cuts);
/// The same, cut where prices of nodes change, too.
[[nodiscard]] Slices make_slices(const cluster::Cluster& cluster, Duration cost_hour, std::vector<Instant> cuts);

}  // namespace prorata::allocation
