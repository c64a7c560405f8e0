// Amount × rate → money, rounded once per cost hour, summed per output step.
#pragma once

#include <cstdint>
#include <vector>

#include "allocation/amounts.h"
#include "core/result.h"
#include "pricing/rates.h"

namespace prorata::pricing {

/// Which output step each slice belongs to, ascending.
struct StepOfSlice {
  std::vector<std::uint32_t> of;
  std::size_t steps = 1;
  std::vector<std::uint32_t> charges{};  ///< of the slices of charges; empty: they are the same
  [[nodiscard]] std::uint32_t of_charges(std::size_t slice) const {
    return charges.empty() ? of[slice] : charges[slice];
  }
};

/// Tables of rows × steps in money units: row r, step s at r * steps + s. Empty where no container has the resource.
struct StepMoney {
  std::size_t steps = 1;
  PerResource<std::vector<std::int64_t>> containers, nodes;
  PerResource<std::vector<std::int64_t>> reserved;  ///< per node, of the whole window: part of what it costs
  std::vector<std::int64_t> unused;  ///< per container, of the whole window: what it asks for and does not use
};

/// Money of a cost hour is round-half-even(amount × rate), once; where an output step cuts the hour, its money is split
/// over the steps in proportion to their amounts. So the sum over steps is the same whatever the steps are.
/// Cells are not stored: a new price reads the amounts once. ErrorCode::overflow where a cell or the sum of all leaves
/// its range.
[[nodiscard]] Result<StepMoney> price_steps(const cluster::Cluster& cluster, const allocation::Amounts& amounts,
                                            const Rates& rates, const StepOfSlice& steps);

/// Per container and resource its rate; null: it has none.
using RatesOfContainers = PerResource<std::vector<const Rate*>>;
/// Adds what `cells` of containers (Amounts' charged or requested) come to per step to `money`, a table of containers ×
/// steps. Errors as those of price_steps.
[[nodiscard]] Result<void> price_containers(const allocation::Amounts& amounts,
                                            const PerResource<std::vector<std::int64_t>>& cells,
                                            const RatesOfContainers& rates, const StepOfSlice& steps,
                                            std::vector<std::int64_t>& money);

}  // namespace prorata::pricing
