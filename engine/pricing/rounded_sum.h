// The hot loop of a new price: it runs once per cell. Apart from the rest, which is compiled for size.
#pragma once

#include <cstddef>
#include <cstdint>

namespace prorata::pricing {

struct RoundedSum {
  std::int64_t money = 0;
  /// No less than any of the values that were rounded, and less than twice the largest; beyond kLargestRoundable the
  /// sum means nothing.
  double largest = 0;
};

/// The sum of amount × rate, each rounded half to even.
[[nodiscard]] RoundedSum sum_rounded(const std::int64_t* amounts, std::size_t count, double rate);

}  // namespace prorata::pricing
