// Answers merged in any order, and counters turned into what grew.
#include <algorithm>
#include <numeric>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "series/counter.h"
#include "series/frame.h"
#include "series/grid.h"
#include "support/frames.h"
#include "support/named.h"
#include "support/random.h"

namespace prorata::series {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using tests::Point;
using Chunk = std::vector<tests::Series>;

struct MergeCase {
  const char* name;
  std::vector<Chunk> chunks;
  std::string want;
  std::uint64_t duplicates = 0;
  friend void PrintTo(const MergeCase& c, std::ostream* out) { *out << c.want; }
};
const MergeCase kMerges[] = {
    {"NothingCame", {}, ""},
    {"NewestChunkFirst",
     {{{"pod=a", {{at("10:10"), 3}, {at("10:15"), 4}}}}, {{"pod=a", {{at("10:00"), 1}, {at("10:05"), 2}}}}},
     "{pod=a} 10:00:00=1 10:05:00=2 10:10:00=3 10:15:00=4\n"},
    {"InterleavedChunks",
     {{{"pod=a", {{at("10:00"), 1}, {at("10:10"), 3}}}}, {{"pod=a", {{at("10:05"), 2}}}}},
     "{pod=a} 10:00:00=1 10:05:00=2 10:10:00=3\n"},
    {"SamplesOutOfOrder", {{{"pod=a", {{at("10:05"), 2}, {at("10:00"), 1}}}}}, "{pod=a} 10:00:00=1 10:05:00=2\n"},
    {"LabelsInAnyOrder",
     {{{"pod=a,namespace=n", {{at("10:05"), 2}}}}, {{"namespace=n,pod=a", {{at("10:00"), 1}}}}},
     "{namespace=n,pod=a} 10:00:00=1 10:05:00=2\n"},
    {"EmptyLabelIsAbsent",
     {{{"pod=a,uid=", {{at("10:05"), 2}}}}, {{"pod=a", {{at("10:00"), 1}}}}},
     "{pod=a} 10:00:00=1 10:05:00=2\n"},
    {"SortedByText",
     {{{"zone=x", {{at("10:00"), 1}}}, {"pod=b", {{at("10:00"), 1}}}, {"pod=a,z=1", {{at("10:00"), 1}}}},
      {{"pod=a", {{at("10:00"), 1}}}}},
     "{pod=a} 10:00:00=1\n{pod=a,z=1} 10:00:00=1\n{pod=b} 10:00:00=1\n{zone=x} 10:00:00=1\n"},
    {"SeriesWithoutSamplesIsNone", {{{"pod=a", {}}, {"pod=b", {{at("10:00"), 1}}}}}, "{pod=b} 10:00:00=1\n"},
    {"WithoutLabels", {{{"", {{at("10:00"), 1}}}}, {{"", {{at("10:05"), 2}}}}}, "{} 10:00:00=1 10:05:00=2\n"},
    {"LargerOfTwoAtOneTime",
     {{{"pod=a", {{at("10:00"), 1}, {at("10:05"), 7}}}}, {{"pod=a", {{at("10:00"), 5}, {at("10:05"), 2}}}}},
     "{pod=a} 10:00:00=5 10:05:00=7\n",
     2},
    {"LargerOfTwoInOneAnswer", {{{"pod=a", {{at("10:00"), 5}, {at("10:00"), 6}}}}}, "{pod=a} 10:00:00=6\n", 1},
    {"NegativeValuesToo", {{{"pod=a", {{at("10:00"), -5}, {at("10:00"), -6}}}}}, "{pod=a} 10:00:00=-5\n", 1},
};
class Merge : public testing::TestWithParam<MergeCase> {};
/// Every order of chunks gives the same frame and the same notices.
TEST_P(Merge, DoesNotDependOnTheOrderOfChunks) {
  std::vector<std::size_t> order(GetParam().chunks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    Names names;
    Notices notices;
    std::vector<Batch> batches;
    for (const std::size_t i : order) batches.push_back(tests::batch_of(names, GetParam().chunks[i]));
    const Frame frame = merge(std::move(batches), names, "cpu_usage", notices);
    EXPECT_EQ(tests::dump(frame, names), GetParam().want);
    const Notice* notice = notices.find("duplicate-samples");
    EXPECT_EQ(notice == nullptr ? 0 : notice->count, GetParam().duplicates);
    EXPECT_TRUE(notice == nullptr || notice->objects == std::vector<std::string>{"cpu_usage{pod=a}"});
  } while (std::next_permutation(order.begin(), order.end()));
}
INSTANTIATE_TEST_SUITE_P(, Merge, testing::ValuesIn(kMerges), by_name);

TEST(Frame, LooksUpLabelsAndExtremes) {
  Names names;
  const Frame frame =
      tests::frame_of(names, {{"pod=a,node=n1", {{at("10:00"), 3}, {at("10:05"), -1}, {at("10:10"), 2}}}});
  EXPECT_EQ(names.text(frame.label(0, names.find("node"))), "n1");
  EXPECT_EQ(frame.label(0, names.intern("absent")), kNoName);
  EXPECT_EQ(frame.smallest(0), -1);
  EXPECT_EQ(frame.largest(0), 3);
  EXPECT_EQ(frame.last(0), 2);
}

TEST(Grid, HasAnIntervalForEveryPartOfTheWindow) {
  const Grid grid = Grid::over(between("09:50:30", "10:07:00"), 5min);
  EXPECT_EQ(grid.first, at("09:50"));
  EXPECT_EQ(grid.size(), 4);
  EXPECT_EQ(grid.interval(0), between("09:50", "09:55"));
  EXPECT_EQ(grid.interval(3), between("10:05", "10:07"));
  EXPECT_EQ(grid.index_of(at("09:50")), -1);
  EXPECT_EQ(grid.index_of(at("09:50:01")), 0);
  EXPECT_EQ(grid.index_of(at("09:55")), 0);
  EXPECT_EQ(grid.index_of(at("09:55:01")), 1);
  EXPECT_EQ(grid.index_of(at("10:07")), 3);
  EXPECT_EQ(grid.index_of(at("10:07:01")), 4);
}

/// Interval by interval, which needs no division.
std::int64_t searched(const Grid& grid, Instant time) {
  if (time <= grid.first) return -1;
  std::int64_t i = 0;
  while (i < grid.size() && !(grid.interval(i).begin < time && time <= grid.interval(i).end)) ++i;
  return i;
}

TEST(Grid, IsWalkedToAndFroAsItIsSearched) {
  tests::Random random(11);
  for (const Duration offset : {Duration(0), Duration(1), Duration(90s)}) {
    const Grid grid = Grid::over(between("09:50:30", "10:07:00"), 5min, offset);
    GridWalk walk(grid);
    const Instant begin = at("09:40");
    for (int i = 0; i < 3000; ++i) {
      const Instant time = begin + Duration(static_cast<std::int64_t>(random.below(40 * 60 * 1000)));
      ASSERT_EQ(grid.index_of(time), searched(grid, time)) << to_text(time);
      ASSERT_EQ(walk.index_of(time), searched(grid, time)) << to_text(time);
    }
    for (Instant time = begin; time < begin + 40min; time += 7s) {
      ASSERT_EQ(walk.index_of(time), searched(grid, time)) << to_text(time);
    }
  }
}

TEST(AskedTwice, SaysNothing) {
  const auto count = [](double again, Repeats repeats) {
    Names names;
    Notices notices;
    std::vector<Batch> batches;
    for (const double value : {1.0, again})
      batches.push_back(tests::batch_of(names, {{"pod=a", {{at("10:00"), value}}}}));
    const Frame frame = merge(std::move(batches), names, "q", notices, repeats);
    EXPECT_EQ(frame.values(0).size(), 1u);
    EXPECT_EQ(frame.values(0)[0], std::max(1.0, again));
    return notices.list().size();
  };
  EXPECT_EQ(count(1, Repeats::told), 1u);
  EXPECT_EQ(count(1, Repeats::fine), 0u);
  EXPECT_EQ(count(2, Repeats::fine), 1u) << "two values are two answers";
}

/// Grid of five minutes over 10:00-10:30: intervals end at 10:05 … 10:30. Growth in whole seconds; -1: unknown.
struct GrowthCase {
  const char* name;
  std::vector<Point> points;
  std::optional<Instant> born;
  std::vector<std::int64_t> want_s;
  friend void PrintTo(const GrowthCase& c, std::ostream* out) { *out << c.name; }
};
constexpr std::int64_t kNot = -1;
const GrowthCase kGrowths[] = {
    {"Plain", {{at("10:00"), 100}, {at("10:05"), 130}, {at("10:10"), 130}}, {}, {30, 0, kNot, kNot, kNot, kNot}},
    {"OneSampleSaysNothing", {{at("10:10"), 100}}, {}, {kNot, kNot, kNot, kNot, kNot, kNot}},
    {"NoSample", {}, at("10:01"), {kNot, kNot, kNot, kNot, kNot, kNot}},
    {"ResetCountsTheNewValue",
     {{at("10:00"), 100}, {at("10:05"), 12}, {at("10:10"), 20}},
     {},
     {12, 8, kNot, kNot, kNot, kNot}},
    {"GapIsSpreadEvenly", {{at("10:05"), 0}, {at("10:25"), 40}}, {}, {kNot, 10, 10, 10, 10, kNot}},
    {"BornInside", {{at("10:10"), 90}, {at("10:15"), 100}}, at("10:07"), {kNot, 90, 10, kNot, kNot, kNot}},
    {"BornIntervalsBefore", {{at("10:15"), 110}}, at("10:04"), {10, 50, 50, kNot, kNot, kNot}},
    {"BornBeforeTheWindow", {{at("10:10"), 40}}, at("09:50"), {10, 10, kNot, kNot, kNot, kNot}},
    {"BornAfterItsFirstSample", {{at("10:05"), 7}, {at("10:10"), 9}}, at("10:06"), {kNot, 2, kNot, kNot, kNot, kNot}},
    {"BeginsBeforeTheWindow", {{at("09:50"), 0}, {at("10:10"), 40}}, {}, {10, 10, kNot, kNot, kNot, kNot}},
    {"GoesOnBehindTheWindow", {{at("10:25"), 0}, {at("10:35"), 40}}, {}, {kNot, kNot, kNot, kNot, kNot, 20}},
    {"AllBefore", {{at("09:50"), 0}, {at("10:00"), 40}}, {}, {kNot, kNot, kNot, kNot, kNot, kNot}},
    {"AllBehind", {{at("10:30"), 0}, {at("10:40"), 40}}, {}, {kNot, kNot, kNot, kNot, kNot, kNot}},
};
class GrowthOf : public testing::TestWithParam<GrowthCase> {};
TEST_P(GrowthOf, IsWhatLiesBetweenSamples) {
  Growth growth(Grid::over(between("10:00", "10:30"), 5min));
  std::vector<std::int64_t> times;
  std::vector<double> values;
  for (const Point& point : GetParam().points) times.push_back(to_ms(point.at)), values.push_back(point.value);
  growth.add_counter(times, values, GetParam().born);
  std::vector<std::int64_t> want;
  for (const std::int64_t seconds : GetParam().want_s)
    want.push_back(seconds == kNot ? Growth::kUnknown : seconds * 1000000000);
  EXPECT_EQ(std::vector<std::int64_t>(growth.intervals().begin(), growth.intervals().end()), want);
  EXPECT_EQ(growth.impossible(), 0u);
}
INSTANTIATE_TEST_SUITE_P(, GrowthOf, testing::ValuesIn(kGrowths), by_name);

void add(Growth& growth, Instant a, double from, Instant b, double to) {
  const std::int64_t times[] = {to_ms(a), to_ms(b)};
  const double values[] = {from, to};
  growth.add_counter(times, values, {});
}

TEST(Growth, OfAWindowThatEndsInsideAnIntervalStopsThere) {
  Growth growth(Grid::over(between("09:50:30", "10:07:00"), 5min));
  add(growth, at("10:00"), 0, at("10:07"), 42);
  EXPECT_EQ(growth.intervals()[2], 30000000000);
  EXPECT_EQ(growth.intervals()[3], 12000000000);
}

TEST(Growth, OfSeveralSeriesAddsUp) {
  Growth growth(Grid::over(between("10:00", "10:30"), 5min));
  add(growth, at("10:00"), 0, at("10:05"), 3);
  add(growth, at("10:00"), 10, at("10:10"), 12);
  EXPECT_EQ(growth.intervals()[0], 4000000000);
  EXPECT_EQ(growth.intervals()[1], 1000000000);
}

/// What a difference spreads over the window's intervals is the difference, to the last nano-unit.
TEST(GrowthAtRandom, LosesNothing) {
  tests::Random random(7);
  for (int i = 0; i < 2000; ++i) {
    Growth growth(Grid::over(between("10:00", "20:00"), 5min));
    const Instant begin = at("10:00") + Duration(random.below(18000000));
    const Instant end = begin + Duration(1 + random.below(to_ms(at("20:00")) - to_ms(begin)));
    const std::int64_t milliseconds = random.below(100000000);
    add(growth, begin, 0, end, static_cast<double>(milliseconds) / 1000.0);
    std::int64_t sum = 0;
    for (const std::int64_t interval : growth.intervals()) sum += interval == Growth::kUnknown ? 0 : interval;
    ASSERT_EQ(sum, milliseconds * 1000000) << to_text(begin) << " " << to_text(end);
  }
}

TEST(Growth, LeavesOutWhatNoMachineCounts) {
  const Window day{at("00:00"), at("00:00") + 24h};
  Growth growth(Grid::over(day, 24h));
  add(growth, day.begin, 0, day.end, 1e30);
  EXPECT_EQ(growth.impossible(), 1u);
  EXPECT_EQ(growth.intervals()[0], Growth::kUnknown);
  // Each of these alone fits 64 bits, their sum does not.
  for (int i = 0; i < 3; ++i) add(growth, day.begin, 0, day.end, 8e9);
  EXPECT_GT(growth.impossible(), 1u);
  EXPECT_LT(growth.intervals()[0], 9000000000000000000);
  EXPECT_GE(growth.intervals()[0], 0);
}

TEST(Growth, OfADayOnTheLargestMachineStillCounts) {
  const Window day{at("00:00"), at("00:00") + 24h};
  Growth growth(Grid::over(day, 24h));
  add(growth, day.begin, 0, day.end, 4096.0 * 86400);
  EXPECT_EQ(growth.impossible(), 0u);
  EXPECT_EQ(growth.intervals()[0], std::int64_t{4096} * 86400 * 1000000000);
}

}  // namespace
}  // namespace prorata::series
