#include "promql/evaluate.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "ingest/scraped.h"
#include "plan/catalog.h"
#include "promql/answer.h"

namespace prorata::promql {
namespace {

// Two pods on two nodes, two scrapes a minute apart; a metric that nobody asks for.
constexpr std::string_view kText = R"(
kube_pod_info{namespace="shop",pod="a",node="n1"} 1 60
kube_pod_info{namespace="shop",pod="a",node="n1"} 1 120
kube_pod_info{namespace="data",pod="b",node="n2"} 1 120
kube_node_info{node="n1"} 1 60
kube_node_info{node="n1"} 1 120
kube_node_created{node="n1"} 30 60
node_cpu_hourly_cost{node="n1"} 0.25 60
node_cpu_hourly_cost{node="n1"} 0.75 120
node_cpu_hourly_cost{node="n2"} 0.5 120
go_goroutines 7 60
# EOF
)";

Samples samples() {
  Samples all;
  ingest::ScrapedReader reader(all, Instant{});
  EXPECT_TRUE(reader.write(kText) && reader.finish());
  all.finish();
  return all;
}

/// "{labels}: value value", a line for each row; "-" where there is none.
std::string rows(std::string_view promql, Times times = {120000}) {
  Samples all = samples();
  const auto expression = parse_expression(promql);
  if (!expression) return expression.error().message;
  const auto found = evaluate(*expression, all, times);
  if (!found) return found.error().message;
  std::string text;
  for (const Row& row : *found) {
    text += std::string(all.names().text(row.metric)) + "{";
    for (const auto& [name, value] : row.labels) {
      text.append(all.names().text(name)).append("=").append(all.names().text(value)).append(",");
    }
    text += "}:";
    for (const double value : row.values) {
      text += " " + (std::isnan(value) ? std::string("-") : std::to_string(value).substr(0, 5));
    }
    text += "\n";
  }
  return text;
}

TEST(Evaluate, SelectsByLabels) {
  EXPECT_EQ(rows(R"(kube_pod_info{namespace="shop"})"), "kube_pod_info{namespace=shop,node=n1,pod=a,}: 1.000\n");
  EXPECT_EQ(rows(R"(kube_pod_info{namespace!="shop"})"), "kube_pod_info{namespace=data,node=n2,pod=b,}: 1.000\n");
  EXPECT_EQ(rows(R"({__name__=~"kube_node_.*",node!~"n[2-9]"})"),
            "kube_node_created{node=n1,}: 30.00\nkube_node_info{node=n1,}: 1.000\n");
  EXPECT_EQ(rows("go_goroutines"), "");  // no query of the plan asks for it
  EXPECT_EQ(rows("kube_node_info", {420000}), "");
}

TEST(Evaluate, Aggregates) {
  EXPECT_EQ(rows("max by (namespace) (kube_pod_info)"), "{namespace=data,}: 1.000\n{namespace=shop,}: 1.000\n");
  EXPECT_EQ(rows("sum without (pod, namespace) (kube_pod_info)"), "{node=n2,}: 1.000\n{node=n1,}: 1.000\n");
  EXPECT_EQ(rows("count by (__name__) (last_over_time(kube_pod_info[2m]))"), "kube_pod_info{}: 2.000\n");
  EXPECT_EQ(rows("avg by () (node_cpu_hourly_cost)"), "{}: 0.625\n");
  EXPECT_EQ(rows("quantile(0.5, node_cpu_hourly_cost)"), "{}: 0.625\n");
  EXPECT_EQ(rows("min(node_cpu_hourly_cost)"), "{}: 0.500\n");
}

TEST(Evaluate, LooksBackAndSteps) {
  const Times two{60000, 60000, 2};
  EXPECT_EQ(rows("avg_over_time(node_cpu_hourly_cost[1m])", two), "{node=n1,}: 0.250 0.500\n{node=n2,}: - 0.500\n");
  EXPECT_EQ(rows("min_over_time((time() * present_over_time(kube_pod_info[1m]))[5m:1m])", {180000}),
            "{namespace=data,node=n2,pod=b,}: 120.0\n{namespace=shop,node=n1,pod=a,}: 60.00\n");
  EXPECT_EQ(rows("round(avg_over_time(node_cpu_hourly_cost{node=\"n1\"}[1m]) / 3, 0.01)"), "{node=n1,}: 0.170\n");
}

TEST(Evaluate, JoinsSeries) {
  const Times two{60000, 60000, 2};
  EXPECT_EQ(rows("max by (node) (kube_node_created) or max by (node) (node_cpu_hourly_cost)", two),
            "{node=n1,}: 30.00 30.00\n{node=n2,}: - 0.500\n");
  EXPECT_EQ(rows("node_cpu_hourly_cost and on (node) kube_node_info"), "node_cpu_hourly_cost{node=n1,}: 0.750\n");
  EXPECT_EQ(rows("node_cpu_hourly_cost unless on (node) kube_node_info"), "node_cpu_hourly_cost{node=n2,}: 0.500\n");
  EXPECT_EQ(rows("node_cpu_hourly_cost unless on (node) kube_node_gone"),
            "node_cpu_hourly_cost{node=n1,}: 0.750\nnode_cpu_hourly_cost{node=n2,}: 0.500\n");
  EXPECT_EQ(rows("max by (node) (max_over_time(node_cpu_hourly_cost[1m])) != min by (node) "
                 "(min_over_time(node_cpu_hourly_cost[1m]))"),
            "{node=n1,}: 0.750\n");
  EXPECT_EQ(rows("node_cpu_hourly_cost > 0.6"), "node_cpu_hourly_cost{node=n1,}: 0.750\n");
  EXPECT_EQ(rows("1 + 2 * node_cpu_hourly_cost - 0.5"), "{node=n1,}: 2.000\n{node=n2,}: 1.500\n");
}

TEST(Evaluate, SaysWhatItDoesNotHave) {
  EXPECT_EQ(rows("rate(kube_pod_info[1m])"), "text metrics cannot answer this query: it has no function rate");
  EXPECT_EQ(rows("max_over_time(kube_pod_info)"), "text metrics cannot answer this query: max_over_time needs a range");
  EXPECT_EQ(rows("max(1)"),
            "text metrics cannot answer this query: series are expected where there is a number or a range");
}

TEST(Parse, NamesTheColumn) {
  EXPECT_EQ(rows("max by (a (x)"), "column 11 of the query: expected ',' or ')', found \"(x)\"");
  EXPECT_EQ(rows("x{a=b}"), "column 5 of the query: expected a value in quotes, found \"b}\"");
  EXPECT_EQ(rows("x{} y"), "column 5 of the query: expected an operator or the end, found \"y\"");
  EXPECT_EQ(rows("x[5x]"), "column 5 of the query: expected a duration, found \"]\"");
  EXPECT_EQ(rows(""), "column 1 of the query: expected a metric, a function, a number or '(', found \"\"");
  EXPECT_FALSE(parse_expression(std::string(5000, '(')));
}

TEST(Answer, AnswersEveryQueryOfThePlan) {
  for (const plan::Query& query : plan::catalog()) {
    // Queries of the user's own are asked of servers, and sums are theirs, too.
    if (query.cadence == plan::Cadence::weight || query.cadence == plan::Cadence::total) continue;
    Samples all = samples();
    plan::Request request;
    request.id = query.name;
    request.promql = std::string(query.promql);
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"$balancers", "__name__=~\"a|b\""},
                                   {",$sel", ""},
                                   {"$sel", ""},
                                   {"$range", "1h"},
                                   {"$res", "1m"},
                                   {"$", "_"}}) {
      for (std::size_t at = 0; (at = request.promql.find(from)) != std::string::npos;) {
        request.promql.replace(at, from.size(), to);
      }
    }
    request.end = instant_ms(120000);
    const auto body = answer(request, all);
    EXPECT_TRUE(body) << query.name << ": " << (body ? "" : body.error().message);
  }
}

