#include "rollup/sets.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/order.h"

namespace prorata::rollup {
namespace {

using cluster::kNone;
using cluster::kResources;

/// The column of one step of a table of rows × steps.
std::vector<std::int64_t> column_of(const std::vector<std::int64_t>& table, std::size_t steps, std::size_t step) {
  std::vector<std::int64_t> column;
  for (std::size_t at = step; at < table.size(); at += steps) column.push_back(table[at]);
  return column;
}

sharing::StepCosts costs_of_step(const sharing::StepCosts& all, std::size_t step) {
  sharing::StepCosts costs;
  for (std::size_t r = 0; r < kResources; ++r) {
    costs.containers[r] = column_of(all.containers[r], all.steps, step);
    costs.own[r] = column_of(all.own[r], all.steps, step);
    costs.assets[r] = column_of(all.assets[r], all.steps, step);
    costs.idle[r] = column_of(all.idle[r], all.steps, step);
  }
  for (std::size_t k = 0; k < all.charges.size(); ++k) costs.charges[k] = column_of(all.charges[k], all.steps, step);
  costs.by_use = column_of(all.by_use, all.steps, step);
  costs.custom = column_of(all.custom, all.steps, step);
  costs.taken = all.taken;
  for (const auto& rule : all.by_rule) costs.by_rule.push_back(column_of(rule, all.steps, step));
  return costs;
}

/// Sums of the cells of one step, per row.
std::vector<std::int64_t> amounts_of_step(const allocation::CellRows& rows, const std::vector<std::int64_t>& cells,
                                          const pricing::StepOfSlice& step_of, std::size_t step) {
  std::vector<std::int64_t> sums(rows.size(), 0);
  if (cells.empty()) return sums;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t cell = rows.offset[row]; cell < rows.offset[row + 1]; ++cell) {
      if (step_of.of[rows.first[row] + (cell - rows.offset[row])] == step) sums[row] += cells[cell];
    }
  }
  return sums;
}

/// Only totals: nothing else is read of them here.
allocation::Amounts amounts_of_step(const allocation::Amounts& all, const pricing::StepOfSlice& step_of,
                                    std::size_t step) {
  allocation::Amounts amounts;
  for (std::size_t r = 0; r < kResources; ++r) {
    amounts.charged_total[r] = amounts_of_step(all.containers, all.charged[r], step_of, step);
    amounts.requested_total[r] = amounts_of_step(all.containers, all.requested[r], step_of, step);
    amounts.used_total[r] = amounts_of_step(all.containers, all.used[r], step_of, step);
    amounts.capacity_total[r] = amounts_of_step(all.nodes, all.capacity[r], step_of, step);
    amounts.requested_known[r] = step_of.steps == 1 ? all.requested_known[r] : amounts.requested_total[r];
  }
  return amounts;
}

/// What all rows of a step cost together, whatever the question leaves out.
Money whole_cost(const sharing::StepCosts& costs) {
  Money whole;
  const auto add = [&](const std::vector<std::int64_t>& column, bool of_bearers) {
    for (std::size_t row = 0; row < column.size(); ++row) {
      const bool taken = of_bearers && !costs.taken.empty() && costs.taken[row] != 0;
      if (!taken) whole += Money(column[row]);
    }
  };
  for (std::size_t r = 0; r < kResources; ++r) {
    add(costs.containers[r], true);
    add(costs.idle[r], false);
  }
  for (const auto& column : costs.charges) add(column, true);
  return whole;
}

/// Finds what members have in common, one after the other.
class Commons {
 public:
  Commons(const Source& source, Window window, std::size_t rows) : source_(source), window_(window) {
    found_.resize(rows);
  }

