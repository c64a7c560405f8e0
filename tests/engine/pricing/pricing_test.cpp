// Rates of nodes, and money that is rounded once per cost hour.
#include <algorithm>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/money.h"
#include "pricing/rates.h"
#include "pricing/rounded_sum.h"
#include "pricing/step_money.h"
#include "support/frames.h"
#include "support/named.h"
#include "support/random.h"
#include "support/world.h"

namespace prorata::pricing {
namespace {

using namespace std::chrono_literals;
using cluster::kResources;
using tests::at;
using tests::between;
using tests::World;

/// `per_hour` of a whole node: what its parts cost together in an hour.
std::int64_t hour_of(const Rates& rates, const World& world, std::uint32_t node, std::size_t slice = 0) {
  std::int64_t sum = 0;
  for (std::size_t r = 0; r < kResources; ++r) {
    const std::int64_t amount = world.cluster.nodes.capacity[node][r].at(world.cluster.window.end) * 3600;
    sum += to_whole(static_cast<double>(amount) * rates.node[node][r].at(slice));
  }
  return sum;
}
Rates rates_of(World& world, const PriceBook& book) {
  return resolve_rates(world.cluster, world.slices(), book, world.names, world.notices);
}

TEST(Rates, AreTheDefaultsWithoutAnythingElse) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 8, 32, {}, 1);
  const Rates rates = rates_of(world, default_prices());
  // 8 × 0.031611 + 32 × 0.004237 + 0.95 = 0.252888 + 0.135584 + 0.95
  EXPECT_EQ(rates.hourly[0], Money(1338472000));
  EXPECT_EQ(rates.source[0], "built-in default rates (indicative)");
  EXPECT_TRUE(rates.node[0][0].by_slice.empty());
}

TEST(Rates, OfSpotNodesAreTheSpotRates) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 4, 16);
  world.cluster.nodes.spot[0] = true;
  EXPECT_EQ(rates_of(world, default_prices()).hourly[0], Money(40892000));  // 4 × 0.006655 + 16 × 0.000892
}

TEST(Rates, FirstMatchWins) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"a", "b", "c", "d", "e"}) (void)world.node(name, 1, 0);
  auto& nodes = world.cluster.nodes;
  nodes.instance_type[1] = nodes.instance_type[2] = world.names.intern("m5");
  nodes.region[2] = world.names.intern("eu");
  nodes.spot[3] = true;
  world.cluster.node_labels =
      tests::frame_of(world.names, {{"label_my_pool=gpu,label_camel_case=x", {{at("12:00"), 1}}}});
  nodes.label_row[4] = 0;
  PriceBook book = default_prices();
  const auto entry = [&](double price) -> PriceRow& {
    PriceRow& made = book.nodes.emplace_back();
    made.per_hour = price;
    made.source = "line " + std::to_string(book.nodes.size());
    return made;
  };
  entry(1).name = "a";
  PriceRow& both = entry(2);
  both.instance_type = "m5", both.region = "eu";
  entry(3).instance_type = "m5";
  entry(4).spot = true;
  PriceRow& snake = entry(5);
  snake.label = "camelCase", snake.value = "x";
  PriceRow& label = entry(6);
  label.label = "my/pool", label.value = "gpu";
  (void)entry(7);
  EXPECT_EQ(rates_of(world, book).source, (std::vector<std::string>{"line 1", "line 3", "line 2", "line 4", "line 5"}));
  book.nodes.erase(book.nodes.begin() + 4);
  EXPECT_EQ(rates_of(world, book).source[4], "line 6");
}

TEST(Rates, OfAWholeNodeAreItsPartsAndNothingMore) {
  tests::Random random(11);
  for (int i = 0; i < 500; ++i) {
    World world(between("10:00", "12:00"));
    const auto node = world.node("n", static_cast<double>(1 + random.below(127)),
                                 static_cast<double>(1 + random.below(511)), {}, static_cast<double>(random.below(3)));
    PriceBook book = default_prices();
    if (random.below(4) == 0) book.on_demand = {};  // without defaults the ratio is the built-in one
    const std::int64_t nano = 1 + random.below(20000000000);
    book.nodes.emplace_back().per_hour = static_cast<double>(nano) / 1e9;
    const Rates rates = rates_of(world, book);
    ASSERT_EQ(hour_of(rates, world, node), nano) << i;
    ASSERT_EQ(rates.hourly[0], Money(nano));
  }
  // m5.2xlarge at 0.384: 8 × 0.031611 = 0.252888 and 32 × 0.004237 = 0.135584 of 0.388472
  World world(between("10:00", "12:00"));
  (void)world.node("n", 8, 32);
  PriceBook book = default_prices();
  book.nodes.emplace_back().per_hour = 0.384;
  const Rates rates = rates_of(world, book);
  EXPECT_EQ(to_whole(rates.node[0][0].constant * 8e6 * 3600), 249976812);
  EXPECT_EQ(to_whole(rates.node[0][1].constant * 32.0 * tests::kGib * 3600), 134023188);
}

