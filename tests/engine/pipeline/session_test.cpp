// Sessions from the first probe to the report: rounds, refusals, recordings, and what is left when something fails.
#include "pipeline/session.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/pipeline/small_source.h"
#include "pipeline/manifest.h"
#include "pipeline/refusal.h"
#include "report/format.h"
#include "report/partial.h"
#include "support/named.h"
#include "support/random.h"

namespace prorata::pipeline {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using Lines = std::vector<std::string>;

query::Fetch fetch() {
  query::Fetch wanted;
  wanted.window = between("10:00", "12:00");
  wanted.resolution = 5min;
  wanted.cluster = "home";
  return wanted;
}
query::Question by(std::string_view keys) {
  query::Question question;
  question.aggregate = *query::parse_keys(keys);
  return question;
}

/// Sends `text` in pieces.
Result<ingest::ResponseSummary> put(ResponseInput& input, std::string_view text, std::size_t size = 1 << 20) {
  for (std::size_t at = 0; at < text.size(); at += size) {
    if (auto written = input.write(text.substr(at, size)); !written) return written.error();
  }
  return input.end();
}
void answer(Session& session, const plan::Request& request, std::string_view body) {
  auto input = session.ingest(request.id, request.chunk);
  ASSERT_TRUE(input) << request.id;
  const auto summary = put(**input, body);
  ASSERT_TRUE(summary) << request.id << ": " << summary.error().message;
}

std::string line_of(const plan::Request& request, std::string_view body, int status = 200) {
  return R"({"query": ")" + request.id + R"(", "chunk": )" + std::to_string(request.chunk) + R"(, "path": ")" +
         path_of(request) + R"(", "params": {}, "status": )" + std::to_string(status) + R"(, "body": )" +
         std::string(body) + "}";
}

struct Answered {
  Lines rounds;     // ids of each round, "a b c"
  Lines recording;  // its lines, the manifest first
};
/// Answers everything; order: of the requests of a round.
Answered answer_all(Session& session, std::uint64_t order = 0, const SmallSource& source = {}) {
  Answered run;
  tests::Random random(order);
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    std::set<std::string> ids;
    for (std::size_t i = requests.size(); order > 0 && i > 1; --i) {
      std::swap(requests[i - 1], requests[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
    }
    for (const plan::Request& request : requests) {
      ids.insert(request.id);
      answer(session, request, source.answer(request));
      run.recording.push_back(line_of(request, source.answer(request)));
    }
    std::string round;
    for (const std::string& id : ids) round += (round.empty() ? "" : " ") + id;
    run.rounds.push_back(round);
  }
  run.recording.insert(run.recording.begin(), session.recording_manifest("http://prometheus", at("12:01")));
  return run;
}
std::string json_of(Session& session, std::string_view keys = "namespace") {
  const auto got = session.allocate(by(keys), pricing::default_prices());
  return got ? report::to_json(*got) : got.error().message;
}
std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}
/// Reads a recording into a fresh session.
Result<ingest::ResponseSummary> play(Session& session, std::string_view recording, std::size_t size = 1 << 20) {
  auto input = session.ingest_recording();
  if (!input) return input.error();
  return put(**input, recording, size);
}
std::uint64_t noticed(const Session& session, std::string_view id) {
  const Notices notices = session.diagnostics();
  const Notice* notice = notices.find(id);
  return notice == nullptr ? 0 : notice->count;
}
Money total_of(Session& session, std::string_view name) {
  const auto got = session.allocate(by("namespace"), pricing::default_prices());
  if (!got) return Money(-1);
  for (std::size_t i = 0; i < got->name.size(); ++i) {
    if (got->name[i] == name) return got->rows.total[i];
  }
  return Money(-2);
}

