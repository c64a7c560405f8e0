#include "allocation/slices.h"

#include <algorithm>

#include "core/order.h"

namespace prorata::allocation {

Slices make_slices(Window window, Duration cost_hour, std::span<const Instant> cuts) {
  std::vector<Instant> borders(cuts.begin(), cuts.end());
  for (Instant at = floor_to(window.begin, cost_hour) + cost_hour; at < window.end; at += cost_hour)
    borders.push_back(at);
  borders.push_back(window.end);
  sort_unique(borders);

  Slices slices;
  std::uint32_t hours = 0;
  Instant begin = window.begin;
  for (const Instant border : borders) {
    if (border <= begin || border > window.end) continue;
    slices.time.push_back({begin, border});
    slices.hour.push_back(hours);
    if (floor_to(border, cost_hour) == border) ++hours;
    begin = border;
  }
  return slices;
}

std::pair<std::uint32_t, std::uint32_t> Slices::meeting(Window span) const {
  if (span.empty()) return {0, 0};
  const auto first = std::upper_bound(time.begin(), time.end(), span.begin,
                                      [](Instant at, const Window& slice) { return at < slice.end; });
  const auto last =
      std::lower_bound(first, time.end(), span.end, [](const Window& slice, Instant at) { return slice.begin < at; });
  return {static_cast<std::uint32_t>(first - time.begin()), static_cast<std::uint32_t>(last - time.begin())};
}

}  // namespace prorata::allocation
