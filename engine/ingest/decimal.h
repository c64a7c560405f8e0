// Decimal text of samples: values as the nearest double, times as whole milliseconds.
#pragma once

#include <cstdint>
#include <string_view>

#include "ingest/simd.h"

namespace prorata::ingest {

/// Times a sample may have: [1970-01-01, 2200-01-01), milliseconds.
inline constexpr std::int64_t kTimeEndMs = 7'258'118'400'000;

enum class ValueKind : std::uint8_t { finite, non_finite, garbage };
struct Value {
  ValueKind kind = ValueKind::garbage;
  double number = 0;
};
/// A sample value as text: any decimal number, or NaN, Inf, +Inf, -Inf in any case. Numbers too large for a double are
/// non_finite.
[[nodiscard]] Value parse_value(std::string_view text);

enum class TimeKind : std::uint8_t { good, out_of_range, garbage };
struct Time {
  TimeKind kind = TimeKind::garbage;
  std::int64_t ms = 0;
};
/// A time in seconds as a JSON number ("1767200000", "1767200007.250", "1.7672e9"); half a millisecond rounds up.
/// Computed on the decimal digits, so no binary fraction is involved.
[[nodiscard]] Time parse_time(std::string_view text);

/// Whether `text` is a number by the JSON grammar.
[[nodiscard]] bool is_json_number(std::string_view text);

// --- Eight digits at once, in one 64-bit word loaded from text (little endian; both targets are) ---

inline constexpr std::uint64_t kHighBits = 0x8080808080808080;

/// The top bit of every byte of `word` that is no decimal digit.
[[nodiscard]] constexpr std::uint64_t non_digits(std::uint64_t word) {
  const std::uint64_t distance = word ^ 0x3030303030303030;
  return (((distance & ~kHighBits) + 0x7676767676767676) | distance) & kHighBits;
}

/// The number written by the eight digits in `word`; bytes of zero count as the digit 0.
[[nodiscard]] constexpr std::uint64_t eight_digits(std::uint64_t word) {
  word &= 0x0F0F0F0F0F0F0F0F;
  word = (word * 10) + (word >> 8);
  constexpr std::uint64_t kPairs = 0x000000FF000000FF;
  constexpr std::uint64_t kHundreds = 100 + (1'000'000ULL << 32);
  constexpr std::uint64_t kOnes = 1 + (10'000ULL << 32);
  return ((((word & kPairs) * kHundreds) + (((word >> 16) & kPairs) * kOnes)) >> 32);
}

/// The number written by the first `count` (0 to 8) digits of `word`.
[[nodiscard]] constexpr std::uint64_t leading_digits(std::uint64_t word, std::uint32_t count) {
  // Two shifts, because shifting by all 64 bits at once is undefined.
  return eight_digits((word << (4 * (8 - count))) << (4 * (8 - count)));
}

/// The number written by the first `count` (0 to 4) digits of `word`.
[[nodiscard]] constexpr std::uint32_t up_to_four_digits(std::uint64_t word, std::uint32_t count) {
  const std::uint64_t digits = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(word)) << (8 * (4 - count)));
  const auto four = static_cast<std::uint32_t>(digits) & 0x0F0F0F0F;
  const std::uint32_t pairs = (four * 10 + (four >> 8)) & 0x00FF00FF;
  return (pairs * 100 + (pairs >> 16)) & 0xFFFF;
}

inline constexpr std::uint64_t kPowersOfTen[] = {1ULL,
                                                 10ULL,
                                                 100ULL,
                                                 1'000ULL,
                                                 10'000ULL,
                                                 100'000ULL,
                                                 1'000'000ULL,
                                                 10'000'000ULL,
                                                 100'000'000ULL,
                                                 1'000'000'000ULL,
                                                 10'000'000'000ULL,
                                                 100'000'000'000ULL,
                                                 1'000'000'000'000ULL,
                                                 10'000'000'000'000ULL,
                                                 100'000'000'000'000ULL,
                                                 1'000'000'000'000'000ULL,
                                                 10'000'000'000'000'000ULL,
                                                 100'000'000'000'000'000ULL,
                                                 1'000'000'000'000'000'000ULL,
                                                 10'000'000'000'000'000'000ULL};

}  // namespace prorata::ingest
