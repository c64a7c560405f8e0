// The language of filters: read, written, and what is wrong in one.
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "query/question.h"
#include "support/named.h"
#include "support/random.h"

namespace prorata::query {
namespace {

using tests::by_name;
using tests::Random;
using Match = Condition::Match;
using Op = FilterPart::Op;

FilterPart that(Key key, Match match, bool negated, std::vector<std::string> values) {
  return {Op::condition, 1, {std::move(key), match, negated, std::move(values)}};
}
FilterPart joined(Op op, std::uint32_t size) {
  return {op, size, {}};
}
const Key kNamespace{KeyKind::namespace_, ""}, kNode{KeyKind::node, ""}, kPod{KeyKind::pod, ""};

struct ReadCase {
  const char* name;
  const char* text;
  Filter want;
  friend void PrintTo(const ReadCase& c, std::ostream* out) { *out << c.text; }
};
const ReadCase kReads[] = {
    {"Nothing", " \t", {}},
    {"OneCondition", R"(namespace:"shop")", {that(kNamespace, Match::equals, false, {"shop"})}},
    {"Contains", R"(pod~:"web")", {that(kPod, Match::contains, false, {"web"})}},
    {"Starts", R"(pod<~:"web")", {that(kPod, Match::starts, false, {"web"})}},
    {"Ends", R"(pod~>:"web")", {that(kPod, Match::ends, false, {"web"})}},
    {"Not", R"(pod!:"web")", {that(kPod, Match::equals, true, {"web"})}},
    {"NotContains", R"(pod!~:"web")", {that(kPod, Match::contains, true, {"web"})}},
    {"NotStarts", R"(pod!<~:"web")", {that(kPod, Match::starts, true, {"web"})}},
    {"NotEnds", R"(pod!~>:"web")", {that(kPod, Match::ends, true, {"web"})}},
    {"Escapes", R"(pod:"a\"b\\c\d")", {that(kPod, Match::equals, false, {R"(a"b\c\d)"})}},
    {"SignsInAValue", R"(pod:"a+b|c:(d),!")", {that(kPod, Match::equals, false, {"a+b|c:(d),!"})}},
    {"SpacesAnywhere",
     "\n namespace : \"shop\" ,\t\"pay\" ",
     {that(kNamespace, Match::equals, false, {"shop", "pay"})}},
    {"AnyCaseOfFields",
     R"(ControllerKIND:"job")",
     {that({KeyKind::controller_kind, ""}, Match::equals, false, {"job"})}},
    {"Services", R"(services~:"api")", {that({KeyKind::service, ""}, Match::contains, false, {"api"})}},
    {"Provider", R"(provider:"i-1")", {that({KeyKind::provider_id, ""}, Match::equals, false, {"i-1"})}},
    {"Alias", R"(environment:"prod")", {that({KeyKind::environment, "env"}, Match::equals, false, {"prod"})}},
    {"LabelInBrackets",
     R"(label[ app.io/Name ]:"x")",
     {that({KeyKind::label, "app.io/Name"}, Match::equals, false, {"x"})}},
    {"LabelAsAggregationsWriteIt",
     R"(label:app.io/Name!~:"x")",
     {that({KeyKind::label, "app.io/Name"}, Match::contains, true, {"x"})}},
    {"LabelAndSpace", R"(label:team : "y")", {that({KeyKind::label, "team"}, Match::equals, false, {"y"})}},
    {"PresenceOfALabel", R"(label:"app")", {that({KeyKind::label, ""}, Match::equals, false, {"app"})}},
    {"PresenceByTheBeginning", R"(label<~:"app")", {that({KeyKind::label, ""}, Match::starts, false, {"app"})}},
    {"Annotation", R"(annotation[a/b]:"x")", {that({KeyKind::annotation, "a/b"}, Match::equals, false, {"x"})}},
    {"All",
     R"(namespace:"a"+node:"n"+pod:"p")",
     {joined(Op::all, 4), that(kNamespace, Match::equals, false, {"a"}), that(kNode, Match::equals, false, {"n"}),
      that(kPod, Match::equals, false, {"p"})}},
    {"Any",
     R"(namespace:"a"|node:"n")",
     {joined(Op::any, 3), that(kNamespace, Match::equals, false, {"a"}), that(kNode, Match::equals, false, {"n"})}},
    {"AnUrlMadeASpaceOfAPlus",
     R"(namespace:"a" node:"n" (pod:"p"))",
     {joined(Op::all, 4), that(kNamespace, Match::equals, false, {"a"}), that(kNode, Match::equals, false, {"n"}),
      that(kPod, Match::equals, false, {"p"})}},
    {"ParenthesesAroundNothingElse", R"((((pod:"p"))))", {that(kPod, Match::equals, false, {"p"})}},
    {"AGroupFirst",
     R"((namespace!:"a"+pod:"p")|node:"n")",
     {joined(Op::any, 5), joined(Op::all, 3), that(kNamespace, Match::equals, true, {"a"}),
      that(kPod, Match::equals, false, {"p"}), that(kNode, Match::equals, false, {"n"})}},
    {"AGroupLast",
     R"(node:"n"+(namespace:"a"|pod:"p"))",
     {joined(Op::all, 5), that(kNode, Match::equals, false, {"n"}), joined(Op::any, 3),
      that(kNamespace, Match::equals, false, {"a"}), that(kPod, Match::equals, false, {"p"})}},
};
class ReadFilter : public testing::TestWithParam<ReadCase> {};
TEST_P(ReadFilter, AsATree) {
  const auto got = parse_filter(GetParam().text);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(*got, GetParam().want);
  EXPECT_EQ(*parse_filter(text_of(*got)), *got) << text_of(*got);
}
INSTANTIATE_TEST_SUITE_P(, ReadFilter, testing::ValuesIn(kReads), by_name);

