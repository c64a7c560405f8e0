#include "core/money.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "core/order.h"

namespace prorata {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

struct Share {
  std::uint64_t part;
  std::uint64_t remainder;
};

/// whole * weight / sum, exactly. weight <= sum, whole <= 2^63.
///
/// A quotient in double arithmetic is right or nearly so; the 128-bit remainder says by how much it is off. Dividing
/// 128 bits instead is a slow library call in WebAssembly.
Share share_of(std::uint64_t whole, std::uint64_t weight, std::uint64_t sum) {
  __extension__ using Signed = __int128;
  const double ratio = static_cast<double>(weight) / static_cast<double>(sum);
  auto part = static_cast<std::uint64_t>(static_cast<double>(whole) * ratio);
  Signed rest = static_cast<Signed>(whole) * weight - static_cast<Signed>(part) * sum;
  while (rest < 0 || rest >= static_cast<Signed>(sum)) {
    const auto off = static_cast<std::int64_t>(static_cast<double>(rest) / static_cast<double>(sum));
    const std::int64_t step = off != 0 ? off : (rest < 0 ? -1 : 1);
    part += static_cast<std::uint64_t>(step);
    rest -= static_cast<Signed>(step) * static_cast<Signed>(sum);
  }
  return {part, static_cast<std::uint64_t>(rest)};
}

/// Receivers in the order in which they get a left-over unit. A node's pods are few and sorted in place.
std::vector<std::uint32_t> by_remainder(const std::vector<std::uint64_t>& remainders) {
  constexpr std::size_t kFew = 64;
  const auto larger = [&](std::uint32_t a, std::uint32_t b) { return remainders[a] > remainders[b]; };
  if (remainders.size() > kFew) return ordered(remainders.size(), larger);
  std::vector<std::uint32_t> order(remainders.size());
  std::iota(order.begin(), order.end(), 0U);
  sort_few(std::span(order), larger);
  return order;
}

}  // namespace

Result<std::int64_t> WideSum::value(std::string_view what) const {
  if (total_ > std::numeric_limits<std::int64_t>::max() || total_ < std::numeric_limits<std::int64_t>::min()) {
    return Error{ErrorCode::overflow, std::string(what) + " does not fit 64 bits",
                 "ask for a shorter window, or check the data for impossible values", std::string(what)};
  }
  return static_cast<std::int64_t>(total_);
}

std::vector<std::int64_t> split(std::int64_t total, std::span<const std::int64_t> weights) {
  assert(!weights.empty());
  assert(std::all_of(weights.begin(), weights.end(), [](std::int64_t w) { return w >= 0; }));
  Wide sum = 0;
  for (const std::int64_t weight : weights) sum += static_cast<Wide>(weight);
  const bool even = sum == 0;
  if (even) sum = weights.size();
  assert(sum <= std::numeric_limits<std::uint64_t>::max());

  const std::uint64_t whole = magnitude(total);
  std::vector<std::uint64_t> parts, remainders;
  parts.reserve(weights.size());
  remainders.reserve(weights.size());
  std::uint64_t given = 0;
  for (const std::int64_t weight : weights) {
    const Share share = share_of(whole, even ? 1 : static_cast<std::uint64_t>(weight), static_cast<std::uint64_t>(sum));
    parts.push_back(share.part);
    remainders.push_back(share.remainder);
    given += share.part;
  }
  std::uint64_t left = whole - given;
  const std::vector<std::uint32_t> receivers = left == 0 ? std::vector<std::uint32_t>{} : by_remainder(remainders);
  for (const std::uint32_t receiver : receivers) {
    if (left == 0) break;
    ++parts[receiver];
    --left;
  }
  std::vector<std::int64_t> signed_parts;
  signed_parts.reserve(parts.size());
  for (const std::uint64_t part : parts) {
    signed_parts.push_back(static_cast<std::int64_t>(total < 0 ? ~part + 1 : part));
  }
  return signed_parts;
}

std::string decimal_text(std::int64_t value, int digits) {
  std::string text = std::to_string(magnitude(value));
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) {
    text.insert(text.size() - places, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  if (value < 0) text.insert(0, 1, '-');
  return text;
}

double units_of(const Currency& currency) {
  double units = 1;
  for (int digit = 0; digit < currency.digits; ++digit) units *= 10;
  return units;
}

Currency currency_of(std::string_view code) {
  // Currencies of which a US dollar buys more than about a hundred units; nano-units of them would overflow first.
  constexpr std::array<std::string_view, 16> kTiny{"CLP", "COP", "CRC", "HUF", "IDR", "IRR", "JPY", "KHR",
                                                   "KRW", "LAK", "LBP", "MMK", "NGN", "PYG", "UGX", "VND"};
  const bool tiny = std::find(kTiny.begin(), kTiny.end(), code) != kTiny.end();
  return {std::string(code), tiny ? 6 : 9};
}

}  // namespace prorata
