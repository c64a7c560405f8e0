#include "promql/over_time.h"

#include <algorithm>
#include <cmath>

namespace prorata::promql {
namespace {

using Values = std::span<const double>;
using Moments = std::span<const std::int64_t>;

/// Kahan's sum as Prometheus has it, so that averages have the same bits.
void add(double value, double& sum, double& rest) {
  const double next = sum + value;
  rest += std::fabs(sum) >= std::fabs(value) ? (sum - next) + value : (value - next) + sum;
  sum = next;
}

double average(Values values) {
  double mean = 0, rest = 0, count = 0;
  for (const double value : values) {
    ++count;
    add(value / count - mean / count, mean, rest);
  }
  return mean + rest;
}

double sum_of(Values values) {
  double sum = 0, rest = 0;
  for (const double value : values) add(value, sum, rest);
  return sum + rest;
}

/// Source: prometheus/promql/functions.go, extrapolatedRate: the difference, drawn out to the ends of the range where
/// samples reach near them.
double increase(Moments time, Values value, std::int64_t begin, std::int64_t end) {
  if (value.size() < 2) return kAbsent;
  double result = value.back() - value.front();
  for (std::size_t i = 1; i < value.size(); ++i) result += value[i] < value[i - 1] ? value[i - 1] : 0;
  const auto seconds = [](std::int64_t ms) { return static_cast<double>(ms) / 1000; };
  double to_start = seconds(time.front() - begin);
  const double to_end = seconds(end - time.back()), sampled = seconds(time.back() - time.front());
  const double between = sampled / static_cast<double>(value.size() - 1);
  if (result > 0 && value.front() >= 0) to_start = std::min(to_start, sampled * (value.front() / result));
  const double threshold = between * 1.1;
  const double reach =
      sampled + (to_start < threshold ? to_start : between / 2) + (to_end < threshold ? to_end : between / 2);
  return result * (reach / sampled);
}

double value_of(OverTime function, Moments time, Values value, std::int64_t begin, std::int64_t end) {
  if (value.empty()) return kAbsent;
  switch (function) {
    case OverTime::last:
      return value.back();
    case OverTime::min:
      return *std::min_element(value.begin(), value.end());
    case OverTime::max:
      return *std::max_element(value.begin(), value.end());
    case OverTime::avg:
      return average(value);
    case OverTime::sum:
      return sum_of(value);
    case OverTime::count:
      return static_cast<double>(value.size());
    case OverTime::present:
      return 1;
    case OverTime::increase:
      return increase(time, value, begin, end);
    case OverTime::none:
      break;
  }
  return kAbsent;
}

/// Samples without NaN; `kept` holds them where there are any.
struct Finite {
  Finite(Moments all_times, Values all_values) : moments(all_times), value(all_values) {
    if (std::none_of(all_values.begin(), all_values.end(), [](double each) { return std::isnan(each); })) return;
    for (std::size_t i = 0; i < all_values.size(); ++i) {
      if (std::isnan(all_values[i])) continue;
      times.push_back(all_times[i]);
      values.push_back(all_values[i]);
    }
    moments = times;
    value = values;
  }
  Finite(const Finite&) = delete;
  Finite& operator=(const Finite&) = delete;
  Moments moments;
  Values value;

 private:
  std::vector<std::int64_t> times;
  std::vector<double> values;
};

}  // namespace

OverTime over_time_of(std::string_view function) {
  constexpr std::string_view kNames[] = {"last_over_time", "min_over_time",   "max_over_time",     "avg_over_time",
                                         "sum_over_time",  "count_over_time", "present_over_time", "increase"};
  const auto* found = std::find(std::begin(kNames), std::end(kNames), function);
  return static_cast<OverTime>(found - std::begin(kNames));
}

std::vector<double> over_time(OverTime function, Moments all_times, Values all_values, const Times& times,
                              std::int64_t range) {
  const Finite finite(all_times, all_values);
  std::vector<double> out(times.count, kAbsent);
  std::size_t from = 0, to = 0;
  for (std::size_t i = 0; i < times.count; ++i) {
    const std::int64_t end = times.at(i), begin = end - range;
    while (to < finite.moments.size() && finite.moments[to] <= end) ++to;
    while (from < to && finite.moments[from] < begin) ++from;
    out[i] =
        value_of(function, finite.moments.subspan(from, to - from), finite.value.subspan(from, to - from), begin, end);
  }
  return out;
}

std::vector<double> counter_at(Moments all_times, Values all_values, const Times& times, std::int64_t range,
                               std::int64_t begin) {
  const Finite finite(all_times, all_values);
  const Moments& time = finite.moments;
  std::vector<double> total(finite.value.begin(), finite.value.end());
  double before = 0;
  for (std::size_t i = 1; i < total.size(); ++i) {
    if (finite.value[i] < finite.value[i - 1]) before += finite.value[i - 1];
    total[i] += before;
  }
  const auto on_line = [&](std::size_t left, std::int64_t at) {
    const double share = static_cast<double>(at - time[left]) / static_cast<double>(time[left + 1] - time[left]);
    return total[left] + (total[left + 1] - total[left]) * share;
  };
  std::vector<double> out(times.count, kAbsent);
  std::size_t next = 0;
  for (std::size_t i = 0; i < times.count; ++i) {
    const std::int64_t at = times.at(i);
    while (next < time.size() && time[next] <= at) ++next;
    if (next == 0) {
      const bool begins = !time.empty() && at < begin && time[0] - at <= range;
      if (begins) out[i] = time.size() > 1 ? std::max(0.0, on_line(0, at)) : total[0];
    } else if (at - time[next - 1] <= range) {
      out[i] = next < time.size() ? on_line(next - 1, at) : total[next - 1];
    }
  }
  return out;
}

}  // namespace prorata::promql
