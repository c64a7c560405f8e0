#include "insights/budgets.h"

#include <numeric>
#include <string>

namespace prorata::insights {
namespace {

constexpr NoticeKind kExceeded{"budget-exceeded", Severity::warning,
                               "More was spent than the budget's part for the window; the cost is what is over it.",
                               "`prorata explain` shows what it is made of; raise the budget where it is too small."};
constexpr NoticeKind kKept{"budget-kept", Severity::info, "No more was spent than the budget's part for the window.",
                           "Nothing."};

/// Of rows × steps: the rows that are selected.
std::int64_t sum_of(const std::vector<std::int64_t>& table, std::size_t steps,
                    const std::vector<std::uint8_t>& selected) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < table.size(); ++i) sum += selected[i / steps] != 0 ? table[i] : 0;
  return sum;
}

std::int64_t spent_on(const rollup::Source& source, const query::Budget& budget) {
  const auto selected = rollup::select(source, budget.filter);
  std::int64_t sum = 0;
  for (const auto& column : source.costs.containers) sum += sum_of(column, source.costs.steps, selected);
  for (const auto& column : source.costs.charges) sum += sum_of(column, source.costs.steps, selected);
  if (!budget.filter.empty()) return sum;
  for (const auto& column : source.costs.idle) sum = std::accumulate(column.begin(), column.end(), sum);
  return sum;
}

/// With two decimals.
std::string money_text(std::int64_t units, std::int64_t unit) {
  return decimal_text(to_whole(static_cast<double>(units) * 100.0 / static_cast<double>(unit)), 2);
}

}  // namespace

void check_budgets(const rollup::Source& source, const std::vector<query::Budget>& budgets, const Currency& currency,
                   std::vector<Notice>& notices) {
  if (budgets.empty()) return;
  std::int64_t unit = 1;
  for (int digit = 0; digit < currency.digits; ++digit) unit *= 10;
  Notices all;
  for (const Notice& notice : notices) all.add(notice);
  const Window window = source.cluster.window;
  for (const query::Budget& budget : budgets) {
    const std::int64_t spent = spent_on(source, budget);
    const double hours = static_cast<double>(window.length().count()) / 3.6e6;
    const std::int64_t part = to_whole(budget.per_hour * hours * static_cast<double>(unit));
    const NoticeKind& kind = spent > part ? kExceeded : kKept;
    const auto [message, fix] = kind.texts();
    Notice notice{std::string(kind.id), kind.severity, std::string(message), std::string(fix), 1, window, {}, {}, {}};
    notice.objects = {budget.name + ": " + money_text(spent, unit) + " of " + money_text(part, unit) + " " +
                      currency.code + " (" + budget.text + ")"};
    if (spent > part) notice.cost = spent - part;
    all.add(notice);
  }
  notices = all.list();
}

}  // namespace prorata::insights
