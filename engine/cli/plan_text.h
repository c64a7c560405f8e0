// A plan as text.
#pragma once

#include <string>
#include <vector>

#include "plan/request.h"

namespace prorata::cli {

[[nodiscard]] std::string plan_table(const std::vector<plan::Request>& requests);
[[nodiscard]] std::string plan_json(const std::vector<plan::Request>& requests);

}  // namespace prorata::cli
