// What JavaScript holds: a session of the engine, the answers on their way into it, and bytes going in and out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "core/result.h"
#include "pipeline/session.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::wasm {

class Session {
 public:
  /// options: `FetchOptions`, or null for a session that waits for a recording.
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(std::string_view options);

  /// One JSON value in, one out. wasm/client/src/native.ts has a method for each verb.
  /// The result is JSON; what is not for JSON lies in bytes().
  [[nodiscard]] Result<std::string> call(std::string_view verb, std::string_view arguments);

  /// Room for bytes that the next call reads; holds until that call. Null where it can never be had.
  [[nodiscard]] char* reserve(std::size_t size);
  /// The reserved bytes are the next of the answer.
  [[nodiscard]] Result<void> write(std::size_t handle);
  /// Of the last call: columns, or what a report is written from.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  explicit Session(std::optional<query::Fetch> fetch) : session_(std::move(fetch)) {}

  Result<std::string> plan(Document& arguments);
  Result<std::string> ingest(Document& arguments);
  Result<std::string> ingest_recording(Document& arguments);
  Result<std::string> end(Document& arguments);
  Result<std::string> drop(Document& arguments);
  Result<std::string> ingest_series(Document& arguments);
  Result<std::string> refused(Document& arguments);
  Result<std::string> absorb(Document& arguments);
  Result<std::string> allocate(Document& arguments);
  Result<std::string> assets(Document& arguments);
  Result<std::string> pack_answer(Document& arguments);
  Result<std::string> pack_sets(Document& arguments);
  Result<std::string> pack_bought(Document& arguments);
  Result<std::string> pack_assets(Document& arguments);
  Result<std::string> pack_derivation(Document& arguments);
  Result<std::string> diagnostics(Document& arguments);

  /// A question and what it is priced with: defaults, or the book in the reserved bytes.
  struct Asked {
    query::Question question;
    pricing::PriceBook prices;
  };
  [[nodiscard]] Result<Asked> asked(Document& question) const;

  Result<std::string> keep(Result<std::unique_ptr<pipeline::ResponseInput>> input);
  /// The answer, which is no longer kept here; null where it was ended before.
  std::unique_ptr<pipeline::ResponseInput> take(Document& arguments);

  pipeline::Session session_;
  std::vector<std::unique_ptr<pipeline::ResponseInput>> inputs_;  ///< by their handles
  std::string buffer_;
  std::string bytes_;
};

}  // namespace prorata::wasm
