#include "pipeline/session.h"

#include <algorithm>

#include "core/order.h"
#include "ingest/recording.h"
#include "pipeline/absorb.h"
#include "pipeline/dataset.h"
#include "pipeline/manifest.h"
#include "pipeline/refusal.h"
#include "pipeline/sampled.h"
#include "pipeline/store.h"
#include "plan/planner.h"
#include "series/collector.h"

namespace prorata::pipeline {
namespace {

using plan::QueryId;

constexpr NoticeKind kBadAnswer{"unreadable-answer", Severity::error, "An answer could not be read and was left out.",
                                "Look at what the source or a proxy before it sends."};
constexpr NoticeKind kRecordedError{"recorded-error", Severity::error,
                                    "The recording holds an error answer; that query is missing.",
                                    "Make the recording again."};
constexpr NoticeKind kDamaged{"recording-damaged", Severity::error,
                              "The recording is damaged or lacks answers; what could be read counts.",
                              "Copy the file again, or make the recording again."};
constexpr NoticeKind kUnknownQuery{"unknown-recorded-query", Severity::warning,
                                   "The recording holds an answer that this version does not know; it was left out.",
                                   "Use a newer prorata."};

Error not_planned(std::string_view id, int chunk) {
  return {ErrorCode::bad_usage,
          "no request " + std::string(id) + " #" + std::to_string(chunk) + " is waiting for an answer",
          "send the requests that plan() gives, each once", std::string(id)};
}

Error not_a_recording() {
  return {ErrorCode::bad_usage, "nothing was fetched and no recording was read",
          "read a recording, or answer a plan first", ""};
}

}  // namespace

struct Session::State {
  explicit State(std::optional<query::Fetch> wanted) {
    if (!wanted) return;
    fetch = *std::move(wanted);
    if (!fetch.sampled) planner.emplace(fetch);
  }

  [[nodiscard]] bool complete() const { return !planner || (planner->pending().empty() && refined); }
  [[nodiscard]] const plan::Layout& layout() const { return planner ? planner->layout() : given_layout; }

  /// The next round of requests, where the last is answered: everything after the probes, then changed hours.
  void next_round() {
    if (!planner || failure || !planner->pending().empty()) return;
    if (planner->probing()) {
      if (auto learned = planner->learn(store.probes()); !learned) failure = learned.error();
      return;
    }
    if (refined) return;
    refined = true;
    Notices ignored;
    planner->refine(QueryId::requests_fine,
                    cluster::hours_to_refine(store.frame(QueryId::requests_changed, true, ignored)));
    std::vector<Instant> hours;
    for (const QueryId price : plan::kNodePrices) cluster::add_price_hours(store.frame(price, true, ignored), hours);
    sort_unique(hours);
    planner->refine(QueryId::prices_fine, hours);
  }

  void commit(QueryId query, series::Batch batch, const ingest::ResponseSummary& summary) {
    store.add(query, std::move(batch), summary);
    dataset.reset();
  }

  Result<Dataset*> data() {
    if (failure) return *failure;
    if (!planner && !given) return not_a_recording();
    if (!dataset) {
      if (fetch.sampled) given_layout.scrape_interval = store.probes().scrape_interval;
      const bool keep = !complete();
      auto built =
          Dataset::build(store, layout(), cluster_name.empty() ? fetch.cluster : cluster_name, fetch.gpus, keep);
      if (!built) return cause_of(built.error());
      dataset = *std::move(built);
    }
    return dataset.get();
  }

  /// Where queries were refused, that is why there is nothing to compute from.
  [[nodiscard]] Error cause_of(Error error) const {
    for (const char* id : {"query-given-up", "recorded-error", "unreadable-answer", "recording-damaged"}) {
      const Notice* lost = store.notices.find(id);
      if (lost == nullptr || lost->objects.empty()) continue;
      error.code = planner ? ErrorCode::refused : ErrorCode::no_data;
      error.message = "there is nothing to compute from. " + lost->message + " First of " +
                      std::to_string(lost->count) + ": " + lost->objects.front();
      error.where = id;
      error.hint = planner ? "check --match and the server's limits; a proxy may stand in front of it" : lost->fix;
      return error;
    }
    return error;
  }

  [[nodiscard]] explain::Asked asked() {
    const plan::Layout& plan = layout();
    explain::Asked asked;
    asked.plan = {plan.window,
                  plan.resolution,
                  plan.scrape_interval,
                  plan.lifetime_resolution,
                  plan.mode == query::FetchMode::totals ? 1 : 0,
                  fetch.sampled ? 0 : 1,
                  static_cast<std::int64_t>(plan::rules_among(store.metrics()))};
    asked.match = fetch.match;
    asked.weights = recorded_weights;
    for (const query::Weight& each : fetch.weights)
      asked.weights += each.name + "=" + each.promql + explain::Asked::kEnd;
    for (const query::GpuShare& share : fetch.gpus) asked.gpus += "|" + query::exported_resource(share.resource);
    asked.samples.assign(store.samples.begin(), store.samples.end());
    return asked;
  }

