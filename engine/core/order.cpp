#include "core/order.h"

#include <algorithm>
#include <utility>

namespace prorata {

/// Parts that are in order already are merged two by two: servers answer in order, and few answers are many parts.
std::vector<std::uint32_t> order_of_rows(std::size_t rows, RowLess less, const void* context) {
  std::vector<std::uint32_t> order(rows);
  std::vector<std::size_t> ends;  // of the parts
  for (std::uint32_t row = 0; row < rows; ++row) {
    order[row] = row;
    if (row + 1 == rows || less(context, row + 1, row)) ends.push_back(row + 1);
  }
  std::vector<std::uint32_t> merged(ends.size() > 1 ? rows : 0);
  while (ends.size() > 1) {
    std::size_t parts = 0, at = 0;
    for (std::size_t part = 0; part < ends.size(); part += 2) {
      std::size_t left = at, right = ends[part];
      const std::size_t middle = right, end = ends[std::min(part + 1, ends.size() - 1)];
      for (; at < end; ++at) {
        const bool is_right = left == middle || (right < end && less(context, order[right], order[left]));
        merged[at] = order[is_right ? right++ : left++];
      }
      ends[parts++] = end;
    }
    ends.resize(parts);
    order.swap(merged);
  }
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
