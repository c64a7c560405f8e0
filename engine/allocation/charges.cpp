#include "allocation/charges.h"

#include <algorithm>
#include <optional>
#include <string>

#include "allocation/shares.h"
#include "allocation/usage.h"
#include "core/money.h"
#include "core/order.h"
#include "series/counter.h"

namespace prorata::allocation {
namespace {

using cluster::Cluster;
using cluster::kNone;

/// Weight of one ms. Up to 16 pods or containers share it in whole numbers, and it is shared before it is multiplied,
/// so that the weights of an hour do not depend on where steps cut it.
constexpr std::int64_t kWholeWeight = 720720;
/// The same of one KiB, of which there may be more.
constexpr std::int64_t kWholeTraffic = 5040;

constexpr NoticeKind kNoOrigin{
    "traffic-origin-unknown", Severity::info,
    "A counter of bytes appears inside the window although its pod began before; what it counted until then is not "
    "charged.",
    "Nothing where the data begins inside the window. Else ask for a window that begins earlier."};
constexpr NoticeKind kReset{"traffic-counter-reset", Severity::warning,
                            "A counter of bytes began again: what it counted in that hour before is not charged.",
                            "See why the network-costs daemonset restarts."};

class ChargeFinder {
 public:
  ChargeFinder(const Cluster& cluster, const Slices& slices, const Names& names, Notices& notices)
      : cluster_(cluster), slices_(slices), names_(names), notices_(notices) {
    charges_.bearers.containers = cluster.containers.size();
    containers_of_.resize(cluster.pods.size());
    for (std::uint32_t c = 0; c < cluster.containers.size(); ++c) {
      containers_of_[cluster.containers.pod[c]].push_back(c);
    }
  }

  Charges run() {
    // Every cluster has one who bears its overhead: prices may know of some.
    for (const NameId cluster : cluster_.nodes.cluster) (void)bearer(BearerKind::overhead, cluster, kNoName);
    for (std::uint32_t v = 0; v < cluster_.volumes.size(); ++v) add_volume(v);
    for (std::uint32_t f = 0; f < cluster_.flows.size(); ++f) add_flow(f);
    if (cluster_.flows.size() == 0) add_bill();
    sum_unclassified();
    for (std::uint32_t b = 0; b < cluster_.balancers.size(); ++b) add_balancer(b);
    for (std::uint32_t f = 0; f < cluster_.fees.size(); ++f) add_fee(f);
    return std::move(charges_);
  }

 private:
  /// Opens a charge over `alive`; amount_of: what a slice's part of it is. Slices it does not meet are not visited.
  template <class AmountOf>
  void open(ChargeKind kind, Subject subject, std::uint32_t row, Window alive, AmountOf amount_of) {
    charges_.kind.push_back(kind);
    charges_.subject.push_back(subject);
    charges_.row.push_back(row);
    const auto [first, last] = slices_.meeting(alive);
    charges_.cells.add(first, last);
    for (std::uint32_t slice = first; slice < last; ++slice) {
      charges_.amount.push_back(amount_of(slice, overlap(slices_.time[slice], alive)));
    }
  }
  /// Closes it with what has been given out since.
  void close() {
    weights_.flush(charges_.shares);
    charges_.share_offset.push_back(charges_.shares.size());
  }

  void add_volume(std::uint32_t v) {
    const cluster::Volumes& volumes = cluster_.volumes;
    const Window alive = volumes.alive[v];
    HourSum kib_seconds;
    open(ChargeKind::volume, Subject::volume, v, alive, [&](std::uint32_t slice, Window time) {
      kib_seconds.enter(slices_.hour[slice]);
      for (Window part = first_hour(time); !part.empty(); part = first_hour({part.end, time.end})) {
        kib_seconds.add(volumes.kib[v].at(part.end) * part.length().count());
      }
      return kib_seconds.take();
    });
    for_each_piece(alive, borders_of(v), [&](std::uint32_t slice, Window piece) { give_volume(v, slice, piece); });
    close();
  }

  /// What of `time` lies in the hour that it begins in; empty behind its end.
  static Window first_hour(Window time) {
    return {time.begin, std::min(time.end, floor_to(time.begin, std::chrono::hours(1)) + std::chrono::hours(1))};
  }

  /// Times at which it changes who uses a volume.
  [[nodiscard]] std::vector<Instant> borders_of(std::uint32_t v) const {
    std::vector<Instant> borders;
    const auto add = [&](Window span) { borders.insert(borders.end(), {span.begin, span.end}); };
    for (const std::uint32_t pod : cluster_.volumes.mounts[v]) add(cluster_.pods.alive[pod]);
    for (const cluster::Claim& claim : cluster_.volumes.claims[v]) add(claim.alive);
    sort_unique(borders);
    return borders;
  }

