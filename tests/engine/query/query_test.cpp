// The question's words: windows, steps, keys, filters and choices.
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "query/question.h"
#include "support/named.h"
#include "support/times.h"

namespace prorata::query {
namespace {

using tests::berlin;
using tests::by_name;
using tests::havana;
using tests::instant;
using tests::kathmandu;
using tests::lord_howe;

const TimeZone kUtc;
const char* const kNow = "2026-03-04T14:20:30Z";  // a Wednesday

struct WindowCase {
  const char* name;
  const char* text;
  TimeZone zone;
  const char* now;
  std::string begin, end;  // end empty: refused with the message `begin`
  friend void PrintTo(const WindowCase& c, std::ostream* out) {
    *out << c.text << " in " << c.zone.name << " at " << c.now;
  }
};
const WindowCase kWindows[] = {
    {"Today", "today", kUtc, kNow, "2026-03-04T00:00:00Z", kNow},
    {"Yesterday", "yesterday", kUtc, kNow, "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"},
    {"WeekBeginsOnMonday", "week", kUtc, kNow, "2026-03-02T00:00:00Z", kNow},
    {"LastWeek", "lastweek", kUtc, kNow, "2026-02-23T00:00:00Z", "2026-03-02T00:00:00Z"},
    {"WeekOnSunday", "week", kUtc, "2026-03-08T23:59:59Z", "2026-03-02T00:00:00Z", "2026-03-08T23:59:59Z"},
    {"Month", "month", kUtc, kNow, "2026-03-01T00:00:00Z", kNow},
    {"LastMonth", "lastmonth", kUtc, kNow, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
    {"LastMonthInJanuary", "lastmonth", kUtc, "2026-01-15T00:00:00Z", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"},
    {"TodayElsewhere", "today", kathmandu(), "2026-03-04T18:30:00Z", "2026-03-04T18:15:00Z", "2026-03-04T18:30:00Z"},
    {"DayOf23Hours", "yesterday", berlin(), "2026-03-30T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
    {"DayOf25Hours", "yesterday", berlin(), "2026-10-26T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
    {"DayWithoutMidnight", "yesterday", havana(), "2026-03-09T12:00:00Z", "2026-03-08T05:00:00Z",
     "2026-03-09T04:00:00Z"},
    {"MonthAcrossClocks", "lastmonth", berlin(), "2026-04-15T12:00:00Z", "2026-02-28T23:00:00Z",
     "2026-03-31T22:00:00Z"},
    {"DaysBack", "7d", kUtc, kNow, "2026-02-25T14:20:30Z", kNow},
    {"HalfAnHour", "30m", kUtc, kNow, "2026-03-04T13:50:30Z", kNow},
    {"DaysBackIgnoreClocks", "1d", berlin(), "2026-03-29T12:00:00Z", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"},
    {"Pair", "2026-03-02T09:50:30Z,2026-03-02T10:20:30Z", kUtc, kNow, "2026-03-02T09:50:30Z", "2026-03-02T10:20:30Z"},
    {"PairWithDots", "1772409600..1772413200", kUtc, kNow, "2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z"},
    {"DatesAreMidnightsOfTheZone", "2026-03-28,2026-03-30", berlin(), kNow, "2026-03-27T23:00:00Z",
     "2026-03-29T22:00:00Z"},
    {"OneDateOneTime", "2026-03-02,2026-03-02T12:00:00Z", kathmandu(), kNow, "2026-03-01T18:15:00Z",
     "2026-03-02T12:00:00Z"},
    {"UnknownUnit", "7x", kUtc, kNow, "window \"7x\": is neither a word, a duration nor a pair of times", ""},
    {"Empty", "", kUtc, kNow, "window \"\": is neither a word, a duration nor a pair of times", ""},
    {"WrongWord", "Today", kUtc, kNow, "window \"Today\": is neither a word, a duration nor a pair of times", ""},
    {"NothingYet", "today", kUtc, "2026-03-04T00:00:00Z", "window \"today\": is empty at this moment", ""},
    {"Backwards", "2026-03-03,2026-03-02", kUtc, kNow, "window \"2026-03-03,2026-03-02\": ends before it begins", ""},
    {"OfNoLength", "5,5", kUtc, kNow, "window \"5,5\": is empty: it ends where it begins", ""},
    {"BadBegin", "soon,2026-03-02", kUtc, kNow, "window \"soon,2026-03-02\": \"soon\" is not a time", ""},
    {"BadEnd", "2026-03-02,2026-03-32", kUtc, kNow, "window \"2026-03-02,2026-03-32\": \"2026-03-32\" is not a time",
     ""},
    {"ThreeTimes", "1,2,3", kUtc, kNow, "window \"1,2,3\": \"2,3\" is not a time", ""},
    {"NoLength", "0d", kUtc, kNow, "window \"0d\": is empty or longer than a hundred years", ""},
    {"Endless", "400000d", kUtc, kNow, "window \"400000d\": is empty or longer than a hundred years", ""},
    {"NoUnit", "7", kUtc, kNow, "window \"7\": is neither a word, a duration nor a pair of times", ""},
};
class ParseWindow : public testing::TestWithParam<WindowCase> {};
TEST_P(ParseWindow, Reads) {
  const auto got = parse_window(GetParam().text, instant(GetParam().now), GetParam().zone);
  if (GetParam().end.empty()) {
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().message, GetParam().begin);
    EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
    EXPECT_EQ(got.error().where, "window");
    return;
  }
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(to_text(got->begin), GetParam().begin);
  EXPECT_EQ(to_text(got->end), GetParam().end);
}
INSTANTIATE_TEST_SUITE_P(, ParseWindow, testing::ValuesIn(kWindows), by_name);

/// Words at 2024-10-24T15:37:20Z, a Thursday, in UTC; ACK's are prorata's. OpenCost's lengths end with the present
/// unit, its weeks begin on Sunday. end empty: no such words.
struct DialectCase {
  const char* name;
  const char* text;
  std::string begin, end;
  std::string opencost_begin, opencost_end;
  friend void PrintTo(const DialectCase& c, std::ostream* out) { *out << c.text; }
};
const std::string kThen = "2024-10-24T15:37:20Z", kThatDay = "2024-10-24T00:00:00Z", kNextDay = "2024-10-25T00:00:00Z";
const DialectCase kDialects[] = {
    {"Today", "today", kThatDay, kThen, kThatDay, kNextDay},
    {"Yesterday", "yesterday", "2024-10-23T00:00:00Z", kThatDay, "2024-10-23T00:00:00Z", kThatDay},
    {"Days", "7d", "2024-10-17T15:37:20Z", kThen, "2024-10-18T00:00:00Z", kNextDay},
    {"Hours", "2h", "2024-10-24T13:37:20Z", kThen, "2024-10-24T14:00:00Z", "2024-10-24T16:00:00Z"},
    {"Minutes", "45m", "2024-10-24T14:52:20Z", kThen, "2024-10-24T14:53:00Z", "2024-10-24T15:38:00Z"},
    {"Weeks", "1w", "2024-10-17T15:37:20Z", kThen, "2024-10-18T00:00:00Z", kNextDay},
    {"Week", "week", "2024-10-21T00:00:00Z", kThen, "2024-10-20T00:00:00Z", kThen},
    {"LastWeek", "lastweek", "2024-10-14T00:00:00Z", "2024-10-21T00:00:00Z", "2024-10-13T00:00:00Z",
     "2024-10-20T00:00:00Z"},
    {"Month", "month", "2024-10-01T00:00:00Z", kThen, "2024-10-01T00:00:00Z", kThen},
    {"LastMonth", "lastmonth", "2024-09-01T00:00:00Z", "2024-10-01T00:00:00Z", "2024-09-01T00:00:00Z",
     "2024-10-01T00:00:00Z"},
    {"Offset", "1h offset 1d", "", "", "2024-10-23T14:37:20Z", "2024-10-23T15:37:20Z"},
    {"OffsetOfWeeks", "1d offset 2w", "", "", "2024-10-09T15:37:20Z", "2024-10-10T15:37:20Z"},
    {"BrokenOffset", "1h offset soon", "", "", "", ""},
    {"UnixPair", "1729728000,1729731600", kThatDay, "2024-10-24T01:00:00Z", kThatDay, "2024-10-24T01:00:00Z"},
    {"UnixPairWithADash", "1729728000-1729731600", "", "", kThatDay, "2024-10-24T01:00:00Z"},
    {"UnixPairWithABar", "1729728000|1729731600", "", "", kThatDay, "2024-10-24T01:00:00Z"},
    {"Rfc3339Pair", "2024-10-24T00:00:00Z,2024-10-25T00:00:00Z", kThatDay, kNextDay, kThatDay, kNextDay},
};
class Dialects : public testing::TestWithParam<DialectCase> {};
TEST_P(Dialects, ReadTheirWords) {
  const auto read = [&](Dialect dialect) {
    const auto got = parse_window(GetParam().text, instant(kThen.c_str()), kUtc, dialect, week_start_of(dialect));
    if (!got) {
      EXPECT_EQ(got.error().where, "window");
    }
    return got ? to_text(got->begin) + " " + to_text(got->end) : " ";
  };
  EXPECT_EQ(read(Dialect::prorata), GetParam().begin + " " + GetParam().end);
  EXPECT_EQ(read(Dialect::ack), GetParam().begin + " " + GetParam().end);
  EXPECT_EQ(read(Dialect::opencost), GetParam().opencost_begin + " " + GetParam().opencost_end);
}
INSTANTIATE_TEST_SUITE_P(, Dialects, testing::ValuesIn(kDialects), by_name);

TEST(DialectWords, KnowTheZoneAndWhenWeeksBegin) {
  const Instant now = instant("2026-03-29T12:00:00Z");  // the Sunday on which Berlin puts its clocks forward
  const auto text = [](const Result<Window>& window) { return to_text(window->begin) + " " + to_text(window->end); };
  EXPECT_EQ(text(parse_window("today", now, berlin(), Dialect::opencost, 0)),
            "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z");
  EXPECT_EQ(text(parse_window("week", now, berlin(), Dialect::opencost, 0)),
            "2026-03-28T23:00:00Z 2026-03-29T12:00:00Z");
  EXPECT_EQ(text(parse_window("week", now, berlin(), Dialect::ack, 6)), "2026-03-27T23:00:00Z 2026-03-29T12:00:00Z");
  EXPECT_EQ(text(parse_window("lastweek", now, kUtc, Dialect::prorata, 3)),
            "2026-03-18T00:00:00Z 2026-03-25T00:00:00Z");
  EXPECT_EQ(*parse_week_start("saturday"), 6);
  EXPECT_FALSE(parse_week_start("Sunday"));
  EXPECT_EQ(parse_dialect("kubecost").error().hint, "use one of prorata, opencost, ack");
}

TEST(DialectWords, CutWhatIsStillToCome) {
  Fetch fetch;
  const Instant now = instant(kThen.c_str());
  fetch.window = *parse_window("7d", now, kUtc, Dialect::opencost, 0);
  end_at(now, fetch);
  EXPECT_EQ(to_text(fetch.window.end), kThen);
  EXPECT_EQ(to_text(fetch.asked->end), kNextDay);
  Fetch past;
  past.window = *parse_window("yesterday", now, kUtc, Dialect::opencost, 0);
  end_at(now, past);
  EXPECT_EQ(to_text(past.window.end), kThatDay);
  EXPECT_FALSE(past.asked);
}

using Unit = OutputStep::Unit;
struct StepCase {
  const char* name;
  const char* text;
  int count;  // 0: refused
  Unit unit;
  friend void PrintTo(const StepCase& c, std::ostream* out) { *out << '"' << c.text << '"'; }
};
constexpr StepCase kSteps[] = {
    {"Window", "window", 1, Unit::window},
    {"Hour", "hour", 1, Unit::hour},
    {"OneHour", "1h", 1, Unit::hour},
    {"SixHours", "6h", 6, Unit::hour},
    {"Day", "1d", 1, Unit::day},
    {"Week", "week", 1, Unit::week},
    {"TwoMonths", "2mo", 2, Unit::month},
    {"Quarter", "quarter", 3, Unit::month},
    {"Empty", "", 0, Unit::window},
    {"UnitAlone", "h", 0, Unit::window},
    {"UnitMoAlone", "mo", 0, Unit::window},
    {"NoUnit", "6", 0, Unit::window},
    {"Zero", "0h", 0, Unit::window},
    {"Negative", "-1h", 0, Unit::window},
    {"Minutes", "5m", 0, Unit::window},
    {"TooMany", "1001h", 0, Unit::window},
    {"Overflow", "99999999999h", 0, Unit::window},
    {"Unknown", "fortnight", 0, Unit::window},
};
class ParseStep : public testing::TestWithParam<StepCase> {};
TEST_P(ParseStep, Reads) {
  const auto got = parse_step(GetParam().text);
  ASSERT_EQ(got.has_value(), GetParam().count > 0);
  if (got) {
    EXPECT_EQ(*got, (OutputStep{GetParam().unit, GetParam().count}));
  } else {
    EXPECT_EQ(got.error().message, "\"" + std::string(GetParam().text) + "\" is no step");
  }
}
INSTANTIATE_TEST_SUITE_P(, ParseStep, testing::ValuesIn(kSteps), by_name);

TEST(StepWords, CountDurationsFromTheBeginInOtherDialects) {
  for (const Dialect dialect : {Dialect::opencost, Dialect::ack}) {
    EXPECT_EQ(*parse_step("1h30m", dialect), (OutputStep{Unit::span, 5400000}));
    EXPECT_EQ(*parse_step("1d", dialect), (OutputStep{Unit::span, 86400000}));
    EXPECT_EQ(*parse_step("day", dialect), (OutputStep{Unit::day, 1}));
    EXPECT_EQ(*parse_step("quarter", dialect), (OutputStep{Unit::month, 3}));
    EXPECT_FALSE(parse_step("soon", dialect));
  }
}
TEST(ParseAccumulate, KnowsStepsAndAll) {
  EXPECT_EQ(*parse_accumulate("all"), OutputStep{});
  EXPECT_EQ(*parse_accumulate("quarter"), (OutputStep{Unit::month, 3}));
  EXPECT_EQ(parse_accumulate("true").error().where, "accumulate");
}

struct CutCase {
  const char* name;
  std::string begin, end;
  OutputStep step;
  TimeZone zone;
  std::vector<std::string> ends;  // of the parts; "*" behind one that is cut short
  WeekStart week_start = 1;
  friend void PrintTo(const CutCase& c, std::ostream* out) {
    *out << c.begin << " to " << c.end << " in " << c.zone.name;
  }
};
const CutCase kCuts[] = {
    {"WholeWindow", "2026-03-02T09:50:30Z", "2026-03-02T11:00:00Z", {}, kUtc, {"2026-03-02T11:00:00Z"}},
    {"HoursWithPartsAtTheEnds",
     "2026-03-02T09:50:30Z",
     "2026-03-02T11:20:00Z",
     {Unit::hour, 1},
     kUtc,
     {"2026-03-02T10:00:00Z*", "2026-03-02T11:00:00Z", "2026-03-02T11:20:00Z*"}},
    {"OneWholeHour", "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", {Unit::hour, 1}, kUtc, {"2026-03-02T10:00:00Z"}},
    {"HoursAtQuarters",
     "2026-03-02T09:00:00Z",
     "2026-03-02T10:30:00Z",
     {Unit::hour, 1},
     kathmandu(),
     {"2026-03-02T09:15:00Z*", "2026-03-02T10:15:00Z", "2026-03-02T10:30:00Z*"}},
    {"Days",
     "2026-03-02T00:00:00Z",
     "2026-03-04T00:00:00Z",
     {Unit::day, 1},
     kUtc,
     {"2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"}},
    {"DaysOf23And24Hours",
     "2026-03-27T23:00:00Z",
     "2026-03-30T22:00:00Z",
     {Unit::day, 1},
     berlin(),
     {"2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"}},
    {"DayOf25Hours",
     "2026-10-24T22:00:00Z",
     "2026-10-26T12:00:00Z",
     {Unit::day, 1},
     berlin(),
     {"2026-10-25T23:00:00Z", "2026-10-26T12:00:00Z*"}},
    {"DayWithoutMidnight",
     "2026-03-07T05:00:00Z",
     "2026-03-09T04:00:00Z",
     {Unit::day, 1},
     havana(),
     {"2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"}},
    {"HourThatComesTwice",
     "2026-10-25T00:00:00Z",
     "2026-10-25T03:00:00Z",
     {Unit::hour, 1},
     berlin(),
     {"2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z"}},
    // As clocks there show it: at 6, 12, 18 and 0. The first one has five hours.
    {"SixHoursOverTheGap",
     "2026-03-28T23:00:00Z",
     "2026-03-29T22:00:00Z",
     {Unit::hour, 6},
     berlin(),
     {"2026-03-29T04:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T16:00:00Z", "2026-03-29T22:00:00Z"}},
    {"SixHoursOfWhichOneComesTwice",
     "2026-10-24T22:00:00Z",
     "2026-10-25T22:00:00Z",
     {Unit::hour, 6},
     berlin(),
     {"2026-10-25T05:00:00Z", "2026-10-25T11:00:00Z", "2026-10-25T17:00:00Z", "2026-10-25T22:00:00Z*"}},
    {"TwoHoursOfWhichOneIsSkipped",
     "2026-03-28T23:00:00Z",
     "2026-03-29T04:00:00Z",
     {Unit::hour, 2},
     berlin(),
     {"2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z", "2026-03-29T04:00:00Z"}},
    {"TwoHoursThatAreThree",
     "2026-10-24T22:00:00Z",
     "2026-10-25T05:00:00Z",
     {Unit::hour, 2},
     berlin(),
     {"2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z", "2026-10-25T05:00:00Z"}},
    {"HourThatIsSkipped",
     "2026-03-29T00:00:00Z",
     "2026-03-29T02:00:00Z",
     {Unit::hour, 1},
     berlin(),
     {"2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"}},
    {"HalfAnHourThatIsSkipped",
     "2026-10-03T14:30:00Z",
     "2026-10-03T17:00:00Z",
     {Unit::hour, 1},
     lord_howe(),
     {"2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z", "2026-10-03T17:00:00Z"}},
    {"SpansKeepTheirLengthOverTheGap",
     "2026-03-28T23:00:00Z",
     "2026-03-29T10:00:00Z",
     {Unit::span, 6 * 3600000},
     berlin(),
     {"2026-03-29T05:00:00Z", "2026-03-29T10:00:00Z*"}},
    {"WeeksFromMonday",
     "2026-02-25T12:00:00Z",
     "2026-03-10T00:00:00Z",
     {Unit::week, 1},
     kUtc,
     {"2026-03-02T00:00:00Z*", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z*"}},
    {"SpansFromTheBegin",
     "2026-03-02T09:50:00Z",
     "2026-03-02T11:00:00Z",
     {Unit::span, 30 * 60000},
     kUtc,
     {"2026-03-02T10:20:00Z", "2026-03-02T10:50:00Z", "2026-03-02T11:00:00Z*"}},
    {"WeeksFromSunday",
     "2026-02-25T12:00:00Z",
     "2026-03-08T00:00:00Z",
     {Unit::week, 1},
     kUtc,
     {"2026-03-01T00:00:00Z*", "2026-03-08T00:00:00Z"},
     0},
    {"MonthsOfTheirLength",
     "2026-01-15T00:00:00Z",
     "2026-03-31T22:00:00Z",
     {Unit::month, 1},
     berlin(),
     {"2026-01-31T23:00:00Z*", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"}},
    {"QuartersOfAYear",
     "2026-01-01T00:00:00Z",
     "2026-07-01T00:00:00Z",
     {Unit::month, 3},
     kUtc,
     {"2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z"}},
};
class Cut : public testing::TestWithParam<CutCase> {};
TEST_P(Cut, CutsAtTheBordersOfTheZone) {
  const Window window{instant(GetParam().begin), instant(GetParam().end)};
  std::vector<std::string> ends;
  Instant begin = window.begin;
  for (const Window& part : cut(window, GetParam().step, GetParam().zone, GetParam().week_start)) {
    EXPECT_EQ(part.begin, begin) << "no hole, no overlap";
    begin = part.end;
    ends.push_back(to_text(part.end) +
                   (is_cut_short(part, GetParam().step, GetParam().zone, GetParam().week_start) ? "*" : ""));
  }
  EXPECT_EQ(begin, window.end);
  EXPECT_EQ(ends, GetParam().ends);
}
INSTANTIATE_TEST_SUITE_P(, Cut, testing::ValuesIn(kCuts), by_name);

TEST(CutSteps, MarksNoStepButTheFirstAndTheLastWhereClocksChange) {
  const TimeZone zone = berlin();
  for (const Window window : {Window{instant("2026-03-27T05:00:00Z"), instant("2026-04-01T05:00:00Z")},
                              Window{instant("2026-10-23T05:00:00Z"), instant("2026-10-28T05:00:00Z")}}) {
    for (std::int64_t count = 1; count <= 48; ++count) {
      const OutputStep step{Unit::hour, count};
      const std::vector<Window> parts = cut(window, step, zone);
      for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
        const Window part = parts[i];
        EXPECT_FALSE(is_cut_short(part, step, zone)) << count << " h from " << to_text(part.begin);
        EXPECT_LE(std::chrono::abs(part.length() - std::chrono::hours(count)), std::chrono::hours(count > 1 ? 1 : 0));
      }
    }
  }
}

TEST(ParseKeys, ReadsListsIgnoringCase) {
  const auto keys = parse_keys("Namespace, controllerkind,label:app.kubernetes.io/Name");
  ASSERT_TRUE(keys);
  EXPECT_EQ(*keys, (std::vector<Key>{{KeyKind::namespace_, ""},
                                     {KeyKind::controller_kind, ""},
                                     {KeyKind::label, "app.kubernetes.io/Name"}}));
  EXPECT_EQ(text_of((*keys)[1]), "controllerKind");
  EXPECT_EQ(text_of((*keys)[2]), "label:app.kubernetes.io/Name");
  for (const char* all : {"cluster",
                          "node",
                          "namespace",
                          "controllerKind",
                          "controller",
                          "controllerName",
                          "deployment",
                          "statefulset",
                          "daemonset",
                          "job",
                          "cronjob",
                          "pod",
                          "container",
                          "service",
                          "providerID",
                          "department",
                          "environment",
                          "owner",
                          "product",
                          "team",
                          "annotation:a8r.io/owner"}) {
    EXPECT_EQ(text_of(parse_keys(all)->front()), all);
  }
}
TEST(ParseKeys, KnowsOpenCostsLabelsOfAnOrganisation) {
  const std::pair<const char*, const char*> kLabels[] = {
      {"department", "department"}, {"environment", "env"}, {"owner", "owner"}, {"product", "app"}, {"team", "team"}};
  for (const auto& [key, label] : kLabels) EXPECT_EQ(parse_keys(key)->front().label, label);
}
struct BadKeysCase {
  const char* name;
  const char* text;
  const char* message;
  friend void PrintTo(const BadKeysCase& c, std::ostream* out) { *out << '"' << c.text << '"'; }
};
constexpr BadKeysCase kBadKeys[] = {
    {"Empty", "", "\"\" is no aggregation key"},
    {"Unknown", "namespace,squad", "\"squad\" is no aggregation key"},
    {"KeyWithALabel", "team:a", "\"team:a\" is no aggregation key"},
    {"BareLabel", "label", "\"label\" names no label:KEY"},
    {"EmptyPart", "pod,", "\"\" is no aggregation key"},
    {"LabelWithoutKey", "label:", "\"label:\" names no label:KEY"},
    {"AnnotationWithoutKey", "annotation: ", "\"annotation:\" names no annotation:KEY"},
    {"Twice", "pod,node,POD", "\"pod\" stands twice in the aggregation"},
};
class BadKeys : public testing::TestWithParam<BadKeysCase> {};
TEST_P(BadKeys, AreRefused) {
  const auto got = parse_keys(GetParam().text);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().message, GetParam().message);
  EXPECT_EQ(got.error().where, "aggregate");
}
INSTANTIATE_TEST_SUITE_P(, BadKeys, testing::ValuesIn(kBadKeys), by_name);

TEST(ParseShard, ReadsOneOfMany) {
  EXPECT_EQ(*parse_shard("1/1"), Shard{});
  EXPECT_EQ(parse_shard("3/4")->index, 2u);
  EXPECT_EQ(parse_shard("1000/1000")->count, 1000u);
  for (const char* bad : {"", "1", "0/3", "4/3", "-1/3", "1/0", "1/1001", "1/3 ", "a/b", "1/3/5", "/3"}) {
    EXPECT_FALSE(parse_shard(bad)) << bad;
  }
}

TEST(Shards, HoldEveryNodeOnce) {
  for (const char* count : {"1", "2", "7"}) {
    for (const char* node : {"n1", "n2", "ip-10-0-0-1", ""}) {
      int holders = 0;
      for (std::uint32_t k = 1; k <= parse_shard("1/" + std::string(count))->count; ++k) {
        holders += parse_shard(std::to_string(k) + "/" + count)->holds("c", node) ? 1 : 0;
      }
      EXPECT_EQ(holders, 1) << node << " of " << count;
    }
  }
}

TEST(Choices, ReadAndSpell) {
  EXPECT_EQ(*parse_method("average"), Method::average);
  EXPECT_EQ(name_of(Method::usage), "usage");
  EXPECT_EQ(*parse_idle("share"), IdlePolicy::share);
  EXPECT_EQ(name_of(IdlePolicy::hide), "hide");
  EXPECT_EQ(*parse_format("csv"), Format::csv);
  EXPECT_EQ(parse_method("max").error().message, "\"max\" is no method");
  EXPECT_EQ(parse_method("max").error().hint, "use one of interval, average, request, usage");
  EXPECT_FALSE(parse_idle("Share"));
}

}  // namespace
}  // namespace prorata::query
