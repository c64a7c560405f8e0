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

/// Times at which any of these changes; at least `end`.
std::vector<Instant> changes(const PerResource<StepValue>& values, Instant end) {
  std::vector<Instant> times;
  for (const StepValue& value : values) {
    for (const ValueStep& step : value.steps()) times.push_back(step.until);
  }
  if (times.empty()) times.push_back(end);
  sort_unique(times);
  return times;
}

/// take: called with the drafts of each pod, as a range.
template <class Map, class Take>
void for_each_pod(Map& drafts, Take take) {
  for (auto begin = drafts.begin(); begin != drafts.end();) {
    auto end = begin;
    while (end != drafts.end() && end->first.first == begin->first.first) ++end;
    take(begin, end);
    begin = end;
  }
}

StepValue asked_by_apps(const Drafts& drafts, std::uint32_t pod, std::size_t r) {
  StepValue asked;
  for (auto draft = drafts.lower_bound({pod, kNoName}); draft != drafts.end() && draft->first.first == pod; ++draft) {
    if (draft->second.role == ContainerRole::app) asked.add(draft->second.request[r]);
  }
  return asked;
}

}  // namespace

PodSize billed_size(VirtualKind kind, PodSize asked) {
  if (kind == VirtualKind::fargate) return fargate_size(asked);
  if (kind == VirtualKind::eci) return {up(asked.cpu, 250000), up(asked.ram, kGib / 2)};
  return asked;
}

void add_billed_sizes(Drafts& drafts, const Nodes& nodes, const Pods& pods, const ObjectReader& reader, Instant end) {
  const NameId overhead = reader.names().intern(kPodOverheadName);
  std::vector<std::pair<Slot, PerResource<StepValue>>> surplus;
  for_each_pod(drafts, [&](Drafts::iterator first, Drafts::iterator last) {
    const std::uint32_t pod = first->first.first, node = pods.node[pod];
    const VirtualKind kind = node == kNone ? VirtualKind::none : nodes.virtual_kind[node];
    if (kind != VirtualKind::fargate && kind != VirtualKind::eci) return;
    PerResource<StepValue> asked, more;
    for (auto draft = first; draft != last; ++draft) {
      for (const Resource resource : {Resource::cpu, Resource::ram}) {
        asked[index(resource)].add(draft->second.request[index(resource)]);
      }
    }
    for (const Instant until : changes(asked, end)) {
      const PodSize sum{asked[0].at(until), asked[1].at(until)}, billed = billed_size(kind, sum);
      more[0].append(until, billed.cpu - sum.cpu);
      more[1].append(until, billed.ram - sum.ram);
    }
    surplus.emplace_back(Slot{pod, overhead}, std::move(more));
  });
  for (const auto& [slot, more] : surplus) {
    Draft& draft = drafts[slot];
    draft.role = ContainerRole::overhead;
    for (std::size_t r = 0; r < kResources; ++r) draft.request[r].add(more[r]);
  }
}

void add_init_peaks(Drafts& drafts, const Drafts& inits, const ObjectReader& reader) {
  for_each_pod(inits, [&](Drafts::const_iterator first, Drafts::const_iterator last) {
    for (std::size_t r = 0; r < kResources; ++r) {
      const auto asks_less = [&](const auto& a, const auto& b) {
        const std::int64_t left = a.second.request[r].largest(), right = b.second.request[r].largest();
        return left != right ? left < right : reader.text(a.first.second) > reader.text(b.first.second);
      };
      const auto most = std::max_element(first, last, asks_less);
      StepValue excess = most->second.request[r];
      excess.exceed(asked_by_apps(drafts, most->first.first, r));
      if (excess.largest() == 0) continue;
      Draft& draft = drafts[most->first];
      draft.role = ContainerRole::init;
      draft.request[r] = std::move(excess);
    }
  });
}

}  // namespace prorata::cluster
