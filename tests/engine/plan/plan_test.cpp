// Question, probes and refusals → requests.
#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "plan/planner.h"
#include "support/named.h"
#include "support/times.h"

namespace prorata::plan {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using tests::instant;

query::Fetch fetch_of(Window window, std::optional<Duration> resolution = {}) {
  query::Fetch fetch;
  fetch.window = window;
  fetch.resolution = resolution;
  return fetch;
}
Probes probes_of(std::uint64_t containers, Duration scrape = 60s) {
  return {{}, scrape, true, containers};
}

/// A planner that has learned; its probes are answered.
Planner learned(query::Fetch fetch, const Probes& probes) {
  Planner planner(std::move(fetch));
  const std::vector<Request> asked = planner.pending();
  for (const Request& request : asked) planner.answered(request.id, request.chunk);
  EXPECT_TRUE(planner.learn(probes));
  return planner;
}

std::string clock(Instant time) {
  const std::string text = to_text(time);
  return text.substr(11, text.size() - 12);
}

/// "10:00:00-10:30:00/5m" for a range, "@10:07:00[7m]" for a point that looks back 7 minutes.
std::string text_of(const Request& request) {
  if (request.kind == Kind::matrix)
    return clock(request.start) + "-" + clock(request.end) + "/" + to_text(request.step);
  return "@" + clock(request.end) + "[" + to_text(request.end - request.start) + "]";
}
std::vector<std::string> requests_of(const Planner& planner, std::string_view id) {
  std::vector<std::string> texts;
  for (const Request& request : planner.pending()) {
    if (request.id == id) texts.push_back(text_of(request));
  }
  return texts;
}
const Request& first_of(const Planner& planner, std::string_view id) {
  const auto& all = planner.pending();
  return *std::find_if(all.begin(), all.end(), [&](const Request& request) { return request.id == id; });
}
using Texts = std::vector<std::string>;

struct ResolutionCase {
  const char* name;
  Duration window;
  std::uint64_t containers;
  std::uint64_t budget;
  Duration scrape;
  Duration want;
  friend void PrintTo(const ResolutionCase& c, std::ostream* out) {
    *out << to_text(c.window) << " of " << c.containers;
  }
};
const ResolutionCase kResolutions[] = {
    {"ShortWindow", 6h, 100, 20000000, 15s, 1min},
    {"ShortWindowOfSlowScrapes", 6h, 100, 20000000, 30s, 2min},
    {"LongerWindow", 7h, 100, 20000000, 15s, 5min},
    {"NoContainers", 1h, 0, 20000000, 15s, 1min},
    // 2 samples × 10,000 × 1008 = 20.16 M at 10m, 13.44 M at 15m
    {"WeekOfTenThousand", 168h, 10000, 20000000, 60s, 15min},
    {"WeekInABrowser", 168h, 10000, 8000000, 60s, 30min},  // 6.72 M at 30m
    {"ExactlyTheBudget", 168h, 10000, 13440000, 60s, 15min},
    {"JustAboveIt", 168h, 10000, 13439999, 60s, 30min},
    {"FourScrapesAStep", 1h, 10, 20000000, 60s, 5min},
    {"FourSlowScrapesAStep", 1h, 10, 20000000, 120s, 10min},
    {"ScrapesOfTwoHours", 24h, 10, 20000000, 2h, 1h},
    {"TheCoarsestWhateverTheBudget", 8760h, 100000, 10, 60s, 24h},
};
class Resolution : public testing::TestWithParam<ResolutionCase> {};
TEST_P(Resolution, IsTheFinestWithinTheBudget) {
  query::Fetch fetch = fetch_of({at("00:00"), at("00:00") + GetParam().window});
  fetch.sample_budget = GetParam().budget;
  EXPECT_EQ(to_text(choose_resolution(fetch, probes_of(GetParam().containers, GetParam().scrape))),
            to_text(GetParam().want));
}
INSTANTIATE_TEST_SUITE_P(, Resolution, testing::ValuesIn(kResolutions), by_name);

TEST(CheckResolution, TakesDivisorsOfAnHourAndWholeHours) {
  for (const Duration good : {Duration(1s), Duration(30s), Duration(90s), Duration(1min), Duration(20min), Duration(1h),
                              Duration(2h), Duration(24h)}) {
    EXPECT_TRUE(check_resolution(good)) << to_text(good);
  }
  for (const Duration bad : {Duration(0), Duration(-60s), Duration(500ms), Duration(7min), Duration(45min),
                             Duration(90min), Duration(100h)}) {
    EXPECT_FALSE(check_resolution(bad)) << to_text(bad);
  }
  EXPECT_EQ(check_resolution(7min).error().message, "resolution 7m does not fit into hours");
}

TEST(Learn, RefusesAResolutionThatDoesNotFit) {
  Planner planner(fetch_of(between("00:00", "08:00"), 7min));
  EXPECT_TRUE(planner.probing());
  EXPECT_FALSE(planner.learn(probes_of(50)));
}

TEST(Learn, RefusesAGridOfBillionsOfPoints) {
  Planner planner(fetch_of({instant("1990-01-01"), instant("2090-01-01")}, 1s));
  const auto got = planner.learn(probes_of(50));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::bad_usage);
}

