// Idle with its sign, and what spreading it conserves.
#include <vector>

#include <gtest/gtest.h>

#include "sharing/share_costs.h"
#include "support/costs.h"

namespace prorata::sharing {
namespace {

using namespace std::chrono_literals;
using cluster::kResources;
using tests::at;
using tests::between;
using tests::World;
using Column = std::vector<std::int64_t>;
using Unit = query::OutputStep::Unit;

/// A core-hour costs 1, a GiB-hour 0.5.
pricing::PriceBook simple_prices() {
  pricing::PriceBook book;
  book.on_demand.cpu = Cost(1) / (Cores(1) * kHour);
  book.on_demand.ram = Cost(0.5) / (Bytes(kBytesPerGib) * kHour);
  book.on_demand.gpu = Cost(2) / (Gpus(1) * kHour);
  book.spot = book.on_demand;
  return book;
}
constexpr std::int64_t kOne = 1000000000;

TEST(Idle, IsWhatNobodyUsed) {
  World world(between("10:00", "12:00"));
  const auto node = world.node("n", 4, 16);
  (void)world.runs("shop", "a", node, 1000, 2048);
  (void)world.runs("shop", "b", node, 500, 1024, between("11:00", "12:00"));
  const auto costs =
      tests::costs_of(world, {between("10:00", "11:00"), between("11:00", "12:00")}, simple_prices()).steps;
  EXPECT_EQ(costs.assets[0], (Column{4 * kOne, 4 * kOne}));
  EXPECT_EQ(costs.containers[0], (Column{kOne, kOne, 0, kOne / 2}));
  EXPECT_EQ(costs.idle[0], (Column{3 * kOne, 5 * kOne / 2}));
  EXPECT_EQ(costs.idle[1], (Column{7 * kOne, 13 * kOne / 2}));
}

TEST(Idle, OfAnOvercommittedNodeIsNegative) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("n", 4, 16);
  (void)world.runs("shop", "a", node, 3000, 1024);
  (void)world.runs("shop", "b", node, 2000, 1024);
  auto costs = tests::costs_of(world, {world.cluster.window}, simple_prices()).steps;
  EXPECT_EQ(costs.idle[0], Column{-kOne});
  EXPECT_EQ(costs.idle[1], Column{7 * kOne});
  share_idle(world.cluster, world.names, costs);
  // 3 - 0.6 and 2 - 0.4; memory 0.5 + 3.5 each
  EXPECT_EQ(costs.containers[0], (Column{2400000000, 1600000000}));
  EXPECT_EQ(costs.containers[1], (Column{4 * kOne, 4 * kOne}));
  EXPECT_EQ(costs.idle[0], Column{0});
}

TEST(Idle, OfANodeOfUnknownCapacityIsNone) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("ghost", 0, 0);
  (void)world.runs("shop", "a", node, 3000, 1024);
  const auto costs = tests::costs_of(world, {world.cluster.window}, simple_prices()).steps;
  EXPECT_EQ(costs.assets[0], Column{3 * kOne});
  EXPECT_EQ(costs.idle[0], Column{0});
}

TEST(ShareIdle, KeepsWhatHasNoReceiver) {
  World world(between("10:00", "12:00"));
  const auto empty = world.node("empty", 4, 16);
  const auto node = world.node("n", 4, 16, {}, 1);
  (void)empty;
  (void)world.runs("shop", "a", node, 1000, -1, between("11:00", "12:00"));
  auto costs = tests::costs_of(world, {between("10:00", "11:00"), between("11:00", "12:00")}, simple_prices()).steps;
  share_idle(world.cluster, world.names, costs);
  EXPECT_EQ(costs.idle[0], (Column{4 * kOne, 4 * kOne, 4 * kOne, 0})) << "the empty node, and the hour before a ran";
  EXPECT_EQ(costs.idle[1], (Column{8 * kOne, 8 * kOne, 8 * kOne, 8 * kOne})) << "nobody asked for memory";
  EXPECT_EQ(costs.idle[2], (Column{0, 0, 2 * kOne, 2 * kOne}));
  EXPECT_EQ(costs.containers[0], (Column{0, 4 * kOne}));
}

