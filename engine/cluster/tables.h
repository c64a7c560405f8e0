// The steps of `build`, in their order. Internal to the stage.
#pragma once

#include "cluster/cluster.h"
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

[[nodiscard]] Nodes build_nodes(const Input& input, const ObjectReader& reader, Notices& notices);
/// Also adds implied nodes: names that pods say they run on and that no inventory knows.
[[nodiscard]] Pods build_pods(const Input& input, const ObjectReader& reader, Nodes& nodes, Notices& notices);
[[nodiscard]] Containers build_containers(const Input& input, const ObjectReader& reader, const Pods& pods,
                                          Notices& notices);

/// Rows of `pods` by (cluster, namespace, name).
[[nodiscard]] IdMap<3, std::vector<std::uint32_t>> pods_by_name(const Pods& pods);

/// The pod uid inside a cgroup path, with dashes: ".../pod<uid>" or "...-pod<uid_with_underscores>.slice"; else empty.
[[nodiscard]] std::string uid_of_cgroup(std::string_view path);

}  // namespace prorata::cluster
