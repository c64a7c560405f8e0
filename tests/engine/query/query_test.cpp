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
    {"OfNoLength", "5,5", kUtc, kNow, "window \"5,5\": ends before it begins", ""},
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

struct CutCase {
  const char* name;
  std::string begin, end;
  OutputStep step;
  TimeZone zone;
  std::vector<std::string> ends;  // of the parts; "*" behind one that is cut short
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
    {"SixHoursOverTheGap",
     "2026-03-28T23:00:00Z",
     "2026-03-29T10:00:00Z",
     {Unit::hour, 6},
     berlin(),
     {"2026-03-29T05:00:00Z", "2026-03-29T10:00:00Z*"}},
    {"WeeksFromMonday",
     "2026-02-25T12:00:00Z",
     "2026-03-10T00:00:00Z",
     {Unit::week, 1},
     kUtc,
     {"2026-03-02T00:00:00Z*", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z*"}},
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
  for (const Window& part : cut(window, GetParam().step, GetParam().zone)) {
    EXPECT_EQ(part.begin, begin) << "no hole, no overlap";
    begin = part.end;
    ends.push_back(to_text(part.end) + (is_cut_short(part, GetParam().step, GetParam().zone) ? "*" : ""));
  }
  EXPECT_EQ(begin, window.end);
  EXPECT_EQ(ends, GetParam().ends);
}
INSTANTIATE_TEST_SUITE_P(, Cut, testing::ValuesIn(kCuts), by_name);

TEST(ParseKeys, ReadsListsIgnoringCase) {
  const auto keys = parse_keys("Namespace, controllerkind,label:app.kubernetes.io/Name");
  ASSERT_TRUE(keys);
  EXPECT_EQ(*keys, (std::vector<Key>{{KeyKind::namespace_, ""},
                                     {KeyKind::controller_kind, ""},
                                     {KeyKind::label, "app.kubernetes.io/Name"}}));
  EXPECT_EQ(text_of((*keys)[1]), "controllerKind");
  EXPECT_EQ(text_of((*keys)[2]), "label:app.kubernetes.io/Name");
  for (const char* all : {"cluster", "node", "namespace", "controllerKind", "controller", "pod", "container"}) {
    EXPECT_EQ(text_of(parse_keys(all)->front()), all);
  }
}
struct BadKeysCase {
  const char* name;
  const char* text;
  const char* message;
  friend void PrintTo(const BadKeysCase& c, std::ostream* out) { *out << '"' << c.text << '"'; }
};
constexpr BadKeysCase kBadKeys[] = {
    {"Empty", "", "\"\" is no aggregation key"},
    {"Unknown", "namespace,team", "\"team\" is no aggregation key"},
    {"EmptyPart", "pod,", "\"\" is no aggregation key"},
    {"LabelWithoutKey", "label:", "\"label:\" is no aggregation key"},
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

TEST(ParseFilter, ReadsConditions) {
  EXPECT_TRUE(parse_filter("  ")->empty());
  const auto got = parse_filter(R"(namespace:"shop" , "a+b:\"c\\" + node !: "n1"+label[app.io/Name]:"x")");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(*got, (std::vector<Condition>{{{KeyKind::namespace_, ""}, false, {"shop", "a+b:\"c\\"}},
                                          {{KeyKind::node, ""}, true, {"n1"}},
                                          {{KeyKind::label, "app.io/Name"}, false, {"x"}}}));
}
TEST(ParseFilter, TakesLabelsAsAggregationsWriteThem) {
  const auto got = parse_filter(R"(label:app.io/Name!:"x","a:b"+label:team : "y")");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(*got, (std::vector<Condition>{{{KeyKind::label, "app.io/Name"}, true, {"x", "a:b"}},
                                          {{KeyKind::label, "team"}, false, {"y"}}}));
  for (const char* bad : {"label:", "label:team", "label:\"x\"", "label::\"x\"", "label:!:\"x\""}) {
    EXPECT_FALSE(parse_filter(bad)) << bad;
  }
}

TEST(ParseFilter, ReadsWhatTextOfWrites) {
  for (const char* text : {R"(namespace:"shop","a\"b\\"+label[app.io/Name]!:"x")", R"(controllerKind!:"job")", ""}) {
    const auto read = parse_filter(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*parse_filter(text_of(*read)), *read) << text_of(*read);
  }
}

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

struct BadFilterCase {
  const char* name;
  const char* text;
  const char* message;
  friend void PrintTo(const BadFilterCase& c, std::ostream* out) { *out << c.text; }
};
constexpr BadFilterCase kBadFilters[] = {
    {"UnknownKey", R"(team:"a")",
     "filter, column 1: expected cluster, node, namespace, controllerKind, controller, pod, container or label[KEY]"},
    {"SecondKey", R"(pod:"a"+:"b")",
     "filter, column 9: expected cluster, node, namespace, controllerKind, controller, pod, container or label[KEY]"},
    {"NoColon", R"(namespace"shop")", "filter, column 10: expected \":\" or \"!:\""},
    {"NoQuote", R"(namespace:shop)", "filter, column 11: expected a value in double quotes"},
    {"Unclosed", R"(namespace:"shop)", "filter, column 16: expected a closing quote"},
    {"EscapeAtTheEnd", "pod:\"a\\", "filter, column 8: expected a closing quote"},
    {"SomethingBehind", R"(pod:"a" node:"b")", "filter, column 9: expected \"+\" or the end"},
    {"EmptyListPart", R"(pod:"a",)", "filter, column 9: expected a value in double quotes"},
    {"UnclosedLabel", R"(label[app:"x")", "filter, column 7: expected \"]\" after the label's key"},
    {"LabelWithoutKey", R"(label[ ]:"x")", "filter, column 7: expected the label's key"},
};
class BadFilter : public testing::TestWithParam<BadFilterCase> {};
TEST_P(BadFilter, NamesTheColumn) {
  const auto got = parse_filter(GetParam().text);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().message, GetParam().message);
  EXPECT_EQ(got.error().where, "filter");
}
INSTANTIATE_TEST_SUITE_P(, BadFilter, testing::ValuesIn(kBadFilters), by_name);

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
