// Which price a node has, how the price of a whole is split, and what the rules of a price file do to it.
#include "pricing/rates.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "price_file.h"
#include "pricing/node_match.h"
#include "pricing/node_split.h"
#include "pricing/step_money.h"
#include "support/frames.h"
#include "support/world.h"

namespace prorata::pricing {
namespace {

using cluster::kResources;
using tests::at;
using tests::between;
using tests::World;

Rates rates_of(World& world, const PriceBook& book) {
  return resolve_rates(world.cluster, world.slices(), book, world.names, world.notices, 1, book.what_if);
}
/// An hour of each of a node's resources, in nano-units: CPU, memory, GPUs, disk.
std::vector<std::int64_t> parts_of(const World& world, const Rates& rates, std::uint32_t node, std::size_t slice = 0) {
  std::vector<std::int64_t> parts;
  for (std::size_t r = 0; r < kResources; ++r) {
    const std::int64_t amount = world.cluster.nodes.capacity[node][r].at(world.cluster.window.end) * 3600;
    parts.push_back(to_whole(static_cast<double>(amount) * rates.node[node][r].at(slice)));
  }
  return parts;
}
using Parts = std::vector<std::int64_t>;

/// A machine as clouds show it.
std::uint32_t machine(World& world, const char* name, const char* provider_id, const char* type, const char* region,
                      double cores = 4, double gib = 16, double gpus = 0) {
  const std::uint32_t node = world.node(name, cores, gib, {}, gpus);
  world.cluster.nodes.provider_id[node] = world.names.intern(provider_id);
  world.cluster.nodes.instance_type[node] = world.names.intern(type);
  world.cluster.nodes.region[node] = world.names.intern(region);
  return node;
}
/// Labels of all nodes, one text each.
void label(World& world, const std::vector<std::string>& labels) {
  std::vector<tests::Series> rows;
  for (std::size_t node = 0; node < labels.size(); ++node) {
    rows.push_back(
        {"node=" + std::to_string(node) + (labels[node].empty() ? "" : ",") + labels[node], {{at("12:00"), 1}}});
  }
  world.cluster.node_labels = tests::frame_of(world.names, rows);
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const NameId name = world.cluster.node_labels.label(row, world.names.find("node"));
    world.cluster.nodes.label_row[std::stoul(std::string(world.names.text(name)))] = row;
  }
}

// Golden splits.

SplitRequest request(std::int64_t cores, std::int64_t gib, std::int64_t gpus) {
  SplitRequest request;
  request.capacity = {cores * 1000000, gib * tests::kGib, gpus * 1000000, 0};
  request.base = plain(default_prices().on_demand);
  return request;
}
Parts split(double price, NodeSplit method, const SplitRequest& request) {
  const auto parts = split_node(price, 1e9, method, request);
  return {parts.begin(), parts.end()};
}
constexpr auto kRatio = NodeSplit::Method::ratio;

TEST(NodeSplit, FollowsTheSpecification) {
  // OpenCost specification, Appendix A: 35 a month at base prices 30, 30 and 10 is 15, 15 and 5.
  EXPECT_EQ(split(35, {kRatio, {{30, 30, 10, 0}}}, request(1, 1, 1)), (Parts{15000000000, 15000000000, 5000000000, 0}));
  // m5.xlarge: 0.192 × 0.126444 / 0.194236 and 0.192 × 0.067792 / 0.194236
  EXPECT_EQ(split(0.192, {}, request(4, 16, 0)), (Parts{124988406, 67011594, 0, 0}));
  // p4d.24xlarge: 3.034656, 4.881024 and 7.6 of 15.51568; a GPU is 1.344431
  EXPECT_EQ(split(21.957642, {}, request(96, 1152, 8)), (Parts{4294616159, 6907578500, 10755447341, 0}));
}

TEST(NodeSplit, GivesGpusWhatTheRestLeaves) {
  const NodeSplit residual{NodeSplit::Method::residual, {}};
  // (21.957642 − 3.034656 − 4.881024) / 8 = 1.755245 a GPU
  EXPECT_EQ(split(21.957642, residual, request(96, 1152, 8)), (Parts{3034656000, 4881024000, 14041962000, 0}));
  EXPECT_EQ(split(0.192, residual, request(4, 16, 0)), (Parts{124988406, 67011594, 0, 0})) << "no GPUs: by ratio";
  EXPECT_EQ(split(0.097118, residual, request(4, 16, 1)), (Parts{63222000, 33896000, 0, 0})) << "never less than none";
}

TEST(NodeSplit, GivesGpusAll) {
  const NodeSplit all{NodeSplit::Method::gpu_only, {}};
  EXPECT_EQ(split(32.77, all, request(96, 1152, 8)), (Parts{0, 0, 32770000000, 0}));
  EXPECT_EQ(split(0.192, all, request(4, 16, 0)), (Parts{124988406, 67011594, 0, 0}));
}

TEST(NodeSplit, CanBeThatOfAws) {
  // AWS split cost allocation: a vCPU is nine GB. m5.xlarge at 1 an hour: 4 × 9 + 16 = 52 parts, so a vCPU is 9/52.
  EXPECT_EQ(split(1, {kRatio, {{9, 1, 0, 0}}}, request(4, 16, 0)), (Parts{692307692, 307692308, 0, 0}));
  // With accelerators a GPU is nine times a vCPU and a GB together, 90: 8 × 90 + 64 × 9 + 488 = 1784 parts, so a GPU of
  // an instance at 10 an hour is 900 / 1784 = 0.5045.
  EXPECT_EQ(split(10, {kRatio, {{9, 1, 90, 0}}}, request(64, 488, 8)), (Parts{3228699552, 2735426009, 4035874439, 0}));
}

TEST(NodeSplit, ByShares) {
  const auto shares = [](double cpu, double ram, double gpu) {
    return NodeSplit{NodeSplit::Method::shares, {{cpu, ram, gpu, 0}}};
  };
  EXPECT_EQ(split(0.857, shares(1, 0, 0), request(4, 8, 0)), (Parts{857000000, 0, 0, 0}));
  EXPECT_EQ(split(0.857, shares(0.6, 0.4, 0), request(4, 8, 0)), (Parts{514200000, 342800000, 0, 0}));
  EXPECT_EQ(split(1, shares(0.25, 0.25, 0.5), request(4, 8, 0)), (Parts{500000000, 500000000, 0, 0}))
      << "what a node lacks has no share";
  EXPECT_EQ(split(0.192, shares(0, 0, 1), request(4, 16, 0)), (Parts{124988406, 67011594, 0, 0})) << "by ratio";
}

TEST(Shares, ChargePodsAsAckDoes) {
  // A pod of 0.35 cores and 200 MiB on a node of 4 cores and 8 GiB at 0.857 an hour.
  const auto pod_of = [](const std::string& shares) {
    World world(between("10:00", "11:00"));
    const auto node = world.node("n", 4, 8);
    (void)world.runs("kube-system", "terway", node, 350, 200);
    const PriceBook book = book_of(R"("nodeSplit":{"method":"shares",)" + shares + R"(},"nodes":[{"price":"0.857"}])");
    const allocation::Amounts amounts = world.allocate(query::Method::request);
    const auto money = price_steps(world.cluster, amounts, rates_of(world, book), {{0}, 1});
    EXPECT_EQ(world.notices.find("unpriced"), nullptr) << "memory that costs nothing";
    return money->containers[0][0] + (money->containers[1].empty() ? 0 : money->containers[1][0]);
  };
  EXPECT_EQ(pod_of(R"("cpu":"1.0","memory":"0.0")"), 74987500);  // 0.857 × 0.35 / 4
  EXPECT_EQ(pod_of(R"("cpu":"0.6","memory":"0.4")"), 53361641);  // 0.6 × 0.0749875 + 0.4 × 0.857 × 0.1953125 / 8
}

TEST(Shares, SplitPricesOfAnySource) {
  World world(between("10:00", "12:00"));
  const auto exported = world.node("a", 4, 16), by_default = world.node("b", 4, 16);
  world.cluster.nodes.exported_price[exported][0].append(at("12:00"), 30000000000);
  world.cluster.nodes.exported_price[exported][1].append(at("12:00"), 5000000000);
  const Rates rates = rates_of(world, book_of(R"("defaults":{"cpu":"0.02","memory":"0.01"},)"
                                              R"("nodeSplit":{"method":"shares","cpu":"0.75","memory":"0.25"})"));
  EXPECT_EQ(parts_of(world, rates, exported), (Parts{150000000, 50000000, 0, 0}));    // of 0.12 + 0.08
  EXPECT_EQ(parts_of(world, rates, by_default), (Parts{180000000, 60000000, 0, 0}));  // of 0.08 + 0.16
  EXPECT_EQ(rates.source[exported], "exported metrics, split by shares");
}

// Which price.

TEST(Provider, IsInTheProvidersId) {
  EXPECT_EQ(provider_of("aws:///us-east-1a/i-0abc"), "aws");
  EXPECT_EQ(provider_of("gce://project/us-central1-a/vm"), "gcp");
  EXPECT_EQ(provider_of("azure:///subscriptions/1"), "azure");
  EXPECT_EQ(provider_of("cn-hangzhou.i-bp1"), "alibaba");
  EXPECT_EQ(provider_of("hcloud://123"), "hcloud");
  EXPECT_EQ(provider_of("something"), "");
  EXPECT_EQ(provider_of(""), "");
}

TEST(Precedence, IsEntryThenExportedThenListThenDefault) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"a", "b", "c", "d"}) (void)machine(world, name, "aws:///z/i-1", "m5.xlarge", "us-east-1");
  world.cluster.nodes.instance_type[3] = world.names.intern("unheard-of");
  for (std::size_t node : {0u, 1u}) {
    for (std::size_t r : {0u, 1u}) world.cluster.nodes.exported_price[node][r].append(at("12:00"), 10000000000);
  }
  const PriceBook book =
      book_of(R"("defaults":{"cpu":"0.03","memory":"0.004"},"nodes":[{"name":{"value":"a","line":3},"price":"1"}],)"
              R"("instances":[{"instanceType":{"value":"m5.xlarge","line":8},"provider":"aws","price":"0.192"}])");
  const Rates rates = rates_of(world, book);
  EXPECT_EQ(rates.source, (std::vector<std::string>{"p:3", "exported metrics", "p:8", "p (defaults)"}));
  EXPECT_EQ(rates.hourly,
            (std::vector<Money>{Money(1000000000), Money(200000000), Money(192000000), Money(184000000)}));
}

