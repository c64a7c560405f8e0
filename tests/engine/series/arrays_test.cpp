// Arrays of a host into batches: labels, samples that are none, and places that lead nowhere.
#include "series/arrays.h"

#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/named.h"

namespace prorata::series {
namespace {

using Places = std::vector<std::uint32_t>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Two series of two queries: {pod=a} with 1 at 10 ms and 2 at 20 ms, and {pod=b, uid=} with 3 at 30 ms.
struct Hand {
  std::string text = "podabuid";
  Places text_end{3, 4, 5, 8, 8};
  Places query{0, 1};
  Places label_begin{0, 1, 3}, point_begin{0, 2, 3};
  Places labels{0, 1, 0, 2, 3, 4};
  std::vector<double> time{10, 20, 30}, value{1, 2, 3};
  [[nodiscard]] Arrays arrays() const { return {text, text_end, query, label_begin, point_begin, labels, time, value}; }
};

TEST(Gather, SortsSeriesByQuery) {
  Names names;
  const auto got = gather(Hand().arrays(), 3, names);
  ASSERT_TRUE(got);
  ASSERT_EQ(got->size(), 3u);
  const Batch &a = (*got)[0].batch, &b = (*got)[1].batch;
  EXPECT_EQ(a.size(), 1u);
  EXPECT_EQ(a.time, (std::vector<std::int64_t>{10, 20}));
  EXPECT_EQ(a.value, (std::vector<double>{1, 2}));
  EXPECT_EQ(b.time, std::vector<std::int64_t>{30});
  ASSERT_EQ(b.labels.size(), 1u) << "an empty label is an absent one";
  EXPECT_EQ(names.text(b.labels[0].value), "b");
  EXPECT_EQ((*got)[2].batch.size(), 0u);
}

TEST(Gather, LeavesOutWhatIsNoSample) {
  Hand hand;
  hand.time = {10, -1, 7258118400000.0};
  hand.value = {kNan, 2, 3};
  Names names;
  auto got = gather(hand.arrays(), 2, names);
  ASSERT_TRUE(got);
  EXPECT_EQ((*got)[0].non_finite, 1u);
  EXPECT_EQ((*got)[0].out_of_range_times, 1u);
  EXPECT_EQ((*got)[1].out_of_range_times, 1u);
  EXPECT_TRUE((*got)[0].batch.time.empty());
  hand.time = {kNan, kInfinity, 10.5};
  hand.value = {1, -kInfinity, 3};
  got = gather(hand.arrays(), 2, names);
  ASSERT_TRUE(got);
  EXPECT_EQ((*got)[0].out_of_range_times + (*got)[1].out_of_range_times, 2u);
  EXPECT_EQ((*got)[0].non_finite, 1u);
}

struct BadCase {
  const char* name;
  void (*spoil)(Hand&);
  friend void PrintTo(const BadCase& c, std::ostream* out) { *out << c.name; }
};
const BadCase kBad[] = {
    {"QueryTooLarge", [](Hand& h) { h.query[1] = 2; }},
    {"TextTooFar", [](Hand& h) { h.labels[1] = 5; }},
    {"TextEndsDescend", [](Hand& h) { h.text_end[1] = 2; }},
    {"TextLeftOver", [](Hand& h) { h.text += "x"; }},
    {"LabelsDescend",
     [](Hand& h) {
       h.label_begin = {0, 4, 3};
     }},
    {"LabelsBeginLate", [](Hand& h) { h.label_begin[0] = 1; }},
    {"LabelsLeftOver", [](Hand& h) { h.label_begin[2] = 2; }},
    {"PointsTooMany", [](Hand& h) { h.point_begin[2] = 4; }},
    {"PointsMissing",
     [](Hand& h) {
       h.point_begin = {0, 2};
     }},
    {"NoBorders", [](Hand& h) { h.point_begin.clear(); }},
    {"ValuesMissing", [](Hand& h) { h.value.pop_back(); }},
};
class BadArrays : public testing::TestWithParam<BadCase> {};
TEST_P(BadArrays, AreRefused) {
  Hand hand;
  GetParam().spoil(hand);
  Names names;
  const auto got = gather(hand.arrays(), 2, names);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::bad_input);
}
INSTANTIATE_TEST_SUITE_P(, BadArrays, testing::ValuesIn(kBad), tests::by_name);

TEST(Gather, TakesNothing) {
  const Places zero{0};
  Names names;
  const auto got = gather({"", {}, {}, zero, zero, {}, {}, {}}, 1, names);
  ASSERT_TRUE(got);
  EXPECT_EQ((*got)[0].batch.size(), 0u);
}

}  // namespace
}  // namespace prorata::series
