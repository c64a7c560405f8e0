// How long to go on with a source that does not answer: requests are made smaller when they fail, and without a bound a
// source that is down would be asked thousands of times.
#pragma once

#include <map>
#include <set>
#include <string>

namespace prorata::cli {

/// Counts requests that failed for good: late, or busy after all retries.
class Patience {
 public:
  enum class Verdict : std::uint8_t {
    smaller,  ///< it may have been too much: ask for less
    give_up,  ///< the query does not come through, in whatever size
    stop,     ///< nothing comes through
  };

  void answered(const std::string& query);
  /// late: no answer in time, which costs most.
  [[nodiscard]] Verdict failed(const std::string& query, bool late);
  /// Requests of a query that was given up need not be sent.
  [[nodiscard]] bool has_given_up(const std::string& query) const { return given_up_.contains(query); }
  /// How often a busy source is asked again: less after a request was asked so often in vain.
  [[nodiscard]] int retries() const;

 private:
  std::map<std::string, int> failures_;  ///< of each query since its last answer
  std::set<std::string> given_up_;
  int lost_queries_ = 0;  ///< given up since the last answer of any query
  int in_a_row_ = 0;      ///< failures since then
  bool any_answer_ = false;
};

}  // namespace prorata::cli
