#include "promql/over_time.h"

#include <cmath>
#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

namespace prorata::promql {
namespace {

struct Points {
  Points(std::initializer_list<std::pair<std::int64_t, double>> points) {
    for (const auto& [seconds, number] : points) {
      time.push_back(seconds * 1000);
      value.push_back(number);
    }
  }
  std::vector<std::int64_t> time;
  std::vector<double> value;
};

/// At one time, over so many seconds before it.
double at(const char* function, const Points& points, std::int64_t end, std::int64_t range) {
  return over_time(over_time_of(function), points.time, points.value, {end * 1000}, range * 1000)[0];
}

const Points kFour{{10, 4}, {20, 1}, {30, 7}, {40, 2}};

TEST(OverTime, LooksAtTheRangeWithBothEnds) {
  EXPECT_EQ(at("last_over_time", kFour, 40, 30), 2);
  EXPECT_EQ(at("last_over_time", kFour, 39, 30), 7);
  EXPECT_EQ(at("min_over_time", kFour, 40, 20), 1);
  EXPECT_EQ(at("max_over_time", kFour, 40, 30), 7);
  EXPECT_EQ(at("sum_over_time", kFour, 40, 30), 14);
  EXPECT_EQ(at("avg_over_time", kFour, 40, 30), 3.5);
  EXPECT_EQ(at("count_over_time", kFour, 40, 29), 3);
  EXPECT_EQ(at("present_over_time", kFour, 15, 5), 1);
  EXPECT_TRUE(std::isnan(at("present_over_time", kFour, 9, 5)));
  EXPECT_TRUE(std::isnan(at("last_over_time", kFour, 60, 19)));
  EXPECT_EQ(over_time_of("rate"), OverTime::none);
}

TEST(OverTime, LeavesOutWhatIsNoNumber) {
  const Points ends{{10, 4}, {20, kAbsent}};
  EXPECT_EQ(at("last_over_time", ends, 25, 20), 4);
  EXPECT_EQ(at("count_over_time", ends, 25, 20), 1);
}

// By hand, as Prometheus draws out: samples 10 s apart, at 10..40 s, the range is 5..45: both ends are nearer than
// 11 s, so 3 intervals of 10 s become 40 s.
TEST(OverTime, IncreaseIsDrawnOut) {
  const Points counter{{10, 100}, {20, 103}, {30, 106}, {40, 109}};
  EXPECT_DOUBLE_EQ(at("increase", counter, 45, 40), 9.0 / 30 * 40);
  // Behind the last sample stand 25 s, more than 11: half a distance is added.
  EXPECT_DOUBLE_EQ(at("increase", counter, 65, 60), 9.0 / 30 * (30 + 5 + 5));
  // It cannot have begun below zero: 100 falls to 1 at 10 s, so 10/3 s before it was 0.
  const Points young{{10, 1}, {20, 4}};
  EXPECT_DOUBLE_EQ(at("increase", young, 20, 20), 3.0 / 10 * (10 + 10.0 / 3));
  const Points reset{{10, 5}, {20, 8}, {30, 2}};
  EXPECT_DOUBLE_EQ(at("increase", reset, 30, 20), 5);
  EXPECT_TRUE(std::isnan(at("increase", Points{{10, 5}}, 30, 30)));
}

double counter(const Points& points, std::int64_t when, std::int64_t range, std::int64_t begin = 0) {
  return counter_at(points.time, points.value, {when * 1000}, range * 1000, begin * 1000)[0];
}

TEST(CounterAt, StandsOnTheLineBetweenSamples) {
  const Points points{{100, 10}, {160, 40}, {220, 5}};
  EXPECT_EQ(counter(points, 100, 300), 10);
  EXPECT_EQ(counter(points, 120, 300), 20);
  EXPECT_EQ(counter(points, 160, 300), 40);
  EXPECT_EQ(counter(points, 190, 300), 42.5);  // reset: 5 more until 220
  EXPECT_EQ(counter(points, 300, 300), 45);    // held
  EXPECT_TRUE(std::isnan(counter(points, 521, 300)));
}

TEST(CounterAt, SaysNothingWhereAQueryWouldSeeNothing) {
  const Points gap{{100, 10}, {1000, 40}};
  EXPECT_TRUE(std::isnan(counter(gap, 500, 300)));
  EXPECT_TRUE(std::isnan(counter(Points{{100, 10}, {160, 40}}, 90, 300, 0)));
}

TEST(CounterAt, GoesOnBeforeAllData) {
  const Points points{{100, 10}, {160, 40}};
  EXPECT_EQ(counter(points, 90, 300, 100), 5);
  EXPECT_EQ(counter(points, 60, 300, 100), 0);
  EXPECT_EQ(counter(Points{{100, 10}}, 60, 300, 100), 10);
}

}  // namespace
}  // namespace prorata::promql
