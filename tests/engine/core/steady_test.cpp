// Money over time: whole periods to the unit, and parts that are the whole.
#include "core/steady.h"

#include <vector>

#include <gtest/gtest.h>

namespace prorata {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kOne = 1000000000;
constexpr double kMsPerHour = 3.6e6;
/// 2026-03-02T09:50:30.007Z: at no border of anything.
constexpr Instant kOdd = instant_ms(1772445030007);

Window from(Instant begin, Duration length) {
  return {begin, begin + length};
}

struct Case {
  const char* name;
  double units;  ///< in `period`
  Duration period;
  Duration length;
  std::int64_t want;
};
TEST(Steady, CountsWholePeriodsExactly) {
  for (const auto& [name, units, period, length, want] : {
           Case{"1 a day, a week", 1e9, 24h, 168h, 7 * kOne},
           Case{"1 a day, a day", 1e9, 24h, 24h, kOne},
           Case{"100 a month, a month", 100e9, 730h, 730h, 100 * kOne},
           Case{"100 a month, a year", 100e9, 730h, 8760h, 1200 * kOne},
           Case{"7 an hour, a day", 7e9, 1h, 24h, 168 * kOne},
           Case{"500 a week, four", 500e9, 168h, 672h, 2000 * kOne},
           Case{"0.1 an hour, three", 0.1e9, 1h, 3h, 3 * kOne / 10},
           Case{"a million a month, two", 1e15, 730h, 1460h, 2000000 * kOne},
       }) {
    const Steady amount = steady_of(units / (static_cast<double>(period.count()) / kMsPerHour) / kMsPerHour);
    EXPECT_EQ(units_in(amount, from(kOdd, length)), want) << name;
    EXPECT_EQ(units_in(amount, from(kOdd + 17h, length)), want) << name;
  }
}

TEST(Steady, AddsUpWhereverItIsCut) {
  for (const double per_hour : {1e9 / 24, 100e9 / 730, 1e9 / 3, 0.7, 1.0}) {
    const Steady amount = steady_of(per_hour / kMsPerHour);
    const Window whole = from(kOdd, 1000h);
    std::int64_t sum = 0;
    Instant at = whole.begin;
    for (std::int64_t piece = 1; at < whole.end; ++piece) {
      const Instant end = std::min(whole.end, at + Duration(piece * 7919993));
      sum += units_in(amount, {at, end});
      at = end;
    }
    EXPECT_EQ(sum, units_in(amount, whole)) << per_hour;
  }
}

TEST(Steady, TakesTheLongestPeriodInWhichItIsWhole) {
  const Steady monthly = steady_of(100e9 / 730 / kMsPerHour);
  EXPECT_EQ(monthly.units, 100 * kOne);
  EXPECT_EQ(monthly.period, Duration(730h));
  const Steady daily = steady_of(1e9 / 24 / kMsPerHour);
  EXPECT_EQ(daily.units, 7 * kOne);
  EXPECT_EQ(daily.period, Duration(168h));
  EXPECT_EQ(steady_of(0).units, 0);
}

}  // namespace
}  // namespace prorata
