// The price list that comes with prorata: its data, and what extends it.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/price_file.h"
#include "pricing/builtin.h"
#include "pricing/gpu_models.h"

namespace prorata::cli {
namespace {

using pricing::PriceBook;
using pricing::PriceRow;

PriceBook read(const std::string& text, const char* name = "p.yaml") {
  auto book = read_price_file(text, name);
  EXPECT_TRUE(book) << book.error().message;
  return book ? *std::move(book) : PriceBook{};
}
PriceBook builtin() {
  auto book = pricing::builtin_prices();
  EXPECT_TRUE(book) << book.error().message;
  return book ? *std::move(book) : PriceBook{};
}
const std::string kHead = "format: prorata.prices/1\n";

TEST(BuiltinPrices, AreAllIndicativeAndDated) {
  const PriceBook book = builtin();
  EXPECT_GT(book.instances.size(), 120u);
  EXPECT_TRUE(book.notices.list().empty());
  for (const PriceRow& row : book.instances) {
    EXPECT_TRUE(row.indicative) << row.source;
    EXPECT_TRUE(row.as_of) << row.source;
    EXPECT_FALSE(row.provider.empty()) << row.source;
    EXPECT_FALSE(row.region.empty()) << row.source;
    EXPECT_EQ(row.per_hour.has_value(), row.foreign.empty()) << row.source;
    EXPECT_NE(row.source.find("indicative"), std::string::npos);
  }
  EXPECT_EQ(book.default_source, "built-in prices (defaults) of 2025, indicative");
  const auto m5 = std::find_if(book.instances.begin(), book.instances.end(),
                               [](const PriceRow& row) { return row.instance_type == "m5.xlarge"; });
  ASSERT_NE(m5, book.instances.end());
  EXPECT_EQ(m5->source, "built-in prices (aws m5.xlarge) of 2026-07-20, indicative");
  EXPECT_DOUBLE_EQ(*m5->per_hour, 0.192);
}

TEST(BuiltinPrices, OfSpotNodesAreBelowThoseOnDemand) {
  const PriceBook book = builtin();
  std::map<std::string, double> on_demand;
  for (const PriceRow& row : book.instances) {
    if (!row.spot && row.per_hour) on_demand[row.provider + row.region + row.instance_type] = *row.per_hour;
  }
  int spot = 0;
  for (const PriceRow& row : book.instances) {
    if (!row.spot) continue;
    ++spot;
    const auto found = on_demand.find(row.provider + row.region + row.instance_type);
    ASSERT_NE(found, on_demand.end()) << row.source;
    EXPECT_LT(*row.per_hour, found->second * 0.75) << row.source;
    EXPECT_GT(*row.per_hour, found->second * 0.2) << row.source;
  }
  EXPECT_GT(spot, 15);
}

TEST(BuiltinPrices, OfGpusAreOfOneGpu) {
  const PriceBook book = builtin();
  EXPECT_EQ(book.gpus.size(), 14u);
  for (const auto& gpu : book.gpus) {
    EXPECT_EQ(gpu.attached, gpu.provider == "gcp") << "Google Cloud sells them on top of N1 machines";
    EXPECT_LT(*gpu.per_hour, pricing::most_of_gpu(gpu.gpu_model)) << gpu.gpu_model;
  }
  const auto price = [&](std::string_view product) {
    const auto found = std::find_if(book.gpus.begin(), book.gpus.end(), [&](const auto& gpu) {
      return !gpu.attached && pricing::has_words(product, gpu.gpu_model);
    });
    return found == book.gpus.end() ? 0 : *found->per_hour;
  };
  EXPECT_DOUBLE_EQ(price("NVIDIA-A100-SXM4-80GB"), 27.44705 / 8);
  EXPECT_DOUBLE_EQ(price("NVIDIA-A100-SXM4-40GB"), 21.957642 / 8);
  EXPECT_DOUBLE_EQ(price("NVIDIA-H100-80GB-HBM3"), 6.88);
  EXPECT_EQ(price("NVIDIA-A10"), 0) << "the list has a third of one, and one with 36 cores";
  EXPECT_DOUBLE_EQ(price("Tesla-V100-SXM3-32GB"), 31.212 / 8);
  EXPECT_DOUBLE_EQ(price("Tesla-V100-SXM2-16GB"), 3.06);
}

TEST(BuiltinPrices, OfVolumesGoByWordsOfTheirClass) {
  const PriceBook book = read(kHead + "currency: CNY\nunits: {}\nextends: builtin\nexchangeRates: {USD: 7}\n");
  const auto monthly = [&](std::string_view provider, std::string_view storage_class) {
    for (const PriceRow& row : book.listed_volumes) {
      if (row.provider != provider || !row.driver.empty()) continue;
      const bool words = !row.class_words.empty() && pricing::has_words(storage_class, row.class_words);
      if (words || row.storage_class == storage_class) return row.size_rate->count() * 730 * 3600 * (1 << 30);
    }
    return 0.0;
  };
  EXPECT_NEAR(monthly("aws", "ebs-gp3-encrypted"), 0.08 * 7, 1e-9);
  EXPECT_NEAR(monthly("gcp", "team-pd-ssd"), 0.17 * 7, 1e-9);
  EXPECT_NEAR(monthly("gcp", "premium-rwo"), 0.17 * 7, 1e-9);
  EXPECT_NEAR(monthly("azure", "managed-csi-premium"), 0.154 * 7, 1e-9);
  EXPECT_NEAR(monthly("alibaba", "alicloud-disk-essd-pl2"), 3, 1e-9);
  EXPECT_NEAR(monthly("alibaba", "alicloud-disk-essd"), 1.5, 1e-9);
  EXPECT_EQ(monthly("aws", "fast"), 0);
  const auto alibaba = std::find_if(book.providers.begin(), book.providers.end(),
                                    [](const PriceRow& row) { return row.provider == "alibaba"; });
  EXPECT_DOUBLE_EQ(alibaba->rate->count() * 3600, 0.007 * 7) << "in dollars, among prices in yuan";
}

TEST(BuiltinPrices, OfServicesAreForLines) {
  const std::string head = kHead + "currency: EUR\nunits: {}\nexchangeRates: {USD: 0.5}\n";
  const PriceBook book = read(head + R"(services:
  - {provider: own, service: eks, perHour: 3}
  - {provider: own, service: wire, perHour: 2, perGb: 1, currency: USD}
lines:
  - {name: nat, service: nat-gateway, provider: aws, count: 3, gbPerMonth: 1000}
  - {name: plane, service: eks}
  - {name: wire, service: wire, gbPerMonth: 730}
)");
  ASSERT_EQ(book.lines.size(), 3u);
  EXPECT_DOUBLE_EQ(book.lines[0].rate->count() * 3600, (3 * 0.045 + 1000 * 0.045 / 730) * 0.5);
  EXPECT_EQ(book.lines[0].source, "p.yaml:9, aws nat-gateway, indicative");
  EXPECT_DOUBLE_EQ(book.lines[1].rate->count() * 3600, 3) << "those of the file come first";
  EXPECT_EQ(book.lines[1].source, "p.yaml:10, own eks");
  EXPECT_DOUBLE_EQ(book.lines[2].rate->count() * 3600, (2 + 1) * 0.5);
  const auto error = [&](const std::string& line) {
    const auto bad = read_price_file(head + "lines: [{name: x, " + line + "}]\n", "p.yaml");
    return bad ? "none" : bad.error().message;
  };
  EXPECT_EQ(error("service: natgw"), "p.yaml:5: lines[0].service: there is no such service");
  EXPECT_EQ(error("service: nat-gateway"), "p.yaml:5: lines[0].service: several providers have this service");
  EXPECT_EQ(error("service: eks, perHour: 1"), "p.yaml:5: lines[0]: has a price and a service");
  EXPECT_EQ(error("service: eks, gbPerMonth: 1"), "p.yaml:5: lines[0].gbPerMonth: this service has no price per GB");
  EXPECT_EQ(error("service: ebs-snapshot"),
            "p.yaml:5: lines[0]: \"gbPerMonth\" is missing, expected how many GB a month");
}

TEST(BuiltinPrices, OfOtherCurrenciesNeedARate) {
  const auto row = [](const PriceBook& book, std::string_view type) {
    return *std::find_if(book.instances.begin(), book.instances.end(),
                         [&](const PriceRow& price) { return price.instance_type == type; });
  };
  const PriceBook dollars = builtin();
  EXPECT_EQ(row(dollars, "ecs.g7.xlarge").foreign, "CNY");
  EXPECT_FALSE(row(dollars, "ecs.g7.xlarge").per_hour);
  const PriceBook yuan = read(kHead + "currency: CNY\nunits: {}\nextends: builtin\nexchangeRates: {USD: 7.1}\n");
  EXPECT_DOUBLE_EQ(*row(yuan, "ecs.g7.xlarge").per_hour, 1.0465);
  EXPECT_DOUBLE_EQ(*row(yuan, "m5.xlarge").per_hour, 0.192 * 7.1);
  EXPECT_DOUBLE_EQ(yuan.on_demand.cpu->count() * 3600, 0.031611 * 7.1);
  EXPECT_TRUE(yuan.notices.list().empty());
  const auto euros = read_price_file(kHead + "currency: EUR\nunits: {}\nextends: builtin\n", "p.yaml");
  ASSERT_FALSE(euros);
  EXPECT_EQ(euros.error().message,
            "p.yaml:4: extends: the built-in prices are in USD, and there is no exchange rate for it");
}

TEST(BuiltinPrices, StandBehindThoseOfTheFile) {
  const PriceBook book = read(kHead + R"(currency: USD
units: {cpu: core-hour, gpu: gpu-hour, node: hour}
extends: builtin
defaults: {cpu: 0.02}
instances:
  - {provider: aws, region: eu-central-1, instanceType: m5.xlarge, price: 0.23}
gpus:
  - {model: T4, price: 0.4}
)");
  EXPECT_EQ(book.instances[0].source, "p.yaml:7");
  EXPECT_FALSE(book.instances[0].indicative);
  EXPECT_DOUBLE_EQ(*book.gpus[0].per_hour, 0.4);
  EXPECT_DOUBLE_EQ(book.on_demand.cpu->count(), 0.02 / 3600);
  EXPECT_FALSE(book.on_demand.ram) << "a file with defaults has its own";
  EXPECT_EQ(book.default_source, "p.yaml (defaults)");
  EXPECT_DOUBLE_EQ(book.spot_discount, 0.6);
  ASSERT_EQ(book.providers.size(), 4u);
  EXPECT_EQ(book.providers[0].source, "built-in prices (aws) of 2025, indicative");
}

}  // namespace
}  // namespace prorata::cli
