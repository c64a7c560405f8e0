#include "rollup/group_table.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/order.h"

namespace prorata::rollup {
namespace {

using cluster::kResources;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text.append(i > 0 ? "/" : "").append(parts[i]);
  return text;
}

/// Of idle and overhead their name once, however many keys there are. Without keys all else is one row without a name.
std::string name_of(const Group& group) {
  if (group.keys.empty()) {
    return std::string(group.kind == RowKind::idle ? kIdleName : group.kind == RowKind::overhead ? kOverheadName : "");
  }
  const auto same = [&](const std::string& key) { return key == group.keys.front(); };
  const bool plain = group.kind == RowKind::workload || group.kind == RowKind::unallocated;
  const bool once = !plain && std::all_of(group.keys.begin(), group.keys.end(), same);
  return once ? group.keys.front() : joined(group.keys);
}

double ratio(std::int64_t part, std::int64_t of) {
  return of > 0 ? static_cast<double>(part) / static_cast<double>(of) : kNaN;
}

Result<void> append_resource(ResourceColumns& columns, const Group& group, std::size_t r) {
  const auto charged = group.charged[r].value("a charged amount");
  const auto requested = group.requested[r].value("a requested amount");
  const auto used = group.used[r].value("a used amount");
  const auto known = group.requested_known[r].value("a requested amount");
  for (const auto* amount : {&charged, &requested, &used, &known}) {
    if (!*amount) return amount->error();
  }
  columns.cost.emplace_back(group.cost[r]);
  columns.own.emplace_back(group.own[r]);
  columns.charged.push_back(*charged);
  columns.requested.push_back(*requested);
  columns.used.push_back(*used);
  columns.requested_known.push_back(*known);
  return {};
}

Result<void> append(CostColumns& columns, const Group& group, std::int64_t whole) {
  for (std::size_t r = 0; r < kResources; ++r) {
    if (auto added = append_resource(columns.*kResourceColumns[r], group, r); !added) return added;
  }
  for (std::size_t k = 0; k < kChargeColumns.size(); ++k) (columns.*kChargeColumns[k]).emplace_back(group.charge[k]);
  const double cpu = ratio(columns.cpu.used.back(), columns.cpu.requested_known.back());
  const double ram = ratio(columns.ram.used.back(), columns.ram.requested_known.back());
  const bool has_cpu = cpu == cpu, has_ram = ram == ram;
  const double cpu_weight = has_cpu ? static_cast<double>(group.own[0]) : 0;
  const double ram_weight = has_ram ? static_cast<double>(group.own[1]) : 0;
  const double weighted = (has_cpu ? cpu * cpu_weight : 0) + (has_ram ? ram * ram_weight : 0);
  columns.cpu_efficiency.push_back(cpu);
  columns.ram_efficiency.push_back(ram);
  columns.efficiency.push_back(cpu_weight + ram_weight > 0 ? weighted / (cpu_weight + ram_weight) : kNaN);
  columns.workload_idle.emplace_back(group.unused);
  columns.custom.emplace_back(group.custom);
  columns.workload_idle_ratio.push_back(ratio(group.unused, group.cost[0] + group.cost[1] + group.cost[2]));
  columns.running_ms.push_back(0);
  for (const Window& time : group.running) columns.running_ms.back() += time.length().count();
  // Of those that nothing is known to use there is no maximum.
  columns.cpu_usage_max.push_back(group.most[0] > 0 ? group.most[0] : kNaN);
  columns.ram_usage_max.push_back(group.most[1] > 0 ? group.most[1] : kNaN);
  columns.total.emplace_back(group.total());
  columns.share.push_back(ratio(group.total(), whole));
  return {};
}

}  // namespace

void unite(std::vector<Window>& times) {
  const auto order =
      ordered(times.size(), [&](std::uint32_t a, std::uint32_t b) { return times[a].begin < times[b].begin; });
  std::vector<Window> united;
  for (const std::uint32_t i : order) {
    if (times[i].empty()) continue;
    if (united.empty() || times[i].begin > united.back().end) {
      united.push_back(times[i]);
    } else {
      united.back().end = std::max(united.back().end, times[i].end);
    }
  }
  times = std::move(united);
}

std::int64_t Group::total() const {
  return std::accumulate(charge.begin(), charge.end(), std::accumulate(cost.begin(), cost.end(), std::int64_t{0}));
}

Money network_cost(const CostColumns& columns, std::size_t row) {
  return columns.network_zone[row] + columns.network_region[row] + columns.network_internet[row] +
         columns.network_other[row];
}

