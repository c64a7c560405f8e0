// Documents: what is read, and what is said where a text is wrong.
#include "core/document.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/json_text.h"
#include "core/spelling.h"
#include "support/named.h"

namespace prorata {
namespace {

using tests::by_name;
using Kind = Document::Kind;

Document read(const std::string& json) {
  auto root = read_document(json, "f");
  EXPECT_TRUE(root) << root.error().message;
  return root ? *std::move(root) : Document{};
}

/// The tree on one line: lists in [], maps in {}, texts in quotes, @ and the line where it is known.
std::string dump(const Document& node) {
  std::string text;
  if (!node.name.empty()) text += node.name + ":";
  if (node.kind == Kind::null) text += "null";
  if (node.kind == Kind::scalar) text += node.quoted ? "'" + node.text + "'" : node.text;
  if (node.kind == Kind::list || node.kind == Kind::map) {
    text += node.kind == Kind::list ? "[" : "{";
    for (const Document& item : node.items) text += dump(item) + " ";
    if (text.back() == ' ') text.pop_back();
    text += node.kind == Kind::list ? "]" : "}";
  }
  if (node.line > 0) text += "@" + std::to_string(node.line);
  return text;
}

struct ReadCase {
  const char* name;
  std::string json;
  std::string want;
  friend void PrintTo(const ReadCase& c, std::ostream* out) { *out << c.json; }
};
const ReadCase kReads[] = {
    {"Scalars", R"({"b":true,"a":"x","n":null,"f":false})", "{b:true a:'x' n:null f:false}"},
    {"NumbersAsWritten", "[0.10, 1e3,-0,12345678901234567890123,1E-2 ,-7.50]",
     "[0.10 1e3 -0 12345678901234567890123 1E-2 -7.50]"},
    {"NumberAtTheEnd", "-1.50", "-1.50"},
    {"Escapes", R"(["\u00e9\n\"\\","größe"])", "['é\n\"\\' 'größe']"},
    {"Empty", R"({"a":[],"b":{},"":""})", "{a:[] b:{} ''}"},
    {"LinesOfScalars", R"({"a":{"value":"0.10","line":7},"b":[{"value":"x","line":9}]})", "{a:'0.10'@7 b:['x'@9]@9}@7"},
    {"LinesOfListsAndMaps", R"({"value":{"a":{"value":[],"line":2},"b":{"value":{"c":"1"},"line":3}},"line":1})",
     "{a:[]@2 b:{c:'1'}@3}@1"},
    {"LineZeroIsNoLine", R"({"value":"x","line":0})", "'x'"},
    {"LineThatIsAText", R"({"value":"gpu","line":"3"})", "{value:'gpu' line:'3'}"},
    {"LineThatIsAFraction", R"({"value":"gpu","line":1.5})", "{value:'gpu' line:1.5}"},
    {"LineThatIsHuge", R"({"value":"gpu","line":99999999999})", "{value:'gpu' line:99999999999}"},
    {"ValueAmongOthers", R"({"value":"a","line":3,"label":"b"})", "{value:'a' line:3 label:'b'}"},
    {"LinesOfJson", "{\n\"a\":\n1\n,\"b\":[true,\n\"x\"],\n\n \"c\":{}}\n", "{a:1@3 b:[true@4 'x'@5]@4 c:{}@7}@1"},
    {"OneLineSaysNothing", "{\"a\":1}\r\n\n", "{a:1}"},
};
class ReadDocument : public testing::TestWithParam<ReadCase> {};
TEST_P(ReadDocument, KeepsTextsOrderAndLines) {
  EXPECT_EQ(dump(read(GetParam().json)), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, ReadDocument, testing::ValuesIn(kReads), by_name);

struct BadCase {
  const char* name;
  std::string json;
  std::string message, where;
  friend void PrintTo(const BadCase& c, std::ostream* out) { *out << c.json.substr(0, 200); }
};
std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}
const BadCase kBad[] = {
    {"Empty", "",
     "f: this is no JSON: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal",
     "f"},
    {"CutShort", "{\n\"a\":1,\n",
     "f:3: this is no JSON: syntax error while parsing object key - unexpected end of input; expected string literal",
     "f:3"},
    {"SecondValue", "{} 1",
     "f: this is no JSON: syntax error while parsing value - unexpected number literal; expected end of input", "f"},
    {"TooLarge", "[1e999]", "f: this is no JSON: number overflow parsing '1e999'", "f"},
    {"Twice", R"({"a":[0,{"b":1,"c":2,"b":{"value":3,"line":8}}]})", "f:8: a[1]: \"b\" stands here twice", "f:8"},
    {"TooDeep", repeated("[", 65) + repeated("]", 65),
     "f: " + repeated("[0]", 63) + ": more than 64 levels of lists and maps", "f"},
};
class BadDocument : public testing::TestWithParam<BadCase> {};
TEST_P(BadDocument, IsRefusedWithItsPlace) {
  const auto got = read_document(GetParam().json, "f");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().message, GetParam().message);
  EXPECT_EQ(got.error().where, GetParam().where);
  EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
  EXPECT_FALSE(got.error().hint.empty());
}
INSTANTIATE_TEST_SUITE_P(, BadDocument, testing::ValuesIn(kBad), by_name);

