#include "rollup/details.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/id_map.h"
#include "core/order.h"

namespace prorata::rollup {
namespace {

using allocation::Subject;
using cluster::kNone;
using cluster::kResources;
using cluster::Resource;

/// Volumes and balancers, charge by charge.
class Holdings {
 public:
  Holdings(const SetOrigin& origin, Set& set)
      : origin_(origin), charges_(origin.source.charges), members_(set.members) {}

  /// Charge by charge, so that what a row bears of the present one is the last of what it holds.
  void add() {
    for (std::uint32_t i = 0; i < charges_.size(); ++i) {
      const bool held = charges_.subject[i] == Subject::volume || charges_.subject[i] == Subject::balancer;
      add_costs(i, held);
      if (held) add_amounts(i);
    }
    for (Member& member : members_) {
      for (Held& held : member.held) held.amount = held.balancer ? held.amount / 3.6e6 : held.amount * 1024 / 3600;
    }
  }

 private:
  /// Parts stand by charge.
  void add_costs(std::uint32_t charge, bool held) {
    for (; next_part_ < origin_.parts.size() && origin_.parts[next_part_].charge == charge; ++next_part_) {
      const pricing::ChargePart& part = origin_.parts[next_part_];
      const std::uint32_t row = origin_.row_of[part.bearer];
      if (held && part.step == origin_.step && row != kNone) held_by(row, charge).cost += Money(part.money);
    }
  }

  void add_amounts(std::uint32_t charge) {
    const allocation::CellRows& cells = charges_.cells;
    std::size_t share = charges_.share_offset[charge];
    const std::size_t end = charges_.share_offset[charge + 1];
    for (std::size_t cell = cells.offset[charge]; cell < cells.offset[charge + 1]; ++cell) {
      const auto slice = static_cast<std::uint32_t>(cells.first[charge] + (cell - cells.offset[charge]));
      const bool alone = share < end && charges_.shares[share].slice == allocation::kEverySlice;
      while (!alone && share < end && charges_.shares[share].slice < slice) ++share;
      std::size_t last = share;
      while (last < end && (alone || charges_.shares[last].slice == slice)) ++last;
      if (origin_.step_of.of_charges(slice) == origin_.step) {
        spread(charge, share, last, static_cast<double>(charges_.amount[cell]));
      }
    }
  }

  void spread(std::uint32_t charge, std::size_t first, std::size_t last, double amount) {
    double weights = 0;
    for (std::size_t s = first; s < last; ++s) weights += static_cast<double>(charges_.shares[s].weight);
    for (std::size_t s = first; s < last; ++s) {
      const allocation::Share& share = charges_.shares[s];
      const std::uint32_t row = origin_.row_of[share.bearer];
      if (row == kNone) continue;
      held_by(row, charge).amount += weights > 0 ? amount * (static_cast<double>(share.weight) / weights) : amount;
    }
  }

  Held& held_by(std::uint32_t row, std::uint32_t charge) {
    std::vector<Held>& held = members_[row].held;
    if (held.empty() || held.back().charge != charge) held.push_back(named(charge));
    return held.back();
  }

  [[nodiscard]] Held named(std::uint32_t charge) const {
    const cluster::Cluster& cluster = origin_.source.cluster;
    const std::uint32_t row = charges_.row[charge];
    const auto text = [&](NameId id) { return std::string(origin_.source.names.text(id)); };
    Held held;
    held.charge = charge;
    held.balancer = charges_.subject[charge] == Subject::balancer;
    if (held.balancer) {
      held.cluster = text(cluster.balancers.cluster[row]);
      held.name_space = text(cluster.balancers.name_space[row]);
      held.name = text(cluster.balancers.service[row]);
    } else {
      held.cluster = text(cluster.volumes.cluster[row]);
      held.name = text(cluster.volumes.name[row]);
    }
    return held;
  }

  const SetOrigin& origin_;
  const allocation::Charges& charges_;
  std::vector<Member>& members_;
  std::size_t next_part_ = 0;
};

/// What pods sent, and what is written on them.
class PodDetails {
 public:
  PodDetails(const SetOrigin& origin, Set& set) : origin_(origin), set_(set), seen_(set.members.size()) {}

