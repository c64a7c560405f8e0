#include "core/decimal.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>

#include "core/long_decimal.h"

namespace prorata {
namespace {

/// A number of limbs of 32 bits, the lowest first. Four zeros below it stand for digits behind the point, so that its
/// highest 128 bits can always be taken.
template <int N>
struct Limbs {
  std::uint32_t limb[N] = {};

  void multiply_by_5() {
    std::uint64_t carry = 0;
    for (std::uint32_t& each : limb) {
      carry += std::uint64_t{each} * 5;
      each = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  /// Rounded down, which divided again is what a division by the product rounds down to.
  void divide_by_5() {
    std::uint64_t rest = 0;
    for (int i = N - 1; i >= 0; --i) {
      rest = (rest << 32) | limb[i];
      limb[i] = static_cast<std::uint32_t>(rest / 5);
      rest %= 5;
    }
  }
  /// The highest 128 bits, from the highest one on.
  void put_top(std::uint64_t* words) const {
    int top = N - 1;
    while (limb[top] == 0) --top;
    const auto pair = [&](int i) { return (std::uint64_t{limb[i]} << 32) | limb[i - 1]; };
    const std::uint64_t high = pair(top), low = pair(top - 2);
    const int zeros = std::countl_zero(limb[top]);
    const auto behind = [zeros](std::uint64_t below) { return zeros == 0 ? 0 : below >> (64 - zeros); };
    words[0] = (high << zeros) | behind(low);
    words[1] = (low << zeros) | behind(std::uint64_t{limb[top - 4]} << 32);
  }
};

}  // namespace

PowersOfFive::PowersOfFive() {
  std::uint64_t* const one = &words_[-2 * kSmallest];
  Limbs<4 + 23> power;  // 5^308 has 716 bits
  power.limb[4] = 1;
  for (int q = 0; q <= kLargest; ++q, power.multiply_by_5()) power.put_top(one + 2 * q);
  Limbs<30> inverse;  // 2^928 / 5^342 has 134 bits
  inverse.limb[29] = 1;
  for (int q = 1; q <= -kSmallest; ++q) {
    inverse.divide_by_5();
    std::uint64_t* const words = one - 2 * q;
    inverse.put_top(words);
    // As in the paper: up to 5^-27 the next number above, which makes products with them exact.
    if (q <= 27 && ++words[1] == 0) ++words[0];
  }
}

const PowersOfFive kPowersOfFive;

namespace {

constexpr std::uint64_t kInfinity = std::uint64_t{2047} << 52;
/// Of exact products with powers of five, which alone can lie half way between two doubles.
constexpr int kSmallestTie = -4;
constexpr int kLargestTie = 23;

/// The bits of mantissa x 10^exponent by Eisel and Lemire's method (Lemire, "Number parsing at a gigabyte per second",
/// 2021, algorithm 1); nothing where the highest 128 bits of the product do not say how to round.
std::optional<std::uint64_t> rounded_bits(std::uint64_t mantissa, std::int64_t exponent) {
  if (mantissa == 0 || exponent < PowersOfFive::kSmallest) return 0;
  if (exponent > PowersOfFive::kLargest) return kInfinity;
  const int power = static_cast<int>(exponent);
  const int zeros = std::countl_zero(mantissa);
  mantissa <<= zeros;
  const std::uint64_t* const five = kPowersOfFive.of(power);
  Product product = multiply(mantissa, five[0]);
  constexpr std::uint64_t kBelowRounding = 0x1FF;
  if ((product.high & kBelowRounding) == kBelowRounding) {
    const std::uint64_t more = multiply(mantissa, five[1]).high;
    product.low += more;
    product.high += more > product.low ? 1U : 0U;
    const bool is_exact = power >= -27 && power <= 55;
    if (product.low == std::numeric_limits<std::uint64_t>::max() && !is_exact) return std::nullopt;
  }
  const int top = static_cast<int>(product.high >> 63);
  const int shift = top + 9;  // leaves 54 bits: 53 and one to round by
  std::uint64_t rounded = product.high >> shift;
  const int biased = (((152170 + 65536) * power) >> 16) + 63 + top - zeros + 1023;
  if (biased <= 0) {  // subnormal, where nothing is a tie
    rounded = biased < -62 ? 0 : rounded >> (1 - biased);
    return (rounded + (rounded & 1)) >> 1;
  }
  const bool is_tie = product.low <= 1 && power >= kSmallestTie && power <= kLargestTie && (rounded & 3) == 1 &&
                      (rounded << shift) == product.high;
  if (is_tie) --rounded;
  rounded = (rounded + (rounded & 1)) >> 1;
  // The leading one adds one to the exponent; so does a mantissa that rounding carried to 2^53.
  return std::min((static_cast<std::uint64_t>(biased - 1) << 52) + rounded, kInfinity);
}

double signed_double(std::uint64_t bits, bool negative) {
  bits |= static_cast<std::uint64_t>(negative) << 63;
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A number as it is written: its digits with their point, the first 19 of them that count, and the power of ten.
struct Written {
  std::string_view digits;
  std::uint64_t mantissa = 0;
  std::int64_t exponent = 0;  ///< of ten, by which the mantissa is multiplied
  std::int64_t power = 0;     ///< of ten, by which the digits are
  bool cut = false;           ///< there are more digits than the mantissa has
  bool any = false;
};

Written read_digits(const char* p, const char* end) {
  constexpr std::uint64_t kRoom = 1'000'000'000'000'000'000;
  Written number;
  bool fraction = false;
  const char* const begin = p;
  for (; p != end; ++p) {
    if (*p == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (!is_digit(*p)) break;
    number.any = true;
    const bool room = number.mantissa < kRoom;
    if (room)
      number.mantissa = number.mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
    else
      number.cut |= *p != '0';
    if (room == fraction) number.exponent += fraction ? -1 : 1;
  }
  number.digits = std::string_view(begin, static_cast<std::size_t>(p - begin));
  return number;
}

/// Behind an exponent at `p`; `p` where there is none.
const char* read_power(const char* p, const char* end, std::int64_t& power) {
  constexpr std::int64_t kMostPower = 1'000'000'000;  // far outside every range, far inside int64
  const char* digit = p;
  if (digit == end || (*digit != 'e' && *digit != 'E')) return p;
  ++digit;
  const bool negative = digit != end && *digit == '-';
  if (negative || (digit != end && *digit == '+')) ++digit;
  if (digit == end || !is_digit(*digit)) return p;
  for (; digit != end && is_digit(*digit); ++digit) power = std::min(power * 10 + (*digit - '0'), kMostPower);
  if (negative) power = -power;
  return digit;
}

double nearest(const Written& number, bool negative) {
  const std::int64_t exponent = number.exponent + number.power;
  const std::optional<std::uint64_t> bits = rounded_bits(number.mantissa, exponent);
  // What is cut off lies between this mantissa and the next one.
  const bool decided = bits && (!number.cut || rounded_bits(number.mantissa + 1, exponent) == bits);
  return signed_double(decided ? *bits : LongDecimal(number.digits, number.power).nearest_bits(), negative);
}

}  // namespace

const char* read_decimal(std::string_view text, double& value) {
  const char* const end = text.data() + text.size();
  const bool negative = !text.empty() && text.front() == '-';
  const char* const begin = text.data() + (negative ? 1 : 0);
  Written number = read_digits(begin, end);
  if (!number.any) return nullptr;
  const char* const stop = read_power(begin + number.digits.size(), end, number.power);
  value = nearest(number, negative);
  return stop;
}

double nearest_double(std::uint64_t mantissa, std::int64_t exponent, bool negative, std::string_view text) {
  const std::optional<std::uint64_t> bits = rounded_bits(mantissa, exponent);
  if (bits) return signed_double(*bits, negative);
  double value = 0;
  (void)read_decimal(text, value);
  return value;
}

}  // namespace prorata
