// One time grid for everything that is sampled. Its points are multiples of the step since the epoch, or stand `offset`
// behind them where somebody else chose them: Grafana counts from midnight of the dashboard's time zone.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/time.h"

namespace prorata::series {

/// A value at grid point t stands for the interval (t - step, t]. Interval i ends at first + (i + 1) * step, the last
/// one at the window's end. `first` is the grid point at or before the window's begin.
struct Grid {
  Window window;
  Duration step{300000};
  Instant first{};
  Duration offset{};

  static Grid over(Window window, Duration step, Duration offset = {}) {
    return {window, step, floor_to(window.begin - offset, step) + offset, offset};
  }

  /// The grid point at or before (floor) or at or after (ceil) `at`.
  [[nodiscard]] Instant floor(Instant at) const { return floor_to(at - offset, step) + offset; }
  [[nodiscard]] Instant ceil(Instant at) const { return ceil_to(at - offset, step) + offset; }
  [[nodiscard]] std::int64_t size() const { return (ceil(window.end) - first) / step; }
  /// The whole interval, also where it begins before the window.
  [[nodiscard]] Window interval(std::int64_t i) const {
    return {first + step * i, std::min(first + step * (i + 1), window.end)};
  }
  /// The interval that a sample at `at` speaks for; -1 for the baseline at or before `first`, size() beyond the window.
  [[nodiscard]] std::int64_t index_of(Instant at) const {
    if (at <= first) return -1;
    return at > window.end ? size() : (ceil(at) - first) / step - 1;
  }
};

}  // namespace prorata::series