  void add(std::uint32_t row, std::size_t container) {
    const cluster::Cluster& cluster = source_.cluster;
    const std::uint32_t pod = cluster.containers.pod[container], node = cluster.pods.node[pod];
    const Window ran = overlap(cluster.pods.alive[pod], window_);
    if (ran.empty()) return;
    const NameId none = kNoName;
    join(row, ran,
         {cluster.pods.cluster[pod], node == kNone ? none : cluster.nodes.name[node], cluster.pods.name_space[pod],
          cluster.pods.controller_kind[pod], cluster.pods.controller[pod], cluster.pods.name[pod],
          cluster.containers.name[container], node == kNone ? none : cluster.nodes.provider_id[node]},
         pod);
  }

  /// One that bears charges and is no container.
  void add_bearer(std::uint32_t row, std::size_t bearer) {
    const allocation::Bearers& bearers = source_.charges.bearers;
    std::array<NameId, kNames> names{};
    names.fill(kNoName);
    names[kCluster] = bearers.cluster[bearer];
    names[kNamespace] = bearers.name_space[bearer];
    join(row, window_, names, kNone);
  }

  /// Its idle.
  void add_node(std::uint32_t row, std::size_t node) {
    const cluster::Nodes& nodes = source_.cluster.nodes;
    std::array<NameId, kNames> names{};
    names.fill(kNoName);
    names[kCluster] = nodes.cluster[node];
    names[kNode] = nodes.name[node];
    names[kProvider] = nodes.provider_id[node];
    join(row, overlap(nodes.alive[node], window_), names, kNone);
  }

  [[nodiscard]] std::vector<Member> members() const {
    std::vector<Member> members;
    for (const Found& found : found_) members.push_back(member_of(found));
    return members;
  }

 private:
  enum Name : std::size_t { kCluster, kNode, kNamespace, kKind, kController, kPod, kContainer, kProvider, kNames };
  struct Found {
    bool any = false, one_pod = true;
    Window running;
    std::array<NameId, kNames> names{};
    std::uint32_t pod = kNone;
  };

  void join(std::uint32_t row, Window ran, const std::array<NameId, kNames>& names, std::uint32_t pod) {
    Found& found = found_[row];
    if (!found.any) {
      found = {true, true, ran, names, pod};
      return;
    }
    found.running = {std::min(found.running.begin, ran.begin), std::max(found.running.end, ran.end)};
    found.one_pod = found.one_pod && found.pod == pod;
    for (std::size_t n = 0; n < kNames; ++n) {
      if (found.names[n] != names[n]) found.names[n] = kNoName;
    }
  }

  [[nodiscard]] Member member_of(const Found& found) const {
    Member member;
    if (!found.any) return member;
    member.running = found.running;
    constexpr std::string Member::*kTexts[]{&Member::cluster,         &Member::node,       &Member::name_space,
                                            &Member::controller_kind, &Member::controller, &Member::pod,
                                            &Member::container,       &Member::provider_id};
    for (std::size_t n = 0; n < kNames; ++n) {
      if (found.names[n] != kNoName) member.*kTexts[n] = source_.names.text(found.names[n]);
    }
    if (found.pod == kNone) return member;
    const cluster::Cluster& cluster = source_.cluster;
    if (found.one_pod) member.labels = labels_of(cluster.pod_labels, cluster.pods.label_row[found.pod]);
    if (found.names[kNamespace] != kNoName && found.names[kCluster] != kNoName) {
      member.namespace_labels = labels_of(cluster.namespace_labels, cluster.pods.namespace_label_row[found.pod]);
    }
    return member;
  }

  [[nodiscard]] Properties labels_of(const series::Frame& frame, std::uint32_t row) const {
    constexpr std::string_view kPrefix = "label_";
    Properties labels;
    if (row == kNone) return labels;
    for (const series::Label& label : frame.labels(row)) {
      const std::string_view name = source_.names.text(label.name);
      if (name.starts_with(kPrefix)) {
        labels.emplace_back(name.substr(kPrefix.size()), source_.names.text(label.value));
      }
    }
    sort_few(std::span(labels), std::less<>());
    return labels;
  }

  const Source& source_;
  Window window_;
  std::vector<Found> found_;
};

