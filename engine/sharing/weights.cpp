#include "sharing/weights.h"

#include <algorithm>

#include "core/money.h"
#include "core/order.h"

namespace prorata::sharing {
namespace {

constexpr NoticeKind kNoSeries{"weight-without-series", Severity::warning,
                               "A rule shares by a metric that the data lacks.",
                               "Name its query where data is loaded or recorded: --weight NAME=PROMQL."};
constexpr NoticeKind kUnused{"weight-not-used", Severity::warning,
                             "Series of a weight are negative, or speak of no receiver, and were left out.",
                             "Keep the labels namespace, or namespace and pod."};

/// Of the largest weight; far finer than any metric is.
constexpr double kFine = 1099511627776.0;

}  // namespace

std::vector<std::int64_t> Weigher::of_receivers(const std::vector<std::int64_t>& of_containers) const {
  std::vector<std::int64_t> weights;
  for (const std::size_t c : receivers_) weights.push_back(of_containers[c]);
  return weights;
}

std::vector<std::int64_t> Weigher::gpu_time(std::size_t step) const {
  const allocation::Amounts& amounts = basis_.amounts;
  const std::vector<std::int64_t>& cells = amounts.charged[cluster::index(cluster::Resource::gpu)];
  const allocation::CellRows& rows = amounts.containers;
  std::vector<std::int64_t> sums(rows.size(), 0);
  for (std::size_t c = 0; c < rows.size() && !cells.empty(); ++c) {
    for (std::size_t cell = rows.offset[c]; cell < rows.offset[c + 1]; ++cell) {
      if (basis_.step_of.of[rows.first[c] + (cell - rows.offset[c])] == step) sums[c] += cells[cell];
    }
  }
  return of_receivers(sums);
}

/// Of counters that tell the class of traffic; else of what a bill for it is split by.
std::vector<std::int64_t> Weigher::bytes_sent(std::size_t step) const {
  const allocation::Charges& charges = basis_.charges;
  std::vector<std::int64_t> sums(charges.bearers.size(), 0);
  for (std::size_t i = 0; i < charges.size(); ++i) {
    const bool flow = charges.subject[i] == allocation::Subject::flow;
    if (!flow && charges.subject[i] != allocation::Subject::network_bill) continue;
    std::size_t share = charges.share_offset[i];
    const std::size_t end = charges.share_offset[i + 1];
    for (std::size_t cell = charges.cells.offset[i]; cell < charges.cells.offset[i + 1]; ++cell) {
      const std::size_t slice = charges.cells.first[i] + (cell - charges.cells.offset[i]);
      const bool alone = share < end && charges.shares[share].slice == allocation::kEverySlice;
      std::vector<std::int64_t> weights;
      while (!alone && share < end && charges.shares[share].slice < slice) ++share;
      const std::size_t first = share;
      for (std::size_t s = first; s < end && (alone || charges.shares[s].slice == slice); ++s) {
        weights.push_back(charges.shares[s].weight);
      }
      if (weights.empty() || basis_.step_of.of_charges(slice) != step) continue;
      if (flow) weights = split(charges.amount[cell], weights);
      for (std::size_t s = 0; s < weights.size(); ++s) sums[charges.shares[first + s].bearer] += weights[s];
    }
  }
  return of_receivers(sums);
}

void Weigher::sort_receivers() {
  const cluster::Pods& pods = basis_.cluster.pods;
  const auto pod = [&](std::uint32_t place) { return basis_.cluster.containers.pod[receivers_[place]]; };
  if (by_pod_.empty()) {
    by_pod_ = ordered(receivers_.size(), [&](std::uint32_t a, std::uint32_t b) {
      const NameId mine = pods.name_space[pod(a)], other = pods.name_space[pod(b)];
      return mine != other ? mine < other : pods.name[pod(a)] < pods.name[pod(b)];
    });
  }
}

std::vector<std::uint32_t> Weigher::members(std::size_t series) {
  sort_receivers();
  const auto label = [&](std::string_view name) { return basis_.metrics.label(series, basis_.names.find(name)); };
  const NameId space = label("namespace"), name = label("pod");
  NameId where = kNoName;
  for (const char* each : {"k8s_cluster", "cluster_name", "cluster_id", "cluster"}) {
    if (const NameId found = label(each); found != kNoName) where = found;
  }
  const cluster::Pods& pods = basis_.cluster.pods;
  const auto pod = [&](std::uint32_t place) { return basis_.cluster.containers.pod[receivers_[place]]; };
  const auto first = std::lower_bound(by_pod_.begin(), by_pod_.end(), 0u, [&](std::uint32_t place, std::uint32_t) {
    const NameId mine = pods.name_space[pod(place)];
    return mine != space ? mine < space : name != kNoName && pods.name[pod(place)] < name;
  });
  std::vector<std::uint32_t> members;
  for (auto at = first; space != kNoName && at != by_pod_.end() && pods.name_space[pod(*at)] == space; ++at) {
    if (name != kNoName && pods.name[pod(*at)] != name) break;
    if (where == kNoName || pods.cluster[pod(*at)] == where) members.push_back(*at);
  }
  sort_unique(members);  // ids of names are in order of arrival
  return members;
}

std::vector<std::int64_t> Weigher::metric(std::string_view name, Window step, std::span<const std::int64_t> direct) {
  const series::Frame& frame = basis_.metrics;
  const NameId label = basis_.names.find(query::kWeightLabel);
  std::vector<double> sums(frame.size(), 0);
  double most = 0;
  bool any = false;
  for (std::size_t s = 0; s < frame.size(); ++s) {
    if (basis_.names.text(frame.label(s, label)) != name) continue;
    any = true;
    const auto times = frame.times(s);
    for (std::size_t i = 0; i < times.size(); ++i) {
      const Instant end = instant_ms(times[i]);
      const auto ms = overlap({floor_to(end - Duration(1), std::chrono::hours(1)), end}, step).length().count();
      sums[s] += frame.values(s)[i] * static_cast<double>(ms);
    }
    most = std::max(most, sums[s]);
  }
  unit_ = most / kFine / 3.6e6;
  if (!any) notices_.add(kNoSeries, name, basis_.cluster.window);
  std::vector<std::int64_t> weights(receivers_.size(), 0);
  for (std::size_t s = 0; s < frame.size(); ++s) {
    if (sums[s] == 0) continue;
    const auto mine = members(s);
    if (mine.empty() || sums[s] < 0) {
      const std::string object = std::string(basis_.names.text(frame.label(s, basis_.names.find("namespace"))));
      notices_.add(kUnused, std::string(name) + ": " + object, step);
      continue;
    }
    std::vector<std::int64_t> costs;
    costs.reserve(mine.size());
    for (const std::uint32_t place : mine) costs.push_back(direct[place]);
    const auto parts = split(to_whole(sums[s] / most * kFine), costs);
    for (std::size_t i = 0; i < mine.size(); ++i) weights[mine[i]] += parts[i];
  }
  return weights;
}

}  // namespace prorata::sharing
