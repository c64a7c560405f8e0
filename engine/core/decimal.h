// Decimal digits to the nearest double, the same bits everywhere.
#pragma once

#include <cstdint>
#include <string_view>

namespace prorata {

/// Reads the decimal number that `text` begins with ("0.031", "-4", "1e-3"; no plus, no spaces; "inf" and "nan" too)
/// and says where it ends: null where there is none. Too large: infinity. Ties go to even.
[[nodiscard]] const char* read_decimal(std::string_view text, double& value);

/// mantissa x 10^exponent with its sign, ties to even; infinity where it is too large.
/// `text` is the same number as it was written: the rare products that 128 bits cannot round are read again from it.
[[nodiscard]] double nearest_double(std::uint64_t mantissa, std::int64_t exponent, bool negative,
                                    std::string_view text);

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
