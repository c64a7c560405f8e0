// Assets that other tools have as one where the list has two.
#pragma once

#include "report/answer.h"

namespace prorata::report {

/// What a load balancer processes stands in a row behind that of its hours.
[[nodiscard]] inline bool is_of_bytes(const Assets& assets, std::size_t row) {
  return assets.kind[row] == rollup::AssetKind::balancer && assets.unit[row] == "GiB";
}
/// Cost of an asset, with what it processes.
[[nodiscard]] inline Money whole_cost(const Assets& assets, std::size_t row) {
  const bool two = assets.kind[row] == rollup::AssetKind::balancer && row + 1 < assets.kind.size();
  return assets.total_cost[row] + (two && is_of_bytes(assets, row + 1) ? assets.total_cost[row + 1] : Money());
}

}  // namespace prorata::report
