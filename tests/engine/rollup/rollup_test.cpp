// Rows by key: what they hold, what filters leave alone, and that they add up.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rollup/groups.h"
#include "sharing/share_costs.h"
#include "support/costs.h"
#include "support/frames.h"
#include "support/named.h"

namespace prorata::rollup {
namespace {

using namespace std::chrono_literals;
using query::IdlePolicy;
using query::KeyKind;
using tests::at;
using tests::between;
using tests::by_name;
using tests::World;
using Lines = std::vector<std::string>;
using Unit = query::OutputStep::Unit;

/// A core-hour costs 1, a GiB-hour 1.
pricing::PriceBook simple_prices() {
  pricing::PriceBook book;
  book.on_demand.cpu = Cost(1) / (Cores(1) * kHour);
  book.on_demand.ram = Cost(1) / (Bytes(kBytesPerGib) * kHour);
  book.on_demand.gpu = Cost(1) / (Gpus(1) * kHour);
  book.spot = book.on_demand;
  return book;
}

/// Two nodes of 4 cores and 8 GiB for an hour: 24 in all.
/// shop/cart (deployment, team a) on n1: 1 core, 1 GiB = 2; uses 0.5 core, 2 GiB: 1 more = 3
/// shop/web  (deployment, no team) on n2: 1 core, no memory = 1
/// data/db   (statefulset, team b) on n2: 2 cores, 4 GiB = 6
/// idle: 24 - 10 = 14
struct Small : World {
  Small() : World(between("10:00", "11:00")) {
    const auto n1 = node("n1", 4, 8), n2 = node("n2", 4, 8);
    const auto cart = runs("shop", "cart-1", n1, 1000, 1024);
    uses(cart, 0.5, 2048);
    (void)runs("shop", "web-1", n2, 1000, -1);
    (void)runs("data", "db-0", n2, 2000, 4096);
    auto& pods = cluster.pods;
    pods.controller_kind = {names.intern("deployment"), names.intern("deployment"), names.intern("statefulset")};
    pods.controller = {names.intern("cart"), names.intern("web"), names.intern("db")};
    cluster.pod_labels =
        tests::frame_of(names, {{"label_team=a", {{at("10:00"), 1}}}, {"label_team=b", {{at("10:00"), 1}}}});
    pods.label_row = {0, cluster::kNone, 1};
  }
};

Groups roll(World& world, const query::Question& question) {
  const auto output = query::cut(world.cluster.window, question.step, question.zone);
  tests::Costs costs = tests::costs_of(world, output, simple_prices());
  if (question.idle == IdlePolicy::share) sharing::share_idle(world.cluster, world.names, costs.steps);
  Maxima maxima;
  const Source source{world.cluster, costs.amounts, costs.charges, costs.steps, world.names, &maxima};
  auto groups = roll_up(source, question);
  EXPECT_TRUE(groups);
  // What is kept gives the same again.
  const auto again = roll_up(source, question);
  for (std::size_t row = 0; row < groups->name.size(); ++row) {
    EXPECT_TRUE(again->rows.cpu_usage_max[row] == groups->rows.cpu_usage_max[row] ||
                std::isnan(groups->rows.cpu_usage_max[row]));
  }
  return *std::move(groups);
}
query::Question by(std::string_view keys, std::string_view filter = "", IdlePolicy idle = IdlePolicy::separate) {
  query::Question question;
  question.aggregate = *query::parse_keys(keys);
  question.filter = *query::parse_filter(filter);
  question.idle = idle;
  return question;
}
/// "shop 3.5", in the order of rows.
Lines lines(const Groups& groups) {
  Lines all;
  for (std::size_t i = 0; i < groups.name.size(); ++i) {
    all.push_back(groups.name[i] + " " + decimal_text(groups.rows.total[i].nano(), 9));
  }
  return all;
}

struct KeyCase {
  const char* name;
  const char* keys;
  Lines want;
  friend void PrintTo(const KeyCase& c, std::ostream* out) { *out << c.keys; }
};
const KeyCase kKeys[] = {
    {"Cluster", "cluster", {"__idle__ 14", "c 10"}},
    {"Namespace", "namespace", {"__idle__ 14", "data 6", "shop 4"}},
    {"Node", "node", {"__idle__ 14", "n2 7", "n1 3"}},
    {"ControllerKind", "controllerKind", {"__idle__ 14", "statefulset 6", "deployment 4"}},
    {"Controller", "controller", {"__idle__ 14", "statefulset:db 6", "deployment:cart 3", "deployment:web 1"}},
    {"Pod", "pod", {"__idle__ 14", "db-0 6", "cart-1 3", "web-1 1"}},
    {"Container", "container", {"__idle__ 14", "app 10"}},
    {"Label", "label:team", {"__idle__ 14", "b 6", "a 3", "__unallocated__ 1"}},
    {"LabelNobodyHas", "label:nothing", {"__idle__ 14", "__unallocated__ 10"}},
    {"TwoKeys", "namespace,label:team", {"__idle__ 14", "data/b 6", "shop/a 3", "shop/__unallocated__ 1"}},
};
class ByKey : public testing::TestWithParam<KeyCase> {};
TEST_P(ByKey, GroupsLargestFirst) {
  Small world;
  const Groups groups = roll(world, by(GetParam().keys));
  EXPECT_EQ(lines(groups), GetParam().want);
  EXPECT_EQ(groups.totals.total[0], Money(24000000000));
  EXPECT_EQ(groups.asset_cost, Money(24000000000));
  EXPECT_EQ(groups.remainder, Money(0));
}
INSTANTIATE_TEST_SUITE_P(, ByKey, testing::ValuesIn(kKeys), by_name);

struct FilterCase {
  const char* name;
  const char* filter;
  Lines want;
  std::int64_t remainder;  // whole units
  friend void PrintTo(const FilterCase& c, std::ostream* out) { *out << c.filter; }
};
const FilterCase kFilters[] = {
    {"OneNamespace", R"(namespace:"shop")", {"__idle__ 14", "cart-1 3", "web-1 1"}, 6},
    {"NotOneNamespace", R"(namespace!:"shop")", {"__idle__ 14", "db-0 6"}, 4},
    {"Several", R"(pod:"db-0","cart-1")", {"__idle__ 14", "db-0 6", "cart-1 3"}, 1},
    {"Both", R"(namespace:"shop"+node:"n2")", {"__idle__ 14", "web-1 1"}, 9},
    {"Label", R"(label[team]:"a")", {"__idle__ 14", "cart-1 3"}, 7},
    {"WithoutTheLabel", R"(label[team]:"__unallocated__")", {"__idle__ 14", "web-1 1"}, 9},
    {"Controller", R"(controller:"deployment:web")", {"__idle__ 14", "web-1 1"}, 9},
    {"Nothing", R"(namespace:"none")", {"__idle__ 14"}, 10},
};
class Filtered : public testing::TestWithParam<FilterCase> {};
TEST_P(Filtered, LeavesTheOthersAsTheyWere) {
  Small world;
  const Groups groups = roll(world, by("pod", GetParam().filter));
  EXPECT_EQ(lines(groups), GetParam().want);
  EXPECT_EQ(groups.remainder, Money(GetParam().remainder * 1000000000));
}
INSTANTIATE_TEST_SUITE_P(, Filtered, testing::ValuesIn(kFilters), by_name);

TEST(Idle, HasItsRowIsSharedOrHidden) {
  Small world;
  // n1: cart gets 3 + 1 × … cpu 4 of 1, ram 8 of 2: all 12. n2: cpu 1:2 of 4, memory all to db: 1.333 and 10.667
  EXPECT_EQ(lines(roll(world, by("pod", "", IdlePolicy::share))),
            (Lines{"cart-1 12", "db-0 10.666666667", "web-1 1.333333333"}));
  const Groups hidden = roll(world, by("pod", "", IdlePolicy::hide));
  EXPECT_EQ(lines(hidden), (Lines{"db-0 6", "cart-1 3", "web-1 1"}));
  EXPECT_EQ(hidden.remainder, Money(14000000000));
  EXPECT_EQ(hidden.asset_cost, Money(24000000000));
}

TEST(Idle, ThatHasNoReceiverStaysInItsRow) {
  Small world;
  (void)world.node("empty", 1, 0);
  EXPECT_EQ(lines(roll(world, by("namespace", "", IdlePolicy::share))),
            (Lines{"shop 13.333333333", "data 10.666666667", "__idle__ 1"}));
}

/// A label may spell what prorata calls its own rows; the kinds stay apart.
TEST(Rows, ThatAreNamedLikeIdleAreNotIdle) {
  Small world;
  world.cluster.pod_labels =
      tests::frame_of(world.names, {{"label_team=__idle__", {{at("10:00"), 1}}}, {"label_team=b", {{at("10:00"), 1}}}});
  const Groups groups = roll(world, by("label:team"));
  EXPECT_EQ(lines(groups), (Lines{"__idle__ 14", "b 6", "__idle__ 3", "__unallocated__ 1"}));
  EXPECT_EQ(groups.kind,
            (std::vector<RowKind>{RowKind::idle, RowKind::workload, RowKind::workload, RowKind::unallocated}));
}

TEST(Rows, HaveAmountsAndShares) {
  Small world;
  const Groups groups = roll(world, by("namespace"));
  ASSERT_EQ(lines(groups), (Lines{"__idle__ 14", "data 6", "shop 4"}));
  EXPECT_EQ(groups.rows.cpu.charged, (std::vector<std::int64_t>{4 * 3600000000, 2 * 3600000000, 2 * 3600000000}));
  EXPECT_EQ(groups.rows.cpu.requested, (std::vector<std::int64_t>{0, 2 * 3600000000, 2 * 3600000000}));
  EXPECT_EQ(groups.rows.cpu.used, (std::vector<std::int64_t>{0, 0, 1800000000}));
  EXPECT_EQ(groups.rows.ram.charged,
            (std::vector<std::int64_t>{10 * tests::kGib * 3600, 4 * tests::kGib * 3600, 2 * tests::kGib * 3600}));
  EXPECT_DOUBLE_EQ(groups.rows.share[0], 14.0 / 24);
  EXPECT_DOUBLE_EQ(groups.totals.share[0], 1.0);
}

TEST(Efficiency, IsOfWhatWasAskedAndWeightedByCost) {
  Small world;
  const Groups pods = roll(world, by("pod"));
  ASSERT_EQ(pods.name, (Lines{"__idle__", "db-0", "cart-1", "web-1"}));
  EXPECT_TRUE(std::isnan(pods.rows.efficiency[0])) << "idle asks for nothing";
  // cart: cpu 0.5 of 1 at a cost of 1, memory 2 of 1 at a cost of 2: (0.5 + 2 × 2) / 3
  EXPECT_DOUBLE_EQ(pods.rows.cpu_efficiency[2], 0.5);
  EXPECT_DOUBLE_EQ(pods.rows.ram_efficiency[2], 2.0);
  EXPECT_DOUBLE_EQ(pods.rows.efficiency[2], 1.5);
  EXPECT_TRUE(std::isnan(pods.rows.cpu_efficiency[1])) << "nobody knows what db uses";
  EXPECT_TRUE(std::isnan(pods.rows.efficiency[3]));
  // All: only of cart it is known; workloads cost 4 and 6
  EXPECT_DOUBLE_EQ(pods.totals.efficiency[0], (0.5 * 4 + 2.0 * 6) / 10);
}

/// cart alone on its node bears 3 and 6 of idle beside its own 1 and 2, db and web the rest: 8 and 16 in all. Weighted
/// by those, all would have (0.5 × 8 + 2 × 16) / 24.
TEST(Efficiency, IsTheSameWhoeverBearsIdle) {
  Small world;
  const Groups apart = roll(world, by("pod")), shared = roll(world, by("pod", "", IdlePolicy::share));
  ASSERT_EQ(shared.name, (Lines{"cart-1", "db-0", "web-1"}));
  EXPECT_EQ(shared.totals.cpu.cost[0], Money(8000000000));
  EXPECT_EQ(shared.rows.cpu.own[0], Money(1000000000));
  EXPECT_DOUBLE_EQ(shared.rows.efficiency[0], apart.rows.efficiency[2]);
  EXPECT_DOUBLE_EQ(shared.totals.efficiency[0], (0.5 * 4 + 2.0 * 6) / 10);
}

/// One core each. Half of the hour of `a` is known, all of `b`: 0.6 × 1800 and 0.3 × 3600 of 1800 and 3600
/// core-seconds.
TEST(Efficiency, IsOfTheTimeThatIsKnown) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("n", 4, 16);
  world.uses(world.runs("shop", "a", node, 1000, -1), 0.6, 0, between("10:00", "10:30"));
  world.uses(world.runs("shop", "b", node, 1000, -1), 0.3, 0);
  const Groups pods = roll(world, by("pod"));
  ASSERT_EQ(pods.name, (Lines{"__idle__", "a", "b"}));
  EXPECT_DOUBLE_EQ(pods.rows.cpu_efficiency[1], 0.6);
  EXPECT_DOUBLE_EQ(pods.rows.cpu_efficiency[2], 0.3);
  EXPECT_DOUBLE_EQ(pods.totals.cpu_efficiency[0], 0.4);
  EXPECT_EQ(pods.totals.cpu.requested[0], 2 * 3600000000);
}

/// cart asks for 1 core and 1 GiB and uses half a core and 2 GiB: half a core is idle. Nobody knows what web and db
/// use. Nodes cost 24, of which 14 are idle.
TEST(IdleFigures, AreOfWhatIsAskedForAndNotUsed) {
  Small world;
  const Groups pods = roll(world, by("pod"));
  ASSERT_EQ(pods.name, (Lines{"__idle__", "db-0", "cart-1", "web-1"}));
  EXPECT_EQ(pods.rows.workload_idle, (std::vector<Money>{Money(0), Money(0), Money(500000000), Money(0)}));
  EXPECT_DOUBLE_EQ(pods.rows.workload_idle_ratio[2], 0.5 / 3);
  EXPECT_EQ(pods.totals.workload_idle[0], Money(500000000));
  const IdlePolicy kAll[] = {IdlePolicy::separate, IdlePolicy::share, IdlePolicy::hide};
  for (const IdlePolicy idle : kAll) {
    const Groups groups = roll(world, by("namespace", R"(namespace:"shop")", idle));
    EXPECT_EQ(groups.idle_cost, Money(14000000000));
    EXPECT_EQ(groups.allocation_cost, Money(24000000000));
    EXPECT_EQ(groups.totals.workload_idle[0], Money(500000000));
  }
}

/// A core at 1 an hour. 10:00 to 10:30 it uses 2 of 1 core, then nothing: half an hour of one core is idle.
TEST(IdleFigures, KnowNoCompensation) {
  World world(between("10:00", "11:00"));
  const auto app = world.runs("shop", "a", world.node("n", 4, 16), 1000, -1);
  world.uses(app, 2, 0, between("10:00", "10:30"));
  world.uses(app, 0, 0, between("10:30", "11:00"));
  const Groups groups = roll(world, by("pod", "", IdlePolicy::hide));
  EXPECT_EQ(groups.rows.workload_idle[0], Money(500000000));
  EXPECT_DOUBLE_EQ(groups.rows.cpu_efficiency[0], 1.0);
}

/// Of one core each: a from 10 to 12, b from 11 to 12, c from 13 to 14. Three hours in which any of them runs, four
/// core-hours.
TEST(Averages, AreOfTheTimeInWhichAnythingRuns) {
  World world(between("10:00", "14:00"));
  const auto node = world.node("n", 4, 16);
  const auto a = world.runs("shop", "a", node, 1000, 1024, between("10:00", "12:00"));
  const auto b = world.runs("shop", "b", node, 1000, 1024, between("11:00", "12:00"));
  const auto c = world.runs("shop", "c", node, 1000, 1024, between("13:00", "14:00"));
  world.uses(a, 0.5, 512, between("10:00", "12:00"));
  world.uses(b, 0.75, 256, between("11:00", "12:00"));
  world.uses(c, 1, 128, between("13:00", "14:00"));
  const Groups shop = roll(world, by("namespace", "", IdlePolicy::hide));
  EXPECT_EQ(shop.rows.running_ms[0], 3 * 3600000);
  EXPECT_EQ(shop.running, (std::vector<Window>{between("10:00", "12:00"), between("13:00", "14:00")}));
  EXPECT_EQ(shop.rows.cpu.charged[0], 4 * 3600000000);
  // 10: 0.5, 11: 0.5 + 0.75, 13: 1; of memory 512, 768 and 128 MiB
  EXPECT_DOUBLE_EQ(shop.rows.cpu_usage_max[0], 1.25);
  EXPECT_DOUBLE_EQ(shop.rows.ram_usage_max[0], 768.0 * 1048576);
  EXPECT_DOUBLE_EQ(shop.totals.cpu_usage_max[0], 1.25);
  const Groups pods = roll(world, by("pod", R"(pod!:"b")", IdlePolicy::hide));
  ASSERT_EQ(pods.name, (Lines{"a", "c"}));
  EXPECT_DOUBLE_EQ(pods.rows.cpu_usage_max[0], 0.5);
  EXPECT_DOUBLE_EQ(pods.totals.cpu_usage_max[0], 1.0);
  EXPECT_EQ(pods.totals.running_ms[0], 3 * 3600000);
}

/// Half an hour at two cores is two cores, whatever the hour's other half is.
TEST(Averages, AreNeverMoreThanTheMost) {
  World world(between("10:00", "12:00"));
  const auto app = world.runs("shop", "a", world.node("n", 4, 16), 1000, 1024, between("10:15", "10:45"));
  world.uses(app, 2, 512, between("10:15", "10:45"));
  const Groups pods = roll(world, by("pod", "", IdlePolicy::hide));
  EXPECT_EQ(pods.rows.running_ms[0], 1800000);
  EXPECT_DOUBLE_EQ(pods.rows.cpu_usage_max[0], 2);
  EXPECT_DOUBLE_EQ(pods.rows.ram_usage_max[0], 512.0 * 1048576);
}

TEST(Averages, DoNotDependOnSteps) {
  for (std::uint64_t seed = 40; seed < 43; ++seed) {
    World world = tests::random_world(seed);
    query::Question question = by("namespace");
    const Groups whole = roll(world, question);
    question.step = {Unit::day, 1};
    question.zone = tests::kathmandu();
    const Groups cut = roll(world, question);
    EXPECT_EQ(cut.rows.running_ms, whole.rows.running_ms);
    EXPECT_EQ(cut.rows.workload_idle, whole.rows.workload_idle);
    for (std::size_t row = 0; row < whole.name.size(); ++row) {
      if (std::isnan(whole.rows.cpu_usage_max[row])) continue;
      EXPECT_EQ(cut.rows.cpu_usage_max[row], whole.rows.cpu_usage_max[row]);
    }
  }
}

TEST(Efficiency, OfNothingIsNotANumber) {
  World world(between("10:00", "11:00"));
  (void)world.runs("shop", "a", world.node("n", 0, 0), -1, -1);
  const Groups groups = roll(world, by("namespace"));
  EXPECT_TRUE(std::isnan(groups.rows.share[0]));
  EXPECT_TRUE(std::isnan(groups.totals.share[0]));
  EXPECT_TRUE(std::isnan(groups.totals.efficiency[0]));
}

TEST(Rows, OfEqualCostGoByName) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("n", 3, 0);
  for (const char* name : {"c", "a", "b"}) (void)world.runs(name, name, node, 1000, -1);
  EXPECT_EQ(lines(roll(world, by("namespace"))), (Lines{"a 1", "b 1", "c 1", "__idle__ 0"}));
}

