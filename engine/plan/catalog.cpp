// Why the queries look as they do:
// - `max by` where an exporter may run twice (two kube-state-metrics): adding would double. `exporters` tells whether
//   one does: at some whole hour, two series of one machine.
// - Counters are fetched as they are, per cgroup (`id`), and differenced here: a server's rate() loses what happened
//   around gaps and restarts.
// - `exported_*` labels are what Prometheus makes of an exporter's own labels without honor_labels.
// - Prices and sizes are means of their hour, so that one that changes counts from then on. GPUs that a node offers are
//   the most of the hour: while a device plugin starts again it offers none, and parts of a GPU are told by whole
//   units.
// - Memory and CPU are rounded to KiB and ms: shorter answers, and far below what a cell of a cost can show.
// - The value of a set of labels is when it was last seen: an object whose labels change has several. What came after
//   the last step of the subquery was seen at the end of the range.
#include "plan/catalog.h"

#include <array>

#include "plan/text.h"

namespace prorata::plan {
namespace {

constexpr std::string_view kCpuRule = "prorata:container_cpu_charged_cores:max",
                           kRamRule = "prorata:container_memory_charged_bytes:max";

constexpr std::array<Query, kQueryCount> kCatalog{{
    {QueryId::probe_metrics, "probe_metrics", Cadence::probe, "probe",
     "count by (__name__) "
     "(last_over_time({__name__=~\"prorata:container_(cpu_charged_cores|memory_charged_bytes):max\","
     "$sel}[$range]))",
     0, 60},
    {QueryId::probe_scrape, "probe_scrape", Cadence::probe, "probe",
     "quantile(0.5, count_over_time(container_memory_working_set_bytes{container!=\"\",container!=\"POD\",$sel}[10m]))",
     0, 60},
    {QueryId::probe_containers, "probe_containers", Cadence::probe, "probe",
     "count(count by ($cluster,$pod,$container) (last_over_time(container_memory_working_set_bytes{container!=\"\","
     "container!=\"POD\",$sel}[$range])))",
     0, 60},

    {QueryId::pods, "pods", Cadence::window, "pods",
     "max by ($cluster,$pod,uid,node,created_by_kind,created_by_name,host_network) "
     "(last_over_time(kube_pod_info{$sel}[$range]))",
     1, 200},
    {QueryId::containers, "containers", Cadence::window, "pods",
     "max by ($cluster,$pod,uid,$container) (last_over_time(kube_pod_container_info{$sel}[$range]))", 1, 160},
    {QueryId::pod_start, "pod_start", Cadence::window, "lifetimes",
     "max by ($cluster,$pod,uid) (last_over_time(kube_pod_start_time{$sel}[$range]))", 1, 140},
    {QueryId::pod_completion, "pod_completion", Cadence::window, "lifetimes",
     "max by ($cluster,$pod,uid) (last_over_time(kube_pod_completion_time{$sel}[$range]))", 0.3, 140},
    {QueryId::pod_finished, "pod_finished", Cadence::window, "lifetimes",
     "min by ($cluster,$pod,uid) (min_over_time((time() * (kube_pod_status_phase{phase=~\"Succeeded|Failed\",$sel} == "
     "1))"
     "[$range:$res]))",
     0.3, 140},
    {QueryId::pod_first, "pod_first", Cadence::window, "lifetimes",
     "min by ($cluster,$pod,uid) (min_over_time((time() * present_over_time(kube_pod_info{$sel}[$res]))[$range:$res]))",
     1, 140},
    {QueryId::pod_last, "pod_last", Cadence::window, "lifetimes",
     "max by ($cluster,$pod,uid) (max_over_time((time() * present_over_time(kube_pod_info{$sel}[$res]))[$range:$res]))",
     1, 140},
    {QueryId::replicaset_owners, "replicaset_owners", Cadence::window, "owners",
     "max by ($cluster,namespace,exported_namespace,replicaset,owner_kind,owner_name) "
     "(last_over_time(kube_replicaset_owner{$sel}[$range]))",
     0.5, 160},
    {QueryId::job_owners, "job_owners", Cadence::window, "owners",
     "max by ($cluster,namespace,exported_namespace,job_name,owner_kind,owner_name) "
     "(last_over_time(kube_job_owner{$sel}[$range]))",
     0.3, 160},
    {QueryId::pod_labels, "pod_labels", Cadence::window, "labels",
     "max without (instance,job,endpoint,service,container,prometheus,prometheus_replica) "
     "(max_over_time((time() * present_over_time(kube_pod_labels{$sel}[$res]))[$range:$res]) or "
     "time() * present_over_time(kube_pod_labels{$sel}[$range]))",
     1, 320},
    {QueryId::namespace_labels, "namespace_labels", Cadence::window, "labels",
     "max without (instance,job,endpoint,service,container,pod,prometheus,prometheus_replica) "
     "(max_over_time((time() * present_over_time(kube_namespace_labels{$sel}[$res]))[$range:$res]) or "
     "time() * present_over_time(kube_namespace_labels{$sel}[$range]))",
     0.02, 200},
    {QueryId::pod_annotations, "pod_annotations", Cadence::window, "labels",
     "max without (instance,job,endpoint,service,container,prometheus,prometheus_replica) "
     "(max_over_time((time() * present_over_time(kube_pod_annotations{$sel}[$res]))[$range:$res]) or "
     "time() * present_over_time(kube_pod_annotations{$sel}[$range]))",
     1, 320},
    {QueryId::namespace_annotations, "namespace_annotations", Cadence::window, "labels",
     "max without (instance,job,endpoint,service,container,pod,prometheus,prometheus_replica) "
     "(max_over_time((time() * present_over_time(kube_namespace_annotations{$sel}[$res]))[$range:$res]) or "
     "time() * present_over_time(kube_namespace_annotations{$sel}[$range]))",
     0.02, 200},

    {QueryId::nodes, "nodes", Cadence::window, "nodes",
     "max by ($cluster,node,provider_id,system_uuid,internal_ip) (last_over_time(kube_node_info{$sel}[$range]))", 0.05,
     220},
    {QueryId::node_first, "node_first", Cadence::window, "lifetimes",
     "min by ($cluster,node,provider_id,system_uuid) (min_over_time((time() * present_over_time(kube_node_info{$sel}"
     "[$res]))[$range:$res]))",
     0.05, 200},
    {QueryId::node_last, "node_last", Cadence::window, "lifetimes",
     "max by ($cluster,node,provider_id,system_uuid) (max_over_time((time() * present_over_time(kube_node_info{$sel}"
     "[$res]))[$range:$res]))",
     0.05, 200},
    {QueryId::node_labels, "node_labels", Cadence::window, "nodes",
     "max without (instance,job,endpoint,service,container,pod,namespace,prometheus,prometheus_replica) "
     "(max_over_time((time() * present_over_time(kube_node_labels{$sel}[$res]))[$range:$res]) or "
     "time() * present_over_time(kube_node_labels{$sel}[$range]))",
     0.05, 500},
    {QueryId::node_presence, "node_presence", Cadence::grid, "lifetimes",
     "max by ($cluster,node) (last_over_time(kube_node_created{$sel}[$range])) or "
     "max by ($cluster,node) (present_over_time(kube_node_info{$sel}[$range]))",
     0.05, 25},
    {QueryId::node_capacity, "node_capacity", Cadence::hour, "nodes",
     "max by ($cluster,node,resource) "
     "(avg_over_time(kube_node_status_capacity{resource=~\"cpu|memory|ephemeral_storage\",$sel}[$range]) or "
     "max_over_time(kube_node_status_capacity{resource=~\"$gpu\",$sel}[$range]))",
     0.15, 22},
    {QueryId::node_allocatable, "node_allocatable", Cadence::hour, "nodes",
     "max by ($cluster,node,resource) "
     "(avg_over_time(kube_node_status_allocatable{resource=~\"cpu|memory|ephemeral_storage\",$sel}[$range]) or "
     "max_over_time(kube_node_status_allocatable{resource=~\"$gpu\",$sel}[$range]))",
     0.15, 22},
    {QueryId::node_spot, "node_spot", Cadence::window, "nodes",
     "max by ($cluster,node,provider_id) (max_over_time(kubecost_node_is_spot{$sel}[$range]))", 0.05, 140},

    {QueryId::exporters, "exporters", Cadence::window, "nodes",
     "max by ($cluster,job) (max_over_time((count by ($cluster,job) "
     "({__name__=~\"kube_node_info|machine_memory_bytes|node_cpu_hourly_cost\","
     "$sel} and on (__name__,$cluster,node,provider_id,system_uuid,machine_id) (count by "
     "(__name__,$cluster,node,provider_id,system_uuid,machine_id) "
     "({__name__=~\"kube_node_info|machine_memory_bytes|node_cpu_hourly_cost\",$sel}) > 1)))[$range:1h]))",
     0.001, 120},

    {QueryId::requests, "requests", Cadence::hour, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (max_over_time(kube_pod_container_resource_requests{"
     "resource=~\"cpu|memory|ephemeral_storage|$gpu\",$sel}[$range]))",
     2.2, 22},
    {QueryId::requests_changed, "requests_changed", Cadence::hour, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (max_over_time(kube_pod_container_resource_requests{"
     "resource=~\"cpu|memory|ephemeral_storage|$gpu\",$sel}[$range])) != min by "
     "($cluster,$pod,uid,$container,resource) "
     "(min_over_time(kube_pod_container_resource_requests{resource=~\"cpu|memory|ephemeral_storage|$gpu\",$sel}[$range]"
     "))",
     0.01, 22},
    {QueryId::requests_fine, "requests_fine", Cadence::fine, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (last_over_time(kube_pod_container_resource_requests{"
     "resource=~\"cpu|memory|ephemeral_storage|$gpu\",$sel}[$range]))",
     2.2, 22},

    {QueryId::init_containers, "init_containers", Cadence::window, "requests",
     "max by ($cluster,$pod,uid,$container,restart_policy) "
     "(last_over_time(kube_pod_init_container_info{$sel}[$range]))",
     0.2, 160},
    {QueryId::init_requests, "init_requests", Cadence::window, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (max_over_time(kube_pod_init_container_resource_requests{"
     "resource=~\"cpu|memory|ephemeral_storage|$gpu\",$sel}[$range]))",
     0.4, 180},
    {QueryId::pod_overhead, "pod_overhead", Cadence::window, "requests",
     "max by (__name__,$cluster,$pod,uid) "
     "(last_over_time({__name__=~\"kube_pod_overhead_(cpu_cores|memory_bytes)\",$sel}"
     "[$range]))",
     0.02, 160},
    {QueryId::waiting, "waiting", Cadence::grid, "requests",
     "max by ($cluster,$pod,uid,$container,reason) (last_over_time(kube_pod_container_status_waiting_reason{$sel}"
     "[$range])) > 0",
     0.02, 20},

    {QueryId::cpu_usage, "cpu_usage", Cadence::grid, "cpu-usage",
     "round(max by ($cluster,$pod,$container,node,instance,job,id) (last_over_time(container_cpu_usage_seconds_total{"
     "container!=\"\",container!=\"POD\",pod!=\"\",cpu=~\"total|\",$sel}[$range])), 0.001)",
     1.2, 26},
    {QueryId::ram_usage, "ram_usage", Cadence::grid, "memory-usage",
     "round(max by ($cluster,$pod,$container,node,job) (avg_over_time(container_memory_working_set_bytes{"
     "container!=\"\",container!=\"POD\",pod!=\"\",$sel}[$range])) / 1024)",
     1, 22},

    {QueryId::gpu_active, "gpu_active", Cadence::hour, "gpu-usage",
     "avg by ($device) (avg_over_time((DCGM_FI_PROF_GR_ENGINE_ACTIVE{$sel} <= 1)[$range:$res]) or "
     "avg_over_time((DCGM_FI_PROF_GR_ENGINE_ACTIVE{$sel} > 1 < 1e9)[$range:$res]))",
     0.05, 26},
    {QueryId::gpu_util, "gpu_util", Cadence::hour, "gpu-usage",
     "avg by ($device) (avg_over_time((DCGM_FI_DEV_GPU_UTIL{$sel} <= 100)[$range:$res]) or "
     "avg_over_time((DCGM_FI_DEV_GPU_UTIL{$sel} > 100 < 1e9)[$range:$res])) / 100",
     0.05, 26},

    {QueryId::volumes, "volumes", Cadence::window, "volumes",
     "max by (__name__,$cluster,persistentvolume,storageclass,csi_driver,local_path,host_path,claim_namespace,"
     "name) (last_over_time({"
     "__name__=~\"kube_persistentvolume_info|kube_persistentvolume_claim_ref\",$sel}[$range]))",
     0.1, 220},
    {QueryId::volume_bytes, "volume_bytes", Cadence::hour, "volumes",
     "max by ($cluster,persistentvolume) (avg_over_time(kube_persistentvolume_capacity_bytes{$sel}[$range]))", 0.05,
     24},
    {QueryId::volume_first, "volume_first", Cadence::window, "volumes",
     "min by ($cluster,persistentvolume) (min_over_time((time() * present_over_time("
     "kube_persistentvolume_capacity_bytes{$sel}[$res]))[$range:$res]))",
     0.05, 120},
    {QueryId::volume_last, "volume_last", Cadence::window, "volumes",
     "max by ($cluster,persistentvolume) (max_over_time((time() * present_over_time("
     "kube_persistentvolume_capacity_bytes{$sel}[$res]))[$range:$res]))",
     0.05, 120},
    {QueryId::claims, "claims", Cadence::window, "volumes",
     "max by ($claim,volumename,storageclass) (last_over_time(kube_persistentvolumeclaim_info{$sel}[$range]))", 0.05,
     200},
    {QueryId::claim_first, "claim_first", Cadence::window, "volumes",
     "min by ($claim,volumename) (min_over_time((time() * "
     "present_over_time(kube_persistentvolumeclaim_info{$sel}[$res]))"
     "[$range:$res]))",
     0.05, 200},
    {QueryId::claim_last, "claim_last", Cadence::window, "volumes",
     "max by ($claim,volumename) (max_over_time((time() * "
     "present_over_time(kube_persistentvolumeclaim_info{$sel}[$res]))"
     "[$range:$res]))",
     0.05, 200},
    {QueryId::mounts, "mounts", Cadence::window, "volumes",
     "max by ($cluster,$pod,uid,persistentvolumeclaim) (last_over_time("
     "kube_pod_spec_volumes_persistentvolumeclaims_info{$sel}[$range]))",
     0.1, 200},

    {QueryId::balancers, "balancers", Cadence::window, "services",
     "max by ($service) (last_over_time({$balancers,$sel}[$range]))", 0.02, 200},
    {QueryId::balancer_first, "balancer_first", Cadence::window, "services",
     "min by ($service) (min_over_time((time() * present_over_time({$balancers,$sel}[$res]))[$range:$res]))", 0.02,
     200},
    {QueryId::balancer_last, "balancer_last", Cadence::window, "services",
     "max by ($service) (max_over_time((time() * present_over_time({$balancers,$sel}[$res]))[$range:$res]))", 0.02,
     200},
    {QueryId::selectors, "selectors", Cadence::window, "services",
     "max without (instance,job,endpoint,container,pod,uid,prometheus,prometheus_replica) "
     "(last_over_time(service_selector_labels{$sel}[$range]))",
     0.05, 200},

    {QueryId::network_bytes, "network_bytes", Cadence::hour, "network",
     "max by ($cluster,namespace,exported_namespace,pod_name,internet,same_region,same_zone,service,instance) "
     "(last_over_time(kubecost_pod_network_egress_bytes_total{$sel}[$range]))",
     1, 26},
    {QueryId::transmit_bytes, "transmit_bytes", Cadence::hour, "network",
     "round(sum by ($cluster,$pod) (increase(container_network_transmit_bytes_total{pod!=\"\",interface!=\"lo\",$sel}"
     "[$range])) / 1024)",
     1, 24},

    // The mean of each hour. A sample of 0 is no price: an exporter shows it until it knows one.
    {QueryId::price_cpu, "price_cpu", Cadence::hour, "prices",
     "max by ($cluster,node) (avg_over_time(node_cpu_hourly_cost{$sel}[$range]) and "
     "min_over_time(node_cpu_hourly_cost{$sel}[$range]) > 0 or max_over_time(node_cpu_hourly_cost{$sel}[$range]))",
     0.05, 24},
    {QueryId::price_ram, "price_ram", Cadence::hour, "prices",
     "max by ($cluster,node) (avg_over_time(node_ram_hourly_cost{$sel}[$range]) and "
     "min_over_time(node_ram_hourly_cost{$sel}[$range]) > 0 or max_over_time(node_ram_hourly_cost{$sel}[$range]))",
     0.05, 24},
    {QueryId::price_gpu, "price_gpu", Cadence::hour, "prices",
     "max by ($cluster,node) (avg_over_time(node_gpu_hourly_cost{$sel}[$range]) and "
     "min_over_time(node_gpu_hourly_cost{$sel}[$range]) > 0 or max_over_time(node_gpu_hourly_cost{$sel}[$range]))",
     0.05, 24},
    {QueryId::price_node, "price_node", Cadence::hour, "prices",
     "max by ($cluster,node) ((avg_over_time(node_total_hourly_cost{$sel}[$range]) and "
     "min_over_time(node_total_hourly_cost{$sel}[$range]) > 0 or max_over_time(node_total_hourly_cost{$sel}[$range])) "
     "unless on ($cluster,node) "
     "last_over_time({__name__=~\"node_(cpu|ram)_hourly_cost\",$sel}[$range]))",
     0.001, 24},
    {QueryId::prices_fine, "prices_fine", Cadence::fine, "prices",
     "max by (__name__,$cluster,node) "
     "(last_over_time({__name__=~\"node_(cpu|ram|gpu|total)_hourly_cost\",$sel}[$range])) > 0",
     0.15, 24},
    {QueryId::price_volume, "price_volume", Cadence::hour, "prices",
     "max by ($cluster,persistentvolume,volumename) (avg_over_time(pv_hourly_cost{$sel}[$range]) and "
     "min_over_time(pv_hourly_cost{$sel}[$range]) > 0 or max_over_time(pv_hourly_cost{$sel}[$range]))",
     0.05, 24},
    {QueryId::price_balancer, "price_balancer", Cadence::hour, "prices",
     "max by ($service) (avg_over_time(kubecost_load_balancer_cost{$sel}[$range]) and "
     "min_over_time(kubecost_load_balancer_cost{$sel}[$range]) > 0 or "
     "max_over_time(kubecost_load_balancer_cost{$sel}[$range]))",
     0.02, 24},
    {QueryId::price_network, "price_network", Cadence::hour, "prices",
     "max by (__name__,$cluster) "
     "(last_over_time({__name__=~\"kubecost_network_(zone|region|internet)_egress_cost\",$sel}"
     "[$range]))",
     0.01, 24},
    {QueryId::management, "management", Cadence::hour, "prices",
     "max by ($cluster,provisioner_name) (avg_over_time(kubecost_cluster_management_cost{$sel}[$range]) and "
     "min_over_time(kubecost_cluster_management_cost{$sel}[$range]) > 0 or "
     "max_over_time(kubecost_cluster_management_cost{$sel}[$range]))",
     0.01, 24},

    {QueryId::weights, "weights", Cadence::weight, "sharing",
     "label_replace($weight, \"prorata_weight\", \"$name\", \"\", \"\")", 0.1, 24},

    {QueryId::cpu_charged, "cpu_charged", Cadence::total, "charged",
     "round(avg_over_time(($charged_cpu)[$range:5m]), 0.000001)", 1, 26},
    {QueryId::ram_charged, "ram_charged", Cadence::total, "charged",
     "round(avg_over_time(($charged_memory)[$range:5m]))", 1, 26},

    {QueryId::limits, "limits", Cadence::limit, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (max_over_time(kube_pod_container_resource_limits{"
     "resource=~\"cpu|memory|$gpu\",$sel}[$range]))",
     2.2, 22},
}};

constexpr std::string_view kMeanRequests =
    "max by ($cluster,$pod,uid,$container,resource) (avg_over_time(kube_pod_container_resource_requests{"
    "resource=~\"cpu|memory|ephemeral_storage|$gpu\",$sel}[$range]))";
// Of a container that restarts many times a day each cgroup has an average of its own.
constexpr std::string_view kMeanMemory =
    "round(avg_over_time((max by ($cluster,$pod,$container,node,job) (container_memory_working_set_bytes{"
    "container!=\"\",container!=\"POD\",pod!=\"\",$sel}))[$range:5m]) / 1024)";

/// The larger of request and usage at a moment, and what there is of them. Requests of pods that are done are exported
/// until they are deleted; of two scrape jobs the larger counts.
constexpr std::string_view kCharged = "($requested >= ($used)) or ($used) or $requested";
constexpr std::string_view kRequested =
    "(max by ($cluster,$pod,$container) (kube_pod_container_resource_requests{resource=\"$resource\",node!=\"\",$sel}) "
    "unless on ($cluster,$pod) "
    "max by ($cluster,$pod) (kube_pod_status_phase{phase=~\"Succeeded|Failed\",$sel} == 1))";
constexpr std::string_view kCpuUsed =
    "max by ($cluster,$pod,$container) (sum by ($cluster,$pod,$container,job) (rate(container_cpu_usage_seconds_total{"
    "container!=\"\",container!=\"POD\",pod!=\"\",cpu=~\"total|\",$sel}[5m])))";
constexpr std::string_view kRamUsed =
    "max by ($cluster,$pod,$container) (container_memory_working_set_bytes{container!=\"\",container!=\"POD\","
    "pod!=\"\",$sel})";
constexpr std::array kRules{Rule{kCpuRule, QueryId::cpu_charged, "$charged_cpu"},
                            Rule{kRamRule, QueryId::ram_charged, "$charged_memory"}};

}  // namespace

std::span<const Query> catalog() {
  return kCatalog;
}

std::string_view in_totals(QueryId id) {
  if (id == QueryId::requests) return kMeanRequests;
  return id == QueryId::ram_usage ? kMeanMemory : std::string_view{};
}

std::span<const Rule> recording_rules() {
  return kRules;
}

void expand_charged(std::string& promql) {
  for (const auto& [name, resource, used] :
       {std::array{std::string_view("$charged_cpu"), std::string_view("cpu"), kCpuUsed},
        std::array{std::string_view("$charged_memory"), std::string_view("memory"), kRamUsed}}) {
    const std::size_t at = promql.find(name);
    if (at == std::string::npos) continue;
    promql.replace(at, name.size(), kCharged);
    replace_all(promql, "$requested", kRequested);
    replace_all(promql, "$resource", resource);
    replace_all(promql, "$used", used);
  }
}

void write_labels(std::string& text) {
  constexpr std::string_view kLabels[][2]{
      {"$balancers", "__name__=~\"$both\""},
      {"$both", kBalancers},
      {"$service",
       "$cluster,namespace,exported_namespace,service,exported_service,service_name,ip,hostname,ingress_ip"},
      {"$claim", "$cluster,namespace,exported_namespace,persistentvolumeclaim"},
      {"$device", "$cluster,UUID,gpu,GPU_I_ID,GPU_I_PROFILE,modelName,Hostname,hostname,$pod,$container"},
      {"$cluster", "cluster,cluster_id,cluster_name,k8s_cluster"},
      {"$pod", "namespace,exported_namespace,pod,exported_pod"},
      {"$container", "container,exported_container"}};
  for (const auto& [name, labels] : kLabels) replace_all(text, name, labels);
}

void write_match(std::string& text, std::string_view match) {
  if (match.empty()) replace_all(text, ",$sel", "");
  replace_all(text, "$sel", match);
}

const Query& query_of(QueryId id) {
  return kCatalog[static_cast<std::size_t>(id)];
}

const Query* find_query(std::string_view name) {
  for (const Query& query : kCatalog) {
    if (query.name == name) return &query;
  }
  return nullptr;
}

}  // namespace prorata::plan
