#include <algorithm>
#include <array>
#include <numeric>

#include "core/flags.h"
#include "core/order.h"
#include "rollup/group_table.h"

namespace prorata::rollup {
namespace {

using cluster::kNone;
using cluster::kResources;

/// CPU and memory that containers use together in each cost hour, and how long any of them runs in it.
class HourSums {
 public:
  explicit HourSums(const allocation::Amounts& amounts) : amounts_(amounts) {
    const auto& hour = amounts.slices.hour;
    for (auto& sums : sums_) sums.assign(hour.empty() ? 0 : hour.back() + std::size_t{1}, 0);
  }
  void add(std::size_t container) {
    const auto& rows = amounts_.containers;
    const std::size_t begin = rows.offset[container], count = rows.offset[container + 1] - begin;
    if (count == 0) return;
    first_ = std::min<std::size_t>(first_, amounts_.slices.hour[rows.first[container]]);
    last_ = std::max<std::size_t>(last_, amounts_.slices.hour[rows.first[container] + count - 1] + std::size_t{1});
    const std::uint32_t* hours = amounts_.slices.hour.data() + rows.first[container];
    const bool one_each = hours[count - 1] - hours[0] == count - 1;
    for (std::size_t r = 0; r < 2; ++r) {
      if (amounts_.used[r].empty()) continue;
      const std::int64_t* from = amounts_.used[r].data() + begin;
      std::int64_t* into = sums_[r].data();
      if (one_each) {
        for (std::size_t i = 0; i < count; ++i) into[hours[0] + i] += from[i];
      } else {
        for (std::size_t i = 0; i < count; ++i) into[hours[i]] += from[i];
      }
    }
  }
  void add(const HourSums& other) {
    first_ = std::min(first_, other.first_);
    last_ = std::max(last_, other.last_);
    for (std::size_t r = 0; r < 2; ++r) {
      for (std::size_t hour = other.first_; hour < other.last_; ++hour) sums_[r][hour] += other.sums_[r][hour];
    }
  }
  /// The largest over the hours, while any of them runs: what they use at once is no less than on average. times: when
  /// they run, apart from each other. Starts again.
  MostUsed take(const std::vector<Window>& times) {
    const allocation::Slices& slices = amounts_.slices;
    for (const Window& time : times) {
      const auto [first, last] = slices.meeting(time);
      for (std::size_t s = first; s < last; ++s) {
        sums_[kRan][slices.hour[s]] += overlap(time, slices.time[s]).length().count();
      }
    }
    MostUsed most{};
    for (; first_ < last_; ++first_) {
      const auto ms = static_cast<double>(sums_[kRan][first_]);
      if (ms > 0) {
        most[0] = std::max(most[0], static_cast<double>(sums_[0][first_]) / (ms * 1000.0));
        most[1] = std::max(most[1], static_cast<double>(sums_[1][first_]) * 1024000.0 / ms);
      }
      for (auto& sums : sums_) sums[first_] = 0;
    }
    first_ = 0xFFFFFFFF;
    last_ = 0;
    return most;
  }

 private:
  static constexpr std::size_t kRan = 2;
  const allocation::Amounts& amounts_;
  std::array<std::vector<std::int64_t>, 3> sums_;  ///< µcore·s, KiB·s, ms
  std::size_t first_ = 0xFFFFFFFF, last_ = 0;
};

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
    group_of_.assign(source_.charges.bearers.size(), kNone);
    add_containers();
    add_bearers();
    if (question_.idle != query::IdlePolicy::hide) add_idle();
    if (question_.limit > 0) {
      std::vector<std::uint32_t> place_of;
      table_ = table_.folded(question_.limit, place_of);
      for (auto* groups : {&group_of_, &group_of_node_}) {
        for (std::uint32_t& group : *groups) group = group == kNone ? kNone : place_of[group];
      }
    }
    if (row_of != nullptr) *row_of = rows();
    if (source_.maxima != nullptr) find_maxima(*source_.maxima);
    Money by_time;
    auto groups = table_.finish(asset_cost(by_time));
    if (!groups) return groups;
    groups->allocation_cost = by_time;
    for (std::size_t n = 0; n < source_.costs.whole_idle.size(); ++n) {
      if (chosen_[n]) groups->idle_cost += Money(source_.costs.whole_idle[n]);
    }
    return groups;
  }

