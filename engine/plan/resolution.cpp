// How fine the grid is: as fine as the sample budget allows.
#include <algorithm>
#include <array>

#include "plan/planner.h"

namespace prorata::plan {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array kSteps{Duration(minutes(1)),  Duration(minutes(2)),  Duration(minutes(5)), Duration(minutes(10)),
                            Duration(minutes(15)), Duration(minutes(30)), Duration(hours(1)),   Duration(hours(2)),
                            Duration(hours(6)),    Duration(hours(24))};
/// Below this length short jobs matter more than the size of the answer.
constexpr Duration kShortWindow = hours(6);
constexpr Duration kUsualStep = minutes(5);
/// Scrapes that a step must hold: with fewer, their jitter makes one step look busy and the next one idle, and the
/// larger of request and usage then charges too much. Source: Prometheus' advice for the range of rate().
constexpr int kScrapesPerStep = 4;

}  // namespace

double expected_containers(std::uint64_t running, Duration window) {
  const double days = static_cast<double>(window.count()) / 86400000.0;
  return static_cast<double>(std::max<std::uint64_t>(running, 1)) * (1.0 + 0.5 * days);
}

Duration choose_resolution(const query::Fetch& fetch, const Probes& probes) {
  const Duration window = fetch.window.length();
  // CPU and memory: two samples for each running container and step.
  const double per_step = 2.0 * static_cast<double>(std::max<std::uint64_t>(probes.containers, 1));
  for (const Duration step : kSteps) {
    if (step < kUsualStep && window > kShortWindow) continue;
    if (step < kScrapesPerStep * probes.scrape_interval && step < hours(1)) continue;
    const double samples = per_step * static_cast<double>(window.count()) / static_cast<double>(step.count());
    if (samples <= static_cast<double>(fetch.sample_budget)) return step;
  }
  return kSteps.back();
}

Duration choose_total(Duration window) {
  return window >= hours(24) ? hours(24) : window >= hours(6) ? hours(6) : hours(1);
}

Result<void> check_resolution(Duration resolution) {
  const Duration hour = hours(1);
  const bool divides = resolution >= std::chrono::seconds(1) && resolution <= hour && hour % resolution == Duration(0);
  const bool whole = resolution >= hour && resolution <= hours(24) && resolution % hour == Duration(0);
  if (divides || whole) return {};
  return Error{ErrorCode::bad_usage, "resolution " + to_text(resolution) + " does not fit into hours",
               "use a step that divides an hour (1m, 5m, 15m, 30m) or a whole number of hours up to a day",
               "resolution"};
}

Result<void> check_grid(Window window, Duration resolution) {
  constexpr std::int64_t kMostIntervals = 1000000;
  if (window.length() / resolution <= kMostIntervals) return {};
  return Error{ErrorCode::bad_usage,
               "a window of " + to_text(window.length()) + " has too many steps of " + to_text(resolution),
               "use a shorter window or a longer resolution", "resolution"};
}

}  // namespace prorata::plan