  /// take: called with each slice and the part of it in which nothing changes.
  template <class Take>
  void for_each_piece(Window alive, const std::vector<Instant>& borders, Take take) {
    const auto [first, last] = slices_.meeting(alive);
    auto border = borders.begin();
    for (std::uint32_t slice = first; slice < last; ++slice) {
      const Window time = overlap(slices_.time[slice], alive);
      for (Instant at = time.begin; at < time.end;) {
        while (border != borders.end() && *border <= at) ++border;
        const Instant end = border == borders.end() ? time.end : std::min(time.end, *border);
        take(slice, Window{at, end});
        at = end;
      }
    }
  }

  /// Nothing changes within `piece`, so who is there at its begin is there all the time.
  void give_volume(std::uint32_t v, std::uint32_t slice, Window piece) {
    const auto there = [&](Window alive) { return alive.begin <= piece.begin && piece.begin < alive.end; };
    pods_there_.clear();
    for (const std::uint32_t pod : cluster_.volumes.mounts[v]) {
      if (there(cluster_.pods.alive[pod]) && !containers_of_[pod].empty()) pods_there_.push_back(pod);
    }
    const std::int64_t ms = piece.length().count();
    if (!pods_there_.empty()) {
      const std::int64_t each = kWholeWeight / static_cast<std::int64_t>(pods_there_.size());
      for (const std::uint32_t pod : pods_there_) give_pod(slice, pod, ms, each);
      return;
    }
    NameId name_space = kNoName;
    for (const cluster::Claim& claim : cluster_.volumes.claims[v]) {
      if (there(claim.alive)) name_space = claim.name_space;
    }
    weights_.add(slice, bearer(BearerKind::unmounted, cluster_.volumes.cluster[v], name_space), ms * kWholeWeight);
  }

  /// Evenly over the pod's containers. each: weight of one unit of `amount`.
  void give_pod(std::uint32_t slice, std::uint32_t pod, std::int64_t amount, std::int64_t each) {
    const auto& containers = containers_of_[pod];
    const std::int64_t part = each / static_cast<std::int64_t>(containers.size());
    for (const std::uint32_t c : containers) weights_.add(slice, c, amount * part);
  }
  /// To each pod by how long it runs within the slice. False where none does.
  bool give_by_time(std::uint32_t slice, const std::vector<std::uint32_t>& pods, Window within) {
    bool given = false;
    for (const std::uint32_t pod : pods) {
      const Window ran = overlap(overlap(slices_.time[slice], within), cluster_.pods.alive[pod]);
      if (ran.empty() || containers_of_[pod].empty()) continue;
      give_pod(slice, pod, ran.length().count(), kWholeWeight);
      given = true;
    }
    return given;
  }

  void add_balancer(std::uint32_t b) {
    const cluster::Balancers& balancers = cluster_.balancers;
    const Window alive = balancers.alive[b];
    open(ChargeKind::balancer, Subject::balancer, b, alive,
         [](std::uint32_t, Window time) { return time.length().count(); });
    give_balancer(b, alive);
    if (!balancers.throughput[b].known()) return;
    HourSum bytes;
    open(ChargeKind::balancer, Subject::balancer_bytes, b, alive, [&](std::uint32_t slice, Window time) {
      bytes.enter(slices_.hour[slice]);
      for (Window part = first_hour(time); !part.empty(); part = first_hour({part.end, time.end})) {
        bytes.add(balancers.throughput[b].at(part.end) * part.length().count());
      }
      return bytes.take();
    });
    give_balancer(b, alive);
  }
  void give_balancer(std::uint32_t b, Window alive) {
    const cluster::Balancers& balancers = cluster_.balancers;
    const auto [first, last] = slices_.meeting(alive);
    for (std::uint32_t slice = first; slice < last; ++slice) {
      if (give_by_time(slice, balancers.pods[b], alive)) continue;
      weights_.add(slice, bearer(BearerKind::unmounted, balancers.cluster[b], balancers.name_space[b]), 1);
    }
    close();
  }

