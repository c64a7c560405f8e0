// Series handed over as arrays: the same answer as the same series read from a server, and errors for what does not
// fit.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/pipeline/small_source.h"
#include "ingest/response_parser.h"
#include "pipeline/session.h"
#include "report/format.h"
#include "support/times.h"

namespace prorata::pipeline {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;

query::Fetch sampled_fetch(Duration resolution = 5min) {
  query::Fetch fetch;
  fetch.window = between("10:00", "12:00");
  fetch.resolution = resolution;
  fetch.cluster = "home";
  fetch.sampled = query::Sampled{60s, {}};
  return fetch;
}

/// Arrays that grow as series arrive, as a host would fill them.
class ArraySink final : public ingest::SeriesSink {
 public:
  void start(const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    query_ = static_cast<std::uint32_t>(found - names.begin());
    if (found == names.end()) names.push_back(name);
  }
  void begin_series() override {}
  void labels(std::span<const ingest::Label> all) override {
    for (const ingest::Label& label : all) {
      for (const std::string_view part : {label.name, label.value}) {
        labels_.push_back(static_cast<std::uint32_t>(text_end_.size()));
        text_ += part;
        text_end_.push_back(static_cast<std::uint32_t>(text_.size()));
      }
    }
  }
  void samples(std::span<const std::int64_t> times_ms, std::span<const double> values) override {
    time_.insert(time_.end(), times_ms.begin(), times_ms.end());
    value_.insert(value_.end(), values.begin(), values.end());
  }
  void end_series() override {
    of_query_.push_back(query_);
    label_begin_.push_back(static_cast<std::uint32_t>(labels_.size() / 2));
    point_begin_.push_back(static_cast<std::uint32_t>(time_.size()));
  }
  [[nodiscard]] series::Arrays arrays() const {
    return {text_, text_end_, of_query_, label_begin_, point_begin_, labels_, time_, value_};
  }
  void scale(double factor) {
    for (double& value : value_) value *= factor;
  }

  std::vector<std::string> names;

 private:
  std::uint32_t query_ = 0;
  std::string text_;
  std::vector<std::uint32_t> text_end_, of_query_, label_begin_{0}, point_begin_{0}, labels_;
  std::vector<double> time_, value_;
};

void read(ArraySink& sink, const std::string& name, const std::string& json) {
  sink.start(name);
  ingest::ResponseParser parser(sink);
  ASSERT_TRUE(parser.write(json));
  ASSERT_TRUE(parser.finish());
}

std::string json_of(Session& session) {
  query::Question question;
  question.aggregate = *query::parse_keys("namespace,pod");
  question.step = *query::parse_step("1h");
  const auto got = session.allocate(question, pricing::default_prices());
  return got ? report::to_json(*got) : got.error().message;
}

TEST(Sampled, GivesTheAnswerOfTheSameSeriesFromAServer) {
  query::Fetch fetch = sampled_fetch();
  fetch.sampled.reset();
  Session planned(fetch);
  ArraySink sink;
  const SmallSource source;
  for (auto requests = planned.plan(); !requests.empty(); requests = planned.plan()) {
    for (const plan::Request& request : requests) {
      const std::string body = source.answer(request);
      auto input = planned.ingest(request.id, request.chunk);
      ASSERT_TRUE((*input)->write(body));
      ASSERT_TRUE((*input)->end());
      read(sink, request.id, body);
    }
  }
  Session session(sampled_fetch());
  EXPECT_TRUE(session.plan().empty());
  const auto summary = session.ingest_series(sink.names, sink.arrays());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_GT(summary->samples, 50u);
  EXPECT_EQ(json_of(session), json_of(planned));
  EXPECT_FALSE(session.ingest_series(sink.names, sink.arrays())) << "all at once";
}

/// Memory as the metric has it, in bytes, is the same as in KiB.
TEST(Sampled, TakesMemoryInBytes) {
  const auto answer = [](const std::string& name, double factor) {
    ArraySink sink;
    const std::string pod = R"("namespace":"shop","pod":"cart","uid":"u1")";
    const auto vector = [](const std::string& metric, const std::string& value) {
      return R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{)" + metric + R"(},"value":[)" +
             std::to_string(to_ms(at("12:00")) / 1000) + ",\"" + value + "\"]}]}}";
    };
    read(sink, name, vector(pod + R"(,"container":"app")", "1000"));
    sink.scale(factor);
    read(sink, "pods", vector(pod + R"(,"node":"n1")", "1"));
    Session session(sampled_fetch());
    EXPECT_TRUE(session.ingest_series(sink.names, sink.arrays()));
    return json_of(session);
  };
  EXPECT_EQ(answer("ram_usage_bytes", 1024), answer("ram_usage", 1));
  EXPECT_NE(answer("ram_usage", 1024), answer("ram_usage", 1));
}

/// A grid of hours that begin at a quarter past: 09:15 to 10:15 speaks for 10:00 to 10:15 of the window, and so on.
TEST(Sampled, CountsIntervalsFromTheOffset) {
  const auto matrix = [](const std::string& metric) {
    std::string values;
    for (const char* clock : {"10:15", "11:15"}) {
      const std::string memory = std::string(clock) == "10:15" ? "1048576" : "2097152";  // 1 and 2 GiB
      values += (values.empty() ? "[" : ",[") + std::to_string(to_ms(at(clock)) / 1000) + ",\"" + memory + "\"]";
    }
    return R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{)" + metric + R"(},"values":[)" +
           values + "]}]}}";
  };
  const std::string pod = R"("namespace":"shop","pod":"cart","uid":"u1")";
  ArraySink sink;
  read(sink, "ram_usage", matrix(pod + R"(,"container":"app")"));
  read(sink, "pods", matrix(pod + R"(,"node":"n1")"));
  query::Fetch fetch = sampled_fetch(1h);
  fetch.sampled->offset = 15min;
  Session session(fetch);
  ASSERT_TRUE(session.ingest_series(sink.names, sink.arrays()));
  const auto got = session.allocate({}, pricing::default_prices());
  ASSERT_TRUE(got) << got.error().message;
  // A quarter at 1 GiB and an hour at 2; from 11:15 on nothing is known.
  EXPECT_EQ(got->rows.total[0], Money(2250 * 4237));
}

TEST(Sampled, RefusesWhatDoesNotFit) {
  ArraySink sink;
  sink.start("pods");
  sink.end_series();
  sink.names = {"nothing"};
  const auto unknown = Session(sampled_fetch()).ingest_series(sink.names, sink.arrays());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "there is no query nothing");

  sink.names = {"pods"};
  EXPECT_TRUE(Session(sampled_fetch()).ingest_series(sink.names, sink.arrays()));
  EXPECT_FALSE(Session(sampled_fetch(7min)).ingest_series(sink.names, sink.arrays())) << "seven minutes fit no hour";
  query::Fetch planned = sampled_fetch();
  planned.sampled.reset();
  EXPECT_FALSE(Session(planned).ingest_series(sink.names, sink.arrays())) << "it has a plan";
  EXPECT_FALSE(Session(std::nullopt).ingest_series(sink.names, sink.arrays())) << "it waits for a recording";
  EXPECT_FALSE(Session(sampled_fetch()).ingest_recording()) << "it waits for series";
  query::Fetch without = sampled_fetch();
  without.resolution.reset();
  EXPECT_FALSE(Session(without).ingest_series(sink.names, sink.arrays()));
}

}  // namespace
}  // namespace prorata::pipeline
