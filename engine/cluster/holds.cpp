// What pods hold beside the requests of their containers.
#include <algorithm>
#include <array>

#include "cluster/drafts.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

constexpr std::int64_t kMib = 1024, kGib = 1024 * kMib;  // KiB

/// Sizes of a Fargate pod with up to this much CPU: memory from `least` to `most` in steps; 0: by doubling.
/// Source: AWS, "Understand Fargate Pod configuration details".
struct FargateSize {
  std::int64_t cpu, least, most, step;
};
constexpr std::array kFargate{
    FargateSize{250000, 512 * kMib, 2 * kGib, 0},          FargateSize{500000, 1 * kGib, 4 * kGib, 1 * kGib},
    FargateSize{1000000, 2 * kGib, 8 * kGib, 1 * kGib},    FargateSize{2000000, 4 * kGib, 16 * kGib, 1 * kGib},
    FargateSize{4000000, 8 * kGib, 30 * kGib, 1 * kGib},   FargateSize{8000000, 16 * kGib, 60 * kGib, 4 * kGib},
    FargateSize{16000000, 32 * kGib, 120 * kGib, 8 * kGib}};
/// For what Fargate itself runs beside the pod.
constexpr std::int64_t kFargateOwn = 256 * kMib;

std::int64_t up(std::int64_t value, std::int64_t step) {
  return std::max<std::int64_t>(1, (value + step - 1) / step) * step;
}

PodSize fargate_size(PodSize asked) {
  asked.ram += kFargateOwn;
  for (const FargateSize& size : kFargate) {
    if (asked.cpu > size.cpu || asked.ram > size.most) continue;
    std::int64_t ram = size.least;
    while (ram < asked.ram) ram += size.step > 0 ? size.step : ram;
    return {size.cpu, ram};
  }
  return asked;
}

StepValue asked_by_apps(std::span<Drafts::Entry* const> pod, Resource resource) {
  StepValue asked;
  for (const auto* draft : pod) {
    if (draft->second.role == ContainerRole::app) asked.add(draft->second.request[index(resource)]);
  }
  return asked;
}

/// Each resource goes to the init container that asks for most of it, the first of equals.
void settle_inits(std::span<Drafts::Entry* const> pod, Resource resource) {
  const std::size_t r = index(resource);
  Draft* most = nullptr;
  for (auto* entry : pod) {
    Draft& draft = entry->second;
    if (draft.role != ContainerRole::init) continue;
    if (most == nullptr || draft.request[r].largest() > most->request[r].largest()) most = &draft;
  }
  if (most == nullptr) return;
  StepValue excess = std::move(most->request[r]);
  for (auto* entry : pod) {
    if (entry->second.role == ContainerRole::init) entry->second.request[r] = {};
  }
  excess.exceed(asked_by_apps(pod, resource));
  if (excess.largest() == 0) return;
  most->request[r] = std::move(excess);
  most->row = true;
}

/// What is billed beyond what all of the pod asks for. True where it asks for more than the largest size has.
bool settle_size(std::span<Drafts::Entry* const> pod, VirtualKind kind, Instant end) {
  PerResource<StepValue> asked;
  std::vector<Instant> changes{end};
  Draft* overhead = nullptr;
  for (auto* entry : pod) {
    if (entry->second.role == ContainerRole::overhead) overhead = &entry->second;
    for (const Resource resource : {Resource::cpu, Resource::ram}) {
      const StepValue& request = entry->second.request[index(resource)];
      asked[index(resource)].add(request);
      for (const ValueStep& step : request.steps()) changes.push_back(step.until);
    }
  }
  if (overhead == nullptr) return false;
  sort_unique(changes);
  StepValue cpu, ram;
  bool beyond = false;
  for (const Instant until : changes) {
    const PodSize sum{asked[0].at(until), asked[1].at(until)}, billed = billed_size(kind, sum);
    beyond = beyond ||
             (kind == VirtualKind::fargate && (billed.cpu > kFargate.back().cpu || billed.ram > kFargate.back().most));
    cpu.append(until, billed.cpu - sum.cpu);
    ram.append(until, billed.ram - sum.ram);
  }
  overhead->request[index(Resource::cpu)].add(cpu);
  overhead->request[index(Resource::ram)].add(ram);
  return beyond;
}

}  // namespace

PodSize billed_size(VirtualKind kind, PodSize asked) {
  if (kind == VirtualKind::fargate) return fargate_size(asked);
  if (kind == VirtualKind::eci) return {up(asked.cpu, 250000), up(asked.ram, kGib / 2)};
  return asked;
}

bool settle_pod(std::span<Drafts::Entry* const> pod, VirtualKind kind, Instant end) {
  for (const Resource resource : kAllResources) settle_inits(pod, resource);
  return has_sizes(kind) && settle_size(pod, kind, end);
}

}  // namespace prorata::cluster