TEST(Session, AsksInRoundsAndCostsByHand) {
  Session session(fetch());
  const Answered run = answer_all(session);
  ASSERT_EQ(run.rounds.size(), 3u);
  EXPECT_EQ(run.rounds[0], "probe_containers probe_metrics probe_scrape");
  EXPECT_NE(run.rounds[1].find("cpu_usage"), std::string::npos);
  EXPECT_NE(run.rounds[1].find("price_"), std::string::npos) << "there may have been prices";
  EXPECT_EQ(run.rounds[2], "requests_fine");

  const auto got = session.allocate(by("namespace"), pricing::default_prices());
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->name, (Lines{"__idle__", "shop", "data"}));
  // 2.5 × 0.031611 + 2 × 0.004237, and 1.5 × 0.031611 + 3 × 0.004237, of 8 × 0.031611 + 16 × 0.004237
  EXPECT_EQ(got->rows.total,
            (std::vector<Money>{Money(320680000 - 87501500 - 60127500), Money(87501500), Money(60127500)}));
  EXPECT_EQ(got->asset_cost, Money(320680000));
  EXPECT_EQ(got->remainder, Money(0));
  EXPECT_FALSE(got->partial);
  EXPECT_EQ(got->mode, "stepped");
  EXPECT_DOUBLE_EQ(got->rows.cpu_efficiency[1], 1.0 / 2.5);
  EXPECT_EQ(json_of(session, "cluster").find("__unallocated__"), std::string::npos)
      << "the cluster has the name it was given";
}

query::Question by(std::string_view keys, Window window) {
  query::Question question = by(keys);
  question.window = window;
  return question;
}
const pricing::PriceBook kPrices = pricing::default_prices();

/// db runs 10:30-11:15, cart always; 0.031611 a core-hour and 0.004237 a GiB-hour.
TEST(Session, AnswersForPartsOfWhatItLoaded) {
  Session session(fetch());
  (void)answer_all(session);
  const auto first = session.allocate(by("namespace", between("10:00", "11:00")), kPrices);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->window, between("10:00", "11:00"));
  EXPECT_EQ(first->asset_cost, Money(160340000)) << "4 cores and 8 GiB for an hour";
  // cart 1 core-hour and 1 GiB-hour; db 1 and 2
  EXPECT_EQ(first->name, (Lines{"__idle__", "data", "shop"}));
  EXPECT_EQ(first->rows.total,
            (std::vector<Money>{Money(160340000 - 40085000 - 35848000), Money(40085000), Money(35848000)}));
  const auto early = session.allocate(by("namespace", between("10:05", "10:25")), kPrices);
  ASSERT_TRUE(early);
  EXPECT_EQ(early->name, (Lines{"__idle__", "shop"})) << "db did not run then";
  const auto assets = session.assets(by("namespace", between("10:05", "10:25")), kPrices);
  ASSERT_TRUE(assets);
  EXPECT_EQ(assets->alive, (std::vector<Window>{between("10:05", "10:25")}));
  EXPECT_EQ(assets->total, early->asset_cost);
}

TEST(Session, PartsMergeToTheWholeBitForBit) {
  Session session(fetch());
  (void)answer_all(session);
  const std::string whole = json_of(session, "pod,container");
  const report::Answer halves[] = {*session.allocate(by("pod,container", between("10:00", "11:00")), kPrices),
                                   *session.allocate(by("pod,container", between("11:00", "12:00")), kPrices)};
  const auto merged = report::merge_answers(halves);
  ASSERT_TRUE(merged) << merged.error().message;
  const auto all = session.allocate(by("pod,container"), kPrices);
  EXPECT_EQ(merged->name, all->name);
  EXPECT_EQ(merged->rows.total, all->rows.total);
  EXPECT_EQ(merged->rows.cpu.charged, all->rows.cpu.charged);
  EXPECT_EQ(merged->rows.ram.charged, all->rows.ram.charged);
  EXPECT_EQ(json_of(session, "pod,container"), whole) << "what is asked in between leaves no trace";
}

TEST(Session, APartOutsideSaysWhatTheDataCovers) {
  Session session(fetch());
  (void)answer_all(session);
  for (const Window outside :
       {between("09:00", "11:00"), between("11:00", "12:01"), between("13:00", "14:00"), between("11:00", "11:00")}) {
    const auto got = session.allocate(by("namespace", outside), kPrices);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
    EXPECT_NE(got.error().message.find("covers " + to_text(at("10:00")) + " to " + to_text(at("12:00"))),
              std::string::npos)
        << got.error().message;
  }
}

