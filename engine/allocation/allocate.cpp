#include "allocation/allocate.h"

#include <algorithm>
#include <numeric>

namespace prorata::allocation {
namespace {

using cluster::Cluster;
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

/// Where `part` of [begin, end) lies, as a share of `total`: whole numbers whose pieces add up.
std::int64_t share(std::int64_t total, Window part, Window whole) {
  if (part == whole) return total;
  __extension__ using Wide = __int128;
  const auto until = [&](Instant at) {
    return static_cast<std::int64_t>(static_cast<Wide>(total) * (at - whole.begin).count() / whole.length().count());
  };
  return until(part.end) - until(part.begin);
}

/// What a container asked for and used in one piece of time, in thousandths of amounts.
struct Piece {
  std::int64_t requested = 0;
  std::int64_t used = 0;
  bool usage_known = false;
  bool request_known = false;

  /// For `average`, usage is summed first and compared with the requests of the whole window afterwards.
  [[nodiscard]] std::int64_t charged(Method method) const {
    if (method == Method::request || !usage_known) return requested;
    return method == Method::interval ? std::max(requested, used) : used;
  }
};

class Allocator {
 public:
  Allocator(const Cluster& cluster, const Usage& usage, const Slices& slices, Method method, Notices& notices)
      : cluster_(cluster), usage_(usage), method_(method), notices_(notices) {
    amounts_.slices = slices;
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
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) add_row(amounts_.containers, alive(c));
    for (const Window& alive : cluster_.nodes.alive) add_row(amounts_.nodes, alive);
    for (const Resource resource : kAllResources) {
      amounts_.charged[index(resource)].assign(amounts_.containers.cells(), 0);
      amounts_.requested[index(resource)].assign(amounts_.containers.cells(), 0);
      amounts_.used[index(resource)].assign(amounts_.containers.cells(), 0);
      amounts_.capacity[index(resource)].assign(amounts_.nodes.cells(), 0);
    }
    amounts_.running_ms.assign(cluster_.containers.size(), 0);
    amounts_.unknown_usage_ms.assign(cluster_.containers.size(), 0);
  }
  void add_row(CellRows& rows, Window alive) const {
    const auto [first, last] = amounts_.slices.meeting(alive);
    rows.add(first, last);
  }
  [[nodiscard]] Window alive(std::size_t container) const {
    return cluster_.pods.alive[cluster_.containers.pod[container]];
  }

  /// The time over which a container's usage of an interval happened: also before the window, where it ran there.
  [[nodiscard]] Window running_in(Window interval, std::size_t container) const {
    const Window lived = alive(container);
    const auto& started = cluster_.pods.started[cluster_.containers.pod[container]];
    const bool before = lived.begin == cluster_.window.begin;
    const Instant begin = !before ? lived.begin : started.value_or(interval.begin);
    return overlap(interval, {std::min(begin, lived.begin), lived.end});
  }

  void add_container(std::size_t container) {
    amounts_.running_ms[container] = alive(container).length().count();
    bool anything = false;
    std::int64_t unknown = 0;
    for (const Resource resource : kAllResources) {
      const std::int64_t silent = add_resource(container, resource, anything);
      unknown = std::max(unknown, silent);
      if (method_ == Method::average) charge_larger(container, index(resource));
    }
    amounts_.unknown_usage_ms[container] = unknown;
    if (alive(container).empty()) return;
    if (unknown > 0) notices_.add(kUnknownUsage, {}, alive(container));
    if (!anything) notices_.add(kNothingKnown, {}, alive(container));
  }

  /// Walks the cells of one container and resource. Gives the time without a usage sample, in ms.
  std::int64_t add_resource(std::size_t container, Resource resource, bool& anything) {
    const std::size_t r = index(resource);
    const std::size_t begin = amounts_.containers.offset[container], end = amounts_.containers.offset[container + 1];
    HourSum charged, requested, used;
    std::int64_t silent = 0;
    for (std::size_t cell = begin; cell < end; ++cell) {
      const std::size_t slice = amounts_.containers.first[container] + (cell - begin);
      for (HourSum* sum : {&charged, &requested, &used}) sum->enter(amounts_.slices.hour[slice]);
      const Window span = overlap(amounts_.slices.time[slice], alive(container));
      for (Instant at = span.begin; at < span.end;) {
        const Window time{at, piece_end(at, span.end)};
        const Piece piece = piece_of(container, resource, time);
        charged.add(piece.charged(method_));
        requested.add(piece.requested);
        used.add(piece.used);
        anything = anything || piece.usage_known || piece.request_known;
        if (!piece.usage_known && resource != Resource::gpu) silent += time.length().count();
        at = time.end;
      }
      amounts_.charged[r][cell] = charged.take();
      amounts_.requested[r][cell] = requested.take();
      amounts_.used[r][cell] = used.take();
    }
    return silent;
  }

  /// Up to the next grid point or whole hour: requests hold for hours, usage for grid intervals.
  [[nodiscard]] Instant piece_end(Instant at, Instant limit) const {
    const Instant grid_point = usage_.grid.floor(at) + usage_.grid.step;
    const Instant hour = floor_to(at, std::chrono::hours(1)) + std::chrono::hours(1);
    return std::min({limit, grid_point, hour});
  }

  [[nodiscard]] Piece piece_of(std::size_t container, Resource resource, Window time) const {
    Piece piece;
    const StepValue& request = cluster_.containers.request[container][index(resource)];
    piece.request_known = request.known();
    piece.requested = request.at(time.end) * time.length().count();
    if (resource == Resource::gpu) return piece;

    const std::int64_t interval = usage_.grid.index_of(time.end);
    const std::int64_t place = interval - usage_.first[container];
    const auto column = usage_.of(resource == Resource::cpu ? usage_.cpu : usage_.ram, container);
    if (place < 0 || place >= static_cast<std::int64_t>(column.size())) return piece;
    const std::int64_t value = column[static_cast<std::size_t>(place)];
    if (value == Usage::kUnknown) return piece;
    piece.usage_known = true;
    piece.used = resource == Resource::ram ? value * time.length().count()
                                           : share(value, time, running_in(usage_.grid.interval(interval), container));
    return piece;
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
    for (const Resource resource : kAllResources) {
      const StepValue& capacity = cluster_.nodes.capacity[node][index(resource)];
      HourSum sum;
      for (std::size_t cell = amounts_.nodes.offset[node]; cell < amounts_.nodes.offset[node + 1]; ++cell) {
        const std::size_t slice = amounts_.nodes.first[node] + (cell - amounts_.nodes.offset[node]);
        sum.enter(amounts_.slices.hour[slice]);
        const Window span = overlap(amounts_.slices.time[slice], alive);
        for (Instant at = span.begin; at < span.end;) {
          const Window time{at, piece_end(at, span.end)};
          sum.add(capacity.at(time.end) * time.length().count());
          at = time.end;
        }
        amounts_.capacity[index(resource)][cell] = sum.take();
      }
    }
  }

  const Cluster& cluster_;
  const Usage& usage_;
  Method method_;
  Notices& notices_;
  Amounts amounts_;
};

}  // namespace

Amounts allocate(const Cluster& cluster, const Usage& usage, const Slices& slices, Method method, Notices& notices) {
  return Allocator(cluster, usage, slices, method, notices).run();
}

}  // namespace prorata::allocation
