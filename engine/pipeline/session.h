// The engine as its faces see it: what to send, bytes in, questions, reports out. Names every stage, computes nothing.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "explain/explain.h"
#include "ingest/response_parser.h"
#include "plan/request.h"
#include "pricing/price_book.h"
#include "query/question.h"
#include "report/answer.h"
#include "report/focus.h"
#include "report/sets.h"
#include "series/arrays.h"

namespace prorata::pipeline {

/// One answer on its way in. end() commits what arrived; without it nothing of the response counts.
class ResponseInput {
 public:
  virtual ~ResponseInput() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<ingest::ResponseSummary> end() = 0;
};

/// Data of one source and window, and the questions to it.
class Session {
 public:
  /// Without options the session waits for a recording, whose manifest says what was fetched.
  explicit Session(std::optional<query::Fetch> fetch);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Requests that are not answered yet. Later ones depend on the answers to earlier ones, so ask again until none are
  /// left: probes first, then everything else, then hours in which a request changed.
  [[nodiscard]] std::vector<plan::Request> plan();

  /// Opens the answer to a request; any number may be open at once.
  [[nodiscard]] Result<std::unique_ptr<ResponseInput>> ingest(std::string_view id, int chunk);
  /// The source answered with an error. A request too big for the server is split: plan() then has its parts. One that
  /// cannot be split is given up with a diagnostic. An error is returned only where nothing can go on: a login, a wrong
  /// address (401, 403, 404, 405), a page that is no answer.
  [[nodiscard]] Result<void> refused(std::string_view id, int chunk, int status, std::string_view body);

  /// All series of a session that was opened with `Fetch::sampled`, at once. names: the query that each place of
  /// `Arrays::query` stands for; `ram_usage_bytes` is `ram_usage` in bytes instead of KiB, as the metric has it.
  [[nodiscard]] Result<ingest::ResponseSummary> ingest_series(std::span<const std::string> names,
                                                              const series::Arrays& arrays);

  /// A recording, as ndjson bytes.
  [[nodiscard]] Result<std::unique_ptr<ResponseInput>> ingest_recording();
  /// The cluster's name where the data has no label for it, in place of what a recording says; empty: no change.
  void name_cluster(std::string name);
  /// Takes over what another session loaded, before anything is asked of either: another source, with other clusters.
  /// Errors (bad_usage): other windows or resolutions, a cluster that both have.
  [[nodiscard]] Result<void> absorb(Session other);
  /// Adds what the host noticed of its source.
  void note(const Notices& notices);
  /// GPU resources of a recording, as `Fetch::gpus`.
  void know_gpus(std::vector<query::GpuShare> gpus);
  /// First line of a recording of this session: what was fetched and what a reader needs to know. No newline.
  /// source: where it came from, without credentials; recorded_at: the time to note.
  [[nodiscard]] std::string recording_manifest(std::string_view source, Instant recorded_at) const;

  /// prices: what `pricing::read_price_book` made of the user's file; none: defaults and exported metrics.
  [[nodiscard]] Result<report::Answer> allocate(const query::Question& question, const pricing::PriceBook& prices);
  /// The same step by step, for formats that are written so.
  [[nodiscard]] Result<void> allocate_sets(const query::Question& question, const pricing::PriceBook& prices,
                                           report::SetsTaker& taker);
  /// What was bought, and what it became.
  [[nodiscard]] Result<void> allocate_bought(const query::Question& question, const pricing::PriceBook& prices,
                                             report::BoughtTaker& taker);
  /// About how many bytes these hold while they compute, for hosts with a limit; 0 where the question is an error.
  [[nodiscard]] std::uint64_t bytes_for(const query::Question& question);
  [[nodiscard]] Result<report::Assets> assets(const query::Question& question, const pricing::PriceBook& prices);
  /// Where the cost of what meets `of` comes from; at: in the cost hour of this time.
  [[nodiscard]] Result<explain::Derivation> explain(const query::Question& question, const query::Explained& of,
                                                    std::optional<Instant> at, const pricing::PriceBook& prices);
  [[nodiscard]] Notices diagnostics() const;
  /// Kubernetes labels that loaded data has, in the spelling of kube-state-metrics, sorted; empty before anything is
  /// loaded.
  [[nodiscard]] std::vector<std::string> label_names() const;
  /// Clusters that loaded data has nodes or pods of, sorted; empty before anything is loaded.
  [[nodiscard]] std::vector<std::string> clusters() const;
  [[nodiscard]] const query::Fetch& fetch() const;
  /// The grid's step, once it is known.
  [[nodiscard]] Duration resolution() const;
  /// The error for which nothing more is planned, if any: a window of too many steps.
  [[nodiscard]] Result<void> planned() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace prorata::pipeline
