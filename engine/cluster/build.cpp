// The stage's list of steps, and the index from usage series to containers.
#include <algorithm>

#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {

namespace {

/// A longer cost hour has one price, which must be that of all of it.
void average_prices(Duration resolution, Cluster& cluster) {
  if (resolution <= std::chrono::hours(1)) return;
  const Duration length = std::min<Duration>(resolution, std::chrono::hours(24));
  for (std::size_t node = 0; node < cluster.nodes.size(); ++node) {
    for (StepValue& price : cluster.nodes.exported_price[node]) price.average(length, cluster.nodes.alive[node]);
  }
  for (auto* prices : {&cluster.volumes.exported_price, &cluster.balancers.exported_price, &cluster.fees.price}) {
    for (StepValue& price : *prices) price.average(length, cluster.window);
  }
}

}  // namespace

Cluster build(Input&& input, Names& names, Notices& notices) {
  const ObjectReader reader(names, input.default_cluster);
  const GpuUnits gpus(input, reader, notices);
  Cluster cluster;
  cluster.window = input.window;
  cluster.nodes = build_nodes(input, reader, gpus, notices);
  cluster.pods = build_pods(input, reader, cluster.nodes, notices);
  find_services(input, reader, cluster.pods);
  cluster.containers = build_containers(input, reader, gpus, cluster.nodes, cluster.pods, notices);
  cluster.volumes = build_volumes(input, reader, cluster.pods, notices);
  cluster.balancers = build_balancers(input, reader, cluster.pods, notices);
  cluster.flows = build_flows(input, reader, cluster.pods);
  cluster.fees = build_fees(input, reader);
  cluster.network_prices = build_network_prices(input, reader);
  cluster.sent = build_sent(input, reader, cluster.pods);
  note_impossible(input, reader, cluster, notices);
  average_prices(input.resolution, cluster);
  cluster.network_bytes = std::move(input.network_bytes);
  cluster.gpu_active = std::move(input.gpu_active);
  cluster.gpu_util = std::move(input.gpu_util);
  cluster.pod_labels = std::move(input.pod_labels);
  cluster.namespace_labels = std::move(input.namespace_labels);
  cluster.node_labels = std::move(input.node_labels);
  cluster.pod_annotations = std::move(input.pod_annotations);
  cluster.namespace_annotations = std::move(input.namespace_annotations);
  return cluster;
}

std::vector<Instant> hours_to_refine(const series::Frame& requests_changed) {
  std::vector<Instant> hours;
  for (std::size_t i = 0; i < requests_changed.size(); ++i) {
    for (const std::int64_t ms : requests_changed.times(i)) {
      hours.push_back(ceil_to(instant_ms(ms), std::chrono::hours(1)));
    }
  }
  sort_unique(hours);
  return hours;
}

void add_price_hours(const series::Frame& prices, std::vector<Instant>& hours) {
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const auto times = prices.times(i);
    const auto values = prices.values(i);
    for (std::size_t p = 1; p < times.size(); ++p) {
      if (whole_price(values[p]) == whole_price(values[p - 1])) continue;
      for (const std::int64_t ms : {times[p - 1], times[p]}) {
        hours.push_back(ceil_to(instant_ms(ms), std::chrono::hours(1)));
      }
    }
  }
}

std::string uid_of_cgroup(std::string_view path) {
  constexpr std::size_t kUidLength = 36;
  for (std::size_t at = path.find("pod"); at != std::string_view::npos; at = path.find("pod", at + 1)) {
    const bool starts_a_part = at == 0 || path[at - 1] == '/' || path[at - 1] == '-';
    std::string uid(path.substr(at + 3, kUidLength));
    std::replace(uid.begin(), uid.end(), '_', '-');
    const bool shaped = uid.size() == kUidLength && uid[8] == '-' && uid[13] == '-' && uid[18] == '-' && uid[23] == '-';
    if (starts_a_part && shaped) return uid;
  }
  return {};
}

struct UsageIndex::Maps {
  Maps(const Cluster& source, Names& names, std::string_view default_cluster)
      : cluster(source), reader(names, default_cluster), by_name(pods_by_name(source.pods)) {
    for (std::uint32_t row = 0; row < source.containers.size(); ++row) {
      container_rows[{NameId{source.containers.pod[row]}, source.containers.name[row]}] = row;
    }
  }
  const Cluster& cluster;
  ObjectReader reader;
  IdMap<3, std::vector<std::uint32_t>> by_name;
  IdMap<2, std::uint32_t> container_rows;  // keyed by pod row and container name
};

UsageIndex::UsageIndex(const Cluster& cluster, Names& names, std::string_view default_cluster)
    : maps_(std::make_unique<Maps>(cluster, names, default_cluster)) {}
UsageIndex::~UsageIndex() = default;

bool UsageIndex::bears_uid(const series::Frame& usage, std::size_t series, std::uint32_t container) const {
  const std::string uid = uid_of_cgroup(maps_->reader.text(maps_->reader.label(usage, series, "id")));
  const Cluster& cluster = maps_->cluster;
  return !uid.empty() && maps_->reader.text(cluster.pods.uid[cluster.containers.pod[container]]) == uid;
}

std::vector<std::uint32_t> UsageIndex::containers_of(const series::Frame& usage, std::size_t series) const {
  const ObjectReader& reader = maps_->reader;
  const Pods& pods = maps_->cluster.pods;
  const auto found =
      maps_->by_name.find({reader.cluster(usage, series), reader.name_space(usage, series), reader.pod(usage, series)});
  if (found == maps_->by_name.end()) return {};
  std::vector<std::uint32_t> candidates = found->second;

  const auto keep = [&](auto&& matches) {
    if (std::any_of(candidates.begin(), candidates.end(), matches)) {
      std::erase_if(candidates, [&](std::uint32_t pod) { return !matches(pod); });
    }
  };
  const std::string uid = uid_of_cgroup(reader.text(reader.label(usage, series, "id")));
  if (candidates.size() > 1 && !uid.empty()) keep([&](std::uint32_t pod) { return reader.text(pods.uid[pod]) == uid; });
  const NameId node = reader.any_of(usage, series, {"node", "Hostname", "hostname"});
  if (candidates.size() > 1 && node != kNoName) {
    keep([&](std::uint32_t pod) {
      return pods.node[pod] != kNone && maps_->cluster.nodes.name[pods.node[pod]] == node;
    });
  }
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t pod : candidates) {
    const auto row = maps_->container_rows.find({NameId{pod}, reader.container(usage, series)});
    if (row != maps_->container_rows.end()) rows.push_back(row->second);
  }
  return rows;
}

}  // namespace prorata::cluster
