// The verbs.
#pragma once

#include "cli/options.h"

namespace prorata::cli {

/// Does what the options say and returns the exit code: 0 done, 1 no answer in the data, 2 wrong usage, 3 no source.
[[nodiscard]] int run(const Options& options);

}  // namespace prorata::cli