 private:
  [[nodiscard]] std::size_t steps() const { return source_.costs.steps; }

  [[nodiscard]] Window alive(std::size_t container) const {
    return source_.cluster.pods.alive[source_.cluster.containers.pod[container]];
  }
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
      const auto lacks = [](const std::string& text) { return text == kUnallocatedName; };
      const bool none = !texts.empty() && std::all_of(texts.begin(), texts.end(), lacks);
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

  void note(std::size_t bearer, const Group& group) { group_of_[bearer] = table_.place_of(group); }
  [[nodiscard]] std::vector<std::uint32_t> rows() const {
    const std::vector<std::uint32_t> row_of_group = table_.rows();
    std::vector<std::uint32_t> rows = group_of_;
    rows.insert(rows.end(), group_of_node_.begin(), group_of_node_.end());
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
    for (std::size_t at = c * steps(); at < (c + 1) * steps(); ++at) {
      for (std::size_t p = 0; p < rules.size(); ++p) group.by_rule[p] += rules[p][at];
    }
    add_charges(group, c);
    group.unused += source_.costs.unused.empty() ? 0 : source_.costs.unused[c];
    for (std::size_t s = 0; s < steps() && !source_.costs.custom.empty(); ++s) {
      group.custom += source_.costs.custom[c * steps() + s];
    }
    group.ran(alive(c));
    for (std::size_t r = 0; r < kResources; ++r) {
      add_row(group, group.cost[r], source_.costs.containers[r], c);
      const auto& own = (source_.costs.own[r].empty() ? source_.costs.containers : source_.costs.own)[r];
      for (std::size_t at = c * steps(); at < (c + 1) * steps() && !own.empty(); ++at) group.own[r] += own[at];
      group.charged[r].add(source_.amounts.charged_total[r][c]);
      group.requested[r].add(source_.amounts.requested_total[r][c]);
      group.used[r].add(source_.amounts.used_total[r][c]);
      group.requested_known[r].add(source_.amounts.requested_known[r][c]);
    }
  }

  /// One row for all nodes, as OpenCost has it, or one for each node or cluster. Shared idle has left the row.
  void add_idle() {
    const bool shared = question_.idle == query::IdlePolicy::share;
    if (shared && !idle_is_left()) return;
    const query::IdleBy* apart = shared || !question_.idle_by ? nullptr : &*question_.idle_by;
    const std::vector<std::string> plain(question_.aggregate.size(), std::string(kIdleName));
    if (apart == nullptr) (void)table_.at(plain, RowKind::idle);
    group_of_node_.assign(chosen_.size(), kNone);
    for (std::size_t n = 0; n < chosen_.size(); ++n) {
      if (!chosen_[n] || (apart != nullptr && !has_idle(n))) continue;
      Group& group = table_.at(
          apart == nullptr ? plain : std::vector(plain.size(), idle_name(source_, n, *apart == query::IdleBy::node)),
          RowKind::idle);
      group_of_node_[n] = table_.place_of(group);
      group.ran(source_.cluster.nodes.alive[n]);
      for (std::size_t r = 0; r < kResources; ++r) add_row(group, group.cost[r], source_.costs.idle[r], n);
    }
    if (!shared) add_idle_amounts();
  }

  [[nodiscard]] bool has_idle(std::size_t node) const {
    const auto costs = [&](const std::vector<std::int64_t>& column) {
      const auto first = column.begin() + static_cast<std::ptrdiff_t>(node * steps());
      return std::any_of(first, first + static_cast<std::ptrdiff_t>(steps()),
                         [](std::int64_t cost) { return cost != 0; });
    };
    return std::any_of(source_.costs.idle.begin(), source_.costs.idle.end(), costs);
  }
  [[nodiscard]] bool idle_is_left() const {
    return std::any_of(source_.costs.idle.begin(), source_.costs.idle.end(), [](const auto& column) {
      return std::any_of(column.begin(), column.end(), [](std::int64_t cost) { return cost != 0; });
    });
  }

