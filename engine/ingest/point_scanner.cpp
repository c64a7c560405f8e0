#include "ingest/point_scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "ingest/decimal.h"
#include "ingest/expected_time.h"
#include "ingest/simd.h"
#include "ingest/value_scanner.h"

namespace prorata::ingest {
namespace {

constexpr std::ptrdiff_t kTimeReach = 24;  // bytes that read_time may look at
constexpr std::ptrdiff_t kReach = kValueReach + kTimeReach + 16;

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

/// The next byte that is no white space, if it is `c`; null otherwise.
const char* expect(const char* p, const char* end, char c) {
  p = skip_blanks(p, end);
  return p != end && *p == c ? p : nullptr;
}

template <std::size_t kSize>
bool stands_at(const char (&text)[kSize], const char* p) {
  return std::memcmp(p, text, kSize) == 0;
}

/// From the quote behind a value to behind the `]` of its point.
const char* close_point(const char* quote, const char* end) {
  const char* const close = expect(quote + 1, end, ']');
  return close == nullptr ? nullptr : close + 1;
}

/// Where the first digit of the time of the next point stands, if `p` is behind a point and another follows.
const char* following_time(const char* p, const char* end, const char*& open) {
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
  const char* const time = behind_point == nullptr ? nullptr : following_time(behind_point, end, open);
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
PRORATA_INLINE PointScanner::Timed PointScanner::next_time(const char* quote, std::int64_t last_ms,
                                                           ExpectedTime& expected) const {
  if (kCompact ? !stands_at(kCompactBefore, quote) : !before_time_.matches(quote)) return {nullptr, 0};
  const char* const time = quote + (kCompact ? sizeof kCompactBefore : before_time_.size);
  const char* behind = time + kTimeDigits;
  std::int64_t time_ms = expected.time_ms();
  if (expected.stands_at(time)) {
    expected.advance();
  } else {
    behind = read_time(time, time_ms);
    if (behind == nullptr) return {nullptr, 0};
    if (behind == time + kTimeDigits) {
      expected.learn(last_ms, time_ms, time);
    } else {
      expected.forget();
    }
  }
  if (kCompact) return {stands_at(kCompactAfter, behind) ? behind + sizeof kCompactAfter : nullptr, time_ms};
  return {after_time_.matches(behind) ? behind + after_time_.size : nullptr, time_ms};
}

template <bool kCompact>
PointScanner::Run PointScanner::run(Point point, const char* end, SampleBlock& out) {
  const auto reach = static_cast<std::ptrdiff_t>(before_time_.size + after_time_.size) + kReach;
  ExpectedTime expected;
  if (kCompact) frames_.seek(point.time_ms);
  while (end - point.quote >= reach) {
    fetch_ahead(point.quote);
    Timed next{point.quote + kCompactFrame, expected.time_ms()};
    if (kCompact && frames_.next_at(point.quote)) {
      next.time_ms = frames_.take();
    } else {
      if (kCompact && expected.compact_frame_at(point.quote)) {
        expected.advance();
      } else {
        next = next_time<kCompact>(point.quote, point.time_ms, expected);
        if (next.value == nullptr) break;
      }
      const bool whole = next.value == point.quote + kCompactFrame;
      if (kCompact && whole && next.time_ms > point.time_ms) frames_.learn(point.quote, next.time_ms);
    }
    out.add(point.time_ms, point.value);  // its `]` was part of the separator
    const ScannedValue scanned = scan_value(next.value);
    const char* const open = point.quote + open_offset_;
    if (scanned.quote == nullptr) return {{open, false}, nullptr};
    point = {next.time_ms, scanned.value, open, scanned.quote};
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

const char* PointScanner::scan_point(const char* p, const char* end, Point& point) {
  return read_point(p, end, point) ? close_point(point.quote, end) : nullptr;
}

}  // namespace prorata::ingest
