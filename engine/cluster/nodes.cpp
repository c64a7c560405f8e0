// Nodes: what each instance is called, has, and is said to cost.
#include <algorithm>
#include <array>

#include "cluster/label_sets.h"
#include "cluster/tables.h"

namespace prorata::cluster {
namespace {

/// Labels that cloud providers and autoscalers put on spot capacity.
struct SpotLabel {
  std::string_view name, value;
};
constexpr std::array kSpotLabels{SpotLabel{"label_eks_amazonaws_com_capacity_type", "SPOT"},
                                 SpotLabel{"label_eks_amazonaws_com_capacityType", "SPOT"},
                                 SpotLabel{"label_karpenter_sh_capacity_type", "spot"},
                                 SpotLabel{"label_cloud_google_com_gke_spot", "true"},
                                 SpotLabel{"label_cloud_google_com_gke_preemptible", "true"},
                                 SpotLabel{"label_kubernetes_azure_com_scalesetpriority", "spot"},
                                 SpotLabel{"label_node_kubernetes_io_lifecycle", "spot"}};

/// Labels of nodes that are no machines.
constexpr std::string_view kFargate = "fargate", kVirtualKubelet = "virtual-kubelet";

constexpr NoticeKind kPriceOfNobody{
    "price-without-node", Severity::warning, "An exported price is of no node that is known: it is not used.",
    "Its labels `node` and cluster must be those of `kube_node_info`: look at `honor_labels` and relabelling."};

class NodeBuilder {
 public:
  NodeBuilder(const Input& input, const ObjectReader& reader, const GpuUnits& gpus, Notices& notices)
      : input_(input), reader_(reader), gpus_(gpus), notices_(notices) {
    const std::vector<NodeLife> lives = find_node_lives(input, reader);
    for (const NodeLife& life : lives) {
      const std::uint32_t row = add_node(nodes_, life);
      rows_[{life.cluster, life.name}].push_back(row);
      nodes_.virtual_kind[row] = virtual_kind_of(reader.text(life.name), reader.text(life.provider_id));
    }
    for (const NodeLife& life : lives) {
      if (life.odd != nullptr) note(*life.odd, rows_[{life.cluster, life.name}], life.odd_at);
    }
  }

  Nodes build() {
    read_labels();
    read_spot();
    read_amounts(input_.node_capacity, nodes_.capacity);
    read_gpus();
    read_amounts(input_.node_allocatable, nodes_.allocatable);
    settle_capacity();
    read_prices();
    return std::move(nodes_);
  }

