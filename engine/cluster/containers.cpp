// Containers and what they ask for.
#include <algorithm>
#include <map>

#include "cluster/drafts.h"
#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

constexpr NoticeKind kBadAmount{"impossible-amount", Severity::error,
                                "A request or capacity is negative or larger than any machine and was left out.",
                                "Look at the exporter that writes this value."};

constexpr NoticeKind kTurns{
    "gpu-shared-units", Severity::warning,
    "A container asks for several units of a shared GPU: it is charged for each, and is promised "
    "no more of a card than with one.",
    "Ask for one unit, or for an unshared GPU."};

constexpr NoticeKind kWaiting{
    "waiting-containers", Severity::info,
    "Containers waited to start on their nodes, which hold for them what they ask for.",
    "Look at the reasons: while an image cannot be pulled or a container crashes, its requests serve nothing."};
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
    read_requests(input_.requests, std::chrono::hours(1), drafts_);
    refine_requests(input_.requests_fine);
    if (input_.cpu_usage != nullptr) read_names(*input_.cpu_usage);
    if (input_.ram_usage != nullptr) read_names(*input_.ram_usage);
    read_init_containers();
    read_overhead();
    add_billed_sizes(drafts_, nodes_, pods_, reader_, input_.window.end);
    read_waiting();
    return sorted();
  }

 private:
  void read_names(const series::Frame& frame) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (const std::uint32_t pod : owners_of(frame, i).pods) drafts_[{pod, reader_.container(frame, i)}];
    }
  }

  /// Points of a series as whole amounts of one pod; each value holds up to its time. reach: how far back a point
  /// speaks, where it may be of another pod of the name; 0: it is not.
  std::vector<ValueStep> amounts_of(const series::Frame& frame, std::size_t i, Resource resource, std::uint32_t pod,
                                    Duration reach) {
    const std::uint32_t node = pods_.node[pod];
    const IdKey<2> key{pods_.cluster[pod], node == kNone ? kNoName : nodes_.name[node]};
    const NameId label = resource == Resource::gpu ? reader_.label(frame, i, "resource") : kNoName;
    std::vector<ValueStep> amounts;
    for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
      const Instant until = instant_ms(frame.times(i)[p]);
      if (reach > Duration(0) && overlap({until - reach, until}, pods_.alive[pod]).empty()) continue;
      const double value = frame.values(i)[p];
      const auto amount = label == kNoName ? whole_amount(resource, value) : gpus_.amount(key, label, value, until);
      if (amount) amounts.push_back({until, *amount});
      if (!amount) notices_.add(kBadAmount, reader_.text(reader_.pod(frame, i)), {until, until});
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
      const auto resource = gpus_.resource_of(reader_.text(reader_.label(frame, i, "resource")));
      if (!resource) continue;
      const Owning owning = owners_of(frame, i);
      const Duration reach = owning.sure ? Duration(0) : step;
      for (const std::uint32_t pod : owning.pods) {
        const auto amounts = amounts_of(frame, i, *resource, pod, reach);
        if (owning.sure || !amounts.empty()) take(Slot{pod, reader_.container(frame, i)}, *resource, amounts);
      }
    }
  }

  void read_requests(const series::Frame& frame, Duration step, Drafts& into) {
    for_each_request(frame, step, [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
      StepValue request;
      for (const ValueStep& amount : amounts) request.append(amount.until, amount.value);
      join(into[slot].request[index(resource)], resource, request);
    });
  }

  /// Fine answers cover whole hours: an hour at the fine grid replaces the hour's single value, and nothing between two
  /// such hours.
  void refine_requests(const series::Frame& frame) {
    std::map<Slot, std::map<Instant, PerResource<StepValue>>> finer;  // by the end of the hour
    for_each_request(frame, input_.resolution,
                     [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
                       std::map<Instant, StepValue> hours;
                       for (const ValueStep& amount : amounts) {
                         hours[ceil_to(amount.until, std::chrono::hours(1))].append(amount.until, amount.value);
                       }
                       for (const auto& [end, request] : hours)
                         join(finer[slot][end][index(resource)], resource, request);
                     });
    for (const auto& [slot, hours] : finer) {
      for (const auto& [end, requests] : hours) {
        for (std::size_t r = 0; r < kResources; ++r) {
          drafts_[slot].request[r].refine(end - std::chrono::hours(1), requests[r]);
        }
      }
    }
  }

  /// Sidecars ask as app containers do. Of the others only what they use, or ask for beyond the rest, makes a row.
  void read_init_containers() {
    Drafts inits;
    read_requests(input_.init_requests, input_.window.length(), inits);
    const series::Frame& frame = input_.init_containers;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const bool stays = reader_.text(reader_.label(frame, i, "restart_policy")) == "Always";
      for (const std::uint32_t pod : owners_of(frame, i).pods) {
        const Slot slot{pod, reader_.container(frame, i)};
        (void)inits[slot];
        if (stays) inits[slot].role = ContainerRole::sidecar;
      }
    }
    for (auto init = inits.begin(); init != inits.end();) {
      const bool stays = init->second.role == ContainerRole::sidecar;
      const auto used = drafts_.find(init->first);
      if (!stays && used != drafts_.end()) used->second.role = ContainerRole::init;
      if (stays) drafts_[init->first] = std::move(init->second);
      init = stays ? inits.erase(init) : std::next(init);
    }
    add_init_peaks(drafts_, inits, reader_);
  }

  void read_overhead() {
    const series::Frame& frame = input_.pod_overhead;
    const NameId name = reader_.names().intern(kPodOverheadName);
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const bool cpu = reader_.text(reader_.label(frame, i, "__name__")) == "kube_pod_overhead_cpu_cores";
      const Resource resource = cpu ? Resource::cpu : Resource::ram;
      for (const std::uint32_t pod : owners_of(frame, i).pods) {
        Draft& draft = drafts_[{pod, name}];
        draft.role = ContainerRole::overhead;
        draft.request[index(resource)].join(
            values_of(frame, i, [&](double value) { return whole_amount(resource, value); }));
      }
    }
  }

  /// A point stands for the interval of the grid that ends there.
  void read_waiting() {
    std::map<Slot, std::string> reasons;
    const series::Frame& frame = input_.waiting;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const std::string_view reason = reader_.text(reader_.label(frame, i, "reason"));
      if (reason == kInitializing) continue;
      for (const std::uint32_t pod : owners_of(frame, i).pods) {
        const auto draft = drafts_.find({pod, reader_.container(frame, i)});
        if (draft == drafts_.end()) continue;
        const std::size_t before = draft->second.waiting.size();
        for (const std::int64_t ms : frame.times(i)) {
          const Window interval{floor_to(instant_ms(ms - 1), input_.resolution), instant_ms(ms)};
          const Window waited = overlap(interval, pods_.alive[pod]);
          if (!waited.empty()) draft->second.waiting.push_back(waited);
        }
        if (draft->second.waiting.size() > before) reasons[draft->first].append(", ").append(reason);
      }
    }
    for (const auto& [slot, text] : reasons) {
      std::vector<Window>& waiting = drafts_[slot].waiting;
      join_windows(waiting);
      notices_.add(kWaiting, full_name(slot.first, slot.second).append(":").append(text, 1),
                   {waiting.front().begin, waiting.back().end}, 1, {Concern::Table::pods, slot.first});
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

  Containers sorted() {
    std::vector<Drafts::value_type*> drafts;
    for (auto& entry : drafts_) drafts.push_back(&entry);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const Slot &left = drafts[a]->first, &right = drafts[b]->first;
      if (left.first != right.first) return left.first < right.first;
      return reader_.text(left.second) < reader_.text(right.second);
    };
    Containers containers;
    for (const std::uint32_t i : ordered(drafts.size(), before)) {
      containers.pod.push_back(drafts[i]->first.first);
      containers.name.push_back(drafts[i]->first.second);
      containers.role.push_back(drafts[i]->second.role);
      containers.request.push_back(std::move(drafts[i]->second.request));
      containers.waiting.push_back(std::move(drafts[i]->second.waiting));
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
