#include "core/order.h"

#include <algorithm>

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

}  // namespace prorata