TEST(ShareIdle, GivesTiesToTheFirst) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("n", 1, 0);
  for (const char* name : {"a", "b", "c"}) (void)world.runs("shop", name, node, 100, -1);
  auto costs = tests::costs_of(world, {world.cluster.window}, simple_prices()).steps;
  ASSERT_EQ(costs.idle[0], Column{700000000});
  share_idle(world.cluster, world.names, costs);
  EXPECT_EQ(costs.containers[0], (Column{333333334, 333333333, 333333333}));
}

/// Two nodes with idle of 3 and of -1 (CPU), namespaces `shop` (2 and 4 cores) and `data` (1 core), for an hour.
struct TwoNodes : World {
  TwoNodes() : World(between("10:00", "11:00")) {
    const auto free = node("free", 6, 0), full = node("full", 3, 0);
    (void)runs("shop", "a", free, 2000, -1);
    (void)runs("data", "b", free, 1000, -1);
    (void)runs("shop", "c", full, 4000, -1);
  }
  StepCosts shared(const IdleSharing& how) {
    StepCosts costs = tests::costs_of(*this, {cluster.window}, simple_prices()).steps;
    share_idle(cluster, names, costs, how);
    return costs;
  }
};

TEST(ShareIdle, NetsTheNodesOfAClusterFirst) {
  TwoNodes world;
  IdleSharing how;
  // By node: 3 over 2:1, and -1 for c alone.
  EXPECT_EQ(world.shared(how).containers[0], (Column{4 * kOne, 2 * kOne, 3 * kOne}));
  // By cluster: 2 over 2:1:4.
  how.by = query::IdleBy::cluster;
  EXPECT_EQ(world.shared(how).containers[0], (Column{2571428571, 1285714286, 5142857143}));
  EXPECT_EQ(world.shared(how).idle[0], (Column{0, 0}));
}

TEST(ShareIdle, SplitsEvenlyOverNamespaces) {
  TwoNodes world;
  IdleSharing how;
  how.by = query::IdleBy::cluster;
  how.split = query::ShareMethod::even;
  // 1 for data; 1 for shop, which a and c have 2:4.
  EXPECT_EQ(world.shared(how).containers[0], (Column{2333333333, 2 * kOne, 4666666667}));
}

TEST(ShareIdle, SpreadsAPartAndKeepsTheRest) {
  TwoNodes world;
  IdleSharing how;
  how.coefficients[0] = 0.5;
  const StepCosts costs = world.shared(how);
  EXPECT_EQ(costs.containers[0], (Column{3 * kOne, kOne + kOne / 2, 3 * kOne + kOne / 2}));
  EXPECT_EQ(costs.idle[0], (Column{kOne + kOne / 2, -kOne / 2}));
}

/// ml-training 600 (180 GPU-hours), ml-inference 300 (60), web 100; control plane 72, monitoring 60 evenly, GPU
/// operator 24 by GPU: 681.2, 347.6 and 127.2. A GPU-hour costs 1, the rest is CPU.
TEST(ShareCosts, FollowsSeveralRules) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("n", 2000, 0, {}, 300);
  const auto add = [&](const char* name_space, std::int64_t cores, std::int64_t gpus) {
    return world.container(world.pod(name_space, name_space, node), "app", cores * 1000, -1, gpus);
  };
  const auto training = add("ml-training", 420, 180), inference = add("ml-inference", 240, 60),
             web = add("web", 100, 0);
  (void)add("monitoring", 60, 0);
  (void)add("gpu-operator", 24, 0);
  pricing::PriceBook prices = simple_prices();
  prices.on_demand.gpu = Cost(1) / (Gpus(1) * kHour);
  tests::Costs costs = tests::costs_of(world, {world.cluster.window}, prices);
  std::vector<Pool> pools;
  for (const char* text : {"72/hour", R"(namespace:"monitoring" by even)", R"(namespace:"gpu-operator" by gpu)"}) {
    Pool pool{*query::parse_share(text), {}};
    for (std::size_t c = 0; c < 5 && !pool.rule.filter.empty(); ++c) {
      const auto name = world.names.text(world.cluster.pods.name_space[c]);
      pool.takes.push_back(name == pool.rule.filter.front().condition.values.front() ? 1 : 0);
    }
    if (!pool.takes.empty()) pool.takes.resize(costs.charges.bearers.size(), 0);
    pools.push_back(std::move(pool));
  }
  const StepCosts direct = costs.steps;
  share_costs({world.cluster, costs.amounts, costs.charges, costs.step_of, {}, world.names}, pools, direct,
              {world.cluster.window}, 1e9, costs.steps, world.notices);
  const auto& shared = costs.steps.charges[static_cast<std::size_t>(allocation::ChargeKind::shared)];
  EXPECT_EQ(shared[training], 81200000000);   // 43.2 + 20 + 18
  EXPECT_EQ(shared[inference], 47600000000);  // 21.6 + 20 + 6
  EXPECT_EQ(shared[web], 27200000000);        // 7.2 + 20
  EXPECT_EQ(costs.steps.by_rule[2], (Column{18 * kOne, 6 * kOne, 0, 0, 0}));
  EXPECT_EQ(costs.steps.taken, (std::vector<std::uint8_t>{0, 0, 0, 1, 1, 0})) << "and nobody takes overhead";
  EXPECT_EQ(world.notices.find("share-matches-nothing"), nullptr);
  EXPECT_EQ(world.notices.find("share-without-weights"), nullptr);
}