  void add() {
    const cluster::Cluster& cluster = origin_.source.cluster;
    std::vector<std::uint32_t> containers_of(cluster.pods.size(), 0);
    for (const std::uint32_t pod : cluster.containers.pod) ++containers_of[pod];
    for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
      const std::uint32_t row = origin_.row_of[c], pod = cluster.containers.pod[c];
      if (row == kNone || overlap(cluster.pods.alive[pod], set_.window).empty()) continue;
      add_sent(row, pod, containers_of[pod]);
      add_metadata(row, pod);
    }
    for (std::size_t row = 0; row < set_.members.size(); ++row) finish(row);
  }

 private:
  /// What a row's pods have in common so far.
  struct Seen {
    std::uint32_t pod = kNone;
    bool one = true;
  };

  /// As traffic is shared: evenly by the containers of a pod. Counters are of whole hours.
  void add_sent(std::uint32_t row, std::uint32_t pod, std::uint32_t containers) {
    const cluster::StepValue& sent = origin_.source.cluster.sent[pod];
    if (!sent.known()) return;
    double bytes = 0;
    const Duration hour = std::chrono::hours(1);
    for (Instant at = floor_to(set_.window.begin, hour); at < set_.window.end; at += hour) {
      const double part = static_cast<double>(overlap({at, at + hour}, set_.window).length().count()) / 3.6e6;
      const bool alive = !overlap({at, at + hour}, origin_.source.cluster.pods.alive[pod]).empty();
      if (alive) bytes += static_cast<double>(sent.at(at + hour)) * 1024 * part;
    }
    std::optional<double>& sum = set_.members[row].sent_bytes;
    sum = sum.value_or(0) + bytes / containers;
  }

  void add_metadata(std::uint32_t row, std::uint32_t pod) {
    Seen& seen = seen_[row];
    if (seen.pod == pod) return;
    const cluster::Cluster& cluster = origin_.source.cluster;
    const Properties labels = properties(cluster.pod_labels, cluster.pods.label_row[pod], "label_");
    const Properties annotations = properties(cluster.pod_annotations, cluster.pods.annotation_row[pod], "annotation_");
    Member& member = set_.members[row];
    if (seen.pod == kNone) {
      seen.pod = pod;
      member.labels = labels;
      member.annotations = annotations;
      return;
    }
    seen.one = false;
    keep_common(member.labels, labels);
    keep_common(member.annotations, annotations);
  }

  static void keep_common(Properties& kept, const Properties& other) {
    std::erase_if(kept,
                  [&](const auto& property) { return !std::binary_search(other.begin(), other.end(), property); });
  }

  void finish(std::size_t row) {
    Member& member = set_.members[row];
    const Seen& seen = seen_[row];
    if (seen.pod == kNone) return;
    if (!seen.one && !origin_.question.shared_metadata) {
      member.labels.clear();
      member.annotations.clear();
    }
    const cluster::Cluster& cluster = origin_.source.cluster;
    if (seen.one) {
      for (const NameId service : cluster.pods.services[seen.pod]) {
        member.services.emplace_back(origin_.source.names.text(service));
      }
    }
    if (!member.name_space.empty() && !member.cluster.empty()) {
      member.namespace_annotations =
          properties(cluster.namespace_annotations, cluster.pods.namespace_annotation_row[seen.pod], "annotation_");
    }
  }

  /// Sorted by name.
  [[nodiscard]] Properties properties(const series::Frame& frame, std::uint32_t row, std::string_view prefix) const {
    Properties found;
    if (row == kNone) return found;
    for (const series::Label& label : frame.labels(row)) {
      const std::string_view name = origin_.source.names.text(label.name);
      if (name.starts_with(prefix)) {
        found.emplace_back(name.substr(prefix.size()), origin_.source.names.text(label.value));
      }
    }
    sort_few(std::span(found), std::less<>());
    return found;
  }

  const SetOrigin& origin_;
  Set& set_;
  std::vector<Seen> seen_;
};

/// Parts of clusters or nodes.
class Proportions {
 public:
  Proportions(const SetOrigin& origin, Set& set)
      : origin_(origin), set_(set), nodes_(origin.question.proportions == query::Proportions::node) {}

