#include "sharing/share_costs.h"

#include <algorithm>
#include <numeric>

#include "core/money.h"
#include "core/order.h"
#include "core/steady.h"
#include "sharing/namespaces.h"
#include "sharing/weights.h"

namespace prorata::sharing {
namespace {

using allocation::ChargeKind;
using query::ShareMethod;
using query::ShareRule;

constexpr NoticeKind kNothing{"share-matches-nothing", Severity::warning,
                              "A rule to share costs matches nothing that costs anything.",
                              "Look at its spelling; `prorata allocate` without it shows what there is."};
constexpr NoticeKind kNoWeight{"share-without-weights", Severity::info,
                               "A rule shares by something that no receiver has; it was shared by cost there.",
                               "Share by another method where that is not what you want."};
constexpr NoticeKind kNoReceiver{"share-without-receivers", Severity::warning,
                                 "A rule has nobody to share with in a step, so its cost stays where it arises.",
                                 "Leave something that no rule takes."};

constexpr double kMsPerHour = 3.6e6;

constexpr std::size_t at(ChargeKind kind) {
  return static_cast<std::size_t>(kind);
}

/// What is shared at once.
struct Pot {
  std::int64_t money = 0;
  NameId cluster = kNoName;     ///< whose containers receive it; none: all
  std::size_t row = kEveryRow;  ///< whose cost it is; kEveryRow: of all that the rule takes
  static constexpr std::size_t kEveryRow = static_cast<std::size_t>(-1);
};

class Sharer {
 public:
  Sharer(const Basis& basis, const StepCosts& direct, StepCosts& costs, Notices& notices, Ledger* ledger)
      : cluster_(basis.cluster),
        bearers_(basis.charges.bearers),
        direct_(direct),
        costs_(costs),
        notices_(notices),
        names_(basis.names),
        ledger_(ledger),
        namespaces_(basis.cluster, basis.names, ledger),
        weigher_(basis, receivers_, notices) {}

  void run(const std::vector<Pool>& pools, const std::vector<Window>& windows, double per_unit) {
    costs_.taken.assign(bearers_.size(), 0);
    for (std::size_t k = 0; k < costs_.charges.size(); ++k) {
      const auto& column = costs_.charges[k];
      costs_.charge_sums[k] = std::accumulate(column.begin(), column.end(), std::int64_t{0});
    }
    costs_.by_rule.assign(pools.size(), std::vector<std::int64_t>(bearers_.containers * costs_.steps, 0));
    costs_.charges[at(ChargeKind::shared)].assign(bearers_.size() * costs_.steps, 0);
    const std::vector<std::size_t>& owner = costs_.taker = owners(pools);
    for (std::size_t c = 0; c < bearers_.containers; ++c) {
      const std::uint32_t node = cluster_.pods.node[cluster_.containers.pod[c]];
      if (owner[c] == pools.size() && node != cluster::kNone) receivers_.push_back(c);
    }
    for (std::size_t p = 0; p < pools.size(); ++p) {
      bool any = false;
      for (std::size_t step = 0; step < windows.size(); ++step) {
        const ShareRule& rule = pools[p].rule;
        std::vector<Pot> pots{Pot{}};
        if (rule.source == ShareRule::Source::overhead) {
          pots = overhead(owner, p, step);
        } else if (rule.source == ShareRule::Source::amount) {
          pots.front().money = units_in(steady_of(rule.per_hour * per_unit / kMsPerHour), windows[step]);
        } else {
          pots.front().money = cost_of(owner, p, step);
        }
        for (const Pot& pot : pots) {
          any = any || pot.money != 0;
          if (pot.money != 0) share(rule, p, pot, {step, windows[step]}, owner);
        }
      }
      if (!any) notices_.add(kNothing, pools[p].rule.name, cluster_.window);
    }
    for (std::size_t row = 0; row < bearers_.size(); ++row) {
      costs_.taken[row] = owner[row] < pools.size() && row_is_empty(row) ? 1 : 0;
    }
  }