 private:
  void read_labels() {
    const series::Frame& frame = input_.node_labels;
    IdMap<2, std::vector<std::uint32_t>> sets;
    for (std::uint32_t i = 0; i < frame.size(); ++i) {
      sets[{reader_.cluster(frame, i), reader_.label(frame, i, "node")}].push_back(i);
    }
    for (const auto& [key, of_name] : sets) {
      const auto found = rows_.find(key);
      if (found == rows_.end()) continue;
      for (const std::uint32_t row : found->second) read_set(frame, row, set_of(frame, of_name, nodes_.alive[row]));
      if (found->second.size() > 1) continue;  // machines of one name have labels of their own
      const std::uint32_t row = found->second.front(), chosen = nodes_.label_row[row];
      for (const std::uint32_t set : of_name) {
        const std::string_view name = reader_.text(nodes_.name[row]);
        if (!note_changed_labels(input_, reader_, frame, chosen, set, name, notices_)) continue;
        notices_.concern(kLabelsChanged.id, {Concern::Table::nodes, row});
      }
    }
  }
  /// Of the sets that were seen before a machine was gone the one that overrides the others, else the first seen.
  [[nodiscard]] std::uint32_t set_of(const series::Frame& frame, const std::vector<std::uint32_t>& sets,
                                     Window alive) const {
    std::uint32_t best = kNone, first = sets.front();
    for (const std::uint32_t set : sets) {
      if (last_seen(frame, set) < last_seen(frame, first)) first = set;
      const bool in_time = last_seen(frame, set) < alive.end + input_.lifetime_resolution;
      if (in_time && (best == kNone || overrides(frame, set, best))) best = set;
    }
    return best == kNone ? first : best;
  }
  void read_set(const series::Frame& frame, std::uint32_t row, std::uint32_t i) {
    nodes_.label_row[row] = i;
    nodes_.instance_type[row] =
        either(frame, i, "label_node_kubernetes_io_instance_type", "label_beta_kubernetes_io_instance_type");
    nodes_.region[row] =
        either(frame, i, "label_topology_kubernetes_io_region", "label_failure_domain_beta_kubernetes_io_region");
    nodes_.zone[row] =
        either(frame, i, "label_topology_kubernetes_io_zone", "label_failure_domain_beta_kubernetes_io_zone");
    nodes_.spot[row] = is_spot(frame, i);
    if (nodes_.virtual_kind[row] == VirtualKind::none) nodes_.virtual_kind[row] = virtual_kind(frame, i, row);
  }
  VirtualKind virtual_kind(const series::Frame& frame, std::size_t i, std::uint32_t row) const {
    if (reader_.text(reader_.label(frame, i, "label_eks_amazonaws_com_compute_type")) == kFargate) {
      return VirtualKind::fargate;
    }
    const bool agent = reader_.text(reader_.label(frame, i, "label_kubernetes_io_role")) == "agent" &&
                       reader_.text(nodes_.name[row]).starts_with("virtual-");
    const bool kubelet = reader_.text(reader_.label(frame, i, "label_type")) == kVirtualKubelet;
    return agent || kubelet ? VirtualKind::other : VirtualKind::none;
  }
  /// As OpenCost exports it, with the provider's id or with what follows its last slash.
  void read_spot() {
    const series::Frame& frame = input_.node_spot;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto found = rows_.find({reader_.cluster(frame, i), reader_.label(frame, i, "node")});
      if (found == rows_.end() || !(frame.last(i) > 0)) continue;
      const std::string_view told = reader_.text(reader_.label(frame, i, "provider_id"));
      for (const std::uint32_t row : found->second) {
        const std::string_view id = reader_.text(nodes_.provider_id[row]);
        const bool same = told.empty() || told == id || told == id.substr(id.rfind('/') + 1);
        if (found->second.size() == 1 || same) nodes_.spot[row] = true;
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

  void read_amounts(const series::Frame& frame, std::vector<PerResource<StepValue>>& into) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const NameId label = reader_.label(frame, i, "resource");
      const IdKey<2> key{reader_.cluster(frame, i), reader_.label(frame, i, "node")};
      const auto found = rows_.find(key);
      const auto resource =
          gpus_.resource_of(reader_.text(label),
                            found == rows_.end() ? Concern{} : Concern{Concern::Table::nodes, found->second.front()});
      const bool summed_later = resource == Resource::gpu && &into == &nodes_.capacity;
      if (!resource || found == rows_.end() || summed_later) continue;
      for (const std::uint32_t row : found->second) {
        const auto whole = [&](double value, Instant at) {
          return *resource == Resource::gpu ? gpus_.amount(key, label, value, at) : whole_amount(*resource, value);
        };
        join(into[row][index(*resource)], *resource, values_of(frame, i, row, found->second, whole));
      }
    }
  }
  /// What nothing is offered of is there too.
  void read_gpus() {
    for (std::uint32_t row = 0; row < nodes_.size(); ++row) {
      nodes_.capacity[row][index(Resource::gpu)] =
          gpus_.capacity({nodes_.cluster[row], nodes_.name[row]}, nodes_.alive[row], row);
    }
  }

  /// Machines of one name.
  void note(const NoticeKind& kind, const std::vector<std::uint32_t>& rows, Window range) {
    for (const std::uint32_t row : rows) {
      notices_.add(kind, reader_.text(nodes_.name[row]), range, row == rows.front() ? 1 : 0,
                   {Concern::Table::nodes, row});
    }
  }