struct GridCase {
  const char* name;
  Window window;
  Duration step;
  Texts cpu, ram, requests;
  friend void PrintTo(const GridCase& c, std::ostream* out) {
    *out << clock(c.window.begin) << "-" << clock(c.window.end);
  }
};
const GridCase kGrids[] = {
    {"WholeHours",
     between("10:00", "12:00"),
     5min,
     {"10:00:00-12:00:00/5m"},
     {"10:05:00-12:00:00/5m"},
     {"11:00:00-12:00:00/1h"}},
    {"EdgesInsideIntervals",
     between("09:50:30", "10:07:00"),
     5min,
     {"@10:07:00[2m]", "09:50:00-10:05:00/5m"},
     {"@10:07:00[2m]", "09:55:00-10:05:00/5m"},
     {"@10:07:00[7m]", "10:00:00-10:00:00/1h"}},
    {"InsideOneHour",
     between("09:20", "09:50"),
     5min,
     {"09:20:00-09:50:00/5m"},
     {"09:25:00-09:50:00/5m"},
     {"@09:50:00[50m]"}},
    {"InsideOneInterval",
     between("09:51", "09:54"),
     5min,
     {"@09:54:00[4m]", "09:50:00-09:50:00/5m"},
     {"@09:54:00[4m]"},
     {"@09:54:00[54m]"}},
    {"StepOfTwoHours",
     between("09:00", "13:00"),
     2h,
     {"@13:00:00[1h]", "08:00:00-12:00:00/2h"},
     {"@13:00:00[1h]", "10:00:00-12:00:00/2h"},
     {"10:00:00-13:00:00/1h"}},
    {"EndsOnTheGrid",
     between("09:50:30", "10:00"),
     5min,
     {"09:50:00-10:00:00/5m"},
     {"09:55:00-10:00:00/5m"},
     {"10:00:00-10:00:00/1h"}},
};
class GridRequests : public testing::TestWithParam<GridCase> {};
TEST_P(GridRequests, CoverTheWindow) {
  const Planner planner = learned(fetch_of(GetParam().window, GetParam().step), probes_of(50));
  EXPECT_EQ(requests_of(planner, "cpu_usage"), GetParam().cpu);
  EXPECT_EQ(requests_of(planner, "ram_usage"), GetParam().ram);
  EXPECT_EQ(requests_of(planner, "requests"), GetParam().requests);
  const std::string whole = "@" + clock(GetParam().window.end) + "[" + to_text(GetParam().window.length()) + "]";
  EXPECT_EQ(requests_of(planner, "pods"), Texts{whole});
  EXPECT_EQ(requests_of(planner, "requests_fine"), Texts{});
}
INSTANTIATE_TEST_SUITE_P(, GridRequests, testing::ValuesIn(kGrids), by_name);

