// Amount × rate → money, rounded once per cost hour.
#pragma once

#include <cstdint>
#include <vector>

#include "allocation/amounts.h"
#include "core/result.h"
#include "pricing/rates.h"

namespace prorata::pricing {

/// Money units of every cell of `Amounts`, same order.
struct CellMoney {
  PerResource<std::vector<std::int64_t>> containers, nodes;
};

/// Money of a cost hour is round-half-even(amount × rate); where the hour has several slices, it is split over them in
/// proportion to their amounts. ErrorCode::overflow where a cell or the sum of all leaves its range.
[[nodiscard]] Result<CellMoney> price_cells(const cluster::Cluster& cluster, const allocation::Amounts& amounts,
                                            const Rates& rates);

}  // namespace prorata::pricing
