// Node instances and how long each lived.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

using std::chrono::minutes;

/// A node that is silent for longer than this and comes back is another machine, where nothing tells its creation.
constexpr Duration kLongestAbsence = minutes(15);
/// A creation time this close to the first sample is when the instance began.
constexpr Duration kCreationSkew = minutes(15);

/// Labels that cloud providers and autoscalers put on spot capacity.
struct SpotLabel {
  std::string_view name, value;
};
constexpr std::array kSpotLabels{SpotLabel{"label_eks_amazonaws_com_capacity_type", "SPOT"},
                                 SpotLabel{"label_karpenter_sh_capacity_type", "spot"},
                                 SpotLabel{"label_cloud_google_com_gke_spot", "true"},
                                 SpotLabel{"label_cloud_google_com_gke_preemptible", "true"},
                                 SpotLabel{"label_kubernetes_azure_com_scalesetpriority", "spot"},
                                 SpotLabel{"label_node_kubernetes_io_lifecycle", "spot"}};

/// One instance while it is being read.
struct Instance {
  NameId cluster, name, provider_id, system_uuid;
  Window alive;
};

/// Samples of one node name: when it was there, and which creation time it showed (1 where that is unknown).
struct Presence {
  std::vector<Instant> at;
  std::vector<double> created;
};
using NodeKey = IdKey<2>;

IdMap<2, Presence> read_presence(const Input& input, const ObjectReader& reader) {
  IdMap<2, Presence> all;
  for (std::size_t i = 0; i < input.node_presence.size(); ++i) {
    Presence& presence = all[{reader.cluster(input.node_presence, i), reader.label(input.node_presence, i, "node")}];
    for (const std::int64_t ms : input.node_presence.times(i)) presence.at.push_back(instant_ms(ms));
    const auto values = input.node_presence.values(i);
    presence.created.insert(presence.created.end(), values.begin(), values.end());
  }
  return all;
}

/// Times at which any node was seen: an absence of all nodes is an outage of the server, not of a node.
std::set<Instant> times_of_any(const IdMap<2, Presence>& all) {
  std::set<Instant> times;
  for (const auto& [key, presence] : all) times.insert(presence.at.begin(), presence.at.end());
  return times;
}

IdMap<4, Instant> read_border(const series::Frame& frame, const ObjectReader& reader, bool first) {
  IdMap<4, Instant> borders;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const Instant at = instant_of_seconds(first ? frame.smallest(i) : frame.largest(i));
    const auto [entry, added] =
        borders.try_emplace({reader.cluster(frame, i), reader.label(frame, i, "node"),
                             reader.label(frame, i, "provider_id"), reader.label(frame, i, "system_uuid")},
                            at);
    if (!added) entry->second = first ? std::min(entry->second, at) : std::max(entry->second, at);
  }
  return borders;
}

class NodeBuilder {
 public:
  NodeBuilder(const Input& input, const ObjectReader& reader, Notices& notices)
      : input_(input),
        reader_(reader),
        notices_(notices),
        presence_(read_presence(input, reader)),
        seen_(times_of_any(presence_)) {}

  Nodes build() {
    const auto first = read_border(input_.node_first, reader_, true);
    const auto last = read_border(input_.node_last, reader_, false);
    std::map<std::array<std::string, 4>, Instance> instances;  // ordered by text, once per identity
    for (std::size_t i = 0; i < input_.nodes.size(); ++i) {
      const IdKey<4> key{reader_.cluster(input_.nodes, i), reader_.label(input_.nodes, i, "node"),
                         reader_.label(input_.nodes, i, "provider_id"), reader_.label(input_.nodes, i, "system_uuid")};
      Instance instance{key[0], key[1], key[2], key[3], input_.window};
      if (const auto at = first.find(key); at != first.end()) instance.alive.begin = begin_of(key, at->second);
      if (const auto at = last.find(key); at != last.end()) instance.alive.end = end_of(at->second);
      std::array<std::string, 4> order;
      for (std::size_t k = 0; k < 4; ++k) order[k] = reader_.text(key[k]);
      instances.emplace(std::move(order), instance);
    }
    for (const auto& [order, instance] : instances) add_lives(instance);
    end_predecessors();
    read_labels();
    read_capacity(input_.node_capacity);
    note_missing_capacity();
    read_prices();
    return sorted();
  }

 private:
  /// When an instance began, from its first sample: its creation where that is near, else a step
  /// before: the sample lies in the step that ends there, and the begin less than a scrape before it.
  Instant begin_of(const IdKey<4>& key, Instant first) const {
    const Duration step = input_.lifetime_resolution;
    if (first <= input_.window.begin + step) return input_.window.begin;
    const auto presence = presence_.find({key[0], key[1]});
    if (presence != presence_.end()) {
      for (const double created : presence->second.created) {
        const Instant at = instant_of_seconds(created);
        if (at <= first && at > first - kCreationSkew) return std::max(at, input_.window.begin);
      }
    }
    return first - step;
  }
  Instant end_of(Instant last) const {
    return last >= input_.window.end - input_.lifetime_resolution ? input_.window.end : last;
  }

