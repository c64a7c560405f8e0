#include "allocation/amounts.h"

#include <numeric>

namespace prorata::allocation {

std::vector<std::int64_t> row_totals(const CellRows& rows, const std::vector<std::int64_t>& cells) {
  std::vector<std::int64_t> totals;
  totals.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    totals.push_back(std::accumulate(cells.begin() + static_cast<std::ptrdiff_t>(rows.offset[row]),
                                     cells.begin() + static_cast<std::ptrdiff_t>(rows.offset[row + 1]),
                                     std::int64_t{0}));
  }
  return totals;
}

}  // namespace prorata::allocation