TEST(Precedence, AnEntryOfZeroIsNone) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"a", "b"}) (void)world.node(name, 4, 16);
  for (std::size_t r : {0u, 1u}) world.cluster.nodes.exported_price[0][r].append(at("12:00"), 10000000000);
  const Rates rates = rates_of(world, book_of(R"("defaults":{"cpu":"0.03","memory":"0.004"},"nodes":[)"
                                              R"({"name":{"value":"a","line":3},"price":"0"},)"
                                              R"({"name":{"value":"b","line":4},"cpu":"0","memory":"0"}])"));
  EXPECT_EQ(rates.source, (std::vector<std::string>{"exported metrics", "p (defaults)"}));
  EXPECT_EQ(rates.hourly,
            (std::vector<Money>{Money(200000000), Money(184000000)}));  // 20 × 0.01; 4 × 0.03 + 16 × 0.004
  EXPECT_EQ(world.notices.find("price-zero")->count, 3u);
}

TEST(Discounts, OfAllAreSaid) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "a", "aws:///z/i-1", "m5.xlarge", "us-east-1");
  (void)machine(world, "b", "aws:///z/i-1", "m5.xlarge", "us-east-1");
  world.cluster.nodes.spot[0] = true;
  const std::string list =
      R"(,"defaults":{"cpu":"1","memory":"1"},"instances":[{"instanceType":"m5.xlarge","price":"0.192"}])";
  const Rates spot = rates_of(world, book_of(R"("spotDiscount":"100%")" + list));
  EXPECT_EQ(spot.hourly, (std::vector<Money>{Money(0), Money(192000000)}));
  EXPECT_EQ(objects_of(world.notices, "discounted-to-nothing"), std::vector<std::string>{"a"});
  EXPECT_EQ(world.notices.find("discounted-to-nothing")->count, 1u);
  EXPECT_EQ(world.notices.find("unpriced"), nullptr) << "there is a price";

  (void)rates_of(world, book_of(R"("discounts":{"cpu":"100%"})" + list));
  EXPECT_EQ(objects_of(world.notices, "discounted-to-nothing"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(world.notices.find("unpriced"), nullptr);
}

TEST(ExportedPrices, OfAnotherUnitAreSaid) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"a", "b"}) (void)world.node(name, 4, 16);
  for (const std::uint32_t node : {0u, 1u}) {
    world.cluster.nodes.exported_price[node][0].append(at("12:00"), 30000000000);  // 0.03
    // 4.2 is 0.0058 × 730: per month.
    world.cluster.nodes.exported_price[node][1].append(at("12:00"), node == 0 ? 4200000000000 : 5800000000);
  }
  (void)rates_of(world, default_prices());
  EXPECT_EQ(objects_of(world.notices, "price-unit-suspicious"),
            std::vector<std::string>{"a: exported price of a GiB-hour"});
  EXPECT_EQ(world.notices.find("price-unit-suspicious")->concerns, (std::vector<Concern>{{Concern::Table::nodes, 0}}));
}

