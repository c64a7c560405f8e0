// Pods and their lifetimes.
#include <algorithm>

#include "cluster/label_sets.h"
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
constexpr NoticeKind kOutsideNode{
    "pod-outside-node", Severity::info, "A pod's lifetime reached past its node's and was cut there.",
    "Nothing where a node went away with its pods on it. Else compare the clocks of nodes "
    "and exporters."};
constexpr NoticeKind kLateStart{
    "pod-start-later", Severity::warning,
    "A pod is said to start after it was last seen: it is charged from when it was first seen.",
    "Compare the clocks; `kube_pod_start_time` is in seconds."};
using PodKey = IdKey<4>;  // cluster, namespace, name, uid

/// One pod while it is being read.
struct PodDraft {
  PodKey key{};
  NameId node = kNoName, created_by_kind = kNoName, created_by_name = kNoName;
  bool host_network = false;
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
    read_times(input_.pod_start, &PodDraft::start, true);
    read_times(input_.pod_completion, &PodDraft::completion, false);
    read_times(input_.pod_finished, &PodDraft::finished, true);
    read_times(input_.pod_first, &PodDraft::first, true);
    read_times(input_.pod_last, &PodDraft::last, false);
    if (input_.cpu_usage != nullptr) read_unknown(*input_.cpu_usage);
    if (input_.ram_usage != nullptr) read_unknown(*input_.ram_usage);
    const std::vector<const PodDraft*> drafts = sorted();
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      add(*drafts[i]);
      if (i > 0) note_twin(*drafts[i - 1], *drafts[i]);
    }
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
      PodDraft& draft = drafts_.try_emplace(key).first->second;
      draft.key = key;
      // A pod that waited for a node has a row without one too.
      if (const NameId node = reader_.label(frame, i, "node"); node != kNoName) draft.node = node;
      draft.created_by_kind = reader_.label(frame, i, "created_by_kind");
      draft.created_by_name = reader_.label(frame, i, "created_by_name");
      draft.host_network = reader_.text(reader_.label(frame, i, "host_network")) == "true";
      (void)known_names_[{key[0], key[1], key[2]}];
    }
  }

  /// earliest: of several answers (chunks of the window) the smallest time counts, else the largest.
  void read_times(const series::Frame& frame, std::optional<Instant> PodDraft::*slot, bool first) {
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
      if (left_over || known_names_.find(name) != known_names_.end()) continue;
      const PodKey key{name[0], name[1], name[2], kNoName};
      PodDraft& draft = drafts_.try_emplace(key).first->second;
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

  std::vector<const PodDraft*> sorted() const {
    std::vector<const PodDraft*> drafts, sorted;
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

  /// A cluster gives a name again only once its pod is deleted.
  void note_twin(const PodDraft& a, const PodDraft& b) {
    const bool named = std::equal(a.key.begin(), a.key.begin() + 3, b.key.begin());
    if (!named || a.key[3] == kNoName || !a.first || !a.last || !b.first || !b.last) return;
    const Window together = overlap(Window{*a.first, *a.last}, {*b.first, *b.last});
    if (!is_long(input_, together)) return;
    const auto row = static_cast<std::uint32_t>(pods_.size() - 1);
    notices_.add(kMixed, full_name(b.key), together, 1, {Concern::Table::pods, row});
  }

  void add(PodDraft draft) {
    const auto row = static_cast<std::uint32_t>(pods_.size());
    const Controller controller =
        owners_.controller_of(draft.key[0], draft.key[1], draft.created_by_kind, draft.created_by_name);
    pods_.cluster.push_back(draft.key[0]);
    pods_.name_space.push_back(draft.key[1]);
    pods_.name.push_back(draft.key[2]);
    pods_.uid.push_back(draft.key[3]);
    pods_.controller_kind.push_back(controller.kind);
    pods_.controller.push_back(controller.name);
    if (draft.start && draft.last && *draft.start > *draft.last + input_.lifetime_resolution + kClockSkew) {
      notices_.add(kLateStart, full_name(draft.key), input_.window, 1, {Concern::Table::pods, row});
      draft.start.reset();
    }
    pods_.started.push_back(draft.start);
    pods_.alive.push_back(lifetime(draft));
    pods_.node.push_back(kNone);
    pods_.host_network.push_back(draft.host_network);
    if (!draft.observed.empty()) notices_.concern(kNoInventory.id, {Concern::Table::pods, row});
    if (draft.node == kNoName) {
      pods_.alive[row] = {input_.window.begin, input_.window.begin};  // never scheduled: it held nothing
    } else {
      place(row, draft.node);
    }
  }

  /// From start to completion as kube-state-metrics tells; where it does not, from the first to the last sample, which
  /// are known to the step of the lifetime queries.
  Window lifetime(const PodDraft& draft) const {
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
    if (std::find(from_pods_.begin(), from_pods_.end(), best) != from_pods_.end()) {
      if (alive.empty()) return;
      const Window lived = nodes_.alive[best];
      nodes_.alive[best] =
          lived.empty() ? alive : Window{std::min(lived.begin, alive.begin), std::max(lived.end, alive.end)};
      return;
    }
    const Window within = overlap(alive, nodes_.alive[best]);
    if (alive.length() - within.length() > kClockSkew) {
      notices_.add(kOutsideNode, full_name({pods_.cluster[pod], pods_.name_space[pod], pods_.name[pod], kNoName}),
                   alive, 1, {Concern::Table::pods, pod});
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
    const std::uint32_t row = add_node(nodes_, {cluster, name, kNoName, {input_.window.begin, input_.window.begin}});
    nodes_.implied[row] = true;
    nodes_.virtual_kind[row] = virtual_kind_of(reader_.text(name), {});
    node_rows_[{cluster, name}].push_back(row);
    from_pods_.push_back(row);
    notices_.add(kNoNode, reader_.text(name), input_.window, 1, {Concern::Table::nodes, row});
    return row;
  }

  /// Puts set `i` of labels at `key`, unless what stands there overrides it.
  template <std::size_t N>
  static void keep(IdMap<N, std::uint32_t>& rows, const IdKey<N>& key, const series::Frame& frame, std::uint32_t i) {
    std::uint32_t& row = rows.try_emplace(key, i).first->second;
    if (overrides(frame, i, row)) row = i;
  }
  /// Exporters of version 1 write no uid.
  void link(const series::Frame& frame, std::vector<std::uint32_t>& column) {
    IdMap<4, std::uint32_t> rows;  // by uid, and without it
    for (std::uint32_t i = 0; i < frame.size(); ++i) {
      PodKey key = key_of(frame, i);
      keep(rows, key, frame, i);
      key[3] = kNoName;
      keep(rows, key, frame, i);
    }
    Flags changed(frame.size());
    for (std::uint32_t i = 0; i < frame.size(); ++i) {
      const PodKey key = key_of(frame, i);
      const std::uint32_t own = rows[key];
      if (note_changed_labels(input_, reader_, frame, own, i, full_name(key), notices_)) changed[own] = 1;
    }
    for (std::uint32_t pod = 0; pod < pods_.size(); ++pod) {
      PodKey key{pods_.cluster[pod], pods_.name_space[pod], pods_.name[pod], pods_.uid[pod]};
      auto found = rows.find(key);
      key[3] = kNoName;
      if (found == rows.end()) found = rows.find(key);
      column.push_back(found == rows.end() ? kNone : found->second);
    }
    note_concern(changed, column);
  }
  void link_namespaces(const series::Frame& frame, std::vector<std::uint32_t>& column) {
    IdMap<2, std::uint32_t> rows;
    const auto key_at = [&](std::uint32_t i) {
      return IdKey<2>{reader_.cluster(frame, i), reader_.name_space(frame, i)};
    };
    for (std::uint32_t i = 0; i < frame.size(); ++i) keep(rows, key_at(i), frame, i);
    Flags changed(frame.size());
    for (std::uint32_t i = 0; i < frame.size(); ++i) {
      const std::uint32_t own = rows[key_at(i)];
      const std::string_view name = reader_.text(key_at(i)[1]);
      if (note_changed_labels(input_, reader_, frame, own, i, name, notices_)) changed[own] = 1;
    }
    for (std::uint32_t pod = 0; pod < pods_.size(); ++pod) {
      const auto found = rows.find({pods_.cluster[pod], pods_.name_space[pod]});
      column.push_back(found == rows.end() ? kNone : found->second);
    }
    note_concern(changed, column);
  }
  /// The pods whose labels changed. changed: by set; column: the set of each pod.
  void note_concern(const Flags& changed, const std::vector<std::uint32_t>& column) {
    for (std::uint32_t pod = 0; pod < column.size(); ++pod) {
      if (column[pod] == kNone || !changed[column[pod]]) continue;
      notices_.concern(kLabelsChanged.id, {Concern::Table::pods, pod});
    }
  }
  void link_labels() {
    link(input_.pod_labels, pods_.label_row);
    link(input_.pod_annotations, pods_.annotation_row);
    link_namespaces(input_.namespace_labels, pods_.namespace_label_row);
    link_namespaces(input_.namespace_annotations, pods_.namespace_annotation_row);
  }

  std::string full_name(const PodKey& key) const {
    return std::string(reader_.text(key[1])).append("/").append(reader_.text(key[2]));
  }

  const Input& input_;
  const ObjectReader& reader_;
  Nodes& nodes_;
  Notices& notices_;
  Owners owners_;
  IdMap<4, PodDraft> drafts_;
  IdMap<3, bool> known_names_;
  IdMap<2, std::vector<std::uint32_t>> node_rows_;
  std::vector<std::uint32_t> from_pods_;  ///< nodes that live as long as the pods that name them
  Pods pods_;
};

}  // namespace

Pods build_pods(const Input& input, const ObjectReader& reader, Nodes& nodes, Notices& notices) {
  return PodBuilder(input, reader, nodes, notices).build();
}

IdMap<3, std::vector<std::uint32_t>> pods_by_name(const Pods& pods) {
  IdMap<3, std::vector<std::uint32_t>> rows;
  for (std::uint32_t pod = 0; pod < pods.size(); ++pod) {
    rows[{pods.cluster[pod], pods.name_space[pod], pods.name[pod]}].push_back(pod);
  }
  return rows;
}

}  // namespace prorata::cluster
