#include "allocation/usage.h"

#include <algorithm>
#include <limits>

#include "allocation/gpu_usage.h"
#include "core/id_map.h"
#include "core/money.h"
#include "core/order.h"
#include "series/counter.h"

namespace prorata::allocation {
namespace {

using cluster::Cluster;
using series::Frame;
using series::Grid;

constexpr NoticeKind kTwoJobs{"duplicate-scrape-jobs", Severity::warning,
                              "Two scrape jobs deliver the same container's usage; the one with more series counts.",
                              "Drop one of the cAdvisor jobs."};
constexpr NoticeKind kNoOrigin{
    "counter-origin-unknown", Severity::info,
    "A CPU counter appears inside the window although its pod began before; what it counted until "
    "then is not charged.",
    "Nothing after an outage of Prometheus. Else ask for a window that begins earlier."};
constexpr NoticeKind kReset{"counter-reset", Severity::info,
                            "A CPU counter began again, as after a restart; what it shows then is what grew.",
                            "Nothing after a restart; many of one container say that it crashes."};
constexpr NoticeKind kSkew{"clock-skew", Severity::warning,
                           "A container has samples from before its pod began: clocks differ, and it is charged from "
                           "the later time.",
                           "Synchronise the clocks of the nodes, the API server and Prometheus (NTP)."};
constexpr NoticeKind kAfterEnd{
    "usage-after-end", Severity::warning,
    "A container goes on using CPU or memory after its pod has ended: what it used then is not charged.",
    "Compare the pod's times (`kube_pod_completion_time`, `kube_pod_info`) with its container: one of them is wrong."};
constexpr NoticeKind kElsewhere{"samples-outside-window", Severity::warning,
                                "Samples are of a time that was not asked for and were left out.",
                                "Look at the clock of the source, or at what rewrites its answers."};
constexpr NoticeKind kGap{
    "scrape-gap", Severity::warning,
    "Hardly any container has a usage sample here: CPU is bridged by its counters where they go on, memory is "
    "charged by request.",
    "Check Prometheus and the kubelet scrape job for this time."};

/// 93 TiB: times a day in ms it still fits 64 bits.
constexpr double kMostKib = 1e11;

constexpr std::uint32_t kFew = 10;

/// cAdvisor shows a container that is gone for so long.
constexpr Duration kLingers = std::chrono::minutes(5);

/// Clocks that differ less are usual.
constexpr Duration kClockSkew = std::chrono::minutes(2);

/// A counter's growth over fewer scrapes says more about their jitter than about the container.
constexpr int kScrapesPerGrowth = 4;

/// Series of each container, in the order of the frame.
using SeriesOf = std::vector<std::vector<std::size_t>>;

class UsageBuilder {
 public:
  UsageBuilder(const Cluster& cluster, const cluster::UsageIndex& index, const Names& names, const Grid& grid,
               Duration scrape_interval, Notices& notices)
      : cluster_(cluster), index_(index), names_(names), notices_(notices) {
    usage_.grid = grid;
    usage_.hours = Grid::over(grid.window, usage_.hours.step);
    const Instant last_point = grid.floor(grid.window.end);
    if (grid.window.end - last_point < kScrapesPerGrowth * scrape_interval) skipped_point_ = to_ms(last_point);
  }

  Usage build(const Frame& cpu, const Frame& ram) {
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) add_row(alive(c));
    usage_.cpu.assign(usage_.offset.back(), Usage::kUnknown);
    usage_.ram.assign(usage_.offset.back(), Usage::kUnknown);
    ended_.assign(cluster_.containers.size(), 0);
    const SeriesOf cpu_series = by_container(cpu, true), ram_series = by_container(ram, false);
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) {
      if (!cpu_series[c].empty()) read_cpu(c, cpu, cpu_series[c]);
      if (!ram_series[c].empty()) read_ram(c, ram, ram_series[c]);
    }
    note_gaps();
    read_gpu_usage(usage_, cluster_, index_, names_, notices_);
    return std::move(usage_);
  }

