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
  query::Explained of;                   ///< what `explain` explains
  std::optional<Instant> at;             ///< in the hour of this time
  query::Format format = query::Format::table;
  pricing::PriceBook prices;
};
[[nodiscard]] Result<Inputs> read_inputs(const Options& options);
/// `--format`, if it is one that the verb prints.
[[nodiscard]] Result<query::Format> read_format(const Options& options);
/// A zone's transitions around any window that one may ask for at `now`.
[[nodiscard]] Result<TimeZone> zone_around(const std::string& name, Instant now);
/// `--window` of a recording that covers `covered`, into the question. Without `--now` it counts back from the
/// recording's end.
[[nodiscard]] Result<void> read_window_of_recording(const Options& options, Window covered, Inputs& inputs);
/// Errors: the window of a server begins in the future.
[[nodiscard]] Result<void> check_begun(const Inputs& inputs);

}  // namespace prorata::cli