struct BadCase {
  const char* name;
  const char* text;
  const char* message;
  friend void PrintTo(const BadCase& c, std::ostream* out) { *out << c.text; }
};
constexpr const char* kFields =
    "expected cluster, node, namespace, controllerName, controllerKind, controller, pod, container, services, "
    "provider, "
    "label[KEY], annotation[KEY], team, owner, product, environment or department";
const std::string kNoField = std::string("filter, column 9: ") + kFields;
const BadCase kBad[] = {
    {"UnknownField", R"(squad:"a")", "filter, column 1: there is no field \"squad\""},
    {"NoFieldBehindPlus", R"(pod:"a"+:"b")", kNoField.c_str()},
    {"NoFieldBehindBar", R"(pod:"a"|)", kNoField.c_str()},
    {"NoOperator", R"(namespace"shop")", R"(filter, column 10: expected an operator: ":", "!:", "~:", "<~:" or "~>:")"},
    {"EqualsSign", R"(pod="a")", R"(filter, column 4: expected an operator: ":", "!:", "~:", "<~:" or "~>:")"},
    {"NoQuote", R"(namespace:shop)", "filter, column 11: expected a value in double quotes"},
    {"Unclosed", R"(namespace:"shop)", "filter, column 16: expected a closing quote"},
    {"EscapedQuoteAtTheEnd", R"(pod:"a\")", "filter, column 9: expected a closing quote"},
    {"EmptyListPart", R"(pod:"a",)", "filter, column 9: expected a value in double quotes"},
    {"TwoOperators", R"(pod:"a"+node:"b"|pod:"c")",
     R"(filter, column 17: expected "+" or parentheses around the conditions that belong together)"},
    {"TheOtherWay", R"(pod:"a"|node:"b"+pod:"c")",
     R"(filter, column 17: expected "|" or parentheses around the conditions that belong together)"},
    {"ClosedTooOften", R"(pod:"a"))", R"(filter, column 8: expected the end: no "(" is open)"},
    {"NeverClosed", R"((pod:"a")", "filter, column 9: expected \"+\", \"|\" or \")\""},
    {"EmptyGroup", R"(pod:"a"+())", nullptr},
    {"SomethingElse", R"(pod:"a" "b")", R"(filter, column 9: expected "+", "|" or the end)"},
    {"UnclosedLabel", R"(label[app:"x")", "filter, column 14: expected \"]\" after the key"},
    {"LabelWithoutKey", R"(label[ ]:"x")", "filter, column 8: expected the key of a label"},
    {"ColumnsAreCharacters", "pod:\"ä\"+:", kNoField.c_str()},
};
class BadFilter : public testing::TestWithParam<BadCase> {};
TEST_P(BadFilter, NamesTheColumn) {
  const auto got = parse_filter(GetParam().text);
  ASSERT_FALSE(got);
  if (GetParam().message != nullptr) {
    EXPECT_EQ(got.error().message, GetParam().message);
  }
  EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
  EXPECT_EQ(got.error().where, "filter");
  EXPECT_FALSE(got.error().hint.empty());
}
INSTANTIATE_TEST_SUITE_P(, BadFilter, testing::ValuesIn(kBad), by_name);

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(ParseFilter, RefusesWhatIsTooLarge) {
  const std::string one = R"(pod:"a"|)";
  EXPECT_TRUE(parse_filter(repeated(one, 999) + R"(pod:"a")"));
  EXPECT_EQ(parse_filter(repeated(one, 10000) + R"(pod:"a")").error().message,
            "filter, column 8001: has more than 1000 conditions");
  EXPECT_TRUE(parse_filter("pod:" + repeated("\"a\",", 9999) + "\"a\""));
  EXPECT_EQ(parse_filter("pod:" + repeated("\"a\",", 10000) + "\"a\"").error().message,
            "filter, column 40005: has more than 10000 values");
  EXPECT_TRUE(parse_filter(repeated("(", 100) + R"(pod:"a")" + repeated(")", 100)));
  EXPECT_EQ(parse_filter(repeated("(", 1000000)).error().message,
            "filter, column 102: has more than 100 levels of parentheses");
}

/// Any tree that can be written: groups of two to four.
void grow(Random& random, int level, Filter& filter) {
  const Key kKeys[] = {{KeyKind::cluster, ""},     {KeyKind::namespace_, ""}, {KeyKind::controller_name, ""},
                       {KeyKind::service, ""},     {KeyKind::label, ""},      {KeyKind::label, "app.io/x-Y_z"},
                       {KeyKind::annotation, "a"}, {KeyKind::team, "team"}};
  const char* const kValues[] = {"", "a", "\"", "\\", "\\\"", "a+b|(c)", "ü\n", "__unallocated__"};
  if (level == 0 || random.below(3) == 0) {
    std::vector<std::string> values;
    for (auto i = random.below(3); i >= 0; --i) values.emplace_back(kValues[random.below(8)]);
    filter.push_back(that(kKeys[random.below(8)], static_cast<Match>(random.below(4)), random.below(2) == 0, values));
    return;
  }
  const std::size_t at = filter.size();
  filter.push_back(joined(random.below(2) == 0 ? Op::all : Op::any, 0));
  for (auto i = 1 + random.below(3); i >= 0; --i) grow(random, level - 1, filter);
  filter[at].size = static_cast<std::uint32_t>(filter.size() - at);
}

TEST(ParseFilter, ReadsEveryTreeThatIsWritten) {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    Filter filter;
    grow(random, static_cast<int>(random.below(5)), filter);
    const std::string text = text_of(filter);
    const auto read = parse_filter(text);
    ASSERT_TRUE(read) << text << ": " << read.error().message;
    ASSERT_EQ(*read, filter) << text;
  }
}

