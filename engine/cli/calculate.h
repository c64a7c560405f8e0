// `prorata calculate`: formulas of plans and reviews for numbers that stand on the command line.
#pragma once

#include "cli/options.h"
#include "core/result.h"

namespace prorata::cli {

/// What is printed: without a name the list of calculators, with a name alone its fields, else the figures.
[[nodiscard]] Result<std::string> calculate(const std::vector<std::string>& words, bool json);

}  // namespace prorata::cli