TEST(Rows, AreOnlyOfPodsThatRan) {
  Small world;
  (void)world.runs("late", "p", 0, 1000, 1024, Window{at("10:00"), at("10:00")});
  (void)world.runs("pending", "p", cluster::kNone, 1000, 1024, Window{at("10:00"), at("10:00")});
  EXPECT_EQ(roll(world, by("namespace")).name, (Lines{"__idle__", "data", "shop"}));
}

struct LimitCase {
  const char* name;
  std::uint32_t limit;
  Lines want;
  friend void PrintTo(const LimitCase& c, std::ostream* out) { *out << c.limit; }
};
const LimitCase kLimits[] = {
    {"NoLimit", 0, {"__idle__ 14", "db-0 6", "cart-1 3", "web-1 1"}},
    {"One", 1, {"__idle__ 14", "db-0 6", "__other__ 4"}},
    {"OtherIsOne", 2, {"__idle__ 14", "db-0 6", "cart-1 3", "__other__ 1"}},
    {"NothingBeyond", 3, {"__idle__ 14", "db-0 6", "cart-1 3", "web-1 1"}},
};
class Limit : public testing::TestWithParam<LimitCase> {};
TEST_P(Limit, PutsTheRestIntoOneRow) {
  Small world;
  query::Question question = by("pod");
  question.step = {Unit::hour, 1};
  const Groups whole = roll(world, question);
  question.limit = GetParam().limit;
  const Groups groups = roll(world, question);
  EXPECT_EQ(lines(groups), GetParam().want);
  EXPECT_EQ(groups.totals.total, whole.totals.total);
  EXPECT_EQ(groups.totals.cpu.used, whole.totals.cpu.used);
  EXPECT_EQ(groups.totals.efficiency, whole.totals.efficiency);
  EXPECT_EQ(groups.step_totals, whole.step_totals);
  EXPECT_EQ(groups.totals.workload_idle, whole.totals.workload_idle);
  EXPECT_EQ(groups.totals.running_ms, whole.totals.running_ms);
  EXPECT_EQ(groups.totals.cpu_usage_max, whole.totals.cpu_usage_max);
  for (std::size_t i = 0; i < groups.name.size(); ++i) {
    EXPECT_EQ(groups.kind[i] == RowKind::other, groups.name[i] == "__other__");
  }
}
INSTANTIATE_TEST_SUITE_P(, Limit, testing::ValuesIn(kLimits), by_name);