 private:
  /// The first rule that takes each bearer; the number of rules where none does.
  [[nodiscard]] std::vector<std::size_t> owners(const std::vector<Pool>& pools) const {
    std::vector<std::size_t> owner(bearers_.size(), pools.size());
    for (std::size_t row = 0; row < owner.size(); ++row) {
      for (std::size_t p = pools.size(); p-- > 0;) {
        if (!pools[p].takes.empty() && pools[p].takes[row] != 0) owner[row] = p;
      }
    }
    return owner;
  }

  template <class Use>
  void for_each_cell(std::size_t row, std::size_t step, Use use) {
    if (row < bearers_.containers) {
      for (auto& column : costs_.containers) {
        if (!column.empty()) use(column[row * costs_.steps + step]);
      }
    }
    for (auto& column : costs_.charges) {
      if (!column.empty()) use(column[row * costs_.steps + step]);
    }
  }
  [[nodiscard]] std::int64_t cost_of(const std::vector<std::size_t>& owner, std::size_t pool, std::size_t step) {
    std::int64_t sum = 0;
    for (std::size_t row = 0; row < owner.size(); ++row) {
      if (owner[row] == pool) for_each_cell(row, step, [&](std::int64_t& cell) { sum += cell; });
    }
    return sum;
  }
  /// Each cluster's own, and what is of no cluster.
  [[nodiscard]] std::vector<Pot> overhead(const std::vector<std::size_t>& owner, std::size_t pool, std::size_t step) {
    std::vector<Pot> pots;
    std::int64_t of_all = 0;
    for (std::size_t row = bearers_.containers; row < owner.size(); ++row) {
      if (owner[row] != pool) continue;
      const std::int64_t money = in(direct_.charges[at(ChargeKind::overhead)], row * costs_.steps + step);
      const std::int64_t free = in(direct_.of_all, row * costs_.steps + step);
      pots.push_back({money - free, bearers_.cluster[row - bearers_.containers], row});
      of_all += free;
    }
    if (std::count(bearers_.kind.begin(), bearers_.kind.end(), allocation::BearerKind::overhead) == 1) {
      for (Pot& pot : pots) pot = {pot.money + of_all, kNoName, pot.row};
    } else if (!pots.empty()) {
      pots.push_back({of_all, kNoName, pots.front().row});
    }
    return pots;
  }
  [[nodiscard]] bool row_is_empty(std::size_t row) {
    bool empty = true;
    for (std::size_t step = 0; step < costs_.steps; ++step) {
      for_each_cell(row, step, [&](const std::int64_t& cell) { empty = empty && cell == 0; });
    }
    return empty;
  }

  [[nodiscard]] static std::int64_t in(const std::vector<std::int64_t>& column, std::size_t cell) {
    return column.empty() ? 0 : column[cell];
  }
  [[nodiscard]] std::int64_t weight(ShareMethod method, std::size_t cell) const {
    const auto resource = [&](cluster::Resource which) { return in(direct_.containers[cluster::index(which)], cell); };
    const auto& charges = direct_.charges;
    std::int64_t sum = 0;
    switch (method) {
      case ShareMethod::cpu:
        return resource(cluster::Resource::cpu);
      case ShareMethod::ram:
        return resource(cluster::Resource::ram);
      case ShareMethod::gpu:
        return resource(cluster::Resource::gpu);
      case ShareMethod::network:
        for (std::size_t k = at(ChargeKind::network_zone); k <= at(ChargeKind::network_other); ++k) {
          sum += in(charges[k], cell);
        }
        return sum;
      default:
        for (const auto& column : direct_.containers) sum += in(column, cell);
        for (const auto& column : charges) sum += in(column, cell);
        return sum;
    }
  }
  [[nodiscard]] std::vector<std::int64_t> weights(ShareMethod method, std::size_t step) const {
    std::vector<std::int64_t> weights;
    for (const std::size_t c : receivers_) {
      weights.push_back(std::max<std::int64_t>(0, weight(method, c * costs_.steps + step)));
    }
    return weights;
  }

