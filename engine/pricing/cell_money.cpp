#include "pricing/cell_money.h"

#include <algorithm>
#include <cmath>

namespace prorata::pricing {
namespace {

using allocation::Amounts;
using allocation::CellRows;
using allocation::Slices;

/// True where every cost hour has one slice, so that slices and hours are the same.
bool hours_are_whole(const Slices& slices) {
  return slices.hour.empty() || slices.hour.back() + 1 == slices.size();
}

/// Prices the cells of one row. Remembers the largest value and the sum, which tell whether anything overflowed.
class RowPricer {
 public:
  explicit RowPricer(const Slices& slices) : slices_(slices), whole_(hours_are_whole(slices)) {}

  void run(std::span<const std::int64_t> amounts, std::size_t first_slice, const Rate& rate,
           std::span<std::int64_t> money) {
    if (whole_ && rate.by_slice.empty()) {
      price_constant(amounts, rate.constant, money);
    } else {
      price_hours(amounts, first_slice, rate, money);
    }
    for (const std::int64_t cell : money) total_.add(cell);
  }
  [[nodiscard]] Result<void> check() const {
    const auto sum = total_.value("the sum of all costs");
    if (!sum) return sum.error();
    if (largest_ < kLargestRoundable) return {};
    return Error{ErrorCode::overflow, "the cost of one hour is too large to be counted exactly",
                 "check prices and capacities for impossible values", "prices"};
  }

 private:
  /// The hot loop: a new price recomputes every cell.
  void price_constant(std::span<const std::int64_t> amounts, double rate, std::span<std::int64_t> money) {
    double largest = 0;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      const double value = static_cast<double>(amounts[i]) * rate;
      largest = std::max(largest, value);
      money[i] = static_cast<std::int64_t>(round_half_even(value));
    }
    largest_ = std::max(largest_, largest);
  }

  /// Slices of one hour share the hour's money; a rate change inside an hour prices each slice by itself.
  void price_hours(std::span<const std::int64_t> amounts, std::size_t first_slice, const Rate& rate,
                   std::span<std::int64_t> money) {
    for (std::size_t begin = 0; begin < amounts.size();) {
      std::size_t end = begin;
      std::int64_t amount = 0;
      const std::uint32_t hour = slices_.hour[first_slice + begin];
      for (; end < amounts.size() && slices_.hour[first_slice + end] == hour; ++end) amount += amounts[end];
      const double value = static_cast<double>(amount) * rate.at(first_slice + end - 1);
      largest_ = std::max(largest_, value);
      const auto parts = split(static_cast<std::int64_t>(round_half_even(value)), amounts.subspan(begin, end - begin));
      std::copy(parts.begin(), parts.end(), money.begin() + static_cast<std::ptrdiff_t>(begin));
      begin = end;
    }
  }

  const Slices& slices_;
  bool whole_;
  double largest_ = 0;
  WideSum total_;
};

}  // namespace

Result<CellMoney> price_cells(const cluster::Cluster& cluster, const Amounts& amounts, const Rates& rates) {
  CellMoney money;
  RowPricer pricer(amounts.slices);
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    money.containers[r].resize(amounts.containers.cells());
    money.nodes[r].resize(amounts.nodes.cells());
    const auto row = [&](const CellRows& rows, std::size_t i, const Rate& rate, const auto& from, auto& into) {
      const std::size_t begin = rows.offset[i], count = rows.offset[i + 1] - begin;
      pricer.run(std::span(from).subspan(begin, count), rows.first[i], rate, std::span(into).subspan(begin, count));
    };
    for (std::size_t c = 0; c < amounts.containers.size(); ++c) {
      const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
      if (node != cluster::kNone)
        row(amounts.containers, c, rates.node[node][r], amounts.charged[r], money.containers[r]);
    }
    for (std::size_t n = 0; n < amounts.nodes.size(); ++n) {
      row(amounts.nodes, n, rates.node[n][r], amounts.capacity[r], money.nodes[r]);
    }
  }
  if (auto fits = pricer.check(); !fits) return fits.error();
  return money;
}

}  // namespace prorata::pricing
