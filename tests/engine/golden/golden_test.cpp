// Every folder of tests/golden through the library: the same bytes natively and in WebAssembly.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/time_zone.h"
#include "pipeline/session.h"
#include "pricing/price_book.h"
#include "query/question.h"
#include "report/format.h"

namespace prorata {
namespace {

using Json = nlohmann::json;

const std::string kFolder = PRORATA_TEST_DATA "/../../golden/";

/// Empty for a file that is not there.
std::string read_file(const std::string& path) {
  const auto close = [](std::FILE* file) { (void)std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  std::string text;
  if (!file) return text;
  std::string piece(1 << 16, '\0');
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), file.get())) text.append(piece, 0, got);
  return text;
}

/// Names of the folders. Listing a folder does not work in every build, so they stand in a file.
std::vector<std::string> cases() {
  return Json::parse(read_file(kFolder + "cases.json")).get<std::vector<std::string>>();
}

TimeZone read_zone(const Json& zone) {
  using std::chrono::seconds;
  TimeZone read{zone.at("name"), seconds(zone.at("initialOffsetSeconds").get<int>()), {}};
  for (const Json& transition : zone.at("transitions")) {
    read.transitions.push_back({instant_ms(transition.at("atMs")), seconds(transition.at("offsetSeconds").get<int>())});
  }
  return read;
}

query::Question read_question(const Json& fields) {
  query::Question question;
  for (const auto& [name, value] : fields.items()) {
    if (name == "timeZone") {
      question.zone = read_zone(value);
    } else if (name == "aggregate") {
      std::string keys;
      for (const Json& key : value) keys += (keys.empty() ? "" : ",") + key.get<std::string>();
      question.aggregate = *query::parse_keys(keys);
    } else {
      const std::string word = value;
      if (name == "filter") question.filter = *query::parse_filter(word);
      if (name == "step") question.step = *query::parse_step(word);
      if (name == "method") question.method = *query::parse_method(word);
      if (name == "idle") question.idle = *query::parse_idle(word);
    }
  }
  return question;
}

struct Golden {
  Json asked;
  query::Question question;
  pricing::PriceBook prices = pricing::default_prices();
  std::string recording, expected;
};

Golden golden(const std::string& name) {
  const std::string folder = kFolder + name + "/";
  Golden read;
  read.asked = Json::parse(read_file(folder + "question.json"));
  read.question = read_question(read.asked.at("question"));
  if (const std::string prices = read_file(folder + "prices.json"); !prices.empty()) {
    read.prices = *pricing::read_price_book(prices, "prices.json");
  }
  const std::string format = read.asked.at("format");
  read.recording = read_file(folder + "recording.prorata.ndjson");
  read.expected = read_file(folder + "expected." + (format == "table" ? "txt" : format));
  return read;
}

/// A session that has read the recording in pieces of `size` bytes.
pipeline::Session loaded(const std::string& recording, std::size_t size) {
  pipeline::Session session(std::nullopt);
  const auto input = *session.ingest_recording();
  const std::string_view bytes = recording;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    const auto written = input->write(bytes.substr(at, size));
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
  }
  const auto summary = input->end();
  EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
  return session;
}

template <class Answer>
std::string report_of(const Result<Answer>& answer, const std::string& format) {
  if (!answer) return "error: " + answer.error().message;
  if (format == "csv") return report::to_csv(*answer);
  return format == "table" ? report::to_table(*answer) : report::to_json(*answer);
}

std::string report_of(const Golden& golden, pipeline::Session& session) {
  const std::string format = golden.asked.at("format");
  return golden.asked.at("verb") == "assets" ? report_of(session.assets(golden.question, golden.prices), format)
                                             : report_of(session.allocate(golden.question, golden.prices), format);
}

class GoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(GoldenTest, GivesTheExpectedBytes) {
  const Golden read = golden(GetParam());
  ASSERT_FALSE(read.recording.empty());
  ASSERT_FALSE(read.expected.empty());
  pipeline::Session session = loaded(read.recording, read.recording.size());
  EXPECT_EQ(report_of(read, session), read.expected);
}

TEST_P(GoldenTest, GivesThemByteByByteAndAskedTwice) {
  const Golden read = golden(GetParam());
  pipeline::Session session = loaded(read.recording, 1);
  (void)session.allocate({}, pricing::default_prices());
  EXPECT_EQ(report_of(read, session), read.expected);
}

INSTANTIATE_TEST_SUITE_P(Folders, GoldenTest, testing::ValuesIn(cases()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace prorata
