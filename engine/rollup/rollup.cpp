#include <algorithm>
#include <numeric>

#include "core/flags.h"
#include "rollup/group_table.h"

namespace prorata::rollup {
namespace {

using cluster::kNone;
using cluster::kResources;

class RollUp {
 public:
  RollUp(const Source& source, const query::Question& question)
      : source_(source),
        question_(question),
        kept_(select(source, question.filter)),
        keys_(source, question.aggregate),
        table_(source.costs.steps) {
    const cluster::Nodes& nodes = source.cluster.nodes;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      chosen_.push_back(question.shard.holds(source.names.text(nodes.cluster[n]), source.names.text(nodes.name[n])));
    }
  }

  Result<Groups> run(std::vector<std::uint32_t>* row_of) {
    if (row_of != nullptr) group_of_.assign(source_.charges.bearers.size(), kNone);
    add_containers();
    add_bearers();
    if (question_.idle != query::IdlePolicy::hide) add_idle();
    if (question_.limit > 0) table_ = table_.folded(question_.limit);
    if (row_of != nullptr) *row_of = rows();
    return table_.finish(asset_cost());
  }

 private:
  [[nodiscard]] std::size_t steps() const { return source_.costs.steps; }

  /// A cost that others bear now has no row.
  [[nodiscard]] bool is_taken(std::size_t bearer) const {
    return !source_.costs.taken.empty() && source_.costs.taken[bearer] != 0;
  }

  /// Node of a container that ran in the window, on a node of the question's shard; else kNone.
  [[nodiscard]] std::uint32_t chosen_node(std::size_t container) const {
    const std::uint32_t pod = source_.cluster.containers.pod[container];
    const std::uint32_t node = source_.cluster.pods.node[pod];
    const bool lived = node != kNone && !source_.cluster.pods.alive[pod].empty();
    return lived && chosen_[node] ? node : kNone;
  }

  void add_containers() {
    for (std::size_t c = 0; c < source_.cluster.containers.size(); ++c) {
      if (chosen_node(c) == kNone || is_taken(c) || kept_[c] == 0) continue;
      const auto texts = keys_.of(c);
      const bool none =
          std::all_of(texts.begin(), texts.end(), [](const std::string& t) { return t == kUnallocatedName; });
      Group& group = table_.at(texts, none ? RowKind::unallocated : RowKind::workload);
      note(c, group);
      add_container(group, c);
    }
  }

  /// Adds a row of a table of steps, where there is such a table.
  void add_row(Group& group, std::int64_t& sum, const std::vector<std::int64_t>& table, std::size_t row) const {
    if (table.empty()) return;
    for (std::size_t s = 0; s < steps(); ++s) {
      const std::int64_t cost = table[row * steps() + s];
      sum += cost;
      group.by_step[s] += cost;
    }
  }
  void add_charges(Group& group, std::size_t bearer) const {
    for (std::size_t k = 0; k < group.charge.size(); ++k) {
      add_row(group, group.charge[k], source_.costs.charges[k], bearer);
    }
  }

  /// Unmounted volumes count to the namespace that claims them; what no namespace has, and overhead, have rows of their
  /// own.
  void add_bearers() {
    const allocation::Bearers& bearers = source_.charges.bearers;
    for (std::size_t b = 0; b < bearers.kind.size(); ++b) {
      const std::size_t row = bearers.containers + b;
      if (is_taken(row) || kept_[row] == 0 || !bears_anything(b) || !chosen_bearer(b)) continue;
      const auto texts = keys_.of(row);
      const bool overhead = bearers.kind[b] == allocation::BearerKind::overhead;
      const bool named =
          std::none_of(texts.begin(), texts.end(), [](const std::string& t) { return t == kUnmountedName; });
      const RowKind kind = overhead ? RowKind::overhead : named ? RowKind::workload : RowKind::unmounted;
      Group& group = table_.at(texts, kind);
      note(row, group);
      add_charges(group, row);
    }
  }

  void note(std::size_t bearer, const Group& group) {
    if (!group_of_.empty()) group_of_[bearer] = table_.place_of(group);
  }
  [[nodiscard]] std::vector<std::uint32_t> rows() const {
    const std::vector<std::uint32_t> row_of_group = table_.rows();
    std::vector<std::uint32_t> rows = group_of_;
    for (std::uint32_t& row : rows) row = row == kNone ? kNone : row_of_group[row];
    return rows;
  }

