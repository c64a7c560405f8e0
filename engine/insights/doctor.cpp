#include "insights/doctor.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace prorata::insights {
namespace {

using cluster::Cluster;
using cluster::kResources;
using Table = Concern::Table;

struct Missing {
  bool Families::*has;
  NoticeKind kind;
  Table touched = Table::pods;  ///< all of it may cost another amount, or be in another row
};
constexpr std::array kMissing{
    Missing{
        &Families::requests,
        {"missing-requests", Severity::warning,
         "No container has requests, so workloads are charged by use alone and GPUs not at all.",
         "Check that kube-state-metrics exports `kube_pod_container_resource_requests` (`--resources` with pods)."}},
    Missing{
        &Families::cpu_usage,
        {"missing-cpu-usage", Severity::warning, "No CPU counter of a container was found: CPU is charged by request.",
         "Scrape the kubelets' `/metrics/cadvisor`, and keep `container_cpu_usage_seconds_total`."}},
    Missing{&Families::ram_usage,
            {"missing-memory-usage", Severity::warning,
             "No memory sample of a container was found: memory is charged by request.",
             "Scrape the kubelets' `/metrics/cadvisor`, and keep `container_memory_working_set_bytes`."}},
    Missing{&Families::pod_start,
            {"missing-pod-times", Severity::warning,
             "Pods do not say when they started: they live from their first sample to their last.",
             "Check that kube-state-metrics exports `kube_pod_start_time` and `kube_pod_completion_time`."}},
    Missing{
        &Families::workload_labels,
        {"labels-not-exported", Severity::info,
         "No label of a pod or namespace was found, so costs cannot be grouped or filtered by label.",
         "Start kube-state-metrics with `--metric-labels-allowlist=pods=[*],namespaces=[*]`, or with the labels that "
         "you need."}},
    Missing{&Families::mounts,
            {"missing-mounts", Severity::warning,
             "Nothing tells which pods use which claims: volumes are borne by the claims' namespaces.",
             "Check that kube-state-metrics exports `kube_pod_spec_volumes_persistentvolumeclaims_info`."},
            Table::volumes},
    Missing{&Families::node_labels,
            {"node-labels-not-exported", Severity::warning,
             "No label of a node was found: instance types, regions and zones are unknown, and prices by type match "
             "none.",
             "Start kube-state-metrics with `--metric-labels-allowlist=nodes=[*]`."},
            Table::nodes},
};
constexpr NoticeKind kNoOwners{
    "missing-owners", Severity::warning,
    "ReplicaSets do not say whose they are, so their pods are not joined to Deployments.",
    "Check that kube-state-metrics exports `kube_replicaset_owner` (`--resources` with replicasets)."};
constexpr NoticeKind kUnowned{"pod-without-owner", Severity::info, "A pod has no controller to be grouped by.",
                              "Nothing where it was started by hand. Else check that `kube_pod_info` keeps its "
                              "`created_by_kind` and `created_by_name` labels."};
constexpr NoticeKind kUnlabelled{
    "cluster-label-partial", Severity::warning,
    "Some series name their cluster and others do not, so one cluster may show as two.",
    "Give every Prometheus the external label `cluster`, or name the cluster as those series do with --cluster."};
constexpr NoticeKind kLost{"pod-between-scrapes", Severity::info,
                           "A container ended before a scrape saw what it used: it is charged by request.",
                           "Scrape cAdvisor more often where such pods matter."};
constexpr NoticeKind kUnseen{"container-never-scraped", Severity::warning,
                             "A container ran and no scrape ever saw what it used: it is charged by request.",
                             "Check that the kubelet of its node is scraped (`up` of the cAdvisor job)."};
constexpr NoticeKind kOvercommitted{
    "node-overcommitted", Severity::info,
    "More is charged on a node than it has, as its pods use what others asked for: its idle is negative then.",
    "Raise requests to what pods use, or add nodes."};

constexpr NoticeKind kBeyond{
    "usage-beyond-node", Severity::error,
    "A container is said to use more than twice what its whole node has: it is charged so, and the node's idle is "
    "negative.",
    "Look at what exports or rewrites the container's usage, and at `kube_node_status_capacity` of its node."};

constexpr NoticeKind kTwice{
    "duplicate-exporters", Severity::warning,
    "A job shows each machine several times at once: an exporter runs twice, or replicas of Prometheus are not merged. "
    "The largest value counts.",
    "Scrape kube-state-metrics and each kubelet once; behind Thanos or Mimir let it merge replicas."};

std::string full_name(const Cluster& cluster, const Names& names, std::uint32_t pod) {
  return std::string(names.text(cluster.pods.name_space[pod])).append("/").append(names.text(cluster.pods.name[pod]));
}

void concern_all(std::string_view id, Table table, std::size_t rows, Notices& notices) {
  for (std::uint32_t row = 0; row < rows; ++row) notices.concern(id, {table, row});
}

void find_missing(const Families& families, const Cluster& cluster, Notices& notices) {
  for (const Missing& missing : kMissing) {
    if (families.*missing.has) continue;
    notices.add(missing.kind, {}, cluster.window);
    const std::size_t rows = missing.touched == Table::pods    ? cluster.pods.size()
                             : missing.touched == Table::nodes ? cluster.nodes.size()
                                                               : cluster.volumes.size();
    concern_all(missing.kind.id, missing.touched, rows, notices);
  }
}

void examine_pods(const Cluster& cluster, bool owners_known, const Names& names, Notices& notices) {
  const auto& pods = cluster.pods;
  const NameId replica_set = names.find("replicaset");
  for (std::uint32_t pod = 0; pod < pods.size(); ++pod) {
    if (pods.alive[pod].empty()) continue;
    const Concern concern{Table::pods, pod};
    const NameId kind = pods.controller_kind[pod];
    if (kind == kNoName && pods.uid[pod] != kNoName) {
      notices.add(kUnowned, full_name(cluster, names, pod), pods.alive[pod], 1, concern);
    }
    if (!owners_known && kind == replica_set && kind != kNoName) {
      notices.add(kNoOwners, full_name(cluster, names, pod), pods.alive[pod], 1, concern);
    }
  }
}

/// What has a cluster's name of its own beside what data without a label is taken for. Concerned are pods without the
/// name, else nodes or volumes: pods pay for these.
void find_unlabelled(const Cluster& cluster, std::string_view default_cluster, const Names& names, Notices& notices) {
  const NameId unnamed = names.find(default_cluster);
  const std::pair<Table, const std::vector<NameId>*> tables[]{{Table::pods, &cluster.pods.cluster},
                                                              {Table::nodes, &cluster.nodes.cluster},
                                                              {Table::volumes, &cluster.volumes.cluster}};
  std::vector<Concern> unlabelled;
  for (const auto& [table, of] : tables) {
    if (!unlabelled.empty()) break;
    for (std::uint32_t row = 0; row < of->size(); ++row) {
      if ((*of)[row] == unnamed) unlabelled.push_back({table, row});
    }
  }
  if (unlabelled.empty()) return;
  bool named = false;
  for (const auto& [table, of] : tables) {
    if (named) break;
    for (std::uint32_t row = 0; row < of->size(); ++row) {
      // Rows stand by cluster.
      if ((*of)[row] == unnamed || (row > 0 && (*of)[row] == (*of)[row - 1])) continue;
      notices.add(kUnlabelled, names.text((*of)[row]), cluster.window);
      named = true;
    }
  }
  for (const Concern& concern : unlabelled) notices.concern(kUnlabelled.id, concern);
}

bool is_sampled(const allocation::Usage& usage, std::size_t container) {
  const auto any = [&](const std::vector<std::int64_t>& column) {
    const auto values = usage.of(column, container);
    return std::any_of(values.begin(), values.end(), [](std::int64_t v) { return v != allocation::Usage::kUnknown; });
  };
  return any(usage.cpu) || any(usage.ram);
}

void find_unseen(const Cluster& cluster, const allocation::Usage& usage, Duration scrape_interval, const Names& names,
                 Notices& notices) {
  for (std::uint32_t c = 0; c < cluster.containers.size(); ++c) {
    const std::uint32_t pod = cluster.containers.pod[c], node = cluster.pods.node[pod];
    const Window alive = cluster.pods.alive[pod];
    const bool expected = cluster.containers.role[c] == cluster::ContainerRole::app &&
                          cluster.containers.waiting[c].empty() && node != cluster::kNone &&
                          !cluster.nodes.is_virtual(node);
    if (!expected || alive.empty() || is_sampled(usage, c)) continue;
    // Two scrapes of a counter say how much was used.
    const NoticeKind& kind = alive.length() < 2 * scrape_interval ? kLost : kUnseen;
    notices.add(kind, full_name(cluster, names, pod).append("/").append(names.text(cluster.containers.name[c])), alive,
                1, {Table::containers, c});
  }
}

constexpr std::array<std::string_view, kResources> kResourceNames{"CPU", "memory", "GPUs", "disk"};

/// Of each cell of a node the first one of its cost hour: where output steps or prices cut an hour, it is looked at as
/// a whole all the same.
std::vector<std::size_t> first_of_hours(const allocation::Amounts& amounts) {
  const allocation::CellRows& rows = amounts.nodes;
  const auto& hour = amounts.slices.hour;
  std::vector<std::size_t> first;
  first.reserve(rows.cells());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = rows.offset[row]; i < rows.offset[row + 1]; ++i) {
      const std::size_t slice = rows.first[row] + (i - rows.offset[row]);
      first.push_back(i > rows.offset[row] && hour[slice] == hour[slice - 1] ? first.back() : i);
    }
  }
  return first;
}

