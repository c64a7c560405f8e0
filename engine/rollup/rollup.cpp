#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "rollup/groups.h"

namespace prorata::rollup {
namespace {

using cluster::kNone;
using cluster::kResources;
using cluster::PerResource;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Sums of one group. Amounts of many containers over months can leave 64 bits; money was checked as it was made.
struct Group {
  RowKind kind = RowKind::workload;
  std::vector<std::string> keys;
  PerResource<std::int64_t> cost{};
  PerResource<WideSum> charged, requested, used;
  std::vector<std::int64_t> by_step;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text.append(text.empty() && &part == &parts.front() ? "" : "/").append(part);
  return text;
}

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
  RollUp(const Source& source, const query::Question& question) : source_(source), question_(question) {}

  Result<Groups> run() {
    add_containers();
    if (question_.idle != query::IdlePolicy::hide) add_idle();
    for (std::size_t i = 0; i < groups_.size(); ++i) order_.push_back(i);
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      const std::int64_t left = total_of(groups_[a]), right = total_of(groups_[b]);
      return left != right ? left > right : groups_[a].keys < groups_[b].keys;
    });
    if (auto filled = fill(); !filled) return filled.error();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::size_t steps() const { return source_.costs.steps; }
  static std::int64_t total_of(const Group& group) { return group.cost[0] + group.cost[1] + group.cost[2]; }

  Group& group_of(std::vector<std::string> keys, RowKind kind) {
    const auto [place, added] = rows_.try_emplace(std::move(keys), groups_.size());
    if (added) {
      groups_.emplace_back();
      groups_.back().keys = place->first;
      groups_.back().kind = kind;
      groups_.back().by_step.assign(steps(), 0);
    }
    return groups_[place->second];
  }

  void add_containers() {
    const GroupKeys keys(source_.cluster, source_.names, question_.aggregate);
    const Filter filter(source_, question_.filter);
    for (std::size_t c = 0; c < source_.cluster.containers.size(); ++c) {
      const std::uint32_t pod = source_.cluster.containers.pod[c];
      const bool lived = source_.cluster.pods.node[pod] != kNone && !source_.cluster.pods.alive[pod].empty();
      if (!lived || !filter.keeps(c)) continue;
      auto texts = keys.of_container(c);
      const bool none =
          std::all_of(texts.begin(), texts.end(), [](const std::string& t) { return t == kUnallocatedName; });
      add_container(group_of(std::move(texts), none ? RowKind::unallocated : RowKind::workload), c);
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
    const bool left = std::any_of(source_.costs.idle.begin(), source_.costs.idle.end(), [](const auto& column) {
      return std::any_of(column.begin(), column.end(), [](std::int64_t v) { return v != 0; });
    });
    if (shared && !left) return;
    Group& group =
        group_of(std::vector<std::string>(question_.aggregate.size(), std::string(kIdleName)), RowKind::idle);
    for (std::size_t r = 0; r < kResources; ++r) {
      for (std::size_t i = 0; i < source_.costs.idle[r].size(); ++i) {
        group.cost[r] += source_.costs.idle[r][i];
        group.by_step[i % steps()] += source_.costs.idle[r][i];
      }
      if (!shared) add_idle_amounts(group, r);
    }
  }

  void add_idle_amounts(Group& group, std::size_t r) {
    const cluster::Cluster& cluster = source_.cluster;
    for (std::size_t n = 0; n < cluster.nodes.size(); ++n) {
      if (!cluster.nodes.implied[n]) group.charged[r].add(source_.amounts.capacity_total[r][n]);
    }
    for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
      const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
      if (node != kNone && !cluster.nodes.implied[node]) group.charged[r].add(-source_.amounts.charged_total[r][c]);
    }
  }

