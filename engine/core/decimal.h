// Decimal digits to the nearest double, the same bits everywhere.
#pragma once

#include <cstdint>
#include <string_view>

namespace prorata {

/// Reads the decimal number that `text` begins with ("0.031", "-4", "1e-3"; no plus, no spaces, no words) and says
/// where it ends: null where there is none. Any number of digits. Too large: infinity. Ties go to even.
[[nodiscard]] const char* read_decimal(std::string_view text, double& value);

/// mantissa x 10^exponent with its sign, ties to even; infinity where it is too large.
/// `text` is the same number as it was written: the rare products that 128 bits cannot round are read again from it.
[[nodiscard]] double nearest_double(std::uint64_t mantissa, std::int64_t exponent, bool negative,
                                    std::string_view text);

/// The high and the low half of a x b.
struct Product {
  std::uint64_t high;
  std::uint64_t low;
};
[[gnu::always_inline]] inline Product multiply(std::uint64_t a, std::uint64_t b) {
#if defined(__wasm__)
  // Spelt out: the compiler would call a function for 128 bits.
  const std::uint64_t a_low = a & 0xFFFFFFFF, a_high = a >> 32, b_low = b & 0xFFFFFFFF, b_high = b >> 32;
  const std::uint64_t low = a_low * b_low;
  const std::uint64_t middle = a_high * b_low + (low >> 32);
  const std::uint64_t other = a_low * b_high + (middle & 0xFFFFFFFF);
  return {a_high * b_high + (middle >> 32) + (other >> 32), (other << 32) | (low & 0xFFFFFFFF)};
#else
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#endif
}

/// 5^q for q from -342 to 308 as 128 bits with the highest one set, rounded towards one: what Eisel and Lemire's
/// algorithm multiplies by (Lemire, "Number parsing at a gigabyte per second", 2021, section 5). Computed when the
/// program starts, in a fraction of a millisecond: as a table they are a twelfth of what the page downloads.
class PowersOfFive {
 public:
  static constexpr int kSmallest = -342;
  static constexpr int kLargest = 308;

  PowersOfFive();
  /// The high half and, behind it, the low one.
  [[nodiscard]] const std::uint64_t* of(int q) const { return &words_[2 * (q - kSmallest)]; }
  [[nodiscard]] std::uint64_t operator[](int word) const { return words_[word]; }

 private:
  std::uint64_t words_[2 * (kLargest - kSmallest + 1)];
};
extern const PowersOfFive kPowersOfFive;

}  // namespace prorata
