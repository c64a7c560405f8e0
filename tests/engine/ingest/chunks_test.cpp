// The same document in any pieces, cut anywhere and with any damage.
#include <array>
#include <cstddef>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/ingest/parsed.h"

namespace prorata::ingest {
namespace {

struct Style {
  const char* before = "],[";  // between two points
  const char* after = ",";     // between a time and its value
  const char* time = "%d";
};

/// `count` points of one series; every hundredth is no number, and at half time the step changes.
std::string grid(int count, const Style& style) {
  Random random(7);
  std::string text = "[";
  int time = 1767200000;
  for (int i = 0; i < count; ++i) {
    std::array<char, 160> point;
    const double value =
        static_cast<double>(random.below(1'000'000'000)) / static_cast<double>(1 + random.below(100'000));
    int size = i == 0 ? 0 : std::snprintf(point.data(), point.size(), "%s", style.before);
    text.append(point.data(), static_cast<std::size_t>(size));
    size = std::snprintf(point.data(), point.size(), style.time, time);
    text.append(point.data(), static_cast<std::size_t>(size)).append(style.after);
    if (i % 100 == 99) {
      text += "\"NaN\"";
    } else {
      size = std::snprintf(point.data(), point.size(), "\"%.*g\"", static_cast<int>(1 + random.below(17)), value);
      text.append(point.data(), static_cast<std::size_t>(size));
    }
    time += i < count / 2 ? 300 : 60;
  }
  return text + "]";
}

std::string series(const std::string& labels, const std::string& points) {
  return R"({"metric":{)" + labels + R"(},"values":[)" + points + "]}";
}
std::string answer(const char* type, const std::string& list) {
  return std::string(R"({"status":"success","data":{"resultType":")") + type + R"(","result":[)" + list + "]}}";
}

std::string many_series() {
  std::string list;
  for (int i = 0; i < 300; ++i) {
    list += i == 0 ? "" : ",";
    const std::string id = std::to_string(i * 7919);
    list += R"({"metric":{"pod":"cart-)" + id + R"(","node":"n"},"value":[1767200000,")" + id + "\"]}";
  }
  return answer("vector", list);
}

std::string rollover() {  // the upper digits of the expected time change
  std::string points;
  for (int i = 0; i < 40; ++i) points += (i == 0 ? "[" : ",[") + std::to_string(1799999000 + 60 * i) + ",\"1\"]";
  return answer("matrix", series("", points));
}

struct Document {
  const char* name;
  std::string text;
  friend void PrintTo(const Document& d, std::ostream* out) { *out << d.name; }
};
const Document kDocuments[] = {
    {"Compact", answer("matrix", series(R"("a":"b")", grid(2500, {})) + "," + series("", grid(3, {})))},
    {"Milliseconds", answer("matrix", series(R"("a":"b")", grid(700, {"],[", ",", "%d.007"})))},
    {"OneDecimal", answer("matrix", series(R"("a":"b")", grid(300, {"],[", ",", "%d.5"})))},
    {"Spaces", answer("matrix", series(R"("a": "b", "c" :"d" )", grid(700, {"], [", ", ", "%d"})))},
    {"Pretty",
     answer("matrix", "\n  " + series("\n    \"a\": \"b\"\n  ", grid(700, {"\n          ],\n          [\n            ",
                                                                           ",\n            ", "%d"})))},
    {"WideIndent", answer("matrix", series("", grid(300, {"\n                                                  ],\n"
                                                          "                                                  [\n"
                                                          "                                          ",
                                                          ", ", "%d"})))},
    {"Rollover", rollover()},
    {"ManySeries", many_series()},
    {"Labels", answer("matrix", series(R"("a":"x\u003cy\"z Ωé☃ \ud83d\ude00 \ud83d","long":")" + std::string(300, 'l') +
                                           R"(","e":"")",
                                       R"([1,"2"])"))},
    {"RawCpu", read_data("raw-cpu.json")},
    {"OddValues", read_data("odd-values.json")},
    {"Thanos", read_data("thanos-partial.json")},
    {"Histogram", read_data("native-histogram.json")},
    {"Stats", read_data("stats.json")},
    {"Scalar", read_data("scalar-nan.json")},
    {"Error", read_data("victoria-metrics-error.json")},
    {"Unauthorized", read_data("unauthorized.txt")},
    {"LongText", std::string(300, 'x')},
};

std::string name_of(const testing::TestParamInfo<Document>& document) {
  return document.param.name;
}

class Chunks : public testing::TestWithParam<Document> {};
INSTANTIATE_TEST_SUITE_P(ResponseParser, Chunks, testing::ValuesIn(kDocuments), name_of);

TEST_P(Chunks, AnyPiecesGiveTheSame) {
  const std::string& text = GetParam().text;
  const Parsed whole = parse(text);
  constexpr std::array<std::size_t, 11> kSizes = {1, 2, 3, 7, 15, 16, 17, 64, 100, 1000, 4096};
  for (const std::size_t size : kSizes) EXPECT_EQ(parse_in_pieces(text, [size] { return size; }), whole) << size;
  Random random(1);
  for (int run = 0; run < 20; ++run) {
    const std::size_t most = run % 2 == 0 ? 40 : 700;
    EXPECT_EQ(parse_in_pieces(text, [&] { return 1 + random.below(most); }), whole) << run;
  }
}

TEST_P(Chunks, WhiteSpaceAroundChangesNothing) {
  Parsed wrapped = parse("\n " + GetParam().text + "\r\n");
  const Parsed plain = parse(GetParam().text);
  EXPECT_EQ(wrapped.series, plain.series);
  EXPECT_EQ(wrapped.error.empty(), plain.error.empty());
}

TEST_P(Chunks, TruncatedAnywhereIsAnError) {
  const std::string_view text = std::string_view(GetParam().text).substr(0, 3000);
  const bool complete = text.size() == GetParam().text.size();
  for (std::size_t size = 0; size + (complete ? 1 : 0) < text.size(); ++size) {
    const std::string_view cut = text.substr(0, size);
    const Parsed parsed = parse(cut);
    ASSERT_NE(parsed.error, "") << size;
    if (size % 7 == 0) {
      ASSERT_EQ(parse_in_pieces(cut, [] { return 5; }), parsed) << size;
    }
  }
}

/// Damage must give an answer or an error, the same in any pieces, and never a crash.
TEST_P(Chunks, DamageIsHarmless) {
  constexpr std::string_view kLikely = "\"\\{}[]:,.0123456789eE+-NaInfu \n\x01\x7F\x80\xC3\xFF";
  Random random(42);
  const std::string& original = GetParam().text;
  for (int run = 0; run < 200; ++run) {
    std::string text = original.substr(0, 4000);
    for (std::size_t changes = 1 + random.below(4); changes != 0; --changes) {
      const std::size_t at = random.below(text.size());
      switch (random.below(3)) {
        case 0:
          text[at] = kLikely[random.below(kLikely.size())];
          break;
        case 1:
          text.erase(at, 1 + random.below(3));
          break;
        default:
          text.insert(at, 1, kLikely[random.below(kLikely.size())]);
      }
    }
    const Parsed whole = parse(text);
    ASSERT_EQ(parse_in_pieces(text, [&] { return 1 + random.below(30); }), whole) << text;
  }
}

/// A time that wraps below its upper two digits looks like the one after a step of the lower eight.
TEST(ExpectedTime, DoesNotCarryIntoTheUpperDigits) {
  const std::string points = R"([1800000800,"1"],[1850000860,"2"],[1800000920,"3"],[1800000980,"4"])";
  const std::string text = answer("matrix", series("", points)) + std::string(200, ' ');
  EXPECT_EQ(parse(text).series, "{} 1800000800000:1 1850000860000:2 1800000920000:3 1800000980000:4\n");
  EXPECT_EQ(parse(text).summary.unordered_samples, 1U);
}

TEST(Garbage, IsRefused) {
  Random random(3);
  for (int run = 0; run < 300; ++run) {
    std::string text = run % 2 == 0 ? "" : R"({"status":"success","data":{)";
    for (std::size_t size = 1 + random.below(200); size != 0; --size) text += static_cast<char>(random.below(256));
    EXPECT_NE(parse(text).error, "");
  }
}

/// Series of one grid that begin, end and pause as they like, with the lines that reading them must give.
TEST(Chunks, SeriesOfOneGridHaveTheirOwnTimes) {
  Random random(11);
  std::string list;
  std::string expected;
  for (int series = 0; series < 200; ++series) {
    const std::size_t first = random.below(700);
    const std::size_t last = first + random.below(700);  // more points than are remembered
    std::string points;
    expected += "{}";
    for (std::size_t at = first; at <= last; at += random.below(20) == 0 ? 1 + random.below(9) : 1) {
      const std::string time = std::to_string(1767200000 + 60 * at);
      const std::string value = (random.below(3) == 0 ? "-" : "") + std::to_string(random.below(99999)) + ".5";
      points.append(points.empty() ? "[" : ",[").append(time).append(",\"").append(value).append("\"]");
      expected.append(" ").append(time).append("000:").append(value);
    }
    list += (series == 0 ? R"({"metric":{},"values":[)" : R"(,{"metric":{},"values":[)") + points + "]}";
    expected += "\n";
  }
  const std::string document = answer("matrix", list);
  EXPECT_TRUE(parse(document).series == expected);
  EXPECT_TRUE(parse_in_pieces(document, [&] { return 1 + random.below(5000); }).series == expected);
}

}  // namespace
}  // namespace prorata::ingest
