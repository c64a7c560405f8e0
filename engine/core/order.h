// Sorting by index. One sort for every table: each type sorted in place would bring its own copy into the page.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/time.h"

namespace prorata {

/// less: whether row a stands before row b.
using RowLess = bool (*)(const void* context, std::uint32_t a, std::uint32_t b);
[[nodiscard]] std::vector<std::uint32_t> order_of_rows(std::size_t rows, RowLess less, const void* context);

/// Rows 0 … rows - 1 in the order of `less(a, b)`; rows that are equal keep their order.
template <class Less>
[[nodiscard]] std::vector<std::uint32_t> ordered(std::size_t rows, const Less& less) {
  const auto call = [](const void* context, std::uint32_t a, std::uint32_t b) -> bool {
    return (*static_cast<const Less*>(context))(a, b);
  };
  return order_of_rows(rows, call, &less);
}

/// Sorts a handful of values in place; equal ones keep their order.
template <class Value, class Less>
void sort_few(std::span<Value> values, const Less& less) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    const Value value = values[i];
    std::size_t place = i;
    for (; place > 0 && less(value, values[place - 1]); --place) values[place] = values[place - 1];
    values[place] = value;
  }
}

/// Ascending, each value once. Not templates, like order_of_rows: sorting is a good deal of code.
void sort_unique(std::vector<Instant>& values);
void sort_unique(std::vector<std::uint32_t>& values);

}  // namespace prorata