  void add() {
    find_totals();
    const cluster::Cluster& cluster = origin_.source.cluster;
    for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
      const std::uint32_t pod = cluster.containers.pod[c], node = cluster.pods.node[pod];
      const std::uint32_t row = origin_.row_of[c];
      if (row == kNone) continue;
      if (node == kNone) continue;
      for (std::size_t r = 0; r < kResources; ++r) {
        const std::int64_t cost = of_step(origin_.source.costs.containers[r], c);
        if (cost != 0) add_part(row, key_of_node(node), r, cost);
      }
    }
    if (!nodes_) add_held();
    for (std::size_t row = 0; row < set_.members.size(); ++row) {
      auto& all = set_.members[row].proportions;
      std::sort(all.begin(), all.end(), [](const Proportion& a, const Proportion& b) {
        return a.cluster != b.cluster ? a.cluster < b.cluster : a.node < b.node;
      });
    }
  }

 private:
  static constexpr std::size_t kVolume = kResources, kBalancer = kResources + 1, kParts = kResources + 2;
  using Sums = std::array<double, kParts>;
  using Key = IdKey<2>;  ///< cluster and node

  [[nodiscard]] Key key_of_node(std::uint32_t node) const {
    const cluster::Nodes& nodes = origin_.source.cluster.nodes;
    return {nodes.cluster[node], nodes_ ? nodes.name[node] : kNoName};
  }
  [[nodiscard]] std::int64_t of_step(const std::vector<std::int64_t>& table, std::size_t row) const {
    const std::size_t at = row * origin_.source.costs.steps + origin_.step;
    return at < table.size() ? table[at] : 0;  // nothing costs anything: no table
  }

  void find_totals() {
    const cluster::Cluster& cluster = origin_.source.cluster;
    for (std::uint32_t node = 0; node < cluster.nodes.size(); ++node) {
      for (std::size_t r = 0; r < kResources; ++r) {
        totals_[key_of_node(node)][r] += static_cast<double>(of_step(origin_.source.costs.assets[r], node));
      }
    }
    if (nodes_) return;
    for (const Member& member : set_.members) {
      for (const Held& held : member.held) total_of_held(held) += static_cast<double>(held.cost.nano());
    }
  }
  double& total_of_held(const Held& held) {
    return totals_[{origin_.source.names.find(held.cluster), kNoName}][held.balancer ? kBalancer : kVolume];
  }

  void add_held() {
    for (std::uint32_t row = 0; row < set_.members.size(); ++row) {
      for (const Held& held : set_.members[row].held) {
        add_part(row, {origin_.source.names.find(held.cluster), kNoName}, held.balancer ? kBalancer : kVolume,
                 held.cost.nano());
      }
    }
  }

  void add_part(std::uint32_t row, const Key& key, std::size_t part, std::int64_t cost) {
    const Sums& totals = totals_[key];
    auto& all = set_.members[row].proportions;
    const std::string_view cluster = origin_.source.names.text(key[0]), node = origin_.source.names.text(key[1]);
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const Proportion& each) { return each.cluster == cluster && each.node == node; });
    if (found == all.end()) {
      Proportion made;
      made.cluster = cluster;
      made.node = node;
      found = all.insert(all.end(), std::move(made));
    }
    const double money = static_cast<double>(cost);
    const double share = totals[part] > 0 ? money / totals[part] : 0;
    double of_node = 0;
    for (std::size_t r = 0; r < kResources; ++r) of_node += totals[r];
    if (part < kResources && of_node > 0) found->whole += money / of_node;
    constexpr double Proportion::*kColumns[]{&Proportion::cpu, &Proportion::ram,    &Proportion::gpu,
                                             nullptr,          &Proportion::volume, &Proportion::balancer};
    static_assert(std::size(kColumns) == kParts);
    if (kColumns[part] != nullptr) (*found).*kColumns[part] += share;
  }

  const SetOrigin& origin_;
  Set& set_;
  bool nodes_;
  IdMap<2, Sums> totals_;
};

}  // namespace

void add_details(const SetOrigin& origin, Set& set) {
  Holdings(origin, set).add();
  PodDetails(origin, set).add();
  if (origin.question.proportions != query::Proportions::none) Proportions(origin, set).add();
}

}  // namespace prorata::rollup
