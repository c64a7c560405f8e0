// Instants, durations and windows: whole milliseconds since 1970-01-01T00:00:00Z, never the clock.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace prorata {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

// Always inlined: code that is compiled for size would call them for every sample.
[[nodiscard, gnu::always_inline]] constexpr Instant instant_ms(std::int64_t ms) {
  return Instant(Duration(ms));
}
[[nodiscard, gnu::always_inline]] constexpr std::int64_t to_ms(Instant at) {
  return at.time_since_epoch().count();
}

/// [begin, end), begin <= end.
struct Window {
  Instant begin{};
  Instant end{};
  [[nodiscard]] constexpr Duration length() const { return end - begin; }
  [[nodiscard]] constexpr bool empty() const { return begin >= end; }
  [[nodiscard]] constexpr bool contains(Instant at) const { return begin <= at && at < end; }
  bool operator==(const Window&) const = default;
};

/// What both cover; empty (begin == end) where they do not meet.
[[nodiscard]] constexpr Window overlap(Window a, Window b) {
  const Instant begin = a.begin > b.begin ? a.begin : b.begin;
  const Instant end = a.end < b.end ? a.end : b.end;
  return {begin, end < begin ? begin : end};
}

/// The multiple of `step` since the epoch at or before (floor_to) or at or after (ceil_to) `at`.
[[nodiscard]] constexpr Instant floor_to(Instant at, Duration step) {
  // One division: it is asked for every sample.
  const std::int64_t ms = to_ms(at), unit = step.count(), nearer = ms / unit * unit;
  return instant_ms(nearer > ms ? nearer - unit : nearer);
}
[[nodiscard]] constexpr Instant ceil_to(Instant at, Duration step) {
  const Instant below = floor_to(at, step);
  return below == at ? at : below + step;
}

/// RFC 3339 in UTC; milliseconds only where there are any: "2026-03-02T00:00:00Z".
[[nodiscard]] std::string to_text(Instant at);
/// Unix seconds as Prometheus reads them: "1772409600" or "1772409600.25".
[[nodiscard]] std::string to_unix_text(Instant at);
/// As Prometheus writes durations, largest unit first: "1h30m", "5m", "1d", "250ms"; "0s" for none.
[[nodiscard]] std::string to_text(Duration span);

/// RFC 3339 with a zone (`Z` or an offset), also without seconds; a date (midnight UTC), or unix seconds with decimals.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);
/// Prometheus durations: "5m", "1h30m", "1d", "2w", "90s", "250ms"; more than zero, less than 100 years.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

}  // namespace prorata
