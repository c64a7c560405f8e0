// One round of the plan at a time; at most two requests in flight; busy servers are asked again later.
#include "cli/fetch.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "cli/patience.h"
#include "cli/transfers.h"
#include "pipeline/refusal.h"
#include "plan/planner.h"

namespace prorata::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kInFlight = 2;  // more would only wait in the server's queue
constexpr Duration kFirstPause{500};
constexpr Duration kLongestPause = std::chrono::minutes(1);
constexpr Duration kPoll{100};
constexpr std::size_t kErrorBytes = 65536;

/// Busy, not wrong: the same request may pass a little later.
bool is_busy(int status, std::string_view body) {
  if (status == 429 || status == 502 || status == 504) return true;
  const bool api_answer =
      body.find_first_not_of(" \r\n\t") < body.size() && body[body.find_first_not_of(" \r\n\t")] == '{';
  return status == 503 && (!api_answer || body.find("in query queue") != std::string_view::npos);
}

/// One request on its way, and the answer to it as it arrives.
class Exchange final : public BodySink {
 public:
  Exchange(pipeline::Session& session, plan::Request request, int tries, bool hold)
      : session_(session), request_(std::move(request)), tries_(tries), hold_(hold) {}

  bool body(int status, std::string_view bytes) override {
    bytes_ += bytes.size();
    if (status < 200 || status > 299) {
      held_.append(bytes.substr(0, kErrorBytes - std::min(kErrorBytes, held_.size())));
      return true;
    }
    if (!open()) return false;
    if (hold_) held_.append(bytes);
    const auto written = input_->write(bytes);
    if (!written) failure_ = written.error();
    return written.has_value();
  }

  /// Ends an answer of success.
  Result<void> finish() {
    if (failure_ || !open()) return *failure_;
    const auto summary = input_->end();
    return summary ? Result<void>() : Result<void>(summary.error());
  }

  [[nodiscard]] const plan::Request& request() const { return request_; }
  [[nodiscard]] const std::string& held() const { return held_; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] int tries() const { return tries_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  bool open() {
    if (input_) return true;
    auto input = session_.ingest(request_.id, request_.chunk);
    if (!input) {
      failure_ = input.error();
      return false;
    }
    input_ = *std::move(input);
    return true;
  }

  pipeline::Session& session_;
  plan::Request request_;
  int tries_;
  bool hold_;
  std::unique_ptr<pipeline::ResponseInput> input_;
  std::string held_;
  std::optional<Error> failure_;
  std::uint64_t bytes_ = 0;
};

struct Waiting {
  plan::Request request;
  int tries = 0;
};

class Fetcher {
 public:
  Fetcher(pipeline::Session& session, const Server& server, const FetchHooks& hooks)
      : session_(session), server_(server), hooks_(hooks), transfers_(server) {}

  /// Sends `requests` and everything that takes their place, until all are answered.
  Result<void> round(const std::vector<plan::Request>& requests) {
    for (const plan::Request& request : requests) waiting_.push_back({request});
    progress_.known += requests.size();
    while (!waiting_.empty() || transfers_.in_flight() > 0) {
      if (auto stopped = hooks_.stop ? hooks_.stop() : std::nullopt) return *stopped;
      if (auto sent = send_ready(); !sent) return sent;
      const auto finished = transfers_.next(kPoll);
      if (!finished) continue;
      const auto node = running_.extract(finished->tag);
      if (auto taken = take(*finished, *node.mapped()); !taken) return taken;
      if (hooks_.progress) hooks_.progress(progress_);
    }
    return {};
  }

 private:
  Result<void> send_ready() {
    while (transfers_.in_flight() < kInFlight && !waiting_.empty() && Clock::now() >= resume_at_) {
      const Waiting next = waiting_.front();
      waiting_.pop_front();
      if (patience_.has_given_up(next.request.id)) {
        if (auto taken = refuse(next.request, 0, lost_because_[next.request.id]); !taken) return taken;
        continue;
      }
      auto exchange = std::make_unique<Exchange>(session_, next.request, next.tries, static_cast<bool>(hooks_.keep));
      transfers_.post(plan::path_of(next.request), plan::params_of(next.request), *exchange, ++tag_);
      running_.emplace(tag_, std::move(exchange));
    }
    return {};
  }

