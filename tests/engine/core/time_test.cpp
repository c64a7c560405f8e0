// Times, durations and zones as users and servers write them.
#include "core/time.h"

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "core/time_zone.h"
#include "support/named.h"
#include "support/times.h"

namespace prorata {
namespace {

using namespace std::chrono_literals;
using tests::by_name;
using tests::instant;

constexpr std::int64_t kMonday = 1772409600000;  // 2026-03-02T00:00:00Z

struct InstantCase {
  const char* name;
  const char* text;
  std::int64_t want_ms;  // -1: refused
  friend void PrintTo(const InstantCase& c, std::ostream* out) { *out << '"' << c.text << '"'; }
};
constexpr InstantCase kInstants[] = {
    {"Utc", "2026-03-02T00:00:00Z", kMonday},
    {"SmallLetters", "2026-03-02t00:00:00z", kMonday},
    {"SpaceBetween", "2026-03-02 00:00:00Z", kMonday},
    {"DateOnly", "2026-03-02", kMonday},
    {"EastOfGreenwich", "2026-03-02T05:45:00+05:45", kMonday},
    {"WestOfGreenwich", "2026-03-01T19:00:00-05:00", kMonday},
    {"Milliseconds", "2026-03-02T00:00:00.25Z", kMonday + 250},
    {"MoreThanMilliseconds", "2026-03-02T00:00:00.0019Z", kMonday + 1},
    {"LeapSecond", "2026-03-01T23:59:60Z", kMonday},
    {"LeapDay", "2024-02-29", 1709164800000},
    {"Unix", "1772409600", kMonday},
    {"UnixWithDecimals", "1772409600.25", kMonday + 250},
    {"Epoch", "0", 0},
    {"Empty", "", -1},
    {"NoZone", "2026-03-02T00:00:00", -1},
    {"NoSeconds", "2026-03-02T00:00Z", 1772409600000},
    {"NoLeapDay", "2026-02-29", -1},
    {"ThirteenthMonth", "2026-13-01", -1},
    {"Hour24", "2026-03-02T24:00:00Z", -1},
    {"Minute60", "2026-03-02T00:60:00Z", -1},
    {"SomethingAfter", "2026-03-02T00:00:00Z ", -1},
    {"PointWithoutDigits", "2026-03-02T00:00:00.Z", -1},
    {"OffsetWithoutColon", "2026-03-02T00:00:00+0545", -1},
    {"OffsetCut", "2026-03-02T00:00:00+05:", -1},
    {"SignInField", "2026-03--2", -1},
    {"NegativeUnix", "-5", -1},
    {"PlusUnix", "+5", -1},
    {"UnixInMilliseconds", "1772409600000", -1},
    {"Exponent", "1e9", -1},
    {"Words", "yesterday", -1},
};
class ParseInstant : public testing::TestWithParam<InstantCase> {};
TEST_P(ParseInstant, Reads) {
  const auto got = parse_instant(GetParam().text);
  if (GetParam().want_ms < 0) {
    ASSERT_FALSE(got) << to_text(*got);
    EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
    EXPECT_EQ(got.error().message, "\"" + std::string(GetParam().text) + "\" is not a time");
    return;
  }
  ASSERT_TRUE(got);
  EXPECT_EQ(to_ms(*got), GetParam().want_ms);
}
INSTANTIATE_TEST_SUITE_P(, ParseInstant, testing::ValuesIn(kInstants), by_name);

TEST(InstantText, IsRfc3339AndUnixAndReadsBack) {
  EXPECT_EQ(to_text(instant_ms(kMonday)), "2026-03-02T00:00:00Z");
  EXPECT_EQ(to_text(instant_ms(kMonday + 34230005)), "2026-03-02T09:30:30.005Z");
  EXPECT_EQ(to_unix_text(instant_ms(kMonday)), "1772409600");
  EXPECT_EQ(to_unix_text(instant_ms(kMonday + 250)), "1772409600.25");
  EXPECT_EQ(to_unix_text(instant_ms(kMonday + 5)), "1772409600.005");
  EXPECT_EQ(to_text(instant_ms(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_unix_text(instant_ms(-500)), "-0.5");
  EXPECT_EQ(to_unix_text(instant_ms(-1250)), "-1.25");
  for (const std::int64_t ms : {std::int64_t{0}, kMonday, kMonday + 1, kMonday + 999}) {
    EXPECT_EQ(to_ms(*parse_instant(to_text(instant_ms(ms)))), ms);
    EXPECT_EQ(to_ms(*parse_instant(to_unix_text(instant_ms(ms)))), ms);
  }
}

struct DurationCase {
  const char* name;
  const char* text;
  Duration want;     // 0: refused
  const char* back;  // as to_text writes it
  friend void PrintTo(const DurationCase& c, std::ostream* out) { *out << '"' << c.text << '"'; }
};
const DurationCase kDurations[] = {
    {"Minutes", "5m", 5min, "5m"},
    {"HourAndMinutes", "1h30m", 90min, "1h30m"},
    {"Day", "1d", 24h, "1d"},
    {"Weeks", "2w", 336h, "14d"},
    {"NinetySeconds", "90s", 90s, "1m30s"},
    {"Milliseconds", "250ms", 250ms, "250ms"},
    {"Year", "1y", 8760h, "365d"},
    {"EveryUnit", "1d2h3m4s5ms", 24h + 2h + 3min + 4s + 5ms, "1d2h3m4s5ms"},
    {"Empty", "", 0ms, ""},
    {"Zero", "0s", 0ms, ""},
    {"NoUnit", "5", 0ms, ""},
    {"NoNumber", "m", 0ms, ""},
    {"UnknownUnit", "7x", 0ms, ""},
    {"Decimals", "1.5h", 0ms, ""},
    {"Negative", "-5m", 0ms, ""},
    {"NegativeInside", "1h-30m", 0ms, ""},
    {"Plus", "+5m", 0ms, ""},
    {"Space", "5 m", 0ms, ""},
    {"SpaceAfter", "5m ", 0ms, ""},
    {"LastWithoutUnit", "1h30", 0ms, ""},
    {"TooLong", "101y", 0ms, ""},
    {"Overflow", "9223372036854775807w", 0ms, ""},
    {"NoInteger", "92233720368547758080s", 0ms, ""},
};
class ParseDuration : public testing::TestWithParam<DurationCase> {};
TEST_P(ParseDuration, Reads) {
  const auto got = parse_duration(GetParam().text);
  if (GetParam().want == 0ms) {
    ASSERT_FALSE(got) << got->count();
    EXPECT_EQ(got.error().message, "\"" + std::string(GetParam().text) + "\" is not a duration");
    return;
  }
  ASSERT_TRUE(got);
  EXPECT_EQ(*got, GetParam().want);
  EXPECT_EQ(to_text(*got), GetParam().back);
}
INSTANTIATE_TEST_SUITE_P(, ParseDuration, testing::ValuesIn(kDurations), by_name);
TEST(DurationText, OfNothingIsZeroSeconds) {
  EXPECT_EQ(to_text(Duration(0)), "0s");
}

struct FloorCase {
  const char* name;
  std::int64_t at, step, floor, ceil;
  friend void PrintTo(const FloorCase& c, std::ostream* out) { *out << c.at << " to " << c.step; }
};
constexpr FloorCase kFloors[] = {
    {"Inside", 7, 5, 5, 10},
    {"OnTheGrid", 10, 5, 10, 10},
    {"Zero", 0, 5, 0, 0},
    {"NegativeInside", -7, 5, -10, -5},
    {"NegativeOnTheGrid", -10, 5, -10, -10},
    {"JustBeforeZero", -1, 5, -5, 0},
    {"StepIsNoDivisor", 100, 7, 98, 105},
};
class FloorTo : public testing::TestWithParam<FloorCase> {};
TEST_P(FloorTo, FindsTheMultiplesAround) {
  const auto [name, time, step, below, above] = GetParam();
  EXPECT_EQ(to_ms(floor_to(instant_ms(time), Duration(step))), below);
  EXPECT_EQ(to_ms(ceil_to(instant_ms(time), Duration(step))), above);
}
INSTANTIATE_TEST_SUITE_P(, FloorTo, testing::ValuesIn(kFloors), by_name);

TEST(Overlap, IsEmptyWhereWindowsDoNotMeet) {
  const auto w = [](std::int64_t a, std::int64_t b) { return Window{instant_ms(a), instant_ms(b)}; };
  EXPECT_EQ(overlap(w(0, 10), w(5, 20)), w(5, 10));
  EXPECT_EQ(overlap(w(0, 10), w(2, 3)), w(2, 3));
  EXPECT_TRUE(overlap(w(0, 10), w(10, 20)).empty());
  EXPECT_TRUE(overlap(w(0, 10), w(30, 40)).empty());
  EXPECT_EQ(overlap(w(0, 10), w(30, 40)).length(), 0ms);
}

struct ZoneCase {
  const char* name;
  TimeZone zone;
  const char* local;  // written as if it were UTC
  const char* want;
  friend void PrintTo(const ZoneCase& c, std::ostream* out) { *out << c.local << " in " << c.zone.name; }
};
const ZoneCase kZones[] = {
    {"Utc", {}, "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"},
    {"Winter", tests::berlin(), "2026-03-02T09:00:00Z", "2026-03-02T08:00:00Z"},
    {"Summer", tests::berlin(), "2026-07-01T09:00:00Z", "2026-07-01T07:00:00Z"},
    {"LastSecondBeforeTheGap", tests::berlin(), "2026-03-29T01:59:59Z", "2026-03-29T00:59:59Z"},
    {"InsideTheGap", tests::berlin(), "2026-03-29T02:30:00Z", "2026-03-29T01:00:00Z"},
    {"AfterTheGap", tests::berlin(), "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"},
    {"TwiceInTheOverlap", tests::berlin(), "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"},
    {"AfterTheOverlap", tests::berlin(), "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
    {"QuarterHours", tests::kathmandu(), "2026-03-02T00:00:00Z", "2026-03-01T18:15:00Z"},
    {"NoMidnight", tests::havana(), "2026-03-08T00:00:00Z", "2026-03-08T05:00:00Z"},
    {"MidnightTwice", tests::havana(), "2026-11-01T00:00:00Z", "2026-11-01T04:00:00Z"},
};
class Zone : public testing::TestWithParam<ZoneCase> {};
TEST_P(Zone, FindsTheFirstInstantOfALocalTime) {
  EXPECT_EQ(to_text(GetParam().zone.from_local(instant(GetParam().local))), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Zone, testing::ValuesIn(kZones), by_name);

TEST(ZoneOffset, HoldsFromTheTransitionOn) {
  const TimeZone zone = tests::berlin();
  EXPECT_EQ(zone.offset_at(instant("2026-03-29T00:59:59.999Z")), 1h);
  EXPECT_EQ(zone.offset_at(instant("2026-03-29T01:00:00Z")), 2h);
  EXPECT_EQ(zone.offset_at(instant("2030-01-01")), 1h);
  EXPECT_EQ(to_text(zone.to_local(instant("2026-07-01T22:30:00Z"))), "2026-07-02T00:30:00Z");
}

}  // namespace
}  // namespace prorata
