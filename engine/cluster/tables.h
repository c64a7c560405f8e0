// The steps of `build`, in their order. Internal to the stage.
#pragma once

#include "cluster/cluster.h"
#include "cluster/gpu.h"
#include "cluster/input.h"

namespace prorata::cluster {

/// A controller as its owners say: pod → ReplicaSet → Deployment, pod → Job → CronJob.
struct Controller {
  NameId kind = kNoName;  ///< lower case
  NameId name = kNoName;
};
class Owners {
 public:
  Owners(const Input& input, const ObjectReader& reader);
  /// kind, name: what created the pod.
  [[nodiscard]] Controller controller_of(NameId cluster, NameId name_space, NameId kind, NameId name) const;

 private:
  void read(const series::Frame& frame, std::string_view name_label, IdMap<3, Controller>& into);
  const ObjectReader& reader_;
  IdMap<3, Controller> replicasets_, jobs_;
};

/// One instance of a node.
inline constexpr NoticeKind kMixed{"clusters-mixed", Severity::error,
                                   "Two machines or pods of one name ran at once: perhaps two clusters that no label "
                                   "tells apart.",
                                   "Give each cluster's Prometheus an external label `cluster`, or ask for one with "
                                   "--match."};
/// Whether what is seen together for that long is two, and not one that took over.
[[nodiscard]] inline bool is_long(const Input& input, Window together) {
  constexpr Duration kLongestOverlap = std::chrono::minutes(15);
  return together.length() > std::max(kLongestOverlap, 2 * input.lifetime_resolution);
}

struct NodeLife {
  NameId cluster = kNoName, name = kNoName, provider_id = kNoName;
  Window alive;  ///< within the window
  NameId system_uuid = kNoName;
  /// What is odd about how it followed another of its name, and when; null: nothing.
  const NoticeKind* odd = nullptr;
  Window odd_at{};
};
/// By cluster, name and begin; none is empty.
[[nodiscard]] std::vector<NodeLife> find_node_lives(const Input& input, const ObjectReader& reader);
/// Adds a row of which nothing else is known yet; gives its index.
std::uint32_t add_node(Nodes& nodes, const NodeLife& life);

/// By its name and provider id alone; labels may say more.
[[nodiscard]] VirtualKind virtual_kind_of(std::string_view name, std::string_view provider_id);

/// Of requests `build_containers` says it; of all else `note_impossible`. cluster: with its tables.
inline constexpr NoticeKind kImpossibleAmount{
    "impossible-amount", Severity::error,
    "A request, capacity, size or traffic is negative or larger than anything can be, and was left out.",
    "Look at the exporter that writes this value."};
void note_impossible(const Input& input, const ObjectReader& reader, const Cluster& cluster, Notices& notices);

[[nodiscard]] Nodes build_nodes(const Input& input, const ObjectReader& reader, const GpuUnits& gpus, Notices& notices);
/// Also adds implied nodes: names that pods say they run on and that no inventory knows.
[[nodiscard]] Pods build_pods(const Input& input, const ObjectReader& reader, Nodes& nodes, Notices& notices);
[[nodiscard]] Containers build_containers(const Input& input, const ObjectReader& reader, const GpuUnits& gpus,
                                          const Nodes& nodes, const Pods& pods, Notices& notices);

/// Persistent volumes with their claims and the pods that mount them.
[[nodiscard]] Volumes build_volumes(const Input& input, const ObjectReader& reader, const Pods& pods, Notices& notices);
/// Services whose selectors choose each pod. Nothing where the labels of pods are not exported.
void find_services(const Input& input, const ObjectReader& reader, Pods& pods);
[[nodiscard]] Balancers build_balancers(const Input& input, const ObjectReader& reader, const Pods& pods,
                                        Notices& notices);
[[nodiscard]] Flows build_flows(const Input& input, const ObjectReader& reader, const Pods& pods);
[[nodiscard]] Fees build_fees(const Input& input, const ObjectReader& reader);
[[nodiscard]] NetworkPrices build_network_prices(const Input& input, const ObjectReader& reader);
[[nodiscard]] std::vector<StepValue> build_sent(const Input& input, const ObjectReader& reader, const Pods& pods);

/// Rows of `pods` by (cluster, namespace, name).
[[nodiscard]] IdMap<3, std::vector<std::uint32_t>> pods_by_name(const Pods& pods);

/// The pod uid inside a cgroup path, with dashes: ".../pod<uid>" or "...-pod<uid_with_underscores>.slice"; else empty.
[[nodiscard]] std::string uid_of_cgroup(std::string_view path);

}  // namespace prorata::cluster