 private:
  [[nodiscard]] Window alive(std::size_t container) const {
    return cluster_.pods.alive[cluster_.containers.pod[container]];
  }

  void add_row(Window alive) {
    const Grid& grid = usage_.grid;
    std::int64_t first = 0, last = 0;
    if (!alive.empty()) {
      first = std::max<std::int64_t>(0, grid.index_of(alive.begin + Duration(1)));
      last = std::min(grid.size(), grid.index_of(alive.end) + 1);
    }
    usage_.first.push_back(static_cast<std::uint32_t>(first));
    usage_.offset.push_back(usage_.offset.back() + static_cast<std::size_t>(std::max<std::int64_t>(0, last - first)));
  }

  SeriesOf by_container(const Frame& frame, bool counts) {
    const std::vector<NameId> best = best_jobs(frame);
    SeriesOf series(cluster_.containers.size());
    for (std::size_t s = 0; s < frame.size(); ++s) {
      const auto rows = index_.containers_of(frame, s);
      // A container that ended shortly before the window is still seen at its first grid points.
      const bool left_over = instant_ms(frame.times(s).back()) <= usage_.grid.first + 2 * usage_.grid.step;
      if (rows.empty() && !left_over) notices_.add(kUnmatched, text_of(frame, s, "pod"), usage_.grid.window);
      for (const std::uint32_t row : rows) series[row].push_back(s);
      if (rows.size() != 1) continue;
      check_clock(frame, s, rows.front());
      check_end(frame, s, rows.front(), counts);
    }
    for (std::uint32_t c = 0; c < series.size(); ++c) keep_one_job(frame, best, series[c], of_container(c));
    return series;
  }

  /// A cgroup that bears the pod's uid is the pod's own, not one of the same name from before.
  void check_clock(const Frame& frame, std::size_t s, std::uint32_t container) {
    const auto& started = cluster_.pods.started[cluster_.containers.pod[container]];
    const Instant first = instant_ms(frame.times(s).front());
    if (!started || first + kClockSkew >= *started || !index_.bears_uid(frame, s, container)) return;
    note(kSkew, container, {first, *started});
  }