  query::Fetch fetch;
  std::string cluster_name;      ///< the user's; empty: the source's
  std::string recorded_weights;  ///< as explain::Asked has them
  std::optional<plan::Planner> planner;
  plan::Layout given_layout;  ///< of a recording, or of series that somebody else asked for
  bool given = false;
  bool refined = false;
  std::optional<Error> failure;
  Store store;
  std::unique_ptr<Dataset> dataset;
};

namespace {

/// What was asked for, in the words of the API.
constexpr const char* kTypes[] = {"vector", "matrix"};  // by plan::Kind

/// One answer: parsed as it arrives, committed at its end.
template <class State>
class AnswerInput final : public ResponseInput {
 public:
  AnswerInput(State& state, QueryId query, int chunk, plan::Kind kind)
      : state_(state), query_(query), chunk_(chunk), kind_(kind), collector_(state.store.names), parser_(collector_) {}
  void expect(std::uint64_t samples) { collector_.expect(samples); }

  Result<void> write(std::string_view bytes) override { return parser_.write(bytes); }

  Result<ingest::ResponseSummary> end() override {
    auto summary = parser_.finish();
    if (!summary) return summary;
    const std::string name(plan::query_of(query_).name);
    if (!summary->success) return Error{ErrorCode::refused, name + ": " + summary->error, "", name};
    const std::string_view wanted = kTypes[static_cast<std::size_t>(kind_)];
    if (summary->result_type != wanted) {
      return Error{ErrorCode::bad_input,
                   std::string("asked for a ").append(wanted).append(", got a ") + summary->result_type,
                   "this is the answer to another query: a proxy or cache may mix them up", ""};
    }
    state_.commit(query_, collector_.take(), *summary);
    if (state_.planner) state_.planner->answered(name, chunk_);
    return summary;
  }

 private:
  State& state_;
  QueryId query_;
  int chunk_;
  plan::Kind kind_;
  series::Collector collector_;
  ingest::ResponseParser parser_;
};

/// A whole recording. An answer that cannot be read costs that answer, with a notice; the rest stays.
template <class State>
class RecordingInput final : public ResponseInput, private ingest::RecordingHandler {
 public:
  explicit RecordingInput(State& state) : state_(state), reader_(*this) {}

  Result<void> write(std::string_view bytes) override {
    totals_.bytes += bytes.size();
    return reader_.write(bytes);
  }
  Result<ingest::ResponseSummary> end() override {
    if (auto read = reader_.finish(); !read) return read.error();
    if (damage_ && !any_answer_) return *damage_;
    for (const plan::Query& query : plan::catalog()) {
      const auto id = static_cast<std::size_t>(query.id);
      if (answers_[id] >= promised_[id]) continue;
      lose(kDamaged, std::string(query.name) + ": " + std::to_string(answers_[id]) + " of " +
                         std::to_string(promised_[id]) + " answers");
    }
    state_.given = true;
    totals_.success = true;
    return totals_;
  }

 private:
  Result<void> manifest(std::string_view json) override {
    const auto manifest = parse_manifest(json);
    if (!manifest) return manifest.error();
    promised_ = manifest->answers;
    state_.given_layout = manifest->layout;
    state_.fetch.window = manifest->layout.window;
    state_.fetch.resolution = manifest->layout.resolution;
    state_.fetch.mode = manifest->layout.mode;
    state_.fetch.match = manifest->match;
    state_.fetch.cluster = manifest->cluster;
    return {};
  }

  Result<void> begin_response(const ingest::RecordedRequest& request) override {
    name_ = std::string(request.query) + " #" + std::to_string(request.chunk);
    const plan::Query* query = plan::find_query(request.query);
    if (query == nullptr) state_.store.notices.add(kUnknownQuery, name_);
    status_ = 200;
    if (query == nullptr) return {};
    ++answers_[static_cast<std::size_t>(query->id)];
    status_ = request.status;
    error_body_.clear();
    if (status_ != 200) return {};
    if (query->id == plan::QueryId::weights) state_.recorded_weights += request.promql + explain::Asked::kEnd;
    const bool range = request.path.ends_with("query_range");
    answer_.emplace(state_, query->id, request.chunk, range ? plan::Kind::matrix : plan::Kind::vector);
    quote_ahead_ = request.body_is_text;
    return {};
  }

