#include "insights/outlook.h"

#include <algorithm>
#include <cmath>

namespace prorata::insights {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::vector<double> distances(std::span<const double> values, double from) {
  std::vector<double> all;
  for (const double value : values) all.push_back(std::abs(value - from));
  return all;
}

Change direction(double delta) {
  return delta > 0 ? Change::up : delta < 0 ? Change::down : Change::none;
}

/// Modified z-score; where more than half of the days are alike, by the mean of the distances.
std::optional<double> score(std::span<const double> before, const DayVerdict& verdict) {
  constexpr double kNormal = 0.6745, kByMean = 1.253314;
  if (verdict.deviation > 0) return kNormal * verdict.delta / verdict.deviation;
  const double mean_distance = mean_of(distances(before, verdict.median));
  if (mean_distance > 0) return verdict.delta / (kByMean * mean_distance);
  return std::nullopt;
}

double cost_of(double commitment, std::span<const double> hourly, double discount) {
  double beyond = 0;
  for (const double use : hourly) beyond += std::max(0.0, use - commitment);
  return commitment * (1 - discount) + beyond / static_cast<double>(hourly.size());
}

}  // namespace

BudgetOutlook outlook_of(const BudgetPeriod& period, std::span<const double> thresholds) {
  BudgetOutlook outlook;
  const double pace = period.spent / period.elapsed_days;
  outlook.forecast = pace * period.days;
  if (period.amount <= 0) {
    outlook.state = period.spent > 0 ? BudgetState::exceeded : BudgetState::ok;
    return outlook;
  }
  outlook.percent = period.spent / period.amount * 100;
  outlook.forecast_percent = outlook.forecast / period.amount * 100;
  outlook.burn = period.spent / period.amount / (period.elapsed_days / period.days);
  for (const double threshold : thresholds) {
    if (outlook.percent >= threshold) outlook.crossed.push_back(threshold);
  }
  const double until = pace > 0 ? period.amount / pace : period.days + 1;
  if (until <= period.days) outlook.exhausted_after = until;
  outlook.state = outlook.percent >= 100            ? BudgetState::exceeded
                  : outlook.forecast_percent >= 100 ? BudgetState::critical
                  : outlook.crossed.empty()         ? BudgetState::ok
                                                    : BudgetState::warning;
  return outlook;
}

DayVerdict judge_day(std::span<const double> before, double day, const DayRules& rules) {
  DayVerdict verdict;
  verdict.median = median_of({before.begin(), before.end()});
  verdict.deviation = median_of(distances(before, verdict.median));
  verdict.delta = day - verdict.median;
  verdict.mean = mean_of(before);
  verdict.z = score(before, verdict);
  const double size = std::abs(verdict.delta);
  const bool unlike = !verdict.z || std::abs(*verdict.z) > rules.most_z;
  if (unlike && size >= rules.least && size >= rules.least_part * verdict.median) {
    verdict.change = direction(verdict.delta);
  }
  const double from_mean = day - verdict.mean;
  if (std::abs(from_mean) > rules.mean_part * verdict.mean && day >= rules.least) {
    verdict.by_mean = direction(from_mean);
  }
  return verdict;
}

Commitment best_commitment(std::span<const double> hourly, double discount) {
  std::vector<double> candidates{0};
  candidates.insert(candidates.end(), hourly.begin(), hourly.end());
  std::sort(candidates.begin(), candidates.end());
  Commitment best;
  best.cost = mean_of(hourly);
  for (const double candidate : candidates) {
    const double cost = cost_of(candidate, hourly, discount);
    if (cost < best.cost) best.per_hour = candidate, best.cost = cost;
  }
  const double all = mean_of(hourly);
  double covered = 0;
  for (const double use : hourly) covered += std::min(use, best.per_hour);
  covered /= static_cast<double>(hourly.size());
  best.saved = all - best.cost;
  best.saved_part = all > 0 ? best.saved / all : 0;
  best.covered = all > 0 ? covered / all : 0;
  best.in_use = best.per_hour > 0 ? covered / best.per_hour : 0;
  return best;
}

}  // namespace prorata::insights
