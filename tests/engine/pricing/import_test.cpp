// Price files of other tools.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/json_text.h"
#include "price_file.h"
#include "pricing/rates.h"
#include "support/world.h"

namespace prorata::pricing {
namespace {

using tests::between;
using tests::World;
using Texts = std::vector<std::string>;

constexpr double kGibHour = 1073741824.0 * 3600;

PriceBook imported(std::string_view json, const char* file = "f.json") {
  auto book = read_price_book(json, file);
  EXPECT_TRUE(book) << book.error().message;
  return book ? *std::move(book) : PriceBook{};
}
double per_gib(const std::optional<BytePrice>& price) {
  return price ? price->count() * 1073741824 : 0;
}

/// configs/default.json of OpenCost, as it ships.
constexpr std::string_view kDefaultSheet = R"({
    "provider": "base",
    "description": "Default prices based on GCP us-central1",
    "CPU": "0.031611",
    "spotCPU": "0.006655",
    "RAM": "0.004237",
    "spotRAM": "0.000892",
    "GPU": "0.95",
    "storage": "0.00005479452",
    "zoneNetworkEgress": "0.01",
    "regionNetworkEgress": "0.01",
    "internetNetworkEgress": "0.12"
})";

TEST(OpenCostSheet, IsReadPerHour) {
  const PriceBook book = imported(kDefaultSheet, "default.json");
  EXPECT_EQ(book.currency.code, "USD");
  EXPECT_DOUBLE_EQ(book.on_demand.cpu->count(), 0.031611 / 3600);
  EXPECT_DOUBLE_EQ(book.on_demand.ram->count(), 0.004237 / kGibHour);
  EXPECT_DOUBLE_EQ(book.on_demand.gpu->count(), 0.95 / 3600);
  EXPECT_DOUBLE_EQ(book.on_demand.disk->count(), 0.00005479452 / kGibHour);
  EXPECT_DOUBLE_EQ(book.spot.cpu->count(), 0.006655 / 3600);
  EXPECT_DOUBLE_EQ(book.spot.ram->count(), 0.000892 / kGibHour);
  EXPECT_FALSE(book.spot.gpu) << "a sheet is not merged with the built-in one";
  EXPECT_DOUBLE_EQ(book.volume->count(), 0.00005479452 / kGibHour);
  EXPECT_DOUBLE_EQ(per_gib(book.default_network.rate[0]), 0.01);
  EXPECT_DOUBLE_EQ(per_gib(book.default_network.rate[2]), 0.12);
  EXPECT_FALSE(book.network.rate[0]) << "after exported prices";
  EXPECT_TRUE(book.nodes.empty());
  EXPECT_EQ(book.default_source, "default.json (defaults)");
  EXPECT_TRUE(book.notices.list().empty());
}

TEST(OpenCostSheet, OfAProviderHasDiscountsAndSpotLabels) {
  const PriceBook book = imported(
      R"({"CPU":"0.03","RAM":"0.004","discount":"30%","negotiatedDiscount":"10","spotLabel":"kops.k8s.io/instancegroup",)"
      R"("spotLabelValue":"spotinstance-nodes","defaultLBPrice":"0.007","currencyCode":"CNY","sharedOverhead":"730",)"
      R"("athenaBucketName":"secret-bucket","gpuLabel":"","customPricesEnabled":"false"})");
  EXPECT_DOUBLE_EQ(book.cpu_discount, 1 - 0.7 * 0.9);
  EXPECT_DOUBLE_EQ(book.ram_discount, 1 - 0.7 * 0.9);
  EXPECT_EQ(book.spot_label + "=" + book.spot_value, "kops.k8s.io/instancegroup=spotinstance-nodes");
  EXPECT_DOUBLE_EQ(book.balancer->count(), 0.007 / 3600);
  EXPECT_DOUBLE_EQ(book.spot.cpu->count(), 0.03 / 3600);
  EXPECT_EQ(book.currency.code, "CNY");
  ASSERT_EQ(book.lines.size(), 1u);
  EXPECT_DOUBLE_EQ(book.lines[0].rate->count(), 1.0 / 3600);
  EXPECT_EQ(objects_of(book.notices, "prices-not-used"), Texts{"f.json: athenaBucketName"});
}

