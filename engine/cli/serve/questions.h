// Parameters of each API into the engine's question. Every error names its parameter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/serve/http.h"
#include "core/result.h"
#include "core/time.h"
#include "core/time_zone.h"
#include "pricing/price_book.h"
#include "query/question.h"
#include "report/focus.h"

namespace prorata::cli::serve {

/// What the words of a request are read by.
struct Context {
  Instant now{};                  ///< to a whole minute
  TimeZone zone;                  ///< around any window that may be asked for
  std::optional<Window> covered;  ///< by a recording
  query::Question base;           ///< the server's own: idle, rules to share costs, budgets
};

/// What to load, and what to ask of it.
struct Asked {
  Window window;
  std::optional<Duration> resolution;
  query::Question question;
  query::Format format = query::Format::json;
  query::Explained of;                       ///< what to explain
  std::optional<Instant> at;                 ///< of its cost hours
  std::optional<query::Method> compare;      ///< shown beside the question's
  std::optional<pricing::PriceBook> prices;  ///< in place of the server's
  std::optional<pricing::WhatIf> what_if;
  report::FocusOptions focus;
  std::vector<std::string> warnings;  ///< parameters that change nothing, and why
};

/// `/allocation`, `/allocation/summary`: as OpenCost has them; opencost.io/docs/integrations/api.
[[nodiscard]] Result<Asked> read_opencost_allocation(const Fields& params, const Context& context);
[[nodiscard]] Result<Asked> read_opencost_summary(const Fields& params, const Context& context);
/// `/assets`
[[nodiscard]] Result<Asked> read_opencost_assets(const Fields& params, const Context& context);
/// `/v2/cost` of Alibaba Cloud's ACK.
[[nodiscard]] Result<Asked> read_ack_cost(const Fields& params, const Context& context);
/// `/v1/allocation` and `/v1/assets`: the command line's options by their names.
[[nodiscard]] Result<Asked> read_own_allocation(const Fields& params, const Context& context);
[[nodiscard]] Result<Asked> read_own_assets(const Fields& params, const Context& context);
/// `/v1/explain` and `/v1/diagnostics`: those of `prorata explain` and `prorata check`.
[[nodiscard]] Result<Asked> read_own_explain(const Fields& params, const Context& context);
[[nodiscard]] Result<Asked> read_own_diagnostics(const Fields& params, const Context& context);

}  // namespace prorata::cli::serve
