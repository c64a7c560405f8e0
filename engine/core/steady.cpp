#include "core/steady.h"

#include "core/money.h"

namespace prorata {
namespace {

/// The roundings of a few operations on doubles.
constexpr double kNoise = 2e-15;
constexpr double kLargest = 9e18;

}  // namespace

Steady steady_of(double units_per_ms) {
  for (const int hours : {730, 168, 24, 1}) {
    const Duration period = std::chrono::hours(hours);
    const double units = units_per_ms * static_cast<double>(period.count());
    if (units > kLargest) continue;
    const std::int64_t whole = to_whole(units);
    const double off = units - static_cast<double>(whole);
    if (off <= units * kNoise && -off <= units * kNoise) return {whole, period};
  }
  const Duration month = std::chrono::hours(730);
  return {to_whole(units_per_ms * static_cast<double>(month.count())), month};
}

std::int64_t units_in(Steady amount, Window window) {
  __extension__ using Wide = __int128;
  const std::int64_t period = amount.period.count();
  const auto until = [&](Instant time) {
    return static_cast<std::int64_t>(static_cast<Wide>(amount.units) * to_ms(time) / period);
  };
  return until(window.end) - until(window.begin);
}

}  // namespace prorata
