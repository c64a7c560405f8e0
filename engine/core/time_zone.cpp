#include "core/time_zone.h"

#include <algorithm>

namespace prorata {

std::chrono::seconds TimeZone::offset_at(Instant at) const {
  const auto after = std::upper_bound(transitions.begin(), transitions.end(), at,
                                      [](Instant t, const ZoneTransition& transition) { return t < transition.at; });
  return after == transitions.begin() ? initial_offset : std::prev(after)->offset;
}

Instant TimeZone::from_local(Instant local) const {
  std::chrono::seconds offset = initial_offset;
  Instant since = Instant::min();
  for (std::size_t i = 0; i <= transitions.size(); ++i) {
    const bool last = i == transitions.size();
    const Instant candidate = local - offset;
    if (candidate < since) return since;  // the local time was skipped when clocks went forward
    if (last || candidate < transitions[i].at) return candidate;
    since = transitions[i].at;
    offset = transitions[i].offset;
  }
  return local - offset;
}

}  // namespace prorata