/// What both parsers make of a text must be the same tree, or an error of both.
void expect_alike(const std::string& json) {
  const auto large = read_document(json, "f"), small = read_small_document(json, "f");
  // The one that people's files are read by also refuses numbers beyond those of a machine.
  const bool overflow = !large && large.error().message.find("number overflow") != std::string::npos;
  if (overflow) return;
  ASSERT_EQ(static_cast<bool>(large), static_cast<bool>(small)) << json << (large ? small : large).error().message;
  if (large) {
    EXPECT_EQ(dump(*large), dump(*small)) << json;
  } else if (large.error().message.find("no JSON") == std::string::npos) {
    EXPECT_EQ(large.error(), small.error()) << json;
  } else {
    EXPECT_NE(small.error().message.find("this is no JSON: "), std::string::npos) << json;
  }
}

TEST(SmallDocuments, AreThoseOfTheLargeParser) {
  std::vector<std::string> texts{"\xEF\xBB\xBF[1]",
                                 R"(["\ud83d\ude00","\u00e9\/\b\f\r\t","\u0000"])",
                                 R"(["\ud83d"])",
                                 R"(["\ude00\ud83d"])",
                                 R"(["\u12g4"])",
                                 "[\"\xC0\x80\"]",
                                 "[\"\xED\xA0\x80\"]",
                                 "[\"\xF4\x90\x80\x80\"]",
                                 "[\"\xF0\x9F\x98\x80\"]",
                                 "[\"\xE2\x82\"]",
                                 "[\"\x80\"]",
                                 "[\"a\nb\"]",
                                 "[01]",
                                 "[1.]",
                                 "[.5]",
                                 "[-]",
                                 "[1e]",
                                 "[1e+5,2E-3,-0.0]",
                                 "[1,]",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "[1 2]",
                                 "{\"a\" 1}",
                                 "nul",
                                 "truex",
                                 "  \t\r\n1 ",
                                 "//x\n1"};
  for (const ReadCase& each : kReads) texts.push_back(each.json);
  for (const BadCase& each : kBad) texts.push_back(each.json);
  std::uint64_t seed = 1;
  const auto random = [&](std::size_t below) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(seed >> 33) % below;
  };
  constexpr std::string_view kSigns = "{}[]\",:0123456789.eE+-tfnul\\ \n\xC3\xA9";
  for (const std::string& text : texts) {
    expect_alike(text);
    for (int i = 0; i < 400 && !text.empty(); ++i) {
      std::string other = text.substr(0, 300);
      for (std::size_t changes = 1 + random(3); changes > 0 && !other.empty(); --changes) {
        const std::size_t place = random(other.size());
        if (random(3) == 0)
          other.erase(place, 1 + random(3));
        else if (random(2) == 0)
          other.insert(place, 1, kSigns[random(kSigns.size())]);
        else
          other[place] = kSigns[random(kSigns.size())];
      }
      expect_alike(other);
    }
  }
}

TEST(Documents, TakesSixtyFourLevels) {
  EXPECT_TRUE(read_document(repeated("[", 64) + repeated("]", 64), "f"));
}

TEST(Documents, StaysShortAboutHugeTexts) {
  const std::string huge(1 << 20, 'x');
  for (const std::string& json : {"\"" + huge, "{\"" + huge + "\":1,\"" + huge + "\":2}", "{\"" + huge + "\":[1,]}"}) {
    const auto got = read_document(json, "f");
    ASSERT_FALSE(got);
    EXPECT_LT(got.error().message.size(), 400u);
  }
}