TEST(WhatIf, ReadsPerCent) {
  const auto read = parse_what_if("spot:35,cpu:-10,ram:1000,committed:100,saving:99");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (WhatIf{-10, 1000, 0, 0, 35, 100, 99}));
  EXPECT_EQ(*parse_what_if(""), WhatIf{});
  for (const char* wrong :
       {"cpu", "cpu:", "cpu:x", "cpu:-100", "cpu:1001", "spot:-1", "spot:101", "saving:100", "net:1"}) {
    EXPECT_FALSE(parse_what_if(wrong)) << wrong;
  }
}

TEST(WhatIf, EqualsAFileWithThosePrices) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"demand", "spot"}) (void)world.node(name, 4, 16);
  world.cluster.nodes.spot[1] = true;
  const std::string defaults = R"("defaults":{"cpu":"0.04","memory":"0.008"},"spot":{"cpu":"0.01","memory":"0.002"})";
  PriceBook book = book_of(defaults);
  book.what_if = *parse_what_if("cpu:50");
  const Rates changed = rates_of(world, book);
  const Rates written = rates_of(world, book_of(R"("defaults":{"cpu":"0.06","memory":"0.008"},)"
                                                R"("spot":{"cpu":"0.015","memory":"0.002"})"));
  EXPECT_EQ(changed.hourly, written.hourly);
  EXPECT_EQ(changed.source[0], "p (defaults), what if");

  book.what_if = *parse_what_if("spot:50");
  // Half of the time at a quarter of the price: 0.625 of 4 × 0.04 + 16 × 0.008. The spot node stays as it is.
  EXPECT_EQ(rates_of(world, book).hourly, (std::vector<Money>{Money(180000000), Money(72000000)}));

  book.what_if = *parse_what_if("spot:50,committed:50,saving:20");
  // The other half costs a tenth less: 0.5 × 0.25 + 0.5 × 0.9 = 0.575 of 0.288.
  EXPECT_EQ(rates_of(world, book).hourly, (std::vector<Money>{Money(165600000), Money(72000000)}));
}