TEST(Rates, TakeExportedPricesHourByHour) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 4, 16);
  auto& exported = world.cluster.nodes.exported_price[0];
  exported[0].append(at("11:00"), 30000000000);
  exported[0].append(at("12:00"), 50000000000);
  const Rates rates = rates_of(world, default_prices());
  EXPECT_EQ(rates.source[0], "exported metrics and built-in default rates (indicative)");
  EXPECT_DOUBLE_EQ(rates.node[0][0].at(0) * 1e6 * 3600, 30000000);
  EXPECT_DOUBLE_EQ(rates.node[0][0].at(1) * 1e6 * 3600, 50000000);
  EXPECT_DOUBLE_EQ(rates.node[0][1].at(1) * tests::kGib * 3600, 4237000) << "memory has no exported price";
  EXPECT_EQ(rates.hourly[0], Money(4 * 50000000 + 16 * 4237000));

  PriceBook book = default_prices();
  book.nodes.emplace_back().rates.cpu = Cost(1) / (Cores(1) * kHour);
  EXPECT_DOUBLE_EQ(rates_of(world, book).node[0][0].at(0) * 1e6 * 3600, 1e9) << "an entry beats exported prices";
}

TEST(Rates, ThatAreMissingAreSaid) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 4, 16, {}, 1);
  (void)world.node("m", 4, 16);
  PriceBook book;
  book.on_demand.cpu = Cost(1) / (Cores(1) * kHour);
  book.on_demand.ram = Cost(1) / (Bytes(kBytesPerGib) * kHour);
  const Rates rates = rates_of(world, book);
  EXPECT_EQ(rates.node[0][2].constant, 0);
  EXPECT_EQ(world.notices.find("unpriced")->count, 1u);
  EXPECT_EQ(world.notices.find("unpriced")->objects, std::vector<std::string>{"n"});
}

TEST(Rates, OfTinyCurrenciesAreMillionths) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 1, 0);
  PriceBook book;
  book.currency = currency_of("JPY");
  book.on_demand.cpu = Cost(5) / (Cores(1) * kHour);
  EXPECT_EQ(rates_of(world, book).hourly[0], Money(5000000));
}

/// Every slice a step of its own: money of each cell.
StepOfSlice cells_of(const allocation::Amounts& amounts) {
  StepOfSlice steps;
  for (std::uint32_t s = 0; s < amounts.slices.size(); ++s) steps.of.push_back(s);
  steps.steps = amounts.slices.size();
  return steps;
}
StepOfSlice whole(const allocation::Amounts& amounts) {
  return {std::vector<std::uint32_t>(amounts.slices.size(), 0), 1};
}

/// One container whose CPU rate makes an hour's money end in .5: ties go to even, once per hour.
TEST(Money, OfACellIsRoundedHalfToEven) {
  World world(between("10:00", "13:00"));
  const auto node = world.node("n", 4, 0);
  (void)world.runs("shop", "a", node, 1, -1);
  const allocation::Amounts amounts = world.allocate();
  ASSERT_EQ(amounts.charged[0], (std::vector<std::int64_t>{3600000, 3600000, 3600000}));
  Rates rates;
  rates.node.resize(1);
  rates.node[0][0].constant = 2.5 / 3600000;
  EXPECT_EQ(price_steps(world.cluster, amounts, rates, cells_of(amounts))->containers[0],
            (std::vector<std::int64_t>{2, 2, 2}));
  rates.node[0][0].constant = 3.5 / 3600000;
  EXPECT_EQ(price_steps(world.cluster, amounts, rates, cells_of(amounts))->containers[0],
            (std::vector<std::int64_t>{4, 4, 4}));
  EXPECT_EQ(price_steps(world.cluster, amounts, rates, whole(amounts))->containers[0], std::vector<std::int64_t>{12});
}

TEST(Money, OfAnHourIsSplitOverItsSlices) {
  World world(between("10:00", "11:00"));
  const auto node = world.node("n", 4, 0);
  (void)world.runs("shop", "a", node, 1000, -1);
  const allocation::Amounts amounts = world.allocate(query::Method::interval, {at("10:15"), at("10:30")});
  Rates rates;
  rates.node.resize(1);
  rates.node[0][0].constant = 7.0 / 3.6e9;  // 7 an hour: 1.75, 1.75 and 3.5
  EXPECT_EQ(price_steps(world.cluster, amounts, rates, cells_of(amounts))->containers[0],
            (std::vector<std::int64_t>{2, 2, 3}));
}