  /// Capacity less what was charged, as amounts.
  void add_idle_amounts() {
    const auto& implied = source_.cluster.nodes.implied;
    for (std::size_t r = 0; r < kResources; ++r) {
      for (std::size_t n = 0; n < chosen_.size(); ++n) {
        const std::uint32_t group = group_of_node_[n];
        if (group != kNone && !implied[n]) table_.group(group).charged[r].add(source_.amounts.capacity_total[r][n]);
      }
      for (std::size_t c = 0; c < source_.cluster.containers.size(); ++c) {
        const std::uint32_t node = chosen_node(c);
        if (node == kNone || implied[node] || group_of_node_[node] == kNone) continue;
        table_.group(group_of_node_[node]).charged[r].add(-source_.amounts.charged_total[r][c]);
      }
    }
  }

  /// What all of a group used in the hour in which it used most: of sums, which is less than the sum of maxima. Prices
  /// and idle change nothing about it, so what was found for the same groups still holds.
  void find_maxima(Maxima& found) {
    if (found.group_of != group_of_) {
      found.most.clear();
      HourSums sums(source_.amounts), all(source_.amounts);
      Group group, whole;
      const auto order = ordered(source_.charges.bearers.containers,
                                 [&](std::uint32_t a, std::uint32_t b) { return group_of_[a] < group_of_[b]; });
      for (std::size_t i = 0; i < order.size() && group_of_[order[i]] != kNone; ++i) {
        sums.add(order[i]);
        group.ran(alive(order[i]));
        const std::uint32_t row = group_of_[order[i]];
        if (i + 1 < order.size() && group_of_[order[i + 1]] == row) continue;
        all.add(sums);
        unite(group.running);
        for (const Window& time : group.running) whole.ran(time);
        while (found.most.size() < row * std::size_t{2}) found.most.push_back(0);
        for (const double most : sums.take(group.running)) found.most.push_back(most);
        group.running.clear();
      }
      unite(whole.running);
      found.all = all.take(whole.running);
      found.group_of = group_of_;
    }
    // What is behind holds no container: idle, or a volume that nobody mounts.
    for (std::uint32_t i = 0; i < found.most.size(); ++i) table_.group(i / 2).most[i % 2] = found.most[i];
    table_.most = found.all;
  }

  [[nodiscard]] Money cost_of_charges(const std::vector<std::int64_t>& column) const {
    const std::size_t containers = source_.charges.bearers.containers;
    Money sum;
    for (std::size_t i = 0; i < column.size(); ++i) {
      const std::size_t row = i / steps();
      const bool mine = row < containers ? chosen_node(row) != kNone : chosen_bearer(row - containers);
      if (column[i] != 0 && mine) sum += Money(column[i]);
    }
    return sum;
  }

  /// by_time: what of it is paid by time and not by use.
  [[nodiscard]] Money asset_cost(Money& by_time) const {
    for (const auto& column : source_.costs.assets) {
      for (std::size_t i = 0; i < column.size(); ++i) {
        if (chosen_[i / steps()]) by_time += Money(column[i]);
      }
    }
    Money by_use;
    for (std::size_t k = 0; k < source_.costs.charges.size(); ++k) {
      const auto kind = static_cast<allocation::ChargeKind>(k);
      const bool timed = kind == allocation::ChargeKind::volume || kind == allocation::ChargeKind::balancer;
      (timed ? by_time : by_use) +=
          source_.costs.taken.empty() ? cost_of_charges(source_.costs.charges[k]) : Money(source_.costs.charge_sums[k]);
    }
    // What balancers process is billed by use, and stands among their costs.
    const Money processed = cost_of_charges(source_.costs.by_use);
    by_time -= processed;
    by_use += processed;
    return by_time + by_use;
  }

  const Source& source_;
  const query::Question& question_;
  Flags kept_;  ///< per bearer: by the filter
  GroupKeys keys_;
  Flags chosen_;                              ///< per node: in the question's shard
  std::vector<std::uint32_t> group_of_;       ///< per bearer; kNone where it is in no row
  std::vector<std::uint32_t> group_of_node_;  ///< of its idle; as above
  GroupTable table_;
};

}  // namespace

std::string idle_name(const Source& source, std::size_t node, bool of_node) {
  std::string name;
  const auto add = [&](NameId part) {
    if (part != kNoName) name.append(source.names.text(part)).append("/");
  };
  add(source.cluster.nodes.cluster[node]);
  if (of_node) add(source.cluster.nodes.name[node]);
  return name.append(kIdleName);
}

Result<Groups> roll_up(const Source& source, const query::Question& question, std::vector<std::uint32_t>* row_of) {
  return RollUp(source, question).run(row_of);
}

}  // namespace prorata::rollup
