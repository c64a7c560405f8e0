// Money per output step, and what of each node nobody used: idle.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "pricing/charge_money.h"
#include "pricing/step_money.h"
#include "query/question.h"
#include "sharing/ledger.h"

namespace prorata::sharing {

using cluster::PerResource;

/// Tables of rows × steps; row r, step s at r * steps + s. All in money units.
struct StepCosts {
  std::size_t steps = 1;
  PerResource<std::vector<std::int64_t>> containers;
  PerResource<std::vector<std::int64_t>> own;     ///< of containers before idle was shared; empty where it was not
  PerResource<std::vector<std::int64_t>> assets;  ///< per node instance
  PerResource<std::vector<std::int64_t>> idle;    ///< per node instance; negative where the node is over-committed
  PerResource<std::vector<std::int64_t>>
      reserved;                          ///< per node instance, no steps: what pods may not take, part of idle
  std::vector<std::int64_t> unused;      ///< per container, no steps: what it asks for and does not use
  std::vector<std::int64_t> custom;      ///< of containers as above, by price templates; empty where there are none
  std::vector<std::int64_t> whole_idle;  ///< per node instance, no steps: before any of it was shared
  pricing::PerChargeKind<std::vector<std::int64_t>> charges;  ///< per bearer; empty where no charge is of the kind
  /// Per bearer, before any of it was shared: what of balancers is billed by use; empty where nothing is.
  std::vector<std::int64_t> by_use;
  std::vector<std::int64_t> of_all;  ///< per bearer: what of overhead is of no cluster; empty where nothing is
  /// After costs were shared. taken: per bearer, whether others bear its cost now. charge_sums: what charges of each
  /// kind cost before, and of `shared` what rules brought. by_rule: of each rule what each container got, as a
  /// table like the others. taker: per bearer, the rule that takes its cost; the number of rules where none does.
  std::vector<std::uint8_t> taken;
  pricing::PerChargeKind<std::int64_t> charge_sums{};
  std::vector<std::vector<std::int64_t>> by_rule;
  std::vector<std::size_t> taker;
};

/// Idle is what a node costs less what its containers are charged, with its sign. A node of unknown capacity costs
/// what its containers are charged. So containers + idle = assets in every step, exactly. Charges are borne as they
/// are: nothing of them is idle.
[[nodiscard]] StepCosts find_idle(const cluster::Cluster& cluster, pricing::StepMoney money,
                                  pricing::ChargeMoney charges = {});

/// How idle is spread; coefficients: of CPU, memory, GPU and disk.
struct IdleSharing {
  query::IdleBy by = query::IdleBy::node;
  query::ShareMethod split = query::ShareMethod::weighted;
  std::array<double, cluster::kResources> coefficients{1, 1, 1, 1};
};

/// Spreads the idle of each step and resource over the containers of its node (or cluster, whose idle is netted first)
/// with its sign: by what they are charged for the resource, or evenly over their namespaces and within those so. Of
/// idle × coefficient, rounded to the unit; the rest stays, as does idle that has no receiver.
void share_idle(const cluster::Cluster& cluster, const Names& names, StepCosts& costs, const IdleSharing& how = {},
                Ledger* ledger = nullptr);

}  // namespace prorata::sharing
