#include "ingest/response_parser.h"

#include <optional>
#include <utility>

#include "ingest/json_machine.h"
#include "ingest/response_reader.h"
#include "ingest/simd.h"

namespace prorata::ingest {
namespace {

constexpr std::size_t kPreviewBytes = 80;

/// The beginning of a text of unknown kind, safe to print.
std::string preview(std::string_view text) {
  std::string shown;
  for (const char c : text) shown += c >= 0x20 && c < 0x7F ? c : c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
  while (!shown.empty() && shown.back() == ' ') shown.pop_back();
  return "\"" + shown + (text.size() >= kPreviewBytes ? "...\"" : "\"");
}

Error not_an_answer(std::string_view text, std::uint64_t offset) {
  const std::string where = "byte " + std::to_string(offset);
  const bool page = text.front() == '<';
  if (page)
    return {ErrorCode::bad_input, "this is a web page, not a Prometheus answer: " + preview(text),
            "a proxy or login page answered; check the URL, its path prefix and the credentials", where};
  return {ErrorCode::bad_input, "this is no Prometheus answer: " + preview(text),
          "check the URL, its path prefix and the credentials", where};
}

}  // namespace

class ResponseParser::State {
 public:
  State(SeriesSink& sink, const Limits& limits) : reader_(sink, limits), machine_(reader_, limits.max_depth) {}

  Result<void> write(std::string_view chunk) {
    if (error_) return *error_;
    const std::uint64_t offset = bytes_;
    bytes_ += chunk.size();
    if (kind_ == Kind::unknown) recognise(chunk, offset);
    if (kind_ == Kind::other) return collect(chunk, offset);
    if (kind_ == Kind::json && !machine_.write(chunk, offset)) error_ = machine_.error();
    return result();
  }

  Result<ResponseSummary> finish() {
    if (!error_) error_ = problem_at_end();
    if (error_) return *error_;
    Result<ResponseSummary> summary = reader_.finish();
    if (!summary) {
      error_ = summary.error();
      error_->where = end_of_input();
      return *error_;
    }
    summary->bytes = bytes_;
    summary->lone_surrogates = machine_.replacements().lone_surrogates;
    summary->invalid_utf8 = machine_.replacements().invalid_utf8;
    return summary;
  }

 private:
  enum class Kind : std::uint8_t { unknown, json, other };

  [[nodiscard]] Result<void> result() const {
    if (error_) return *error_;
    return {};
  }
  [[nodiscard]] std::string end_of_input() const { return "byte " + std::to_string(bytes_); }

  /// The first byte that is no white space tells an answer from a page or a proxy's text.
  void recognise(std::string_view chunk, std::uint64_t offset) {
    const char* const end = chunk.data() + chunk.size();
    const char* const first = skip_blanks(chunk.data(), end);
    if (first == end) return;
    kind_ = *first == '{' ? Kind::json : Kind::other;
    other_offset_ = offset + static_cast<std::uint64_t>(first - chunk.data());
  }

  /// Waits for enough of what is no answer to show it.
  Result<void> collect(std::string_view chunk, std::uint64_t offset) {
    if (other_.empty()) chunk.remove_prefix(static_cast<std::size_t>(other_offset_ - offset));
    other_.append(chunk.substr(0, kPreviewBytes - other_.size()));
    if (other_.size() == kPreviewBytes) error_ = not_an_answer(other_, other_offset_);
    return result();
  }

  [[nodiscard]] std::optional<Error> problem_at_end() const {
    if (kind_ == Kind::unknown)
      return Error{ErrorCode::bad_input, "the answer is empty", "ask again; look at the HTTP status", end_of_input()};
    if (kind_ == Kind::other) return not_an_answer(other_, other_offset_);
    if (!machine_.complete())
      return Error{ErrorCode::bad_input, "the answer ends in the middle of the document",
                   "the connection or the file was cut short; fetch it again", end_of_input()};
    return std::nullopt;
  }

  ResponseReader reader_;
  JsonMachine<ResponseReader> machine_;
  Kind kind_ = Kind::unknown;
  std::string other_;
  std::uint64_t other_offset_ = 0;
  std::uint64_t bytes_ = 0;
  std::optional<Error> error_;
};

ResponseParser::ResponseParser(SeriesSink& sink, const Limits& limits)
    : state_(std::make_unique<State>(sink, limits)) {}
ResponseParser::~ResponseParser() = default;
ResponseParser::ResponseParser(ResponseParser&&) noexcept = default;
ResponseParser& ResponseParser::operator=(ResponseParser&&) noexcept = default;

Result<void> ResponseParser::write(std::string_view chunk) {
  return state_->write(chunk);
}
Result<ResponseSummary> ResponseParser::finish() {
  return state_->finish();
}

}  // namespace prorata::ingest