/// Steps of a row add up to it, rows to the totals, and no grouping, filter or step changes a sum.
TEST(Conservation, HoldsForEveryQuestion) {
  for (std::uint64_t seed = 20; seed < 26; ++seed) {
    World world = tests::random_world(seed);
    for (const IdlePolicy idle : {IdlePolicy::separate, IdlePolicy::share, IdlePolicy::hide}) {
      std::map<std::string, Money> unfiltered;
      for (const query::OutputStep step : {query::OutputStep{}, {Unit::day, 1}, {Unit::hour, 6}}) {
        for (const char* filter : {"", R"(namespace:"a","c")"}) {
          for (const char* keys : {"pod", "namespace", "node", "cluster,container"}) {
            query::Question question = by(keys, filter, idle);
            question.step = step;
            question.zone = tests::kathmandu();
            const Groups groups = roll(world, question);
            const std::size_t steps = groups.step_totals.size();
            Money sum;
            for (std::size_t i = 0; i < groups.name.size(); ++i) {
              Money row;
              for (std::size_t s = 0; s < steps; ++s) row += groups.step_cost[i * steps + s];
              ASSERT_EQ(row, groups.rows.total[i]);
              ASSERT_EQ(row, groups.rows.cpu.cost[i] + groups.rows.ram.cost[i] + groups.rows.gpu.cost[i]);
              sum += row;
              if (std::string_view(keys) != "pod" || idle == IdlePolicy::share) continue;
              const auto [known, added] = unfiltered.try_emplace(groups.name[i], row);
              ASSERT_EQ(known->second, row) << groups.name[i] << " under " << filter;
            }
            Money by_step;
            for (const Money total : groups.step_totals) by_step += total;
            ASSERT_EQ(sum, groups.totals.total[0]);
            ASSERT_EQ(by_step, groups.totals.total[0]);
            ASSERT_EQ(groups.remainder, groups.asset_cost - sum);
            if (*filter == '\0' && idle != IdlePolicy::hide) {
              ASSERT_EQ(groups.remainder, Money(0));
            }
          }
        }
      }
    }
  }
}

