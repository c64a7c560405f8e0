#include "ingest/decimal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/decimal.h"

namespace prorata::ingest {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

bool is_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != word[i]) return false;
  return true;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits at the front of `text` away and says how many there were.
std::size_t take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// |number| = mantissa x 10^exponent, the digits after the 19th left out (they are below a microsecond in any time
/// that is in range).
struct Decimal {
  bool negative = false;
  std::uint64_t mantissa = 0;
  std::int64_t exponent = 0;
};

constexpr std::int64_t kExponentCap = 100'000;  // far outside every range, far inside int64

void add_digits(std::string_view& text, Decimal& number, bool fraction) {
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    const bool room = number.mantissa < kPowersOfTen[18];
    if (room) number.mantissa = number.mantissa * 10 + static_cast<std::uint64_t>(text.front() - '0');
    if (room == fraction) number.exponent += fraction ? -1 : 1;
  }
}

std::int64_t take_exponent(std::string_view text) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  std::int64_t exponent = 0;
  for (const char c : text) exponent = std::min(exponent * 10 + (c - '0'), kExponentCap);
  return negative ? -exponent : exponent;
}

/// `text` is a JSON number.
Decimal read_decimal(std::string_view text) {
  Decimal number;
  number.negative = take(text, '-');
  add_digits(text, number, false);
  if (take(text, '.')) add_digits(text, number, true);
  if (!text.empty()) number.exponent += take_exponent(text.substr(1));
  return number;
}

/// mantissa x 10^shift, rounded half up; negative where it does not fit.
std::int64_t scaled(std::uint64_t mantissa, std::int64_t shift) {
  if (mantissa == 0 || shift < -19) return 0;
  if (shift > 18) return -1;
  if (shift < 0) {
    const std::uint64_t unit = kPowersOfTen[-shift];
    const std::uint64_t rest = mantissa % unit;
    return static_cast<std::int64_t>(mantissa / unit + (rest >= unit - rest ? 1 : 0));
  }
  if (mantissa > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / kPowersOfTen[shift]) return -1;
  return static_cast<std::int64_t>(mantissa * kPowersOfTen[shift]);
}

}  // namespace

Value parse_value(std::string_view text) {
  if (text.empty()) return {};
  std::string_view unsigned_text = text;
  const bool plus = take(unsigned_text, '+');
  if (!plus) take(unsigned_text, '-');
  if (is_word(unsigned_text, "nan") || is_word(unsigned_text, "inf")) return {ValueKind::non_finite, 0};
  if (unsigned_text.empty() || !(is_digit(unsigned_text.front()) || unsigned_text.front() == '.')) return {};

  const std::string_view number = plus ? unsigned_text : text;
  double value = 0;
  if (prorata::read_decimal(number, value) != number.data() + number.size()) return {};
  return {std::isfinite(value) ? ValueKind::finite : ValueKind::non_finite, value};
}

Time parse_time(std::string_view text) {
  if (!is_json_number(text)) return {};
  const Decimal seconds = read_decimal(text);
  const std::int64_t ms = scaled(seconds.mantissa, seconds.exponent + 3);
  const bool before_1970 = seconds.negative && ms != 0;
  if (before_1970 || ms < 0 || ms >= kTimeEndMs) return {TimeKind::out_of_range, 0};
  return {TimeKind::good, ms};
}

bool is_json_number(std::string_view text) {
  take(text, '-');
  const bool leading_zero = !text.empty() && text.front() == '0';
  const std::size_t whole = take_digits(text);
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  if (take(text, '.') && take_digits(text) == 0) return false;
  if (take(text, 'e') || take(text, 'E')) {
    if (!take(text, '+')) take(text, '-');
    if (take_digits(text) == 0) return false;
  }
  return text.empty();
}

}  // namespace prorata::ingest
