// Containers and what they ask for.
#include <algorithm>

#include "cluster/drafts.h"
#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

constexpr NoticeKind kTurns{
    "gpu-shared-units", Severity::warning,
    "A container asks for several units of a shared GPU: it is charged for each, and is promised "
    "no more of a card than with one.",
    "Ask for one unit, or for an unshared GPU."};

constexpr NoticeKind kWaiting{
    "waiting-containers", Severity::info,
    "Containers waited to start on their nodes, which hold for them what they ask for.",
    "Look at the reasons: while an image cannot be pulled or a container crashes, its requests serve nothing."};
constexpr NoticeKind kTooLarge{
    "pod-beyond-fargate", Severity::warning,
    "A pod of Fargate asks for more than 16 vCPU or 120 GiB, which no size has: it is charged what it asks for.",
    "Look at what exports its requests, and whether its node is one of Fargate."};
/// Nothing is wrong yet: an init container of the pod is at work.
constexpr std::string_view kInitializing = "PodInitializing";

class ContainerBuilder {
 public:
  ContainerBuilder(const Input& input, const ObjectReader& reader, const GpuUnits& gpus, const Nodes& nodes,
                   const Pods& pods, Notices& notices)
      : input_(input),
        reader_(reader),
        gpus_(gpus),
        nodes_(nodes),
        pods_(pods),
        notices_(notices),
        by_name_(pods_by_name(pods)) {}

  Containers build() {
    read_names(input_.containers);
    read_requests(input_.requests, std::chrono::hours(1), ContainerRole::app);
    refine_requests(input_.requests_fine);
    read_limits();
    if (input_.cpu_usage != nullptr) read_names(*input_.cpu_usage);
    if (input_.ram_usage != nullptr) read_names(*input_.ram_usage);
    read_init_containers();
    read_overhead();
    add_virtual_overhead();
    read_waiting();
    return finish();
  }

 private:
  using Slot = IdKey<2>;  // pod row and container name
  static Slot slot_of(std::uint32_t pod, NameId container) { return {NameId{pod}, container}; }
  static std::uint32_t pod_of(const Slot& slot) { return static_cast<std::uint32_t>(slot[0]); }

