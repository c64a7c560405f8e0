#include "ingest/scraped.h"

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace prorata::ingest {
namespace {

/// What is taken, as text: "NAME{LABELS} VALUE @MS", a line for each sample.
class Dump final : public ScrapeSink {
 public:
  std::uint32_t series(std::span<const ScrapedLabel> labels) override {
    std::string text;
    for (const auto& [name, value] : labels) text += std::string(name) + "=" + std::string(value) + " ";
    if (text.find("skip") != std::string::npos) return kSkipped;
    names.push_back(text);
    return static_cast<std::uint32_t>(names.size() - 1);
  }
  void sample(std::uint32_t series, Instant time, double value) override {
    const std::string number = std::isnan(value) ? "nan" : std::to_string(value);
    dump += names[series] + number + " @" + std::to_string(to_ms(time)) + "\n";
  }
  std::vector<std::string> names;
  std::string dump;
};

struct Read {
  std::string dump;
  std::string error;  // "where: message"
  std::uint64_t untimed = 0;
  bool cut = false;
};

Read read(std::string_view text, std::size_t piece = 1000) {
  Dump sink;
  ScrapedReader reader(sink, instant_ms(5000));
  Result<void> done;
  for (std::size_t at = 0; at < text.size() && done; at += piece) done = reader.write(text.substr(at, piece));
  if (done) done = reader.finish();
  return {sink.dump, done ? "" : done.error().where + ": " + done.error().message, reader.untimed(),
          reader.cut_short()};
}

struct Case {
  const char* name;
  std::string_view text, want;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.text; }
};
constexpr Case kGood[] = {
    {"Milliseconds", "up{job=\"a\"} 1.5 1711382400123\n", "__name__=up job=a 1.500000 @1711382400123\n"},
    {"Seconds", "up 1 1711382400.123\n# EOF\n", "__name__=up 1.000000 @1711382400123\n"},
    {"NoTime", "up 1\n", "__name__=up 1.000000 @5000\n"},
    {"Comments", "# HELP up is it up\n# TYPE up gauge\n\n  up 1 2000\r\n", "__name__=up 1.000000 @2000000\n"},
    {"Escapes", R"(a{p="C:\\x\"y\n}",} 2)", "__name__=a p=C:\\x\"y\n} 2.000000 @5000\n"},
    {"Spaces", "a { b = \"c\" , d=\"e\" }  3\t7", "__name__=a b=c d=e 3.000000 @7000\n"},
    {"Exemplar", "a_bucket{le=\"1\"} 4 7 # {trace_id=\"x\"} 0.5 6.9", "__name__=a_bucket le=1 4.000000 @7000\n"},
    {"ExemplarNoTime", "a 4 # {trace_id=\"x\"} 0.5", "__name__=a 4.000000 @5000\n"},
    {"Dump", "{__name__=\"up\", job=\"a\"} 1 1711382400000", "__name__=up job=a 1.000000 @1711382400000\n"},
    {"QuotedName", "{\"up.down\", job=\"a\"} 1 1711382400000", "__name__=up.down job=a 1.000000 @1711382400000\n"},
    {"NotFinite", "a NaN 1\na +Inf 2\na -Inf 3", "__name__=a nan @1000\n__name__=a inf @2000\n__name__=a -inf @3000\n"},
    {"Skipped", "skipped 1 1\nup 2 2", "__name__=up 2.000000 @2000\n"},
    {"Export",
     R"({"metric":{"__name__":"up","job":"a"},"values":[1,2.5,null],"timestamps":[1711382400000,1711382401000,1711382402000]})",
     "__name__=up job=a 1.000000 @1711382400000\n__name__=up job=a 2.500000 @1711382401000\n"
     "__name__=up job=a nan @1711382402000\n"},
    {"ExportOrder",
     R"({ "timestamps" : [ 1711382400000 ], "values":["Infinity"], "metric":{"__name__":"\u0061\ud83d\ude00\n"} })",
     "__name__=a\xF0\x9F\x98\x80\n inf @1711382400000\n"},
    {"ExportEmpty", R"({"metric":{"__name__":"up"},"values":[],"timestamps":[]})", ""},
};

class Scraped : public testing::TestWithParam<Case> {};
TEST_P(Scraped, IsRead) {
  const Read got = read(GetParam().text);
  EXPECT_EQ(got.error, "");
  EXPECT_EQ(got.dump, GetParam().want);
  for (const std::size_t piece : {1u, 2u, 3u, 7u}) EXPECT_EQ(read(GetParam().text, piece).dump, got.dump) << piece;
}
INSTANTIATE_TEST_SUITE_P(Texts, Scraped, testing::ValuesIn(kGood), [](const auto& test) { return test.param.name; });

