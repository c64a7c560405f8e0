// Formulas of plans: what a run or a service will cost, and what a change is worth. They take numbers that somebody
// wrote down and no data of a cluster; money is a plan's, so a double. Sources: docs/calculators.md.
#pragma once

#include <optional>
#include <span>

namespace prorata::insights {

/// Currency for `gpus` over `hours`; price: of one GPU and hour; discount: 0 to 1, of spot.
[[nodiscard]] double gpu_cost(double price, double discount, double gpus, double hours);

/// Currency for a month of 720 hours; price: of one instance and hour; redundancy: instances kept ready, as a part.
[[nodiscard]] double inference_month(double price, double instances, double redundancy);

/// Currency for a million tokens; price: of an hour.
[[nodiscard]] double per_million_tokens(double price, double tokens_per_second);

/// (value - cost) / cost; nothing where there is no cost.
[[nodiscard]] std::optional<double> return_on(double value, double cost);

/// Relative gain in performance over the relative growth of cost; nothing where cost does not grow.
struct BeforeAfter {
  double before = 0, after = 0;
};
[[nodiscard]] std::optional<double> gain_over_growth(BeforeAfter performance, BeforeAfter cost);

/// The part of a cost that goes when the same work is done at a higher utilisation: 1 - from / to.
[[nodiscard]] double saved_by_utilisation(double from, double to);

/// Parts of a cost that are saved one after the other: 1 - (1 - a)(1 - b)…, never their sum.
[[nodiscard]] double saved_together(std::span<const double> parts);

/// The part of traffic that leaves its zone where both ends are spread over zones alike: 1 - Σ share².
[[nodiscard]] double crossing_share(std::span<const double> zone_shares);

/// Monthly money of all pods of a controller that were seen for `minutes`: what they took scaled to 730 hours.
struct Controller {
  double pods = 0, core_hours_each = 0, per_core_hour = 0, minutes = 0;
};
[[nodiscard]] double monthly_of(const Controller& controller);

}  // namespace prorata::insights
