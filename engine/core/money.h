// Money is a whole number of nano-units of the currency (micro-units where the unit is tiny), so sums are exact.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace prorata {

/// A whole number of nano-units. Which currency and scale it has is said once per result, not per value.
class Money {
 public:
  constexpr Money() = default;
  constexpr explicit Money(std::int64_t nano) : nano_(nano) {}
  [[nodiscard]] constexpr std::int64_t nano() const { return nano_; }

  constexpr Money& operator+=(Money other) {
    nano_ += other.nano_;
    return *this;
  }
  constexpr Money& operator-=(Money other) {
    nano_ -= other.nano_;
    return *this;
  }
  friend constexpr Money operator+(Money a, Money b) { return Money(a.nano_ + b.nano_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.nano_ - b.nano_); }
  friend constexpr Money operator-(Money a) { return Money(-a.nano_); }
  friend constexpr auto operator<=>(Money a, Money b) = default;

 private:
  std::int64_t nano_ = 0;
};

/// Nearest whole number, ties to even. |value| must be below 2^51.
///
/// Adding 1.5 * 2^52 leaves no room for a fraction in the mantissa, so the addition itself rounds, the same way in
/// every build (round to nearest even is the only mode WebAssembly has).
[[nodiscard]] inline double round_half_even(double value) {
  constexpr double kMagic = 6755399441055744.0;
  return (value + kMagic) - kMagic;
}
inline constexpr double kLargestRoundable = 2251799813685248.0;

/// Nearest whole number of any double within +-9.2e18, ties to even; above 2^51 doubles step by halves or more.
[[nodiscard]] inline std::int64_t to_whole(double value) {
  const bool roundable = value < kLargestRoundable && value > -kLargestRoundable;
  return static_cast<std::int64_t>(roundable ? round_half_even(value) : value);
}

/// Sums whole numbers in 128 bits, so that no order of terms can wrap.
class WideSum {
 public:
  void add(std::int64_t value) { total_ += value; }
  void add(const WideSum& other) { total_ += other.total_; }
  /// The sum, or ErrorCode::overflow where it does not fit 64 bits. what: named in the message.
  [[nodiscard]] Result<std::int64_t> value(std::string_view what) const;

 private:
  __extension__ __int128 total_ = 0;
};

/// Splits `total` in proportion to `weights`; the parts sum to `total` exactly.
///
/// weights: one per receiver, at least one, each >= 0; all zero means evenly. Products have 128 bits; what rounding
/// leaves over goes, one unit each, to the largest remainders, the first of equals. The sign of `total` is kept.
[[nodiscard]] std::vector<std::int64_t> split(std::int64_t total, std::span<const std::int64_t> weights);

/// Decimal text of `value` units of 10^-digits, without an exponent and without trailing zeros: 1500000000, 9 -> "1.5".
[[nodiscard]] std::string decimal_text(std::int64_t value, int digits);

/// A currency and how many decimal digits one stored unit has.
struct Currency {
  std::string code = "USD";
  int digits = 9;
  bool operator==(const Currency&) const = default;
};

/// digits is 9 (nano), or 6 (micro) for currencies whose unit is tiny: JPY, KRW, VND, IDR and others.
[[nodiscard]] Currency currency_of(std::string_view code);

/// Stored units that one of the currency is.
[[nodiscard]] double units_of(const Currency& currency);

}  // namespace prorata
