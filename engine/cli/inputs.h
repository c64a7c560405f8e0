// Options into the engine's values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "core/result.h"
#include "core/time.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::cli {

/// Everything of the command line that can be wrong before a source is opened.
struct Inputs {
  Instant now{};
  std::string window_text;
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
/// A rule, with errors about amounts that say what is wrong with them.
[[nodiscard]] Result<query::ShareRule> parse_rule(const std::string& text);
/// A word or length for what ends where a window begins that is only about to begin: `yesterday` for `today`, `2d` for
/// OpenCost's `1d`. Empty where there is none.
[[nodiscard]] std::string window_instead(const std::string& text);
/// As query::parse_window; a word that is empty at this moment says what to ask for instead.
[[nodiscard]] Result<Window> window_of(const std::string& text, Instant now, const TimeZone& zone,
                                       query::Dialect dialect, query::WeekStart week_start);
/// Whether what says how idle is shared (says_whose: whose is one sum) counts with this policy. idle_name: as the
/// policy is written before its word. Errors (bad_usage): it changes nothing.
[[nodiscard]] Result<void> check_counts(std::string_view option, const std::string& idle_name, bool says_whose,
                                        query::IdlePolicy idle);
/// Errors (bad_usage): steps are longer than what they are summed to.
[[nodiscard]] Result<void> check_accumulated(query::OutputStep step, query::OutputStep sum);
/// Whether the step is another one than what its sums say: costs are shared in that, so the step changes nothing.
[[nodiscard]] bool is_dropped(query::OutputStep step, query::OutputStep sum);

}  // namespace prorata::cli