/// Steps of any kind: what they cost together is what the window costs, with constant and with changing prices.
TEST(MoneyAtRandom, DoesNotDependOnTheSteps) {
  tests::Random random(3);
  for (const Duration step : {Duration(5min), Duration(2h), Duration(6h)}) {
    for (int round = 0; round < 20; ++round) {
      World world(between("01:50:30", "19:07:11"), step);
      for (int n = 0; n < 3; ++n) {
        const Instant begin = world.cluster.window.begin + Duration(random.below(30000000));
        const auto node =
            world.node("n" + std::to_string(n), static_cast<double>(1 + random.below(8)), 16,
                       overlap({begin, begin + Duration(1 + random.below(40000000))}, world.cluster.window));
        if (n == 0) continue;
        for (Instant hour = at("02:00"); hour <= at("20:00"); hour += 1h) {
          world.cluster.nodes.exported_price[node][0].append(hour, 1 + random.below(100000000000));
        }
      }
      for (int c = 0; c < 8; ++c) {
        const auto node = static_cast<std::uint32_t>(random.below(3));
        const Window lived = world.cluster.nodes.alive[node];
        const Instant begin = lived.begin + Duration(random.below(lived.length().count()));
        (void)world.runs("ns", "p" + std::to_string(c), node, random.below(3000), random.below(3000),
                         overlap({begin, begin + Duration(random.below(9000000))}, lived));
      }
      const auto total = [&](const TimeZone& zone, query::OutputStep output) {
        std::vector<Instant> cuts;
        for (const Window& part : query::cut(world.cluster.window, output, zone)) cuts.push_back(part.end);
        const allocation::Amounts amounts = world.allocate(query::Method::interval, cuts);
        const Rates rates = resolve_rates(world.cluster, amounts.slices, default_prices(), world.names, world.notices);
        const auto money = price_steps(world.cluster, amounts, rates, cells_of(amounts));
        std::vector<std::int64_t> sums;
        for (const auto* table : {&money->containers, &money->nodes}) {
          for (const auto& column : *table)
            sums.push_back(std::accumulate(column.begin(), column.end(), std::int64_t{0}));
        }
        return sums;
      };
      using Unit = query::OutputStep::Unit;
      const auto window = total({}, {});
      EXPECT_EQ(total({}, {Unit::hour, 1}), window) << to_text(step) << " " << round;
      EXPECT_EQ(total(tests::kathmandu(), {Unit::hour, 1}), window) << to_text(step) << " " << round;
      EXPECT_EQ(total(tests::kathmandu(), {Unit::day, 1}), window) << to_text(step) << " " << round;
    }
  }
}

TEST(Money, ThatOverflowsIsAnErrorAndNeverWraps) {
  World world({at("00:00"), at("00:00") + 48h});
  const auto node = world.node("n", 100000, 0);
  (void)node;
  const allocation::Amounts amounts = world.allocate();
  Rates rates;
  rates.node.resize(1);
  rates.node[0][0].constant = 1.0;  // 3.6e14 an hour
  EXPECT_TRUE(price_steps(world.cluster, amounts, rates, whole(amounts)));
  rates.node[0][0].constant = 10.0;  // 3.6e15: beyond 2^51
  const auto one = price_steps(world.cluster, amounts, rates, whole(amounts));
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error().code, ErrorCode::overflow);
  rates.node[0][0].constant = 1e300;
  EXPECT_FALSE(price_steps(world.cluster, amounts, rates, whole(amounts)));
}

TEST(Money, WhoseSumOverflowsIsAnError) {
  World world({at("00:00"), at("00:00") + 24h});
  for (int n = 0; n < 200; ++n) (void)world.node("n" + std::to_string(n), 100000, 0);
  const allocation::Amounts amounts = world.allocate();
  Rates rates;
  rates.node.resize(200);
  for (auto& rate : rates.node) rate[0].constant = 6.0;  // 2.16e15 an hour; × 24 × 200 = 1.04e19
  const auto money = price_steps(world.cluster, amounts, rates, whole(amounts));
  ASSERT_FALSE(money);
  EXPECT_EQ(money.error().message, "the sum of all costs does not fit 64 bits");
}

/// As many amounts as fit in pairs and one more, of every size up to where the trick of the hot loop ends and beyond.
TEST(RoundedSum, IsThatOfEachByItself) {
  tests::Random random(7);
  for (const double rate : {0.0, 8.78e-6, 0.5, 1.0, 3.25}) {
    for (int bits = 1; bits < 54; ++bits) {
      std::vector<std::int64_t> amounts;
      for (int i = 0; i < 2 + bits % 4; ++i) amounts.push_back(random.below(std::int64_t{1} << bits));
      std::int64_t sum = 0;
      double largest = 0;
      for (const std::int64_t amount : amounts) {
        const double value = static_cast<double>(amount) * rate;
        sum += static_cast<std::int64_t>(round_half_even(value));
        largest = std::max(largest, value);
      }
      const RoundedSum found = sum_rounded(amounts.data(), amounts.size(), rate);
      EXPECT_EQ(found.largest < kLargestRoundable, largest < kLargestRoundable) << bits << " bits, rate " << rate;
      EXPECT_TRUE(found.money == sum || largest >= kLargestRoundable) << bits << " bits, rate " << rate;
    }
  }
  const std::vector<std::int64_t> halves{1, 3, 5, 7, -9};
  EXPECT_EQ(sum_rounded(halves.data(), halves.size(), 0.5).money, 0 + 2 + 2 + 4 - 4);
}

}  // namespace
}  // namespace prorata::pricing