/// db: 2 cores and 4 GiB for 45 minutes, for 15 of which it waits. The same session is asked both, and again.
TEST(Session, ChargesWaitingAsEachQuestionSays) {
  Session session(fetch());
  (void)answer_all(session, 0, SmallSource().with_waiting());
  for (const bool charged : {true, false, true}) {
    query::Question question = by("namespace");
    question.charge_waiting = charged;
    const auto got = session.allocate(question, pricing::default_prices());
    ASSERT_TRUE(got) << got.error().message;
    const auto data = std::find(got->name.begin(), got->name.end(), "data") - got->name.begin();
    // 1.5 × 0.031611 + 3 × 0.004237, or 1 × 0.031611 + 2 × 0.004237
    EXPECT_EQ(got->rows.total[static_cast<std::size_t>(data)], Money(charged ? 60127500 : 40085000));
    EXPECT_EQ(got->remainder, Money(0));
  }
  EXPECT_EQ(noticed(session, "waiting-containers"), 1u);
}

TEST(Session, CostsWhatTheBillSays) {
  Session session(fetch());
  (void)answer_all(session);
  pricing::PriceBook prices = pricing::default_prices();
  prices.bill = pricing::Bill{1.28272, {}, "p:3"};  // four times 0.32068
  const auto got = session.allocate(by("namespace"), prices);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->asset_cost, Money(1282720000));
  EXPECT_EQ(got->rows.total[1], Money(4 * 87501500));
  const auto told = std::find_if(got->notices.begin(), got->notices.end(),
                                 [](const Notice& notice) { return notice.id == "calibrated"; });
  ASSERT_NE(told, got->notices.end());
  EXPECT_EQ(told->objects, Lines{"p:3: factor 4"});
  EXPECT_EQ(session.assets(by("pod"), prices)->total, Money(1282720000));
  prices.bill->window = Window{at("09:00"), at("12:00")};
  EXPECT_EQ(session.allocate(by("namespace"), prices)->asset_cost, Money(320680000)) << "a bill of another window";
}

TEST(Session, DoesNotDependOnTheOrderOfAnswers) {
  Session first(fetch());
  (void)answer_all(first);
  const std::string want = json_of(first, "pod,label:x");
  for (std::uint64_t order = 1; order <= 10; ++order) {
    Session session(fetch());
    (void)answer_all(session, order);
    EXPECT_EQ(json_of(session, "pod,label:x"), want) << order;
  }
}

TEST(Session, AnswersTheSameWhateverWasAskedBefore) {
  Session session(fetch());
  (void)answer_all(session);
  const std::string want = json_of(session);
  query::Question stepped = by("pod");
  stepped.step = {query::OutputStep::Unit::hour, 1};
  stepped.zone = tests::kathmandu();
  stepped.method = query::Method::average;
  stepped.idle = query::IdlePolicy::share;
  ASSERT_TRUE(session.allocate(stepped, pricing::default_prices()));
  ASSERT_TRUE(session.assets(by("pod"), pricing::default_prices()));
  EXPECT_EQ(json_of(session), want);
}

TEST(Session, TakesAnswersByteByByte) {
  Session session(fetch());
  const SmallSource source;
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    for (const plan::Request& request : requests) {
      ASSERT_TRUE(put(**session.ingest(request.id, request.chunk), source.answer(request), 1));
    }
  }
  Session whole(fetch());
  (void)answer_all(whole);
  EXPECT_EQ(json_of(session), json_of(whole));
}

TEST(Session, IsPartialBeforeAllIsAnswered) {
  Session session(fetch());
  const SmallSource source;
  for (const plan::Request& request : session.plan()) answer(session, request, source.answer(request));
  EXPECT_FALSE(session.allocate(by("pod"), pricing::default_prices())) << "probes alone know no pods";
  for (const plan::Request& request : session.plan()) {
    answer(session, request, source.answer(request));
    const auto got = session.allocate(by("pod"), pricing::default_prices());
    EXPECT_TRUE(!got || got->partial) << request.id;
  }
  EXPECT_TRUE(session.allocate(by("pod"), pricing::default_prices())->partial) << "the fine requests are missing";
  (void)answer_all(session);
  Session straight(fetch());
  (void)answer_all(straight);
  EXPECT_EQ(json_of(session), json_of(straight));
}