  Result<void> fill() {
    Group all;
    all.by_step.assign(steps(), 0);
    for (const Group& group : groups_) {
      for (std::size_t r = 0; r < kResources; ++r) {
        all.cost[r] += group.cost[r];
        all.charged[r].add(group.charged[r]);
        all.requested[r].add(group.requested[r]);
        all.used[r].add(group.used[r]);
      }
      for (std::size_t s = 0; s < steps(); ++s) all.by_step[s] += group.by_step[s];
    }
    const std::int64_t whole = total_of(all);
    for (const std::size_t row : order_) {
      const Group& group = groups_[row];
      out_.kind.push_back(group.kind);
      out_.keys.push_back(group.keys);
      out_.name.push_back(group.kind == RowKind::idle ? std::string(kIdleName) : joined(group.keys));
      for (const std::int64_t cost : group.by_step) out_.step_cost.emplace_back(cost);
      if (auto added = append(out_.rows, group, whole, group.cost); !added) return added;
    }
    if (auto added = append(out_.totals, all, whole, workload_cost()); !added) return added;
    for (const std::int64_t cost : all.by_step) out_.step_totals.emplace_back(cost);
    for (const auto& column : source_.costs.assets) {
      out_.asset_cost += Money(std::accumulate(column.begin(), column.end(), std::int64_t{0}));
    }
    out_.remainder = out_.asset_cost - Money(whole);
    return {};
  }

  /// Efficiency of all rows is weighted by what workloads cost: idle has none.
  [[nodiscard]] PerResource<std::int64_t> workload_cost() const {
    PerResource<std::int64_t> cost{};
    for (const Group& group : groups_) {
      if (group.kind == RowKind::idle) continue;
      for (std::size_t r = 0; r < kResources; ++r) cost[r] += group.cost[r];
    }
    return cost;
  }

  static Result<void> append_resource(ResourceColumns& columns, const Group& group, std::size_t r) {
    const auto charged = group.charged[r].value("a charged amount");
    const auto requested = group.requested[r].value("a requested amount");
    const auto used = group.used[r].value("a used amount");
    for (const auto* amount : {&charged, &requested, &used}) {
      if (!*amount) return amount->error();
    }
    columns.cost.emplace_back(group.cost[r]);
    columns.charged.push_back(*charged);
    columns.requested.push_back(*requested);
    columns.used.push_back(*used);
    return {};
  }

  static Result<void> append(CostColumns& columns, const Group& group, std::int64_t whole,
                             const PerResource<std::int64_t>& weights) {
    for (const auto& [column, r] :
         {std::pair{&columns.cpu, 0}, std::pair{&columns.ram, 1}, std::pair{&columns.gpu, 2}}) {
      if (auto added = append_resource(*column, group, static_cast<std::size_t>(r)); !added) return added;
    }
    const auto ratio = [](std::int64_t part, std::int64_t of) {
      return of > 0 ? static_cast<double>(part) / static_cast<double>(of) : kNaN;
    };
    const double cpu = ratio(columns.cpu.used.back(), columns.cpu.requested.back());
    const double ram = ratio(columns.ram.used.back(), columns.ram.requested.back());
    const double cpu_weight = cpu == cpu ? static_cast<double>(weights[0]) : 0;
    const double ram_weight = ram == ram ? static_cast<double>(weights[1]) : 0;
    const double weight = cpu_weight + ram_weight;
    columns.cpu_efficiency.push_back(cpu);
    columns.ram_efficiency.push_back(ram);
    columns.efficiency.push_back(
        weight > 0 ? ((cpu == cpu ? cpu * cpu_weight : 0) + (ram == ram ? ram * ram_weight : 0)) / weight : kNaN);
    columns.total.emplace_back(total_of(group));
    columns.share.push_back(whole > 0 ? static_cast<double>(total_of(group)) / static_cast<double>(whole) : kNaN);
    return {};
  }

  const Source& source_;
  const query::Question& question_;
  std::map<std::vector<std::string>, std::size_t> rows_;
  std::vector<Group> groups_;
  std::vector<std::size_t> order_;
  Groups out_;
};

}  // namespace

Result<Groups> roll_up(const Source& source, const query::Question& question) {
  return RollUp(source, question).run();
}

}  // namespace prorata::rollup
