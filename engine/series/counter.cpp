#include "series/counter.h"

#include <algorithm>

#include "core/money.h"

namespace prorata::series {
namespace {

/// 285 years of one core in one difference: no counter grows like that.
constexpr double kMostNano = 9e18;
/// 300 years of 100,000 cores.
constexpr double kMostUnits = 1e15;
/// 100,000 cores in one interval, whose sum over a day just fits 64 bits. Longer ones may grow by no more.
constexpr std::int64_t kMostNanoPerMs = 100000000000;
constexpr Duration kMostTime = std::chrono::hours(24);

}  // namespace

void Growth::add_counter(std::span<const std::int64_t> times, std::span<const double> values,
                         std::optional<Instant> born) {
  if (times.empty()) return;
  const auto counts = [&](std::size_t i) { return values[i] >= 0 && values[i] <= kMostUnits; };
  if (!counts(0)) ++impossible_;
  if (born && counts(0)) spread(*born, instant_ms(times[0]), values[0]);
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (!counts(i)) ++impossible_;
    if (!counts(i) || !counts(i - 1)) continue;
    const double difference = values[i] - values[i - 1];
    if (difference < 0) ++resets_;
    spread(instant_ms(times[i - 1]), instant_ms(times[i]), difference < 0 ? values[i] : difference);
  }
}

/// Evenly over (begin, end], in whole nano-units: an interval gets what lies between its cumulative borders, so that
/// the parts of a difference add up to it.
void Growth::spread(Instant begin, Instant end, double units) {
  const double nano = units * 1e9;
  if (end <= begin) return;
  if (nano < 0 || nano >= kMostNano) {
    ++impossible_;
    return;
  }
  const std::int64_t total = to_whole(nano);
  const std::int64_t end_in = walk_.index_of(end), all = static_cast<std::int64_t>(nano_.size());
  // Most differences lie in one interval, and there is nothing to divide.
  if (end_in >= 0 && end_in < all && grid_.interval(end_in).begin <= begin) return add(end_in, total);
  const auto grown_until = [&](Instant at) {
    __extension__ using Wide = __int128;
    return static_cast<std::int64_t>(static_cast<Wide>(total) * (at - begin).count() / (end - begin).count());
  };
  const std::int64_t first = std::max<std::int64_t>(0, grid_.index_of(begin + Duration(1)));
  const std::int64_t last = std::min(end_in, all - 1);
  for (std::int64_t i = first; i <= last; ++i) {
    const Window part = overlap(grid_.interval(i), {begin, end});
    add(i, grown_until(part.end) - grown_until(part.begin));
  }
}

void Growth::add(std::int64_t interval, std::int64_t nano) {
  std::int64_t& cell = nano_[static_cast<std::size_t>(interval)];
  const std::int64_t before = cell == kUnknown ? 0 : cell;
  if (nano > std::min(grid_.step, kMostTime).count() * kMostNanoPerMs - before) {
    ++impossible_;
  } else {
    cell = before + nano;
  }
}

}  // namespace prorata::series