TEST(ShareCosts, SaysWhereItCannot) {
  TwoNodes world;
  const auto share = [&](const char* text, std::vector<std::uint8_t> takes) {
    tests::Costs costs = tests::costs_of(world, {world.cluster.window}, simple_prices());
    const StepCosts direct = costs.steps;
    takes.resize(costs.charges.bearers.size(), 0);
    share_costs({world.cluster, costs.amounts, costs.charges, costs.step_of, {}, world.names},
                {{*query::parse_share(text), std::move(takes)}}, direct, {world.cluster.window}, 1e9, costs.steps,
                world.notices);
    return costs.steps;
  };
  EXPECT_EQ(share(R"(namespace:"nobody")", {0, 0, 0}).containers[0], (Column{2 * kOne, kOne, 4 * kOne}));
  EXPECT_NE(world.notices.find("share-matches-nothing"), nullptr);
  EXPECT_EQ(share(R"(namespace!:"nobody")", {1, 1, 1}).containers[0], (Column{2 * kOne, kOne, 4 * kOne}));
  EXPECT_NE(world.notices.find("share-without-receivers"), nullptr);
  const StepCosts by_gpu = share(R"(namespace:"data" by gpu)", {0, 1, 0});
  EXPECT_NE(world.notices.find("share-without-weights"), nullptr);
  EXPECT_EQ(by_gpu.charges.back(), (Column{333333333, 0, 666666667, 0})) << "by cost instead";
}

struct ShareText {
  const char* text;
  query::ShareRule::Source source;
  query::ShareMethod method;
  double per_hour;
};
TEST(ShareRules, AreRead) {
  using Source = query::ShareRule::Source;
  using Method = query::ShareMethod;
  for (const auto& [text, source, method, per_hour] :
       {ShareText{R"(namespace:"a","b")", Source::rows, Method::weighted, 0},
        ShareText{R"(label:app:"x by y" by even)", Source::rows, Method::even, 0},
        ShareText{"overhead by cpu", Source::overhead, Method::cpu, 0},
        ShareText{"7/hour", Source::amount, Method::weighted, 7},
        ShareText{"48/day by ram", Source::amount, Method::ram, 2},
        ShareText{"1460/month by network", Source::amount, Method::network, 2}}) {
    const auto rule = query::parse_share(text);
    ASSERT_TRUE(rule) << text;
    EXPECT_EQ(rule->source, source) << text;
    EXPECT_EQ(rule->method, method) << text;
    EXPECT_EQ(rule->per_hour, per_hour) << text;
  }
  for (const char* text :
       {"", "namespace", "7", "7/year", "-7/hour", "nan/hour", R"(namespace:"a" by luck)", "by even"}) {
    EXPECT_FALSE(query::parse_share(text)) << text;
  }
  for (const char* text : {"cpu", "cpu=2", "cpu=-1", "cpu=nan", "tpu=1", "cpu=0.5;gpu=1"}) {
    EXPECT_FALSE(query::parse_idle_coefficients(text)) << text;
  }
  EXPECT_EQ(*query::parse_idle_coefficients("cpu=0.5, gpu=0"), (std::array<double, 4>{0.5, 1, 0, 1}));
}

