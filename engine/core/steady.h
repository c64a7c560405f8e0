// Money that comes evenly over time, such as a fee of a month: whole periods cost it exactly.
#pragma once

#include <cstdint>

#include "core/time.h"

namespace prorata {

/// So many money units in each period.
struct Steady {
  std::int64_t units = 0;
  Duration period{1};
};

/// An amount in the longest of month (730 hours, as cloud providers have it), week, day and hour in which it is a whole
/// number of units; of a month where it is in none. units_per_ms: from 0 to 2^51 an hour.
[[nodiscard]] Steady steady_of(double units_per_ms);

/// What comes in a window: the difference of the whole sums since 1970. So a window of whole periods has exactly what
/// they have, and parts of a window have what the window has.
[[nodiscard]] std::int64_t units_in(Steady amount, Window window);

}  // namespace prorata