  void add_flow(std::uint32_t f) {
    const cluster::Flows& flows = cluster_.flows;
    const series::Grid hours = series::Grid::over(cluster_.window, std::chrono::hours(1));
    series::Growth growth(hours);
    for (const std::uint32_t s : flows.series[f]) grow(growth, f, s);
    if (growth.impossible() > 0) note(kImpossibleCounter, f, {}, cluster_.window);
    HourSum bytes;
    open(kind_of(flows.kind[f]), Subject::flow, f, cluster_.window, [&](std::uint32_t slice, Window time) {
      bytes.enter(slices_.hour[slice]);
      for (Window part = first_hour(time); !part.empty(); part = first_hour({part.end, time.end})) {
        const std::int64_t hour = hours.index_of(part.end);
        const std::int64_t grown = growth.intervals()[static_cast<std::size_t>(hour)];
        if (grown > 0) bytes.add(part_of(grown, part, hours.interval(hour)));
      }
      return bytes.take();
    });
    const std::uint32_t nobody = bearer(BearerKind::unmounted, flows.cluster[f], flows.name_space[f]);
    for (std::uint32_t slice = 0; slice < slices_.size(); ++slice) {
      if (!give_by_time(slice, flows.pods[f], cluster_.window)) weights_.add(slice, nobody, 1);
    }
    close();
  }

  static ChargeKind kind_of(cluster::NetworkClass kind) {
    return static_cast<ChargeKind>(static_cast<int>(ChargeKind::network_zone) + static_cast<int>(kind));
  }

  /// A counter of bytes, in thousandths of one.
  void grow(series::Growth& growth, std::uint32_t f, std::uint32_t s) {
    const auto times = cluster_.network_bytes.times(s);
    std::vector<double> scaled;
    for (const double bytes : cluster_.network_bytes.values(s)) scaled.push_back(bytes / 1e6);
    growth.add_counter(times, scaled, birth(f, instant_ms(times.front())));
    for (std::size_t i = 1; i < scaled.size(); ++i) {
      if (scaled[i] < 0 || scaled[i] >= scaled[i - 1]) continue;
      const bool known = i > 1 && scaled[i - 2] <= scaled[i - 1];
      const double before = known ? scaled[i - 1] - scaled[i - 2] : scaled[i - 1];
      note(kReset, f, ": " + gib_text(before * 1e6) + " GiB in the hour before",
           {instant_ms(times[i - 1]), instant_ms(times[i])});
    }
  }

  static std::string gib_text(double bytes) { return decimal_text(to_whole(bytes / 1073741.824), 3); }

  /// Of traffic, with the pods that it is of.
  void note(const NoticeKind& kind, std::uint32_t f, const std::string& more, Window range) {
    const cluster::Flows& flows = cluster_.flows;
    constexpr std::string_view kClasses[]{", zone", ", region", ", internet"};
    std::string object(names_.text(flows.name_space[f]));
    object.append("/").append(names_.text(flows.pod_name[f]));
    object.append(kClasses[static_cast<std::size_t>(flows.kind[f])]).append(more);
    notices_.add(kind, object, range);
    for (const std::uint32_t pod : flows.pods[f]) notices_.concern(kind.id, {Concern::Table::pods, pod});
  }

  /// When a counter stood at zero: at most one interval before its first sample, if its pod began in the window, or if
  /// traffic of its cluster was counted before. Else it may be as old as its pod.
  std::optional<Instant> birth(std::uint32_t f, Instant first_sample) {
    const Instant begin = cluster_.window.begin;
    if (first_sample <= floor_to(begin, std::chrono::hours(1))) return std::nullopt;
    Instant born = first_sample - std::chrono::hours(1);
    bool known = counted_since(cluster_.flows.cluster[f]) < first_sample;
    for (const std::uint32_t pod : cluster_.flows.pods[f]) {
      const Instant began = cluster_.pods.alive[pod].begin;
      if (began <= begin || began >= first_sample) continue;
      known = true;
      born = std::max(born, began);
    }
    if (known) return born;
    note(kNoOrigin, f, {}, {first_sample, first_sample});
    return std::nullopt;
  }

  /// The first sample of any counter of bytes in a cluster. Flows stand by clusters, so the last one asked is kept.
  Instant counted_since(NameId cluster) {
    const cluster::Flows& flows = cluster_.flows;
    if (counted_cluster_ == cluster) return counted_since_;
    counted_cluster_ = cluster;
    counted_since_ = Instant::max();
    for (std::size_t f = 0; f < flows.size(); ++f) {
      if (flows.cluster[f] != cluster) continue;
      for (const std::uint32_t s : flows.series[f]) {
        counted_since_ = std::min(counted_since_, instant_ms(cluster_.network_bytes.times(s).front()));
      }
    }
    return counted_since_;
  }

