// Containers while they are being read, and what pods hold beside them. Internal to the stage.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "cluster/cluster.h"
#include "cluster/input.h"

namespace prorata::cluster {

/// Pod row and container name.
using Slot = std::pair<std::uint32_t, NameId>;
struct Draft {
  PerResource<StepValue> request;
  ContainerRole role = ContainerRole::app;
  std::vector<Window> waiting;
};
using Drafts = std::map<Slot, Draft>;

/// What ordinary init containers ask for beyond the sum of the pod's app containers: they run before those, and one at
/// a time, so the scheduler keeps the larger of both for as long as the pod lives. It is the row of the init container
/// that asks for most. Sidecars run beside either and cancel out.
/// Source: Kubernetes, "Init containers: resource sharing within containers".
void add_init_peaks(Drafts& drafts, const Drafts& inits, const ObjectReader& reader);

/// What providers bill for the pods of virtual nodes beyond what they ask for, as overhead of the pod.
void add_billed_sizes(Drafts& drafts, const Nodes& nodes, const Pods& pods, const ObjectReader& reader, Instant end);

/// CPU and memory of a pod.
struct PodSize {
  std::int64_t cpu = 0, ram = 0;  ///< µcore, KiB
  bool operator==(const PodSize&) const = default;
};
/// What is billed where a pod asks for this much.
[[nodiscard]] PodSize billed_size(VirtualKind kind, PodSize asked);

}  // namespace prorata::cluster
