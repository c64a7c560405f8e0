// Every query that prorata may send: its name, what it feeds, how often it is evaluated, and its PromQL.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace prorata::plan {

/// What a query's answer is. The spelling (`Query::name`) stands in plans and recordings.
enum class QueryId : std::uint8_t {
  probe_metrics,
  probe_scrape,
  probe_containers,
  pods,
  containers,
  pod_start,
  pod_completion,
  pod_finished,
  pod_first,
  pod_last,
  replicaset_owners,
  job_owners,
  pod_labels,
  namespace_labels,
  pod_annotations,
  namespace_annotations,
  nodes,
  node_first,
  node_last,
  node_labels,
  node_presence,
  node_capacity,
  node_allocatable,
  node_spot,
  exporters,
  requests,
  requests_changed,
  requests_fine,
  init_containers,
  init_requests,
  pod_overhead,
  waiting,
  cpu_usage,
  ram_usage,
  gpu_active,
  gpu_util,
  volumes,
  volume_bytes,
  volume_first,
  volume_last,
  claims,
  claim_first,
  claim_last,
  mounts,
  balancers,
  balancer_first,
  balancer_last,
  selectors,
  network_bytes,
  transmit_bytes,
  price_cpu,
  price_ram,
  price_gpu,
  price_node,
  prices_fine,
  price_volume,
  price_balancer,
  price_network,
  management,
  weights,
  cpu_charged,
  ram_charged,
  limits,
};
inline constexpr std::size_t kQueryCount = static_cast<std::size_t>(QueryId::limits) + 1;
/// Means of hours: of a core, a GiB, a GPU, and of a whole node.
inline constexpr std::array kNodePrices{QueryId::price_cpu, QueryId::price_ram, QueryId::price_gpu,
                                        QueryId::price_node};

/// How a query is evaluated. probe: once, before the rest. window: once, looking back over the whole window.
/// grid: at every grid point. hour: at every whole hour. fine: at grid points of hours named later. weight: at every
/// whole hour, once for each weight of the user's. total: as grid, in the mode of totals alone. limit: as hour, where
/// prices are by limits.
enum class Cadence : std::uint8_t { probe, window, grid, hour, fine, weight, total, limit };

/// All of them are sent, also those for what many sources lack: nobody can tell cheaply what existed somewhere in a
/// long window, and a query without series costs next to nothing.
struct Query {
  QueryId id;
  std::string_view name;
  Cadence cadence;
  std::string_view feeds;
  /// Placeholders: $sel extra matchers; $cluster, $pod, $container grouping labels; $range what one evaluation looks
  /// back over; $res resolution of subqueries; $gpu names of GPU resources; $service, $claim, $device labels that tell
  /// a balancer, a volume's claim and a GPU; $charged_cpu and $charged_memory what is charged at a moment; $balancers
  /// the metrics of kBalancers; $name and $weight what a query::Weight says.
  std::string_view promql;
  /// Series expected for each container, and bytes of each point, for estimates.
  double series_per_container = 1;
  double bytes_per_point = 20;
};

/// Either tells of a load balancer: kube-state-metrics by its address, OpenCost's exporter by its price.
inline constexpr std::string_view kBalancers = "kube_service_status_load_balancer_ingress|kubecost_load_balancer_cost";

[[nodiscard]] std::span<const Query> catalog();

/// A recording rule: what a server evaluates every few minutes, so that nobody has to ask it for a whole window.
struct Rule {
  std::string_view name;
  QueryId query;  ///< whose place it takes
  std::string_view promql;
};
[[nodiscard]] std::span<const Rule> recording_rules();
/// What is asked in place of a query in the mode of totals; empty where it is the query itself.
[[nodiscard]] std::string_view in_totals(QueryId id);
/// Writes out $charged_cpu and $charged_memory, in which other placeholders remain.
void expand_charged(std::string& promql);
[[nodiscard]] const Query& query_of(QueryId id);
/// Null where no query has this name.
[[nodiscard]] const Query* find_query(std::string_view name);

}  // namespace prorata::plan
