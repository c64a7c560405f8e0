#include "allocation/amounts.h"

#include <algorithm>

#include "allocation/shares.h"
#include "core/order.h"

namespace prorata::allocation {

std::int64_t part_of(std::int64_t total, Window part, Window whole) {
  if (part == whole) return total;
  __extension__ using Wide = __int128;
  const auto until = [&](Instant at) {
    return static_cast<std::int64_t>(static_cast<Wide>(total) * (at - whole.begin).count() / whole.length().count());
  };
  return until(part.end) - until(part.begin);
}

void WeightTable::add(std::uint32_t slice, std::uint32_t bearer, std::int64_t weight) {
  if (!weights_.empty() && weights_.back().slice == slice && weights_.back().bearer == bearer) {
    weights_.back().weight += weight;
  } else {
    weights_.push_back({slice, bearer, weight});
  }
}

void WeightTable::flush(std::vector<Share>& shares) {
  const auto alone = [&](const Share& share) { return share.bearer == weights_.front().bearer; };
  if (!weights_.empty() && std::all_of(weights_.begin(), weights_.end(), alone)) {
    shares.push_back({kEverySlice, weights_.front().bearer, 1});
  } else {
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const Share &left = weights_[a], &right = weights_[b];
      return left.slice != right.slice ? left.slice < right.slice : left.bearer < right.bearer;
    };
    const std::size_t begin = shares.size();
    for (const std::uint32_t i : ordered(weights_.size(), before)) {
      const Share& next = weights_[i];
      const bool same =
          shares.size() > begin && shares.back().slice == next.slice && shares.back().bearer == next.bearer;
      if (same) {
        shares.back().weight += next.weight;
      } else {
        shares.push_back(next);
      }
    }
  }
  weights_.clear();
}

std::vector<std::int64_t> row_totals(const CellRows& rows, const std::vector<std::int64_t>& cells) {
  std::vector<std::int64_t> totals;
  if (cells.empty()) return std::vector<std::int64_t>(rows.size(), 0);
  totals.reserve(rows.size());
  // By pointers, like all loops over cells that are compiled for size: an iterator there is a call per cell.
  const std::int64_t* cell = cells.data();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::int64_t total = 0;
    for (const std::int64_t* const end = cells.data() + rows.offset[row + 1]; cell < end; ++cell) total += *cell;
    totals.push_back(total);
  }
  return totals;
}

}  // namespace prorata::allocation
