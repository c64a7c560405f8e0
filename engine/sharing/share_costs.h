// Costs that are taken from where they arise and borne by the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "allocation/charges.h"
#include "core/names.h"
#include "core/notice.h"
#include "sharing/step_costs.h"

namespace prorata::sharing {

/// A rule with the rows that it takes: per bearer of charges, containers first.
struct Pool {
  query::ShareRule rule;
  std::vector<std::uint8_t> takes;
};

/// Moves the cost of what rules take, in every step, to the containers that no rule takes, as their shared cost: by
/// direct cost, evenly over their namespaces (and within those by direct cost), or by what they pay for a resource or
/// traffic. Rows that rules take are marked. Where no receiver has a weight, direct cost decides; where none has a cost
/// either, the pool stays where it is. So the sum of all rows is what it was, and what amounts brought.
///
/// direct: costs before idle was spread: what weights are made of. windows: of the steps. per_unit: money units in one
/// unit of the currency.
void share_costs(const cluster::Cluster& cluster, const allocation::Bearers& bearers, const Names& names,
                 const std::vector<Pool>& pools, const StepCosts& direct, const std::vector<Window>& windows,
                 double per_unit, StepCosts& costs, Notices& notices, Ledger* ledger = nullptr);

}  // namespace prorata::sharing
