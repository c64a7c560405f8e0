// Money per output step, and what of each node nobody used: idle.
#pragma once

#include <cstdint>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "pricing/charge_money.h"
#include "pricing/step_money.h"

namespace prorata::sharing {

using cluster::PerResource;

/// Tables of rows × steps; row r, step s at r * steps + s. All in money units.
struct StepCosts {
  std::size_t steps = 1;
  PerResource<std::vector<std::int64_t>> containers;
  PerResource<std::vector<std::int64_t>> assets;  ///< per node instance
  PerResource<std::vector<std::int64_t>> idle;    ///< per node instance; negative where the node is over-committed
  PerResource<std::vector<std::int64_t>>
      reserved;  ///< per node instance, no steps: what pods may not take, part of idle
  pricing::PerChargeKind<std::vector<std::int64_t>> charges;  ///< per bearer; empty where no charge is of the kind
};

/// Idle is what a node costs less what its containers are charged, with its sign. A node of unknown capacity costs
/// what its containers are charged. So containers + idle = assets in every step, exactly. Charges are borne as they
/// are: nothing of them is idle.
[[nodiscard]] StepCosts find_idle(const cluster::Cluster& cluster, pricing::StepMoney money,
                                  pricing::ChargeMoney charges = {});

/// Spreads the idle of each node, step and resource over its containers in proportion to what they are charged, with
/// its sign. Idle that has no receiver stays.
void share_idle(const cluster::Cluster& cluster, StepCosts& costs);

}  // namespace prorata::sharing
