#include "insights/formulas.h"

namespace prorata::insights {

double gpu_cost(double price, double discount, double gpus, double hours) {
  return price * (1 - discount) * gpus * hours;
}

double inference_month(double price, double instances, double redundancy) {
  return price * 24 * 30 * instances * (1 + redundancy);
}

double per_million_tokens(double price, double tokens_per_second) {
  return price / (tokens_per_second * 3600) * 1e6;
}

std::optional<double> return_on(double value, double cost) {
  if (cost == 0) return std::nullopt;
  return (value - cost) / cost;
}

std::optional<double> gain_over_growth(BeforeAfter performance, BeforeAfter cost) {
  const double growth = (cost.after - cost.before) / cost.before;
  if (growth <= 0) return std::nullopt;
  return (performance.after - performance.before) / performance.before / growth;
}

double saved_by_utilisation(double from, double to) {
  return 1 - from / to;
}

double saved_together(std::span<const double> parts) {
  double left = 1;
  for (const double part : parts) left *= 1 - part;
  return 1 - left;
}

double crossing_share(std::span<const double> zone_shares) {
  double stays = 0;
  for (const double share : zone_shares) stays += share * share;
  return 1 - stays;
}

double monthly_of(const Controller& controller) {
  constexpr double kHoursOfMonth = 730;
  const double seen = controller.pods * controller.core_hours_each * controller.per_core_hour;
  return seen / (controller.minutes / 60 / kHoursOfMonth);
}

}  // namespace prorata::insights
