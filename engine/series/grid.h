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

  /// The grid point at or before `at`.
  [[nodiscard]] Instant floor(Instant at) const { return floor_to(at - offset, step) + offset; }
  [[nodiscard]] std::int64_t size() const { return window.end <= first ? 0 : place_of(window.end) + 1; }
  /// The whole interval, also where it begins before the window.
  [[nodiscard]] Window interval(std::int64_t i) const {
    // In whole numbers, like what is below: each operator of times would be a call.
    const std::int64_t begin = to_ms(first) + step.count() * i, end = to_ms(window.end);
    return {instant_ms(begin), instant_ms(begin + step.count() < end ? begin + step.count() : end)};
  }
  /// The interval that a sample at `at` speaks for; -1 for the baseline at or before `first`, size() beyond the window.
  [[nodiscard]] std::int64_t index_of(Instant at) const {
    if (at <= first) return -1;
    return at > window.end ? size() : place_of(at);
  }

 private:
  /// `first` is a grid point, so that no border need be found.
  [[nodiscard]] std::int64_t place_of(Instant after_first) const {
    return (to_ms(after_first) - to_ms(first) - 1) / step.count();
  }
};

/// Grid::index_of for times of which one mostly lies just behind the other: then nothing is divided.
class GridWalk {
 public:
  explicit GridWalk(const Grid& grid) : grid_(&grid), begin_(to_ms(grid.first) - grid.step.count()) {}

  [[nodiscard]] std::int64_t index_of(Instant at) {
    const std::int64_t step = grid_->step.count(), behind = to_ms(at) - begin_;
    if (at <= grid_->first || at > grid_->window.end) return grid_->index_of(at);
    if (behind <= 0 || behind > 2 * step) {
      index_ = grid_->index_of(at);
      begin_ = to_ms(grid_->first) + step * index_;
    } else if (behind > step) {
      ++index_;
      begin_ += step;
    }
    return index_;
  }

 private:
  const Grid* grid_;
  std::int64_t index_ = -1;
  std::int64_t begin_;  ///< of the interval, in ms
};

}  // namespace prorata::series
