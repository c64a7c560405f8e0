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
  EXPECT_EQ(book.gpus.size(), 11u);
  for (const auto& gpu : book.gpus) {
    EXPECT_FALSE(gpu.attached);
    EXPECT_LT(*gpu.per_hour, pricing::most_of_gpu(gpu.gpu_model)) << gpu.gpu_model;
  }
  const auto price = [&](std::string_view product) {
    const auto found = std::find_if(book.gpus.begin(), book.gpus.end(),
                                    [&](const auto& gpu) { return pricing::is_gpu(product, gpu.gpu_model); });
    return found == book.gpus.end() ? 0 : *found->per_hour;
  };
  EXPECT_DOUBLE_EQ(price("NVIDIA-A100-SXM4-80GB"), 27.44705 / 8);
  EXPECT_DOUBLE_EQ(price("NVIDIA-A100-SXM4-40GB"), 21.957642 / 8);
  EXPECT_DOUBLE_EQ(price("NVIDIA-H100-80GB-HBM3"), 6.88);
  EXPECT_EQ(price("NVIDIA-A10"), 0) << "the list has a third of one, and one with 36 cores";
  EXPECT_DOUBLE_EQ(price("Tesla-V100-SXM3-32GB"), 31.212 / 8);
  EXPECT_DOUBLE_EQ(price("Tesla-V100-SXM2-16GB"), 3.06);
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
