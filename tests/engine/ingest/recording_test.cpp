#include "ingest/recording.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/ingest/parsed.h"

namespace prorata::ingest {
namespace {

class DumpHandler : public RecordingHandler {
 public:
  Result<void> manifest(std::string_view json) override { return note("manifest " + std::string(json) + "\n"); }
  Result<void> begin_response(const RecordedRequest& request) override {
    return note(request.query + " " + std::to_string(request.chunk) + " " + request.path + " " +
                std::to_string(request.status) + (request.body_is_text ? " text " : " json "));
  }
  Result<void> body(std::string_view bytes) override { return note(std::string(bytes)); }
  Result<void> end_response() override { return note("\n"); }
  std::string dump;

 private:
  Result<void> note(const std::string& text) {
    dump += text;
    return {};
  }
};

struct Read {
  std::string dump;
  std::string error;  // "message | where"
  bool operator==(const Read&) const = default;
};

Read read_in_pieces(std::string_view text, std::size_t size) {
  DumpHandler handler;
  RecordingReader reader(handler);
  for (std::size_t at = 0; at < text.size(); at += size)
    if (!reader.write(text.substr(at, size))) break;
  const auto finished = reader.finish();
  return {handler.dump, finished ? "" : finished.error().message + " | " + finished.error().where};
}

const std::string kManifest = R"({"format":"prorata.recording","version":1})";
std::string response(const std::string& body) {
  return R"({"query": "cpu", "chunk": 2, "path": "/api/v1/query", "params": {"b": "1", "a": "\"body\": {"}, "status": 200, "body": )" +
         body + "}";
}
std::string without_end(const std::string& line) {
  return line.substr(0, line.size() - 1);
}
const std::string kRead = "cpu 2 /api/v1/query 200 ";

struct Case {
  const char* name;
  std::string text;
  std::string want;  // the dump, or the error
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.text.substr(0, 300); }
};
std::string name_of(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

const std::string kTwoBodies =
    "manifest " + kManifest + "\n" + kRead + "json {\"x\":{\"y\":{}}}\n" + kRead + "text \"Unauthorized}\"\n";
const std::string kFirst = response(R"({"x":{"y":{}}})");
const std::string kSecond = response(R"("Unauthorized}")");
const Case kGood[] = {
    {"Lines", kManifest + "\n" + kFirst + "\n" + kSecond + "\n", kTwoBodies},
    {"NoLastNewline", kManifest + "\n" + kFirst + "\n" + kSecond, kTwoBodies},
    {"WindowsLines", kManifest + "\r\n" + kFirst + "\r\n" + kSecond + "\r\n", kTwoBodies},
    {"EmptyLines", kManifest + "\n\n" + kFirst + "\n \n" + kSecond + "\n\n", kTwoBodies},
    {"SpaceBehindLines", kManifest + " \n" + kFirst + "  \n" + kSecond + " ", kTwoBodies},
    {"ManifestOnly", kManifest, "manifest " + kManifest + "\n"},
    {"CompactMembers",
     kManifest + "\n" + R"({"query":"q","chunk":0,"path":"body","params":{},"status":503,"body":[1]})",
     "manifest " + kManifest + "\nq 0 body 503 json [1]\n"},
    {"UnknownMembers",
     kManifest + "\n" + R"({"x":{"body":[{}]},"query":"q","chunk":0,"path":"p","params":{},"status":200,"body":7})",
     "manifest " + kManifest + "\nq 0 p 200 json 7\n"},
};
class ReadsRecording : public testing::TestWithParam<Case> {};
TEST_P(ReadsRecording, InAnyPieces) {
  for (std::size_t size = 1; size <= GetParam().text.size(); size += 1 + size / 5) {
    const Read read = read_in_pieces(GetParam().text, size);
    EXPECT_EQ(read.error, "") << size;
    EXPECT_EQ(read.dump, GetParam().want) << size;
  }
}
INSTANTIATE_TEST_SUITE_P(Recording, ReadsRecording, testing::ValuesIn(kGood), name_of);

