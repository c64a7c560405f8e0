// Costs that are taken from where they arise and borne by the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "allocation/charges.h"
#include "core/names.h"
#include "core/notice.h"
#include "series/frame.h"
#include "sharing/step_costs.h"

namespace prorata::sharing {

/// A rule with the rows that it takes: per bearer of charges, containers first.
struct Pool {
  query::ShareRule rule;
  std::vector<std::uint8_t> takes;
};

/// What costs were made of, and the answers to queries for weights: series whose label query::kWeightLabel names the
/// metric, with a value for the hour (or rest of it) that ends at each time.
struct Basis {
  const cluster::Cluster& cluster;
  const allocation::Amounts& amounts;
  const allocation::Charges& charges;
  const pricing::StepOfSlice& step_of;
  const series::Frame& metrics;
  const Names& names;
};

/// Moves the cost of what rules take, in every step, to the containers that no rule takes, as their shared cost: by
/// direct cost, evenly over their namespaces (and within those by direct cost), by what they pay for a resource or
/// traffic, by GPU time, by bytes that they sent, or by a metric. Rows that rules take are marked. Where no receiver
/// has a weight, direct cost decides; where none has a cost either, the pool stays where it is. So the sum of all rows
/// is what it was, and what amounts brought.
///
/// direct: costs before idle was spread: what weights are made of. windows: of the steps. per_unit: money units in one
/// unit of the currency.
void share_costs(const Basis& basis, const std::vector<Pool>& pools, const StepCosts& direct,
                 const std::vector<Window>& windows, double per_unit, StepCosts& costs, Notices& notices,
                 Ledger* ledger = nullptr);

}  // namespace prorata::sharing
