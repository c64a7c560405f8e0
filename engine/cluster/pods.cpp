// Pods and containers, their lifetimes and requests.
#include <algorithm>
#include <map>
#include <set>

#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

using std::chrono::minutes;

/// Clocks of nodes and exporters may differ this much before a pod outside its node's lifetime is worth a notice.
constexpr Duration kClockSkew = minutes(2);

constexpr NoticeKind kNoInventory{
    "pod-without-inventory", Severity::warning,
    "A pod has usage but kube-state-metrics does not know it: its owner, uid and exact lifetime "
    "are unknown.",
    "Check that kube-state-metrics is scraped and sees all namespaces."};
constexpr NoticeKind kNoNode{"node-without-inventory", Severity::warning,
                             "Pods run on a node that kube_node_info does not know: it has no capacity and no idle.",
                             "Check that kube-state-metrics exports kube_node_info and kube_node_status_capacity."};
constexpr NoticeKind kOutsideNode{"pod-outside-node", Severity::info,
                                  "A pod's lifetime reached past its node's and was cut there.", ""};
constexpr NoticeKind kBadAmount{"impossible-amount", Severity::error,
                                "A request or capacity is negative or larger than any machine and was left out.",
                                "Look at the exporter that writes this value."};

using PodKey = IdKey<4>;  // cluster, namespace, name, uid

/// One pod while it is being read.
struct Draft {
  PodKey key{};
  NameId node = kNoName, created_by_kind = kNoName, created_by_name = kNoName;
  std::optional<Instant> start, completion, finished, first, last;
  Window observed{};  ///< by usage; set only for pods that the inventory lacks
};

void earliest(std::optional<Instant>& slot, Instant at) {
  slot = slot ? std::min(*slot, at) : at;
}
void latest(std::optional<Instant>& slot, Instant at) {
  slot = slot ? std::max(*slot, at) : at;
}

class PodBuilder {
 public:
  PodBuilder(const Input& input, const ObjectReader& reader, Nodes& nodes, Notices& notices)
      : input_(input), reader_(reader), nodes_(nodes), notices_(notices), owners_(input, reader) {}

  Pods build() {
    read_inventory();
    read_times(input_.pod_start, &Draft::start, true);
    read_times(input_.pod_completion, &Draft::completion, false);
    read_times(input_.pod_finished, &Draft::finished, true);
    read_times(input_.pod_first, &Draft::first, true);
    read_times(input_.pod_last, &Draft::last, false);
    if (input_.cpu_usage != nullptr) read_unknown(*input_.cpu_usage);
    if (input_.ram_usage != nullptr) read_unknown(*input_.ram_usage);
    for (const Draft* draft : sorted()) add(*draft);
    link_labels();
    return std::move(pods_);
  }

 private:
  PodKey key_of(const series::Frame& frame, std::size_t i) const {
    return {reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.pod(frame, i),
            reader_.label(frame, i, "uid")};
  }

