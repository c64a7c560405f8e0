// Decimal numbers with all their digits, for the few that 128 bits cannot round.
#pragma once

#include <cstdint>
#include <string_view>

namespace prorata {

/// 0.d1d2d3… x 10^point, shifted by powers of two as one does on paper (Clinger, "How to read floating point numbers
/// accurately", 1990, without its shortcuts). Slow: some microseconds, for exponents far from zero some dozens.
class LongDecimal {
 public:
  /// `text` is digits with at most one point; the number is they times 10^exponent, and not zero.
  LongDecimal(std::string_view text, std::int64_t exponent);

  /// The bits of the nearest double, ties to even. The number is at least 10^-343 and below 10^330.
  [[nodiscard]] std::uint64_t nearest_bits();

 private:
  /// More than the 767 that tell any double from half way to the next; of those behind them it matters only whether
  /// one is not zero.
  static constexpr int kMost = 800;
  static constexpr int kLongestShift = 28;
  static constexpr int kGrowth = 9;  ///< digits that 2^28 has

  void halve(int times);
  void twice(int times);
  void trim();
  [[nodiscard]] std::uint64_t whole() const;
  [[nodiscard]] bool rounds_up(bool odd) const;

  std::uint8_t digits_[kMost + kGrowth];
  int count_ = 0;
  int point_ = 0;
  bool more_ = false;
};

}  // namespace prorata
