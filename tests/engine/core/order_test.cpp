// Orders of rows against the standard library's stable sort.
#include "core/order.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "support/random.h"

namespace prorata {
namespace {

using Values = std::vector<std::uint32_t>;

Values stable(const Values& values) {
  Values order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  return order;
}

Values by_rows(const Values& values) {
  return ordered(values.size(), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
}

TEST(Order, IsThatOfAStableSort) {
  tests::Random random(5);
  for (std::uint32_t rows = 0; rows < 200; ++rows) {
    // Few different values are many equal rows.
    for (const std::uint32_t different : {1U, 3U, 1000U}) {
      Values values(rows);
      for (auto& value : values) value = static_cast<std::uint32_t>(random.below(different));
      ASSERT_EQ(by_rows(values), stable(values)) << rows << " rows of " << different;
    }
  }
}

TEST(Order, TakesPartsThatAreInOrderAsTheyAre) {
  for (const std::size_t parts : {1, 2, 3, 7}) {
    Values values;
    for (std::size_t part = 0; part < parts; ++part) {
      for (std::uint32_t i = 0; i < 10 * (part + 1); ++i) values.push_back(3 * i + static_cast<std::uint32_t>(part));
    }
    EXPECT_EQ(by_rows(values), stable(values)) << parts;
    std::reverse(values.begin(), values.end());
    EXPECT_EQ(by_rows(values), stable(values)) << parts << ", the other way round";
  }
}

}  // namespace
}  // namespace prorata