TEST(OpenCostSheet, ThatIsEnabledStandsBeforeExportedPrices) {
  const PriceBook book =
      imported(R"({"CPU":"0.03","RAM":"0.004","GPU":"1","spotCPU":"0.01","spotRAM":"0.001","storage":"0.0001",)"
               R"("zoneNetworkEgress":"0.01","discount":"30%","customPricesEnabled":"true"})");
  ASSERT_EQ(book.nodes.size(), 2u);
  EXPECT_EQ(book.nodes[0].spot, true);
  EXPECT_DOUBLE_EQ(book.nodes[0].rates.cpu->count(), 0.01 / 3600);
  EXPECT_FALSE(book.nodes[1].spot);
  EXPECT_DOUBLE_EQ(book.nodes[1].rates.gpu->count(), 1.0 / 3600);
  ASSERT_EQ(book.volumes.size(), 1u);
  EXPECT_DOUBLE_EQ(book.volumes[0].size_rate->count(), 0.0001 / kGibHour);
  EXPECT_DOUBLE_EQ(per_gib(book.network.rate[0]), 0.01);
  EXPECT_EQ(book.cpu_discount, 0) << "no discount on custom prices";
}

TEST(OpenCostSheet, NamesTheLineOfAMistake) {
  const auto book = read_price_book("{\n\"CPU\": \"0,03\",\n\"RAM\": \"0.004\"}", "default.json");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().message,
            "default.json:2: CPU: expected a price from 0 to 1000000, such as 0.031611, got '0,03'");
  const PriceBook monthly = imported(R"({"CPU":"23.08","RAM":"3.09"})");
  EXPECT_EQ(objects_of(monthly.notices, "price-unit-suspicious"),
            (Texts{"f.json: CPU: 23.08 per core-hour", "f.json: RAM: 3.09 per GiB-hour"}))
      << "prices of the API, which are per month";
}

TEST(ConfigMap, WithFieldsIsPerMonth) {
  const PriceBook book = imported(
      R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"pricing-configs"},"data":{"CPU":"23.07603","RAM":"3.09301",)"
      R"("GPU":"693.5","storage":"0.04","internetNetworkEgress":"0.12"}})");
  EXPECT_DOUBLE_EQ(book.on_demand.cpu->count(), 0.031611 / 3600);
  EXPECT_DOUBLE_EQ(book.on_demand.ram->count(), 0.004237 / kGibHour);
  EXPECT_DOUBLE_EQ(book.on_demand.gpu->count(), 0.95 / 3600);
  EXPECT_DOUBLE_EQ(book.volume->count(), 0.04 / 730 / kGibHour);
  EXPECT_DOUBLE_EQ(per_gib(book.default_network.rate[2]), 0.12) << "traffic is per GiB anyway";
}

TEST(ConfigMap, WithASheetIsPerHour) {
  const PriceBook book = imported(
      R"({"kind":"ConfigMap","data":{"other.json":"{}","default.json":)" + json_text(kDefaultSheet) + "}}", "map.yaml");
  EXPECT_DOUBLE_EQ(book.on_demand.cpu->count(), 0.031611 / 3600);
  EXPECT_EQ(book.default_source, "map.yaml (default.json) (defaults)");
  const auto bad = read_price_book(R"({"kind":"ConfigMap","data":{"default.json":"{\n\"CPU\":\"x\"}"}})", "map.yaml");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message,
            "map.yaml (default.json):2: CPU: expected a price from 0 to 1000000, such as 0.031611, got 'x'");
}

constexpr std::string_view kCsv =
    "EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version\n"
    "2026-03-01 00:00:00 UTC,node-1,us,node,metadata.name,m5.large,0.10,v1\n"
    "2026-03-02 00:00:00 UTC,node-1,us,node,metadata.name,m5.large,0.12,v1\r\n"
    ",i-0ABC,us,node,spec.providerID,m5.large,0.08,\n"
    "\n"
    ",\"gold,\"\"1\"\"\",us,node,metadata.labels.pool,m5.xlarge,0.3,\n"
    ",Tesla-T4,,gpu,nvidia.com/gpu_type,,0.35,\n"
    ",gp3,,pv,spec.storageClassName,,0.0001,\n"
    ",pv-1,,pv,metadata.name,,0.0002,\n"
    ",10Gi,,pv,spec.capacity.storage,,0.0003,\n";

