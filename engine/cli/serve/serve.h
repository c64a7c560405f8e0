// The verb `serve`.
#pragma once

#include <vector>

#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/source.h"

namespace prorata::cli {

/// Serves until SIGTERM or SIGINT. Gives the exit code.
[[nodiscard]] int run_serve(const Options& options, Inputs inputs, std::vector<Source> sources);

}  // namespace prorata::cli