TEST(WhatIf, TakesTheDiscountOfSpotNodes) {
  World world(between("10:00", "12:00"));
  (void)world.node("a", 4, 16);
  PriceBook book = book_of(R"("spotDiscount":"60%","defaults":{"cpu":"0.04","memory":"0.008"})");
  book.what_if = *parse_what_if("spot:100");
  EXPECT_EQ(rates_of(world, book).hourly, std::vector<Money>{Money(115200000)});  // 0.4 × 0.288
}

TEST(ResidualSplit, SaysThatNothingIsLeft) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"dear", "cheap"}) (void)machine(world, name, "", "", "", 4, 16, 1);
  (void)rates_of(world,
                 book_of(R"("defaults":{"cpu":"0.03","memory":"0.004","gpu":"1"},"nodeSplit":{"method":"residual"},)"
                         R"("nodes":[{"name":"dear","price":"1"},{"name":"cheap","price":"0.18"}])"));
  EXPECT_EQ(objects_of(world.notices, "gpu-split-nothing"), std::vector<std::string>{"cheap"});  // 0.12 + 0.064
}

TEST(ListPrices, MatchProviderRegionTypeAndSpot) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "here", "aws:///z/i-1", "m5.xlarge", "us-east-1");
  (void)machine(world, "elsewhere", "aws:///z/i-1", "m5.xlarge", "eu-central-1");
  (void)machine(world, "foreign", "gce://p/z/i-1", "m5.xlarge", "us-east-1");
  (void)machine(world, "unknown", "", "m5.xlarge", "us-east-1");
  (void)machine(world, "spot", "aws:///z/i-1", "m5.xlarge", "us-east-1");
  (void)machine(world, "spot-by-rule", "aws:///z/i-1", "m5.2xlarge", "us-east-1", 8, 32);
  world.cluster.nodes.spot[4] = world.cluster.nodes.spot[5] = true;
  const std::string file =
      R"("spotDiscount":"60%","defaults":{"cpu":"1","memory":"1"},"instances":[)"
      R"({"provider":"aws","region":"us-east-1","prices":{"m5.xlarge":"0.192","m5.2xlarge":"0.384"}},)"
      R"({"provider":"aws","region":"us-east-1","instanceType":"m5.xlarge","spot":"true","price":"0.07"}])";
  const Rates rates = rates_of(world, book_of(file));
  const auto cents = [&](std::size_t node) { return rates.hourly[node].nano() / 100000; };
  EXPECT_EQ(cents(0), 1920);
  EXPECT_EQ(cents(1), 200000) << "the default: a list is for its region";
  EXPECT_EQ(cents(2), 200000);
  EXPECT_EQ(cents(3), 1920) << "a node that tells no provider";
  EXPECT_EQ(cents(4), 700);
  EXPECT_EQ(cents(5), 1536);  // 0.384 × 0.4
  EXPECT_EQ(rates.source[5], "p (instances), less the discount of spot nodes");
  EXPECT_EQ(world.notices.find("price-of-another-region"), nullptr);

  const Rates indicative = rates_of(world, book_of(R"("indicative":"true",)" + file));
  EXPECT_EQ(indicative.hourly[1], Money(192000000));
  EXPECT_EQ(indicative.source[1], "p (instances), indicative, of another region");
  EXPECT_EQ(objects_of(world.notices, "price-of-another-region"), std::vector<std::string>{"elsewhere"});
}

