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
#include "core/flags.h"
#include "core/names.h"
#include "core/notice.h"
#include "core/time.h"
#include "series/frame.h"

namespace prorata::cluster {

/// Exported prices are whole numbers of 10^-12 of their currency: a GiB of storage costs 0.00005479452 an hour, of
/// which billionths would lose three digits.
inline constexpr double kPriceUnits = 1e12;

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// What a node offers. Amounts are whole numbers of these: µcore, KiB, µGPU, KiB. disk: the node's own, as ephemeral
/// storage; volumes are assets of their own.
enum class Resource : std::uint8_t { cpu, ram, gpu, disk };
inline constexpr std::size_t kResources = 4;
inline constexpr std::array kAllResources{Resource::cpu, Resource::ram, Resource::gpu, Resource::disk};
/// Whether amounts count KiB of something that is measured in bytes.
[[nodiscard]] constexpr bool in_bytes(Resource resource) {
  return resource == Resource::ram || resource == Resource::disk;
}
[[nodiscard]] constexpr std::size_t index(Resource resource) {
  return static_cast<std::size_t>(resource);
}

template <class Value>
using PerResource = std::array<Value, kResources>;

/// Nodes that are no machines: each of their pods is billed by what it asks for. other: as it is asked.
inline constexpr std::size_t kWholePrice = index(Resource::disk);

enum class VirtualKind : std::uint8_t { none, fargate, eci, other };

/// Node instances: a name that came back as another machine is another row.
struct Nodes {
  std::vector<NameId> cluster, name, provider_id, instance_type, region, zone;
  Flags spot;
  std::vector<Window> alive;                        ///< within the window
  std::vector<PerResource<StepValue>> capacity;     ///< µcore, KiB, µGPU, KiB
  std::vector<PerResource<StepValue>> allocatable;  ///< what of it pods may take; unknown where nothing says so
  std::vector<std::uint32_t> label_row;             ///< series of the node label frame, or kNone
  Flags implied;                                    ///< no known capacity: costs what its pods do, has no idle
  /// In kPriceUnits per core, GiB or GPU and hour. None is exported of disks: their place (kWholePrice) has that of the
  /// whole node, where nothing exports those of its parts.
  std::vector<PerResource<StepValue>> exported_price;
  std::vector<VirtualKind> virtual_kind;  ///< those that are virtual are implied, too
  [[nodiscard]] std::size_t size() const { return name.size(); }
  [[nodiscard]] bool is_virtual(std::size_t row) const { return virtual_kind[row] != VirtualKind::none; }
};

struct Pods {
  std::vector<NameId> cluster, name_space, name, uid, controller_kind, controller;
  std::vector<std::uint32_t> node;              ///< row of Nodes, or kNone where it was never scheduled
  std::vector<Window> alive;                    ///< within the window; empty where it never ran in it
  std::vector<Window> lived;                    ///< within all that is known; empty while the window is all of it
  std::vector<std::optional<Instant>> started;  ///< when it began, if that is known, also before the window
  /// Series of the frames of labels and annotations, or kNone.
  std::vector<std::uint32_t> label_row, namespace_label_row, annotation_row, namespace_annotation_row;
  std::vector<std::vector<NameId>> services;  ///< whose selectors choose it, by name
  Flags host_network;                         ///< shares its node's network counters
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

/// init: runs before the others and ends. sidecar: an init container that goes on (`restartPolicy: Always`). overhead:
/// no container, but what the pod holds beside them.
enum class ContainerRole : std::uint8_t { app, init, sidecar, overhead };
/// Whether a container bears a part of its pod's volumes, balancers and traffic.
[[nodiscard]] constexpr bool takes_shares(ContainerRole role) {
  return role == ContainerRole::app || role == ContainerRole::sidecar;
}
inline constexpr std::string_view kPodOverheadName = "__pod_overhead__";

/// What asks for resources: by pod, then by name.
struct Containers {
  std::vector<std::uint32_t> pod;
  std::vector<NameId> name;
  std::vector<ContainerRole> role;
  /// µcore, KiB, µGPU, KiB; unknown where nothing was requested. Of an init container: what it adds to the others'.
  std::vector<PerResource<StepValue>> request;
  std::vector<PerResource<StepValue>> limit;  ///< as written, unknown where there is none; empty: nobody asked
  std::vector<std::vector<Window>> waiting;   ///< to start, on its node: ascending, known to the grid
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

/// A claim on a volume while it lasts.
struct Claim {
  NameId name_space = kNoName, name = kNoName;
  Window alive;
};

/// Persistent volumes.
struct Volumes {
  std::vector<NameId> cluster, name, storage_class, driver;
  Flags on_node;  ///< a path of a node's own disk
  std::vector<Window> alive;
  std::vector<StepValue> kib;                      ///< size
  std::vector<StepValue> exported_price;           ///< in kPriceUnits per GiB and hour
  std::vector<std::vector<Claim>> claims;          ///< in the order of their begin
  std::vector<std::vector<std::uint32_t>> mounts;  ///< rows of Pods that use it, ascending
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

/// Services of type LoadBalancer that have an address.
struct Balancers {
  std::vector<NameId> cluster, name_space, service;
  std::vector<Window> alive;
  std::vector<StepValue> addresses;              ///< millionths, mean of a cost hour
  std::vector<StepValue> exported_price;         ///< in kPriceUnits per hour
  std::vector<StepValue> throughput;             ///< bytes per second, where a query tells
  std::vector<std::vector<std::uint32_t>> pods;  ///< rows of Pods behind it, ascending
  Flags selected;                                ///< by the service's selector; else all pods of its namespace
  [[nodiscard]] std::size_t size() const { return service.size(); }
};

/// What network traffic is charged as; traffic within a zone is free.
enum class NetworkClass : std::uint8_t { zone, region, internet };
inline constexpr std::size_t kNetworkClasses = 3;
template <class Value>
using PerNetworkClass = std::array<Value, kNetworkClasses>;

/// Bytes that pods of one name sent, by class.
struct Flows {
  std::vector<NameId> cluster, name_space, pod_name;
  std::vector<NetworkClass> kind;
  std::vector<std::vector<std::uint32_t>> pods;    ///< rows of Pods of that name, ascending; none: not in the inventory
  std::vector<std::vector<std::uint32_t>> series;  ///< counters, in Cluster::network_bytes
  [[nodiscard]] std::size_t size() const { return pod_name.size(); }
};

/// What a cluster's control plane costs, as exported.
struct Fees {
  std::vector<NameId> cluster, name;
  std::vector<StepValue> price;  ///< in kPriceUnits per hour
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

/// Exported prices of a cluster's network, in kPriceUnits per GiB.
struct NetworkPrices {
  std::vector<NameId> cluster;
  std::vector<PerNetworkClass<StepValue>> price;
};

struct Cluster {
  Window window;
  Nodes nodes;
  Pods pods;
  Containers containers;
  Volumes volumes;
  Balancers balancers;
  Flows flows;
  Fees fees;
  NetworkPrices network_prices;
  /// KiB that each pod sent in each hour; unknown where no counter tells.
  std::vector<StepValue> sent;
  series::Frame pod_labels, namespace_labels, node_labels, network_bytes, gpu_active, gpu_util;
  series::Frame pod_annotations, namespace_annotations;
};

/// What a MIG device has of its card, in slices of compute and of memory.
struct MigSlices {
  int compute = 0, memory = 0;
  int compute_of = 7, memory_of = 8;
  int part = 0;  ///< compute slices that a profile like 1c.3g.20gb gives on; 0: all
  /// Of the card: the larger of both, since nobody else can have what the other leaves.
  [[nodiscard]] double fraction() const;
  /// Whether a card can be cut so.
  [[nodiscard]] bool exists() const;
};
/// profile: "1g.10gb", or "1g_10gb" as resource names have it; what follows is ignored. product: of the card, where it
/// is known. No slices where the text is no profile.
[[nodiscard]] MigSlices mig_slices(std::string_view profile, std::string_view product);

/// How much of a physical GPU one unit of a resource is. resource: "nvidia.com/gpu", or as kube-state-metrics spells
/// it.
struct GpuShare {
  std::string resource;
  double gpus = 1;
};

/// What `build` reads: one merged frame per query. An empty frame means that the query was not answered or found
/// nothing.
struct Input {
  Window window;
  Duration lifetime_resolution{60000};
  Duration resolution{};             ///< step of the usage frames
  Duration grid_offset{};            ///< of their points from multiples of it
  std::string default_cluster;       ///< name of the cluster where the data has no label for it
  std::vector<GpuShare> gpu_shares;  ///< before the built-in ones and what nodes say
  series::Frame pods, containers, pod_start, pod_completion, pod_finished, pod_first, pod_last;
  series::Frame replicaset_owners, job_owners, pod_labels, namespace_labels, node_labels;
  series::Frame pod_annotations, namespace_annotations;
  series::Frame nodes, node_first, node_last, node_presence, node_capacity, node_allocatable, node_spot;
  series::Frame requests, requests_fine, limits;
  series::Frame init_containers, init_requests, pod_overhead, waiting, gpu_active, gpu_util;
  series::Frame volumes, volume_bytes, volume_first, volume_last, claims, claim_first, claim_last, mounts;
  series::Frame balancers, balancer_first, balancer_last, selectors;
  series::Frame network_bytes, transmit_bytes;
  series::Frame price_volume, price_balancer, price_network, management;
  std::array<series::Frame, 4> exported_price;  ///< of CPU, RAM, GPU and the whole node
  series::Frame prices_fine;                    ///< the same four at the fine grid, told apart by their names
  const series::Frame* cpu_usage = nullptr;     ///< read for pods and containers that only usage knows
  const series::Frame* weights = nullptr;       ///< answers to queries of the user's own, if any
  const series::Frame* ram_usage = nullptr;
};

/// Builds the tables. Contradictions (a pod without inventory, a node without capacity …) become notices.
[[nodiscard]] Cluster build(Input&& input, Names& names, Notices& notices);

/// When everything in a cluster lived, over all of its window.
struct Lifetimes {
  Window window;
  std::vector<Window> nodes, pods, volumes, balancers;
  std::vector<std::vector<Claim>> claims;
};
[[nodiscard]] Lifetimes lifetimes_of(const Cluster& cluster);
/// The cluster as it was over a part of its window: lifetimes are cut to it, and what did not live in it stays with an
/// empty one. all: what `lifetimes_of` gave before any part was taken.
void narrow(Cluster& cluster, const Lifetimes& all, Window part);

/// Hours (their ends) in which a request changed, and which a finer question should ask again.
[[nodiscard]] std::vector<Instant> hours_to_refine(const series::Frame& requests_changed);
/// Adds those in which a price is another one than in the hour before or after. prices: means of hours.
void add_price_hours(const series::Frame& prices, std::vector<Instant>& hours);

/// Which containers a usage series may speak for.
class UsageIndex {
 public:
  /// Keeps a reference to `cluster` and `names`; both must outlive it.
  UsageIndex(const Cluster& cluster, Names& names, std::string_view default_cluster);
  ~UsageIndex();
  /// Rows of Containers, ascending: several where a pod's name was used again and the series does not say which it was.
  [[nodiscard]] std::vector<std::uint32_t> containers_of(const series::Frame& usage, std::size_t series) const;
  /// Whether the path of the series' cgroup holds the uid of the container's pod.
  [[nodiscard]] bool bears_uid(const series::Frame& usage, std::size_t series, std::uint32_t container) const;