  Result<void> body(std::string_view bytes) override {
    if (status_ != 200) error_body_ += bytes.substr(0, kErrorBytes - std::min(kErrorBytes, error_body_.size()));
    if (!answer_) return {};
    // What was recorded as a text is no JSON: behind its quote stands what the source sent.
    if (quote_ahead_) bytes.remove_prefix(1);
    quote_ahead_ = false;
    if (auto read = answer_->write(bytes); !read) lose_answer(read.error());
    return {};
  }

  Result<void> end_response() override {
    any_answer_ = true;
    if (status_ != 200) {
      const std::string said = server_error(error_body_);
      lose(kRecordedError, name_ + ": HTTP status " + std::to_string(status_) + (said.empty() ? "" : ", " + said));
    }
    if (!answer_) return {};
    const auto summary = answer_->end();
    if (summary) {
      totals_.series += summary->series;
      totals_.samples += summary->samples;
      totals_.partial = totals_.partial || summary->partial;
    } else {
      lose_answer(summary.error());
    }
    answer_.reset();
    return {};
  }

  void damaged(const Error& error) override {
    lose(kDamaged, error.where + (answer_ ? ", " + name_ : "") + ": " + error.message);
    if (!damage_) damage_ = error;
    answer_.reset();
  }

  void lose_answer(const Error& error) {
    if (error.code == ErrorCode::refused) return lose(kRecordedError, name_ + ": " + error.message);
    lose(kBadAnswer, name_ + ": " + error.message + (error.where.empty() ? "" : ", " + error.where));
    answer_.reset();
  }

  void lose(const NoticeKind& notice, std::string_view object) {
    state_.store.notices.add(notice, object);
    state_.store.partial = true;
    totals_.partial = true;
  }

  static constexpr std::size_t kErrorBytes = 65536;
  using Counts = decltype(Manifest::answers);

