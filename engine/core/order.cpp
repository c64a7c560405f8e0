#include "core/order.h"

#include <algorithm>
#include <utility>

namespace prorata {

std::vector<std::uint32_t> order_of_rows(std::size_t rows, RowLess less, const void* context) {
  std::vector<std::uint32_t> order(rows);
  for (std::uint32_t row = 0; row < rows; ++row) order[row] = row;
  std::sort(order.begin(), order.end(), [less, context](std::uint32_t a, std::uint32_t b) {
    if (less(context, a, b)) return true;
    return !less(context, b, a) && a < b;
  });
  return order;
}

namespace {

template <class Value>
void sort_values(std::vector<Value>& values) {
  std::vector<Value> sorted;
  for (const std::uint32_t i :
       ordered(values.size(), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; })) {
    if (sorted.empty() || sorted.back() != values[i]) sorted.push_back(values[i]);
  }
  values = std::move(sorted);
}

}  // namespace

void sort_unique(std::vector<std::uint32_t>& values) {
  sort_values(values);
}
void sort_unique(std::vector<Instant>& values) {
  sort_values(values);
}

}  // namespace prorata