TEST(ParseFilter, StopsAtAnyDamage) {
  // Nothing to expect but that it ends, with a filter or with an error in the filter's bounds.
  Random random(11);
  const std::string signs = "()+|:!~<>\",[] \\apodlabelnamespace";
  for (int i = 0; i < 20000; ++i) {
    Filter filter;
    grow(random, 2, filter);
    std::string text = text_of(filter);
    for (auto edits = random.below(4); edits >= 0; --edits) {
      const auto at = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(text.size() + 1)));
      const char sign = signs[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(signs.size())))];
      if (random.below(2) == 0) {
        text.insert(at, 1, sign);
      } else {
        text.erase(at, 1 + static_cast<std::size_t>(random.below(5)));
      }
    }
    const auto read = parse_filter(text);
    if (!read) continue;
    ASSERT_EQ(*parse_filter(text_of(*read)), *read) << text;
  }
}

TEST(Both, KeepsWhatBothKeep) {
  const auto joined_text = [](const char* a, const char* b) {
    const Filter filter = both(*parse_filter(a), *parse_filter(b));
    EXPECT_EQ(*parse_filter(text_of(filter)), filter);
    return text_of(filter);
  };
  EXPECT_EQ(joined_text("", ""), "");
  EXPECT_EQ(joined_text("pod:\"a\"", ""), "pod:\"a\"");
  EXPECT_EQ(joined_text("", "pod:\"a\""), "pod:\"a\"");
  EXPECT_EQ(joined_text("pod:\"a\"", "node:\"n\""), "pod:\"a\"+node:\"n\"");
  EXPECT_EQ(joined_text("pod:\"a\"+node:\"n\"", "node:\"m\"|pod:\"b\""), "pod:\"a\"+node:\"n\"+(node:\"m\"|pod:\"b\")");
}

TEST(ParseSelection, ReadsAPairOrAFilter) {
  EXPECT_EQ(text_of(*parse_selection("namespace=shop")), "namespace:\"shop\"");
  EXPECT_EQ(text_of(*parse_selection("label:team=a=b")), "label[team]:\"a=b\"");
  EXPECT_EQ(text_of(*parse_selection("pod<~:\"web-\"|node:\"n=1\"")), "pod<~:\"web-\"|node:\"n=1\"");
  for (const char* bad : {"", "namespace", "namespace=", "squad=a", "pod:\"a"}) {
    EXPECT_FALSE(parse_selection(bad)) << bad;
  }
}

}  // namespace
}  // namespace prorata::query
