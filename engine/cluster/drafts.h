// Containers while they are being read, and what pods hold beside them. Internal to the stage.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "core/id_map.h"

namespace prorata::cluster {

struct Draft {
  PerResource<StepValue> request, limit;
  ContainerRole role = ContainerRole::app;
  bool row = false;  ///< init containers that nobody saw using anything may make none
  std::vector<Window> waiting;
  std::string reasons;  ///< of waiting, each after ", "
};
/// By pod row and container name.
using Drafts = IdMap<2, Draft>;

/// All of one pod, by name: turns what init containers ask for into what they add to the others, and fills the
/// overhead of a pod on a virtual node. end: of the window.
///
/// Ordinary init containers run before the app containers, and one at a time, so the scheduler keeps the larger of both
/// for as long as the pod lives. What is beyond the sum of the apps is the row of the init container that asks for
/// most. Sidecars run beside either and cancel out. Source: Kubernetes, "Init containers: resource sharing within
/// containers". True where the pod asks for more than any size of its provider has.
bool settle_pod(std::span<Drafts::Entry* const> pod, VirtualKind kind, Instant end);

/// Whether pods of such nodes are billed in sizes of the provider's.
[[nodiscard]] constexpr bool has_sizes(VirtualKind kind) {
  return kind == VirtualKind::fargate || kind == VirtualKind::eci;
}
/// CPU and memory of a pod.
struct PodSize {
  std::int64_t cpu = 0, ram = 0;  ///< µcore, KiB
};
/// What is billed where a pod asks for this much.
[[nodiscard]] PodSize billed_size(VirtualKind kind, PodSize asked);

}  // namespace prorata::cluster
