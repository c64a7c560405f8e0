// Evaluates an expression over raw samples, series by series.
#pragma once

#include <vector>

#include "core/result.h"
#include "promql/expression.h"
#include "promql/over_time.h"
#include "promql/samples.h"

namespace prorata::promql {

/// One series of an answer; values: one for each time, kAbsent where there is none.
struct Row {
  NameId metric = kNoName;  ///< kNoName: the answer has none
  Labels labels;
  std::vector<double> values;
};

/// How counters are read at a time between two samples.
enum class Counters : std::uint8_t {
  as_seen,  ///< the last value, as Prometheus sees it
  between,  ///< on the straight line
};

/// Rows with at least one value, in the order of the samples. Errors (bad_usage): what this part of PromQL does not
/// have.
[[nodiscard]] Result<std::vector<Row>> evaluate(const Expression& expression, Samples& samples, const Times& times,
                                                Counters counters = Counters::as_seen);

}  // namespace prorata::promql