  /// Cuts an instance where it was away and came back as another machine.
  void add_lives(Instance instance) {
    const auto found = presence_.find({instance.cluster, instance.name});
    const Window whole = instance.alive;
    if (found != presence_.end()) {
      const Presence& presence = found->second;
      for (std::size_t i = 1; i < presence.at.size(); ++i) {
        const Instant before = presence.at[i - 1], now = presence.at[i];
        if (before <= whole.begin || now >= whole.end || !is_another(presence, i)) continue;
        instance.alive.end = before;
        add(instance);
        const Instant created = instant_of_seconds(presence.created[i]);
        instance.alive.begin = created > before && created <= now ? created : now;
      }
    }
    instance.alive.end = whole.end;
    add(instance);
  }

  bool is_another(const Presence& presence, std::size_t i) const {
    const double before = presence.created[i - 1], now = presence.created[i];
    if (before > 1 && now > 1) return before != now;
    if (presence.at[i] - presence.at[i - 1] <= kLongestAbsence) return false;
    // Others were seen meanwhile: it was the node that was away.
    const auto meanwhile = seen_.upper_bound(presence.at[i - 1]);
    return meanwhile != seen_.end() && *meanwhile < presence.at[i];
  }

  void add(Instance instance) {
    instance.alive = overlap(instance.alive, input_.window);
    if (!instance.alive.empty()) lives_.push_back(instance);
  }

  /// Two instances of one name never live at once: the later one's begin ends the earlier. Of two that began together
  /// the one that was seen longer is the machine; a node without its provider's id yet is the other.
  void end_predecessors() {
    constexpr NoticeKind overlapping{"node-replaced", Severity::info,
                                     "A node's name was taken over by another machine.", ""};
    const std::vector<Instance> whole = lives_;
    const auto replaces = [&](std::size_t b, std::size_t a) {
      const Window before = whole[a].alive, after = whole[b].alive;
      if (before.begin != after.begin) return before.begin < after.begin;
      return before.end != after.end ? before.end < after.end : a < b;
    };
    for (std::size_t begin = 0; begin < lives_.size();) {  // they stand by cluster and name
      std::size_t end = begin;
      for (; end < lives_.size() && same_name(lives_[begin], lives_[end]); ++end) {
      }
      for (std::size_t a = begin; a < end; ++a) {
        for (std::size_t b = begin; b < end; ++b) {
          if (a == b || !replaces(b, a)) continue;
          const Instant at = whole[b].alive.begin;
          notices_.add(overlapping, reader_.text(lives_[a].name), {at, at});
          lives_[a].alive.end = std::min(lives_[a].alive.end, at);
        }
      }
      begin = end;
    }
    for (const Instance& instance : lives_) {
      if (!instance.alive.empty()) add_row(instance);
    }
  }
  static bool same_name(const Instance& a, const Instance& b) { return a.cluster == b.cluster && a.name == b.name; }

  void add_row(const Instance& instance) {
    nodes_.cluster.push_back(instance.cluster);
    nodes_.name.push_back(instance.name);
    nodes_.provider_id.push_back(instance.provider_id);
    nodes_.alive.push_back(instance.alive);
    nodes_.instance_type.push_back(kNoName);
    nodes_.region.push_back(kNoName);
    nodes_.zone.push_back(kNoName);
    nodes_.spot.push_back(false);
    nodes_.capacity.emplace_back();
    nodes_.exported_price.emplace_back();
    nodes_.label_row.push_back(kNone);
    nodes_.implied.push_back(false);
  }