TEST(Session, KnowsWhichRequestsWait) {
  Session session(fetch());
  const auto requests = session.plan();
  EXPECT_FALSE(session.ingest("nothing", 0));
  EXPECT_FALSE(session.ingest("cpu_usage", 0)) << "not asked yet";
  EXPECT_FALSE(session.ingest(requests[0].id, 7));
  EXPECT_EQ(session.ingest("nothing", 3).error().message, "no request nothing #3 is waiting for an answer");
  answer(session, requests[0], SmallSource().answer(requests[0]));
  EXPECT_FALSE(session.ingest(requests[0].id, requests[0].chunk)) << "answered already";
  EXPECT_EQ(session.plan().size(), requests.size() - 1);
  EXPECT_FALSE(session.refused("nothing", 0, 503, ""));
  EXPECT_FALSE(session.ingest_recording()) << "it has a source";
}

TEST(Session, CountsNothingOfAnAnswerThatDidNotEnd) {
  Session session(fetch());
  const SmallSource source;
  const auto requests = session.plan();
  {
    auto left = session.ingest(requests[0].id, requests[0].chunk);
    ASSERT_TRUE((*left)->write(source.answer(requests[0])));
  }
  for (const char* body : {"", "{", "<html>", R"({"status":"error","errorType":"execution","error":"boom"})",
                           R"({"status":"success","data":{"resultType":"matrix","result":[]}})"}) {
    auto input = session.ingest(requests[0].id, requests[0].chunk);
    ASSERT_TRUE(input) << "still waiting";
    EXPECT_FALSE(put(**input, body)) << body;
  }
  (void)answer_all(session);
  Session straight(fetch());
  (void)answer_all(straight);
  EXPECT_EQ(json_of(session), json_of(straight));
}

TEST(Session, WithoutPodsSaysSo) {
  Session session(fetch());
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    for (const plan::Request& request : requests) {
      const std::string type = request.kind == plan::Kind::vector ? "vector" : "matrix";
      answer(session, request, R"({"status":"success","data":{"resultType":")" + type + R"(","result":[]}})");
    }
  }
  for (int twice = 0; twice < 2; ++twice) {
    const auto got = session.allocate(by("pod"), pricing::default_prices());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::no_data);
  }
}

/// Answers everything with no series at all, but for the scrape interval: ten scrapes in ten minutes.
Error of_an_empty_source(query::Fetch wanted) {
  Session session(std::move(wanted));
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    for (const plan::Request& request : requests) {
      const std::string type = request.kind == plan::Kind::vector ? "vector" : "matrix";
      const std::string series = request.id == "probe_scrape" ? R"({"metric":{},"value":[1772452800,"10"]})" : "";
      answer(session, request,
             R"({"status":"success","data":{"resultType":")" + type + R"(","result":[)" + series + "]}}");
    }
  }
  const auto got = session.allocate(by("pod"), pricing::default_prices());
  return got ? Error{} : got.error();
}

TEST(Session, OfAWindowThatHoldsNoScrapeSaysSo) {
  query::Fetch wanted = fetch();
  wanted.resolution = std::nullopt;
  wanted.window = between("10:00:00", "10:01:30");
  const Error error = of_an_empty_source(wanted);
  EXPECT_EQ(error.message, "no pods were seen in this window: it is 1m30s long, and scrapes are 1m apart");
  EXPECT_EQ(error.hint, "ask for a window of at least 2m");
  wanted.window = between("10:00", "10:02");
  EXPECT_EQ(of_an_empty_source(wanted).message.find("no pods ran in this window"), 0u);
}

TEST(Session, WithOnlyInfiniteSamplesWarns) {
  Session session(fetch());
  const SmallSource source;
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    for (const plan::Request& request : requests) {
      const bool ram = request.id == "ram_usage";
      const std::string text =
          R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":)"
          R"({"namespace":"shop","pod":"cart","container":"app"},"values":[[1772445900,"+Inf"],[1772446200,"NaN"]]}]}})";
      answer(session, request, ram ? text : source.answer(request));
    }
  }
  const Notices notices = session.diagnostics();
  const Notice* none = notices.find("no-finite-samples");
  ASSERT_NE(none, nullptr);
  EXPECT_EQ(none->severity, Severity::warning);
  EXPECT_EQ(none->objects, Lines{"ram_usage"});
  EXPECT_EQ(none->count, 2u);
  EXPECT_EQ(notices.find("non-finite-samples"), nullptr);
}

