// Values of Kubecost's chart. Internal to the stage.
#pragma once

#include "config/config.h"

namespace prorata::config {

/// Whether they say anything about idle, shared costs or budgets, or have prices.
[[nodiscard]] bool has_values(const Document& root);
void read_values(const Document& root, DocumentReader& in, Config& config);

}  // namespace prorata::config
