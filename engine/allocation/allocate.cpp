#include "allocation/allocate.h"

#include <algorithm>
#include <numeric>

#include "allocation/shares.h"

namespace prorata::allocation {
namespace {

using cluster::Cluster;
using cluster::ContainerRole;
using cluster::index;
using cluster::kAllResources;
using cluster::StepValue;
using query::Method;

constexpr NoticeKind kUnknownUsage{
    "usage-unknown", Severity::info,
    "A container ran for a while without a usage sample; it is charged by request there.",
    "Short pods and scrape gaps do this; a container that never has a sample points at cAdvisor."};
constexpr NoticeKind kNothingKnown{"container-without-data", Severity::warning,
                                   "A container has neither a request nor a usage sample; it is listed at no cost.",
                                   "Check that cAdvisor is scraped on its node."};

/// What a container asked for and used in one piece of time, in thousandths of amounts.
struct Piece {
  std::int64_t requested = 0;
  std::int64_t used = 0;
  std::int64_t billable = 0;              ///< of what it used: not what its pod holds for others, who do not run yet
  std::int64_t summed = Usage::kUnknown;  ///< what a server says was the larger of both
  bool usage_known = false;

  /// For `average`, usage is summed first and compared with the requests of the whole window afterwards. What a server
  /// sums up of a short life it saw little of; it is never less than either was.
  [[nodiscard]] std::int64_t charged(Method method) const {
    if (method == Method::interval) return std::max({requested, billable, summed});
    return method == Method::request || !usage_known ? requested : billable;
  }
};

/// What is known of one container and resource.
struct Track {
  std::size_t container = 0;
  Resource resource = Resource::cpu;
  ContainerRole role = ContainerRole::app;
  Method method = Method::interval;
  const StepValue* request = nullptr;
  const series::Grid* grid = nullptr;     ///< of the usage
  std::int64_t first = 0;                 ///< interval of the first value
  std::span<const std::int64_t> usage;    ///< µcore·ms of an interval, or its mean in KiB or µGPU
  std::span<const std::int64_t> charged;  ///< as usage, a mean whatever the resource
  std::span<const Window> uncharged;      ///< time in which requests count as nothing

  /// kUnknown where no sample speaks for an interval of the grid.
  [[nodiscard]] std::int64_t used_in(std::int64_t interval) const { return in(usage, interval); }
  [[nodiscard]] std::int64_t charged_in(std::int64_t interval) const { return in(charged, interval); }
  [[nodiscard]] std::int64_t requested(Window time) const {
    for (const Window& span : uncharged) {
      if (span.begin <= time.begin && time.end <= span.end) return 0;
    }
    return request->at(time.end) * time.length().count();
  }

 private:
  [[nodiscard]] std::int64_t in(std::span<const std::int64_t> column, std::int64_t interval) const {
    const auto place = static_cast<std::uint64_t>(interval - first);
    return place < column.size() ? column[place] : Usage::kUnknown;
  }
};

class Allocator {
 public:
  Allocator(const Cluster& cluster, const Usage& usage, Slices&& slices, Method method, bool charge_waiting,
            Notices& notices)
      : cluster_(cluster), usage_(usage), method_(method), charge_waiting_(charge_waiting), notices_(notices) {
    amounts_.slices = std::move(slices);
  }

  Amounts run() {
    size_tables();
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) add_container(c);
    for (std::size_t n = 0; n < cluster_.nodes.size(); ++n) add_node(n);
    for (std::size_t r = 0; r < kResources; ++r) {
      amounts_.charged_total[r] = row_totals(amounts_.containers, amounts_.charged[r]);
      amounts_.requested_total[r] = row_totals(amounts_.containers, amounts_.requested[r]);
      amounts_.used_total[r] = row_totals(amounts_.containers, amounts_.used[r]);
      amounts_.capacity_total[r] = row_totals(amounts_.nodes, amounts_.capacity[r]);
    }
    return std::move(amounts_);
  }

