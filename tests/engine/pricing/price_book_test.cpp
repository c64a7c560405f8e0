// The price file: units checked, errors with file and line, nothing silently free.
#include "pricing/price_book.h"

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "price_file.h"
#include "support/named.h"

namespace prorata::pricing {
namespace {

using tests::by_name;

TEST(AsOf, IsNoDayToCome) {
  PriceBook book = book_of(R"("asOf":"2026-03-01","defaults":{"cpu":"0.03"},"nodes":[)"
                           R"({"name":{"value":"a","line":3},"price":"1"},)"
                           R"({"name":{"value":"b","line":4},"price":"1","asOf":"2062-03-01"}])");
  note_future(book, *parse_instant("2026-03-01T00:00:00Z"));
  EXPECT_EQ(objects_of(book.notices, "prices-from-the-future"), std::vector<std::string>{"p:4 of 2062-03-01"});
}

TEST(PriceBook, IsReadInItsUnits) {
  const auto book = read_price_book(
      R"({"format":"prorata.prices/1","currency":"EUR","asOf":"2026-03","indicative":"true","source":"me",)"
      R"("units":{"cpu":"core-month","memory":"GB-month","gpu":"gpu-hour","node":"month"},)"
      R"("defaults":{"cpu":"7.3","memory":{"value":"730","line":9},"gpu":"3.6"},)"
      R"("nodes":[{"name":{"value":"n1","line":12},"price":"73"},{"instanceType":"m5","spot":"true","cpu":"14.6"},{"price":"1e1"}]})",
      "prices.yaml");
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_EQ(book->currency, (Currency{"EUR", 9}));
  EXPECT_DOUBLE_EQ(book->on_demand.cpu->count(), 0.01 / 3600);
  EXPECT_DOUBLE_EQ(book->on_demand.ram->count(), 1.0 / 3600 / 1e9);
  EXPECT_DOUBLE_EQ(book->on_demand.gpu->count(), 0.001);
  EXPECT_DOUBLE_EQ(book->spot.cpu->count(), book->on_demand.cpu->count()) << "spot without spot rates is not free";
  EXPECT_EQ(book->default_source, "prices.yaml (defaults) of 2026-03, indicative");
  ASSERT_EQ(book->nodes.size(), 3u);
  EXPECT_DOUBLE_EQ(*book->nodes[0].per_hour, 0.1);
  EXPECT_EQ(book->nodes[0].source, "prices.yaml:12 of 2026-03, indicative");
  EXPECT_EQ(book->nodes[1].instance_type, "m5");
  EXPECT_EQ(book->nodes[1].spot, true);
  EXPECT_DOUBLE_EQ(book->nodes[1].rates.cpu->count(), 0.02 / 3600);
  EXPECT_EQ(book->nodes[2].source, "prices.yaml (nodes) of 2026-03, indicative");
}

TEST(PriceBook, TakesZeroForAbsent) {
  const auto book = read_price_book(
      "{" + kHead + kUnits + R"(,"defaults":{"cpu":"0","memory":"0.004"},"spot":{},"nodes":[{"price":"0"}]})", "p");
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_FALSE(book->on_demand.cpu);
  EXPECT_TRUE(book->on_demand.ram);
  EXPECT_FALSE(book->on_demand.gpu);
  EXPECT_FALSE(book->spot.ram) << "given, and empty";
  EXPECT_TRUE(book->nodes.empty()) << "an entry without any price leaves its nodes to the next source";
}

TEST(PriceBook, OfTinyUnitsCountsMillionths) {
  const auto book = read_price_book(R"({"format":"prorata.prices/1","currency":"JPY",)" + kUnits + "}", "p");
  ASSERT_TRUE(book);
  EXPECT_EQ(book->currency.digits, 6);
}

TEST(PriceBook, ReadsEverythingThatCostsSomething) {
  const PriceBook book = book_of(
      R"("defaults":{"disk":"0.073","volume":"0.146","loadBalancer":"0.025","network":{"zone":"0.01","internet":"0.12"}},)"
      R"("virtualNodes":{"cpu":"0.04048","memory":"0.004445"},)"
      R"("volumes":[{"storageClass":"gp3","price":"0.08"},{"volume":"pv-1","driver":"ebs.csi.aws.com","price":"0.1"}],)"
      R"("loadBalancers":[{"namespace":"shop","service":"web","perMonth":"73","perAddress":"0.005"},{"price":"0.02"}],)"
      R"("network":{"zoneCostMultiplier":"0.02","regionCostMultiplier":"0.05","internetCostMultiplier":"0.09","monthlyBill":"730"},)"
      R"("management":{"perHour":"0.10"},)"
      R"("lines":[{"name":"support","cluster":"prod","perMonth":"1460"},{"name":"NAT","price":"0.045"}])");
  constexpr double kGibHour = 1073741824.0 * 3600, kGibMonth = kGibHour * 730;
  EXPECT_DOUBLE_EQ(book.on_demand.disk->count(), 0.073 / kGibMonth);
  EXPECT_DOUBLE_EQ(book.volume->count(), 0.146 / kGibMonth);
  EXPECT_DOUBLE_EQ(book.balancer->count(), 0.025 / 3600);
  EXPECT_DOUBLE_EQ(book.default_network.rate[0]->count(), 0.01 / 1073741824);
  EXPECT_FALSE(book.default_network.rate[1]);
  EXPECT_DOUBLE_EQ(book.virtual_nodes.cpu->count(), 0.04048 / 3600);
  EXPECT_DOUBLE_EQ(book.virtual_nodes.disk->count(), 0.073 / kGibMonth) << "of the defaults";
  ASSERT_EQ(book.volumes.size(), 2u);
  EXPECT_EQ(book.volumes[0].storage_class, "gp3");
  EXPECT_EQ(book.volumes[1].volume + book.volumes[1].driver, "pv-1ebs.csi.aws.com");
  EXPECT_DOUBLE_EQ(book.volumes[1].size_rate->count(), 0.1 / kGibMonth);
  ASSERT_EQ(book.balancers.size(), 2u);
  EXPECT_EQ(book.balancers[0].name_space + book.balancers[0].service, "shopweb");
  EXPECT_DOUBLE_EQ(book.balancers[0].rate->count(), 0.1 / 3600);
  EXPECT_DOUBLE_EQ(book.balancers[0].address_rate->count(), 0.005 / 3600);
  EXPECT_DOUBLE_EQ(book.network.rate[2]->count(), 0.09 / 1073741824);
  EXPECT_DOUBLE_EQ(book.network.bill->count(), 1.0 / 3600);
  EXPECT_DOUBLE_EQ(book.management->count(), 0.1 / 3600);
  ASSERT_EQ(book.lines.size(), 2u);
  EXPECT_EQ(book.lines[0].name + "/" + book.lines[0].cluster, "support/prod");
  EXPECT_DOUBLE_EQ(book.lines[0].rate->count(), 2.0 / 3600);
  EXPECT_DOUBLE_EQ(book.lines[1].rate->count(), 0.045 / 3600);
  EXPECT_TRUE(book.notices.list().empty());
}

TEST(PriceBook, ReadsStorageAndTrafficInTheirUnits) {
  const auto book =
      read_price_book("{" + kHead +
                          R"("units":{"storage":"GB-hour","network":"GB","loadBalancer":"month","line":"month"},)"
                          R"("defaults":{"volume":"0.0001","loadBalancer":"18.25"},"network":{"internet":"0.09"},)"
                          R"("management":{"price":"73"},"lines":[{"name":"a","price":"7.3"}]})",
                      "p");
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_DOUBLE_EQ(book->volume->count(), 0.0001 / 1e9 / 3600);
  EXPECT_DOUBLE_EQ(book->balancer->count(), 0.025 / 3600);
  EXPECT_DOUBLE_EQ(book->network.rate[2]->count(), 0.09 / 1e9);
  EXPECT_DOUBLE_EQ(book->management->count(), 0.1 / 3600);
  EXPECT_DOUBLE_EQ(book->lines[0].rate->count(), 0.01 / 3600);
}

TEST(PriceBook, ReadsListsOfInstancesAndGpus) {
  const PriceBook book = book_of(
      R"("asOf":"2026","instances":[{"provider":"aws","region":"us-east-1","asOf":"2026-07-20","prices":{"m5.large":"0.096","m5.xlarge":"0.192","none":"0"}},)"
      R"({"instanceType":"p4d.24xlarge","gpuModel":"A100-40GB","spot":"true","perMonth":"7300"}],)"
      R"("gpus":[{"model":"a100-80gb","price":"32.77","priceScope":"instance","gpusPerInstance":"8"},)"
      R"({"model":"a10","price":"0.908","priceScope":"instance","gpusPerInstance":"1/3"},)"
      R"({"label":"gpu.class","value":"x","price":"0.35","priceScope":"gpu-attach"},{"model":"t4","price":"0.526","priceScope":"gpu"}])");
  ASSERT_EQ(book.instances.size(), 3u) << "a list's zero is a type that is not sold";
  EXPECT_EQ(book.instances[1].provider + book.instances[1].region + book.instances[1].instance_type,
            "awsus-east-1m5.xlarge");
  EXPECT_DOUBLE_EQ(*book.instances[1].per_hour, 0.192);
  EXPECT_EQ(book.instances[1].source, "p (instances) of 2026-07-20");
  EXPECT_EQ(book.instances[1].as_of, *parse_instant("2026-07-20"));
  EXPECT_EQ(book.instances[2].gpu_model, "A100-40GB");
  EXPECT_EQ(book.instances[2].spot, true);
  EXPECT_DOUBLE_EQ(*book.instances[2].per_hour, 10);
  EXPECT_EQ(book.instances[2].as_of, *parse_instant("2026-01-01"));
  ASSERT_EQ(book.gpus.size(), 4u);
  EXPECT_DOUBLE_EQ(*book.gpus[0].per_hour, 4.09625);
  EXPECT_DOUBLE_EQ(*book.gpus[1].per_hour, 2.724);
  EXPECT_TRUE(book.gpus[2].attached);
  EXPECT_EQ(book.gpus[2].label + "=" + book.gpus[2].value, "gpu.class=x");
  EXPECT_FALSE(book.gpus[3].attached);
}

TEST(PriceBook, ReadsHowPricesAreApplied) {
  const PriceBook book = book_of(
      R"("nodeSplit":{"method":"ratio","cpu":"9","memory":"1","gpu":"90"},"billing":{"minimumSeconds":"60","roundTo":"minute"},)"
      R"("discounts":{"cpu":"30%","memory":"10%","negotiated":"5%"},"spotDiscount":"60%","spotNodes":{"label":"pool","value":"spot"},)"
      R"("commitments":[{"instanceType":"m5.large","perHour":"0.06","covered":"3"},{"provider":"gcp","perMonth":"73","covered":"60%"}],)"
      R"("nodes":[{"name":"a","price":"1","disk":"separate","roundTo":"hour"},{"provider":"aws","zone":"z","gpuModel":"t4","providerId":"i-1","price":"1"}],)"
      R"("bill":{"amount":"1234.5","start":"2026-03-01","end":"2026-04-01"})");
  EXPECT_EQ(*book.split.weights, (PerResource<double>{9, 1, 90, 0}));
  EXPECT_DOUBLE_EQ(book.cpu_discount, 1 - 0.7 * 0.95);
  EXPECT_DOUBLE_EQ(book.ram_discount, 1 - 0.9 * 0.95);
  EXPECT_DOUBLE_EQ(book.spot_discount, 0.6);
  EXPECT_EQ(book.spot_label + book.spot_value, "poolspot");
  ASSERT_EQ(book.commitments.size(), 2u);
  EXPECT_EQ(book.commitments[0].count, 3);
  EXPECT_DOUBLE_EQ(*book.commitments[0].per_hour, 0.06);
  EXPECT_EQ(book.commitments[1].count, 0);
  EXPECT_DOUBLE_EQ(book.commitments[1].share, 0.6);
  EXPECT_DOUBLE_EQ(*book.commitments[1].per_hour, 0.1);
  EXPECT_FALSE(book.nodes[0].disk_included);
  EXPECT_EQ(book.nodes[0].billing.minimum, Duration(60000));
  EXPECT_EQ(book.nodes[0].billing.round_to, Duration(3600000));
  EXPECT_EQ(book.nodes[1].billing.round_to, Duration(60000));
  EXPECT_EQ(book.nodes[1].provider + book.nodes[1].zone + book.nodes[1].gpu_model + book.nodes[1].provider_id,
            "awszt4i-1");
  EXPECT_DOUBLE_EQ(book.bill->amount, 1234.5);
  EXPECT_EQ(book.bill->window, (Window{*parse_instant("2026-03-01"), *parse_instant("2026-04-01")}));
}

TEST(PriceBook, ConvertsByRatesThatTheUserGives) {
  const auto book = read_price_book(
      R"({"format":"prorata.prices/1","currency":"EUR","exchangeRates":{"USD":"0.92","CNY":"0.13"},"exportedCurrency":"USD",)" +
          kUnits +
          R"(,"instances":[{"instanceType":"a","price":"1"},{"instanceType":"b","currency":"USD","price":"1"}],)"
          R"("volumes":[{"storageClass":"essd","currency":"CNY","price":"1"}],"bill":{"amount":"100","currency":"USD"}})",
      "p");
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_DOUBLE_EQ(book->exported, 0.92);
  EXPECT_DOUBLE_EQ(*book->instances[0].per_hour, 1);
  EXPECT_DOUBLE_EQ(*book->instances[1].per_hour, 0.92);
  EXPECT_DOUBLE_EQ(book->volumes[0].size_rate->count(), 0.13 / 730 / 3600 / 1073741824);
  EXPECT_DOUBLE_EQ(book->bill->amount, 92);
}

TEST(PriceBook, SaysWhatLooksLikeAnotherUnit) {
  const auto suspicious = [](const std::string& fields) {
    return objects_of(book_of(fields).notices, "price-unit-suspicious");
  };
  using Texts = std::vector<std::string>;
  // 23.07 a core-month as core-hours, and memory a thousand times too dear.
  EXPECT_EQ(suspicious(R"("defaults":{"cpu":{"value":"23.07","line":7},"memory":{"value":"4.237","line":8}})"),
            (Texts{"p:7: defaults.cpu: 23.07 per core-hour", "p:8: defaults.memory: 4.237 per GiB-hour"}));
  EXPECT_EQ(suspicious(R"("defaults":{"cpu":"0.0004","gpu":"51","memory":"0.00004"})"),
            (Texts{"p: defaults.cpu: 0.0004 per core-hour", "p: defaults.gpu: 51 per gpu-hour",
                   "p: defaults.memory: 0.00004 per GiB-hour"}));
  EXPECT_EQ(suspicious(R"("defaults":{"cpu":"0.0005","gpu":"50","memory":"0.5"})"), Texts{});
  // An hourly price of storage, 0.04 / 730, as one per month; and 8 cents per MiB.
  EXPECT_EQ(suspicious(R"("defaults":{"disk":"0.0000548","volume":"81.92"})"),
            (Texts{"p: defaults.disk: 0.0000548 per GiB-month", "p: defaults.volume: 81.92 per GiB-month"}));
  EXPECT_EQ(
      suspicious(R"("nodes":[{"perHour":"600"}],"network":{"internet":"9"},"loadBalancers":[{"perMonth":"0.025"}])"),
      (Texts{"p: loadBalancers[0].perMonth: 0.025 per month", "p: network.internet: 9 per GiB",
             "p: nodes[0].perHour: 600 per hour"}));
  EXPECT_EQ(suspicious(R"("lines":[{"name":"support","perMonth":"900000"}])"), Texts{});
}

TEST(PriceBook, ChecksMagnitudesInDollars) {
  const auto suspicious = [](const std::string& currency, const std::string& cpu, const std::string& rates) {
    const auto book = read_price_book(R"({"format":"prorata.prices/1","currency":")" + currency + R"(",)" + kUnits +
                                          R"(,"defaults":{"cpu":")" + cpu + R"("})" + rates + "}",
                                      "p");
    return book && book->notices.find("price-unit-suspicious") != nullptr;
  };
  EXPECT_FALSE(suspicious("CNY", "30", "")) << "4 dollars";
  EXPECT_TRUE(suspicious("CNY", "40", ""));
  EXPECT_FALSE(suspicious("XAU", "1000", "")) << "nobody said what it is worth";
  EXPECT_TRUE(suspicious("XAU", "1000", R"(,"exchangeRates":{"USD":"0.0005"})"));
  EXPECT_FALSE(suspicious("JPY", "5", ""));
}

TEST(PriceBook, SaysThatZeroIsNoPrice) {
  EXPECT_EQ(objects_of(book_of(R"("defaults":{"cpu":{"value":"0","line":4}},"volumes":[{"price":"0.0"}])").notices,
                       "price-zero"),
            (std::vector<std::string>{"p: volumes[0].price", "p:4: defaults.cpu"}));
}

TEST(PriceBook, DoesNotTakeAnInstanceForAGpu) {
  const auto read = [](const std::string& gpu) { return book_of(R"("gpus":[{)" + gpu + "}]"); };
  const PriceBook unsaid = read(R"("model":{"value":"a100-80gb","line":12},"price":"32.77")");
  EXPECT_TRUE(unsaid.gpus.empty()) << "nobody said that it is the price of one";
  EXPECT_EQ(objects_of(unsaid.notices, "gpu-price-looks-like-instance"),
            std::vector<std::string>{"p:12: gpus[0]: a100-80gb"});
  const PriceBook said = read(R"("model":"a100-80gb","price":"32.77","priceScope":"gpu")");
  EXPECT_EQ(said.gpus.size(), 1u) << "as the file says, but not in silence";
  EXPECT_NE(said.notices.find("gpu-price-looks-like-instance"), nullptr);
  const PriceBook instance =
      read(R"("model":"a100-80gb","price":"32.77","priceScope":"instance","gpusPerInstance":"8")");
  EXPECT_EQ(instance.gpus.size(), 1u);
  EXPECT_TRUE(instance.notices.list().empty());
  const PriceBook likely = read(R"("model":"t4","price":"0.526")");
  EXPECT_EQ(likely.gpus.size(), 1u);
  EXPECT_TRUE(likely.notices.list().empty());
  EXPECT_NE(read(R"("model":"t4","price":"0.95")").notices.find("gpu-price-looks-like-instance"), nullptr);
}

struct BadCase {
  const char* name;
  std::string json;
  std::string message;
  friend void PrintTo(const BadCase& c, std::ostream* out) { *out << c.json; }
};
std::string node(const std::string& fields) {
  return with(R"("nodes":[{)" + fields + "}]");
}
const BadCase kBad[] = {
    {"NoJson", "{",
     "f.yaml: this is no JSON: syntax error while parsing object key - unexpected end of input; expected string "
     "literal"},
    {"NoMapping", "[]", "f.yaml: expected a map, got a list"},
    {"NoFormat", R"({"currency":"USD"})", "f.yaml: \"format\" is missing, expected prorata.prices/1"},
    {"OtherFormat", R"({"format":{"value":"prices/2","line":1}})",
     "f.yaml:1: format: expected prorata.prices/1, got 'prices/2'"},
    {"NoCurrency", R"({"format":"prorata.prices/1"})",
     "f.yaml: \"currency\" is missing, expected an ISO 4217 code such as USD"},
    {"CurrencySign", R"({"format":"prorata.prices/1","currency":{"value":"€","line":2}})",
     "f.yaml:2: currency: expected an ISO 4217 code such as USD, got '€'"},
    {"CurrencyInSmallLetters", R"({"format":"prorata.prices/1","currency":"usd"})",
     "f.yaml: currency: expected an ISO 4217 code such as USD, got 'usd'"},
    {"CurrencyThatIsAFormula", R"({"format":"prorata.prices/1","currency":"=1,"})",
     "f.yaml: currency: expected an ISO 4217 code such as USD, got '=1,'"},
    {"NoUnits", "{" + kHead + R"("nodes":[]})",
     "f.yaml: \"units\" is missing, expected what prices are per, for example {cpu: core-hour, memory: GiB-hour, gpu: "
     "gpu-hour, node: hour}"},
    {"UnknownUnit", "{" + kHead + R"("units":{"cpu":{"value":"core-day","line":4}}})",
     "f.yaml:4: units.cpu: expected core-hour or core-month, got 'core-day'"},
    {"UnitOfWhat", "{" + kHead + R"("units":{"disk":"GB-month"}})", "f.yaml: units.disk: there is no such field"},
    {"UnitOfStorage", "{" + kHead + R"("units":{"storage":"TB-month"}})",
     "f.yaml: units.storage: expected one of GiB-hour, GB-hour, GiB-month, GB-month, got 'TB-month'"},
    {"UnitOfTraffic", "{" + kHead + R"("units":{"network":"MB"}})",
     "f.yaml: units.network: expected GiB or GB, got 'MB'"},
    {"TrafficWithoutUnit", "{" + kHead + R"("units":{},"network":{"zone":{"value":"1","line":3}}})",
     "f.yaml:3: network.zone: a price without a unit"},
    {"VolumeWithoutPrice", with(R"("volumes":[{"storageClass":{"value":"gp3","line":8}}])"),
     "f.yaml:8: volumes[0]: \"price\" is missing, expected a price from 0 to 1000000, such as 0.031611"},
    {"BalancerWithoutPrice", with(R"("loadBalancers":[{"service":"a"}])"), "f.yaml: loadBalancers[0]: has no price"},
    {"TwoPrices", with(R"("lines":[{"name":"a","perHour":"1","perMonth":"1"}])"), "f.yaml: lines[0]: has two prices"},
    {"LineWithoutName", with(R"("lines":[{"perHour":"1"}])"), "f.yaml: lines[0]: \"name\" is missing, expected a text"},
    {"SameConditions",
     node(
         R"("name":{"value":"n1","line":4},"price":"1"},{"name":"n2","price":"1"},{"name":{"value":"n1","line":9},"price":"2")"),
     "f.yaml:9: nodes[2]: has the same conditions as line 4"},
    {"SameConditionsWithoutLines", with(R"("volumes":[{"price":"1"},{"price":"2"}])"),
     "f.yaml: volumes[1]: has the same conditions as f.yaml: volumes[0]"},
    {"SameTypeTwice",
     with(R"("instances":[{"instanceType":"a","price":"1"},{"prices":{"b":"1","a":{"value":"2","line":9}}}])"),
     "f.yaml:9: instances[1].prices.a: has the same conditions as f.yaml: instances[0]"},
    {"InstanceWithoutType", with(R"("instances":[{"provider":"aws","price":"1"}])"),
     "f.yaml: instances[0]: has no price"},
    {"InstanceWithBoth", with(R"("instances":[{"instanceType":"a","price":"1","prices":{}}])"),
     "f.yaml: instances[0]: has a price of one type and of several"},
    {"DiskIsAWord", node(R"("price":"1","disk":"yes")"),
     "f.yaml: nodes[0].disk: expected included or separate, got 'yes'"},
    {"GpuWithoutModel", with(R"("gpus":[{"price":"1"}])"),
     "f.yaml: gpus[0]: needs either \"model\", or \"label\" and \"value\""},
    {"GpuScope", with(R"("gpus":[{"model":"t4","price":"1","priceScope":"node"}])"),
     "f.yaml: gpus[0].priceScope: expected one of gpu, instance, gpu-attach, got 'node'"},
    {"GpuInstanceWithoutNumber", with(R"("gpus":[{"model":"t4","price":"1","priceScope":"instance"}])"),
     "f.yaml: gpus[0]: \"priceScope: instance\" and \"gpusPerInstance\" belong together"},
    {"GpusPerInstance", with(R"("gpus":[{"model":"t4","price":"1","priceScope":"instance","gpusPerInstance":"1/0"}])"),
     "f.yaml: gpus[0].gpusPerInstance: expected a number above zero, such as 8, 0.5 or 1/3, got '1/0'"},
    {"NoRateOfTheCurrency",
     with(R"("instances":[{"instanceType":"a","price":"1","currency":{"value":"CNY","line":5}}])"),
     "f.yaml:5: instances[0].currency: there is no exchange rate for CNY"},
    {"NoRateOfExportedPrices", with(R"("exportedCurrency":"EUR")"),
     "f.yaml: exportedCurrency: there is no exchange rate for EUR"},
    {"RateOfNoCurrency", with(R"("exchangeRates":{"usd":"1"})"),
     "f.yaml: exchangeRates.usd: expected an ISO 4217 code such as USD as its name"},
    {"RateOfNothing", with(R"("exchangeRates":{"EUR":"0"})"),
     "f.yaml: exchangeRates.EUR: expected what one unit of it is worth, such as 0.92, got '0'"},
    {"AsOfIsNoDate", with(R"("asOf":"spring")"), "f.yaml: asOf: expected a date such as 2026-03-01, got 'spring'"},
    {"AsOfIsANumber", with(R"("asOf":"1772409600")"),
     "f.yaml: asOf: expected a date such as 2026-03-01, got '1772409600'"},
    {"DiscountWithoutPercent", with(R"("discounts":{"cpu":"0.3"})"),
     "f.yaml: discounts.cpu: expected a percentage such as 30%, got '0.3'"},
    {"DiscountOfMoreThanAll", with(R"("spotDiscount":"101%")"),
     "f.yaml: spotDiscount: expected a percentage such as 30%, got '101%'"},
    {"RoundToADay", with(R"("billing":{"roundTo":"day"})"),
     "f.yaml: billing.roundTo: expected one of second, minute, hour, got 'day'"},
    {"SharesThatAreNoWhole", with(R"("nodeSplit":{"method":"shares","cpu":"0.8","memory":"0.3"})"),
     "f.yaml: nodeSplit: shares must sum up to 1"},
    {"WeightsOfNothing", with(R"("nodeSplit":{"method":"ratio","cpu":"0","memory":"0","gpu":"1"})"),
     "f.yaml: nodeSplit: \"cpu\" and \"memory\" are both zero, so nodes without GPUs have nothing to be split by"},
    {"SplitMethod", with(R"("nodeSplit":{"method":"half"})"),
     "f.yaml: nodeSplit.method: expected one of ratio, residual, gpu-only, shares, got 'half'"},
    {"CoveredByNothing", with(R"("commitments":[{"perHour":"1"}])"),
     "f.yaml: commitments[0]: \"covered\" is missing, expected a number of nodes or a percentage"},
    {"CommitmentWithoutPrice", with(R"("commitments":[{"covered":"1"}])"), "f.yaml: commitments[0]: has no price"},
    {"BillOfNothing", with(R"("bill":{"amount":"0"})"),
     "f.yaml: bill.amount: expected an amount above zero, such as 1234.56, got '0'"},
    {"BillWithoutEnd", with(R"("bill":{"amount":"1","start":"2026-03-01"})"),
     "f.yaml: bill: \"start\" and \"end\" belong together"},
    {"BillThatEndsBefore", with(R"("bill":{"amount":"1","start":"2026-03-01","end":"2026-02-01"})"),
     "f.yaml: bill: must end after it starts"},
    {"MissingUnit", "{" + kHead + R"("units":{"cpu":"core-hour"},"defaults":{"memory":{"value":"1","line":6}}})",
     "f.yaml:6: defaults.memory: a price without a unit"},
    {"MissingNodeUnit", "{" + kHead + R"("units":{"cpu":"core-hour"},"nodes":[{"price":{"value":"1","line":7}}]})",
     "f.yaml:7: nodes[0].price: a price without a unit"},
    {"Negative", with(R"("defaults":{"cpu":{"value":"-0.1","line":5}})"),
     "f.yaml:5: defaults.cpu: expected a price from 0 to 1000000, such as 0.031611, got '-0.1'"},
    {"NotANumber", with(R"("defaults":{"cpu":{"value":"0,03","line":5}})"),
     "f.yaml:5: defaults.cpu: expected a price from 0 to 1000000, such as 0.031611, got '0,03'"},
    {"CurrencyInThePrice", node(R"("price":"$1")"),
     "f.yaml: nodes[0].price: expected a price from 0 to 1000000, such as 0.031611, got '$1'"},
    {"NaN", node(R"("price":"NaN")"),
     "f.yaml: nodes[0].price: expected a price from 0 to 1000000, such as 0.031611, got 'NaN'"},
    {"TooLarge", node(R"("price":"1000001")"),
     "f.yaml: nodes[0].price: expected a price from 0 to 1000000, such as 0.031611, got '1000001'"},
    {"PriceIsAList", node(R"("price":["1"])"),
     "f.yaml: nodes[0].price: expected a price from 0 to 1000000, such as 0.031611, got a list"},
    {"PriceIsEmpty", node(R"("price":null)"),
     "f.yaml: nodes[0].price: expected a price from 0 to 1000000, such as 0.031611, got nothing"},
    {"UnknownField", with(R"("default":{"cpu":{"value":"1","line":5}})"),
     "f.yaml:5: default: there is no such field, did you mean \"defaults\"?"},
    {"UnknownFieldWithLine", node(R"("prise":{"value":"1","line":8})"),
     "f.yaml:8: nodes[0].prise: there is no such field, did you mean \"price\"?"},
    {"UnknownDefault", with(R"("defaults":{"ram":{"value":"1","line":5}})"),
     "f.yaml:5: defaults.ram: there is no such field"},
    {"DefaultsAreAText", with(R"("defaults":"0.03")"), "f.yaml: defaults: expected a map, got '0.03'"},
    {"NodesAreAMapping", with(R"("nodes":{})"), "f.yaml: nodes: expected a list, got a map"},
    {"NodeIsAText", with(R"("nodes":["n1"])"), "f.yaml: nodes[0]: expected a map, got 'n1'"},
    {"PriceAndRates", node(R"("name":{"value":"n1","line":9},"price":"1","cpu":"1")"),
     "f.yaml:9: nodes[0]: has a price of the whole node and prices of its parts"},
    {"SpotIsYes", node(R"("spot":{"value":"yes","line":3},"price":"1")"),
     "f.yaml:3: nodes[0].spot: expected true or false, got 'yes'"},
    // A condition that was silently dropped would price every node.
    {"SpotIsAList", node(R"("spot":["true"],"price":"1")"),
     "f.yaml: nodes[0].spot: expected true or false, got a list"},
    {"NameIsAList", node(R"("name":["n1","n2"],"price":"1")"), "f.yaml: nodes[0].name: expected a text, got a list"},
    {"NameIsEmpty", node(R"("name":{"value":"","line":4},"price":"1")"),
     "f.yaml:4: nodes[0].name: expected a text, got an empty text"},
    {"ConditionsWithoutAPrice", node(R"("name":{"value":"n1","line":9})"), "f.yaml:9: nodes[0]: has no price"},
    {"LabelWithoutValue", node(R"("label":"pool","price":"1")"),
     "f.yaml: nodes[0]: \"label\" and \"value\" belong together"},
    {"ValueWithoutLabel", node(R"("value":"gpu","price":"1")"),
     "f.yaml: nodes[0]: \"label\" and \"value\" belong together"},
};
class BadPrices : public testing::TestWithParam<BadCase> {};
TEST_P(BadPrices, AreRefusedWithFileAndLine) {
  const auto book = read_price_book(GetParam().json, "f.yaml");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().message, GetParam().message);
  EXPECT_EQ(book.error().code, ErrorCode::bad_usage);
  EXPECT_FALSE(book.error().hint.empty());
}
INSTANTIATE_TEST_SUITE_P(, BadPrices, testing::ValuesIn(kBad), by_name);

}  // namespace
}  // namespace prorata::pricing
