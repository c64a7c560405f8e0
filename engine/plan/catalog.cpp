// Why the queries look as they do:
// - `max by` where an exporter may run twice (two kube-state-metrics): adding would double.
// - Counters are fetched as they are, per cgroup (`id`), and differenced here: a server's rate() loses what happened
//   around gaps and restarts.
// - `exported_*` labels are what Prometheus makes of an exporter's own labels without honor_labels.
// - Memory and CPU are rounded to KiB and ms: shorter answers, and far below what a cell of a cost can show.
#include "plan/catalog.h"

#include <array>

namespace prorata::plan {
namespace {

constexpr std::array<Query, kQueryCount> kCatalog{{
    {QueryId::probe_metrics, "probe_metrics", Cadence::probe, "probe",
     "count by (__name__) (last_over_time({__name__=~\"kube_pod_info|kube_pod_container_resource_requests|"
     "container_cpu_usage_seconds_total|container_memory_working_set_bytes|kube_node_info|node_cpu_hourly_cost|"
     "node_ram_hourly_cost|node_gpu_hourly_cost\",$sel}[$range]))",
     "", 0, 60},
    {QueryId::probe_scrape, "probe_scrape", Cadence::probe, "probe",
     "quantile(0.5, count_over_time(container_memory_working_set_bytes{container!=\"\",container!=\"POD\",$sel}[10m]))",
     "", 0, 60},
    {QueryId::probe_containers, "probe_containers", Cadence::probe, "probe",
     "count(count by ($cluster,$pod,$container) (last_over_time(container_memory_working_set_bytes{container!=\"\","
     "container!=\"POD\",$sel}[$range])))",
     "", 0, 60},

    {QueryId::pods, "pods", Cadence::window, "pods",
     "max by ($cluster,$pod,uid,node,created_by_kind,created_by_name) (last_over_time(kube_pod_info{$sel}[$range]))",
     "", 1, 200},
    {QueryId::containers, "containers", Cadence::window, "pods",
     "max by ($cluster,$pod,uid,$container) (last_over_time(kube_pod_container_info{$sel}[$range]))", "", 1, 160},
    {QueryId::pod_start, "pod_start", Cadence::window, "lifetimes",
     "max by ($cluster,$pod,uid) (last_over_time(kube_pod_start_time{$sel}[$range]))", "", 1, 140},
    {QueryId::pod_completion, "pod_completion", Cadence::window, "lifetimes",
     "max by ($cluster,$pod,uid) (last_over_time(kube_pod_completion_time{$sel}[$range]))", "", 0.3, 140},
    {QueryId::pod_finished, "pod_finished", Cadence::window, "lifetimes",
     "min by ($cluster,$pod,uid) (min_over_time((time() * (kube_pod_status_phase{phase=~\"Succeeded|Failed\",$sel} == "
     "1))"
     "[$range:$res]))",
     "", 0.3, 140},
    {QueryId::pod_first, "pod_first", Cadence::window, "lifetimes",
     "min by ($cluster,$pod,uid) (min_over_time((time() * present_over_time(kube_pod_info{$sel}[$res]))[$range:$res]))",
     "", 1, 140},
    {QueryId::pod_last, "pod_last", Cadence::window, "lifetimes",
     "max by ($cluster,$pod,uid) (max_over_time((time() * present_over_time(kube_pod_info{$sel}[$res]))[$range:$res]))",
     "", 1, 140},
    {QueryId::replicaset_owners, "replicaset_owners", Cadence::window, "owners",
     "max by ($cluster,namespace,exported_namespace,replicaset,owner_kind,owner_name) "
     "(last_over_time(kube_replicaset_owner{$sel}[$range]))",
     "", 0.5, 160},
    {QueryId::job_owners, "job_owners", Cadence::window, "owners",
     "max by ($cluster,namespace,exported_namespace,job_name,owner_kind,owner_name) "
     "(last_over_time(kube_job_owner{$sel}[$range]))",
     "", 0.3, 160},
    {QueryId::pod_labels, "pod_labels", Cadence::window, "labels",
     "max without (instance,job,endpoint,service,container,prometheus,prometheus_replica) "
     "(last_over_time(kube_pod_labels{$sel}[$range]))",
     "", 1, 320},
    {QueryId::namespace_labels, "namespace_labels", Cadence::window, "labels",
     "max without (instance,job,endpoint,service,container,pod,prometheus,prometheus_replica) "
     "(last_over_time(kube_namespace_labels{$sel}[$range]))",
     "", 0.02, 200},

    {QueryId::nodes, "nodes", Cadence::window, "nodes",
     "max by ($cluster,node,provider_id,system_uuid,internal_ip) (last_over_time(kube_node_info{$sel}[$range]))", "",
     0.05, 220},
    {QueryId::node_first, "node_first", Cadence::window, "lifetimes",
     "min by ($cluster,node,provider_id,system_uuid) (min_over_time((time() * present_over_time(kube_node_info{$sel}"
     "[$res]))[$range:$res]))",
     "", 0.05, 200},
    {QueryId::node_last, "node_last", Cadence::window, "lifetimes",
     "max by ($cluster,node,provider_id,system_uuid) (max_over_time((time() * present_over_time(kube_node_info{$sel}"
     "[$res]))[$range:$res]))",
     "", 0.05, 200},
    {QueryId::node_labels, "node_labels", Cadence::window, "nodes",
     "max without (instance,job,endpoint,service,container,pod,namespace,prometheus,prometheus_replica) "
     "(last_over_time(kube_node_labels{$sel}[$range]))",
     "", 0.05, 500},
    {QueryId::node_presence, "node_presence", Cadence::grid, "lifetimes",
     "max by ($cluster,node) (last_over_time(kube_node_created{$sel}[$range])) or "
     "max by ($cluster,node) (present_over_time(kube_node_info{$sel}[$range]))",
     "", 0.05, 25},
    {QueryId::node_capacity, "node_capacity", Cadence::hour, "nodes",
     "max by ($cluster,node,resource) (max_over_time(kube_node_status_capacity{resource=~\"cpu|memory|$gpu\",$sel}"
     "[$range]))",
     "", 0.15, 22},

    {QueryId::requests, "requests", Cadence::hour, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (max_over_time(kube_pod_container_resource_requests{"
     "resource=~\"cpu|memory|$gpu\",$sel}[$range]))",
     "", 2.2, 22},
    {QueryId::requests_changed, "requests_changed", Cadence::hour, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (max_over_time(kube_pod_container_resource_requests{"
     "resource=~\"cpu|memory|$gpu\",$sel}[$range])) != min by ($cluster,$pod,uid,$container,resource) "
     "(min_over_time(kube_pod_container_resource_requests{resource=~\"cpu|memory|$gpu\",$sel}[$range]))",
     "", 0.01, 22},
    {QueryId::requests_fine, "requests_fine", Cadence::fine, "requests",
     "max by ($cluster,$pod,uid,$container,resource) (last_over_time(kube_pod_container_resource_requests{"
     "resource=~\"cpu|memory|$gpu\",$sel}[$range]))",
     "", 2.2, 22},

    {QueryId::cpu_usage, "cpu_usage", Cadence::grid, "cpu-usage",
     "round(max by ($cluster,$pod,$container,node,instance,job,id) (last_over_time(container_cpu_usage_seconds_total{"
     "container!=\"\",container!=\"POD\",pod!=\"\",cpu=~\"total|\",$sel}[$range])), 0.001)",
     "", 1.2, 26},
    {QueryId::ram_usage, "ram_usage", Cadence::grid, "memory-usage",
     "round(max by ($cluster,$pod,$container,node,job) (avg_over_time(container_memory_working_set_bytes{"
     "container!=\"\",container!=\"POD\",pod!=\"\",$sel}[$range])) / 1024)",
     "", 1, 22},

    {QueryId::price_cpu, "price_cpu", Cadence::hour, "prices",
     "max by ($cluster,node) (avg_over_time(node_cpu_hourly_cost{$sel}[$range]))", "node_cpu_hourly_cost", 0.05, 24},
    {QueryId::price_ram, "price_ram", Cadence::hour, "prices",
     "max by ($cluster,node) (avg_over_time(node_ram_hourly_cost{$sel}[$range]))", "node_ram_hourly_cost", 0.05, 24},
    {QueryId::price_gpu, "price_gpu", Cadence::hour, "prices",
     "max by ($cluster,node) (avg_over_time(node_gpu_hourly_cost{$sel}[$range]))", "node_gpu_hourly_cost", 0.05, 24},
}};

}  // namespace

std::span<const Query> catalog() {
  return kCatalog;
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