  void read_inventory() {
    const series::Frame& frame = input_.pods;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const PodKey key = key_of(frame, i);
      Draft& draft = drafts_.try_emplace(key).first->second;
      draft.key = key;
      // A pod that waited for a node has a row without one too.
      if (const NameId node = reader_.label(frame, i, "node"); node != kNoName) draft.node = node;
      draft.created_by_kind = reader_.label(frame, i, "created_by_kind");
      draft.created_by_name = reader_.label(frame, i, "created_by_name");
      known_names_.insert({key[0], key[1], key[2]});
    }
  }

  /// earliest: of several answers (chunks of the window) the smallest time counts, else the largest.
  void read_times(const series::Frame& frame, std::optional<Instant> Draft::*slot, bool first) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto found = drafts_.find(key_of(frame, i));
      if (found == drafts_.end()) continue;
      if (first) {
        earliest(found->second.*slot, instant_of_seconds(frame.smallest(i)));
      } else {
        latest(found->second.*slot, instant_of_seconds(frame.largest(i)));
      }
    }
  }

  /// Pods of usage series whose name the inventory lacks.
  void read_unknown(const series::Frame& frame) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const IdKey<3> name{reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.pod(frame, i)};
      // What ended shortly before the window is still seen at its first grid points.
      const bool left_over = instant_ms(frame.times(i).back()) <= input_.window.begin + 2 * input_.resolution;
      if (left_over || known_names_.contains(name)) continue;
      const PodKey key{name[0], name[1], name[2], kNoName};
      Draft& draft = drafts_.try_emplace(key).first->second;
      const bool is_new = draft.observed.empty();
      draft.key = key;
      if (const NameId node = reader_.label(frame, i, "node"); node != kNoName) draft.node = node;
      const auto times = frame.times(i);
      const Window seen{instant_ms(times.front()) - input_.lifetime_resolution, instant_ms(times.back())};
      draft.observed =
          is_new ? seen : Window{std::min(draft.observed.begin, seen.begin), std::max(draft.observed.end, seen.end)};
      if (is_new) notices_.add(kNoInventory, full_name(key), input_.window);
    }
  }

  std::vector<const Draft*> sorted() const {
    std::vector<const Draft*> drafts, sorted;
    for (const auto& entry : drafts_) drafts.push_back(&entry.second);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      for (std::size_t k = 0; k < 4; ++k) {
        const NameId left = drafts[a]->key[k], right = drafts[b]->key[k];
        if (left != right) return reader_.text(left) < reader_.text(right);
      }
      return false;
    };
    for (const std::uint32_t i : ordered(drafts.size(), before)) sorted.push_back(drafts[i]);
    return sorted;
  }

  void add(const Draft& draft) {
    const auto row = static_cast<std::uint32_t>(pods_.size());
    const Controller controller =
        owners_.controller_of(draft.key[0], draft.key[1], draft.created_by_kind, draft.created_by_name);
    pods_.cluster.push_back(draft.key[0]);
    pods_.name_space.push_back(draft.key[1]);
    pods_.name.push_back(draft.key[2]);
    pods_.uid.push_back(draft.key[3]);
    pods_.controller_kind.push_back(controller.kind);
    pods_.controller.push_back(controller.name);
    pods_.started.push_back(draft.start);
    pods_.alive.push_back(lifetime(draft));
    pods_.node.push_back(kNone);
    pods_.label_row.push_back(kNone);
    pods_.namespace_label_row.push_back(kNone);
    if (draft.node == kNoName) {
      pods_.alive[row] = {input_.window.begin, input_.window.begin};  // never scheduled: it held nothing
    } else {
      place(row, draft.node);
    }
  }

  /// From start to completion as kube-state-metrics tells; where it does not, from the first to the last sample, which
  /// are known to the step of the lifetime queries.
  Window lifetime(const Draft& draft) const {
    const Window window = input_.window;
    const Duration step = input_.lifetime_resolution;
    if (!draft.observed.empty()) return overlap(draft.observed, window);
    Window alive = window;
    if (draft.start) {
      alive.begin = *draft.start;
    } else if (draft.first && *draft.first > window.begin + step) {
      alive.begin = *draft.first - step;
    }
    if (draft.last && *draft.last < window.end - step) alive.end = *draft.last;
    if (draft.completion) {
      alive.end = *draft.completion;
    } else if (draft.finished) {
      alive.end = std::min(alive.end, std::max(alive.begin, *draft.finished - step / 2));
    }
    return overlap(alive, window);
  }

  /// The instance of the node's name that shares most time with the pod.
  void place(std::uint32_t pod, NameId node_name) {
    std::uint32_t best = kNone;
    Duration most{-1};
    for (const std::uint32_t row : rows_of(pods_.cluster[pod], node_name)) {
      const Duration shared = overlap(nodes_.alive[row], pods_.alive[pod]).length();
      if (shared > most) best = row, most = shared;
    }
    if (best == kNone) best = add_implied(pods_.cluster[pod], node_name);
    pods_.node[pod] = best;
    Window& alive = pods_.alive[pod];
    if (from_pods_.contains(best)) {
      if (alive.empty()) return;
      const Window lived = nodes_.alive[best];
      nodes_.alive[best] =
          lived.empty() ? alive : Window{std::min(lived.begin, alive.begin), std::max(lived.end, alive.end)};
      return;
    }
    const Window within = overlap(alive, nodes_.alive[best]);
    if (alive.length() - within.length() > kClockSkew) {
      notices_.add(kOutsideNode, full_name({pods_.cluster[pod], pods_.name_space[pod], pods_.name[pod], kNoName}),
                   alive);
    }
    alive = within;
  }

  const std::vector<std::uint32_t>& rows_of(NameId cluster, NameId node) {
    if (node_rows_.empty()) {
      for (std::uint32_t row = 0; row < nodes_.size(); ++row) {
        node_rows_[{nodes_.cluster[row], nodes_.name[row]}].push_back(row);
      }
    }
    return node_rows_[{cluster, node}];
  }

  std::uint32_t add_implied(NameId cluster, NameId name) {
    const auto row = static_cast<std::uint32_t>(nodes_.size());
    nodes_.cluster.push_back(cluster);
    nodes_.name.push_back(name);
    nodes_.provider_id.push_back(kNoName);
    nodes_.instance_type.push_back(kNoName);
    nodes_.region.push_back(kNoName);
    nodes_.zone.push_back(kNoName);
    nodes_.spot.push_back(false);
    nodes_.alive.push_back({input_.window.begin, input_.window.begin});
    nodes_.capacity.emplace_back();
    nodes_.exported_price.emplace_back();
    nodes_.label_row.push_back(kNone);
    nodes_.implied.push_back(true);
    node_rows_[{cluster, name}].push_back(row);
    from_pods_.insert(row);
    notices_.add(kNoNode, reader_.text(name), input_.window);
    return row;
  }

  void link_labels() {
    IdMap<4, std::uint32_t> by_uid;
    IdMap<3, std::uint32_t> by_name;
    for (std::size_t i = 0; i < input_.pod_labels.size(); ++i) {
      const PodKey key = key_of(input_.pod_labels, i);
      by_uid[key] = static_cast<std::uint32_t>(i);
      by_name[{key[0], key[1], key[2]}] = static_cast<std::uint32_t>(i);
    }
    IdMap<2, std::uint32_t> by_namespace;
    for (std::size_t i = 0; i < input_.namespace_labels.size(); ++i) {
      by_namespace[{reader_.cluster(input_.namespace_labels, i), reader_.name_space(input_.namespace_labels, i)}] =
          static_cast<std::uint32_t>(i);
    }
    for (std::uint32_t pod = 0; pod < pods_.size(); ++pod) {
      const auto exact = by_uid.find({pods_.cluster[pod], pods_.name_space[pod], pods_.name[pod], pods_.uid[pod]});
      const auto named = by_name.find({pods_.cluster[pod], pods_.name_space[pod], pods_.name[pod]});
      if (exact != by_uid.end()) pods_.label_row[pod] = exact->second;
      // Exporters of version 1 write no uid.
      if (exact == by_uid.end() && named != by_name.end()) pods_.label_row[pod] = named->second;
      const auto inherited = by_namespace.find({pods_.cluster[pod], pods_.name_space[pod]});
      if (inherited != by_namespace.end()) pods_.namespace_label_row[pod] = inherited->second;
    }
  }

  std::string full_name(const PodKey& key) const {
    return std::string(reader_.text(key[1])).append("/").append(reader_.text(key[2]));
  }

  const Input& input_;
  const ObjectReader& reader_;
  Nodes& nodes_;
  Notices& notices_;
  Owners owners_;
  IdMap<4, Draft> drafts_;
  std::set<IdKey<3>> known_names_;
  IdMap<2, std::vector<std::uint32_t>> node_rows_;
  std::set<std::uint32_t> from_pods_;  ///< nodes that live as long as the pods that name them
  Pods pods_;
};