TEST(Conditions, OfNodesAreAllMet) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "a", "aws:///us-east-1a/i-0ABC", "m5", "r", 4, 16, 1);
  (void)machine(world, "b", "gce://p/z/vm", "m5", "r", 4, 16, 1);
  world.cluster.nodes.zone[1] = world.names.intern("z");
  label(world, {"label_nvidia_com_gpu_product=Tesla-T4", "label_pool=cheap"});
  const auto priced = [&](const std::string& conditions) {
    const Rates rates = rates_of(world, book_of(R"("nodes":[{)" + conditions + R"(,"price":"1"}])"));
    return (rates.hourly[0] == Money(1000000000) ? "a" : "") +
           std::string(rates.hourly[1] == Money(1000000000) ? "b" : "");
  };
  EXPECT_EQ(priced(R"("provider":"aws")"), "a");
  EXPECT_EQ(priced(R"("provider":"gcp")"), "b");
  EXPECT_EQ(priced(R"("zone":"z")"), "b");
  EXPECT_EQ(priced(R"("providerId":"i-0abc")"), "a");
  EXPECT_EQ(priced(R"("providerId":"gce://p/z/vm")"), "b");
  EXPECT_EQ(priced(R"("gpuModel":"t4")"), "a");
  EXPECT_EQ(priced(R"("spot":"false")"), "ab");
  EXPECT_EQ(priced(R"("spot":"true")"), "");
  EXPECT_EQ(priced(R"("spot":"true","label":"pool","value":"cheap")"), "");
  const Rates rates =
      rates_of(world, book_of(R"("spotNodes":{"label":"pool","value":"cheap"},"nodes":[{"spot":"true","price":"1"}])"));
  EXPECT_EQ(rates.hourly[1], Money(1000000000));
}

// GPUs.

TEST(GpuPrices, AreOfTheModel) {
  World world(between("10:00", "12:00"));
  for (const char* name : {"a", "b", "c"}) (void)machine(world, name, "", name, "", 4, 16, 2);
  label(world, {"label_nvidia_com_gpu_product=NVIDIA-A100-SXM4-80GB",
                "label_cloud_google_com_gke_accelerator=nvidia-tesla-t4", ""});
  const std::string file =
      R"("defaults":{"cpu":"0.03","memory":"0.004","gpu":"0.95"},)"
      R"("gpus":[{"model":{"value":"a100-80gb","line":5},"price":"32.77","priceScope":"instance","gpusPerInstance":"8"},{"model":"t4","price":"0.5"}])";
  const Rates rates = rates_of(world, book_of(file));
  EXPECT_EQ(parts_of(world, rates, 0)[2], 8192500000);  // 2 × 32.77 / 8
  EXPECT_EQ(parts_of(world, rates, 1)[2], 1000000000);
  EXPECT_EQ(parts_of(world, rates, 2)[2], 1900000000) << "a GPU that nothing names has the default rate";
  EXPECT_EQ(rates.source[0], "p (defaults), GPUs p:5");
  // The list of instances names what no label does.
  const Rates named = rates_of(
      world,
      book_of(
          file +
          R"(,"nodes":[{"gpuModel":"t4","cpu":"0.02"}],"instances":[{"instanceType":"c","gpuModel":"T4","price":"3"}])"));
  EXPECT_EQ(parts_of(world, named, 2)[2], 1000000000);
}

TEST(GpuPrices, OfAnInstanceAreDividedByItsGpus) {
  // 32.77 with 8 GPUs is 4.09625 each; a pod with two for a day costs 196.62.
  World world({at("00:00"), at("00:00") + std::chrono::hours(24)});
  const auto node = world.node("n", 96, 1152, {}, 8);
  label(world, {"label_nvidia_com_gpu_product=NVIDIA-A100-SXM4-80GB"});
  (void)world.container(world.pod("ml", "train", node), "app", -1, -1, 2);
  const PriceBook book = book_of(
      R"("defaults":{"cpu":"0.03","memory":"0.004"},"gpus":[{"model":"a100-80gb","price":"32.77","priceScope":"instance","gpusPerInstance":"8"}])");
  const allocation::Amounts amounts = world.allocate();
  const StepOfSlice whole{std::vector<std::uint32_t>(amounts.slices.size(), 0), 1};
  const auto money = price_steps(world.cluster, amounts, rates_of(world, book), whole);
  EXPECT_EQ(money->containers[2][0], 196620000000);
  EXPECT_EQ(world.notices.find("gpu-price-looks-like-instance"), nullptr);
}

TEST(GpuPrices, OfSpotInstancesForTraining) {
  // One GPU at 4.09625, 70 % off, for a day: 29.493. Eight of them for 72 hours: 707.832.
  for (const auto& [gpus, hours, cost] : {std::tuple{1, 24, 29493000000}, std::tuple{8, 72, 707832000000}}) {
    World world({at("00:00"), at("00:00") + std::chrono::hours(hours)});
    const auto node = machine(world, "n", "", "gpu", "", 12, 144, gpus);
    world.cluster.nodes.spot[node] = true;
    (void)world.container(world.pod("ml", "train", node), "app", -1, -1, gpus);
    const PriceBook book = book_of(
        R"("spotDiscount":"70%","nodeSplit":{"method":"gpu-only"},"instances":[{"instanceType":"gpu","price":")" +
        std::string(gpus == 1 ? "4.09625" : "32.77") + R"("}])");
    const allocation::Amounts amounts = world.allocate();
    const StepOfSlice whole{std::vector<std::uint32_t>(amounts.slices.size(), 0), 1};
    const auto money = price_steps(world.cluster, amounts, rates_of(world, book), whole);
    EXPECT_EQ(money->containers[2][0], cost);
  }
}

