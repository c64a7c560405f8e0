#include "pricing/step_money.h"

#include <algorithm>
#include <cstring>

namespace prorata::pricing {
namespace {

using allocation::Amounts;
using allocation::CellRows;
using allocation::Slices;

/// True where every cost hour has one slice, so that slices and hours are the same.
bool hours_are_whole(const Slices& slices) {
  return slices.hour.empty() || slices.hour.back() + 1 == slices.size();
}

/// Bits of round_half_even's constant: the mantissa of `value + constant` is the rounded value itself, so whole numbers
/// can be summed as bits, without a conversion that vector units lack.
constexpr double kMagic = 6755399441055744.0;
constexpr std::uint64_t kMagicBits = 0x4338000000000000u;

struct RoundedSum {
  std::int64_t money = 0;
  double largest = 0;  ///< of the values that were rounded; beyond kLargestRoundable the sum means nothing
};

/// The hot loop: a new price recomputes every cell.
RoundedSum sum_rounded(const std::int64_t* amounts, std::size_t count, double rate) {
  std::uint64_t bits = 0;
  double largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = static_cast<double>(amounts[i]) * rate;
    largest = value > largest ? value : largest;
    const double shifted = value + kMagic;
    std::uint64_t pattern;
    std::memcpy(&pattern, &shifted, sizeof pattern);
    bits += pattern;
  }
  return {static_cast<std::int64_t>(bits - count * kMagicBits), largest};
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

  /// amounts: cells of the row from slice `first` on. money: one entry per step.
  void run(std::span<const std::int64_t> amounts, std::size_t first, const Rate& rate, std::span<std::int64_t> money) {
    if (whole_ && rate.by_slice.empty()) {
      price_constant(amounts, first, rate.constant, money);
    } else {
      price_hours(amounts, first, rate, money);
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

  /// Slices of one hour share the hour's money.
  void price_hours(std::span<const std::int64_t> amounts, std::size_t first, const Rate& rate,
                   std::span<std::int64_t> money) {
    for (std::size_t begin = 0; begin < amounts.size();) {
      std::size_t end = begin;
      std::int64_t amount = 0;
      const std::uint32_t hour = slices_.hour[first + begin];
      for (; end < amounts.size() && slices_.hour[first + end] == hour; ++end) amount += amounts[end];
      const double value = static_cast<double>(amount) * rate.at(first + end - 1);
      largest_ = std::max(largest_, value);
      const auto rounded = static_cast<std::int64_t>(round_half_even(value));
      if (end - begin == 1) {
        money[steps_.of[first + begin]] += rounded;
      } else {
        const auto parts = split(rounded, amounts.subspan(begin, end - begin));
        for (std::size_t i = 0; i < parts.size(); ++i) money[steps_.of[first + begin + i]] += parts[i];
      }
      begin = end;
    }
  }

  const Slices& slices_;
  const StepOfSlice& steps_;
  bool whole_;
  std::vector<std::size_t> borders_;  ///< slices at which steps begin, and the end
  double largest_ = 0;
  WideSum total_;
};

/// What pods may not take of each node, over the whole window. Part of a sum that was checked.
std::vector<std::int64_t> price_reserved(const Amounts& amounts, const Rates& rates, std::size_t r) {
  const StepOfSlice whole{std::vector<std::uint32_t>(amounts.slices.size(), 0), 1};
  RowPricer pricer(amounts.slices, whole);
  std::vector<std::int64_t> money(amounts.nodes.size(), 0);
  for (std::size_t n = 0; n < money.size(); ++n) {
    const std::size_t begin = amounts.nodes.offset[n], count = amounts.nodes.offset[n + 1] - begin;
    pricer.run(std::span(amounts.reserved[r]).subspan(begin, count), amounts.nodes.first[n], rates.node[n][r],
               std::span(money).subspan(n, 1));
  }
  return money;
}

}  // namespace

Result<StepMoney> price_steps(const cluster::Cluster& cluster, const Amounts& amounts, const Rates& rates,
                              const StepOfSlice& steps) {
  StepMoney money;
  money.steps = steps.steps;
  RowPricer pricer(amounts.slices, steps);
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    if (!amounts.charged[r].empty()) money.containers[r].assign(amounts.containers.size() * steps.steps, 0);
    money.nodes[r].assign(amounts.nodes.size() * steps.steps, 0);
    const auto row = [&](const CellRows& rows, std::size_t i, const Rate& rate, const auto& from, auto& into) {
      const std::size_t begin = rows.offset[i], count = rows.offset[i + 1] - begin;
      pricer.run(std::span(from).subspan(begin, count), rows.first[i], rate,
                 std::span(into).subspan(i * steps.steps, steps.steps));
    };
    for (std::size_t c = 0; c < amounts.containers.size(); ++c) {
      const std::uint32_t node = cluster.pods.node[cluster.containers.pod[c]];
      if (node == cluster::kNone || amounts.charged_total[r][c] == 0) continue;
      row(amounts.containers, c, rates.node[node][r], amounts.charged[r], money.containers[r]);
    }
    for (std::size_t n = 0; n < amounts.nodes.size(); ++n) {
      row(amounts.nodes, n, rates.node[n][r], amounts.capacity[r], money.nodes[r]);
    }
    money.reserved[r] = price_reserved(amounts, rates, r);
  }
  if (auto fits = pricer.check(); !fits) return fits.error();
  return money;
}

}  // namespace prorata::pricing