const Case kBad[] = {
    {"Empty", "", "this is no prorata recording: its first line is no manifest | line 1"},
    {"OtherJson", "{\"status\":\"success\"}\n", "this is no prorata recording: its first line is no manifest | line 1"},
    {"OtherFormat", "{\"format\":\"har\"}\n", "this is no prorata recording: its first line is no manifest | line 1"},
    {"Text", "Unauthorized", "this is no prorata recording: its first line is no manifest | line 1"},
    {"Compressed", "\x1F\x8B\x08", "this recording is compressed | line 1"},
    {"HugeManifest", "{" + std::string(5'000'000, ' '),
     "this is no prorata recording: its first line is no manifest | line 1"},
    {"CutInBody", kManifest + "\n" + kFirst + "\n" + without_end(response("[1,2")), "this line is cut short | line 3"},
    {"CutBeforeBody", kManifest + "\n" + kFirst.substr(0, 40), "this line is cut short | line 2"},
    {"CutInTheMiddle", kManifest + "\n" + without_end(response("[1,2")) + "\n" + kFirst,
     "this line is cut short | line 2"},
    {"NoBody", kManifest + "\n" + R"({"query": "q", "chunk": 0})", "this line has no \"body\" | line 2"},
    {"BodyNotLast",
     kManifest + "\n" + R"({"query": "q", "chunk": 0, "path": "p", "params": {}, "body": {}, "status": 200})",
     "the member \"status\" is missing or wrong before \"body\" | line 2"},
    {"WrongStatus",
     kManifest + "\n" + R"({"query": "q", "chunk": 0, "path": "p", "params": {}, "status": "200", "body": {}})",
     "the member \"status\" is missing or wrong before \"body\" | line 2"},
    {"NegativeChunk",
     kManifest + "\n" + R"({"query": "q", "chunk": -1, "path": "p", "params": {}, "status": 200, "body": {}})",
     "the member \"chunk\" is missing or wrong before \"body\" | line 2"},
    {"BadEnvelope", kManifest + "\n" + R"({"query": q, "body": {}})",
     "what stands before the body is no valid JSON | line 2"},
    {"HugeEnvelope", kManifest + "\n{\"query\": \"" + std::string(100'000, 'x'),
     "more than 64 KiB stand before the body | line 2"},
};
class RefusesRecording : public testing::TestWithParam<Case> {};
TEST_P(RefusesRecording, WithItsLine) {
  EXPECT_EQ(read_in_pieces(GetParam().text, 1 << 20).error, GetParam().want);
  EXPECT_EQ(read_in_pieces(GetParam().text, 997).error, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Recording, RefusesRecording, testing::ValuesIn(kBad), name_of);

TEST(Recording, PassesOnTheErrorOfItsHandler) {
  class Refusing : public DumpHandler {
    Result<void> begin_response(const RecordedRequest&) override {
      return Error{ErrorCode::no_data, "unknown query", "", "cpu"};
    }
  } handler;
  RecordingReader reader(handler);
  const auto written = reader.write(kManifest + "\n" + kFirst + "\n");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "unknown query");
  EXPECT_FALSE(reader.write(kSecond));
  EXPECT_EQ(reader.finish().error().message, "unknown query");
}

TEST(Recording, DamageIsHarmless) {
  const std::string original = kManifest + "\n" + kFirst + "\n" + kSecond + "\n";
  constexpr std::string_view kLikely = "\"\\{}[]:, \n\r\x01\xFF";
  Random random(8);
  for (int run = 0; run < 500; ++run) {
    std::string text = original;
    text[random.below(text.size())] = kLikely[random.below(kLikely.size())];
    text.erase(random.below(text.size()), random.below(3));
    EXPECT_EQ(read_in_pieces(text, 1), read_in_pieces(text, 1 << 20)) << text;
  }
}

}  // namespace
}  // namespace prorata::ingest
