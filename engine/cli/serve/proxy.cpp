#include "cli/serve/proxy.h"

#include <charconv>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "cli/serve/parameters.h"
#include "cli/transfers.h"

namespace prorata::cli::serve {
namespace {

constexpr std::string_view kQuery = "/api/v1/query", kRange = "/api/v1/query_range";
constexpr std::string_view kPointParameters[] = {"query", "time"};
constexpr std::string_view kRangeParameters[] = {"query", "start", "end", "step"};
constexpr Duration kPoll{100};
/// Of an answer that its client has not taken yet.
constexpr std::size_t kHeld = 256 * 1024;

/// One query on its way: what has come of the answer and is not handed out yet.
class Passage final : public BodySink {
 public:
  Passage(const Server& server, const std::atomic<bool>& stopping, std::function<bool()> gone)
      : transfers_(server), stopping_(stopping), gone_(std::move(gone)) {}

  void send(const std::string& path, const Form& form) { transfers_.post(path, form, *this, 0); }

  bool body(int status, std::string_view bytes) override {
    status_ = status;
    held_.append(bytes);
    return true;
  }

  [[nodiscard]] bool ready() const override { return held_.size() < kHeld; }

  /// Waits until the answer begins or there is none.
  void await() {
    while (held_.empty() && !finished_) step();
  }
  bool pump(const TakeBytes& take) {
    for (;;) {
      if (!held_.empty() && !take(std::exchange(held_, {}))) return false;
      if (finished_) return held_.empty() && finished_->how == Finished::How::answered;
      step();
    }
  }
  [[nodiscard]] const std::optional<Finished>& finished() const { return finished_; }
  [[nodiscard]] int status() const { return finished_ && finished_->status != 0 ? finished_->status : status_; }
  [[nodiscard]] bool is_json() const {
    const std::size_t first = held_.find_first_not_of(" \r\n\t");
    return first != std::string::npos && held_[first] == '{';
  }

 private:
  void step() {
    if (stopping_ || gone_()) {
      finished_ = Finished{};
      finished_->detail = stopping_ ? "this server is stopping" : "the client has gone";
      return;
    }
    if (auto finished = transfers_.next(kPoll)) finished_ = std::move(finished);
  }

  Transfers transfers_;
  const std::atomic<bool>& stopping_;
  std::function<bool()> gone_;
  std::string held_;
  int status_ = 0;
  std::optional<Finished> finished_;
};

Reply prometheus_error(int status, std::string_view message, std::string_view hint) {
  return refusal(status, {ErrorCode::unreachable, message, hint, ""}, ErrorStyle::prometheus);
}

/// No answer at all. What is said names no address: the client need not know it.
Reply failed(const Finished& finished) {
  if (finished.how == Finished::How::late) {
    return prometheus_error(504, "the metrics source did not answer in time", "ask for less, or raise --timeout");
  }
  return prometheus_error(502, "the metrics source cannot be reached: " + finished.detail,
                          "check --metrics of prorata serve");
}

/// When the source wants to be asked again, if it said so.
void add_retry_after(const std::optional<Finished>& finished, Reply& reply) {
  if (!finished || finished->retry_after.count() <= 0) return;
  reply.headers.emplace_back("Retry-After", std::to_string(finished->retry_after.count() / 1000));
}

}  // namespace

std::optional<Passed> read_passed(std::string_view path) {
  constexpr std::string_view kSource = "/source/";
  Passed passed;
  if (path.starts_with(kSource)) {
    path.remove_prefix(kSource.size());
    const char* const end = path.data() + path.size();
    const auto [rest, problem] = std::from_chars(path.data(), end, passed.source);
    if (problem != std::errc{} || passed.source == 0) return std::nullopt;
    path.remove_prefix(static_cast<std::size_t>(rest - path.data()));
  }
  if (path != kQuery && path != kRange) return std::nullopt;
  passed.path = path;
  return passed;
}

Reply pass_on(const Request& request, const std::string& path, const Server& server,
              const std::atomic<bool>& stopping) {
  const bool range = path == kRange;
  const std::span<const std::string_view> known =
      range ? std::span<const std::string_view>(kRangeParameters) : std::span<const std::string_view>(kPointParameters);
  Parameters in(request.params, known);
  for (const std::string_view name : known) {
    const bool needed = name != "time";
    if (needed && !in.has(name)) in.fail(name, {ErrorCode::bad_usage, "it is missing", "give it", ""});
  }
  if (in.error()) return refusal(400, *in.error(), ErrorStyle::prometheus);

  const auto passage = std::make_shared<Passage>(server, stopping, request.gone);
  passage->send(path, Form(request.params.begin(), request.params.end()));
  passage->await();
  const auto& finished = passage->finished();
  if (finished && finished->how != Finished::How::answered) return failed(*finished);
  const int status = passage->status();
  // The login is this server's, not the client's.
  if (status == 401 || status == 403) {
    return prometheus_error(502, "the metrics source does not accept the login of prorata serve",
                            "check --user, --bearer-file and --header");
  }
  if (status >= 300 && status < 400) {
    return prometheus_error(502, "the metrics source sends the query elsewhere, which is not followed",
                            "give its final address to --metrics");
  }
  // What is no answer of the API comes from a proxy before it, or from a server that failed. That it is busy, or that
  // the request is too large, is told as it is: clients ask again later, or for less.
  if (status >= 400 && !passage->is_json()) {
    const bool passed = status < 500 || status == 503 || status == 504;
    Reply error =
        prometheus_error(passed ? status : 502, "the metrics source answers with HTTP status " + std::to_string(status),
                         "ask it directly, or see its log");
    add_retry_after(finished, error);
    return error;
  }
  Reply reply;
  reply.status = status;
  add_retry_after(finished, reply);
  if (!passage->is_json()) reply.type = "application/octet-stream";  // no page of it may ever run here
  reply.stream = [passage](const TakeBytes& take) { return passage->pump(take); };
  return reply;
}

}  // namespace prorata::cli::serve