  State& state_;
  ingest::RecordingReader reader_;
  ingest::ResponseSummary totals_;
  Counts promised_{}, answers_{};
  std::optional<Error> damage_;  ///< the first
  bool any_answer_ = false;
  bool quote_ahead_ = false;
  std::string name_;
  int status_ = 200;
  std::string error_body_;  ///< of an answer with another status
  std::optional<AnswerInput<State>> answer_;
};

}  // namespace

Session::Session(std::optional<query::Fetch> fetch) : state_(std::make_unique<State>(std::move(fetch))) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

std::vector<plan::Request> Session::plan() {
  state_->next_round();
  return state_->planner ? state_->planner->pending() : std::vector<plan::Request>{};
}

Result<std::unique_ptr<ResponseInput>> Session::ingest(std::string_view id, int chunk) {
  const plan::Query* query = plan::find_query(id);
  const plan::Request* request = state_->planner ? state_->planner->find(id, chunk) : nullptr;
  if (query == nullptr || request == nullptr) return not_planned(id, chunk);
  auto input = std::make_unique<AnswerInput<State>>(*state_, query->id, chunk, request->kind);
  input->expect(request->estimated_samples);
  return std::unique_ptr<ResponseInput>(std::move(input));
}

Result<void> Session::refused(std::string_view id, int chunk, int status, std::string_view body) {
  if (!state_->planner || state_->planner->find(id, chunk) == nullptr) return not_planned(id, chunk);
  const Refusal refusal = judge_refusal(status, body);
  switch (refusal.remedy) {
    case Remedy::stop:
      return refusal.error;
    case Remedy::split:
      state_->planner->split_or_give_up(id, chunk, refusal.reason, state_->store.notices);
      break;
    case Remedy::give_up:
      state_->planner->give_up(id, chunk, refusal.reason, state_->store.notices);
      break;
  }
  state_->store.partial = state_->store.partial || state_->store.notices.find("query-given-up") != nullptr;
  return {};
}

Result<ingest::ResponseSummary> Session::ingest_series(std::span<const std::string> names,
                                                       const series::Arrays& arrays) {
  if (!state_->fetch.sampled || state_->given) {
    return Error{ErrorCode::bad_usage, "this session takes no series", "open one for sampled series, and hand over all",
                 ""};
  }
  auto layout = layout_of(state_->fetch);
  if (!layout) return layout.error();
  state_->given_layout = *layout;
  auto summary = add_series(state_->store, names, arrays);
  state_->given = summary.has_value();
  return summary;
}

Result<std::unique_ptr<ResponseInput>> Session::ingest_recording() {
  if (state_->planner || state_->given || state_->fetch.sampled) {
    return Error{ErrorCode::bad_usage, "this session already has a source", "open another session for a recording", ""};
  }
  return std::unique_ptr<ResponseInput>(std::make_unique<RecordingInput<State>>(*state_));
}

void Session::note(const Notices& notices) {
  state_->store.notices.merge(notices);
}

void Session::know_gpus(std::vector<query::GpuShare> gpus) {
  state_->fetch.gpus = std::move(gpus);
}

void Session::name_cluster(std::string name) {
  state_->cluster_name = std::move(name);
}

Result<void> Session::absorb(Session other) {
  const plan::Layout &mine = state_->layout(), &theirs = other.state_->layout();
  const auto differ = [](const std::string& what, const std::string& hint) {
    return Error{ErrorCode::bad_usage, "sources differ in " + what, hint, "--metrics"};
  };
  const auto span = [](Window window) { return to_text(window.begin) + " to " + to_text(window.end); };
  if (mine.window != theirs.window) {
    return differ("their windows: " + span(mine.window) + ", and " + span(theirs.window),
                  "record all of them with one --window START,END");
  }
  if (mine.mode != theirs.mode || mine.resolution != theirs.resolution || mine.grid_offset != theirs.grid_offset) {
    return differ("their resolutions: " + to_text(mine.resolution) + ", and " + to_text(theirs.resolution),
                  "give --resolution and --mode, to servers as well as to `prorata record`");
  }
  const auto name_of = [](const State& state) {
    return state.cluster_name.empty() ? state.fetch.cluster : state.cluster_name;
  };
  auto absorbed =
      pipeline::absorb(state_->store, name_of(*state_), std::move(other.state_->store), name_of(*other.state_));
  if (!absorbed) return absorbed;
  plan::Layout layout = mine;
  // Servers scrape at their own pace: what is true of the slower one holds for both.
  layout.scrape_interval = std::max(mine.scrape_interval, theirs.scrape_interval);
  layout.lifetime_resolution = std::max(mine.lifetime_resolution, theirs.lifetime_resolution);
  // Every series has a cluster now, so none is without.
  state_->cluster_name.clear();
  state_->fetch.cluster.clear();
  state_->planner.reset();
  state_->given_layout = layout;
  state_->given = true;
  return {};
}

std::string Session::recording_manifest(std::string_view source, Instant recorded_at) const {
  return to_json(
      Manifest{state_->layout(), state_->fetch.match, state_->fetch.cluster, std::string(source), recorded_at});
}

Result<report::Answer> Session::allocate(const query::Question& question, const pricing::PriceBook& prices) {
  const auto data = state_->data();
  if (!data) return data.error();
  auto answer = (*data)->allocate(question, prices);
  if (answer) answer->partial = answer->partial || !state_->complete();
  return answer;
}

std::uint64_t Session::bytes_for(const query::Question& question) {
  const auto data = state_->data();
  return data ? (*data)->bytes_for(question) : 0;
}

Result<void> Session::allocate_sets(const query::Question& question, const pricing::PriceBook& prices,
                                    report::SetsTaker& taker) {
  const auto data = state_->data();
  if (!data) return data.error();
  return (*data)->allocate_sets(question, prices, taker);
}

Result<void> Session::allocate_bought(const query::Question& question, const pricing::PriceBook& prices,
                                      report::BoughtTaker& taker) {
  const auto data = state_->data();
  if (!data) return data.error();
  return (*data)->allocate_bought(question, prices, taker);
}

Result<report::Assets> Session::assets(const query::Question& question, const pricing::PriceBook& prices) {
  const auto data = state_->data();
  if (!data) return data.error();
  return (*data)->assets(question, prices);
}

Result<explain::Derivation> Session::explain(const query::Question& question, const query::Explained& of,
                                             std::optional<Instant> at, const pricing::PriceBook& prices) {
  const auto data = state_->data();
  if (!data) return data.error();
  auto derivation = (*data)->explain(question, of, at, prices);
  if (derivation) derivation->asked = state_->asked();
  return derivation;
}

Notices Session::diagnostics() const {
  return state_->dataset ? state_->dataset->all_notices() : state_->store.notices;
}

std::vector<std::string> Session::label_names() const {
  return state_->dataset ? state_->dataset->label_names() : std::vector<std::string>{};
}

std::vector<std::string> Session::clusters() const {
  return state_->dataset ? state_->dataset->clusters() : std::vector<std::string>{};
}

Result<void> Session::planned() const {
  if (state_->failure) return *state_->failure;
  return {};
}

Duration Session::resolution() const {
  return state_->layout().resolution;
}

const query::Fetch& Session::fetch() const {
  return state_->fetch;
}

}  // namespace prorata::pipeline
