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

namespace {

/// Adds times in a node's life, and inside cost hours, at which what exporters say of its price becomes another.
void add_changes(const cluster::Nodes& nodes, std::size_t node, Duration cost_hour, std::vector<Instant>& changes) {
  const Window alive = nodes.alive[node];
  if (cost_hour > std::chrono::hours(1)) return;  // what is known of so long a time is a mean of it
  for (const cluster::StepValue& price : nodes.exported_price[node]) {
    for (const cluster::ValueStep& step : price.steps()) {
      const bool last = &step == &price.steps().back();
      const bool inside = step.until > alive.begin && step.until < alive.end;
      if (inside && !last && floor_to(step.until, cost_hour) != step.until) changes.push_back(step.until);
    }
  }
}

}  // namespace

Slices make_slices(const cluster::Cluster& cluster, Duration cost_hour, std::vector<Instant> cuts) {
  const std::size_t nodes = cluster.nodes.size();
  for (std::size_t node = 0; node < nodes; ++node) add_changes(cluster.nodes, node, cost_hour, cuts);
  Slices slices = make_slices(cluster.window, cost_hour, cuts);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    cuts.clear();
    add_changes(cluster.nodes, node, cost_hour, cuts);
    if (cuts.empty()) continue;
    sort_unique(cuts);
    slices.cut.push_back(node);
    auto cut = cuts.begin();
    std::uint32_t hours = 0;
    for (std::size_t slice = 0; slice < slices.size(); ++slice) {
      const bool mine = cut != cuts.end() && *cut == slices.time[slice].begin;
      if (mine || (slice > 0 && slices.hour[slice] != slices.hour[slice - 1])) ++hours;
      if (mine) ++cut;
      slices.own.push_back(hours);
    }
  }
  return slices;
}

const std::uint32_t* Slices::hours_of(std::uint32_t node) const {
  const auto found = std::lower_bound(cut.begin(), cut.end(), node);
  if (found == cut.end() || *found != node) return hour.data();
  return own.data() + static_cast<std::size_t>(found - cut.begin()) * size();
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