  Result<void> take(const Finished& finished, Exchange& exchange) {
    progress_.bytes += exchange.bytes();
    switch (finished.how) {
      case Finished::How::answered:
        break;
      case Finished::How::unwanted:
        return unreadable(exchange, *exchange.failure());
      case Finished::How::late:
        return late(exchange);
      case Finished::How::lost:
        return lost(finished, exchange);
    }
    answered_ = true;
    if (finished.status >= 200 && finished.status <= 299) return success(finished.status, exchange);
    if (!is_busy(finished.status, exchange.held())) {
      if (auto good = check_match(finished.status, exchange.held()); !good) return good;
      return refuse(exchange.request(), finished.status, exchange.held());
    }
    if (is_put_off(finished.retry_after)) return put_off(finished);
    if (try_again(exchange, finished.retry_after)) return {};
    return failed(exchange, finished.status, exchange.held(), "HTTP status " + std::to_string(finished.status));
  }

  /// Queries parse unless the user's matchers break them, and then none does.
  [[nodiscard]] Result<void> check_match(int status, std::string_view body) const {
    const std::string said = pipeline::server_error(body);
    if (status != 400 || session_.fetch().match.empty() || said.find("parse error") == std::string::npos) return {};
    return Error{ErrorCode::bad_usage, "--match: the source cannot read these matchers: " + said,
                 "write them as in PromQL and without braces, such as cluster=\"prod\",namespace!~\"test-.*\"",
                 "--match"};
  }

  /// A request that failed for good, though it may be right: smaller, without its query, or not at all any more.
  Result<void> failed(const Exchange& exchange, int status, std::string_view body, const std::string& what) {
    const std::string& id = exchange.request().id;
    const bool late = status == kLate, broken = status == kLost;
    switch (patience_.failed(id, late || broken)) {
      case Patience::Verdict::smaller:
        if (broken) return refuse(exchange.request(), 0, what + ", again and again");
        return refuse(exchange.request(), late ? 504 : status, body);
      case Patience::Verdict::give_up:
        lost_because_[id] = what + ", again and again";
        return refuse(exchange.request(), 0, lost_because_[id]);
      case Patience::Verdict::stop:
        break;
    }
    const std::string told = late ? what : broken ? server_.base + ": " + what : server_.base + " answers with " + what;
    return Error{late || broken ? ErrorCode::unreachable : ErrorCode::refused, told + ", again and again",
                 "it may be down or overloaded: try again later, or ask for a shorter --window", server_.base};
  }

  Result<void> success(int status, Exchange& exchange) {
    if (auto done = exchange.finish(); !done) return unreadable(exchange, done.error());
    ++progress_.done;
    last_answer_ = Clock::now();
    patience_.answered(exchange.request().id);
    if (hooks_.keep) hooks_.keep(exchange.request(), status, exchange.held());
    return {};
  }

  /// A server that never answered is not there; one that did finds this request too much.
  Result<void> late(const Exchange& exchange) {
    const std::string message = "no answer from " + server_.base + " within " + to_text(server_.timeout);
    if (!answered_) return Error{ErrorCode::unreachable, message, "try a longer --timeout", server_.base};
    return failed(exchange, kLate, message, message);
  }

  /// A connection that breaks costs its query, where the server has answered others.
  Result<void> lost(const Finished& finished, const Exchange& exchange) {
    if (answered_ && try_again(exchange, {})) return {};
    if (answered_) return failed(exchange, kLost, {}, "the connection broke (" + finished.detail + ")");
    const bool secure = server_.base.starts_with("https:") && finished.detail.find("SSL") != std::string::npos;
    return Error{ErrorCode::unreachable, "no answer from " + server_.base + ": " + finished.detail,
                 secure ? "check the certificate, and whether the server speaks https at all"
                        : "check the address and that the server is running",
                 server_.base};
  }

  /// The source sends something, but nothing that a metrics API would. One that has answered before costs this query
  /// only; one that never did is the wrong address.
  Result<void> unreadable(const Exchange& exchange, const Error& error) {
    if (error.code != ErrorCode::bad_input) return error;
    const std::string what = error.message + (error.where.empty() ? "" : ", " + error.where);
    if (progress_.done > 0) return refuse(exchange.request(), 0, "an answer that cannot be read: " + what);
    return Error{
        ErrorCode::refused, server_.base + " gave no answer that can be read: " + error.message,
        error.hint.empty() ? "check the address; a login page or a proxy may stand in front of it" : error.hint,
        exchange.request().id + (error.where.empty() ? "" : ", " + error.where)};
  }

