// What JavaScript asks, as JSON (wasm/client/src/types.ts), into the engine's values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "core/result.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::wasm {

/// No `fetch`: a session that waits for a recording.
struct Opening {
  std::optional<query::Fetch> fetch;
  std::vector<query::GpuShare> gpus;
};
/// `FetchOptions`, `RecordingOptions` (without a window), or null.
[[nodiscard]] Result<Opening> read_opening(std::string_view json);

/// `Question` but for its prices. Members that are null are taken away.
[[nodiscard]] Result<query::Question> read_question(Document& question);

/// The question's `whatIf`, in per cent; as it was where there is none.
[[nodiscard]] Result<void> read_what_if(const Document& question, pricing::WhatIf& what_if);

/// What native.ts hands to a call: all of it is required.
class Arguments {
 public:
  explicit Arguments(Document& root);

  /// May be empty.
  [[nodiscard]] std::string_view text(std::string_view name);
  /// A whole number from 0 on that a double holds exactly.
  [[nodiscard]] std::int64_t whole(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);

  [[nodiscard]] bool ok() const { return in_.ok(); }
  [[nodiscard]] const Error& error() const { return in_.error(); }

 private:
  Document& root_;
  DocumentReader in_;
};

}  // namespace prorata::wasm
