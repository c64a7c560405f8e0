#include "pricing/charge_money.h"

#include <algorithm>

#include "core/order.h"
#include "core/steady.h"

namespace prorata::pricing {
namespace {

using allocation::kEverySlice;
using allocation::Share;
using allocation::Slices;

/// Slices [begin, end) of one cost hour.
struct Hour {
  std::size_t begin, end;
};

class ChargePricer {
 public:
  ChargePricer(const Charges& charges, const Slices& slices, const StepOfSlice& steps, std::vector<ChargePart>* parts)
      : charges_(charges), slices_(slices), steps_(steps), parts_(parts) {
    money_.steps = steps.steps;
  }

  Result<ChargeMoney> run(const ChargeRates& rates) {
    for (std::size_t i = 0; i < charges_.size(); ++i, ++charge_) price(i, rates.rate[i]);
    for (std::size_t i = 0; i < rates.line_name.size(); ++i, ++charge_) {
      price_line(rates.line_rate[i], rates.line_bearer[i], rates.line_of_all[i] != 0);
    }
    if (largest_ >= kLargestRoundable) {
      return Error{ErrorCode::overflow, "the cost of one hour is too large to be counted exactly",
                   "check prices and sizes for impossible values", "prices"};
    }
    return std::move(money_);
  }

 private:
  std::int64_t round(double value) {
    largest_ = std::max(largest_, value);
    return static_cast<std::int64_t>(round_half_even(value));
  }

  /// The same for what comes evenly over time.
  std::int64_t steady(double per_ms, Window time) {
    largest_ = std::max(largest_, per_ms * static_cast<double>(time.length().count()));
    return largest_ < kLargestRoundable ? units_in(steady_of(per_ms), time) : 0;
  }

  std::vector<std::int64_t>& table(allocation::ChargeKind kind) {
    return table(money_.bearers[static_cast<std::size_t>(kind)]);
  }
  std::vector<std::int64_t>& table(std::vector<std::int64_t>& rows) const {
    if (rows.empty()) rows.assign(charges_.bearers.size() * steps_.steps, 0);
    return rows;
  }

  void price(std::size_t i, const Rate& rate) {
    const std::size_t first = charges_.cells.first[i], offset = charges_.cells.offset[i];
    const std::size_t last = first + charges_.cells.offset[i + 1] - offset;
    auto& rows = table(charges_.kind[i]);
    std::int64_t total = 0;
    unmounted_ = 0;
    by_use_ = charges_.subject[i] == allocation::Subject::balancer_bytes;
    if (by_use_) (void)table(money_.by_use);
    const bool even = comes_evenly(charges_.subject[i]);
    next_share_ = charges_.share_offset[i];
    for (Hour hour{first, first}; hour.begin < last; hour.begin = hour.end) {
      std::int64_t amount = 0;
      for (hour.end = hour.begin; hour.end < last && slices_.hour[hour.end] == slices_.hour[hour.begin]; ++hour.end) {
        amount += charges_.amount[offset + hour.end - first];
      }
      const double per_unit = rate.at(hour.end - 1);
      const std::int64_t money =
          even ? steady(per_unit, {slices_.time[hour.begin].begin, slices_.time[hour.end - 1].end})
               : round(static_cast<double>(amount) * per_unit);
      give(rows, i, hour, money, charges_.amount.data() + offset - first);
      total += money;
    }
    money_.total.push_back(total);
    money_.unmounted.push_back(unmounted_);
  }