TEST(Session, WithoutASourceSaysSo) {
  Session session(std::nullopt);
  EXPECT_TRUE(session.plan().empty());
  const auto got = session.allocate(by("pod"), pricing::default_prices());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
}

struct RefusalCase {
  const char* name;
  int status;
  const char* body;
  Remedy want;
  const char* reason;
  friend void PrintTo(const RefusalCase& c, std::ostream* out) { *out << c.status << " " << c.body; }
};
constexpr const char* kTooMany =
    R"({"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"})";
constexpr RefusalCase kRefusals[] = {
    {"Login", 401, "", Remedy::stop, "the source asks for a login (401)"},
    {"Forbidden", 403, "<html>", Remedy::stop, "the source does not allow this query (403)"},
    {"WrongAddress", 404, "404 page not found", Remedy::stop, "there is no Prometheus API at this address (404)"},
    {"LoginPage", 200, "<html>", Remedy::stop,
     "the source answered with something that is no Prometheus answer (HTTP status 200)"},
    {"Redirect", 302, "", Remedy::stop,
     "the source answered with something that is no Prometheus answer (HTTP status 302)"},
    {"TooManySamples", 422, kTooMany, Remedy::split, "query processing would load too many samples into memory"},
    {"TooManyPoints", 400,
     R"({"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points"})",
     Remedy::split, "exceeded maximum resolution of 11,000 points"},
    {"ParseError", 400, R"({"status":"error","errorType":"bad_data","error":"1:5: parse error: unexpected"})",
     Remedy::give_up, "1:5: parse error: unexpected"},
    {"ManyToMany", 422, R"({"status":"error","errorType":"execution","error":"many-to-many matching not allowed"})",
     Remedy::give_up, "many-to-many matching not allowed"},
    {"TooLarge", 413, "", Remedy::split, "HTTP status 413"},
    {"TooOften", 429, "slow down", Remedy::split, "HTTP status 429"},
    {"Unavailable", 503, "upstream connect error", Remedy::split, "HTTP status 503"},
    {"Timeout", 504, "", Remedy::split, "HTTP status 504"},
    {"Unreadable", 0, "an answer that cannot be read", Remedy::give_up, "an answer that cannot be read"},
};
class Refused : public testing::TestWithParam<RefusalCase> {};
TEST_P(Refused, HasItsRemedy) {
  const Refusal got = judge_refusal(GetParam().status, GetParam().body);
  EXPECT_EQ(static_cast<int>(got.remedy), static_cast<int>(GetParam().want));
  EXPECT_EQ(got.reason, GetParam().reason);
  if (GetParam().want == Remedy::stop) {
    EXPECT_EQ(got.error.code, ErrorCode::refused);
    EXPECT_FALSE(got.error.hint.empty());
  }
}
INSTANTIATE_TEST_SUITE_P(, Refused, testing::ValuesIn(kRefusals), by_name);

TEST(Session, StopsAtALogin) {
  Session session(fetch());
  const auto request = session.plan().front();
  const auto got = session.refused(request.id, request.chunk, 401, "");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::refused);
  EXPECT_EQ(session.plan().size(), 3u) << "it still waits";
}

/// A server that takes at most half an hour at a time: the answer is the same as from one that takes all.
TEST(Session, AsksForLessOfAServerThatRefuses) {
  Session session(fetch()), straight(fetch());
  const SmallSource source;
  int refusals = 0;
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    const plan::Request request = requests.back();
    const bool large = request.kind == plan::Kind::matrix && request.end - request.start > 30min;
    if (large) {
      ASSERT_TRUE(session.refused(request.id, request.chunk, 422, kTooMany));
      ASSERT_LT(++refusals, 50);
    } else {
      answer(session, request, source.answer(request));
    }
  }
  (void)answer_all(straight);
  EXPECT_GT(refusals, 5);
  EXPECT_EQ(json_of(session), json_of(straight));
}

