#include "pricing/step_money.h"

#include <algorithm>

#include "pricing/rounded_sum.h"

namespace prorata::pricing {
namespace {

using allocation::Amounts;
using allocation::CellRows;
using allocation::Slices;

/// True where every cost hour has one slice, so that slices and hours are the same.
bool hours_are_whole(const Slices& slices) {
  return slices.hour.empty() || slices.hour.back() + 1 == slices.size();
}

/// Prices rows. Remembers the largest value and the sum of all, which tell whether anything overflowed.
class RowPricer {
 public:
  RowPricer(const Slices& slices, const StepOfSlice& steps)
      : slices_(slices), steps_(steps), whole_(hours_are_whole(slices)) {
    for (std::size_t s = 0; s <= steps.of.size(); ++s) {
      const bool border = s == 0 || s == steps.of.size() || steps.of[s] != steps.of[s - 1];
      if (border) borders_.push_back(s);
    }
  }

  /// amounts: cells of the row from slice `first` on. node: whose hours they are of. money: one entry per step.
  void run(std::span<const std::int64_t> amounts, std::size_t first, std::uint32_t node, const Rate& rate,
           std::span<std::int64_t> money) {
    if (whole_ && rate.by_slice.empty()) {
      price_constant(amounts, first, rate.constant, money);
    } else {
      price_hours(amounts, first, slices_.hours_of(node), rate, money);
    }
    for (const std::int64_t step : money) total_.add(step);
  }

  [[nodiscard]] Result<void> check() const {
    const auto sum = total_.value("the sum of all costs");
    if (!sum) return sum.error();
    if (largest_ < kLargestRoundable) return {};
    return Error{ErrorCode::overflow, "the cost of one hour is too large to be counted exactly",
                 "check prices and capacities for impossible values", "prices"};
  }

 private:
  void price_constant(std::span<const std::int64_t> amounts, std::size_t first, double rate,
                      std::span<std::int64_t> money) {
    const std::size_t last = first + amounts.size();
    auto border = std::upper_bound(borders_.begin(), borders_.end(), first);
    for (std::size_t slice = first; slice < last; ++border) {
      const std::size_t end = std::min(last, *border);
      const RoundedSum sum = sum_rounded(amounts.data() + (slice - first), end - slice, rate);
      largest_ = std::max(largest_, sum.largest);
      money[steps_.of[slice]] += sum.money;
      slice = end;
    }
  }

  /// Steps that cut an hour share its money. Slices of one step are one part of it: another node's price may have cut
  /// it.
  void price_hours(std::span<const std::int64_t> amounts, std::size_t first, const std::uint32_t* hours,
                   const Rate& rate, std::span<std::int64_t> money) {
    for (std::size_t slice = first, last = first + amounts.size(); slice < last;) {
      const std::uint32_t hour = hours[slice], step = steps_.of[slice];
      std::int64_t amount = 0;
      parts_.clear();
      for (; slice < last && hours[slice] == hour; ++slice) {
        parts_.resize(steps_.of[slice] - step + std::size_t{1});
        parts_.back() += amounts[slice - first];
        amount += amounts[slice - first];
      }
      const double value = static_cast<double>(amount) * rate.at(slice - 1);
      largest_ = std::max(largest_, value);
      const auto rounded = static_cast<std::int64_t>(round_half_even(value));
      if (parts_.size() == 1) {
        money[step] += rounded;
      } else {
        const auto parts = split(rounded, parts_);
        for (std::size_t i = 0; i < parts.size(); ++i) money[step + i] += parts[i];
      }
    }
  }

  const Slices& slices_;
  const StepOfSlice& steps_;
  bool whole_;
  std::vector<std::size_t> borders_;  ///< slices at which steps begin, and the end
  std::vector<std::int64_t> parts_;   ///< amounts of an hour by step, from its first on
  double largest_ = 0;
  WideSum total_;
};

/// Which rate a row has; null: it is not priced.
using RateOfRow = std::vector<const Rate*>;

/// Rows of one resource, added to `money`: one entry per row and step. Empty where there are no cells.
void price_rows(RowPricer& pricer, const CellRows& rows, const std::vector<std::int64_t>& cells, const RateOfRow& rates,
                std::size_t steps, std::vector<std::int64_t>& money) {
  for (std::size_t row = 0; row < rows.size() && !cells.empty(); ++row) {
    const std::size_t begin = rows.offset[row], count = rows.offset[row + 1] - begin;
    if (rates[row] == nullptr) continue;
    pricer.run(std::span(cells).subspan(begin, count), rows.first[row], rows.node[row], *rates[row],
               std::span(money).subspan(row * steps, steps));
  }
}

}  // namespace

Result<StepMoney> price_steps(const cluster::Cluster& cluster, const Amounts& amounts, const Rates& rates,
                              const StepOfSlice& steps) {
  StepMoney money;
  money.steps = steps.steps;
  const std::size_t containers = amounts.containers.size(), nodes = amounts.nodes.size();
  money.unused.assign(containers, 0);
  RowPricer pricer(amounts.slices, steps);
  // What is part of a sum that is checked needs no steps.
  const StepOfSlice whole{std::vector<std::uint32_t>(amounts.slices.size(), 0), 1};
  RowPricer part(amounts.slices, whole);
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    if (!amounts.charged[r].empty()) money.containers[r].assign(containers * steps.steps, 0);
    money.nodes[r].assign(nodes * steps.steps, 0);
    money.reserved[r].assign(nodes, 0);
    RateOfRow of_nodes, of_containers;
    for (std::size_t n = 0; n < nodes; ++n) of_nodes.push_back(&rates.node[n][r]);
    for (std::size_t c = 0; c < containers; ++c) {
      const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
      const bool costs =
          node != cluster::kNone && (amounts.charged_total[r][c] != 0 || amounts.requested_known[r][c] != 0);
      of_containers.push_back(costs ? of_nodes[node] : nullptr);
    }
    price_rows(pricer, amounts.containers, amounts.charged[r], of_containers, steps.steps, money.containers[r]);
    price_rows(pricer, amounts.nodes, amounts.capacity[r], of_nodes, steps.steps, money.nodes[r]);
    price_rows(part, amounts.nodes, amounts.reserved[r], of_nodes, 1, money.reserved[r]);
    price_rows(part, amounts.containers, amounts.unused[r], of_containers, 1, money.unused);
  }
  if (auto fits = pricer.check(); !fits) return fits.error();
  return money;
}

Result<void> price_containers(const Amounts& amounts, const PerResource<std::vector<std::int64_t>>& cells,
                              const RatesOfContainers& rates, const StepOfSlice& steps,
                              std::vector<std::int64_t>& money) {
  RowPricer pricer(amounts.slices, steps);
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    if (!rates[r].empty()) price_rows(pricer, amounts.containers, cells[r], rates[r], steps.steps, money);
  }
  return pricer.check();
}

}  // namespace prorata::pricing
