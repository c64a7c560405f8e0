// Formats that are written step by step, so that a million rows are never text all at once.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/notice.h"
#include "core/result.h"
#include "query/question.h"
#include "rollup/details.h"

namespace prorata::report {

/// What is known before the first set.
struct SetsHead {
  Window window;
  Duration resolution{};
  query::Question question;
  Currency currency;
  std::size_t steps = 1;
  bool partial = false;
  std::vector<Notice> notices;
};

/// Takes an answer step by step.
class SetsTaker {
 public:
  virtual ~SetsTaker() = default;
  /// Whether `complete` is wanted before each set.
  [[nodiscard]] virtual bool wants_details() const { return false; }
  virtual void complete(const rollup::SetOrigin& /*origin*/, rollup::Set& /*set*/) const {}
  virtual Result<void> begin(const SetsHead& head) = 0;
  virtual Result<void> take(const rollup::Set& set) = 0;
  virtual Result<void> end() = 0;
};

/// Takes text as it is made. false: nobody reads it any more.
class TextSink {
 public:
  virtual ~TextSink() = default;
  virtual bool write(std::string_view text) = 0;
};

/// Whether a format is written from sets; the others are of an Answer (report/format.h).
[[nodiscard]] bool is_of_sets(query::Format format);

/// docs/formats.md describes each. format: one that is_of_sets; out must outlive the writer. Errors: bad_usage where
/// the format cannot say what was asked, no_data where the sink takes no more.
/// details: what OpenCost's API says of a row beyond its costs, for those who answer as it does.
[[nodiscard]] std::unique_ptr<SetsTaker> sets_writer(query::Format format, TextSink& out, bool details = false);

}  // namespace prorata::report
