#include "rollup/merge.h"

#include <algorithm>

#include "rollup/group_table.h"

namespace prorata::rollup {
namespace {

/// Steps of all parts in the order of time; equal ones once. Steps that overlap in part cannot be added.
Result<std::vector<Window>> merged_steps(std::span<const Part> parts) {
  std::vector<Window> steps;
  for (const Part& part : parts) steps.insert(steps.end(), part.steps.begin(), part.steps.end());
  const auto earlier = [](const Window& a, const Window& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  };
  std::sort(steps.begin(), steps.end(), earlier);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (steps[i].begin >= steps[i - 1].end) continue;
    return Error{
        ErrorCode::bad_usage,
        "the parts' steps from " + to_text(steps[i - 1].begin) + " and " + to_text(steps[i].begin) + " overlap",
        "merge parts of equal steps, or of windows that do not overlap", "merge"};
  }
  return steps;
}

/// next: NaN where it is not known.
double larger(double most, double next) {
  return next > most ? next : most;
}

void add_row(Group& group, const Groups& from, std::size_t row, std::span<const std::size_t> places) {
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    const ResourceColumns& columns = from.rows.*kResourceColumns[r];
    group.cost[r] += columns.cost[row].nano();
    group.own[r] += columns.own[row].nano();
    group.charged[r].add(columns.charged[row]);
    group.requested[r].add(columns.requested[row]);
    group.used[r].add(columns.used[row]);
    group.requested_known[r].add(columns.requested_known[row]);
  }
  for (std::size_t k = 0; k < kChargeColumns.size(); ++k) {
    group.charge[k] += (from.rows.*kChargeColumns[k])[row].nano();
  }
  group.unused += from.rows.workload_idle[row].nano();
  group.custom += from.rows.custom[row].nano();
  for (std::size_t i = row == 0 ? 0 : from.running_end[row - 1]; i < from.running_end[row]; ++i) {
    group.ran(from.running[i]);
  }
  group.most[0] = larger(group.most[0], from.rows.cpu_usage_max[row]);
  group.most[1] = larger(group.most[1], from.rows.ram_usage_max[row]);
  for (std::size_t s = 0; s < places.size(); ++s) {
    group.by_step[places[s]] += from.step_cost[row * places.size() + s].nano();
  }
}

}  // namespace

Result<Merged> merge(std::span<const Part> parts) {
  auto steps = merged_steps(parts);
  if (!steps) return steps.error();
  GroupTable table(steps->size());
  Money assets, idle, allocation;
  std::size_t part_steps = 0;
  for (const Part& part : parts) {
    std::vector<std::size_t> places;
    for (const Window& step : part.steps) {
      places.push_back(static_cast<std::size_t>(std::find(steps->begin(), steps->end(), step) - steps->begin()));
    }
    for (std::size_t row = 0; row < part.groups.kind.size(); ++row) {
      add_row(table.at(part.groups.keys[row], part.groups.kind[row]), part.groups, row, places);
    }
    assets += part.groups.asset_cost;
    idle += part.groups.idle_cost;
    allocation += part.groups.allocation_cost;
    part_steps += part.steps.size();
    table.most[0] = larger(table.most[0], part.groups.totals.cpu_usage_max[0]);
    table.most[1] = larger(table.most[1], part.groups.totals.ram_usage_max[0]);
  }
  // Of shards of the same time nobody knows the largest sum.
  if (part_steps > steps->size()) table.forget_maxima();
  auto groups = table.finish(assets);
  if (!groups) return groups.error();
  groups->idle_cost = idle;
  groups->allocation_cost = allocation;
  return Merged{*std::move(groups), *std::move(steps)};
}

}  // namespace prorata::rollup