  [[nodiscard]] bool chosen_bearer(std::size_t b) const {
    const allocation::Bearers& bearers = source_.charges.bearers;
    return question_.shard.holds(source_.names.text(bearers.cluster[b]), source_.names.text(bearers.name_space[b]));
  }
  [[nodiscard]] bool bears_anything(std::size_t b) const {
    const std::size_t row = source_.charges.bearers.containers + b;
    return std::any_of(source_.costs.charges.begin(), source_.costs.charges.end(), [&](const auto& table) {
      const auto begin = table.begin() + static_cast<std::ptrdiff_t>(table.empty() ? 0 : row * steps());
      const auto end = table.empty() ? begin : begin + static_cast<std::ptrdiff_t>(steps());
      return std::any_of(begin, end, [](std::int64_t cost) { return cost != 0; });
    });
  }

  void add_container(Group& group, std::size_t c) {
    const auto& rules = source_.costs.by_rule;
    group.by_rule.resize(rules.size());
    for (std::size_t p = 0; p < rules.size(); ++p) group.by_rule[p] += rules[p][c];
    add_charges(group, c);
    for (std::size_t r = 0; r < kResources; ++r) {
      add_row(group, group.cost[r], source_.costs.containers[r], c);
      group.charged[r].add(source_.amounts.charged_total[r][c]);
      group.requested[r].add(source_.amounts.requested_total[r][c]);
      group.used[r].add(source_.amounts.used_total[r][c]);
      group.requested_known[r].add(source_.amounts.requested_known[r][c]);
    }
  }

  /// One row for all nodes, as OpenCost has it; assets show idle per node. Shared idle has left the row.
  void add_idle() {
    const bool shared = question_.idle == query::IdlePolicy::share;
    if (shared && !idle_is_left()) return;
    Group& group =
        table_.at(std::vector<std::string>(question_.aggregate.size(), std::string(kIdleName)), RowKind::idle);
    for (std::size_t n = 0; n < chosen_.size(); ++n) {
      if (!chosen_[n]) continue;
      for (std::size_t r = 0; r < kResources; ++r) add_row(group, group.cost[r], source_.costs.idle[r], n);
    }
    if (!shared) add_idle_amounts(group);
  }

  [[nodiscard]] bool idle_is_left() const {
    return std::any_of(source_.costs.idle.begin(), source_.costs.idle.end(), [](const auto& column) {
      return std::any_of(column.begin(), column.end(), [](std::int64_t cost) { return cost != 0; });
    });
  }

  /// Capacity less what was charged, as amounts.
  void add_idle_amounts(Group& group) {
    const auto& implied = source_.cluster.nodes.implied;
    for (std::size_t r = 0; r < kResources; ++r) {
      for (std::size_t n = 0; n < chosen_.size(); ++n) {
        if (chosen_[n] && !implied[n]) group.charged[r].add(source_.amounts.capacity_total[r][n]);
      }
      for (std::size_t c = 0; c < source_.cluster.containers.size(); ++c) {
        const std::uint32_t node = chosen_node(c);
        if (node != kNone && !implied[node]) group.charged[r].add(-source_.amounts.charged_total[r][c]);
      }
    }
  }

  [[nodiscard]] Money asset_cost() const {
    Money sum;
    for (const auto& column : source_.costs.assets) {
      for (std::size_t i = 0; i < column.size(); ++i) {
        if (chosen_[i / steps()]) sum += Money(column[i]);
      }
    }
    if (source_.costs.besides_nodes) return sum + Money(*source_.costs.besides_nodes);
    const std::size_t containers = source_.charges.bearers.containers;
    for (const auto& column : source_.costs.charges) {
      for (std::size_t i = 0; i < column.size(); ++i) {
        const std::size_t row = i / steps();
        const bool mine = row < containers ? chosen_node(row) != kNone : chosen_bearer(row - containers);
        if (column[i] != 0 && mine) sum += Money(column[i]);
      }
    }
    return sum;
  }

  const Source& source_;
  const query::Question& question_;
  Flags kept_;  ///< per bearer: by the filter
  GroupKeys keys_;
  Flags chosen_;                         ///< per node: in the question's shard
  std::vector<std::uint32_t> group_of_;  ///< per bearer, where it is asked for
  GroupTable table_;
};

}  // namespace

Result<Groups> roll_up(const Source& source, const query::Question& question, std::vector<std::uint32_t>* row_of) {
  return RollUp(source, question).run(row_of);
}

}  // namespace prorata::rollup
