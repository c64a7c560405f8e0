// Idle with its sign, and what spreading it conserves.
#include <vector>

#include <gtest/gtest.h>

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
  share_idle(world.cluster, costs);
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
  share_idle(world.cluster, costs);
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
  share_idle(world.cluster, costs);
  EXPECT_EQ(costs.containers[0], (Column{333333334, 333333333, 333333333}));
}

/// Containers + idle = assets, in every node, step and resource, before and after sharing; totals are equal for all
/// steps.
TEST(Conservation, HoldsForEveryStepExactly) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    World world = tests::random_world(seed);
    std::vector<std::int64_t> totals;
    for (const query::OutputStep step : {query::OutputStep{}, {Unit::hour, 1}, {Unit::day, 1}}) {
      for (const TimeZone& zone : {TimeZone{}, tests::kathmandu()}) {
        const auto output = query::cut(world.cluster.window, step, zone);
        const StepCosts before = tests::costs_of(world, output, simple_prices()).steps;
        StepCosts after = before;
        share_idle(world.cluster, after);
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