/// What nodes have and what is charged on them, in the first cell of each of their hours.
struct OnNodes {
  std::vector<std::int64_t> capacity, charged;
};

/// first_of: of first_of_hours. beyond: containers that use what no machine could give them. Twice what theirs has: of
/// a piece of an hour growth is known to the scrape only.
OnNodes charged_on_nodes(const Cluster& cluster, const allocation::Amounts& amounts, std::size_t r,
                         const std::vector<std::size_t>& first_of, Flags& beyond) {
  OnNodes on{std::vector<std::int64_t>(amounts.nodes.cells(), 0), {}};
  on.charged = on.capacity;
  for (std::size_t i = 0; i < first_of.size(); ++i) on.capacity[first_of[i]] += amounts.capacity[r][i];
  const std::int64_t* charged = amounts.charged[r].data();
  const std::int64_t* used = amounts.used[r].empty() ? nullptr : amounts.used[r].data();
  const auto& rows = amounts.containers;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
    if (node == cluster::kNone || cluster.nodes.implied[node]) continue;
    const std::size_t first = amounts.nodes.first[node], offset = amounts.nodes.offset[node],
                      count = amounts.nodes.offset[node + 1] - offset;
    std::int64_t in_hour = 0;
    std::size_t hour = first_of.size();
    for (std::size_t i = rows.offset[c]; i < rows.offset[c + 1]; ++i) {
      const std::size_t slice = rows.first[c] + (i - rows.offset[c]);
      if (slice < first || slice - first >= count) continue;
      const std::size_t cell = first_of[offset + slice - first];
      on.charged.data()[cell] += charged[i];
      if (used == nullptr) continue;
      in_hour = used[i] + (cell == hour ? in_hour : 0);
      hour = cell;
      if (in_hour / 2 > on.capacity[cell] && on.capacity[cell] > 0) beyond[c] = 1;
    }
  }
  return on;
}