 private:
  void size_tables() {
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) {
      add_row(amounts_.containers, alive(c), cluster_.pods.node[cluster_.containers.pod[c]]);
    }
    for (std::uint32_t n = 0; n < cluster_.nodes.size(); ++n) add_row(amounts_.nodes, cluster_.nodes.alive[n], n);
    for (const Resource resource : kAllResources) {
      const std::size_t r = index(resource);
      const bool asked = std::any_of(cluster_.containers.request.begin(), cluster_.containers.request.end(),
                                     [&](const auto& request) { return request[r].known(); });
      const bool used = resource == Resource::gpu && std::any_of(usage_.gpu.begin(), usage_.gpu.end(),
                                                                 [](const auto& hours) { return !hours.empty(); });
      present_[r] = asked || used || sampled(resource);
      for (auto* cells : {&amounts_.charged[r], &amounts_.requested[r], &amounts_.used[r]}) {
        cells->assign(present_[r] ? amounts_.containers.cells() : 0, 0);
      }
      const bool measured = present_[r] && resource != Resource::disk;
      amounts_.unused[r].assign(measured ? amounts_.containers.cells() : 0, 0);
      amounts_.capacity[r].assign(amounts_.nodes.cells(), 0);
      amounts_.reserved[r].assign(amounts_.nodes.cells(), 0);
    }
    for (auto& column : amounts_.requested_known) column.assign(cluster_.containers.size(), 0);
    amounts_.running_ms.assign(cluster_.containers.size(), 0);
    amounts_.unknown_usage_ms.assign(cluster_.containers.size(), 0);
  }
  /// Whether every container has samples of it.
  static constexpr bool sampled(Resource resource) { return resource == Resource::cpu || resource == Resource::ram; }
  void add_row(CellRows& rows, Window alive, std::uint32_t node) const {
    const auto [first, last] = amounts_.slices.meeting(alive);
    rows.add(first, last, node);
  }
  [[nodiscard]] Window alive(std::size_t container) const {
    return cluster_.pods.alive[cluster_.containers.pod[container]];
  }

  /// The time over which a container's usage of an interval happened: also before and after the window, where it ran
  /// there. What is known may go on behind a window that is a part of it.
  [[nodiscard]] Window running_in(Window interval, std::size_t container) const {
    const cluster::Pods& pods = cluster_.pods;
    const std::uint32_t pod = cluster_.containers.pod[container];
    const Window there = pods.alive[pod];
    const bool before = there.begin == cluster_.window.begin;
    const Instant begin = !before ? there.begin : pods.started[pod].value_or(interval.begin);
    const Instant end = pods.lived.empty() ? there.end : pods.lived[pod].end;
    return overlap(interval, {std::min(begin, there.begin), end});
  }

  void add_container(std::size_t container) {
    amounts_.running_ms[container] = alive(container).length().count();
    bool anything = false;
    std::int64_t unknown = 0;
    for (const Resource resource : kAllResources) {
      const Track track = track_of(container, resource);
      if (track.usage.empty() && !track.request->known() && !sampled(resource)) continue;
      const std::int64_t silent = add_resource(track, anything);
      if (sampled(resource)) unknown = std::max(unknown, silent);
      if (track.method == Method::average) charge_larger(container, index(resource));
    }
    amounts_.unknown_usage_ms[container] = unknown;
    if (alive(container).empty()) return;
    const Concern concern{Concern::Table::containers, static_cast<std::uint32_t>(container)};
    // Their names are looked up where their costs are.
    if (unknown > 0) notices_.add(kUnknownUsage, {}, alive(container), 1, concern);
    if (!anything) notices_.add(kNothingKnown, {}, alive(container), 1, concern);
  }

