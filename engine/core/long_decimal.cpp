#include "core/long_decimal.h"

#include <cstring>

namespace prorata {
namespace {

constexpr std::uint64_t kOne53 = std::uint64_t{1} << 53;
constexpr int kSmallestPower = -1074;  ///< of two that a double can hold
constexpr int kLargestPower = 971;     ///< of the last place of the largest double
constexpr int kWholeDigits = 19;       ///< as many fit into 64 bits

}  // namespace

LongDecimal::LongDecimal(std::string_view text, std::int64_t exponent) : point_(static_cast<int>(exponent)) {
  bool fraction = false;
  for (const char c : text) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    const bool leading_zero = count_ == 0 && c == '0';
    if (!fraction && !leading_zero) ++point_;
    if (fraction && leading_zero) --point_;
    if (leading_zero) continue;
    if (count_ < kMost)
      digits_[count_++] = static_cast<std::uint8_t>(c - '0');
    else
      more_ |= c != '0';
  }
  trim();
}

/// Zeros at the end say nothing.
void LongDecimal::trim() {
  while (count_ > 0 && digits_[count_ - 1] == 0) --count_;
}

/// Long division by 2^times; every digit behind the last one ends after at most so many more.
void LongDecimal::halve(int times) {
  const std::uint64_t mask = (std::uint64_t{1} << times) - 1;
  std::uint64_t rest = 0;
  int written = 0;
  for (int read = 0; read < count_ || rest != 0; ++read) {
    rest = rest * 10 + (read < count_ ? digits_[read] : 0U);
    const auto digit = static_cast<std::uint8_t>(rest >> times);
    rest &= mask;
    if (written == 0 && digit == 0)
      --point_;
    else if (written < kMost)
      digits_[written++] = digit;
    else
      more_ |= digit != 0;
  }
  count_ = written;
  trim();
}

void LongDecimal::twice(int times) {
  std::memmove(digits_ + kGrowth, digits_, static_cast<std::size_t>(count_));
  std::memset(digits_, 0, kGrowth);
  count_ += kGrowth;
  std::uint64_t carry = 0;
  for (int i = count_ - 1; i >= 0; --i) {
    carry += std::uint64_t{digits_[i]} << times;
    digits_[i] = static_cast<std::uint8_t>(carry % 10);
    carry /= 10;
  }
  int zeros = 0;
  while (digits_[zeros] == 0) ++zeros;
  count_ -= zeros;
  point_ += kGrowth - zeros;
  std::memmove(digits_, digits_ + zeros, static_cast<std::size_t>(count_));
  for (; count_ > kMost; --count_) more_ |= digits_[count_ - 1] != 0;
  trim();
}

/// What stands before the point, which is less than 10^19.
std::uint64_t LongDecimal::whole() const {
  std::uint64_t value = 0;
  for (int i = 0; i < point_; ++i) value = value * 10 + (i < count_ ? digits_[i] : 0U);
  return value;
}

bool LongDecimal::rounds_up(bool odd) const {
  if (point_ < 0 || point_ >= count_) return false;
  const bool exactly_half = digits_[point_] == 5 && count_ == point_ + 1 && !more_;
  return exactly_half ? odd : digits_[point_] >= 5;
}

std::uint64_t LongDecimal::nearest_bits() {
  int power = 0;
  for (; point_ > kWholeDigits; power += kLongestShift) halve(kLongestShift);
  for (; point_ <= kWholeDigits - kGrowth && power - kLongestShift >= kSmallestPower; power -= kLongestShift)
    twice(kLongestShift);
  for (; whole() >= kOne53; ++power) halve(1);
  for (; whole() < kOne53 / 2 && power > kSmallestPower; --power) twice(1);
  if (power > kLargestPower) return std::uint64_t{2047} << 52;
  std::uint64_t mantissa = whole();
  if (rounds_up((mantissa & 1) != 0)) ++mantissa;
  // The leading one of a number that has one adds one to the exponent; so does a mantissa that rounding carried.
  return (static_cast<std::uint64_t>(power - kSmallestPower) << 52) + mantissa;
}

}  // namespace prorata
