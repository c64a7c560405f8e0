// Scanned digits to the nearest double; for the .cpp files of the scanners only, since it brings fast_float along.
#pragma once

#include <cstdint>
#include <string_view>

#include <fast_float/fast_float.h>

namespace prorata::ingest {

inline constexpr double kExactPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr std::int64_t kLargestExactPower = 22;
inline constexpr std::uint64_t kLargestExactInteger = std::uint64_t{1} << 53;

/// mantissa x 10^exponent as the nearest double, ties to even; infinity where it is too large.
/// `text` is the same number as written: the rare products that 64 bits cannot round are read again from it.
inline double to_double(std::uint64_t mantissa, std::int64_t exponent, bool negative, std::string_view text) {
  // Clinger: both operands are exact, so one correctly rounded operation gives the nearest double.
  if (mantissa <= kLargestExactInteger && exponent >= -kLargestExactPower && exponent <= kLargestExactPower) {
    const auto whole = static_cast<double>(static_cast<std::int64_t>(mantissa));
    const double value = exponent < 0 ? whole / kExactPowers[-exponent] : whole * kExactPowers[exponent];
    return negative ? -value : value;
  }
  // Eisel-Lemire on what was scanned already; a negative power marks what it could not decide.
  double value = 0;
  const auto rounded = fast_float::compute_float<fast_float::binary_format<double>>(exponent, mantissa);
  if (rounded.power2 >= 0) {
    fast_float::to_float(negative, rounded, value);
  } else {
    fast_float::from_chars(text.data(), text.data() + text.size(), value);
  }
  return value;
}

}  // namespace prorata::ingest