  void read_names(const series::Frame& frame) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (const std::uint32_t pod : owners_of(frame, i).pods) draft(pod, reader_.container(frame, i)).row = true;
    }
  }

  /// Points of a series as whole amounts of one pod; each value holds up to its time. reach: how far back a point
  /// speaks, where it may be of another pod of the name; 0: it is not.
  std::vector<ValueStep> amounts_of(const series::Frame& frame, std::size_t i, Resource resource, std::uint32_t pod,
                                    Duration reach) {
    const std::uint32_t node = pods_.node[pod];
    const IdKey<2> key{pods_.cluster[pod], node == kNone ? kNoName : nodes_.name[node]};
    const NameId label = resource == Resource::gpu ? reader_.label(frame, i, "resource") : kNoName;
    const auto times = frame.times(i);
    const auto values = frame.values(i);
    std::vector<ValueStep> amounts;
    amounts.reserve(times.size());
    for (std::size_t p = 0; p < times.size(); ++p) {
      const Instant until = instant_ms(times[p]);
      if (reach > Duration(0) && overlap({until - reach, until}, pods_.alive[pod]).empty()) continue;
      const double value = values[p];
      const auto amount = label == kNoName ? whole_amount(resource, value) : gpus_.amount(key, label, value, until);
      if (amount) amounts.push_back({until, *amount});
      if (!amount) {
        notices_.add(kImpossibleAmount, full_name(pod, reader_.container(frame, i)), {until, until}, 1,
                     {Concern::Table::pods, pod});
      }
    }
    if (label != kNoName && frame.largest(i) > 1 && gpus_.are_turns(key, label)) {
      notices_.add(kTurns, full_name(pod, reader_.container(frame, i)), pods_.alive[pod], 1,
                   {Concern::Table::pods, pod});
    }
    return amounts;
  }

  /// take: called with pod, container, resource and amounts of each series. step: of the points.
  template <class Take>
  void for_each_request(const series::Frame& frame, Duration step, Take take) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const Owning owning = owners_of(frame, i);
      const Concern concern = owning.pods.empty() ? Concern{} : Concern{Concern::Table::pods, owning.pods.front()};
      const auto resource = gpus_.resource_of(reader_.text(reader_.label(frame, i, "resource")), concern);
      if (!resource) continue;
      const Duration reach = owning.sure ? Duration(0) : step;
      for (const std::uint32_t pod : owning.pods) {
        const auto amounts = amounts_of(frame, i, *resource, pod, reach);
        if (owning.sure || !amounts.empty()) take(slot_of(pod, reader_.container(frame, i)), *resource, amounts);
      }
    }
  }

  void read_requests(const series::Frame& frame, Duration step, ContainerRole role) {
    for_each_request(frame, step, [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
      StepValue request;
      for (const ValueStep& amount : amounts) request.append(amount.until, amount.value);
      Draft& draft = drafts_[slot];
      draft.role = role;
      draft.row = draft.row || role == ContainerRole::app;
      join(draft.request[index(resource)], resource, request);
    });
  }

  void read_limits() {
    for_each_request(input_.limits, std::chrono::hours(1),
                     [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
                       StepValue limit;
                       for (const ValueStep& amount : amounts) limit.append(amount.until, amount.value);
                       join(drafts_[slot].limit[index(resource)], resource, limit);
                     });
  }

  /// One hour of a container's request at the fine grid.
  struct Finer {
    Slot slot;
    Instant end;
    Resource resource;
    StepValue request;
    [[nodiscard]] bool same(const Finer& other) const {
      return slot == other.slot && end == other.end && resource == other.resource;
    }
  };
  /// Fine answers cover whole hours: an hour at the fine grid replaces the hour's single value, and nothing between two
  /// such hours. Several series may speak of one hour, of GPUs.
  void refine_requests(const series::Frame& frame) {
    std::vector<Finer> finer;
    for_each_request(frame, input_.resolution,
                     [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
                       for (const ValueStep& amount : amounts) {
                         const Finer next{slot, ceil_to(amount.until, std::chrono::hours(1)), resource, {}};
                         if (finer.empty() || !finer.back().same(next)) finer.push_back(next);
                         finer.back().request.append(amount.until, amount.value);
                       }
                     });
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const Finer &left = finer[a], &right = finer[b];
      if (left.slot != right.slot) return left.slot < right.slot;
      return left.end != right.end ? left.end < right.end : left.resource < right.resource;
    };
    StepValue request;
    const std::vector<std::uint32_t> order = ordered(finer.size(), before);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Finer& hour = finer[order[i]];
      join(request, hour.resource, hour.request);
      if (i + 1 < order.size() && finer[order[i + 1]].same(hour)) continue;
      drafts_[hour.slot].row = true;
      drafts_[hour.slot].request[index(hour.resource)].refine(hour.end - std::chrono::hours(1), request);
      request = {};
    }
  }

  /// Sidecars ask as app containers do. Of the others only what they use, or ask for beyond the rest, makes a row.
  void read_init_containers() {
    read_requests(input_.init_requests, input_.window.length(), ContainerRole::init);
    const series::Frame& frame = input_.init_containers;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const bool stays = reader_.text(reader_.label(frame, i, "restart_policy")) == "Always";
      for (const std::uint32_t pod : owners_of(frame, i).pods) {
        Draft& init = draft(pod, reader_.container(frame, i));
        if (init.role != ContainerRole::sidecar) init.role = stays ? ContainerRole::sidecar : ContainerRole::init;
        init.row = init.row || stays;
      }
    }
  }

  void read_overhead() {
    const series::Frame& frame = input_.pod_overhead;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const bool cpu = reader_.text(reader_.label(frame, i, "__name__")) == "kube_pod_overhead_cpu_cores";
      const Resource resource = cpu ? Resource::cpu : Resource::ram;
      for (const std::uint32_t pod : owners_of(frame, i).pods) {
        overhead_of(pod).request[index(resource)].join(
            values_of(frame, i, [&](double value) { return whole_amount(resource, value); }));
      }
    }
  }

  Draft& overhead_of(std::uint32_t pod) {
    Draft& overhead = draft(pod, reader_.names().intern(kPodOverheadName));
    overhead.role = ContainerRole::overhead;
    overhead.row = true;
    return overhead;
  }
  void add_virtual_overhead() {
    for (std::uint32_t pod = 0; pod < pods_.size(); ++pod) {
      if (has_sizes(kind_of(pod))) (void)overhead_of(pod);
    }
  }

  /// A point stands for the interval of the grid that ends there.
  void read_waiting() {
    const series::Frame& frame = input_.waiting;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const std::string_view reason = reader_.text(reader_.label(frame, i, "reason"));
      if (reason == kInitializing) continue;
      for (const std::uint32_t pod : owners_of(frame, i).pods) {
        const auto found = drafts_.find(slot_of(pod, reader_.container(frame, i)));
        if (found == drafts_.end()) continue;
        Draft& draft = found->second;
        const std::size_t before = draft.waiting.size();
        for (const std::int64_t ms : frame.times(i)) {
          const Duration offset = input_.grid_offset;
          const Window interval{floor_to(instant_ms(ms - 1) - offset, input_.resolution) + offset, instant_ms(ms)};
          const Window waited = overlap(interval, pods_.alive[pod]);
          if (!waited.empty()) draft.waiting.push_back(waited);
        }
        if (draft.waiting.size() > before) draft.reasons.append(", ").append(reason);
      }
    }
    for (auto& [slot, draft] : drafts_) {
      if (draft.waiting.empty()) continue;
      join_windows(draft.waiting);
      notices_.add(kWaiting, full_name(pod_of(slot), slot[1]).append(":").append(draft.reasons, 1),
                   {draft.waiting.front().begin, draft.waiting.back().end}, 1, {Concern::Table::pods, pod_of(slot)});
    }
  }

  /// Sorts them, and makes one of those that touch.
  static void join_windows(std::vector<Window>& windows) {
    std::vector<Window> joined;
    for (const std::uint32_t i : ordered(
             windows.size(), [&](std::uint32_t a, std::uint32_t b) { return windows[a].begin < windows[b].begin; })) {
      if (joined.empty() || windows[i].begin > joined.back().end) {
        joined.push_back(windows[i]);
      } else {
        joined.back().end = std::max(joined.back().end, windows[i].end);
      }
    }
    windows = std::move(joined);
  }

  /// Pods that a series may speak for. sure: the series says which, or the name was used once.
  struct Owning {
    std::vector<std::uint32_t> pods;
    bool sure = true;
  };
  [[nodiscard]] Owning owners_of(const series::Frame& frame, std::size_t i) const {
    const auto found = by_name_.find({reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.pod(frame, i)});
    if (found == by_name_.end()) return {};
    const NameId uid = reader_.label(frame, i, "uid");
    for (const std::uint32_t pod : found->second) {
      if (uid != kNoName && pods_.uid[pod] == uid) return {{pod}};
    }
    const NameId cgroup = reader_.label(frame, i, "id");
    const std::string from_path = cgroup == kNoName ? std::string() : uid_of_cgroup(reader_.text(cgroup));
    for (const std::uint32_t pod : found->second) {
      if (!from_path.empty() && reader_.text(pods_.uid[pod]) == from_path) return {{pod}};
    }
    return {found->second, found->second.size() == 1};
  }

  [[nodiscard]] std::string full_name(std::uint32_t pod, NameId container) const {
    return std::string(reader_.text(pods_.name_space[pod]))
        .append("/")
        .append(reader_.text(pods_.name[pod]))
        .append("/")
        .append(reader_.text(container));
  }

  Draft& draft(std::uint32_t pod, NameId container) { return drafts_[slot_of(pod, container)]; }
  [[nodiscard]] VirtualKind kind_of(std::uint32_t pod) const {
    const std::uint32_t node = pods_.node[pod];
    return node == kNone ? VirtualKind::none : nodes_.virtual_kind[node];
  }

  Containers finish() {
    std::vector<Drafts::Entry*> drafts;
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const Slot &left = drafts_.begin()[a].first, &right = drafts_.begin()[b].first;
      return left[0] != right[0] ? left[0] < right[0] : reader_.text(left[1]) < reader_.text(right[1]);
    };
    for (const std::uint32_t i : ordered(static_cast<std::size_t>(drafts_.end() - drafts_.begin()), before)) {
      drafts.push_back(drafts_.begin() + i);
    }
    for (std::size_t begin = 0, end = 0; begin < drafts.size(); begin = end) {
      while (end < drafts.size() && drafts[end]->first[0] == drafts[begin]->first[0]) ++end;
      const std::uint32_t pod = pod_of(drafts[begin]->first);
      if (settle_pod(std::span(drafts).subspan(begin, end - begin), kind_of(pod), input_.window.end)) {
        notices_.add(kTooLarge, {}, pods_.alive[pod], 1, {Concern::Table::pods, pod});
      }
    }
    Containers containers;
    for (auto* entry : drafts) {
      if (!entry->second.row) continue;
      containers.pod.push_back(pod_of(entry->first));
      containers.name.push_back(entry->first[1]);
      containers.role.push_back(entry->second.role);
      containers.request.push_back(std::move(entry->second.request));
      if (input_.limits.size() > 0) containers.limit.push_back(std::move(entry->second.limit));
      containers.waiting.push_back(std::move(entry->second.waiting));
    }
    return containers;
  }

  const Input& input_;
  const ObjectReader& reader_;
  const GpuUnits& gpus_;
  const Nodes& nodes_;
  const Pods& pods_;
  Notices& notices_;
  IdMap<3, std::vector<std::uint32_t>> by_name_;
  Drafts drafts_;
};

}  // namespace

Containers build_containers(const Input& input, const ObjectReader& reader, const GpuUnits& gpus, const Nodes& nodes,
                            const Pods& pods, Notices& notices) {
  return ContainerBuilder(input, reader, gpus, nodes, pods, notices).build();
}

}  // namespace prorata::cluster