/// Sizes of volumes over a step, over the rows of those who bear them, by the weights of each slice.
class VolumeAmounts {
 public:
  VolumeAmounts(const Source& source, const pricing::StepOfSlice& step_of, std::size_t step)
      : charges_(source.charges), step_of_(step_of), step_(step) {}

  void add(const std::vector<std::uint32_t>& row_of, std::vector<Member>& members) const {
    for (std::size_t i = 0; i < charges_.size(); ++i) {
      if (charges_.subject[i] == allocation::Subject::volume) add(i, row_of, members);
    }
  }

 private:
  void add(std::size_t charge, const std::vector<std::uint32_t>& row_of, std::vector<Member>& members) const {
    constexpr double kByteHours = 1024.0 / 3600.0;  // in a KiB·s
    const allocation::CellRows& cells = charges_.cells;
    std::size_t share = charges_.share_offset[charge];
    const std::size_t end = charges_.share_offset[charge + 1];
    for (std::size_t cell = cells.offset[charge]; cell < cells.offset[charge + 1]; ++cell) {
      const auto slice = static_cast<std::uint32_t>(cells.first[charge] + (cell - cells.offset[charge]));
      const bool alone = share < end && charges_.shares[share].slice == allocation::kEverySlice;
      while (!alone && share < end && charges_.shares[share].slice < slice) ++share;
      std::size_t last = share;
      while (last < end && (alone || charges_.shares[last].slice == slice)) ++last;
      if (step_of_.of_charges(slice) == step_) {
        spread(share, last, static_cast<double>(charges_.amount[cell]) * kByteHours, row_of, members);
      }
    }
  }

  void spread(std::size_t first, std::size_t last, double amount, const std::vector<std::uint32_t>& row_of,
              std::vector<Member>& members) const {
    double weights = 0;
    for (std::size_t s = first; s < last; ++s) weights += static_cast<double>(charges_.shares[s].weight);
    for (std::size_t s = first; s < last; ++s) {
      const allocation::Share& share = charges_.shares[s];
      const std::uint32_t row = row_of[share.bearer];
      if (row == kNone) continue;
      members[row].volume_byte_hours += weights > 0 ? amount * (static_cast<double>(share.weight) / weights) : amount;
    }
  }

  const allocation::Charges& charges_;
  const pricing::StepOfSlice& step_of_;
  std::size_t step_;
};

}  // namespace

Result<Set> make_set(const Source& source, const query::Question& question, const pricing::StepOfSlice& step_of,
                     std::size_t step, Window window, std::vector<std::uint32_t>* rows) {
  const sharing::StepCosts costs = costs_of_step(source.costs, step);
  const allocation::Amounts amounts = amounts_of_step(source.amounts, step_of, step);
  std::vector<std::uint32_t> row_of;
  auto groups = roll_up({source.cluster, amounts, source.charges, costs, source.names}, question, &row_of);
  if (!groups) return groups.error();
  Set set;
  set.window = window;
  set.groups = *std::move(groups);
  set.groups.asset_cost = whole_cost(costs);
  set.groups.remainder = set.groups.asset_cost - set.groups.totals.total.front();

  Commons commons(source, window, set.groups.name.size());
  const std::size_t containers = source.charges.bearers.containers, bearers = source.charges.bearers.size();
  for (std::size_t bearer = 0; bearer < row_of.size(); ++bearer) {
    if (row_of[bearer] == kNone) continue;
    if (bearer < containers) {
      commons.add(row_of[bearer], bearer);
    } else if (bearer < bearers) {
      commons.add_bearer(row_of[bearer], bearer - containers);
    } else if (question.idle_by) {
      commons.add_node(row_of[bearer], bearer - bearers);
    }
  }
  set.members = commons.members();
  VolumeAmounts(source, step_of, step).add(row_of, set.members);
  if (rows != nullptr) *rows = std::move(row_of);
  return set;
}

}  // namespace prorata::rollup