/// Adds each row of a table of steps to its sum; the table may have more rows than there are sums, or be empty.
void add_rows(const std::vector<std::int64_t>& column, std::size_t steps, std::vector<std::int64_t>& sums) {
  for (std::size_t row = 0; !column.empty() && row < sums.size(); ++row) {
    for (std::size_t s = 0; s < steps; ++s) sums[row] += column[row * steps + s];
  }
}

std::int64_t cost_of_charges(const std::vector<Concern>& concerns, const allocation::Charges& charges,
                             const std::vector<std::int64_t>& totals) {
  Flags touched[static_cast<std::size_t>(Table::fees) + 1];
  for (const Concern& concern : concerns) {
    Flags& rows = touched[static_cast<std::size_t>(concern.table)];
    if (concern.row >= rows.size()) rows.resize(concern.row + 1);
    rows[concern.row] = 1;
  }
  std::int64_t cost = 0;
  for (std::size_t i = 0; i < charges.size(); ++i) {
    const Concern concern = allocation::concern_of(charges.subject[i], charges.row[i]);
    const Flags& rows = touched[static_cast<std::size_t>(concern.table)];
    if (concern.row < rows.size() && rows[concern.row] != 0) cost += totals[i];
  }
  return cost;
}

/// What they cost together, each object once.
std::int64_t cost_of(const std::vector<Concern>& concerns, const Cluster& cluster,
                     const std::vector<std::int64_t>& container_costs, const std::vector<std::int64_t>& node_costs) {
  Flags pods(cluster.pods.size()), containers(container_costs.size()), nodes(node_costs.size());
  for (const Concern& concern : concerns) {
    if (concern.table > Table::nodes) continue;
    (concern.table == Table::pods ? pods : concern.table == Table::nodes ? nodes : containers)[concern.row] = 1;
  }
  std::int64_t cost = 0;
  for (std::size_t c = 0; c < containers.size(); ++c) {
    if (containers[c] != 0 || pods[cluster.containers.pod[c]] != 0) cost += container_costs[c];
  }
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (nodes[node] != 0) cost += node_costs[node];
  }
  return cost;
}