  /// Where nothing tells the class of traffic: a bill for it, if the prices name one, by what each pod sent.
  void add_bill() {
    const auto& sent = cluster_.sent;
    if (std::none_of(sent.begin(), sent.end(), [](const cluster::StepValue& kib) { return kib.known(); })) return;
    open(ChargeKind::network_other, Subject::network_bill, 0, cluster_.window,
         [](std::uint32_t, Window time) { return time.length().count(); });
    for (std::uint32_t slice = 0; slice < slices_.size(); ++slice) {
      bool given = false;
      for (std::uint32_t pod = 0; pod < sent.size(); ++pod) {
        const std::int64_t kib = containers_of_[pod].empty() ? 0 : sent_in(pod, slices_.time[slice]);
        if (kib <= 0) continue;
        give_pod(slice, pod, kib, kWholeTraffic);
        given = true;
      }
      if (!given) weights_.add(slice, bearer(BearerKind::unmounted, first_cluster(), kNoName), 1);
    }
    close();
  }

  /// What pods sent in clusters in which no flow is known.
  void sum_unclassified() {
    const auto& sent = cluster_.sent;
    const auto& told = cluster_.flows.cluster;
    auto& all = charges_.unclassified;
    bool classified = false;
    for (std::uint32_t pod = 0; pod < sent.size(); ++pod) {
      const NameId cluster = cluster_.pods.cluster[pod];
      if (pod == 0 || cluster != cluster_.pods.cluster[pod - 1]) {  // they stand by clusters
        classified = std::find(told.begin(), told.end(), cluster) != told.end();
      }
      if (classified || !sent[pod].known()) continue;
      if (all.empty() || all.back() != cluster) all.push_back(cluster), charges_.unclassified_kib.push_back(0);
      const auto [first, last] = slices_.meeting(cluster_.pods.alive[pod]);
      for (std::uint32_t slice = first; slice < last; ++slice) {
        charges_.unclassified_kib.back() += sent_in(pod, slices_.time[slice]);
      }
    }
  }
  /// KiB that a pod sent in a slice, which may be of many hours: what is known is of each.
  [[nodiscard]] std::int64_t sent_in(std::uint32_t pod, Window slice) const {
    std::int64_t kib = 0;
    for (Window part = first_hour(slice); !part.empty(); part = first_hour({part.end, slice.end})) {
      const Instant begin = floor_to(part.begin, std::chrono::hours(1));
      const Window hour{begin, std::max(part.end, begin + std::chrono::hours(1))};
      const Window ran = overlap(part, cluster_.pods.alive[pod]);
      const std::int64_t sent = ran.empty() ? 0 : cluster_.sent[pod].at(part.end);
      if (sent > 0) kib += part_of(sent, ran, hour);
    }
    return kib;
  }
  [[nodiscard]] NameId first_cluster() const {
    return cluster_.nodes.size() > 0 ? cluster_.nodes.cluster.front() : kNoName;
  }

  void add_fee(std::uint32_t f) {
    open(ChargeKind::overhead, Subject::fee, f, cluster_.window,
         [](std::uint32_t, Window time) { return time.length().count(); });
    const std::uint32_t all = bearer(BearerKind::overhead, cluster_.fees.cluster[f], kNoName);
    for (std::uint32_t slice = 0; slice < slices_.size(); ++slice) weights_.add(slice, all, 1);
    close();
  }

  /// Few: one per cluster and kind, and one per namespace that bears anything.
  std::uint32_t bearer(BearerKind kind, NameId cluster, NameId name_space) {
    Bearers& bearers = charges_.bearers;
    std::size_t row = 0;
    for (; row < bearers.kind.size(); ++row) {
      const bool same = bearers.kind[row] == kind && bearers.cluster[row] == cluster;
      if (same && bearers.name_space[row] == name_space) break;
    }
    if (row == bearers.kind.size()) {
      bearers.kind.push_back(kind);
      bearers.cluster.push_back(cluster);
      bearers.name_space.push_back(name_space);
    }
    return static_cast<std::uint32_t>(bearers.containers + row);
  }

  const Cluster& cluster_;
  const Slices& slices_;
  const Names& names_;
  Notices& notices_;
  std::optional<NameId> counted_cluster_;
  Instant counted_since_ = Instant::max();
  std::vector<std::vector<std::uint32_t>> containers_of_;  ///< per pod
  std::vector<std::uint32_t> pods_there_;
  WeightTable weights_;
  Charges charges_;
};

}  // namespace

Charges find_charges(const Cluster& cluster, Slices slices, const Names& names, Notices& notices) {
  Charges charges = ChargeFinder(cluster, slices, names, notices).run();
  charges.slices = std::move(slices);
  return charges;
}

}  // namespace prorata::allocation
