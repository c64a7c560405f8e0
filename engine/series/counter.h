// Counters → how much they grew in each grid interval.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/time.h"
#include "series/grid.h"

namespace prorata::series {

/// What happened in each interval of a grid, in thousandths of a millionth (nano) of the counter's unit: for CPU
/// seconds that is µcore·ms. kUnknown where no sample says anything.
class Growth {
 public:
  Growth(const Growth&) = delete;
  Growth& operator=(const Growth&) = delete;
  static constexpr std::int64_t kUnknown = -1;
  explicit Growth(const Grid& grid)
      : grid_(grid), walk_(grid_), nano_(static_cast<std::size_t>(grid.size()), kUnknown) {}

  [[nodiscard]] std::span<const std::int64_t> intervals() const { return nano_; }
  /// Differences left out because no counter can grow that much, or below zero.
  [[nodiscard]] std::uint64_t impossible() const { return impossible_; }
  /// Times at which a counter began again.
  [[nodiscard]] std::uint64_t resets() const { return resets_; }

  /// Adds one counter series: times in ms ascending, values in units (seconds), both of one length.
  ///
  /// A drop is a reset: the new value is what grew. A difference over missing points is spread evenly over the time
  /// between. born: when the counter stood at zero, if that was inside the window; then the first sample counts too,
  /// spread back to that time.
  void add_counter(std::span<const std::int64_t> times, std::span<const double> values, std::optional<Instant> born);

 private:
  void spread(Instant begin, Instant end, double units);
  void add(std::int64_t interval, std::int64_t nano);

  Grid grid_;
  GridWalk walk_;
  std::vector<std::int64_t> nano_;
  std::uint64_t impossible_ = 0, resets_ = 0;
};

}  // namespace prorata::series