  /// What the kubelet of a virtual node says it has is nothing that anybody pays for. A capacity of zero is none.
  void settle_capacity() {
    constexpr NoticeKind missing{"node-without-capacity", Severity::warning,
                                 "A node has no known CPU or memory. Without both it costs what its pods are charged; "
                                 "without one, what they are "
                                 "charged for it is negative idle.",
                                 "Check that kube-state-metrics exports kube_node_status_capacity."};
    for (std::uint32_t row = 0; row < nodes_.size(); ++row) {
      if (!nodes_.is_virtual(row)) note_vanished(row);
      if (nodes_.is_virtual(row)) {
        nodes_.implied[row] = true;
        nodes_.capacity[row] = {};
        nodes_.allocatable[row] = {};
        continue;
      }
      const auto lacks = [&](Resource resource) { return nodes_.capacity[row][index(resource)].largest() == 0; };
      nodes_.implied[row] = std::all_of(kAllResources.begin(), kAllResources.end(), lacks);
      if (nodes_.implied[row]) nodes_.capacity[row] = {};
      const bool cpu = lacks(Resource::cpu), ram = lacks(Resource::ram);
      if (!cpu && !ram) continue;
      const std::string_view which = cpu && ram ? "" : cpu ? ": CPU" : ": memory";
      notices_.add(missing, std::string(reader_.text(nodes_.name[row])).append(which), nodes_.alive[row], 1,
                   {Concern::Table::nodes, row});
    }
  }

  /// A resource that a node had, and has no more although the node goes on.
  void note_vanished(std::uint32_t row) {
    constexpr NoticeKind vanished{
        "node-capacity-vanished", Severity::warning,
        "A node's capacity of a resource became 0 while the node went on: from then on it costs nothing for it, and "
        "what its pods are charged is negative idle.",
        "Look at the node with `kubectl describe node`: a kubelet, driver or device plugin that restarts is such a "
        "case."};
    constexpr std::array<std::string_view, kResources> kNames{"CPU", "memory", "GPUs", "disk"};
    for (std::size_t r = 0; r < kResources; ++r) {
      const auto steps = nodes_.capacity[row][r].steps();
      for (std::size_t i = 1; i < steps.size(); ++i) {
        const Window gone = overlap({steps[i - 1].until, steps[i].until}, nodes_.alive[row]);
        if (steps[i].value > 0 || steps[i - 1].value == 0 || gone.empty()) continue;
        notices_.add(vanished, std::string(reader_.text(nodes_.name[row])).append(": ").append(kNames[r]), gone, 1,
                     {Concern::Table::nodes, row});
      }
    }
  }

  /// Exporters go on for a while after a node has gone.
  void note_price(const IdKey<2>& key, Instant last) {
    if (last <= input_.window.begin + std::chrono::hours(1)) return;
    notices_.add(kPriceOfNobody, std::string(reader_.text(key[0])).append("/").append(reader_.text(key[1])),
                 input_.window);
  }

  void read_prices() {
    for (const Resource resource : kAllResources) {
      const series::Frame& frame = input_.exported_price[index(resource)];
      for (std::size_t i = 0; i < frame.size(); ++i) {
        const IdKey<2> key{reader_.cluster(frame, i), reader_.label(frame, i, "node")};
        const auto found = rows_.find(key);
        if (found == rows_.end()) {
          note_price(key, instant_ms(frame.times(i).back()));
          continue;
        }
        for (const std::uint32_t row : found->second) {
          nodes_.exported_price[row][index(resource)].join(
              values_of(frame, i, row, found->second, [](double value, Instant) { return whole_price(value); }));
        }
      }
    }
    refine_prices();
    for (auto& price : nodes_.exported_price) {
      const bool parts = price[index(Resource::cpu)].known() || price[index(Resource::ram)].known();
      if (price[kWholePrice].known()) price[parts ? kWholePrice : index(Resource::gpu)] = {};
    }
  }