TEST(OpenCostCsv, HasARowPerThing) {
  const PriceBook book = imported(json_text(kCsv), "p.csv");
  ASSERT_EQ(book.nodes.size(), 3u);
  EXPECT_EQ(book.nodes[0].name, "node-1");
  EXPECT_DOUBLE_EQ(*book.nodes[0].per_hour, 0.12) << "the row that is right the longest";
  EXPECT_EQ(book.nodes[0].source, "p.csv:3");
  EXPECT_EQ(book.nodes[1].provider_id, "i-0ABC");
  EXPECT_EQ(book.nodes[2].label + "=" + book.nodes[2].value + " " + book.nodes[2].region, "pool=gold,\"1\" us");
  ASSERT_EQ(book.gpus.size(), 1u);
  EXPECT_EQ(book.gpus[0].label + "=" + book.gpus[0].value, "nvidia.com/gpu_type=Tesla-T4");
  EXPECT_TRUE(book.gpus[0].attached);
  ASSERT_EQ(book.volumes.size(), 2u);
  EXPECT_EQ(book.volumes[0].storage_class, "gp3");
  EXPECT_EQ(book.volumes[1].volume, "pv-1");
  EXPECT_DOUBLE_EQ(book.volumes[1].size_rate->count(), 0.0002 / kGibHour);
  EXPECT_EQ(objects_of(book.notices, "prices-not-used"), Texts{"p.csv:10: pv by spec.capacity.storage"});
  // The mean of those with a row: 0.12 and 0.08.
  ASSERT_EQ(book.instances.size(), 2u);
  EXPECT_EQ(book.instances[0].instance_type + " " + book.instances[0].region, "m5.large us");
  EXPECT_DOUBLE_EQ(*book.instances[0].per_hour, 0.1);
  EXPECT_DOUBLE_EQ(*book.instances[1].per_hour, 0.3);
  EXPECT_EQ(book.default_source, "built-in default rates (indicative)") << "it has none of its own";
}

TEST(OpenCostCsv, PricesNodesAndTheirTypes) {
  World world(between("10:00", "12:00"));
  const auto node = [&](const char* name, const char* id, const char* type) {
    const auto made = world.node(name, 2, 8);
    world.cluster.nodes.provider_id[made] = world.names.intern(id);
    world.cluster.nodes.instance_type[made] = world.names.intern(type);
    world.cluster.nodes.region[made] = world.names.intern("us");
  };
  node("node-1", "", "");
  node("node-2", "aws:///us-east-1a/i-0abc", "");
  node("node-3", "", "m5.large");
  const PriceBook book = imported(json_text(kCsv), "p.csv");
  const Rates rates = resolve_rates(world.cluster, world.slices(), book, world.names, world.notices);
  EXPECT_EQ(rates.hourly, (std::vector<Money>{Money(120000000), Money(80000000), Money(100000000)}));
  EXPECT_EQ(rates.source[2], "p.csv:3");
}

TEST(OpenCostCsv, SaysWhatIsWrong) {
  const auto message = [](std::string_view csv) {
    const auto book = read_price_book(json_text(csv), "p.csv");
    return book ? "" : book.error().message;
  };
  EXPECT_EQ(message("InstanceID,Region,AssetClass\n"), "p.csv:1: there is no column EndTimestamp");
  std::string csv(kCsv.substr(0, kCsv.find('\n') + 1));
  EXPECT_EQ(message(csv + ",n,,node,metadata.name,,free,\n"),
            "p.csv:2: MarketPriceHourly: expected a price from 0 to 1000000, such as 0.031611, got 'free'");
  EXPECT_EQ(message(csv + ",n,,node,metadata.name,,1,\n,n,,node,metadata.name,,2,\n"),
            "p.csv:3: node: has the same conditions as line 2");
}

TEST(Values, OfKubecostHaveGpuPricesAndTraffic) {
  const PriceBook book = imported(
      R"({"gpuCost":{"enabled":"true","prices":{"nvidia.com/gpu":{"a100-80gb":{"value":"32.77","line":4},"a10g":"1.006","t4":"0.526"}}},)"
      R"("networkCosts":{"enabled":"true","config":{"zoneCostMultiplier":"0.01","regionCostMultiplier":"0.05","internetCostMultiplier":"0.12"}}})",
      "values.yaml");
  ASSERT_EQ(book.gpus.size(), 2u);
  EXPECT_EQ(book.gpus[0].gpu_model + " " + book.gpus[1].gpu_model, "a10g t4");
  EXPECT_DOUBLE_EQ(*book.gpus[0].per_hour, 1.006);
  EXPECT_EQ(objects_of(book.notices, "gpu-price-looks-like-instance"),
            Texts{"values.yaml:4: nvidia.com/gpu: a100-80gb"});
  EXPECT_DOUBLE_EQ(per_gib(book.network.rate[0]), 0.01);
  EXPECT_DOUBLE_EQ(per_gib(book.network.rate[1]), 0.05);
  EXPECT_DOUBLE_EQ(per_gib(book.network.rate[2]), 0.12);
  EXPECT_DOUBLE_EQ(book.on_demand.cpu->count(), 0.031611 / 3600) << "built-in rates stay";
}