TEST(GpuPrices, ThatAreAttachedComeOnTop) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "n", "", "n1-standard-4", "", 4, 15, 2);
  label(world, {"label_cloud_google_com_gke_accelerator=nvidia-tesla-t4"});
  const Rates rates = rates_of(
      world,
      book_of(
          R"("nodes":[{"price":{"value":"0.19","line":3}}],"gpus":[{"model":{"value":"t4","line":6},"price":"0.35","priceScope":"gpu-attach"}])"));
  EXPECT_EQ(parts_of(world, rates, 0)[2], 700000000);
  EXPECT_EQ(rates.hourly[0], Money(890000000));
  EXPECT_EQ(rates.source[0], "p:3, GPUs p:6");
}

TEST(GpuPrices, WeighInTheSplitOfAWholePrice) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "n", "", "p4d.24xlarge", "", 96, 1152, 8);
  const std::string file =
      R"("instances":[{"instanceType":"p4d.24xlarge","gpuModel":"A100-40","price":"21.957642"}],"gpus":[{"model":"a100","price":"2.744705"}])";
  const Rates rates =
      rates_of(world, book_of(R"("defaults":{"cpu":"0.031611","memory":"0.004237","gpu":"0.95"},)" + file));
  // 8 × 2.744705 = 21.95764 of 3.034656 + 4.881024 + 21.95764 = 29.87332
  EXPECT_EQ(parts_of(world, rates, 0)[2], 16139417992);
  EXPECT_EQ(rates.source[0], "p (instances), split by ratio");
}

TEST(GpuPrices, OfInstancesAreNoticedOnNodes) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "n", "", "", "", 96, 1152, 8);
  (void)machine(world, "m", "", "", "", 96, 1152, 8);
  label(world,
        {"label_nvidia_com_gpu_product=NVIDIA-A100-SXM4-80GB", "label_nvidia_com_gpu_product=NVIDIA-A100-SXM4-80GB"});
  world.cluster.nodes.exported_price[0][2].append(at("12:00"), 32770000000000);
  // Exported for one GPU; and a GPU price of 6 against a node of 20, where 8 × 6 is more than 1.5 × 20.
  (void)rates_of(
      world,
      book_of(
          R"("defaults":{"cpu":"0.03","memory":"0.004"},"gpus":[{"model":{"value":"a100","line":7},"price":"6"}],"nodes":[{"name":"m","price":"20"}])"));
  EXPECT_EQ(objects_of(world.notices, "gpu-price-looks-like-instance"),
            (std::vector<std::string>{"m: p:7", "n: exported metrics and p (defaults)"}));
  World fine(between("10:00", "12:00"));
  (void)machine(fine, "m", "", "", "", 96, 1152, 8);
  label(fine, {"label_nvidia_com_gpu_product=NVIDIA-A100-SXM4-80GB"});
  (void)rates_of(
      fine,
      book_of(
          R"("defaults":{"cpu":"0.03","memory":"0.004"},"gpus":[{"model":"a100","price":"3.75"}],"nodes":[{"price":"20"}])"));
  EXPECT_TRUE(fine.notices.list().empty());
}

// Rules.

TEST(Rules, DisksThatAreSeparateHaveTheirOwnRate) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 4, 16);
  world.cluster.nodes.capacity[0][3].append(at("12:00"), 100 * tests::kGib);
  const Rates rates =
      rates_of(world, book_of(R"("defaults":{"disk":"0.073"},"nodes":[{"price":"0.192","disk":"separate"}])"));
  EXPECT_EQ(parts_of(world, rates, 0), (Parts{124988406, 67011594, 0, 10000000}));  // 100 × 0.073 / 730
}

