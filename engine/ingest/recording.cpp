#include "ingest/recording.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "core/document.h"
#include "ingest/simd.h"

namespace prorata::ingest {
namespace {

constexpr std::size_t kMaxManifestBytes = std::size_t{4} << 20;
constexpr std::size_t kMaxEnvelopeBytes = std::size_t{64} << 10;
constexpr std::size_t kMaxHeldBytes = 4096;
constexpr std::string_view kFormat = "prorata.recording";

Error broken(std::uint64_t line, std::string what, const char* hint = "copy the file or record it again") {
  return {ErrorCode::bad_input, std::move(what), hint, "line " + std::to_string(line)};
}

Error not_a_recording(bool gzip) {
  if (gzip) return broken(1, "this recording is compressed", "unpack it first (gunzip)");
  return broken(1, "this is no prorata recording: its first line is no manifest",
                "a recording is what `prorata record` writes; its first line names \"format\": \"prorata.recording\"");
}

/// Finds where the body of a line begins, one byte after the other.
class BodyFinder {
 public:
  enum class Found : std::uint8_t { nothing, body, end };

  /// `at` is the position of `c` in the line. Gives body at the first byte of the body, end at the brace that closes a
  /// line without one.
  Found next(char c, std::size_t at) {
    if (in_text_) {
      read_text(c, at);
    } else if (colon_seen_ && !is_blank(c)) {
      return Found::body;
    } else if (name_ended_ && c == ':') {
      colon_seen_ = true;
    } else if (!is_blank(c)) {
      name_ended_ = false;
      if (c == '"') start_text(at);
      if (c == '{' || c == '[') ++depth_;
      if ((c == '}' || c == ']') && --depth_ <= 0) return Found::end;
    }
    return Found::nothing;
  }
  /// Where the name `"body"` starts.
  [[nodiscard]] std::size_t name_at() const { return text_at_; }

 private:
  static constexpr std::string_view kName = "body";

  void start_text(std::size_t at) {
    in_text_ = true;
    text_at_ = at;
    matching_ = depth_ == 1;
  }
  void read_text(char c, std::size_t at) {
    const std::size_t index = at - text_at_ - 1;
    if (!escaped_ && c == '"') {
      in_text_ = false;
      name_ended_ = matching_ && index == kName.size();
      return;
    }
    matching_ = matching_ && index < kName.size() && c == kName[index];
    escaped_ = !escaped_ && c == '\\';
  }

  int depth_ = 0;
  bool in_text_ = false;
  bool escaped_ = false;
  bool matching_ = false;
  bool name_ended_ = false;
  bool colon_seen_ = false;
  std::size_t text_at_ = 0;
};

template <class T>
bool read_number(const Document& object, const char* name, T& value) {
  const Document* member = object.find(name);
  if (member == nullptr || member->quoted) return false;
  const char* end = member->text.data() + member->text.size();
  const auto [rest, problem] = std::from_chars(member->text.data(), end, value);
  return problem == std::errc() && rest == end && value >= 0;
}

bool read_text(const Document& object, const char* name, std::string& value) {
  const Document* member = object.find(name);
  if (member == nullptr || !member->quoted) return false;
  value = member->text;
  return true;
}

/// `members` is the line up to the name of its body, which is the last member.
Result<RecordedRequest> read_envelope(std::string_view members, std::uint64_t line) {
  while (!members.empty() && is_blank(members.back())) members.remove_suffix(1);
  if (!members.empty() && members.back() == ',') members.remove_suffix(1);
  const auto parsed = read_document(std::string(members) + "}", {});
  if (!parsed || parsed->kind != Document::Kind::map)
    return broken(line, "what stands before the body is no valid JSON");

  const Document& object = *parsed;
  RecordedRequest request;
  const char* const hint =
      "every line is {\"query\", \"chunk\", \"path\", \"params\", \"status\", \"body\"}, the body last";
  const auto missing = [&](const char* name) {
    return broken(line, std::string("the member \"") + name + "\" is missing or wrong before \"body\"", hint);
  };
  if (!read_text(object, "query", request.query)) return missing("query");
  if (!read_number(object, "chunk", request.chunk)) return missing("chunk");
  if (!read_text(object, "path", request.path)) return missing("path");
  if (!read_number(object, "status", request.status)) return missing("status");
  const Document* params = object.find("params");
  if (params == nullptr || params->kind != Document::Kind::map) return missing("params");
  (void)read_text(*params, "query", request.promql);
  return request;
}

}  // namespace

class RecordingReader::State {
 public:
  explicit State(RecordingHandler& handler) : handler_(handler) {}

  Result<void> write(std::string_view bytes) {
    while (!error_ && !bytes.empty()) {
      const std::size_t newline = bytes.find('\n');
      const bool ends = newline != std::string_view::npos;
      piece(bytes.substr(0, newline));
      if (ends && !error_) end_line(false);
      bytes.remove_prefix(ends ? newline + 1 : bytes.size());
    }
    return result();
  }

  Result<void> finish() {
    if (!error_) end_line(true);
    if (!error_ && part_ == Part::manifest) error_ = not_a_recording(false);
    return result();
  }

