// Series that somebody else asked for, such as the data frames of a dashboard.
#pragma once

#include <span>
#include <string>

#include "core/result.h"
#include "ingest/response_parser.h"
#include "pipeline/store.h"
#include "plan/planner.h"
#include "query/question.h"
#include "series/arrays.h"

namespace prorata::pipeline {

/// How the window was sampled. Errors: a resolution that is missing or fits no hour.
[[nodiscard]] Result<plan::Layout> layout_of(const query::Fetch& fetch);

/// Puts the series of all queries into the store. Errors: a query that is not known, arrays that do not fit together.
[[nodiscard]] Result<ingest::ResponseSummary> add_series(Store& store, std::span<const std::string> names,
                                                         const series::Arrays& arrays);

}  // namespace prorata::pipeline