  /// Whether somebody waits who cannot wait for so long.
  [[nodiscard]] bool is_put_off(Duration wished) const {
    if (hooks_.longest_wait.count() == 0 || wished.count() <= 0) return false;
    return Clock::now() + wished > last_answer_ + hooks_.longest_wait;
  }
  [[nodiscard]] Error put_off(const Finished& finished) const {
    const std::string seconds = std::to_string(std::max<std::int64_t>(1, finished.retry_after.count() / 1000));
    return {ErrorCode::refused,
            server_.base + " answers with HTTP status " + std::to_string(finished.status) + " and is busy for " +
                seconds + " s",
            "ask again then", std::string(kPutOff) + seconds};
  }

  /// wished: for how long the server wants to be left alone.
  bool try_again(const Exchange& exchange, Duration wished) {
    if (exchange.tries() >= patience_.retries()) return false;
    const Duration pause = std::max(kFirstPause * (1 << exchange.tries()), std::min(wished, kLongestPause));
    const Duration jitter{static_cast<std::int64_t>(random_() % static_cast<std::uint32_t>(pause.count()))};
    waiting_.push_front({exchange.request(), exchange.tries() + 1});
    // Other requests would find the source as busy as this one did.
    resume_at_ = std::max(resume_at_, Clock::now() + pause + jitter);
    return true;
  }

  /// The session splits the request or gives it up; what it now asks for instead comes next, so that the size that the
  /// server can take is found before all of a query is cut up.
  Result<void> refuse(const plan::Request& request, int status, std::string_view body) {
    const std::vector<plan::Request> before = session_.plan();
    const std::size_t given_up = count_given_up();
    if (auto taken = session_.refused(request.id, request.chunk, status, body); !taken) {
      return stopped(taken.error(), status);
    }
    if (count_given_up() > given_up && hooks_.keep) hooks_.keep(request, status, body);
    ++progress_.done;
    for (const plan::Request& planned : session_.plan()) {
      const bool known =
          std::any_of(before.begin(), before.end(), [&](const auto& each) { return same(each, planned); });
      if (known || planned.id != request.id) continue;
      waiting_.push_front({planned});
      ++progress_.known;
    }
    return {};
  }

  /// An error of the engine's, with the words of the command line.
  [[nodiscard]] Error stopped(Error error, int status) const {
    error.where = server_.base;
    if (status != 401) return error;
    const bool tried = !server_.user.empty() || !server_.headers.empty();
    error.hint = tried ? "the login that was given is not accepted; check --user, --bearer-file and --header, or "
                         "PRORATA_USER and PRORATA_TOKEN"
                       : "give --user NAME:PASSWORD or --bearer-file FILE, or set PRORATA_USER or PRORATA_TOKEN";
    return error;
  }

  static constexpr int kLate = -1, kLost = -2;  ///< in place of a status
  static bool same(const plan::Request& a, const plan::Request& b) { return a.id == b.id && a.chunk == b.chunk; }

  [[nodiscard]] std::size_t count_given_up() const {
    const Notices notices = session_.diagnostics();
    const Notice* notice = notices.find("query-given-up");
    return notice == nullptr ? 0 : static_cast<std::size_t>(notice->count);
  }

  pipeline::Session& session_;
  const Server& server_;
  const FetchHooks& hooks_;
  std::map<std::size_t, std::unique_ptr<Exchange>> running_;
  Transfers transfers_;  // after the exchanges: it lets go of them first
  std::deque<Waiting> waiting_;
  Progress progress_;
  Patience patience_;
  Clock::time_point last_answer_ = Clock::now();     ///< or the begin
  Clock::time_point resume_at_{};                    ///< nothing is sent before
  std::map<std::string, std::string> lost_because_;  ///< of queries that were given up
  std::size_t tag_ = 0;
  bool answered_ = false;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace

Result<void> fetch_all(pipeline::Session& session, const Server& server, const FetchHooks& hooks) {
  Fetcher fetcher(session, server, hooks);
  for (auto requests = session.plan(); !requests.empty(); requests = session.plan()) {
    if (auto done = fetcher.round(requests); !done) return done;
  }
  return {};
}

Result<void> fetch_round(pipeline::Session& session, const Server& server, const FetchHooks& hooks) {
  Fetcher fetcher(session, server, hooks);
  return fetcher.round(session.plan());
}

}  // namespace prorata::cli