  /// A virtual node bills what was asked for, whatever becomes of it.
  [[nodiscard]] Track track_of(std::size_t container, Resource resource) const {
    const std::uint32_t node = cluster_.pods.node[cluster_.containers.pod[container]];
    const bool billed = node != cluster::kNone && cluster_.nodes.is_virtual(node);
    Track track;
    track.container = container;
    track.resource = resource;
    track.role = cluster_.containers.role[container];
    track.method = billed ? Method::request : method_;
    track.request = &cluster_.containers.request[container][index(resource)];
    track.grid = resource == Resource::gpu ? &usage_.hours : &usage_.grid;
    if (sampled(resource)) {
      track.first = usage_.first[container];
      track.usage = usage_.of(resource == Resource::cpu ? usage_.cpu : usage_.ram, container);
      const auto& charged = resource == Resource::cpu ? usage_.cpu_charged : usage_.ram_charged;
      // Of time in which requests do not count, sums know nothing; and init containers hold what others do not.
      const bool sums = charge_waiting_ || cluster_.containers.waiting[container].empty();
      if (!charged.empty() && sums && track.role == ContainerRole::app) track.charged = usage_.of(charged, container);
    }
    if (resource == Resource::gpu && !usage_.gpu.empty()) track.usage = usage_.gpu[container];
    if (!charge_waiting_ && !billed) track.uncharged = cluster_.containers.waiting[container];
    return track;
  }

  /// Walks the cells of one container and resource. Gives the time without a usage sample, in ms.
  std::int64_t add_resource(const Track& track, bool& anything) {
    const std::size_t r = index(track.resource), container = track.container;
    const std::size_t begin = amounts_.containers.offset[container], end = amounts_.containers.offset[container + 1];
    const std::uint32_t* hours = amounts_.slices.hours_of(amounts_.containers.node[container]);
    HourSum charged, requested, used, known, unused;
    series::GridWalk points(usage_.grid), samples(*track.grid);
    std::int64_t silent = 0;
    anything = anything || track.request->known();
    for (std::size_t cell = begin; cell < end; ++cell) {
      const std::size_t slice = amounts_.containers.first[container] + (cell - begin);
      for (HourSum* sum : {&charged, &requested, &used, &known, &unused}) sum->enter(hours[slice]);
      const Window span = overlap(amounts_.slices.time[slice], alive(container));
      for (Instant at = span.begin; at < span.end;) {
        const Window time{at, piece_end(points, at, span.end)};
        const Piece piece = piece_of(track, time, samples.index_of(time.end));
        charged.add(piece.charged(track.method));
        requested.add(piece.requested);
        used.add(piece.used);
        if (piece.usage_known) {
          known.add(piece.requested);
          unused.add(std::max<std::int64_t>(0, piece.requested - piece.used));
          anything = true;
        } else {
          silent += time.length().count();
        }
        at = time.end;
      }
      amounts_.charged[r][cell] = charged.take();
      amounts_.requested[r][cell] = requested.take();
      amounts_.used[r][cell] = used.take();
      amounts_.requested_known[r][container] += known.take();
      if (!amounts_.unused[r].empty()) amounts_.unused[r][cell] = unused.take();
    }
    return track.role == ContainerRole::overhead ? 0 : silent;
  }

  /// Up to the next grid point or whole hour: requests hold for hours, usage for grid intervals.
  [[nodiscard]] Instant piece_end(series::GridWalk& points, Instant at, Instant limit) const {
    const Instant next = std::min(limit, usage_.grid.interval(points.index_of(at + Duration(1))).end);
    return std::min(next, floor_to(at, std::chrono::hours(1)) + std::chrono::hours(1));
  }