  /// Hours in which the price of any node changed, at the fine grid. What is no price in the means is none here.
  void refine_prices() {
    constexpr std::string_view kNames[]{"node_cpu_hourly_cost", "node_ram_hourly_cost", "node_gpu_hourly_cost",
                                        "node_total_hourly_cost"};
    const series::Frame& frame = input_.prices_fine;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto found = rows_.find({reader_.cluster(frame, i), reader_.label(frame, i, "node")});
      const auto name =
          std::find(std::begin(kNames), std::end(kNames), reader_.text(reader_.label(frame, i, "__name__")));
      if (found == rows_.end() || name == std::end(kNames)) continue;
      for (const std::uint32_t row : found->second) {
        StepValue& price = nodes_.exported_price[row][static_cast<std::size_t>(name - kNames)];
        if (price.known()) refine_price(price, frame, i, row, found->second);
      }
    }
  }
  /// An hour whose answers do not reach over the whole of the node's time in it keeps its mean.
  void refine_price(StepValue& price, const series::Frame& frame, std::size_t i, std::uint32_t row,
                    const std::vector<std::uint32_t>& namesakes) const {
    constexpr Duration kHour = std::chrono::hours(1);
    const Duration step = input_.resolution;
    StepValue hour;
    Instant first{};  // of its values
    const auto times = frame.times(i);
    for (std::size_t p = 0; p < times.size(); ++p) {
      const Instant until = instant_ms(times[p]), end = ceil_to(until, kHour);
      const auto there = [&](std::uint32_t node) { return lived(node, until, step); };
      const std::optional<std::int64_t> value = whole_price(frame.values(i)[p]);
      if (value &&
          (namesakes.size() == 1 || (there(row) && std::count_if(namesakes.begin(), namesakes.end(), there) == 1))) {
        if (!hour.known()) first = until;
        hour.append(until, *value);
      }
      if (!hour.known() || (p + 1 < times.size() && instant_ms(times[p + 1]) <= end)) continue;
      const Window time = overlap({end - kHour, end}, nodes_.alive[row]);
      const ValueStep last = hour.steps().back();
      hour.append(end, last.value);
      if (first - 2 * step < time.begin && last.until + step > time.end) price.refine(end - kHour, hour);
      hour = {};
    }
  }

  /// Whether a node lived in the time that a value at `until` speaks of.
  [[nodiscard]] bool lived(std::uint32_t node, Instant until, Duration reach) const {
    const Window alive = nodes_.alive[node];
    // Of the hour before the window: who stands as it begins.
    const bool before = until <= input_.window.begin && alive.begin == input_.window.begin;
    return (alive.begin < until || before) && until - reach <= alive.end;
  }

  /// A value that holds up to `until` belongs to the instance that lived then. In the hour in which one machine follows
  /// another the larger of both was asked for: it counts only for those that have no other hour. row: one of
  /// `namesakes`, the instances of the node's name. whole: value and time → whole number, or nothing.
  template <class Whole>
  StepValue values_of(const series::Frame& frame, std::size_t i, std::uint32_t row,
                      const std::vector<std::uint32_t>& namesakes, Whole whole) const {
    StepValue all, own;
    for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
      const Instant until = instant_ms(frame.times(i)[p]);
      const std::optional<std::int64_t> value = whole(frame.values(i)[p], until);
      const auto there = [&](std::uint32_t node) { return lived(node, until, std::chrono::hours(1)); };
      if (!value || (namesakes.size() > 1 && !there(row))) continue;
      all.append(until, *value);
      if (std::count_if(namesakes.begin(), namesakes.end(), there) <= 1) own.append(until, *value);
    }
    return own.known() ? own : all;
  }

  const Input& input_;
  const ObjectReader& reader_;
  const GpuUnits& gpus_;
  Notices& notices_;
  IdMap<2, std::vector<std::uint32_t>> rows_;  ///< of one name
  Nodes nodes_;
};

}  // namespace

VirtualKind virtual_kind_of(std::string_view name, std::string_view provider_id) {
  if (name.starts_with("fargate-") || provider_id.find("/fargate-") != std::string_view::npos) {
    return VirtualKind::fargate;
  }
  if (name.starts_with("virtual-node-aci")) return VirtualKind::other;
  return name.starts_with("virtual-node-") || name.starts_with("virtual-kubelet-") ? VirtualKind::eci
                                                                                   : VirtualKind::none;
}

std::uint32_t add_node(Nodes& nodes, const NodeLife& life) {
  nodes.cluster.push_back(life.cluster);
  nodes.name.push_back(life.name);
  nodes.provider_id.push_back(life.provider_id);
  nodes.alive.push_back(life.alive);
  for (auto* column : {&nodes.instance_type, &nodes.region, &nodes.zone}) column->push_back(kNoName);
  nodes.spot.push_back(false);
  for (auto* column : {&nodes.capacity, &nodes.allocatable, &nodes.exported_price}) column->emplace_back();
  nodes.label_row.push_back(kNone);
  nodes.implied.push_back(false);
  nodes.virtual_kind.push_back(VirtualKind::none);
  return static_cast<std::uint32_t>(nodes.size() - 1);
}

Nodes build_nodes(const Input& input, const ObjectReader& reader, const GpuUnits& gpus, Notices& notices) {
  return NodeBuilder(input, reader, gpus, notices).build();
}

}  // namespace prorata::cluster