TEST(Rules, DiscountsAreOfListAndExportedPrices) {
  World world(between("10:00", "12:00"));
  (void)machine(world, "exported", "", "", "", 4, 16, 1);
  (void)machine(world, "listed", "", "m5.xlarge", "");
  (void)machine(world, "entry", "", "", "");
  (void)machine(world, "default", "", "", "");
  auto& exported = world.cluster.nodes.exported_price[0];
  exported[0].append(at("12:00"), 100000000000);
  exported[1].append(at("12:00"), 10000000000);
  exported[2].append(at("12:00"), 1000000000000);
  const Rates rates = rates_of(
      world,
      book_of(R"("discounts":{"cpu":"50%","memory":"25%","negotiated":"20%"},"defaults":{"cpu":"0.1","memory":"0.01"},)"
              R"("nodes":[{"name":"entry","price":"0.4"}],"instances":[{"instanceType":"m5.xlarge","price":"0.56"}])"));
  // 0.4 × 0.5 × 0.8, 0.16 × 0.75 × 0.8, GPUs as they are
  EXPECT_EQ(parts_of(world, rates, 0), (Parts{160000000, 96000000, 1000000000, 0}));
  EXPECT_EQ(parts_of(world, rates, 1), (Parts{160000000, 96000000, 0, 0}));  // 0.56 is 0.4 and 0.16
  EXPECT_EQ(rates.hourly[2], Money(400000000)) << "what the user pays";
  EXPECT_EQ(rates.hourly[3], Money(560000000));
  EXPECT_EQ(rates.source[1], "p (instances), less discounts");
}

TEST(Rules, CommitmentsCoverAShareOfEachNode) {
  World world(between("10:00", "13:00"));
  // Three machines from 10:00 to 11:00, four to 12:00, one to 13:00; two are paid for.
  for (const auto& [name, begin, end] : {std::tuple{"a", "10:00", "13:00"}, std::tuple{"b", "10:00", "12:00"},
                                         std::tuple{"c", "10:00", "12:00"}, std::tuple{"d", "11:00", "12:00"}}) {
    const auto node = world.node(name, 1, 0, between(begin, end));
    world.cluster.nodes.instance_type[node] = world.names.intern("m5");
  }
  (void)world.node("other", 1, 0);
  const PriceBook book = book_of(
      R"("nodes":[{"price":"0.3"}],"commitments":[{"instanceType":{"value":"m5","line":9},"perHour":"0.12","covered":"2"}])");
  const Rates rates = rates_of(world, book);
  EXPECT_EQ(parts_of(world, rates, 0, 0)[0], 180000000);  // 2/3 × 0.12 + 1/3 × 0.3
  EXPECT_EQ(parts_of(world, rates, 0, 1)[0], 210000000);  // 2/4 × 0.12 + 2/4 × 0.3
  EXPECT_EQ(parts_of(world, rates, 0, 2)[0], 120000000);
  EXPECT_EQ(parts_of(world, rates, 4)[0], 300000000);
  EXPECT_EQ(rates.source[0], "p (nodes), committed p:9");
  EXPECT_EQ(objects_of(world.notices, "commitment-unused"), std::vector<std::string>{"p:9: 1 node-hours"})
      << "one from 12:00 on";
  EXPECT_EQ(world.notices.find("commitment-unused")->estimate, 120000000);
  // All hours of all machines: 3 × 0.18 + 4 × 0.21 + 0.12 + 3 × 0.3
  const allocation::Amounts amounts = world.allocate();
  const auto money = price_steps(world.cluster, amounts, rates, {{0, 0, 0}, 1});
  EXPECT_EQ(money->nodes[0], (std::vector<std::int64_t>{510000000, 390000000, 390000000, 210000000, 900000000}));
}

TEST(Rules, CommitmentsInPercentCoverThatPart) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 1, 0);
  const Rates rates =
      rates_of(world, book_of(R"("nodes":[{"price":"0.3"}],"commitments":[{"perHour":"0.1","covered":"25%"}])"));
  EXPECT_EQ(rates.hourly[0], Money(250000000));
  EXPECT_TRUE(rates.node[0][0].by_slice.empty());
  EXPECT_EQ(world.notices.find("commitment-unused"), nullptr);
}

TEST(Rules, ShortLivesAreBilledAsTheProviderDoes) {
  World world(between("10:00", "12:00"));
  const auto lives = [&](const char* name, const char* begin, const char* end) {
    (void)world.node(name, 1, 0, between(begin, end));
  };
  lives("short", "10:30:00", "10:30:40");
  lives("long", "10:30:00", "10:31:01");
  lives("since before", "10:00:00", "10:00:40");
  lives("still", "11:59:20", "12:00:00");
  const std::string nodes = R"("nodes":[{"price":"3.6"}])";
  const auto cost = [&](const std::string& rules) {
    const allocation::Amounts amounts = world.allocate();
    return price_steps(world.cluster, amounts, rates_of(world, book_of(rules + nodes)), {{0, 0}, 1})->nodes[0];
  };
  // 0.001 a second
  EXPECT_EQ(cost(R"("billing":{"minimumSeconds":"60"},)"), (Parts{60000000, 61000000, 40000000, 40000000}))
      << "of a life that the window cuts, what is in it";
  EXPECT_EQ(cost(R"("billing":{"minimumSeconds":"60","roundTo":"minute"},)"),
            (Parts{60000000, 120000000, 40000000, 40000000}));
  EXPECT_EQ(cost(""), (Parts{40000000, 61000000, 40000000, 40000000}));
}

