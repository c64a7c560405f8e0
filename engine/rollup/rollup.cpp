#include <algorithm>
#include <memory>
#include <numeric>

#include "rollup/group_table.h"

namespace prorata::rollup {
namespace {

using cluster::kNone;
using cluster::kResources;

/// Whether a container stays under the question's filter.
class Filter {
 public:
  Filter(const Source& source, const std::vector<query::Condition>& conditions) : conditions_(conditions) {
    for (const query::Condition& condition : conditions) keys_.push_back(condition.key);
    reader_ = std::make_unique<GroupKeys>(source.cluster, source.names, keys_);
  }
  [[nodiscard]] bool keeps(std::size_t container) const {
    if (conditions_.empty()) return true;
    const auto texts = reader_->of_container(container);
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
      const auto& values = conditions_[i].values;
      const bool among = std::find(values.begin(), values.end(), texts[i]) != values.end();
      if (among == conditions_[i].negated) return false;
    }
    return true;
  }

 private:
  const std::vector<query::Condition>& conditions_;
  std::vector<query::Key> keys_;
  std::unique_ptr<GroupKeys> reader_;
};

class RollUp {
 public:
  RollUp(const Source& source, const query::Question& question)
      : source_(source), question_(question), table_(source.costs.steps) {
    const cluster::Nodes& nodes = source.cluster.nodes;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      chosen_.push_back(question.shard.holds(source.names.text(nodes.cluster[n]), source.names.text(nodes.name[n])));
    }
  }

  Result<Groups> run() {
    add_containers();
    if (question_.idle != query::IdlePolicy::hide) add_idle();
    return (question_.limit > 0 ? table_.folded(question_.limit) : table_).finish(asset_cost());
  }

 private:
  [[nodiscard]] std::size_t steps() const { return source_.costs.steps; }

  /// Node of a container that ran in the window, on a node of the question's shard; else kNone.
  [[nodiscard]] std::uint32_t chosen_node(std::size_t container) const {
    const std::uint32_t pod = source_.cluster.containers.pod[container];
    const std::uint32_t node = source_.cluster.pods.node[pod];
    const bool lived = node != kNone && !source_.cluster.pods.alive[pod].empty();
    return lived && chosen_[node] ? node : kNone;
  }

  void add_containers() {
    const GroupKeys keys(source_.cluster, source_.names, question_.aggregate);
    const Filter filter(source_, question_.filter);
    for (std::size_t c = 0; c < source_.cluster.containers.size(); ++c) {
      if (chosen_node(c) == kNone || !filter.keeps(c)) continue;
      const auto texts = keys.of_container(c);
      const bool none =
          std::all_of(texts.begin(), texts.end(), [](const std::string& t) { return t == kUnallocatedName; });
      add_container(table_.at(texts, none ? RowKind::unallocated : RowKind::workload), c);
    }
  }

  void add_container(Group& group, std::size_t c) {
    for (std::size_t r = 0; r < kResources; ++r) {
      for (std::size_t s = 0; s < steps(); ++s) {
        const std::int64_t cost = source_.costs.containers[r][c * steps() + s];
        group.cost[r] += cost;
        group.by_step[s] += cost;
      }
      group.charged[r].add(source_.amounts.charged_total[r][c]);
      group.requested[r].add(source_.amounts.requested_total[r][c]);
      group.used[r].add(source_.amounts.used_total[r][c]);
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
      for (std::size_t r = 0; r < kResources; ++r) {
        for (std::size_t s = 0; s < steps(); ++s) {
          group.cost[r] += source_.costs.idle[r][n * steps() + s];
          group.by_step[s] += source_.costs.idle[r][n * steps() + s];
        }
      }
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
    return sum;
  }

  const Source& source_;
  const query::Question& question_;
  std::vector<bool> chosen_;  ///< per node: in the question's shard
  GroupTable table_;
};

}  // namespace

Result<Groups> roll_up(const Source& source, const query::Question& question) {
  return RollUp(source, question).run();
}

}  // namespace prorata::rollup
