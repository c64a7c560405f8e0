// A time zone as a value: the hosts read it (tzdata, Intl), the engine only applies it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/time.h"

namespace prorata {

/// From `at` on (UTC), local time is UTC + offset.
struct ZoneTransition {
  Instant at;
  std::chrono::seconds offset{0};
  bool operator==(const ZoneTransition&) const = default;
};

/// transitions: ascending; should cover the window and a year on both sides.
struct TimeZone {
  std::string name = "UTC";
  std::chrono::seconds initial_offset{0};
  std::vector<ZoneTransition> transitions;
  bool operator==(const TimeZone&) const = default;

  [[nodiscard]] std::chrono::seconds offset_at(Instant at) const;
  /// Local wall-clock time as if it were UTC.
  [[nodiscard]] Instant to_local(Instant at) const { return at + offset_at(at); }
  /// The first instant that has this local time; in a gap (clocks put forward) the instant the gap starts at.
  [[nodiscard]] Instant from_local(Instant local) const;
};

}  // namespace prorata
