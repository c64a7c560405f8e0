#include "cli/patience.h"

namespace prorata::cli {
namespace {

constexpr int kRetries = 4;
constexpr int kMostFailures = 6;  // of one query in a row: down to a 32nd of the whole
constexpr int kMostLost = 3;      // queries in a row
constexpr int kBeforeAny = 4;     // failures of a source that never answered

}  // namespace

void Patience::answered(const std::string& query) {
  failures_.erase(query);
  lost_queries_ = 0;
  in_a_row_ = 0;
  any_answer_ = true;
}

Patience::Verdict Patience::failed(const std::string& query, bool late) {
  ++in_a_row_;
  if (!any_answer_ && in_a_row_ >= kBeforeAny) return Verdict::stop;
  int& failures = failures_[query];
  failures += late ? 2 : 1;
  // Right behind a lost query the next one has to show that there is any point in going on.
  if (failures < kMostFailures && lost_queries_ == 0) return Verdict::smaller;
  if (given_up_.insert(query).second) ++lost_queries_;
  return lost_queries_ >= kMostLost ? Verdict::stop : Verdict::give_up;
}

int Patience::retries() const {
  return in_a_row_ > 0 ? 1 : kRetries;
}

}  // namespace prorata::cli
