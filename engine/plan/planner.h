// Question, probes and limits in; requests out. Hosts only send what stands here.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "plan/catalog.h"
#include "plan/request.h"
#include "query/question.h"

namespace prorata::plan {

/// What the probes told about a source.
struct Probes {
  std::vector<std::string> metrics;  ///< metrics that have series at the window's end
  Duration scrape_interval{60000};
  bool scrape_interval_known = false;
  std::uint64_t containers = 0;  ///< running at the window's end
};

/// How the window is cut for fetching, once probes are in. Everything later stages need to know of the plan.
struct Layout {
  Window window;
  std::optional<Window> asked;  ///< what was asked for, where that reaches beyond now
  Duration resolution{300000};
  Duration scrape_interval{60000};
  Duration lifetime_resolution{60000};  ///< step of the subqueries that find the first and last sample of an object
  Duration grid_offset{};               ///< of grid points from multiples of the resolution; 0 in plans of our own
  query::FetchMode mode = query::FetchMode::stepped;
};

/// Distinct containers over a window, from those running at its end: half of all are replaced each day.
[[nodiscard]] double expected_containers(std::uint64_t running, Duration window);
/// The finest step that holds four scrapes and keeps usage samples within the budget; below five minutes only for
/// windows of at most six hours.
[[nodiscard]] Duration choose_resolution(const query::Fetch& fetch, const Probes& probes);
/// The longest interval of totals that a window holds: a day, six hours, an hour.
[[nodiscard]] Duration choose_total(Duration window);
/// A grid step must divide an hour or be a whole number of hours, and be from a second to a day.
[[nodiscard]] Result<void> check_resolution(Duration resolution);
/// A window may have a million grid points: a year of minutes, twelve days of seconds.
[[nodiscard]] Result<void> check_grid(Window window, Duration resolution);

/// Form parameters of a request for the HTTP API: query and time, or query, start, end and step.
[[nodiscard]] std::string path_of(const Request& request);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> params_of(const Request& request);

/// Which of recording_rules() are among these metrics: bit i is set for the rule at i.
[[nodiscard]] std::uint64_t rules_among(const std::vector<std::string>& metrics);

/// Keeps the list of requests that are still to be answered.
class Planner {
 public:
  explicit Planner(query::Fetch fetch);
  /// Of what was fetched before: it has the texts of queries, and nothing to ask.
  /// rules: the recording rules that were there, as rules_among gives them.
  Planner(query::Fetch fetch, const Layout& layout, std::uint64_t rules = 0);

  /// Sends the rest of the plan's requests to the list. Called once, when all probes are answered.
  [[nodiscard]] Result<void> learn(const Probes& probes);
  /// Asks what is fine (requests, prices) at the grid's step in the hours that end at `hours`: something changed there.
  void refine(QueryId fine, const std::vector<Instant>& hours);

  /// PromQL of a query, as it is evaluated at most of its points; of the rule that takes its place, where one does.
  [[nodiscard]] std::string promql_of(const Query& query) const;

  [[nodiscard]] const std::vector<Request>& pending() const { return pending_; }
  [[nodiscard]] bool probing() const { return !learned_; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  /// Null where no such request is pending.
  [[nodiscard]] const Request* find(std::string_view id, int chunk) const;

  void answered(std::string_view id, int chunk);
  /// The server could not answer: two halves take its place, or it is given up with a notice.
  void split_or_give_up(std::string_view id, int chunk, std::string_view reason, Notices& notices);
  void give_up(std::string_view id, int chunk, std::string_view reason, Notices& notices);

 private:
  [[nodiscard]] bool is_there(std::string_view metric) const;
  void add_window_query(const Query& query);
  /// weight: of a query that has one.
  [[nodiscard]] bool totals() const { return fetch_.mode == query::FetchMode::totals; }
  void add_stepped_query(const Query& query, Duration step, const query::Weight* weight = nullptr);
  void add_chunks(const Query& query, Duration step, Instant first, Instant last,
                  const query::Weight* weight = nullptr);
  void add_range(const Query& query, Duration step, Instant first, Instant last, std::string promql);
  void add_point(const Query& query, Instant begin, Instant end, const query::Weight* weight = nullptr);
  void push(const Query& query, Request request);
  [[nodiscard]] std::string promql_of(const Query& query, Duration range, const query::Weight* weight = nullptr) const;
  [[nodiscard]] Duration range_of(const Query& query, Duration step) const;
  [[nodiscard]] std::uint64_t points_per_chunk(const Query& query) const;

  query::Fetch fetch_;
  Layout layout_;
  Probes probes_;
  bool learned_ = false;
  std::vector<Request> pending_;
  std::vector<int> next_chunk_;
};

}  // namespace prorata::plan