TEST(Session, GoesOnWithoutAQueryThatCannotWork) {
  Session session(fetch());
  const SmallSource source;
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    for (const plan::Request& request : requests) {
      if (request.id == "ram_usage") {
        ASSERT_TRUE(session.refused(request.id, request.chunk, 0, ""));
      } else {
        answer(session, request, source.answer(request));
      }
    }
  }
  const auto got = session.allocate(by("namespace"), pricing::default_prices());
  ASSERT_TRUE(got);
  EXPECT_TRUE(got->partial);
  EXPECT_EQ(total_of(session, "shop"), Money(87501500)) << "charged by request, as before";
  EXPECT_EQ(noticed(session, "query-given-up"), 1u);
}

TEST(Recording, GivesTheSameBytesAsItsSource) {
  Session source(fetch());
  const Answered run = answer_all(source);
  const std::string want = json_of(source);
  Session whole(std::nullopt);
  ASSERT_TRUE(play(whole, joined(run.recording)));
  EXPECT_EQ(json_of(whole), want);
  EXPECT_EQ(whole.fetch().window, between("10:00", "12:00"));
  EXPECT_FALSE(whole.ingest_recording()) << "one recording per session";

  Session by_byte(std::nullopt);
  ASSERT_TRUE(play(by_byte, joined(run.recording), 1));
  EXPECT_EQ(json_of(by_byte), want);

  Lines shuffled = run.recording;
  tests::Random random(4);
  for (std::size_t i = shuffled.size() - 1; i > 1; --i) {
    std::swap(shuffled[i], shuffled[1 + static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
  }
  Session mixed(std::nullopt);
  ASSERT_TRUE(play(mixed, joined(shuffled)));
  EXPECT_EQ(json_of(mixed), want);
}

struct DamageCase {
  const char* name;
  std::string query;  // its line is changed
  std::string (*damage)(const std::string& line);
  const char* notice;
  const char* object = "";  // empty: not looked at
  bool partial = true;
  friend void PrintTo(const DamageCase& c, std::ostream* out) { *out << c.name; }
};
std::string with_body(const std::string& line, std::string_view status, std::string_view body) {
  std::string head = line.substr(0, line.find("\"status\": "));
  return head + "\"status\": " + std::string(status) + ", \"body\": " + std::string(body) + "}";
}
const DamageCase kDamages[] = {
    {"ErrorAnswer", "ram_usage", [](const std::string& line) { return with_body(line, "422", kTooMany); },
     "recorded-error", "ram_usage #0: HTTP status 422, query processing would load too many samples into memory"},
    {"ErrorWithStatus200", "ram_usage", [](const std::string& line) { return with_body(line, "200", kTooMany); },
     "recorded-error"},
    {"WebPage", "ram_usage", [](const std::string& line) { return with_body(line, "200", "\"<html>\""); },
     "unreadable-answer", "ram_usage #0: this is a web page, not a Prometheus answer: \"<html>\"\", byte 0"},
    {"WebPageWithAnErrorStatus", "ram_usage",
     [](const std::string& line) { return with_body(line, "502", "\"<html>\""); }, "recorded-error",
     "ram_usage #0: HTTP status 502"},
    {"OtherResultType", "ram_usage",
     [](const std::string& line) {
       return with_body(line, "200", R"({"status":"success","data":{"resultType":"vector","result":[]}})");
     },
     "unreadable-answer", "ram_usage #0: asked for a matrix, got a vector"},
    {"MatrixForAVector", "pod_labels",
     [](const std::string& line) {
       return with_body(line, "200", R"({"status":"success","data":{"resultType":"matrix","result":[]}})");
     },
     "unreadable-answer", "pod_labels #0: asked for a vector, got a matrix"},
    {"OtherContent", "ram_usage",
     [](const std::string& line) {
       return with_body(
           line, "200",
           R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"value":[1772452800,"1"]}]}})");
     },
     "unreadable-answer", "ram_usage #0: the result is not of the type it says, \"matrix\", byte 101"},
    {"CutInTheBody", "ram_usage", [](const std::string& line) { return line.substr(0, line.size() / 2); },
     "recording-damaged", "line 34, ram_usage #0: this line ends in the middle of its answer"},
    {"Garbage", "ram_usage", [](const std::string&) { return std::string("\x1F no answer"); }, "recording-damaged",
     "line 34: this line is no recorded answer"},
    {"CutBehindABrace", "ram_usage", [](const std::string& line) { return line.substr(0, line.size() - 1); },
     "unreadable-answer"},
    {"NoAnswerOfTheApi", "ram_usage",
     [](const std::string& line) { return with_body(line, "200", "{\"data\":[1,2]}"); }, "unreadable-answer"},
    {"UnknownQuery", "ram_usage",
     [](const std::string& line) { return R"({"query": "ram_of_the_future")" + line.substr(line.find(", \"chunk\"")); },
     "unknown-recorded-query", "", false},
};
class DamagedRecording : public testing::TestWithParam<DamageCase> {};
TEST_P(DamagedRecording, KeepsTheOtherQueries) {
  Session source(fetch());
  Answered run = answer_all(source);
  for (std::string& line : run.recording) {
    if (line.find("\"query\": \"" + GetParam().query + "\"") != std::string::npos) line = GetParam().damage(line);
  }
  for (const std::size_t size : {std::size_t{1} << 20, std::size_t{1}}) {
    Session session(std::nullopt);
    const auto read = play(session, joined(run.recording), size);
    ASSERT_TRUE(read) << read.error().message;
    const auto got = session.allocate(by("namespace"), pricing::default_prices());
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(got->partial, GetParam().partial);
    EXPECT_EQ(noticed(session, GetParam().notice), 1u);
    const Notices notices = session.diagnostics();
    const Notice* notice = notices.find(GetParam().notice);
    if (*GetParam().object != '\0' && notice != nullptr) {
      EXPECT_EQ(notice->objects, Lines{GetParam().object});
    }
    EXPECT_EQ(total_of(session, "shop"), Money(87501500)) << "memory is charged by request";
    EXPECT_EQ(total_of(session, "data"), Money(60127500));
  }
}
INSTANTIATE_TEST_SUITE_P(, DamagedRecording, testing::ValuesIn(kDamages), by_name);