TEST(Answer, IsAnAnswerOfTheApi) {
  Samples all = samples();
  plan::Request request;
  request.id = "price_cpu";
  request.promql = "max by (node) (avg_over_time(node_cpu_hourly_cost[1m]))";
  request.kind = plan::Kind::matrix;
  request.start = instant_ms(60000);
  request.end = instant_ms(120000);
  request.step = Duration(60000);
  const auto body = answer(request, all);
  ASSERT_TRUE(body);
  EXPECT_EQ(*body, R"({"status":"success","data":{"resultType":"matrix","result":[)"
                   R"({"metric":{"node":"n1"},"values":[[60,"0.25"],[120,"0.5"]]},)"
                   R"({"metric":{"node":"n2"},"values":[[120,"0.5"]]}]}})");
}

TEST(Answer, RefusesAPatternThatItCannotRead) {
  Samples all = samples();
  plan::Request request;
  request.promql = "kube_pod_info{pod=~\"a{2}\"}";
  EXPECT_FALSE(answer(request, all));
}

TEST(Samples, AreOneWhateverTheOrderOfFiles) {
  Samples all;
  const ingest::ScrapedLabel labels[]{{"__name__", "kube_node_info"}, {"node", "n1"}};
  const ingest::ScrapedLabel turned[]{{"node", "n1"}, {"__name__", "kube_node_info"}, {"empty", ""}};
  const std::uint32_t series = all.series(labels);
  EXPECT_EQ(all.series(turned), series);
  all.sample(series, instant_ms(2000), 1);
  all.sample(series, instant_ms(1000), 1);
  all.sample(series, instant_ms(2000), 3);
  all.sample(series, instant_ms(1000), 1);
  all.finish();
  EXPECT_EQ(all.all()[0].value, (std::vector<double>{1, 3}));
  EXPECT_EQ(all.duplicates(), 1U);
  EXPECT_EQ(all.scrape_interval(), Duration(1000));
  EXPECT_EQ(all.covered(), (Window{instant_ms(1000), instant_ms(2000)}));
}

}  // namespace
}  // namespace prorata::promql
