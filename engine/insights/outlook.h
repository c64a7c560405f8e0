// Where spending goes: budgets, days that differ, commitments.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace prorata::insights {

/// critical: at this pace all will be spent before the period ends; exceeded: it is.
enum class BudgetState : std::uint8_t { ok, warning, critical, exceeded };
struct BudgetOutlook {
  double percent = 0;
  std::vector<double> crossed;  ///< of the thresholds, percent
  double forecast = 0;          ///< at the pace so far
  double forecast_percent = 0;
  double burn = 0;                        ///< part spent over part of the time gone
  std::optional<double> exhausted_after;  ///< days from the period's begin, where that is inside it
  BudgetState state = BudgetState::ok;
};
struct BudgetPeriod {
  double amount = 0, spent = 0;
  double elapsed_days = 0, days = 0;  ///< above zero
};
/// An amount of 0 allows nothing: whatever is spent exceeds it.
[[nodiscard]] BudgetOutlook outlook_of(const BudgetPeriod& period, std::span<const double> thresholds);

enum class Change : std::uint8_t { none, up, down };
struct DayRules {
  double most_z = 3.5;
  double least = 10;        ///< currency
  double least_part = 0.2;  ///< of the median
  double mean_part = 0.5;   ///< of the mean, for the simple rule
};
struct DayVerdict {
  double median = 0, deviation = 0;  ///< deviation: median of the distances to the median
  double delta = 0;
  std::optional<double> z;  ///< nothing: no day before differs, so any change is beyond all measure
  Change change = Change::none;
  double mean = 0;
  Change by_mean = Change::none;  ///< Kubecost's rule
};
/// A day's cost against complete days before it. Source: Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (the
/// modified z-score); https://www.ibm.com/docs/en/kubecost for the rule by the mean.
[[nodiscard]] DayVerdict judge_day(std::span<const double> before, double day, const DayRules& rules);

/// What to commit to per hour, and what that saves.
struct Commitment {
  double per_hour = 0;
  double cost = 0;   ///< an hour, on average, what is used beyond it included
  double saved = 0;  ///< an hour
  double saved_part = 0;
  double covered = 0;  ///< part of use
  double in_use = 0;   ///< part of the commitment
};
/// hourly: what each hour would cost on demand, spot left out. discount: 0 to 1. The least mean cost is that of one of
/// the hours: the discount's quantile of use.
[[nodiscard]] Commitment best_commitment(std::span<const double> hourly, double discount);

}  // namespace prorata::insights