class ContainerBuilder {
 public:
  ContainerBuilder(const ObjectReader& reader, const Pods& pods, Notices& notices)
      : reader_(reader), pods_(pods), notices_(notices), by_name_(pods_by_name(pods)) {}

  void read_names(const series::Frame& frame) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (const std::uint32_t pod : pods_of(frame, i)) (void)slot(pod, reader_.container(frame, i));
    }
  }

  /// Points of a series as whole amounts; each value holds up to its time.
  std::vector<ValueStep> amounts_of(const series::Frame& frame, std::size_t i, Resource resource) {
    std::vector<ValueStep> amounts;
    for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
      const Instant until = instant_ms(frame.times(i)[p]);
      const auto amount = whole_amount(resource, frame.values(i)[p]);
      if (amount) amounts.push_back({until, *amount});
      if (!amount) notices_.add(kBadAmount, reader_.text(reader_.pod(frame, i)), {until, until});
    }
    return amounts;
  }

  /// take: called with pod, container, resource and amounts of each series.
  template <class Take>
  void read_requests(const series::Frame& frame, Take take) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto resource = resource_of(reader_.text(reader_.label(frame, i, "resource")));
      const auto pods = resource ? pods_of(frame, i) : std::vector<std::uint32_t>{};
      if (pods.empty()) continue;
      const std::vector<ValueStep> amounts = amounts_of(frame, i, *resource);
      for (const std::uint32_t pod : pods) take(Slot{pod, reader_.container(frame, i)}, *resource, amounts);
    }
  }

  void read_requests_of_hours(const series::Frame& frame) {
    read_requests(frame, [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
      StepValue request;
      for (const ValueStep& amount : amounts) request.append(amount.until, amount.value);
      join(slots_[slot][index(resource)], resource, request);
    });
  }

  /// Fine answers cover whole hours: an hour at the fine grid replaces the hour's single value, and nothing between two
  /// such hours.
  void refine_requests(const series::Frame& frame) {
    std::map<Slot, std::map<Instant, PerResource<StepValue>>> finer;  // by the end of the hour
    read_requests(frame, [&](const Slot& slot, Resource resource, const std::vector<ValueStep>& amounts) {
      std::map<Instant, StepValue> hours;
      for (const ValueStep& amount : amounts) {
        hours[ceil_to(amount.until, std::chrono::hours(1))].append(amount.until, amount.value);
      }
      for (const auto& [end, request] : hours) join(finer[slot][end][index(resource)], resource, request);
    });
    for (const auto& [slot, hours] : finer) {
      for (const auto& [end, requests] : hours) {
        for (std::size_t r = 0; r < kResources; ++r) {
          slots_[slot][r].refine(end - std::chrono::hours(1), requests[r]);
        }
      }
    }
  }

  Containers build(const Input& input) {
    read_names(input.containers);
    read_requests_of_hours(input.requests);
    refine_requests(input.requests_fine);
    if (input.cpu_usage != nullptr) read_names(*input.cpu_usage);
    if (input.ram_usage != nullptr) read_names(*input.ram_usage);
    return sorted();
  }

 private:
  using Slot = std::pair<std::uint32_t, NameId>;  // pod row and container name

  /// The pod of the series' uid, or, where it has none, all pods of its name.
  std::vector<std::uint32_t> pods_of(const series::Frame& frame, std::size_t i) const {
    const auto found = by_name_.find({reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.pod(frame, i)});
    if (found == by_name_.end()) return {};
    const NameId uid = reader_.label(frame, i, "uid");
    for (const std::uint32_t pod : found->second) {
      if (uid != kNoName && pods_.uid[pod] == uid) return {pod};
    }
    const NameId cgroup = reader_.label(frame, i, "id");
    const std::string from_path = cgroup == kNoName ? std::string() : uid_of_cgroup(reader_.text(cgroup));
    for (const std::uint32_t pod : found->second) {
      if (!from_path.empty() && reader_.text(pods_.uid[pod]) == from_path) return {pod};
    }
    return found->second;
  }

  PerResource<StepValue>& slot(std::uint32_t pod, NameId container) { return slots_[{pod, container}]; }

  Containers sorted() {
    std::vector<const std::pair<const Slot, PerResource<StepValue>>*> slots;
    for (const auto& entry : slots_) slots.push_back(&entry);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const Slot &left = slots[a]->first, &right = slots[b]->first;
      if (left.first != right.first) return left.first < right.first;
      return reader_.text(left.second) < reader_.text(right.second);
    };
    Containers containers;
    for (const std::uint32_t i : ordered(slots.size(), before)) {
      containers.pod.push_back(slots[i]->first.first);
      containers.name.push_back(slots[i]->first.second);
      containers.request.push_back(slots[i]->second);
    }
    return containers;
  }

  const ObjectReader& reader_;
  const Pods& pods_;
  Notices& notices_;
  IdMap<3, std::vector<std::uint32_t>> by_name_;
  std::map<Slot, PerResource<StepValue>> slots_;
};

}  // namespace

Pods build_pods(const Input& input, const ObjectReader& reader, Nodes& nodes, Notices& notices) {
  return PodBuilder(input, reader, nodes, notices).build();
}

Containers build_containers(const Input& input, const ObjectReader& reader, const Pods& pods, Notices& notices) {
  return ContainerBuilder(reader, pods, notices).build(input);
}

IdMap<3, std::vector<std::uint32_t>> pods_by_name(const Pods& pods) {
  IdMap<3, std::vector<std::uint32_t>> rows;
  for (std::uint32_t pod = 0; pod < pods.size(); ++pod) {
    rows[{pods.cluster[pod], pods.name_space[pod], pods.name[pod]}].push_back(pod);
  }
  return rows;
}

}  // namespace prorata::cluster