  struct Step {
    std::size_t place;
    Window time;
  };
  [[nodiscard]] std::vector<std::int64_t> weights(const ShareRule& rule, const Step& step) {
    if (rule.method == ShareMethod::gpu_time) return weigher_.gpu_time(step.place);
    if (rule.method == ShareMethod::bytes) return weigher_.bytes_sent(step.place);
    const auto by = weights(rule.method, step.place);
    return rule.method == ShareMethod::metric ? weigher_.metric(rule.metric, step.time, by) : by;
  }

  /// Those of other clusters than the pot's have none.
  [[nodiscard]] std::vector<std::int64_t> weights_within(NameId cluster, std::vector<std::int64_t> weights) const {
    for (std::size_t i = 0; i < weights.size() && cluster != kNoName; ++i) {
      if (cluster_.pods.cluster[cluster_.containers.pod[receivers_[i]]] != cluster) weights[i] = 0;
    }
    return weights;
  }

  void keep(const ShareRule& rule, std::size_t p, const Pot& pot, std::size_t step) {
    const std::string of = pot.cluster == kNoName ? "" : " of " + std::string(names_.text(pot.cluster));
    notices_.add(kNoReceiver, rule.name + of, cluster_.window);
    if (ledger_ != nullptr && pot.cluster != kNoName) ledger_->kept.push_back({p, step, pot.cluster});
  }

  void share(const ShareRule& rule, std::size_t p, const Pot& pot, const Step& when,
             const std::vector<std::size_t>& owner) {
    const std::size_t step = when.place;
    const auto any = [](const std::vector<std::int64_t>& all) {
      return std::any_of(all.begin(), all.end(), [](std::int64_t weight) { return weight > 0; });
    };
    ShareMethod method = rule.method;
    std::vector<std::int64_t> by = weights_within(pot.cluster, weights(rule, when));
    if (!any(by)) {
      method = ShareMethod::weighted;
      by = weights_within(pot.cluster, weights(method, step));
      if (!any(by)) return keep(rule, p, pot, step);
      notices_.add(kNoWeight, rule.name, cluster_.window);
    }
    LedgerEntry entry;
    entry.rule = static_cast<std::uint32_t>(p);
    entry.step = static_cast<std::uint32_t>(step);
    entry.method = method;
    entry.unit = weigher_.unit();
    entry.cluster = pot.cluster;
    entry.source = entry.pool = pot.money;
    const auto parts = namespaces_.spread(entry, receivers_, by);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::size_t cell = receivers_[i] * costs_.steps + step;
      costs_.charges[at(ChargeKind::shared)][cell] += parts[i];
      costs_.by_rule[p][cell] += parts[i];
    }
    if (rule.source == ShareRule::Source::amount) {
      costs_.charge_sums[at(ChargeKind::shared)] += pot.money;
      return;
    }
    if (pot.row != Pot::kEveryRow) {
      costs_.charges[at(ChargeKind::overhead)][pot.row * costs_.steps + step] -= pot.money;
      return;
    }
    for (std::size_t row = 0; row < owner.size(); ++row) {
      if (owner[row] == p) for_each_cell(row, step, [](std::int64_t& cell) { cell = 0; });
    }
  }

  const cluster::Cluster& cluster_;
  const allocation::Bearers& bearers_;
  const StepCosts& direct_;
  StepCosts& costs_;
  Notices& notices_;
  const Names& names_;
  Ledger* ledger_;
  Namespaces namespaces_;
  std::vector<std::size_t> receivers_;
  Weigher weigher_;
};

}  // namespace

void share_costs(const Basis& basis, const std::vector<Pool>& pools, const StepCosts& direct,
                 const std::vector<Window>& windows, double per_unit, StepCosts& costs, Notices& notices,
                 Ledger* ledger) {
  Sharer(basis, direct, costs, notices, ledger).run(pools, windows, per_unit);
}

}  // namespace prorata::sharing