/// Rows stand in the order of names, and concerns in that of rows.
void name_examples(const Cluster& cluster, const Names& names, Notice& notice) {
  for (const Concern& concern : notice.concerns) {
    if (notice.objects.size() == Notices::kExamples) return;
    const bool container = concern.table == Table::containers;
    if (!container && concern.table != Table::pods) continue;
    std::string name = full_name(cluster, names, container ? cluster.containers.pod[concern.row] : concern.row);
    if (container) name.append("/").append(names.text(cluster.containers.name[concern.row]));
    notice.objects.push_back(std::move(name));
  }
}

}  // namespace

bool has_labels(const series::Frame& frame, const Names& names) {
  for (std::size_t s = 0; s < frame.size(); ++s) {
    for (const series::Label& label : frame.labels(s)) {
      if (names.text(label.name).starts_with("label_")) return true;
    }
  }
  return false;
}

void examine(const Cluster& cluster, const allocation::Usage& usage, const Families& families,
             std::string_view default_cluster, Duration scrape_interval, const Names& names, Notices& notices) {
  find_unlabelled(cluster, default_cluster, names, notices);
  if (!families.complete) return;
  find_missing(families, cluster, notices);
  examine_pods(cluster, families.replicaset_owners, names, notices);
  if (families.cpu_usage && families.ram_usage) find_unseen(cluster, usage, scrape_interval, names, notices);
}

void find_duplicate_exporters(const series::Frame& exporters, Window window, const Names& names, Notices& notices) {
  const NameId job = names.find("job");
  for (std::size_t s = 0; s < exporters.size(); ++s) {
    const NameId name = job == kNoName ? kNoName : exporters.label(s, job);
    notices.add(kTwice, name == kNoName ? "no job" : std::string("job ").append(names.text(name)), window);
  }
}

void find_overcommitted(const Cluster& cluster, const allocation::Amounts& amounts, const Names& names,
                        Notices& notices) {
  const std::vector<std::size_t> first_of = first_of_hours(amounts);
  for (std::size_t r = 0; r < kResources; ++r) {
    if (amounts.charged[r].empty() || amounts.capacity[r].empty()) continue;
    Flags beyond(cluster.containers.size());
    const OnNodes on = charged_on_nodes(cluster, amounts, r, first_of, beyond);
    for (std::uint32_t c = 0; c < beyond.size(); ++c) {
      if (beyond[c] == 0) continue;
      notices.add(kBeyond, {}, cluster.pods.alive[cluster.containers.pod[c]], 1, {Table::containers, c});
    }
    for (std::uint32_t node = 0; node < cluster.nodes.size(); ++node) {
      if (cluster.nodes.implied[node]) continue;
      std::size_t hours = 0;
      Window range;
      for (std::size_t i = amounts.nodes.offset[node]; i < amounts.nodes.offset[node + 1]; ++i) {
        const std::size_t hour = first_of[i];
        const std::int64_t capacity = on.capacity[hour];
        // Amounts are rounded container by container.
        if (on.charged[hour] - capacity <= capacity / 10000) continue;
        const Window slice = amounts.slices.time[amounts.nodes.first[node] + (i - amounts.nodes.offset[node])];
        range = {hours == 0 ? slice.begin : range.begin, slice.end};
        ++hours;
      }
      if (hours == 0) continue;
      notices.add(kOvercommitted,
                  std::string(names.text(cluster.nodes.name[node])).append(": ").append(kResourceNames[r]), range, 1,
                  {Table::nodes, node});
    }
  }
}

void weigh(const Cluster& cluster, const allocation::Charges& charges, const std::vector<std::int64_t>& charge_totals,
           const sharing::StepCosts& costs, const Names& names, std::vector<Notice>& notices) {
  const bool any = std::any_of(notices.begin(), notices.end(), [](const Notice& n) { return !n.concerns.empty(); });
  if (!any) return;
  // Each row is summed once, however many notices concern it: there are as many cells as in the answer itself.
  std::vector<std::int64_t> containers(cluster.containers.size()), nodes(cluster.nodes.size());
  for (const auto& column : costs.containers) add_rows(column, costs.steps, containers);
  for (const auto& column : costs.charges) add_rows(column, costs.steps, containers);
  for (const auto& column : costs.assets) add_rows(column, costs.steps, nodes);
  for (Notice& notice : notices) {
    if (notice.concerns.empty()) continue;
    if (notice.objects.empty()) name_examples(cluster, names, notice);
    notice.cost = cost_of(notice.concerns, cluster, containers, nodes);
    const bool charged = std::any_of(notice.concerns.begin(), notice.concerns.end(),
                                     [](const Concern& concern) { return concern.table > Table::nodes; });
    if (charged) *notice.cost += cost_of_charges(notice.concerns, charges, charge_totals);
    notice.concerns.clear();
  }
}

}  // namespace prorata::insights