 private:
  enum class Part : std::uint8_t { manifest, envelope, body, skipped };

  [[nodiscard]] Result<void> result() const {
    if (error_) return *error_;
    return {};
  }
  bool passed(const Result<void>& answer) {
    if (!answer) error_ = answer.error();
    return answer.has_value();
  }

  /// Bytes of one line.
  void piece(std::string_view bytes) {
    switch (part_) {
      case Part::manifest:
        return manifest_piece(bytes);
      case Part::envelope:
        return envelope_piece(bytes);
      case Part::body:
        return body_piece(bytes);
      case Part::skipped:
        return;
    }
  }

  /// cut: the file ends here.
  void end_line(bool cut) {
    switch (part_) {
      case Part::manifest:
        end_manifest();
        break;
      case Part::envelope:
        end_envelope(cut);
        break;
      case Part::body:
        end_body(cut);
        break;
      case Part::skipped:
        start_envelope();
        break;
    }
    ++line_;
  }

  void manifest_piece(std::string_view bytes) {
    buffer_.append(bytes.substr(0, kMaxManifestBytes + 1 - std::min(buffer_.size(), kMaxManifestBytes)));
    if (buffer_.size() > kMaxManifestBytes || (!buffer_.empty() && buffer_.front() != '{'))
      error_ = not_a_recording(buffer_.front() == '\x1F');
  }

  void end_manifest() {
    const auto manifest = read_document(buffer_, {});
    const Document* format = manifest ? manifest->find("format") : nullptr;
    if (format == nullptr || format->text != kFormat) {
      error_ = not_a_recording(false);
    } else if (passed(handler_.manifest(trimmed(buffer_)))) {
      start_envelope();
    }
  }

  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
  }

  void start_envelope() {
    part_ = Part::envelope;
    buffer_.clear();
    finder_ = {};
  }

  void skip(const Error& error) {
    handler_.damaged(error);
    part_ = Part::skipped;
  }
  void skip_cut(bool cut, const char* otherwise) {
    skip(broken(line_, cut ? "the recording breaks off in the middle of this line" : otherwise));
  }

  void envelope_piece(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto found = finder_.next(bytes[i], buffer_.size());
      if (found == BodyFinder::Found::body) return start_body(bytes.substr(i));
      buffer_ += bytes[i];
      if (found == BodyFinder::Found::end) return skip(broken(line_, "this line has no \"body\""));
      if (buffer_.size() > kMaxEnvelopeBytes) return skip(broken(line_, "more than 64 KiB stand before the body"));
    }
  }

  void end_envelope(bool cut) {
    if (!trimmed(buffer_).empty()) skip_cut(cut, "this line is no recorded answer");
    start_envelope();
  }

  void start_body(std::string_view bytes) {
    Result<RecordedRequest> request = read_envelope(std::string_view(buffer_).substr(0, finder_.name_at()), line_);
    if (!request) return skip(request.error());
    request->body_is_text = bytes.front() == '"';
    part_ = Part::body;
    held_.clear();
    if (passed(handler_.begin_response(*request))) body_piece(bytes);
  }

  /// Passes on what is surely body: the last brace of the line closes the line, so each brace with nothing but white
  /// space behind it waits.
  void body_piece(std::string_view bytes) {
    const std::size_t last = trimmed(bytes).size();
    if (last == 0 && held_.size() + bytes.size() <= kMaxHeldBytes) {
      held_ += bytes;
      return;
    }
    const std::size_t sure = last != 0 && bytes[last - 1] == '}' ? last - 1 : bytes.size();
    if (!held_.empty() && !passed(handler_.body(held_))) return;
    held_.clear();
    if (sure != 0 && !passed(handler_.body(bytes.substr(0, sure)))) return;
    if (bytes.size() - sure <= kMaxHeldBytes) {
      held_ = bytes.substr(sure);
    } else {
      passed(handler_.body(bytes.substr(sure)));
    }
  }

  void end_body(bool cut) {
    if (held_.empty() || held_.front() != '}') {
      skip_cut(cut, "this line ends in the middle of its answer");
    } else if (!passed(handler_.end_response())) {
      return;
    }
    start_envelope();
  }

  RecordingHandler& handler_;
  Part part_ = Part::manifest;
  std::uint64_t line_ = 1;
  std::string buffer_;  ///< the manifest, or what stands before a body
  std::string held_;    ///< a brace, perhaps the line's, and white space behind it
  BodyFinder finder_;
  std::optional<Error> error_;
};

RecordingReader::RecordingReader(RecordingHandler& handler) : state_(std::make_unique<State>(handler)) {}
RecordingReader::~RecordingReader() = default;
RecordingReader::RecordingReader(RecordingReader&&) noexcept = default;
RecordingReader& RecordingReader::operator=(RecordingReader&&) noexcept = default;

Result<void> RecordingReader::write(std::string_view bytes) {
  return state_->write(bytes);
}
Result<void> RecordingReader::finish() {
  return state_->finish();
}

}  // namespace prorata::ingest