TEST(Documents, ReadsManyNamesInLittleTime) {
  std::string json = "{";
  for (int i = 0; i < 200000; ++i) json += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\":0";
  EXPECT_EQ(read(json + "}").items.size(), 200000u);
}

/// Reads with `use` and gives the error.
template <class Use>
std::string error_of(const std::string& json, Use use) {
  const Document root = read(json);
  DocumentReader in(root, "p.yaml", "see the manual");
  use(in, root);
  if (in.ok()) return "";
  EXPECT_EQ(in.error().message.substr(0, in.error().where.size()), in.error().where);
  return in.error().message + " | " + in.error().hint;
}
const std::string kNode = R"({"nodes":[{},{},{"cpu":{"value":"abc","line":12},"gpu":{"value":"","line":13}}]})";

TEST(DocumentReader, NamesFileLineAndPath) {
  EXPECT_EQ(
      error_of(kNode, [](DocumentReader& in, const Document& root) { in.number(in.list(root, "nodes")[2], "cpu"); }),
      "p.yaml:12: nodes[2].cpu: expected a number such as 0.031, got 'abc' | see the manual");
  EXPECT_EQ(
      error_of(kNode, [](DocumentReader& in, const Document& root) { in.number(in.list(root, "nodes")[2], "gpu"); }),
      "p.yaml:13: nodes[2].gpu: expected a number such as 0.031, got an empty text | see the manual");
  EXPECT_EQ(
      error_of(kNode, [](DocumentReader& in,
                         const Document& root) { in.number(in.list(root, "nodes")[2], "ram", {}, Need::required); }),
      "p.yaml:12: nodes[2]: \"ram\" is missing, expected a number such as 0.031 | see the manual");
  EXPECT_EQ(error_of(kNode, [](DocumentReader& in, const Document& root) { in.map(root, "nodes"); }),
            "p.yaml: nodes: expected a map, got a list | see the manual");
  EXPECT_EQ(error_of("[1]", [](DocumentReader& in, const Document& root) { in.only(root, {}); }),
            "p.yaml: expected a map, got a list | see the manual");
}

TEST(DocumentReader, NamesThePathWhereThereIsNoFile) {
  const Document root = read(R"({"zone":{"name":5}})");
  DocumentReader in(root, {}, "");
  in.fail(*root.find("zone")->find("name"), "is wrong");
  EXPECT_EQ(in.error().message, "zone.name: is wrong");
  EXPECT_EQ(in.error().where, "zone.name");
}

TEST(DocumentReader, SaysWhichFieldWasMeant) {
  const auto only = [](DocumentReader& in, const Document& root) { in.only(root, {"name", "instanceType", "price"}); };
  EXPECT_EQ(error_of(R"({"prise":{"value":"1","line":3}})", only),
            "p.yaml:3: prise: there is no such field, did you mean \"price\"? | use name, instanceType, price");
  EXPECT_EQ(
      error_of(R"({"instancetype":"m5"})", only),
      "p.yaml: instancetype: there is no such field, did you mean \"instanceType\"? | use name, instanceType, price");
  EXPECT_EQ(error_of(R"({"region":"eu"})", only),
            "p.yaml: region: there is no such field | use name, instanceType, price");
  EXPECT_EQ(error_of(R"({"price":"1"})", only), "");
}

TEST(DocumentReader, ReadsEachType) {
  const Document root =
      read(R"({"t":"x","n":"-1.5","m":3,"yes":"true","no":false,"w":"b","d":"1h30m","l":["1","2"],"o":{}})");
  DocumentReader in(root, "f", "");
  EXPECT_EQ(in.text(root, "t"), "x");
  EXPECT_EQ(in.number(root, "n"), -1.5);
  EXPECT_EQ(in.number(root, "m", {3, 3}), 3.0);
  EXPECT_EQ(in.flag(root, "yes"), true);
  EXPECT_EQ(in.flag(root, "no"), false);
  constexpr std::string_view kWords[] = {"a", "b"};
  EXPECT_EQ(in.word(root, "w", kWords), 1u);
  Duration duration{};
  in.read(root, "d", parse_duration, duration);
  EXPECT_EQ(duration, std::chrono::minutes(90));
  double sum = 0;
  for (const Document& entry : in.list(root, "l")) sum += in.number(entry);
  EXPECT_EQ(sum, 3.0);
  EXPECT_NE(in.map(root, "o"), nullptr);
  EXPECT_TRUE(in.ok());
}