TEST(Chunks, GoNewestFirstWithoutHoleOrOverlap) {
  const Window window{instant("2026-03-02T00:10:30Z"), instant("2026-03-09T00:00:00Z")};
  const Planner planner = learned(fetch_of(window, 5min), probes_of(20000));
  std::set<int> chunks;
  Instant next = window.end;
  for (const Request& request : planner.pending()) {
    if (request.id != "cpu_usage") continue;
    EXPECT_TRUE(chunks.insert(request.chunk).second);
    EXPECT_EQ(request.end, next);
    EXPECT_LE(request.start, request.end);
    EXPECT_LE((request.end - request.start) / request.step + 1, 11000);
    EXPECT_LE(request.estimated_samples, 12500000u);
    next = request.start - request.step;
  }
  EXPECT_GT(chunks.size(), 3u);
  EXPECT_EQ(next, instant("2026-03-02T00:05:00Z"));
}

TEST(Promql, HasNoPlaceholderLeft) {
  for (const char* match : {"", "cluster=\"a\""}) {
    query::Fetch fetch = fetch_of(between("09:50:30", "12:00"), 5min);
    fetch.match = match;
    fetch.limits = true;
    fetch.weights = {{"requests", "sum by (namespace) (rate(http_requests_total{cluster=\"a\"}[$range]))"}};
    Probes probes = probes_of(50);
    Planner planner(fetch);
    std::vector<Request> all = planner.pending();
    ASSERT_TRUE(planner.learn(probes));
    for (const QueryId fine : {QueryId::requests_fine, QueryId::prices_fine}) planner.refine(fine, {at("10:00")});
    all.insert(all.end(), planner.pending().begin(), planner.pending().end());
    fetch.mode = query::FetchMode::totals;
    fetch.resolution = 1h;
    Planner totals(fetch);
    ASSERT_TRUE(totals.learn(probes));
    all.insert(all.end(), totals.pending().begin(), totals.pending().end());
    std::set<std::string> ids;
    for (const Request& request : all) {
      ids.insert(request.id);
      EXPECT_EQ(request.promql.find('$'), std::string::npos) << request.promql;
      EXPECT_EQ(request.promql.find(",,"), std::string::npos) << request.promql;
      EXPECT_EQ(request.promql.find(",}"), std::string::npos) << request.promql;
      EXPECT_EQ(request.promql.find("{,"), std::string::npos) << request.promql;
      const bool narrowed = request.promql.find("cluster=\"a\"") != std::string::npos;
      // A weight is the user's own query.
      EXPECT_EQ(narrowed, *match != '\0' || request.id == "weights") << request.promql;
      EXPECT_EQ(find_query(request.id)->name, request.id);
    }
    EXPECT_EQ(ids.size(), kQueryCount);
  }
  EXPECT_EQ(find_query("nothing"), nullptr);
}

/// A matcher is the user's own text: what looks like a placeholder in it stays.
TEST(Promql, LeavesTheMatcherAlone) {
  query::Fetch fetch = fetch_of(between("10:00", "11:00"), 5min);
  fetch.match = "env=~\"a$res|b$range|$cluster\"";
  const Planner planner = learned(fetch, probes_of(5));
  EXPECT_EQ(
      first_of(planner, "pods").promql,
      "max by (cluster,cluster_id,cluster_name,k8s_cluster,namespace,exported_namespace,pod,exported_pod,uid,node,"
      "created_by_kind,created_by_name,host_network) "
      "(last_over_time(kube_pod_info{env=~\"a$res|b$range|$cluster\"}[1h]))");
}

