// What was spent against what may be spent.
#pragma once

#include <vector>

#include "core/money.h"
#include "core/notice.h"
#include "query/question.h"
#include "rollup/groups.h"

namespace prorata::insights {

/// A notice about each budget: what the rows that meet its filter cost in the window, idle and shared costs that came
/// to them included, against the budget's part for the window's length. A budget without a filter is for everything.
void check_budgets(const rollup::Source& source, const std::vector<query::Budget>& budgets, const Currency& currency,
                   std::vector<Notice>& notices);

}  // namespace prorata::insights
