// Fields of a question that change nothing in its answer: whoever asks is told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::cli {

/// A field, as TypeScript calls it, and why it is not used.
struct Unused {
  std::string_view field, why;
};

/// Which fields somebody gave.
struct GivenFields {
  bool week_start = false, aggregate = false, filter = false;
};

/// window: as it was written.
[[nodiscard]] std::vector<Unused> unused_fields(const query::Question& question, query::Format format,
                                                const std::string& window, GivenFields given);

/// Prices that nobody pays, as pricing::parse_what_if. Errors (bad_usage) also where it is empty or a name is there
/// twice.
[[nodiscard]] Result<pricing::WhatIf> parse_changes(const std::string& text);
/// Why a part of these changes nothing; empty where all of them count.
[[nodiscard]] std::string_view unused_change(const pricing::WhatIf& changes);

}  // namespace prorata::cli
