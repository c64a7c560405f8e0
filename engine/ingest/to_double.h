// Scanned digits to the nearest double, for the scanners.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "core/decimal.h"
#include "ingest/simd.h"

namespace prorata::ingest {

inline constexpr double kExactPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
/// Below this a double holds the digits exactly. It could be 2^53; at 10^15 the branch depends on the number of digits
/// alone, and a sender's numbers have mostly the same.
inline constexpr std::uint64_t kFewDigits = 1'000'000'000'000'000;

/// Eisel-Lemire for numbers with a fraction: mantissa / 10^places, mantissa > 0, places 1 to 27.
///
/// What core/decimal.cpp does, without what cannot happen here: the result is neither subnormal nor infinite, and with
/// these powers 128 bits always decide (Lemire, "Number parsing at a gigabyte per second", 2021, section 5).
PRORATA_INLINE std::uint64_t double_bits(std::uint64_t mantissa, std::uint32_t places) {
  const auto power = -static_cast<std::int32_t>(places);
  const std::uint64_t* const five = kPowersOfFive.of(power);
  const int zeros = std::countl_zero(mantissa);
  mantissa <<= zeros;
  Product product = multiply(mantissa, five[0]);
  constexpr std::uint64_t kBelowRounding = 0x1FF;
  if ((product.high & kBelowRounding) == kBelowRounding) [[unlikely]] {
    const std::uint64_t more = multiply(mantissa, five[1]).high;
    product.low += more;
    product.high += more > product.low ? 1U : 0U;
  }
  const int top = static_cast<int>(product.high >> 63);
  const int shift = top + 9;  // leaves 54 bits: 53 and one to round by
  std::uint64_t rounded = product.high >> shift;
  // Half way between two doubles, which only powers up to 5^4 can hit: to even.
  if (product.low <= 1 && places <= 4 && (rounded & 3) == 1 && (rounded << shift) == product.high) [[unlikely]]
    rounded &= ~std::uint64_t{1};
  rounded = (rounded + (rounded & 1)) >> 1;
  const int biased = (((152170 + 65536) * power) >> 16) + 63 + top - zeros + 1023;
  const auto exponent = static_cast<std::uint64_t>(biased);
  // The leading one adds one to the exponent; so does a mantissa that rounding carried to 2^53.
  return ((exponent - 1) << 52) + rounded;
}

/// mantissa / 10^places, places at most 19, as the nearest double.
PRORATA_INLINE double to_double(std::uint64_t mantissa, std::uint32_t places) {
  if (mantissa < kFewDigits) {
    // Clinger: both operands are exact, so one correctly rounded division gives the nearest double.
    return static_cast<double>(static_cast<std::int64_t>(mantissa)) / kExactPowers[places];
  }
  if (places == 0) return static_cast<double>(mantissa);
  const std::uint64_t bits = double_bits(mantissa, places);
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace prorata::ingest
