// What JavaScript asks, as JSON (wasm/client/src/types.ts), into the engine's values.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::wasm {

/// `FetchOptions`, or null for a session that waits for a recording.
[[nodiscard]] Result<std::optional<query::Fetch>> read_fetch(std::string_view json);

struct Asked {
  query::Question question;
  pricing::PriceBook prices;
};
/// `Question` with its prices.
[[nodiscard]] Result<Asked> read_question(std::string_view json);

}  // namespace prorata::wasm