  /// An init container that has no sample has ended. A GPU is never charged for more than was asked for.
  /// interval: of the track's grid, at the end of `time`.
  [[nodiscard]] Piece piece_of(const Track& track, Window time, std::int64_t interval) const {
    Piece piece;
    piece.requested = track.requested(time);
    const std::int64_t value = track.used_in(interval);
    piece.usage_known = value != Usage::kUnknown;
    if (piece.usage_known) {
      piece.used = track.resource == Resource::cpu
                       ? part_of(value, time, running_in(track.grid->interval(interval), track.container))
                       : value * time.length().count();
    }
    const std::int64_t charged = track.charged_in(interval);
    if (charged != Usage::kUnknown) piece.summed = charged * time.length().count();
    piece.billable = piece.used;
    if (track.role == ContainerRole::init) {
      piece.usage_known = true;
      piece.billable = std::max<std::int64_t>(0, piece.used - held_by_apps(track, time));
    }
    if (track.resource == Resource::gpu && piece.requested > 0) piece.billable = piece.requested;
    return piece;
  }

  /// What the pod holds for its app containers while an init container runs.
  [[nodiscard]] std::int64_t held_by_apps(const Track& track, Window time) const {
    const cluster::Containers& all = cluster_.containers;
    std::size_t row = track.container;
    while (row > 0 && all.pod[row - 1] == all.pod[track.container]) --row;
    std::int64_t held = 0;
    for (; row < all.size() && all.pod[row] == all.pod[track.container]; ++row) {
      if (all.role[row] == ContainerRole::app) held += all.request[row][index(track.resource)].at(time.end);
    }
    return held * time.length().count();
  }

  void charge_larger(std::size_t container, std::size_t r) {
    const auto begin = static_cast<std::ptrdiff_t>(amounts_.containers.offset[container]);
    const auto end = static_cast<std::ptrdiff_t>(amounts_.containers.offset[container + 1]);
    auto& charged = amounts_.charged[r];
    const auto& requested = amounts_.requested[r];
    const auto used = std::accumulate(charged.begin() + begin, charged.begin() + end, std::int64_t{0});
    const auto asked = std::accumulate(requested.begin() + begin, requested.begin() + end, std::int64_t{0});
    if (asked > used) std::copy(requested.begin() + begin, requested.begin() + end, charged.begin() + begin);
  }

  void add_node(std::size_t node) {
    const Window alive = cluster_.nodes.alive[node];
    const std::uint32_t* hours = amounts_.slices.hours_of(amounts_.nodes.node[node]);
    for (const Resource resource : kAllResources) {
      const StepValue& capacity = cluster_.nodes.capacity[node][index(resource)];
      const StepValue& allocatable = cluster_.nodes.allocatable[node][index(resource)];
      HourSum sum, reserved;
      series::GridWalk points(usage_.grid);
      for (std::size_t cell = amounts_.nodes.offset[node]; cell < amounts_.nodes.offset[node + 1]; ++cell) {
        const std::size_t slice = amounts_.nodes.first[node] + (cell - amounts_.nodes.offset[node]);
        for (HourSum* hour : {&sum, &reserved}) hour->enter(hours[slice]);
        const Window span = overlap(amounts_.slices.time[slice], alive);
        for (Instant at = span.begin; at < span.end;) {
          const Window time{at, piece_end(points, at, span.end)};
          const std::int64_t all = capacity.at(time.end);
          const std::int64_t taken =
              allocatable.known() ? std::max<std::int64_t>(0, all - allocatable.at(time.end)) : 0;
          sum.add(all * time.length().count());
          reserved.add(taken * time.length().count());
          at = time.end;
        }
        amounts_.capacity[index(resource)][cell] = sum.take();
        amounts_.reserved[index(resource)][cell] = reserved.take();
      }
    }
  }

  const Cluster& cluster_;
  const Usage& usage_;
  Method method_;
  bool charge_waiting_;
  Notices& notices_;
  PerResource<bool> present_{};  ///< whether any container asks for it or is seen to use it
  Amounts amounts_;
};

}  // namespace

Amounts allocate(const Cluster& cluster, const Usage& usage, Slices slices, Method method, Notices& notices,
                 bool charge_waiting) {
  return Allocator(cluster, usage, std::move(slices), method, charge_waiting, notices).run();
}

}  // namespace prorata::allocation