TEST(Promql, LooksBackTwoScrapesForUsage) {
  const Planner coarse = learned(fetch_of(between("10:00", "11:00"), 5min), probes_of(5));
  EXPECT_NE(first_of(coarse, "ram_usage").promql.find("[5m]"), std::string::npos);
  const Planner fine = learned(fetch_of(between("10:00", "11:00"), 1min), probes_of(5, 60s));
  EXPECT_NE(first_of(fine, "ram_usage").promql.find("[2m]"), std::string::npos);
  const Planner tail = learned(fetch_of(between("10:00", "10:05:10"), 5min), probes_of(5));
  EXPECT_NE(first_of(tail, "cpu_usage").promql.find("[2m]"), std::string::npos) << "the 10 s behind the grid";
  EXPECT_EQ(first_of(tail, "cpu_usage").end, at("10:05:10"));
  Probes waiting = probes_of(5);
  waiting.metrics.emplace_back("kube_pod_container_status_waiting_reason");
  const Planner kept = learned(fetch_of(between("10:00", "10:05:10"), 5min), waiting);
  EXPECT_NE(first_of(kept, "waiting").promql.find("[2m]"), std::string::npos) << "who waits has no usage";
}

TEST(Prices, AreAskedWhateverTheLastHourOfTheWindowHas) {
  const Planner planner = learned(fetch_of(between("10:00", "11:00")), probes_of(5));
  for (const char* query : {"price_cpu", "volumes", "balancers", "init_containers", "gpu_util", "network_bytes"}) {
    EXPECT_FALSE(requests_of(planner, query).empty()) << query;
  }
}