TEST(DocumentReader, TakesAbsentFieldsForNothing) {
  const Document root = read("{}");
  DocumentReader in(root, "f", "");
  Duration duration{42};
  EXPECT_FALSE(in.text(root, "a") || in.number(root, "a") || in.flag(root, "a") || in.map(root, "a"));
  EXPECT_TRUE(in.list(root, "a").empty());
  in.read(root, "a", parse_duration, duration);
  EXPECT_EQ(duration, Duration(42));
  EXPECT_TRUE(in.ok());
}

TEST(DocumentReader, RefusesOtherTypes) {
  const std::string json = R"({"l":[1],"n":null,"t":"yes","e":"","big":"1e6"})";
  const auto text = [](DocumentReader& in, const Document& root) { in.text(root, "l"); };
  const auto null = [](DocumentReader& in, const Document& root) { in.text(root, "n"); };
  const auto empty = [](DocumentReader& in, const Document& root) { in.text(root, "e"); };
  const auto flag = [](DocumentReader& in, const Document& root) { in.flag(root, "t"); };
  const auto list = [](DocumentReader& in, const Document& root) { in.list(root, "t"); };
  const auto range = [](DocumentReader& in, const Document& root) { in.number(root, "big", {0, 10, "0 to 10"}); };
  const auto span = [](DocumentReader& in, const Document& root) {
    Duration into{};
    in.read(root, "t", parse_duration, into);
  };
  EXPECT_EQ(error_of(json, text), "p.yaml: l: expected a text, got a list | see the manual");
  EXPECT_EQ(error_of(json, null), "p.yaml: n: expected a text, got nothing | see the manual");
  EXPECT_EQ(error_of(json, empty), "p.yaml: e: expected a text, got an empty text | see the manual");
  EXPECT_EQ(error_of(json, flag), "p.yaml: t: expected true or false, got 'yes' | see the manual");
  EXPECT_EQ(error_of(json, list), "p.yaml: t: expected a list, got 'yes' | see the manual");
  EXPECT_EQ(error_of(json, range), "p.yaml: big: expected 0 to 10, got '1e6' | see the manual");
  EXPECT_EQ(error_of(json, span),
            "p.yaml: t: \"yes\" is not a duration | write a number and a unit of ms s m h d w, for "
            "example 5m, 1h30m or 7d");
}

TEST(DocumentReader, KeepsTheFirstErrorAndReadsNothingMore) {
  const Document root = read(R"({"a":"x","b":"2","t":"t"})");
  DocumentReader in(root, "f", "");
  EXPECT_FALSE(in.number(root, "a"));
  EXPECT_FALSE(in.number(root, "b") || in.text(root, "t") || in.flag(root, "t"));
  in.fail(root, "something else");
  EXPECT_EQ(in.error().message, "f: a: expected a number such as 0.031, got 'x'");
}

TEST(ClosestWord, IsNear) {
  constexpr std::string_view kKnown[] = {"cpu", "memory", "gpu"};
  EXPECT_EQ(closest_word("CPU", kKnown), "cpu");
  EXPECT_EQ(closest_word("memroy", kKnown), "memory");
  EXPECT_EQ(closest_word("npu", kKnown), "cpu") << "the first of equals";
  EXPECT_EQ(closest_word("ram", kKnown), "");
  EXPECT_EQ(closest_word("", kKnown), "");
  EXPECT_EQ(closest_word(std::string(1000, 'c'), kKnown), "");
}

TEST(Shown, CutsBetweenCharacters) {
  EXPECT_EQ(shown("größe", 5), "grö...");
}

TEST(JsonText, IsAlwaysValid) {
  EXPECT_EQ(json_text("größe \"x\"\\ \x7F"), "\"größe \\\"x\\\"\\\\ \x7F\"");
  EXPECT_EQ(json_text(std::string_view("\n\0", 2)), "\"\\u000a\\u0000\"");
  EXPECT_EQ(json_text("a\xFF\xE2\x82 b"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD b\"") << "a byte, and two thirds of a sign";
}

}  // namespace
}  // namespace prorata
