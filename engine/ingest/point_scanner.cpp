#include "ingest/point_scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "ingest/decimal.h"
#include "ingest/simd.h"
#include "ingest/value_scanner.h"

namespace prorata::ingest {
namespace {

constexpr std::ptrdiff_t kTimeDigits = 10;  // seconds from 2001 to 2286
constexpr std::ptrdiff_t kTimeReach = 24;   // bytes that read_time may look at
constexpr std::ptrdiff_t kReach = kValueReach + kTimeReach + 16;
constexpr std::int64_t kMsPerSecond = 1000;

/// Seconds at `p` with up to three decimals. Gives the place behind them, null where it is no such time.
const char* read_time(const char* p, std::int64_t& time_ms) {
  const std::uint64_t word = load64(p);
  const std::uint64_t tail = load64(p + 8);
  constexpr std::uint64_t kTwoBytes = 0xFFFF;
  if ((non_digits(word) | (non_digits(tail) & kTwoBytes)) != 0 || *p == '0') return nullptr;
  const std::uint64_t seconds = eight_digits(word) * 100 + leading_digits(tail, 2);
  time_ms = static_cast<std::int64_t>(seconds) * kMsPerSecond;
  p += kTimeDigits;
  if (*p != '.') return time_ms < kTimeEndMs ? p : nullptr;
  const std::uint64_t decimals = load64(p + 1);
  const auto count = static_cast<std::uint32_t>(std::countr_zero(non_digits(decimals) | (std::uint64_t{1} << 63))) / 8;
  if (count == 0 || count > 3) return nullptr;
  time_ms += static_cast<std::int64_t>(leading_digits(decimals, count) * kPowersOfTen[3 - count]);
  return time_ms < kTimeEndMs ? p + 1 + count : nullptr;
}

std::uint64_t swap_bytes(std::uint64_t word) { return __builtin_bswap64(word); }

/// The ten digits of a time that is one step after the last: adding in decimal, one digit per byte, is cheaper than
/// writing a number as text.
class ExpectedTime {
 public:
  /// The times of two points that follow each other; the digits of the second stand at `text`.
  void learn(std::int64_t earlier_ms, std::int64_t later_ms, const char* text) {
    step_ms_ = later_ms - earlier_ms;
    constexpr std::int64_t kMostMs = 100'000'000 * kMsPerSecond;
    known_ = step_ms_ > 0 && step_ms_ < kMostMs && step_ms_ % kMsPerSecond == 0 && later_ms % kMsPerSecond == 0;
    if (!known_) return;
    std::memcpy(head_, text, sizeof head_);
    digits_ = swap_bytes(load64(text + 2)) & kDigitBits;
    step_ = 0;
    std::uint32_t shift = 0;
    for (std::int64_t rest = step_ms_ / kMsPerSecond; rest != 0; rest /= 10, shift += 8)
      step_ |= static_cast<std::uint64_t>(rest % 10) << shift;
    advance();
  }

  [[nodiscard]] bool stands_at(const char* p) const {
    return load64(p + 2) == word_ && std::memcmp(p, head_, sizeof head_) == 0 && known_;
  }
  [[nodiscard]] std::int64_t step_ms() const { return step_ms_; }

  /// Where the upper two digits would change, the lower ones no longer match and the time is read as any other.
  void advance() {
    // Bytes of 0xF6 make a byte overflow, and so carry, exactly where two digits pass nine.
    const std::uint64_t sum = digits_ + step_ + 0xF6F6F6F6F6F6F6F6;
    const std::uint64_t kept = (sum >> 4) & kDigitBits;  // 0x0F where the byte did not overflow
    digits_ = (sum & kDigitBits) - (kept & 0x0606060606060606);
    word_ = swap_bytes(digits_ | 0x3030303030303030);
  }

 private:
  static constexpr std::uint64_t kDigitBits = 0x0F0F0F0F0F0F0F0F;
  std::uint64_t word_ = 0;
  std::uint64_t digits_ = 0;
  std::uint64_t step_ = 0;
  std::int64_t step_ms_ = 0;
  char head_[2] = {};
  bool known_ = false;
};

/// `"],[` and `,"`: what every encoder without white space writes.
constexpr char kCompactBefore[] = {'"', ']', ',', '['};
constexpr char kCompactAfter[] = {',', '"'};

/// The next byte that is no white space, if it is `c`; null otherwise.
const char* expect(const char* p, const char* end, char c) {
  p = skip_blanks(p, end);
  return p != end && *p == c ? p : nullptr;
}

/// From the quote behind a value to behind the `]` of its point.
const char* close_point(const char* quote, const char* end) {
  const char* const close = expect(quote + 1, end, ']');
  return close == nullptr ? nullptr : close + 1;
}

/// Where the first digit of the time of the next point stands, if `p` is behind a point and another follows.
const char* next_time(const char* p, const char* end, const char*& open) {
  const char* const comma = expect(p, end, ',');
  if (comma == nullptr) return nullptr;
  open = expect(comma + 1, end, '[');
  return open == nullptr ? nullptr : skip_blanks(open + 1, end);
}

/// From behind a time to the first byte of its value.
const char* skip_to_value(const char* p, const char* end) {
  const char* const comma = expect(p, end, ',');
  if (comma == nullptr) return nullptr;
  const char* const quote = expect(comma + 1, end, '"');
  return quote == nullptr ? nullptr : quote + 1;
}

}  // namespace

void PointScanner::Separator::learn(const char* from, const char* to) {
  size = static_cast<std::size_t>(to - from);
  text.fill(0);
  std::memcpy(text.data(), from, size);
}

bool PointScanner::Separator::matches(const char* p) const {
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16)
    if (Bytes16(p + at).equal_to(Bytes16(text.data() + at)) != 0xFFFF) return false;
  const std::uint32_t wanted = (1U << (size - at)) - 1;
  return (Bytes16(p + at).equal_to(Bytes16(text.data() + at)) & wanted) == wanted;
}

