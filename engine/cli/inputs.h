// Options into the engine's values.
#pragma once

#include <optional>
#include <string>

#include "cli/options.h"
#include "core/result.h"
#include "core/time.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::cli {

/// Everything of the command line that can be wrong before a source is opened.
struct Inputs {
  Instant now{};
  query::Fetch fetch;
  query::Question question;
  std::optional<query::Method> compare;  ///< to show beside the question's
  std::vector<query::Condition> of;      ///< what `explain` explains
  std::optional<Instant> at;             ///< in the hour of this time
  query::Format format = query::Format::table;
  pricing::PriceBook prices;
};
[[nodiscard]] Result<Inputs> read_inputs(const Options& options);

}  // namespace prorata::cli