constexpr Case kBad[] = {
    {"NoValue", "up 1 1\nup{job=\"a\"}\n", "line 2: column 12: expected a value, found the end of the line"},
    {"NoNumber", "up one", "line 1: expected a value, found \"one\""},
    {"NoName", "up 1\n1up 2", "line 2: column 1: expected the name of a metric, found \"1up 2\""},
    {"OpenBraces", "up{job=\"a\" 1", "line 1: column 13: expected '}' behind the labels, found the end of the line"},
    {"OpenQuote", "up{job=\"a} 1", "line 1: column 13: expected '}' behind the labels, found the end of the line"},
    {"NoQuotes", "up{job=a} 1", "line 1: column 8: expected a label's value in quotes, found \"a}\""},
    {"NoEquals", "up{job} 1", "line 1: column 7: expected '=', found \"}\""},
    {"NoComma", "up{a=\"b\"c=\"d\"} 1", "line 1: column 9: expected ',' or '}', found \"c=\"d\"}\""},
    {"Behind", "up 1 2 3", "line 1: column 8: expected the end of the line, found \"3\""},
    {"NoTime", "up 1 soon", "line 1: \"soon\" is no time"},
    {"Negative", "up 1 -5", "line 1: \"-5\" is no time"},
    {"FarTime", "up 1 99999999999999999", "line 1: \"99999999999999999\" is no time"},
    {"BehindEnd", "up 1 1\n# EOF\nup 1 2", "line 3: there is more behind \"# EOF\""},
    {"TwoScrapes", "up 1\nup 2", "line 2: the same series was there on line 1, and neither has a time"},
    {"ExportCut", R"({"metric":{"__name__":"up"},"values":[1,)",
     "line 1: column 41: expected a number, found the end of the line"},
    {"ExportLengths", R"({"metric":{"__name__":"up"},"values":[1],"timestamps":[]})",
     "line 1: there are 1 values and 0 timestamps"},
    {"ExportNoMetric", R"({"values":[],"timestamps":[]})", "line 1: \"metric\" is missing"},
    {"ExportOther", R"({"status":"success"})",
     "line 1: column 11: expected \"metric\", \"values\" or \"timestamps\", found \"\"success\"}\""},
    {"ExportBadTime", R"({"metric":{"__name__":"up"},"values":[1],"timestamps":[null]})",
     "line 1: one of \"timestamps\" is no time"},
};
class Broken : public testing::TestWithParam<Case> {};
TEST_P(Broken, SaysWhere) {
  EXPECT_EQ(read(GetParam().text).error, GetParam().want);
  for (const std::size_t piece : {1u, 5u}) EXPECT_EQ(read(GetParam().text, piece).error, GetParam().want) << piece;
}
INSTANTIATE_TEST_SUITE_P(Texts, Broken, testing::ValuesIn(kBad), [](const auto& test) { return test.param.name; });

TEST(ScrapedReader, CountsSamplesWithoutTimes) {
  EXPECT_EQ(read("a 1\nb 2\nc 3 1711382400000").untimed, 2U);
}

TEST(ScrapedReader, TellsOpenMetricsThatIsCutShort) {
  EXPECT_TRUE(read("a 1 1711382400").cut);
  EXPECT_FALSE(read("a 1 1711382400\n# EOF").cut);
  EXPECT_FALSE(read("a 1 1711382400000").cut);
  EXPECT_FALSE(read("a 1").cut);
}

TEST(ScrapedReader, BoundsALine) {
  const std::string line(65U << 20U, 'a');
  EXPECT_EQ(read(line, 1U << 20U).error, "line 1: the line is longer than 64 MiB");
}

TEST(KindOfFile, GoesByContent) {
  EXPECT_EQ(kind_of_file("{\"format\": \"prorata.recording\""), FileKind::recording);
  EXPECT_EQ(kind_of_file("{\"metric\":{"), FileKind::scraped);
  EXPECT_EQ(kind_of_file("{__name__=\"up\"} 1 2"), FileKind::scraped);
  EXPECT_EQ(kind_of_file("{\"up\", job=\"a\"} 1"), FileKind::scraped);
  EXPECT_EQ(kind_of_file("# HELP up"), FileKind::scraped);
  EXPECT_EQ(kind_of_file("\nup 1"), FileKind::scraped);
  EXPECT_EQ(kind_of_file(""), FileKind::unknown);
  EXPECT_EQ(kind_of_file("\x89PNG"), FileKind::unknown);
  EXPECT_EQ(kind_of_file("<html>"), FileKind::unknown);
}

}  // namespace
}  // namespace prorata::ingest
