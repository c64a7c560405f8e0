// Money: exact splits, one rounding, sums that cannot wrap; and the diagnostics that carry it.
#include "core/money.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/names.h"
#include "core/notice.h"
#include "core/number.h"
#include "support/named.h"
#include "support/random.h"
#include "support/times.h"

namespace prorata {
namespace {

using tests::at;
using tests::between;
using tests::by_name;
using Parts = std::vector<std::int64_t>;

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

struct SplitCase {
  const char* name;
  std::int64_t total;
  Parts weights;
  Parts want;
  friend void PrintTo(const SplitCase& c, std::ostream* out) {
    *out << c.total << " over " << testing::PrintToString(c.weights);
  }
};
const SplitCase kSplits[] = {
    {"InProportion", 100, {1, 3}, {25, 75}},
    {"LargestRemainderFirst", 10, {1, 5, 3}, {1, 6, 3}},  // 1.11, 5.56, 3.33
    {"TiesByOrder", 2, {1, 1, 1}, {1, 1, 0}},
    {"NegativeKeepsItsSign", -10, {1, 5, 3}, {-1, -6, -3}},
    {"AllZeroWeightsMeanEvenly", 7, {0, 0, 0}, {3, 2, 2}},
    {"ZeroWeightGetsNothing", 7, {0, 2, 0}, {0, 7, 0}},
    {"ZeroTotal", 0, {4, 5}, {0, 0}},
    {"OneReceiver", kMin, {3}, {kMin}},
    {"ProductsOf128Bits", kMax, {kMax, kMax}, {kMax / 2 + 1, kMax / 2}},
    {"SmallShareOfMuch", kMax, {1, kMax - 1}, {1, kMax - 1}},
};
class Split : public testing::TestWithParam<SplitCase> {};
TEST_P(Split, GivesTheParts) {
  EXPECT_EQ(split(GetParam().total, GetParam().weights), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Split, testing::ValuesIn(kSplits), by_name);

/// Ten thousand totals and weights of every size: parts add up, have the total's sign, and are within one of exact.
TEST(SplitAtRandom, AddsUpExactlyAndFairly) {
  tests::Random random(20260302);
  for (int i = 0; i < 10000; ++i) {
    const auto bits = random.below(62);
    std::int64_t total = random.below(std::int64_t{1} << (1 + bits));
    if (random.below(2) == 1) total = -total;
    Parts weights(static_cast<std::size_t>(1 + random.below(9)));
    const auto width = random.below(59);
    for (std::int64_t& weight : weights)
      weight = random.below(4) == 0 ? 0 : random.below(std::int64_t{1} << (1 + width));
    const Parts parts = split(total, weights);
    ASSERT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
    __extension__ using Wide = __int128;
    const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
    for (std::size_t k = 0; sum > 0 && k < parts.size(); ++k) {
      // |part - total * weight / sum| < 1, in whole numbers.
      const Wide apart = Wide{parts[k]} * sum - Wide{total} * weights[k];
      ASSERT_TRUE(-sum < apart && apart < sum) << total << " " << testing::PrintToString(weights);
      if (weights[k] == 0) {
        ASSERT_EQ(parts[k], 0);
      }
    }
  }
}

struct RoundCase {
  const char* name;
  double value;
  double want;
  friend void PrintTo(const RoundCase& c, std::ostream* out) { *out << c.value; }
};
constexpr RoundCase kRounds[] = {
    {"HalfToEvenDown", 0.5, 0},
    {"HalfToEvenUp", 1.5, 2},
    {"TwoAndAHalf", 2.5, 2},
    {"NegativeHalf", -0.5, 0},
    {"NegativeOneAndAHalf", -1.5, -2},
    {"JustBelowHalf", 0.49999999999999994, 0},
    {"JustAboveHalf", 0.5000000000000001, 1},
    {"Large", 1125899906842624.5, 1125899906842624},
    {"LargeOdd", 1125899906842625.5, 1125899906842626},
};
class RoundHalfEven : public testing::TestWithParam<RoundCase> {};
TEST_P(RoundHalfEven, Rounds) {
  EXPECT_EQ(round_half_even(GetParam().value), GetParam().want);
  EXPECT_EQ(to_whole(GetParam().value), static_cast<std::int64_t>(GetParam().want));
}
INSTANTIATE_TEST_SUITE_P(, RoundHalfEven, testing::ValuesIn(kRounds), by_name);

TEST(ToWhole, GoesBeyondWhatTheTrickCanRound) {
  EXPECT_EQ(to_whole(9e18), 9000000000000000000);
  EXPECT_EQ(to_whole(-9e18), -9000000000000000000);
  EXPECT_EQ(to_whole(4503599627370497.0), 4503599627370497);
  EXPECT_EQ(to_whole(kLargestRoundable), 2251799813685248);
}

TEST(WideSum, SaysOverflowOnlyWhereTheEndDoesNotFit) {
  WideSum sum;
  sum.add(kMax);
  sum.add(kMax);
  ASSERT_FALSE(sum.value("a cost"));
  EXPECT_EQ(sum.value("a cost").error().code, ErrorCode::overflow);
  EXPECT_EQ(sum.value("a cost").error().message, "a cost does not fit 64 bits");
  sum.add(-kMax);
  EXPECT_EQ(*sum.value("a cost"), kMax);

  WideSum below;
  below.add(kMin);
  EXPECT_EQ(*below.value(""), kMin);
  below.add(-1);
  EXPECT_FALSE(below.value(""));
  WideSum both;
  both.add(below);
  both.add(1);
  EXPECT_EQ(*both.value(""), kMin);
}

struct DecimalCase {
  const char* name;
  std::int64_t value;
  int digits;
  const char* want;
  friend void PrintTo(const DecimalCase& c, std::ostream* out) { *out << c.value << "e-" << c.digits; }
};
constexpr DecimalCase kDecimals[] = {
    {"OneAndAHalf", 1500000000, 9, "1.5"},
    {"Zero", 0, 9, "0"},
    {"OneNano", 1, 9, "0.000000001"},
    {"MinusOneNano", -1, 9, "-0.000000001"},
    {"Whole", 42000000, 6, "42"},
    {"NoDigits", 1200, 0, "1200"},
    {"Largest", kMax, 9, "9223372036.854775807"},
    {"Smallest", kMin, 9, "-9223372036.854775808"},
    {"TenHasItsZero", 10000000000, 9, "10"},
};
class DecimalText : public testing::TestWithParam<DecimalCase> {};
TEST_P(DecimalText, IsExact) {
  EXPECT_EQ(decimal_text(GetParam().value, GetParam().digits), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, DecimalText, testing::ValuesIn(kDecimals), by_name);

TEST(CurrencyOf, CountsTinyUnitsInMillionths) {
  EXPECT_EQ(currency_of("USD"), (Currency{"USD", 9}));
  EXPECT_EQ(currency_of("JPY"), (Currency{"JPY", 6}));
  EXPECT_EQ(currency_of("VND"), (Currency{"VND", 6}));
  EXPECT_EQ(currency_of("EUR").digits, 9);
}

TEST(ParseNumber, TakesFiniteNumbersAndNothingAround) {
  EXPECT_EQ(*parse_number("0.031611"), 0.031611);
  EXPECT_EQ(*parse_number("-4"), -4.0);
  EXPECT_EQ(*parse_number("1e-3"), 0.001);
  for (const char* bad : {"", " 1", "1 ", "1,5", "NaN", "Inf", "-inf", "1e999", "abc", "0x10", "+1"}) {
    EXPECT_FALSE(parse_number(bad)) << bad;
  }
  EXPECT_EQ(parse_number("1.5x").error().message, "\"1.5x\" is not a number: something follows the number");
}

TEST(Names, GiveEqualTextsOneId) {
  Names names;
  const NameId a = names.intern("shop");
  EXPECT_EQ(names.intern(std::string("shop")), a);
  EXPECT_EQ(names.text(a), "shop");
  EXPECT_EQ(names.intern(""), kNoName);
  EXPECT_EQ(names.find("never seen"), kNoName);
  for (int i = 0; i < 5000; ++i) (void)names.intern(std::to_string(i));
  EXPECT_EQ(names.text(names.find("4999")), "4999");
  EXPECT_EQ(names.find("shop"), a);
}

constexpr NoticeKind kind(std::string_view id) {
  return {id, Severity::warning, "m", "f"};
}

TEST(Notices, DoNotDependOnTheOrderOfWhatIsNoticed) {
  const std::vector<std::string> objects{"g", "c", "a", "f", "b", "e", "d", "a", ""};
  Notices forward, backward;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const auto hour = std::chrono::hours(static_cast<int>(i));
    forward.add(kind(i % 2 == 0 ? "x" : "y"), objects[i], {at("00:00") + hour, at("00:30") + hour});
  }
  for (std::size_t k = objects.size(); k-- > 0;) {
    const auto hour = std::chrono::hours(static_cast<int>(k));
    backward.add(kind(k % 2 == 0 ? "x" : "y"), objects[k], {at("00:00") + hour, at("00:30") + hour});
  }
  EXPECT_EQ(forward.list(), backward.list());
  ASSERT_EQ(forward.list().size(), 2u);
  const Notice* x = forward.find("x");  // g a b d and one without a name
  ASSERT_NE(x, nullptr);
  EXPECT_EQ(x->count, 5u);
  EXPECT_EQ(x->objects, (std::vector<std::string>{"a", "b", "d", "g"}));
  EXPECT_EQ(x->range, between("00:00", "08:30"));
}

TEST(Notices, KeepTheFirstFiveExamplesOfTheAlphabetAndCountAll) {
  Notices left, right;
  for (const char* name : {"p9", "p3", "p7", "p1"}) left.add(kind("n"), name);
  for (const char* name : {"p5", "p2", "p8", "p3"}) right.add(kind("n"), name, {}, 10);
  Notices other = right;
  other.merge(left);
  left.merge(right);
  EXPECT_EQ(left.list(), other.list());
  EXPECT_EQ(left.find("n")->objects, (std::vector<std::string>{"p1", "p2", "p3", "p5", "p7"}));
  EXPECT_EQ(left.find("n")->count, 44u);
  EXPECT_EQ(left.find("absent"), nullptr);
}

}  // namespace
}  // namespace prorata
