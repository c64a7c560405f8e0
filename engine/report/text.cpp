#include "report/text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace prorata::report {

namespace {

/// What fmt::format("{}", value) is, without the rest of what it can write; of at most so many digits.
std::string decimal_of(double value, int most) {
  if (value == 0) return "0";
  std::string sign = std::signbit(value) ? "-" : "";
  if (!std::isfinite(value)) return sign += value == value ? "inf" : "nan";
  auto decimal = fmt::detail::dragonbox::to_decimal(std::abs(value));
  std::uint64_t limit = 1, over = 1;
  for (int digit = 0; digit < most; ++digit) limit *= 10;
  while (decimal.significand / over >= limit) over *= 10;
  decimal.significand = (decimal.significand + over / 2) / over * over;
  for (; decimal.significand % 10 == 0; decimal.significand /= 10) ++decimal.exponent;
  std::string digits = decimal_text(static_cast<std::int64_t>(decimal.significand), 0);
  const auto count = static_cast<int>(digits.size()), exponent = decimal.exponent + count - 1;
  if (exponent < -4 || exponent >= 16) {
    if (count > 1) digits.insert(1, 1, '.');
    const std::string power = decimal_text(std::abs(exponent), 0);
    return (sign += digits).append(exponent < 0 ? "e-" : "e+").append(power.size() < 2 ? "0" : "").append(power);
  }
  if (exponent < 0) return sign.append("0.").append(static_cast<std::size_t>(-1 - exponent), '0') += digits;
  if (decimal.exponent < 0) digits.insert(static_cast<std::size_t>(exponent) + 1, 1, '.');
  if (decimal.exponent > 0) digits.append(static_cast<std::size_t>(decimal.exponent), '0');
  return sign += digits;
}

}  // namespace

std::string number_text(double value) {
  return decimal_of(value, 17);
}

std::string price_text(double value) {
  return decimal_of(value, 14);
}

std::string number_or_null(double value) {
  return value == value ? number_text(value) : "null";
}

std::string csv_text(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  std::string safe = formula ? "'" : "";
  safe += text;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted += '"';
}

namespace {

/// `value` units of 10^-decimals with all its decimals.
std::string padded_decimal(std::int64_t value, int decimals) {
  std::string text = decimal_text(value, 0);
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  const auto places = static_cast<std::size_t>(decimals);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, 1, '.');
  return negative ? "-" + text : text;
}

}  // namespace

std::string fixed_money(Money money, int digits, int decimals) {
  std::int64_t unit = 1;
  for (int i = decimals; i < digits; ++i) unit *= 10;
  std::int64_t whole = money.nano() / unit;
  const std::int64_t rest = money.nano() % unit, twice = (rest < 0 ? -rest : rest) * 2;
  if (twice > unit || (twice == unit && whole % 2 != 0)) whole += money.nano() < 0 ? -1 : 1;
  return padded_decimal(whole, decimals);
}

std::string fixed_number(double value, int decimals) {
  double scaled = value;
  for (int i = 0; i < decimals; ++i) scaled *= 10;
  constexpr double kMost = 9e18;
  return padded_decimal(to_whole(std::clamp(scaled, -kMost, kMost)), decimals);
}

Instant end_of(const Notice& notice) {
  const bool moment = notice.range.end.time_since_epoch().count() % 1000 == 1;
  return notice.range.end - Duration(moment ? 1 : 0);
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}
std::string pad_right(std::string_view text, std::size_t width) {
  return std::string(text).append(width - std::min(width, width_of(text)), ' ');
}
std::string pad_left(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ').append(text);
}

}  // namespace prorata::report
