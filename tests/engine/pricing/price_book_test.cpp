// The price file: units checked, errors with file and line, nothing silently free.
#include "pricing/price_book.h"

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "support/named.h"

namespace prorata::pricing {
namespace {

using tests::by_name;

const std::string kHead = R"("format":"prorata.prices/1","currency":"USD",)";
const std::string kUnits = R"("units":{"cpu":"core-hour","memory":"GiB-hour","gpu":"gpu-hour","node":"hour"})";

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
  EXPECT_FALSE(book->nodes[0].per_hour);
}

TEST(PriceBook, OfTinyUnitsCountsMillionths) {
  const auto book = read_price_book(R"({"format":"prorata.prices/1","currency":"JPY",)" + kUnits + "}", "p");
  ASSERT_TRUE(book);
  EXPECT_EQ(book->currency.digits, 6);
}

struct BadCase {
  const char* name;
  std::string json;
  std::string message;
  friend void PrintTo(const BadCase& c, std::ostream* out) { *out << c.json; }
};
std::string with(const std::string& rest) {
  return "{" + kHead + kUnits + "," + rest + "}";
}
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
