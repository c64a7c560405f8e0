// What is odd about the data as a whole, and how much money each notice concerns.
#pragma once

#include "allocation/amounts.h"
#include "allocation/usage.h"
#include "cluster/cluster.h"
#include "core/names.h"
#include "core/notice.h"
#include "series/frame.h"
#include "sharing/step_costs.h"

namespace prorata::insights {

/// Families of metrics that every cluster has: whether any sample of them came. Of incomplete data nobody can say what
/// the source lacks, and each failed answer has a notice of its own.
struct Families {
  bool complete = true;  ///< every answer came: what is missing, the source lacks
  bool cpu_usage = true;
  bool ram_usage = true;
  bool requests = true;
  bool pod_start = true;
  bool replicaset_owners = true;
  bool workload_labels = true;  ///< a Kubernetes label of a pod or namespace
  bool mounts = true;           ///< of claims by pods, where there are claims
  bool node_labels = true;      ///< a Kubernetes label of a node
};
/// Whether a series of kube_*_labels carries a label of its object.
[[nodiscard]] bool has_labels(const series::Frame& frame, const Names& names);

/// Notices about what is absent or cannot be: families without samples, objects with and without a cluster's name,
/// pods without owner, containers that no scrape saw. default_cluster: name of objects whose series have no label.
void examine(const cluster::Cluster& cluster, const allocation::Usage& usage, const Families& families,
             std::string_view default_cluster, Duration scrape_interval, const Names& names, Notices& notices);

/// Notices about jobs that show the same machine several times at once, which queries hide by taking the largest.
/// exporters: the answer to that query, by job.
void find_duplicate_exporters(const series::Frame& exporters, Window window, const Names& names, Notices& notices);

/// Notices about nodes of which more is charged in a cost hour than they have.
void find_overcommitted(const cluster::Cluster& cluster, const allocation::Amounts& amounts, const Names& names,
                        Notices& notices);

/// What the concerns of each notice cost in the window, all resources together and each object once: containers with
/// what they bear, pods as all their containers, nodes as assets. Notices without concerns keep their cost.
/// Of notices that name no object, their concerns are the examples. charge_totals: what each charge costs.
void weigh(const cluster::Cluster& cluster, const allocation::Charges& charges,
           const std::vector<std::int64_t>& charge_totals, const sharing::StepCosts& costs, const Names& names,
           std::vector<Notice>& notices);

}  // namespace prorata::insights
