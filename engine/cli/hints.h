// What may be meant where a question finds nothing.
#pragma once

#include "pipeline/session.h"
#include "pricing/price_book.h"
#include "query/question.h"
#include "report/answer.h"

namespace prorata::cli {

/// Adds notices to an answer: a filter that no object passes, with what exists.
void add_hints(pipeline::Session& session, const query::Question& question, const pricing::PriceBook& prices,
               report::Answer& answer);
/// The same of a question whose filter nothing passes.
[[nodiscard]] Notices why_nothing(pipeline::Session& session, const query::Question& question,
                                  const pricing::PriceBook& prices);

}  // namespace prorata::cli