Group& GroupTable::at(const std::vector<std::string>& keys, RowKind kind) {
  std::string text(1, static_cast<char>(kind));
  for (const std::string& key : keys) {
    text.append(decimal_text(static_cast<std::int64_t>(key.size()), 0)).append(":").append(key);
  }
  const auto row = static_cast<std::size_t>(known_.intern(text)) - 1;
  if (row == groups_.size()) {
    groups_.emplace_back();
    groups_.back().keys = keys;
    groups_.back().kind = kind;
    groups_.back().by_step.assign(steps_, 0);
  }
  return groups_[row];
}

std::vector<std::uint32_t> GroupTable::sorted() const {
  return ordered(groups_.size(), [&](std::uint32_t a, std::uint32_t b) {
    const std::int64_t left = groups_[a].total(), right = groups_[b].total();
    if (left != right) return left > right;
    return groups_[a].keys != groups_[b].keys ? groups_[a].keys < groups_[b].keys : groups_[a].kind < groups_[b].kind;
  });
}

std::vector<std::uint32_t> GroupTable::rows() const {
  const std::vector<std::uint32_t> order = sorted();
  std::vector<std::uint32_t> rows(order.size());
  for (std::size_t row = 0; row < order.size(); ++row) rows[order[row]] = static_cast<std::uint32_t>(row);
  return rows;
}

void Group::add(const Group& other) {
  for (std::size_t r = 0; r < kResources; ++r) {
    cost[r] += other.cost[r];
    own[r] += other.own[r];
    charged[r].add(other.charged[r]);
    requested[r].add(other.requested[r]);
    used[r].add(other.used[r]);
    requested_known[r].add(other.requested_known[r]);
  }
  for (std::size_t k = 0; k < charge.size(); ++k) charge[k] += other.charge[k];
  unused += other.unused;
  custom += other.custom;
  for (const Window& time : other.running) ran(time);
  for (std::size_t s = 0; s < by_step.size(); ++s) by_step[s] += other.by_step[s];
  by_rule.resize(std::max(by_rule.size(), other.by_rule.size()));
  for (std::size_t p = 0; p < other.by_rule.size(); ++p) by_rule[p] += other.by_rule[p];
}

void GroupTable::forget_maxima() {
  most = {};
  for (Group& group : groups_) group.most = {};
}

Group GroupTable::sum_of_all() const {
  Group all;
  all.by_step.assign(steps_, 0);
  for (const Group& group : groups_) all.add(group);
  return all;
}

GroupTable GroupTable::folded(std::size_t limit, std::vector<std::uint32_t>& row_of) const {
  GroupTable out(steps_);
  row_of.assign(groups_.size(), 0);
  std::size_t workloads = 0;
  for (const std::uint32_t row : sorted()) {
    const Group& group = groups_[row];
    const bool beyond = group.kind == RowKind::workload && ++workloads > limit;
    Group& into = beyond ? out.at(std::vector<std::string>(group.keys.size(), std::string(kOtherName)), RowKind::other)
                         : out.at(group.keys, group.kind);
    into.add(group);
    row_of[row] = out.place_of(into);
  }
  return out;
}

Result<Groups> GroupTable::finish(Money asset_cost) {
  for (Group& group : groups_) unite(group.running);
  Group all = sum_of_all();
  unite(all.running);
  all.most = most;
  Groups out;
  for (const std::uint32_t row : sorted()) {
    const Group& group = groups_[row];
    for (const Window& time : group.running) out.running.push_back(time);
    out.running_end.push_back(static_cast<std::uint32_t>(out.running.size()));
    out.kind.push_back(group.kind);
    out.keys.push_back(group.keys);
    out.name.push_back(name_of(group));
    for (const std::int64_t cost : group.by_step) out.step_cost.emplace_back(cost);
    for (std::size_t p = 0; p < all.by_rule.size(); ++p) {
      out.rule_cost.emplace_back(p < group.by_rule.size() ? group.by_rule[p] : 0);
    }
    if (auto added = append(out.rows, group, all.total()); !added) return added.error();
  }
  if (auto added = append(out.totals, all, all.total()); !added) return added.error();
  for (const std::int64_t cost : all.by_step) out.step_totals.emplace_back(cost);
  out.asset_cost = asset_cost;
  out.remainder = asset_cost - Money(all.total());
  return out;
}

}  // namespace prorata::rollup
