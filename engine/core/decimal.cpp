#include "core/decimal.h"

#include <bit>
#include <cstddef>
#include <system_error>

// fast_float with our powers instead of its table, and without forced inlining: it runs seldom here. The namespace gets
// another name so that this copy never meets an unchanged one.
#define fast_float prorata_fast_float
#include <fast_float/float_common.h>
#undef fastfloat_really_inline
#define fastfloat_really_inline inline
#define FASTFLOAT_FAST_TABLE_H
namespace fast_float::powers {
constexpr int smallest_power_of_five = prorata::PowersOfFive::kSmallest;
static const prorata::PowersOfFive& power_of_five_128 = prorata::kPowersOfFive;
}  // namespace fast_float::powers
#include <fast_float/fast_float.h>

namespace prorata {
namespace {

/// A number of limbs of 32 bits, the lowest first. Four zeros below it stand for digits behind the point, so that its
/// highest 128 bits can always be taken.
template <int N>
struct Limbs {
  std::uint32_t limb[N] = {};

  void multiply_by_5() {
    std::uint64_t carry = 0;
    for (std::uint32_t& each : limb) {
      carry += std::uint64_t{each} * 5;
      each = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  /// Rounded down, which divided again is what a division by the product rounds down to.
  void divide_by_5() {
    std::uint64_t rest = 0;
    for (int i = N - 1; i >= 0; --i) {
      rest = (rest << 32) | limb[i];
      limb[i] = static_cast<std::uint32_t>(rest / 5);
      rest %= 5;
    }
  }
  /// The highest 128 bits, from the highest one on.
  void put_top(std::uint64_t* words) const {
    int top = N - 1;
    while (limb[top] == 0) --top;
    const auto pair = [&](int i) { return (std::uint64_t{limb[i]} << 32) | limb[i - 1]; };
    const std::uint64_t high = pair(top), low = pair(top - 2);
    const int zeros = std::countl_zero(limb[top]);
    const auto behind = [zeros](std::uint64_t below) { return zeros == 0 ? 0 : below >> (64 - zeros); };
    words[0] = (high << zeros) | behind(low);
    words[1] = (low << zeros) | behind(std::uint64_t{limb[top - 4]} << 32);
  }
};

}  // namespace

PowersOfFive::PowersOfFive() {
  std::uint64_t* const one = &words_[-2 * kSmallest];
  Limbs<4 + 23> power;  // 5^308 has 716 bits
  power.limb[4] = 1;
  for (int q = 0; q <= kLargest; ++q, power.multiply_by_5()) power.put_top(one + 2 * q);
  Limbs<30> inverse;  // 2^928 / 5^342 has 134 bits
  inverse.limb[29] = 1;
  for (int q = 1; q <= -kSmallest; ++q) {
    inverse.divide_by_5();
    std::uint64_t* const words = one - 2 * q;
    inverse.put_top(words);
    // As in the paper: up to 5^-27 the next number above, which makes products with them exact.
    if (q <= 27 && ++words[1] == 0) ++words[0];
  }
}

const PowersOfFive kPowersOfFive;

const char* read_decimal(std::string_view text, double& value) {
  const auto [rest, problem] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() ? rest : nullptr;
}

double nearest_double(std::uint64_t mantissa, std::int64_t exponent, bool negative, std::string_view text) {
  double value = 0;
  const auto rounded = fast_float::compute_float<fast_float::binary_format<double>>(exponent, mantissa);
  if (rounded.power2 >= 0) {
    fast_float::to_float(negative, rounded, value);
  } else {
    (void)read_decimal(text, value);
  }
  return value;
}

}  // namespace prorata