/// A manifest that says how many answers there are.
std::string promising(const std::string& manifest, const std::string& answers) {
  return manifest.substr(0, manifest.size() - 1) + ",\"answers\":" + answers + "}";
}

TEST(Recording, ThatLacksAnswersSaysWhich) {
  Session source(fetch());
  Answered run = answer_all(source);
  std::erase_if(run.recording,
                [](const std::string& line) { return line.find("\"query\": \"node_labels\"") != std::string::npos; });
  run.recording.front() =
      promising(run.recording.front(), R"({"pods":1,"node_labels":1,"ram_usage":3,"of_the_future":2,"nodes":-1})");
  Session session(std::nullopt);
  ASSERT_TRUE(play(session, joined(run.recording)));
  const auto got = session.allocate(by("namespace"), pricing::default_prices());
  ASSERT_TRUE(got);
  EXPECT_TRUE(got->partial);
  const Notices notices = session.diagnostics();
  const Notice* notice = notices.find("recording-damaged");
  ASSERT_NE(notice, nullptr);
  EXPECT_EQ(notice->objects, (Lines{"node_labels: 0 of 1 answers", "ram_usage: 1 of 3 answers"}));
  EXPECT_EQ(total_of(session, "shop"), Money(87501500));
}

TEST(Recording, ThatBreaksOffKeepsWhatCameBefore) {
  Session source(fetch());
  const std::string text = joined(answer_all(source).recording);
  for (std::size_t size = text.size() - 2; size > text.find('\n') + 1; size -= 97 + size / 40) {
    Session session(std::nullopt);
    const auto read = play(session, std::string_view(text).substr(0, size));
    const bool any_line = text.find('\n', text.find('\n') + 1) < size;
    EXPECT_EQ(read.has_value(), any_line) << size;
    if (!read) {
      EXPECT_EQ(read.error().message, "the recording breaks off in the middle of this line");
    }
    if (!read || text[size - 1] == '\n') continue;
    EXPECT_EQ(noticed(session, "recording-damaged") + noticed(session, "unreadable-answer"), 1u) << size;
    const auto got = session.allocate(by("namespace"), pricing::default_prices());
    EXPECT_TRUE(!got || got->partial) << size;
  }
}

