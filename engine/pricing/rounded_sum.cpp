#include "pricing/rounded_sum.h"

#include <algorithm>
#include <cstring>

#include "core/money.h"

namespace prorata::pricing {
namespace {

/// Bits of round_half_even's constant: the mantissa of `value + constant` is the rounded value itself, so whole numbers
/// can be summed as bits, without a conversion that vector units lack.
constexpr double kMagic = 6755399441055744.0;
constexpr std::uint64_t kMagicBits = 0x4338000000000000u;

/// Any amounts, one after the other. Apart: it is not the hot one.
[[gnu::noinline]] RoundedSum sum_one_by_one(const std::int64_t* amounts, std::size_t count, double rate) {
  std::uint64_t bits = 0;
  double largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = static_cast<double>(amounts[i]) * rate;
    largest = value > largest ? value : largest;
    const double shifted = value + kMagic;
    std::uint64_t pattern;
    std::memcpy(&pattern, &shifted, sizeof pattern);
    bits += pattern;
  }
  return {static_cast<std::int64_t>(bits - count * kMagicBits), largest};
}

}  // namespace

/// Two at a time; whole numbers below 2^51 become doubles the way they are rounded, since vector units lack that
/// conversion, too. All bits that were seen are no less than the largest amount, and where that is too much for either
/// trick, each amount is looked at by itself.
RoundedSum sum_rounded(const std::int64_t* amounts, std::size_t count, double rate) {
  using Whole = std::uint64_t __attribute__((vector_size(16)));
  using Real = double __attribute__((vector_size(16)));
  Whole bits{}, seen{};
  const std::size_t pairs = count / 2 * 2;
  for (std::size_t i = 0; i < pairs; i += 2) {
    Whole amount;
    std::memcpy(&amount, amounts + i, sizeof amount);
    seen |= amount;
    const Real value = ((Real)(amount + kMagicBits) - kMagic) * rate;  // NOLINT: bits, not values
    bits += (Whole)(value + kMagic);                                   // NOLINT
  }
  const RoundedSum last = sum_one_by_one(amounts + pairs, count - pairs, rate);
  const std::uint64_t any = seen[0] | seen[1];
  const double largest = static_cast<double>(any) * rate;
  if (any >= (1ull << 51) || !(largest < kLargestRoundable)) return sum_one_by_one(amounts, count, rate);
  return {static_cast<std::int64_t>(bits[0] + bits[1] - pairs * kMagicBits) + last.money,
          std::max(largest, last.largest)};
}

}  // namespace prorata::pricing
