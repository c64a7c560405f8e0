// The part of PromQL that the plan's queries are written in, as a tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace prorata::promql {

struct Matcher {
  std::string label, value;
  bool pattern = false, not_so = false;  ///< `=~` or `!~`; `!=` or `!~`
};

struct Expression {
  enum class Kind : std::uint8_t { number, selector, subquery, call, aggregate, binary };
  Kind kind = Kind::number;
  double number = 0;
  std::string word;                 ///< the function, the aggregate or the operator
  std::vector<Matcher> matchers;    ///< of a selector
  Duration range{}, step{};         ///< of a selector with a range, and of a subquery
  std::vector<std::string> labels;  ///< of `by`, `without` or `on`
  bool without = false, on = false;
  std::vector<Expression> parts;
};

/// Errors (bad_usage) name the column, and what was expected there.
[[nodiscard]] Result<Expression> parse_expression(std::string_view promql);

}  // namespace prorata::promql