struct ManifestCase {
  const char* name;
  const char* json;
  const char* message;  // behind "recording, line 1: "
  friend void PrintTo(const ManifestCase& c, std::ostream* out) { *out << c.json; }
};
constexpr ManifestCase kManifests[] = {
    {"OtherFormat", R"({"format":"x"})", "this is no prorata recording"},
    {"NoObject", "[]", "this is no prorata recording"},
    {"NoVersion", R"({"format":"prorata.recording"})", "this version of the format is not known here"},
    {"NextVersion", R"({"format":"prorata.recording","version":2})", "this version of the format is not known here"},
    {"HugeVersion", R"({"format":"prorata.recording","version":4294967297})",
     "this version of the format is not known here"},
    {"TextVersion", R"({"format":"prorata.recording","version":"1"})", "this version of the format is not known here"},
    {"NoWindow", R"({"format":"prorata.recording","version":1})", "\"window\" is missing, expected a map"},
    {"EmptyWindow", R"({"format":"prorata.recording","version":1,"window":{"start":"2026-03-02","end":"2026-03-02"}})",
     "window: its start must be before its end"},
    {"WindowOfNumbers", R"({"format":"prorata.recording","version":1,"window":{"start":2,"end":1}})",
     "window: its start must be before its end"},
    {"NoResolution", R"({"format":"prorata.recording","version":1,"window":{"start":"2026-03-02","end":"2026-03-03"}})",
     "\"resolution\" is missing, expected a text"},
    {"BadResolution",
     R"({"format":"prorata.recording","version":1,"window":{"start":"2026-03-02","end":"2026-03-03"},"resolution":"7m","scrapeInterval":"15s","lifetimeResolution":"1m"})",
     "resolution 7m does not fit into hours"},
    {"EndlessGrid",
     R"({"format":"prorata.recording","version":1,"window":{"start":"1990-01-01","end":"2090-01-01"},"resolution":"1s","scrapeInterval":"15s","lifetimeResolution":"1m"})",
     "a window of 36525d has too many steps of 1s"},
    {"NoScrapeInterval",
     R"({"format":"prorata.recording","version":1,"window":{"start":"2026-03-02","end":"2026-03-03"},"resolution":"5m"})",
     "\"scrapeInterval\" is missing, expected a text"},
};
class BadManifest : public testing::TestWithParam<ManifestCase> {};
TEST_P(BadManifest, IsRefused) {
  const auto got = parse_manifest(GetParam().json);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().message, "recording, line 1: " + std::string(GetParam().message));
  EXPECT_EQ(got.error().where, "line 1");
  Session session(std::nullopt);
  EXPECT_FALSE(play(session, std::string(GetParam().json) + "\n"));
  EXPECT_FALSE(session.allocate(by("pod"), pricing::default_prices()));
}
INSTANTIATE_TEST_SUITE_P(, BadManifest, testing::ValuesIn(kManifests), by_name);

TEST(Manifest, ReadsBack) {
  Manifest manifest;
  manifest.layout.window = between("10:00", "12:00:00");
  manifest.layout.resolution = 15min;
  manifest.layout.scrape_interval = 30s;
  manifest.layout.lifetime_resolution = 2min;
  manifest.match = "env=\"prod\"";
  manifest.cluster = "größe\xff";  // not UTF-8: replaced
  manifest.source = "http://p";
  manifest.recorded_at = at("12:01");
  const std::string text = to_json(manifest);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto read = parse_manifest(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->layout.window, manifest.layout.window);
  EXPECT_EQ(read->layout.resolution, manifest.layout.resolution);
  EXPECT_EQ(read->layout.scrape_interval, manifest.layout.scrape_interval);
  EXPECT_EQ(read->layout.lifetime_resolution, manifest.layout.lifetime_resolution);
  EXPECT_EQ(read->match, manifest.match);
  EXPECT_EQ(read->cluster, "größe\xEF\xBF\xBD");
}

TEST(Recording, OfASourceThatScrapesVeryOftenReadsBack) {
  Session session(fetch());
  for (const plan::Request& request : session.plan()) {
    answer(
        session, request,
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1772452800,"5000"]}]}})");
  }
  (void)session.plan();
  EXPECT_TRUE(parse_manifest(session.recording_manifest("x", at("12:00"))));
}

}  // namespace
}  // namespace prorata::pipeline
