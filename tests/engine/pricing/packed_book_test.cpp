// A packed book reads back as itself, whatever it holds, and nothing else is taken for one.
#include "pricing/packed_book.h"

#include <string>

#include <gtest/gtest.h>

#include "pricing/builtin.h"

namespace prorata::pricing {
namespace {

constexpr std::string_view kEverything = R"({
  "format": "prorata.prices/1", "currency": "EUR", "extends": "builtin",
  "exchangeRates": {"USD": "0.5"},
  "units": {"cpu": "core-hour", "memory": "GiB-hour", "gpu": "gpu-hour", "node": "hour"},
  "defaults": {"cpu": "0.04", "memory": "0.005"},
  "nodes": [{"label": "team", "value": "b\u0000lue", "price": "0.25", "spot": "true"}, {"name": "small", "cpu": "0.01", "memory": "0"}],
  "commitments": [{"perHour": "0.1", "covered": "50%"}],
  "discounts": {"cpu": "30%"},
  "bill": {"amount": "12.5"}
})";

void expect_same(const PriceBook& book) {
  const std::string bytes = pack_book(book);
  const auto read = unpack_book(bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(pack_book(*read), bytes);
  EXPECT_EQ(read->nodes.size(), book.nodes.size());
  EXPECT_EQ(read->on_demand.cpu, book.on_demand.cpu);
  EXPECT_EQ(read->notices.list(), book.notices.list());
  EXPECT_EQ(read->instances.size(), book.instances.size());
  EXPECT_EQ(read->default_source, book.default_source);
}

TEST(PackedBook, ReadsBackAsItself) {
  expect_same(default_prices());
  expect_same(*builtin_prices());
  const auto book = read_price_book(kEverything, "prices.yaml");
  ASSERT_TRUE(book) << book.error().message;
  expect_same(*book);
  const auto read = unpack_book(pack_book(*book));
  ASSERT_EQ(read->nodes.size(), 2);
  EXPECT_EQ(read->nodes[0].value, std::string("b\0lue", 5));
  EXPECT_EQ(read->nodes[0].per_hour, 0.25);
  EXPECT_EQ(read->nodes[0].spot, true);
  EXPECT_EQ(read->bill->amount, 12.5);
  EXPECT_NE(read->notices.find("price-zero"), nullptr);
}

TEST(PackedBook, IsAllOrNothing) {
  const std::string bytes = pack_book(*builtin_prices());
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_FALSE(unpack_book(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(unpack_book(bytes + "x"));
  EXPECT_FALSE(unpack_book(std::string(200, '\xff')));
}

}  // namespace
}  // namespace prorata::pricing