struct RefineCase {
  const char* name;
  Window window;
  Duration step;
  std::vector<Instant> hours;
  Texts want;
  friend void PrintTo(const RefineCase& c, std::ostream* out) {
    *out << clock(c.window.begin) << "-" << clock(c.window.end);
  }
};
const RefineCase kRefines[] = {
    {"WholeHour", between("08:00", "12:00"), 5min, {at("10:00")}, {"09:05:00-10:00:00/5m"}},
    {"NothingChanged", between("08:00", "12:00"), 5min, {}, {}},
    {"TwoHours",
     between("08:00", "12:00"),
     15min,
     {at("10:00"), at("12:00")},
     {"09:15:00-10:00:00/15m", "11:15:00-12:00:00/15m"}},
    {"HoursThatMeetAreOne",
     between("08:00", "12:00"),
     5min,
     {at("09:00"), at("10:00"), at("12:00")},
     {"08:05:00-10:00:00/5m", "11:05:00-12:00:00/5m"}},
    {"TheHourBeforeTheWindowIsNone", between("08:10", "10:00"), 5min, {at("08:00")}, {}},
    {"NoPointsBeforeTheWindowsHour",
     between("08:10", "10:00"),
     5min,
     {at("08:00"), at("09:00")},
     {"08:05:00-09:00:00/5m"}},
    {"WindowEndsInside", between("08:00", "09:40"), 5min, {at("10:00")}, {"09:05:00-09:40:00/5m"}},
    {"WindowEndsBehindTheGrid",
     between("08:00", "09:42"),
     5min,
     {at("10:00")},
     {"09:05:00-09:40:00/5m", "@09:42:00[2m]"}},
    {"EndsBeforeTheFirstGridPoint", between("08:00", "09:02"), 5min, {at("10:00")}, {"@09:02:00[2m]"}},
    {"GridOfHours", between("08:00", "12:00"), 1h, {at("10:00")}, {}},
};
class Refine : public testing::TestWithParam<RefineCase> {};
TEST_P(Refine, AsksTheChangedHoursAtTheGrid) {
  Planner planner = learned(fetch_of(GetParam().window, GetParam().step), probes_of(5));
  planner.refine(QueryId::requests_fine, GetParam().hours);
  EXPECT_EQ(requests_of(planner, "requests_fine"), GetParam().want);
  planner.refine(QueryId::prices_fine, GetParam().hours);
  EXPECT_EQ(requests_of(planner, "prices_fine"), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Refine, testing::ValuesIn(kRefines), by_name);

/// Refuses every request of one query until nothing is left; gives how often that was.
int refuse_all(Planner& planner, std::string_view id, Notices& notices, std::set<std::string>& points) {
  int refusals = 0;
  for (; !requests_of(planner, id).empty() && refusals < 1000; ++refusals) {
    const Request request = first_of(planner, id);
    const bool single = request.kind == Kind::matrix ? request.start == request.end : request.end - request.start <= 1h;
    EXPECT_TRUE(!single || points.insert(text_of(request)).second) << "asked twice";
    planner.split_or_give_up(request.id, request.chunk, "too many samples", notices);
  }
  return refusals;
}

TEST(Split, HalvesARangeDownToItsPoints) {
  Planner planner = learned(fetch_of(between("10:00", "11:00"), 5min), probes_of(5));
  Notices notices;
  const int chunk = first_of(planner, "ram_usage").chunk;
  planner.split_or_give_up("ram_usage", chunk, "too many samples", notices);
  EXPECT_EQ(requests_of(planner, "ram_usage"), (Texts{"10:35:00-11:00:00/5m", "10:05:00-10:30:00/5m"}));
  EXPECT_EQ(planner.find("ram_usage", chunk), nullptr);
  std::set<std::string> points;
  EXPECT_EQ(refuse_all(planner, "ram_usage", notices, points), 22) << "12 points: 10 more splits, 12 given up";
  EXPECT_EQ(points.size(), 12u);
  ASSERT_NE(notices.find("query-given-up"), nullptr);
  EXPECT_EQ(notices.find("query-given-up")->count, 12u);
  EXPECT_EQ(notices.find("query-given-up")->objects, Texts{"ram_usage: too many samples"});
}

TEST(Split, HalvesAWindowAtAWholeHour) {
  Planner planner = learned(fetch_of(between("09:50:30", "13:20"), 5min), probes_of(5));
  Notices notices;
  planner.split_or_give_up("pods", first_of(planner, "pods").chunk, "", notices);
  EXPECT_EQ(requests_of(planner, "pods"), (Texts{"@13:20:00[2h20m]", "@11:00:00[1h9m30s]"}));
}

/// Windows of any length and begin come to an end, and their parts leave no hole.
TEST(Split, OfAnyWindowEnds) {
  for (int begin = 0; begin < 60; begin += 7) {
    for (int length = 1; length < 400; length += 13) {
      const Window window{at("09:00") + std::chrono::minutes(begin),
                          at("09:00") + std::chrono::minutes(begin + length)};
      Planner planner = learned(fetch_of(window, 5min), probes_of(5));
      Notices notices;
      std::set<std::string> points;
      ASSERT_LT(refuse_all(planner, "pods", notices, points), 100) << begin << "+" << length;
      std::int64_t covered = 0;
      for (const std::string& point : points) {
        covered += parse_duration(std::string_view(point).substr(10, point.size() - 11))->count();
      }
      EXPECT_EQ(covered, window.length().count()) << begin << "+" << length;
    }
  }
}

TEST(GiveUp, TakesTheRequestAwayWithANotice) {
  Planner planner = learned(fetch_of(between("10:00", "11:00"), 5min), probes_of(5));
  Notices notices;
  planner.give_up("pods", 99, "no such chunk", notices);
  EXPECT_EQ(notices.list().size(), 0u);
  planner.give_up("pods", first_of(planner, "pods").chunk, std::string(400, 'x'), notices);
  EXPECT_TRUE(requests_of(planner, "pods").empty());
  EXPECT_EQ(notices.list().front().objects.front(), "pods: " + std::string(300, 'x'));
  EXPECT_EQ(notices.list().front().range, between("10:00", "11:00"));
}

TEST(Params, AreTheWordsOfTheApi) {
  const Request vector{"pods", 0, "up", Kind::vector, at("10:00"), at("10:30:00") + 250ms, {}, 0, 0};
  EXPECT_EQ(path_of(vector), "/api/v1/query");
  EXPECT_EQ(params_of(vector),
            (std::vector<std::pair<std::string, std::string>>{{"query", "up"}, {"time", "1772447400.25"}}));
  const Request matrix{"cpu", 0, "up", Kind::matrix, at("10:00"), at("10:30"), 90s, 0, 0};
  EXPECT_EQ(path_of(matrix), "/api/v1/query_range");
  EXPECT_EQ(params_of(matrix), (std::vector<std::pair<std::string, std::string>>{
                                   {"query", "up"}, {"start", "1772445600"}, {"end", "1772447400"}, {"step", "90"}}));
}

}  // namespace
}  // namespace prorata::plan