/// Shares a namespace, overhead, an amount and one pod; gives what the amount brought.
Money share_all(World& world, tests::Costs& costs, const sharing::StepCosts& direct, const std::vector<Window>& output,
                std::uint64_t seed) {
  const Source source{world.cluster, costs.amounts, costs.charges, direct, world.names};
  const allocation::Bearers& bearers = costs.charges.bearers;
  std::vector<sharing::Pool> pools;
  for (const char* text : {R"(namespace:"a" by even)", "overhead by ram", "0.7/hour by gpu", R"(pod:"p3","p4")"}) {
    sharing::Pool pool{*query::parse_share(text), {}};
    if (pool.rule.source == query::ShareRule::Source::rows) pool.takes = select(source, pool.rule.filter);
    if (pool.rule.source == query::ShareRule::Source::overhead) {
      pool.takes.assign(bearers.size(), 0);
      for (std::size_t b = 0; b < bearers.kind.size(); ++b) {
        pool.takes[bearers.containers + b] = bearers.kind[b] == allocation::BearerKind::overhead;
      }
    }
    pools.push_back(std::move(pool));
  }
  sharing::share_costs({world.cluster, costs.amounts, costs.charges, costs.step_of, {}, world.names}, pools, direct,
                       output, 1e9, costs.steps, world.notices);
  const Money brought(costs.steps.charge_sums[static_cast<std::size_t>(allocation::ChargeKind::shared)]);
  const double hours = static_cast<double>(world.cluster.window.length().count()) / 3.6e6;
  // Where there was a receiver in every step, an hour brings 0.7 of it.
  if (world.notices.find("share-without-receivers") == nullptr) {
    EXPECT_NEAR(static_cast<double>(brought.nano()), 0.7e9 * hours, 2) << seed;
  }
  return brought;
}

