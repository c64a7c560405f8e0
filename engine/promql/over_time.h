// What Prometheus' functions of a range make of samples.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace prorata::promql {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

/// When an expression is evaluated: at begin, begin + step, … in ms.
struct Times {
  std::int64_t begin = 0, step = 1;
  std::size_t count = 1;
  [[nodiscard]] std::int64_t at(std::size_t i) const { return begin + step * static_cast<std::int64_t>(i); }
};

enum class OverTime : std::uint8_t { last, min, max, avg, sum, count, present, increase, none };
[[nodiscard]] OverTime over_time_of(std::string_view function);

/// One value for each of `times`, of the samples in [t − range, t], as Prometheus 2 has it; kAbsent where there are
/// none. NaN samples count as none.
[[nodiscard]] std::vector<double> over_time(OverTime function, std::span<const std::int64_t> time,
                                            std::span<const double> value, const Times& times, std::int64_t range);

/// What `last` gives for a counter, but between two samples on the straight line, where `last` sees the first of them;
/// resets are added up. Before `begin`, where all samples begin: the line goes on, down to 0.
[[nodiscard]] std::vector<double> counter_at(std::span<const std::int64_t> time, std::span<const double> value,
                                             const Times& times, std::int64_t range, std::int64_t begin);

}  // namespace prorata::promql
