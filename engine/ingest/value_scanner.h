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

/// `whole` times 10^count plus the `count` digits at `p`; count 0 to 19, and the result fits.
///
/// 9 to 19 digits take one path whatever their number, because the numbers of one sender differ by a digit or two and a
/// branch on it would often be mispredicted. It reads up to 7 bytes before `p`, which belong to the time of the point.
PRORATA_INLINE std::uint64_t append_digits(std::uint64_t whole, const char* p, std::uint32_t count) {
  const std::uint64_t raised = whole * kPowersOfTen[count];
  if (count <= 8) return raised + leading_digits(load64(p), count);
  const std::uint32_t first = count > 16 ? count - 16 : 0;    // digits before the last sixteen
  const std::uint32_t foreign = count < 16 ? 16 - count : 0;  // bytes of the last sixteen that are before `p`
  const std::uint64_t halves = Bytes16(p + count - 16).sixteen_digits(foreign);
  const std::uint64_t last16 = (halves & 0xFFFFFFFF) * kPowersOfTen[8] + (halves >> 32);
  return raised + up_to_four_digits(load64(p), first) * kPowersOfTen[16] + last16;
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

/// The quote behind a number, and what it is worth; null where the general reader has to decide.
struct ScannedValue {
  const char* quote;
  double value;
};

inline constexpr std::uint32_t kMostDigits = 19;  // of which any number fits into 64 bits

/// A number with an exponent, or whole digits that scan_unsigned leaves: `whole` digits at `p`, `fraction` digits
/// behind a point if there are any, and `end` behind them.
PRORATA_APART inline ScannedValue scan_rest(const char* p, std::uint32_t whole, std::uint32_t fraction,
                                            const char* end) {
  if (whole == 0 || whole + fraction > kMostDigits) return {nullptr, 0};
  std::uint64_t mantissa = append_digits(0, p, whole);
  if (fraction != 0) mantissa = append_digits(mantissa, p + whole + 1, fraction);
  std::int64_t exponent = 0;
  if (*end == 'e' || *end == 'E') end = scan_exponent(end, exponent);
  if (end == nullptr || *end != '"') return {nullptr, 0};
  const std::string_view number(p, static_cast<std::size_t>(end - p));
  const double value = nearest_double(mantissa, exponent - fraction, false, number);
  const bool finite = value - value == 0;
  return {finite ? end : nullptr, value};
}

/// Reads the number without a sign at `p` up to the quote behind it.
PRORATA_INLINE ScannedValue scan_unsigned(const char* p) {
  const std::uint32_t others = ~(Bytes16(p).digits() | (Bytes16(p + 16).digits() << 16));
  const auto whole = static_cast<std::uint32_t>(std::countr_zero(others | (1U << 31)));
  if (p[whole] == '"' && whole - 1 < 8) {  // 1 to 8 digits
    return {p + whole, static_cast<double>(static_cast<std::int64_t>(leading_digits(load64(p), whole)))};
  }
  const std::uint32_t behind = others & (others - 1);
  const auto stop = static_cast<std::uint32_t>(std::countr_zero(behind | (1U << 31)));
  const std::uint32_t fraction = stop - whole - 1;
  if (p[whole] != '.') return scan_rest(p, whole, 0, p + whole);
  if (fraction == 0) return {nullptr, 0};
  const std::uint32_t zeros = whole == 1 && *p == '0' ? 1 : 0;  // 0.00…: a digit that takes no room
  const bool plain = p[stop] == '"' && whole - 1 < 8 && whole - zeros + fraction <= kMostDigits;
  if (!plain) return scan_rest(p, whole, fraction, p + stop);
  // Most fractions are of less than ten, and all of a series are alike.
  const std::uint64_t ones = whole == 1 ? static_cast<std::uint64_t>(*p & 0x0F) : leading_digits(load64(p), whole);
  return {p + stop, to_double(append_digits(ones, p + whole + 1, fraction), fraction)};
}

PRORATA_APART inline ScannedValue scan_negative(const char* p) {
  const ScannedValue scanned = scan_unsigned(p);
  return {scanned.quote, -scanned.value};
}

/// Reads the number at `text` up to the quote behind it: a plain finite decimal of up to 19 digits. A branch on the
/// sign, because where the digits begin must not wait for it.
PRORATA_INLINE ScannedValue scan_value(const char* text) {
  return *text == '-' ? scan_negative(text + 1) : scan_unsigned(text);
}

}  // namespace prorata::ingest
