// One pass over the text of a value: where it ends and what it is worth. Inlined into the fast path.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/decimal.h"
#include "ingest/simd.h"
#include "ingest/to_double.h"

namespace prorata::ingest {

/// scan_value reads this far behind its first byte, whatever stands there.
inline constexpr std::ptrdiff_t kValueReach = 48;

/// A number of `whole` digits and, behind a point, `fraction` digits.
struct DigitRuns {
  std::uint32_t whole = 0;
  std::uint32_t fraction = 0;
};

/// The digits `whole` times ten to the `count`, plus the `count` (0 to 24) digits at `p`.
inline std::uint64_t append_digits(std::uint64_t whole, const char* p, std::uint32_t count) {
  constexpr std::uint64_t kEight = 100'000'000;
  if (count <= 8) return whole * kPowersOfTen[count] + leading_digits(load64(p), count);
  const std::uint64_t last = eight_digits(load64(p + count - 8));
  if (count <= 16) return (whole * kPowersOfTen[count - 8] + leading_digits(load64(p), count - 8)) * kEight + last;
  const std::uint64_t middle = eight_digits(load64(p + count - 16));
  return ((whole * kPowersOfTen[count - 16] + leading_digits(load64(p), count - 16)) * kEight + middle) * kEight + last;
}

/// The digits of both runs as one integer; false where they do not surely fit into 64 bits.
inline bool read_digits(const char* p, DigitRuns runs, std::uint64_t& mantissa) {
  constexpr std::uint32_t kMostDigits = 19;
  if (runs.whole == 0 || runs.whole > kMostDigits) return false;
  const std::uint64_t whole = append_digits(0, p, runs.whole);
  const std::uint32_t significant = runs.fraction + (whole == 0 ? 0 : runs.whole);
  if (significant > kMostDigits) return false;
  mantissa = append_digits(whole, p + runs.whole + 1, runs.fraction);
  return true;
}

/// Reads `e-07` at `p`; gives the place behind it, null where it is no exponent of up to three digits.
inline const char* scan_exponent(const char* p, std::int64_t& exponent) {
  ++p;
  const bool negative = *p == '-';
  if (negative || *p == '+') ++p;
  const std::uint64_t word = load64(p);
  const auto count = static_cast<std::uint32_t>(std::countr_zero(non_digits(word) | (std::uint64_t{1} << 63))) / 8;
  if (count == 0 || count > 3) return nullptr;
  const auto size = static_cast<std::int64_t>(leading_digits(word, count));
  exponent = negative ? -size : size;
  return p + count;
}

/// Reads the number at `p` up to the quote behind it; gives the place of the quote. Null where the text is anything but
/// a plain finite decimal of up to 19 digits: the general reader decides about it.
inline const char* scan_value(const char* const text, double& value) {
  const bool negative = *text == '-';
  const char* const p = text + (negative ? 1 : 0);
  const std::uint32_t others = ~(Bytes16(p).digits() | (Bytes16(p + 16).digits() << 16));
  if (others == 0) return nullptr;
  DigitRuns runs;
  runs.whole = static_cast<std::uint32_t>(std::countr_zero(others));
  const char* end = p + runs.whole;
  if (*end == '.') {
    const std::uint32_t behind = others & (others - 1);
    if (behind == 0) return nullptr;
    const auto stop = static_cast<std::uint32_t>(std::countr_zero(behind));
    runs.fraction = stop - runs.whole - 1;
    end = p + stop;
    if (runs.fraction == 0) return nullptr;
  }
  std::uint64_t mantissa = 0;
  if (!read_digits(p, runs, mantissa)) return nullptr;
  std::int64_t exponent = 0;
  if (*end == 'e' || *end == 'E') {
    end = scan_exponent(end, exponent);
    if (end == nullptr) return nullptr;
  }
  if (*end != '"') return nullptr;
  value = to_double(mantissa, exponent - runs.fraction, negative, {text, static_cast<std::size_t>(end - text)});
  // Too large for a double: the general reader counts it as not finite.
  return value - value == 0 ? end : nullptr;
}

}  // namespace prorata::ingest
