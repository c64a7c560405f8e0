// The time axis of costs: cost hours, and the slices that output steps cut them into.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/time.h"

namespace prorata::allocation {

/// A cost hour is a whole UTC hour (or the grid's step where that is longer), cut at the window's ends. Money is
/// rounded once per cost hour. Where an output step ends inside one, the hour has several slices.
struct Slices {
  std::vector<Window> time;         ///< ascending, without gaps over the window
  std::vector<std::uint32_t> hour;  ///< index of the cost hour of each slice
  [[nodiscard]] std::size_t size() const { return time.size(); }
  /// Indices [first, last) of the slices that meet `span`.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> meeting(Window span) const;
  bool operator==(const Slices&) const = default;
};

/// cuts: instants at which slices must end, in any order; those outside the window are ignored.
[[nodiscard]] Slices make_slices(Window window, Duration cost_hour, std::span<const Instant> cuts);

}  // namespace prorata::allocation
