// Times of tests: clock times of Monday, 2 March 2026 (UTC), and time zones with a change of clocks.
#pragma once

#include <cassert>
#include <string>
#include <string_view>

#include "core/time.h"
#include "core/time_zone.h"

namespace prorata::tests {

/// RFC 3339, a date or unix seconds; a test that misspells a time ends at once.
inline Instant instant(std::string_view text) {
  const auto read = parse_instant(text);
  assert(read);
  return *read;
}

/// "09:50:30" or "10:00" on 2026-03-02.
inline Instant at(std::string_view clock) {
  const std::string seconds = clock.size() == 5 ? ":00Z" : "Z";
  return instant("2026-03-02T" + std::string(clock) + seconds);
}

inline Window between(std::string_view begin, std::string_view end) {
  return {at(begin), at(end)};
}

/// Berlin in 2026: winter UTC+1, clocks forward on 29 March and back on 25 October, both at 01:00 UTC.
inline TimeZone berlin() {
  using std::chrono::hours;
  return {"Europe/Berlin",
          hours(1),
          {{instant("2026-03-29T01:00:00Z"), hours(2)}, {instant("2026-10-25T01:00:00Z"), hours(1)}}};
}

/// Kathmandu: UTC+05:45 all year.
inline TimeZone kathmandu() {
  return {"Asia/Kathmandu", std::chrono::minutes(345), {}};
}

/// Lord Howe: half an hour forward at 02:00 local on 4 October 2026.
inline TimeZone lord_howe() {
  return {
      "Australia/Lord_Howe", std::chrono::minutes(630), {{instant("2026-10-03T15:30:00Z"), std::chrono::hours(11)}}};
}

/// Havana in 2026: clocks forward at 00:00 local (05:00 UTC) on 8 March, so that this day has no midnight.
inline TimeZone havana() {
  using std::chrono::hours;
  return {"America/Havana",
          hours(-5),
          {{instant("2026-03-08T05:00:00Z"), hours(-4)}, {instant("2026-11-01T05:00:00Z"), hours(-5)}}};
}

}  // namespace prorata::tests
