// Recording rules, which make the mode of totals cheap for who answers it.
#pragma once

#include <string>
#include <string_view>

namespace prorata::plan {

/// A file of rules for Prometheus, Thanos Ruler or Mimir, as YAML. match: extra PromQL matchers, without braces.
[[nodiscard]] std::string rules_text(std::string_view match);

}  // namespace prorata::plan