  /// amounts: of the charge, by slice.
  void give(std::vector<std::int64_t>& rows, std::size_t i, Hour hour, std::int64_t money,
            const std::int64_t* amounts) {
    const std::size_t end = charges_.share_offset[i + 1];
    if (next_share_ < end && charges_.shares[next_share_].slice == kEverySlice) {
      weights_.assign(amounts + hour.begin, amounts + hour.end);
      spread(rows, charges_.shares[next_share_].bearer, hour, money);
      return;
    }
    const std::size_t begin = next_share_;
    while (next_share_ < end && charges_.shares[next_share_].slice < hour.end) ++next_share_;
    const std::span<const Share> shares(charges_.shares.data() + begin, next_share_ - begin);
    if (money == 0 || shares.empty()) return;

    bearers_.clear();
    for (const Share& share : shares) bearers_.push_back(share.bearer);
    sort_unique(bearers_);
    std::vector<std::int64_t> of_hour(bearers_.size(), 0);
    const auto place = [&](std::uint32_t bearer) {
      return static_cast<std::size_t>(std::lower_bound(bearers_.begin(), bearers_.end(), bearer) - bearers_.begin());
    };
    for (const Share& share : shares) of_hour[place(share.bearer)] += share.weight;
    const auto parts = split(money, of_hour);
    const bool one_step = steps_.of_charges(hour.begin) == steps_.of_charges(hour.end - 1);
    for (std::size_t b = 0; b < bearers_.size(); ++b) {
      weights_.assign(hour.end - hour.begin, 0);
      for (const Share& share : one_step ? std::span<const Share>() : shares) {
        if (share.bearer == bearers_[b]) weights_[share.slice - hour.begin] += share.weight;
      }
      spread(rows, bearers_[b], hour, parts[b]);
    }
  }

  /// One bearer's money of an hour over its steps, by `weights_` of the slices.
  void spread(std::vector<std::int64_t>& rows, std::uint32_t bearer, Hour hour, std::int64_t money) {
    if (steps_.of_charges(hour.begin) == steps_.of_charges(hour.end - 1))
      return give_step(rows, bearer, steps_.of_charges(hour.begin), money);
    const auto parts = split(money, weights_);
    for (std::size_t s = 0; s < parts.size(); ++s) give_step(rows, bearer, steps_.of_charges(hour.begin + s), parts[s]);
  }
  void give_step(std::vector<std::int64_t>& rows, std::uint32_t bearer, std::uint32_t step, std::int64_t money) {
    rows[bearer * steps_.steps + step] += money;
    if (by_use_) money_.by_use[bearer * steps_.steps + step] += money;
    if (bearer >= charges_.bearers.containers) unmounted_ += money;
    if (parts_ != nullptr && money != 0) parts_->push_back({charge_, bearer, step, money});
  }

  /// of_all: no cluster has it for itself.
  void price_line(const Rate& rate, std::uint32_t bearer, bool of_all) {
    auto& rows = table(allocation::ChargeKind::overhead);
    by_use_ = false;
    std::int64_t total = 0;
    for (std::size_t s = 0; s < slices_.size(); ++s) {
      const std::int64_t money = steady(rate.constant, slices_.time[s]);
      give_step(rows, bearer, steps_.of_charges(s), money);
      if (of_all) table(money_.of_all)[bearer * steps_.steps + steps_.of_charges(s)] += money;
      total += money;
    }
    money_.line_total.push_back(total);
  }

  const Charges& charges_;
  const Slices& slices_;
  const StepOfSlice& steps_;
  std::vector<ChargePart>* parts_;
  std::uint32_t charge_ = 0;
  std::int64_t unmounted_ = 0;  ///< of the charge so far
  bool by_use_ = false;         ///< whether the charge is billed by use and counts as one of time
  std::size_t next_share_ = 0;
  std::vector<std::uint32_t> bearers_;
  std::vector<std::int64_t> weights_;
  double largest_ = 0;
  ChargeMoney money_;
};

}  // namespace

bool comes_evenly(allocation::Subject subject) {
  return subject == allocation::Subject::fee || subject == allocation::Subject::network_bill;
}

double total_amount(const Charges& charges, std::size_t row) {
  double amount = 0;
  for (std::size_t cell = charges.cells.offset[row]; cell < charges.cells.offset[row + 1]; ++cell) {
    amount += static_cast<double>(charges.amount[cell]);
  }
  return amount;
}

Result<ChargeMoney> price_charges(const Charges& charges, const ChargeRates& rates, const Slices& slices,
                                  const StepOfSlice& steps, std::vector<ChargePart>* parts) {
  return ChargePricer(charges, slices, steps, parts).run(rates);
}

}  // namespace prorata::pricing