/// Prices of nodes that change at any time of the grid. only: of this node alone, the others keep their last one.
World with_changing_prices(std::uint64_t seed, std::optional<std::size_t> only = {}) {
  World world = tests::random_world(seed);
  tests::Random random(seed);
  auto& nodes = world.cluster.nodes;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    for (std::size_t r = 0; r < 2; ++r) {
      cluster::StepValue price;
      Instant until = world.cluster.window.begin;
      while (until < world.cluster.window.end) {
        until = std::min(world.cluster.window.end, floor_to(until, 5min) + 5min * (1 + random.below(200)));
        price.append(until, 1 + random.below(90000000000));
      }
      const std::int64_t last = price.at(until);
      if (only && *only != node) price = {}, price.append(until, last);
      nodes.exported_price[node][r] = price;
    }
  }
  return world;
}

/// A part of a table of steps: the rows that are kept.
Column rows_of(const Column& table, std::size_t steps, const std::vector<std::size_t>& rows) {
  Column part;
  for (const std::size_t row : rows) {
    for (std::size_t s = 0; s < steps && !table.empty(); ++s) part.push_back(table[row * steps + s]);
  }
  return part;
}

/// Whatever other prices do, a node and what runs on it cost the same, in every step.
TEST(ChangingPrices, CutTheHoursOfTheirNodeAlone) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    World all = with_changing_prices(seed);
    for (std::size_t node = 0; node < all.cluster.nodes.size(); ++node) {
      World alone = with_changing_prices(seed, node);
      std::vector<std::size_t> on_it;
      for (std::size_t c = 0; c < all.cluster.containers.size(); ++c) {
        if (all.cluster.pods.node[all.cluster.containers.pod[c]] == node) on_it.push_back(c);
      }
      for (const TimeZone& zone : {TimeZone{}, tests::kathmandu()}) {
        const auto output = query::cut(all.cluster.window, {Unit::hour, 1}, zone);
        const StepCosts one = tests::costs_of(all, output, simple_prices()).steps;
        const StepCosts other = tests::costs_of(alone, output, simple_prices()).steps;
        for (std::size_t r = 0; r < kResources; ++r) {
          ASSERT_EQ(rows_of(one.containers[r], one.steps, on_it), rows_of(other.containers[r], one.steps, on_it))
              << "seed " << seed << ", node " << node;
          ASSERT_EQ(rows_of(one.assets[r], one.steps, {node}), rows_of(other.assets[r], one.steps, {node}));
        }
      }
    }
  }
}

/// Containers + idle = assets, in every node, step and resource, before and after sharing; totals are equal for all
/// steps.
TEST(Conservation, HoldsForEveryStepExactly) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    World world = seed % 2 == 0 ? tests::random_world(seed) : with_changing_prices(seed);
    std::vector<std::int64_t> totals;
    for (const query::OutputStep step : {query::OutputStep{}, {Unit::hour, 1}, {Unit::day, 1}}) {
      for (const TimeZone& zone : {TimeZone{}, tests::kathmandu()}) {
        const auto output = query::cut(world.cluster.window, step, zone);
        const StepCosts before = tests::costs_of(world, output, simple_prices()).steps;
        StepCosts after = before;
        share_idle(world.cluster, world.names, after);
        EXPECT_EQ(after.assets, before.assets);
        std::int64_t sum = 0;
        for (const StepCosts* costs : {&before, static_cast<const StepCosts*>(&after)}) {
          for (std::size_t r = 0; r < kResources; ++r) {
            Column left = costs->assets[r];
            for (std::size_t i = 0; i < left.size(); ++i) {
              sum += left[i];
              left[i] -= costs->idle[r][i];
            }
            const bool any = !costs->containers[r].empty();
            for (std::size_t c = 0; any && c < world.cluster.containers.size(); ++c) {
              const std::uint32_t node = world.cluster.pods.node[world.cluster.containers.pod[c]];
              for (std::size_t s = 0; s < costs->steps; ++s) {
                left[node * costs->steps + s] -= costs->containers[r][c * costs->steps + s];
              }
            }
            for (const std::int64_t rest : left) ASSERT_EQ(rest, 0) << "seed " << seed;
          }
        }
        totals.push_back(sum);
      }
    }
    for (const std::int64_t total : totals) EXPECT_EQ(total, totals.front()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace prorata::sharing
