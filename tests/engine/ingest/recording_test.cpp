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
  void damaged(const Error& error) override { (void)note("damaged: " + error.message + " | " + error.where + "\n"); }
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
};
class RefusesRecording : public testing::TestWithParam<Case> {};
TEST_P(RefusesRecording, WithItsLine) {
  EXPECT_EQ(read_in_pieces(GetParam().text, 1 << 20).error, GetParam().want);
  EXPECT_EQ(read_in_pieces(GetParam().text, 997).error, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Recording, RefusesRecording, testing::ValuesIn(kBad), name_of);

/// A line after the manifest that is no whole answer. What stands around it is read as if it were not there.
struct DamageCase {
  const char* name;
  std::string line;
  std::string begun;        // what of it was passed on before it proved to be damaged
  std::string message;      // where more follows
  std::string at_end = "";  // at the end of the file; empty: the same
  friend void PrintTo(const DamageCase& c, std::ostream* out) { *out << c.line.substr(0, 300); }
};
const std::string kCut = "the recording breaks off in the middle of this line";
const std::string kNoAnswer = "this line is no recorded answer";
const DamageCase kDamages[] = {
    {"CutInBody", without_end(response("[1,2")), kRead + "json [1,2", "this line ends in the middle of its answer",
     kCut},
    {"CutBeforeBody", kFirst.substr(0, 40), "", kNoAnswer, kCut},
    {"Garbage", "garbage", "", kNoAnswer, kCut},
    {"GarbageWithBraces", "]}{\"x\"", "", "this line has no \"body\""},
    {"Binary", std::string("\0\x1F\xFF\"\\", 5), "", kNoAnswer, kCut},
    {"NoBody", R"({"query": "q", "chunk": 0})", "", "this line has no \"body\""},
    {"BodyNotLast", R"({"query": "q", "chunk": 0, "path": "p", "params": {}, "body": {}, "status": 200})", "",
     "the member \"status\" is missing or wrong before \"body\""},
    {"WrongStatus", R"({"query": "q", "chunk": 0, "path": "p", "params": {}, "status": "200", "body": {}})", "",
     "the member \"status\" is missing or wrong before \"body\""},
    {"NegativeChunk", R"({"query": "q", "chunk": -1, "path": "p", "params": {}, "status": 200, "body": {}})", "",
     "the member \"chunk\" is missing or wrong before \"body\""},
    {"BadEnvelope", R"({"query": q, "body": {}})", "", "what stands before the body is no valid JSON"},
    {"HugeEnvelope", "{\"query\": \"" + std::string(100'000, 'x'), "", "more than 64 KiB stand before the body"},
};
class DamagedLine : public testing::TestWithParam<DamageCase> {};
TEST_P(DamagedLine, IsSkippedAndNamed) {
  const DamageCase& c = GetParam();
  const auto damaged = [&](const std::string& what) { return c.begun + "damaged: " + what + " | line 3\n"; };
  const std::string first = "manifest " + kManifest + "\n" + kRead + "json {\"x\":{\"y\":{}}}\n";
  const std::string start = kManifest + "\n" + kFirst + "\n" + c.line;
  for (const std::size_t size : {1u, 997u, 1u << 20}) {
    const Read middle = read_in_pieces(start + "\n" + kSecond + "\n", size);
    EXPECT_EQ(middle.error, "");
    EXPECT_EQ(middle.dump, first + damaged(c.message) + kRead + "text \"Unauthorized}\"\n") << size;
    EXPECT_EQ(read_in_pieces(start, size).dump, first + damaged(c.at_end.empty() ? c.message : c.at_end)) << size;
  }
}
INSTANTIATE_TEST_SUITE_P(Recording, DamagedLine, testing::ValuesIn(kDamages),
                         [](const auto& test) { return test.param.name; });

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