bool PointScanner::is_compact() const {
  return before_time_.size == sizeof kCompactBefore && after_time_.size == sizeof kCompactAfter;
}

bool PointScanner::read_point(const char* p, const char* end, Point& point) {
  point.open = p;
  const char* const time = skip_blanks(p + 1, end);
  if (end - time < kTimeReach) return false;
  const char* const behind = read_time(time, point.time_ms);
  const char* const value = behind == nullptr ? nullptr : skip_to_value(behind, end);
  if (value == nullptr || end - value < kValueReach) return false;
  const ScannedValue scanned = scan_value(value);
  point.value = scanned.value;
  point.quote = scanned.quote;
  return point.quote != nullptr;
}

bool PointScanner::learn(const char* quote, const char* end) {
  const char* open = nullptr;
  const char* const behind_point = close_point(quote, end);
  const char* const time = behind_point == nullptr ? nullptr : next_time(behind_point, end, open);
  if (time == nullptr || end - time < kTimeReach) return false;
  std::int64_t ignored = 0;
  const char* const behind = read_time(time, ignored);
  const char* const value = behind == nullptr ? nullptr : skip_to_value(behind, end);
  const auto most = static_cast<std::ptrdiff_t>(before_time_.text.size() - 16);
  if (value == nullptr || time - quote > most || value - behind > most) return false;
  before_time_.learn(quote, time);
  after_time_.learn(behind, value);
  open_offset_ = static_cast<std::size_t>(open - quote);
  return true;
}

template <bool kCompact>
PointScanner::Run PointScanner::run(Point point, const char* end, SampleBlock& out) const {
  const std::size_t before = kCompact ? sizeof kCompactBefore : before_time_.size;
  const std::size_t after = kCompact ? sizeof kCompactAfter : after_time_.size;
  const auto reach = static_cast<std::ptrdiff_t>(before + after) + kReach;
  const auto is_before = [&](const char* p) {
    return kCompact ? std::memcmp(p, kCompactBefore, sizeof kCompactBefore) == 0 : before_time_.matches(p);
  };
  const auto is_after = [&](const char* p) {
    return kCompact ? std::memcmp(p, kCompactAfter, sizeof kCompactAfter) == 0 : after_time_.matches(p);
  };

  ExpectedTime expected;
  while (end - point.quote >= reach && is_before(point.quote)) {
    fetch_ahead(point.quote);
    const char* const time = point.quote + before;
    const char* behind = time + kTimeDigits;
    Point next;
    if (expected.stands_at(time)) {
      next.time_ms = point.time_ms + expected.step_ms();
      expected.advance();
    } else {
      behind = read_time(time, next.time_ms);
      if (behind == nullptr) break;
      expected.learn(point.time_ms, next.time_ms, time);
    }
    if (!is_after(behind)) break;
    next.open = point.quote + open_offset_;
    const ScannedValue scanned = scan_value(behind + after);
    next.quote = scanned.quote;
    next.value = scanned.value;
    out.add(point.time_ms, point.value);  // its `]` was part of the separator
    if (next.quote == nullptr) return {{next.open, false}, nullptr};
    point = next;
  }
  const char* const behind = close_point(point.quote, end);
  if (behind == nullptr) return {{point.open, false}, nullptr};
  out.add(point.time_ms, point.value);
  return {{behind, true}, point.quote};
}

PointScanner::Outcome PointScanner::scan_points(const char* p, const char* end, SampleBlock& out) {
  Point point;
  while (read_point(p, end, point)) {
    const Run done = is_compact() ? run<true>(point, end, out) : run<false>(point, end, out);
    if (!done.outcome.after_point || !learn(done.last_quote, end)) return done.outcome;
    p = done.last_quote + open_offset_;
  }
  return {p, false};
}

PointScanner::Outcome PointScanner::scan_point(const char* p, const char* end, SampleBlock& out) {
  Point point;
  if (!read_point(p, end, point)) return {p, false};
  const char* const behind = close_point(point.quote, end);
  if (behind == nullptr) return {p, false};
  out.add(point.time_ms, point.value);
  return {behind, true};
}

}  // namespace prorata::ingest