TEST(Values, OfKubecostHaveRulesThatAreNotUsed) {
  const PriceBook book = imported(
      R"({"idleCosts":{"cpuIdleCost":"0.5","gpuIdleCost":"1.0","shareWithNamespaces":"true"},)"
      R"("sharedCosts":[{"name":"monitoring","type":"namespace","namespaces":["monitoring","logging"],"allocation":"even"}],)"
      R"("budgets":[{"name":"ml-training","amount":"50000","period":"monthly","thresholds":["50","75","90","100"]}]})");
  EXPECT_EQ(objects_of(book.notices, "prices-not-used"),
            (Texts{"f.json: budgets", "f.json: idleCosts.cpuIdleCost", "f.json: idleCosts.gpuIdleCost",
                   "f.json: idleCosts.shareWithNamespaces", "f.json: sharedCosts"}));
}

TEST(Values, OfChartsHaveDefaultPrices) {
  const PriceBook kubecost = imported(
      R"({"kubecostProductConfigs":{"currencyCode":"EUR","defaultModelPricing":{"enabled":"true","CPU":"28.0","RAM":"3.09","GPU":"693.50","storage":"0.04"}}})");
  EXPECT_DOUBLE_EQ(kubecost.on_demand.cpu->count(), 28.0 / 730 / 3600) << "Kubecost's are per month";
  EXPECT_EQ(kubecost.currency.code, "EUR");
  const PriceBook opencost =
      imported(R"({"opencost":{"customPricing":{"enabled":"true","costModel":{"CPU":"0.04","RAM":"0.005"}}}})");
  EXPECT_DOUBLE_EQ(opencost.on_demand.cpu->count(), 0.04 / 3600) << "OpenCost's are a sheet";
}

TEST(Values, OfAckHaveWeights) {
  for (const char* json :
       {R"({"AlibabaCloudMetricsAdapter":{"costWeights":{"cpu":"0.6","memory":"0.4"}}})",
        R"({"AlibabaCloudMetricsAdapter":{"costWeights":"{\"cpu\":\"0.6\",\"memory\":\"0.4\"}"}})"}) {
    const PriceBook book = imported(json);
    EXPECT_EQ(book.split.method, NodeSplit::Method::shares);
    EXPECT_EQ(*book.split.weights, (PerResource<double>{0.6, 0.4, 0, 0}));
    EXPECT_EQ(book.default_source, "built-in default rates (indicative)");
  }
  EXPECT_EQ(read_price_book(R"({"costWeights":{"cpu":"0.6","memory":"0.6"}})", "v").error().message,
            "v: costWeights: shares must sum up to 1");
}

TEST(Values, OfAckHavePriceTemplates) {
  const PriceBook book = imported(
      R"({"customPricing":[{"match":{"namespace":"shop","labels":{"app":"web","tier":"a"},"cpu":"2","memGiB":"4"},)"
      R"("cpuPerCoreHour":"0.36","ramPerGiBHour":"0.05","basis":"max"},{"cpuPerCoreHour":"0.1"}]})");
  ASSERT_EQ(book.templates.size(), 2U);
  const PriceRow& first = book.templates[0];
  EXPECT_EQ(first.name_space, "shop");
  EXPECT_EQ(first.name, "app=web\ntier=a\n");
  EXPECT_EQ(first.count, 2);
  EXPECT_EQ(first.gib, 4);
  EXPECT_DOUBLE_EQ(first.rates.cpu->count(), 0.36 / 3600);
  EXPECT_DOUBLE_EQ(first.rates.ram->count(), 0.05 / 3600 / 1073741824);
  EXPECT_FALSE(first.by_request);
  EXPECT_TRUE(book.templates[1].by_request);
  const auto message = [](const char* json) { return read_price_book(json, "v").error().message; };
  EXPECT_EQ(message(R"({"customPricing":[{"match":{"pod":"x"},"cpuPerCoreHour":"1"}]})"),
            "v: customPricing[0].match.pod: there is no such field in a price template");
  const auto limited = read_price_book(R"({"customPricing":[{"cpuPerCoreHour":"1","basis":"limit"}]})", "v");
  ASSERT_TRUE(limited.has_value());
  EXPECT_TRUE(limited->templates.front().by_limit);
  EXPECT_TRUE(names_limits(*limited));
  EXPECT_FALSE(first.by_limit);
  EXPECT_EQ(message(R"({"customPricing":[{"match":{"namespace":"x"}}]})"), "v: customPricing[0]: has no price");
}

TEST(Import, LeavesEverythingElseToTheOwnFormat) {
  EXPECT_EQ(read_price_book(R"({"a":"b"})", "f").error().message, "f: a: there is no such field");
  EXPECT_EQ(read_price_book("\"just a text\"", "f").error().message.substr(0, 19), "f: this is no JSON:");
  EXPECT_EQ(imported(json_text(with(R"("defaults":{"cpu":"0.03"})"))).on_demand.cpu->count(), 0.03 / 3600)
      << "JSON in a text";
}

}  // namespace
}  // namespace prorata::pricing