 private:
  struct Maps;
  std::unique_ptr<Maps> maps_;
};

/// Annotations of nodes are not fetched: nothing is looked up by them.
enum class LabelSource : std::uint8_t { labels, annotations };

/// What kube-state-metrics makes of a label's key: `app.kubernetes.io/name` → `app_kubernetes_io_name`, and with
/// camelCase split, `myTeam` → `my_team`.
[[nodiscard]] std::array<std::string, 2> spellings_of_label(std::string_view key);
/// Keys of all labels that a pod has or inherits, as kube-state-metrics spells them.
[[nodiscard]] std::vector<std::string_view> label_keys_of(const Cluster& cluster, const Names& names, std::uint32_t pod,
                                                          LabelSource source);

/// Value of a Kubernetes label of a pod (its own, else its namespace's, else its node's); empty where it has none.
/// key: as users write it; found under the name that kube-state-metrics makes of it.
class LabelReader {
 public:
  LabelReader(const Cluster& cluster, const Names& names, std::string_view key,
              LabelSource source = LabelSource::labels);
  [[nodiscard]] NameId of_pod(std::uint32_t pod) const;
  /// Of a node instance; only its own.
  [[nodiscard]] NameId of_node(std::uint32_t node) const;

 private:
  [[nodiscard]] NameId in_row(const series::Frame& frame, std::uint32_t row) const;
  const Cluster& cluster_;
  LabelSource source_;
  std::array<NameId, 2> names_;
};

}  // namespace prorata::cluster
