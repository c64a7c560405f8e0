// FOCUS, the FinOps Open Cost and Usage Specification: what was bought, split over who bears it.
// https://focus.finops.org
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "report/sets.h"
#include "rollup/origins.h"

namespace prorata::report {

/// Takes what was bought, once, with the charge periods: none reaches over the end of a calendar month (UTC).
class BoughtTaker {
 public:
  virtual ~BoughtTaker() = default;
  virtual Result<void> take(const SetsHead& head, const std::vector<Window>& periods, const rollup::Bought& bought) = 0;
};

/// What no metric tells.
struct FocusOptions {
  bool v12 = false;             ///< version 1.2: allocation in columns of our own
  std::string billing_account;  ///< empty: the cluster
  std::string invoice_issuer;   ///< empty: the provider
};

/// CSV of FOCUS 1.3 or 1.2, written step by step; out must outlive it. docs/formats.md. Errors
/// (bad_usage): a shard is asked.
[[nodiscard]] std::unique_ptr<BoughtTaker> focus_writer(const FocusOptions& options, TextSink& out);
/// The schema of 1.3, or of 1.2, as JSON: columns with their types.
[[nodiscard]] std::string focus_schema(bool v12 = false);

}  // namespace prorata::report