/// What rows, steps and assets come to in 1,000 clusters where everything costs, each asked one question of many.
TEST(Conservation, HoldsWhereEverythingCosts) {
  const std::array<const char*, 6> keys{"pod", "namespace", "node", "cluster", "cluster,container", "controllerKind"};
  const std::array<query::OutputStep, 4> steps{query::OutputStep{}, {Unit::day, 1}, {Unit::hour, 6}, {Unit::hour, 1}};
  const std::array methods{query::Method::interval, query::Method::average, query::Method::request,
                           query::Method::usage};
  std::array<std::uint64_t, kChargeColumns.size()> seen{};
  std::uint64_t spot = 0, negative = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    World world = tests::random_world(seed);
    tests::add_everything(world, seed);
    query::Question question = by(keys[seed % keys.size()]);
    question.idle = seed % 2 == 0 ? IdlePolicy::separate : IdlePolicy::share;
    question.step = steps[seed / 2 % steps.size()];
    question.method = methods[seed / 8 % methods.size()];
    question.zone = tests::kathmandu();
    pricing::PriceBook prices = simple_prices();
    prices.spot.cpu = Cost(0.3) / (Cores(1) * kHour);
    prices.balancers.emplace_back().gib_rate = Cost(0.008) / Bytes(kBytesPerGib);

    if (seed % 3 == 0) {  // traffic without classes, and a bill for all of it
      world.cluster.flows = {};
      for (std::size_t pod = 0; pod < world.cluster.pods.size(); ++pod) {
        world.cluster.sent.emplace_back().append(world.cluster.window.end, static_cast<std::int64_t>(pod % 4 * seed));
      }
      prices.network.bill = Cost(0.7) / kHour;
      prices.network.source = "a bill";
    }

    const auto output = query::cut(world.cluster.window, question.step, question.zone);
    tests::Costs costs = tests::costs_of(world, output, prices, question.method);
    const Assets assets = list_assets({world.cluster, costs.amounts, costs.charges, costs.steps, world.names},
                                      costs.rates, costs.charge_rates, costs.charge_money, currency_of("USD"));
    const sharing::StepCosts direct = costs.steps;
    if (question.idle == IdlePolicy::share) {
      const sharing::IdleSharing how{seed % 4 == 1 ? query::IdleBy::cluster : query::IdleBy::node,
                                     seed % 3 == 1 ? query::ShareMethod::even : query::ShareMethod::weighted,
                                     {0.5, 1, 0.25, 1}};
      sharing::share_idle(world.cluster, world.names, costs.steps, how);
    }
    Money brought;
    if (seed % 5 == 2) brought = share_all(world, costs, direct, output, seed);
    const auto groups = roll_up({world.cluster, costs.amounts, costs.charges, costs.steps, world.names}, question);
    ASSERT_TRUE(groups) << seed;

    Money rows, by_step, listed;
    for (std::size_t i = 0; i < groups->name.size(); ++i) {
      Money parts =
          groups->rows.cpu.cost[i] + groups->rows.ram.cost[i] + groups->rows.gpu.cost[i] + groups->rows.disk.cost[i];
      for (std::size_t k = 0; k < kChargeColumns.size(); ++k) {
        const Money charge = (groups->rows.*kChargeColumns[k])[i];
        parts += charge;
        seen[k] += charge == Money(0) ? 0 : 1;
      }
      ASSERT_EQ(parts, groups->rows.total[i]) << seed << ": " << groups->name[i];
      if (groups->kind[i] == RowKind::idle && groups->rows.cpu.cost[i] < Money(0)) ++negative;
      rows += parts;
    }
    for (const Money step : groups->step_totals) by_step += step;
    for (const Money asset : assets.total_cost) listed += asset;
    ASSERT_EQ(rows, groups->asset_cost) << seed;
    ASSERT_EQ(by_step, rows) << seed;
    ASSERT_EQ(listed + brought, rows) << seed;
    ASSERT_EQ(assets.total + brought, rows) << seed;
    spot += static_cast<std::uint64_t>(std::count(assets.spot.begin(), assets.spot.end(), true));
  }
  // Every kind of cost took part, or the test would say nothing of it.
  for (std::size_t k = 0; k < seen.size(); ++k) EXPECT_GT(seen[k], 100U) << k;
  EXPECT_GT(spot, 100U);
  EXPECT_GT(negative, 10U);
}

TEST(Assets, AddUpToWhatNodesCost) {
  Small world;
  const tests::Costs costs = tests::costs_of(world, {world.cluster.window}, simple_prices());
  const Assets assets = list_assets({world.cluster, costs.amounts, costs.charges, costs.steps, world.names},
                                    costs.rates, costs.charge_rates, costs.charge_money, currency_of("USD"));
  EXPECT_EQ(assets.name, (Lines{"n1", "n2"}));
  EXPECT_EQ(assets.cpu_cores, (std::vector<double>{4, 4}));
  EXPECT_EQ(assets.ram_gib, (std::vector<double>{8, 8}));
  EXPECT_EQ(assets.hourly_price, (std::vector<Money>{Money(12000000000), Money(12000000000)}));
  EXPECT_EQ(assets.total_cost, assets.hourly_price);
  EXPECT_EQ(assets.idle_cost, (std::vector<Money>{Money(9000000000), Money(5000000000)}));
  EXPECT_EQ(assets.total, Money(24000000000));
}

}  // namespace
}  // namespace prorata::rollup