TEST(Rules, ExportedPricesOfAnotherCurrencyAreConverted) {
  World world(between("10:00", "12:00"));
  (void)world.node("n", 4, 16);
  world.cluster.nodes.exported_price[0][0].append(at("12:00"), 100000000000);
  world.cluster.nodes.exported_price[0][1].append(at("12:00"), 10000000000);
  const auto book = read_price_book(
      R"({"format":"prorata.prices/1","currency":"EUR","exportedCurrency":"USD","exchangeRates":{"USD":"0.92"},)" +
          kUnits + "}",
      "p");
  EXPECT_EQ(parts_of(world, rates_of(world, *book), 0), (Parts{368000000, 147200000, 0, 0}));
}

TEST(Rules, OldPricesAreNoticed) {
  World world(between("10:00", "12:00"));  // 2026-03-02
  (void)machine(world, "a", "", "t", "");
  (void)machine(world, "b", "", "", "");
  const auto stale = [&](const std::string& listed, const std::string& defaults) {
    world.notices = {};
    (void)rates_of(world,
                   book_of(R"("asOf":")" + defaults +
                           R"(","defaults":{"cpu":"0.03","memory":"0.004"},"instances":[{"instanceType":"t","asOf":")" +
                           listed + R"(","price":"1"}])"));
    return objects_of(world.notices, "prices-stale");
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(stale("2025-03-03", "2026"), Texts{});
  EXPECT_EQ(stale("2025-03-02", "2026"), Texts{"p (instances) of 2025-03-02"});
  EXPECT_EQ(stale("2026", "2024-12"), Texts{"p (defaults) of 2024-12"});
}

TEST(Rules, VirtualNodesHaveRatesOfTheirOwn) {
  World world(between("10:00", "12:00"));
  (void)world.node("fargate-1", 0, 0);
  world.cluster.nodes.virtual_kind[0] = cluster::VirtualKind::fargate;
  const PriceBook book = book_of(R"("defaults":{"cpu":"0.03"},"virtualNodes":{"cpu":"0.04048","memory":"0.004445"})");
  const Rates rates = rates_of(world, book);
  EXPECT_DOUBLE_EQ(rates.node[0][0].constant * 1e6 * 3600, 40480000);
  EXPECT_DOUBLE_EQ(rates.node[0][1].constant * tests::kGib * 3600, 4445000);
  EXPECT_EQ(rates.source[0], "p (defaults), of virtual nodes");
}

TEST(Calibration, ScalesEveryRateByOneFactor) {
  World world(between("10:00", "12:00"));
  (void)world.node("a", 1, 0);
  (void)world.node("b", 1, 0);
  world.cluster.nodes.exported_price[1][0].append(at("12:00"), 200000000000);
  const PriceBook book =
      book_of(R"("defaults":{"cpu":"0.1","memory":"0.1"},"bill":{"amount":{"value":"0.9","line":4}})");
  Notices notices;
  const double factor = bill_factor(book, world.cluster.window, 600000000, notices);  // two hours of 0.3
  EXPECT_DOUBLE_EQ(factor, 1.5);
  EXPECT_EQ(objects_of(notices, "calibrated"), std::vector<std::string>{"p:4: factor 1.5"});
  EXPECT_EQ(notices.find("calibration-suspicious"), nullptr);
  const Rates rates = resolve_rates(world.cluster, world.slices(), book, world.names, world.notices, factor);
  EXPECT_EQ(rates.hourly, (std::vector<Money>{Money(150000000), Money(300000000)}));
  EXPECT_EQ(rates.source[0], "p (defaults), times 1.5 for the bill");
  (void)bill_factor(book, world.cluster.window, 100000000, notices);
  EXPECT_NE(notices.find("calibration-suspicious"), nullptr);
}

TEST(Calibration, NeedsTheWindowOfTheBill) {
  const PriceBook book = book_of(R"("bill":{"amount":"1","start":"2026-03-01","end":"2026-04-01"})");
  const Window march{*parse_instant("2026-03-01"), *parse_instant("2026-04-01")};
  Notices notices;
  EXPECT_DOUBLE_EQ(bill_factor(book, march, 2000000000, notices), 0.5);
  EXPECT_EQ(notices.find("bill-not-applied"), nullptr);
  EXPECT_EQ(bill_factor(book, between("10:00", "12:00"), 2000000000, notices), 1);
  EXPECT_EQ(objects_of(notices, "bill-not-applied"), std::vector<std::string>{"p (bill)"});
  EXPECT_EQ(bill_factor(book, march, 0, notices), 1) << "nothing to scale";
}

}  // namespace
}  // namespace prorata::pricing