  /// counts: of a counter only what grows was used.
  void check_end(const Frame& frame, std::size_t s, std::uint32_t container, bool counts) {
    const Instant over = alive(container).end + kLingers + kClockSkew + 2 * usage_.grid.step;
    const auto times = frame.times(s);
    const auto values = frame.values(s);
    if (instant_ms(times.back()) <= over || ended_[container] != 0) return;
    const auto after = std::upper_bound(times.begin(), times.end(), to_ms(over)) - times.begin();
    const double before = counts ? values[static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, after) - 1)] : 0;
    if (!(values.back() > before)) return;
    ended_[container] = 1;
    note(kAfterEnd, container, {over, instant_ms(times.back())});
  }

  /// Jobs by the number of their series, most first, equals by name.
  std::vector<NameId> best_jobs(const Frame& frame) const {
    const NameId label = names_.find("job");
    IdMap<1, std::size_t> count;
    for (std::size_t s = 0; s < frame.size(); ++s) ++count[{frame.label(s, label)}];
    const auto jobs = count.by_text(names_);
    std::vector<NameId> ids;
    for (const std::uint32_t job :
         ordered(jobs.size(), [&](std::uint32_t a, std::uint32_t b) { return jobs[a]->second > jobs[b]->second; })) {
      ids.push_back(jobs[job]->first[0]);
    }
    return ids;
  }

  void keep_one_job(const Frame& frame, const std::vector<NameId>& best, std::vector<std::size_t>& series,
                    Concern concern) {
    if (series.size() < 2 || best.size() < 2) return;
    const NameId label = names_.find("job");
    for (const NameId job : best) {
      const auto of_job = [&](std::size_t s) { return frame.label(s, label) == job; };
      if (std::none_of(series.begin(), series.end(), of_job)) continue;
      if (std::erase_if(series, [&](std::size_t s) { return !of_job(s); }) > 0) {
        notices_.add(kTwoJobs, names_.text(job), usage_.grid.window, 1, concern);
      }
      return;
    }
  }

  /// Samples of a series that may be the container's: all of them where no other container of its name lived.
  static std::pair<std::size_t, std::size_t> samples_within(std::span<const std::int64_t> times, Window alive,
                                                            Duration slack) {
    const auto first = std::lower_bound(times.begin(), times.end(), to_ms(alive.begin - slack));
    const auto last = std::upper_bound(first, times.end(), to_ms(alive.end + slack));
    return {static_cast<std::size_t>(first - times.begin()), static_cast<std::size_t>(last - times.begin())};
  }

  void read_cpu(std::size_t container, const Frame& frame, std::vector<std::size_t> series) {
    sort_few(std::span(series),
             [&](std::size_t a, std::size_t b) { return frame.times(a).front() < frame.times(b).front(); });
    const Grid& grid = usage_.grid;
    series::Growth growth(grid);
    Seen seen;
    for (const std::size_t s : series) {
      const auto [first, last] = samples_within(frame.times(s), alive(container), grid.step);
      if (first == last) continue;
      const auto times = frame.times(s).subspan(first, last - first);
      const auto values = frame.values(s).subspan(first, last - first);
      const auto born = birth(container, instant_ms(times.front()), seen);
      seen.first = std::min(seen.first, instant_ms(times.front()));
      seen.last = std::max(seen.last, instant_ms(times.back()));
      add_counter(growth, times, values, born);
    }
    if (growth.impossible() > 0) note(kImpossibleCounter, container, grid.window, growth.impossible());
    if (growth.resets() > 0) note(kReset, container, grid.window, growth.resets());
    store(container, growth.intervals(), usage_.cpu);
  }

  /// Without the sample just before a short last interval, so that the growth of both is spread over both.
  void add_counter(series::Growth& growth, std::span<const std::int64_t> times, std::span<const double> values,
                   std::optional<Instant> born) const {
    const std::size_t n = times.size();
    const bool skip = n >= 3 && times[n - 2] == skipped_point_ && values[n - 1] >= values[n - 2];
    if (!skip) return growth.add_counter(times, values, born);
    std::vector<std::int64_t> kept_times(times.begin(), times.end() - 2);
    std::vector<double> kept_values(values.begin(), values.end() - 2);
    kept_times.push_back(times[n - 1]);
    kept_values.push_back(values[n - 1]);
    growth.add_counter(kept_times, kept_values, born);
  }

  /// First and last sample of a container's earlier series.
  struct Seen {
    Instant first = Instant::max();
    Instant last = Instant::min();
  };

  /// When a counter stood at zero: at the container's start, or, after a restart, where the one before ended. Two that
  /// appear at once cannot be told apart, so neither is taken to begin there.
  std::optional<Instant> birth(std::size_t container, Instant first_sample, const Seen& seen) {
    const Grid& grid = usage_.grid;
    if (first_sample <= grid.first) return std::nullopt;
    const Instant just_before = first_sample - Duration(1);
    if (seen.first < first_sample) return seen.last < first_sample ? seen.last : first_sample - grid.step;
    const Window lived = alive(container);
    const auto& started = cluster_.pods.started[cluster_.containers.pod[container]];
    if (started && *started >= grid.first) return std::min(*started, just_before);
    if (!started && lived.begin > grid.window.begin) return std::min(lived.begin, just_before);
    note(kNoOrigin, container, {first_sample, first_sample});
    return std::nullopt;
  }

  /// Of several series (an old and a new cgroup of one container) the larger value counts.
  void read_ram(std::size_t container, const Frame& frame, const std::vector<std::size_t>& series) {
    const Grid& grid = usage_.grid;
    std::vector<std::int64_t> column(static_cast<std::size_t>(grid.size()), Usage::kUnknown);
    series::GridWalk walk(grid);
    for (const std::size_t s : series) {
      const std::size_t count = frame.times(s).size();
      const std::int64_t* const times = frame.times(s).data();
      const double* const values = frame.values(s).data();
      for (std::size_t p = 0; p < count; ++p) {
        const Instant at = instant_ms(times[p]);
        const std::int64_t i = walk.index_of(at);
        const double value = values[p];
        if (at + grid.step < grid.first || at > grid.window.end + grid.step) note(kElsewhere, container, {at, at});
        if (static_cast<std::uint64_t>(i) >= column.size()) continue;
        if (!(value >= 0 && value <= kMostKib)) {
          note(kImpossibleMemory, container, grid.interval(i));
          continue;
        }
        std::int64_t& cell = column[static_cast<std::size_t>(i)];
        cell = std::max(cell, to_whole(value));
      }
    }
    store(container, column, usage_.ram);
  }

  void store(std::size_t container, std::span<const std::int64_t> whole, std::vector<std::int64_t>& column) {
    const std::size_t begin = usage_.offset[container], count = usage_.offset[container + 1] - begin;
    const auto part = whole.subspan(usage_.first[container], count);
    std::copy(part.begin(), part.end(), column.begin() + static_cast<std::ptrdiff_t>(begin));
  }

  /// Intervals in which containers ran and less than one in kFew of those that usually do has a memory sample: at the
  /// end of an outage some target is the first.
  void note_gaps() {
    const auto intervals = static_cast<std::size_t>(usage_.grid.size());
    std::vector<std::uint32_t> running(intervals, 0), sampled(intervals, 0);
    for (std::size_t c = 0; c < usage_.first.size(); ++c) {
      const auto column = usage_.of(usage_.ram, c);
      for (std::size_t i = 0; i < column.size(); ++i) {
        ++running[usage_.first[c] + i];
        if (column[i] != Usage::kUnknown) ++sampled[usage_.first[c] + i];
      }
    }
    std::vector<std::uint32_t> gaps;
    const std::uint32_t most = intervals == 0 ? 0 : *std::max_element(sampled.begin(), sampled.end());
    for (std::size_t i = 0; i < intervals; ++i) {
      if (kFew * sampled[i] >= std::min(running[i], most)) continue;
      const Window gap = usage_.grid.interval(static_cast<std::int64_t>(i));
      notices_.add(kGap, to_text(gap.begin), gap);
      gaps.push_back(static_cast<std::uint32_t>(i));
    }
    for (std::size_t c = 0; c < usage_.first.size(); ++c) {
      const auto in_gap = std::lower_bound(gaps.begin(), gaps.end(), usage_.first[c]);
      if (in_gap != gaps.end() && *in_gap - usage_.first[c] < usage_.of(usage_.ram, c).size()) {
        notices_.concern(kGap.id, of_container(c));
      }
    }
  }

  [[nodiscard]] std::string_view text_of(const Frame& frame, std::size_t s, std::string_view label) const {
    return names_.text(frame.label(s, names_.find(label)));
  }
  static Concern of_container(std::size_t row) { return {Concern::Table::containers, static_cast<std::uint32_t>(row)}; }
  void note(const NoticeKind& kind, std::size_t container, Window range, std::uint64_t count = 1) {
    notices_.add(kind, container_name(container), range, count, of_container(container));
  }
  [[nodiscard]] std::string container_name(std::size_t container) const {
    const std::uint32_t pod = cluster_.containers.pod[container];
    return std::string(names_.text(cluster_.pods.name_space[pod]))
        .append("/")
        .append(names_.text(cluster_.pods.name[pod]))
        .append("/")
        .append(names_.text(cluster_.containers.name[container]));
  }

  const Cluster& cluster_;
  const cluster::UsageIndex& index_;
  const Names& names_;
  Notices& notices_;
  Usage usage_;
  Flags ended_;                      ///< containers that are used after their end
  std::int64_t skipped_point_ = -1;  ///< the grid point before a short last interval; -1: there is none
};

}  // namespace

Usage build_usage(const Cluster& cluster, const cluster::UsageIndex& index, const Frame& cpu, const Frame& ram,
                  const Names& names, const Grid& grid, Duration scrape_interval, Notices& notices) {
  return UsageBuilder(cluster, index, names, grid, scrape_interval, notices).build(cpu, ram);
}

}  // namespace prorata::allocation
