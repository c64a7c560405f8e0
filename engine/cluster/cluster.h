// The cluster as it was over the window: nodes, pods and containers with their lifetimes. Tables of equal-length
// columns; rows are indices and stand in the order of their names.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/steps.h"
#include "core/names.h"
#include "core/notice.h"
#include "core/time.h"
#include "series/frame.h"

namespace prorata::cluster {

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// Amounts of the three resources are whole numbers of these: µcore, KiB, µGPU.
enum class Resource : std::uint8_t { cpu, ram, gpu };
inline constexpr std::size_t kResources = 3;
inline constexpr std::array kAllResources{Resource::cpu, Resource::ram, Resource::gpu};
[[nodiscard]] constexpr std::size_t index(Resource resource) {
  return static_cast<std::size_t>(resource);
}

template <class Value>
using PerResource = std::array<Value, kResources>;

/// Node instances: a name that came back as another machine is another row.
struct Nodes {
  std::vector<NameId> cluster, name, provider_id, instance_type, region, zone;
  std::vector<bool> spot;
  std::vector<Window> alive;                           ///< within the window
  std::vector<PerResource<StepValue>> capacity;        ///< µcore, KiB, µGPU
  std::vector<std::uint32_t> label_row;                ///< series of the node label frame, or kNone
  std::vector<bool> implied;                           ///< no known capacity: costs what its pods do, has no idle
  std::vector<PerResource<StepValue>> exported_price;  ///< nano-units of currency per core, GiB or GPU and hour
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

struct Pods {
  std::vector<NameId> cluster, name_space, name, uid, controller_kind, controller;
  std::vector<std::uint32_t> node;              ///< row of Nodes, or kNone where it was never scheduled
  std::vector<Window> alive;                    ///< within the window; empty where it never ran in it
  std::vector<std::optional<Instant>> started;  ///< when it began, if that is known, also before the window
  std::vector<std::uint32_t> label_row, namespace_label_row;  ///< series of the label frames, or kNone
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

struct Containers {
  std::vector<std::uint32_t> pod;
  std::vector<NameId> name;
  std::vector<PerResource<StepValue>> request;  ///< µcore, KiB, µGPU; unknown where nothing was requested
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

struct Cluster {
  Window window;
  Nodes nodes;
  Pods pods;
  Containers containers;
  series::Frame pod_labels, namespace_labels, node_labels;
};

/// What `build` reads: one merged frame per query. An empty frame means that the query was not answered or found
/// nothing.
struct Input {
  Window window;
  Duration lifetime_resolution{60000};
  Duration resolution{};        ///< step of the usage frames
  std::string default_cluster;  ///< name of the cluster where the data has no label for it
  series::Frame pods, containers, pod_start, pod_completion, pod_finished, pod_first, pod_last;
  series::Frame replicaset_owners, job_owners, pod_labels, namespace_labels, node_labels;
  series::Frame nodes, node_first, node_last, node_presence, node_capacity;
  series::Frame requests, requests_fine;
  PerResource<series::Frame> exported_price;
  const series::Frame* cpu_usage = nullptr;  ///< read for pods and containers that only usage knows
  const series::Frame* ram_usage = nullptr;
};

/// Builds the tables. Contradictions (a pod without inventory, a node without capacity …) become notices.
[[nodiscard]] Cluster build(Input input, Names& names, Notices& notices);

/// Hours (their ends) in which a request changed, and which a finer question should ask again.
[[nodiscard]] std::vector<Instant> hours_to_refine(const series::Frame& requests_changed);

/// Which containers a usage series may speak for.
class UsageIndex {
 public:
  /// Keeps a reference to `cluster` and `names`; both must outlive it.
  UsageIndex(const Cluster& cluster, Names& names, std::string_view default_cluster);
  ~UsageIndex();
  /// Rows of Containers, ascending: several where a pod's name was used again and the series does not say which it was.
  [[nodiscard]] std::vector<std::uint32_t> containers_of(const series::Frame& usage, std::size_t series) const;

 private:
  struct Maps;
  std::unique_ptr<Maps> maps_;
};

/// Value of a Kubernetes label of a pod (its own, else its namespace's, else its node's); empty where it has none.
/// key: as users write it; found under the name that kube-state-metrics makes of it.
class LabelReader {
 public:
  LabelReader(const Cluster& cluster, const Names& names, std::string_view key);
  [[nodiscard]] NameId of_pod(std::uint32_t pod) const;
  /// Of a node instance; only its own.
  [[nodiscard]] NameId of_node(std::uint32_t node) const;

 private:
  [[nodiscard]] NameId in_row(const series::Frame& frame, std::uint32_t row) const;
  const Cluster& cluster_;
  std::array<NameId, 2> names_;
};

}  // namespace prorata::cluster
