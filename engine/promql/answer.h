// Answers a request of the plan from raw samples, as the HTTP API would.
#pragma once

#include <string>

#include "core/result.h"
#include "plan/request.h"
#include "promql/samples.h"

namespace prorata::promql {

/// The body of a successful answer. Counters of usage are read between samples (`Counters::between`), and the distance
/// of scrapes is the one measured; everything else is as Prometheus answers. Errors (bad_usage): a query, or a matcher
/// of the user's, that cannot be evaluated.
[[nodiscard]] Result<std::string> answer(const plan::Request& request, Samples& samples);

}  // namespace prorata::promql
