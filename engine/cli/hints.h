// What may be meant where a question finds nothing.
#pragma once

#include "cli/inputs.h"
#include "pipeline/session.h"
#include "report/answer.h"

namespace prorata::cli {

/// Adds notices to an answer: a filter that no object passes, with what exists.
void add_hints(pipeline::Session& session, const Inputs& inputs, report::Answer& answer);

}  // namespace prorata::cli