  /// Rows of one name, in any order.
  [[nodiscard]] IdMap<2, std::vector<std::uint32_t>> rows_by_name() const {
    IdMap<2, std::vector<std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < nodes_.size(); ++row)
      rows[{nodes_.cluster[row], nodes_.name[row]}].push_back(row);
    return rows;
  }

  void read_labels() {
    const auto rows = rows_by_name();
    const series::Frame& frame = input_.node_labels;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto found = rows.find({reader_.cluster(frame, i), reader_.label(frame, i, "node")});
      if (found == rows.end()) continue;
      for (const std::uint32_t row : found->second) {
        nodes_.label_row[row] = static_cast<std::uint32_t>(i);
        nodes_.instance_type[row] =
            either(frame, i, "label_node_kubernetes_io_instance_type", "label_beta_kubernetes_io_instance_type");
        nodes_.region[row] =
            either(frame, i, "label_topology_kubernetes_io_region", "label_failure_domain_beta_kubernetes_io_region");
        nodes_.zone[row] =
            either(frame, i, "label_topology_kubernetes_io_zone", "label_failure_domain_beta_kubernetes_io_zone");
        nodes_.spot[row] = is_spot(frame, i);
      }
    }
  }
  NameId either(const series::Frame& frame, std::size_t i, std::string_view now, std::string_view before) const {
    const NameId value = reader_.label(frame, i, now);
    return value != kNoName ? value : reader_.label(frame, i, before);
  }
  bool is_spot(const series::Frame& frame, std::size_t i) const {
    return std::any_of(kSpotLabels.begin(), kSpotLabels.end(), [&](const SpotLabel& spot) {
      return reader_.text(reader_.label(frame, i, spot.name)) == spot.value;
    });
  }

  void read_capacity(const series::Frame& frame) {
    const auto rows = rows_by_name();
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto resource = resource_of(reader_.text(reader_.label(frame, i, "resource")));
      const auto found = rows.find({reader_.cluster(frame, i), reader_.label(frame, i, "node")});
      if (!resource || found == rows.end()) continue;
      for (const std::uint32_t row : found->second) {
        const bool alone = found->second.size() == 1;
        join(nodes_.capacity[row][index(*resource)], *resource,
             values_of(frame, i, row, alone, [&](double value) { return whole_amount(*resource, value); }));
      }
    }
  }

  void note_missing_capacity() {
    constexpr NoticeKind missing{
        "node-without-capacity", Severity::warning,
        "A node has no known capacity: it costs what its pods are charged, and its idle is unknown.",
        "Check that kube-state-metrics exports kube_node_status_capacity."};
    for (std::uint32_t row = 0; row < nodes_.size(); ++row) {
      const auto& capacity = nodes_.capacity[row];
      nodes_.implied[row] =
          std::none_of(capacity.begin(), capacity.end(), [](const StepValue& v) { return v.known(); });
      if (nodes_.implied[row]) notices_.add(missing, reader_.text(nodes_.name[row]), nodes_.alive[row]);
    }
  }

  void read_prices() {
    const auto rows = rows_by_name();
    for (const Resource resource : kAllResources) {
      const series::Frame& frame = input_.exported_price[index(resource)];
      for (std::size_t i = 0; i < frame.size(); ++i) {
        const auto found = rows.find({reader_.cluster(frame, i), reader_.label(frame, i, "node")});
        if (found == rows.end()) continue;
        for (const std::uint32_t row : found->second) {
          const bool alone = found->second.size() == 1;
          nodes_.exported_price[row][index(resource)].join(values_of(frame, i, row, alone, whole_price));
        }
      }
    }
  }
  /// Nano-units; nothing where a price is absent, which is not free.
  static std::optional<std::int64_t> whole_price(double price) {
    if (!(price > 0 && price < 1e6)) return std::nullopt;
    return to_whole(price * 1e9);
  }

  /// A value that holds up to `until` belongs to the instance that lived then; two may share the hour of a change.
  /// alone: no other instance had the node's name. whole: value → whole number, or nothing.
  template <class Whole>
  StepValue values_of(const series::Frame& frame, std::size_t i, std::uint32_t row, bool alone, Whole whole) const {
    const Window alive = nodes_.alive[row];
    StepValue values;
    for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
      const Instant until = instant_ms(frame.times(i)[p]);
      const std::optional<std::int64_t> value = whole(frame.values(i)[p]);
      const bool lived = alive.begin < until && until - std::chrono::hours(1) <= alive.end;
      if (value && (lived || alone)) values.append(until, *value);
    }
    return values;
  }

  Nodes sorted() const {
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const auto key = [&](std::uint32_t row) {
        return std::tuple(reader_.text(nodes_.cluster[row]), reader_.text(nodes_.name[row]), nodes_.alive[row].begin,
                          reader_.text(nodes_.provider_id[row]));
      };
      return key(a) < key(b);
    };
    Nodes out;
    for (const std::uint32_t row : ordered(nodes_.size(), before)) {
      out.cluster.push_back(nodes_.cluster[row]);
      out.name.push_back(nodes_.name[row]);
      out.provider_id.push_back(nodes_.provider_id[row]);
      out.instance_type.push_back(nodes_.instance_type[row]);
      out.region.push_back(nodes_.region[row]);
      out.zone.push_back(nodes_.zone[row]);
      out.spot.push_back(nodes_.spot[row]);
      out.alive.push_back(nodes_.alive[row]);
      out.capacity.push_back(nodes_.capacity[row]);
      out.label_row.push_back(nodes_.label_row[row]);
      out.implied.push_back(nodes_.implied[row]);
      out.exported_price.push_back(nodes_.exported_price[row]);
    }
    return out;
  }

  const Input& input_;
  const ObjectReader& reader_;
  Notices& notices_;
  IdMap<2, Presence> presence_;
  std::set<Instant> seen_;
  std::vector<Instance> lives_;
  Nodes nodes_;
};

}  // namespace

Nodes build_nodes(const Input& input, const ObjectReader& reader, Notices& notices) {
  return NodeBuilder(input, reader, notices).build();
}

}  // namespace prorata::cluster
