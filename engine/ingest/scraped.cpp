#include "ingest/scraped.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/names.h"
#include "core/number.h"
#include "ingest/scraped_line.h"

namespace prorata::ingest {
namespace {

constexpr std::size_t kMostLineBytes = 64U << 20U;
constexpr double kMilliseconds = 1e11;
/// 1 Jan 9999, in milliseconds.
constexpr double kMostTime = 253370764800000;

Error broken(std::uint64_t line, const Error& error) {
  return {ErrorCode::bad_input, error.message, error.hint, "line " + std::to_string(line)};
}

}  // namespace

FileKind kind_of_file(std::string_view head) {
  const std::size_t at = head.find_first_not_of(" \t\r\n");
  if (at == std::string_view::npos) return FileKind::unknown;
  const std::string_view text = head.substr(at);
  if (text.front() != '{') {
    const bool name = is_name_start(text.front());
    return text.front() == '#' || name ? FileKind::scraped : FileKind::unknown;
  }
  const std::size_t next = text.find_first_not_of(" \t", 1);
  if (next == std::string_view::npos) return FileKind::unknown;
  const std::string_view member = text.substr(next);
  // {"metric": …} of an export; {__name__="up"} of a dump; {"up", job="x"} as Prometheus quotes names.
  if (member.starts_with("\"metric\"") || is_name_start(member.front())) return FileKind::scraped;
  if (member.front() != '"') return FileKind::unknown;
  const std::size_t after = member.find('"', 1);
  const std::size_t sign = after == std::string_view::npos ? after : member.find_first_not_of(" \t", after + 1);
  return sign != std::string_view::npos && member[sign] != ':' ? FileKind::scraped : FileKind::recording;
}

class ScrapedReader::State {
 public:
  State(ScrapeSink& sink, Instant scraped_at) : sink_(sink), scraped_at_(scraped_at) {}

  Result<void> write(std::string_view bytes) {
    while (!error_ && !bytes.empty()) {
      const std::size_t newline = bytes.find('\n');
      const std::string_view piece = bytes.substr(0, newline);
      if (held_.size() + piece.size() > kMostLineBytes) {
        error_ = broken(line_, {ErrorCode::bad_input, "the line is longer than 64 MiB", "is this a file of metrics?"});
        break;
      }
      if (newline == std::string_view::npos) {
        held_ += piece;
        break;
      }
      if (held_.empty()) {
        take(piece);
      } else {
        held_ += piece;
        take(held_);
        held_.clear();
      }
      bytes.remove_prefix(newline + 1);
    }
    return result();
  }

  Result<void> finish() {
    if (!error_ && !held_.empty()) take(held_);
    held_.clear();
    return result();
  }

  std::uint64_t untimed = 0;
  bool seconds = false, ended = false;

 private:
  [[nodiscard]] Result<void> result() const {
    if (error_) return *error_;
    return {};
  }

  void take(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (const std::size_t first = line.find_first_not_of(" \t"); first != std::string_view::npos) {
      line.remove_prefix(first);
      auto taken = line.front() == '#' ? comment(line) : is_export_line(line) ? exported(line) : sample(line);
      if (!taken) error_ = broken(line_, taken.error());
    }
    ++line_;
  }

  Result<void> comment(std::string_view line) {
    if (line == "# EOF") ended = true;
    return {};
  }

  Result<void> sample(std::string_view line) {
    if (ended) {
      return Error{ErrorCode::bad_input, "there is more behind \"# EOF\"", "put every scrape into a file of its own"};
    }
    const auto read = read_sample(line);
    if (!read) return read.error();
    const auto series = series_of(line.substr(0, read->labels_end));
    if (!series) return series.error();
    auto time = read->time.empty() ? untimed_sample(*series) : time_of(read->time);
    if (!time) return time.error();
    const auto value = scraped_number(read->value);
    if (!value) return value.error();
    if (*series != ScrapeSink::kSkipped) sink_.sample(*series, *time, *value);
    return {};
  }

  /// Scrapes repeat their series letter by letter.
  Result<std::uint32_t> series_of(std::string_view text) {
    const auto known = static_cast<std::size_t>(texts_.intern(text));
    if (known < series_.size() && known > 0) return series_[known];
    const auto labels = read_labels(text);
    if (!labels) return labels.error();
    series_.resize(known + 1, ScrapeSink::kSkipped);
    series_[known] = sink_.series(labels->span());
    return series_[known];
  }

  Result<Instant> untimed_sample(std::uint32_t series) {
    if (series == ScrapeSink::kSkipped) return scraped_at_;
    if (series >= seen_.size()) seen_.resize(series + 1, 0);
    if (seen_[series] != 0) {
      return Error{ErrorCode::bad_input,
                   "the same series was there on line " + std::to_string(seen_[series]) + ", and neither has a time",
                   "put every scrape into a file of its own; its time is when the file was written"};
    }
    seen_[series] = line_;
    ++untimed;
    return scraped_at_;
  }

  Result<Instant> time_of(std::string_view text) {
    const auto number = parse_number(text);
    const double ms = number ? std::nearbyint(*number < kMilliseconds ? *number * 1000 : *number) : -1;
    if (ms < 0 || ms > kMostTime) {
      return Error{ErrorCode::bad_input, "\"" + std::string(text.substr(0, 40)) + "\" is no time",
                   "expected seconds since 1970 with OpenMetrics, or milliseconds, behind the value"};
    }
    seconds = seconds || *number < kMilliseconds;
    return Instant(Duration(static_cast<std::int64_t>(ms)));
  }

  Result<void> exported(std::string_view line) {
    auto read = read_export_line(line);
    if (!read) return read.error();
    const std::uint32_t series = sink_.series(read->labels.span());
    if (series == ScrapeSink::kSkipped) return {};
    for (std::size_t i = 0; i < read->values.size(); ++i) {
      const double ms = read->times[i];
      if (!(ms >= 0 && ms <= kMostTime)) {
        return Error{ErrorCode::bad_input, "one of \"timestamps\" is no time", "expected milliseconds since 1970"};
      }
      sink_.sample(series, Instant(Duration(static_cast<std::int64_t>(ms))), read->values[i]);
    }
    return {};
  }

  ScrapeSink& sink_;
  Instant scraped_at_;
  std::string held_;  ///< of a line that is not whole yet
  std::uint64_t line_ = 1;
  Names texts_;                        ///< names and labels as they stand in the text
  std::vector<std::uint32_t> series_;  ///< of each
  std::vector<std::uint64_t> seen_;    ///< line of a series' sample without a time
  std::optional<Error> error_;
};

ScrapedReader::ScrapedReader(ScrapeSink& sink, Instant scraped_at)
    : state_(std::make_unique<State>(sink, scraped_at)) {}
ScrapedReader::~ScrapedReader() = default;
ScrapedReader::ScrapedReader(ScrapedReader&&) noexcept = default;

Result<void> ScrapedReader::write(std::string_view bytes) {
  return state_->write(bytes);
}
Result<void> ScrapedReader::finish() {
  return state_->finish();
}
std::uint64_t ScrapedReader::untimed() const {
  return state_->untimed;
}
bool ScrapedReader::cut_short() const {
  return state_->seconds && !state_->ended;
}

}  // namespace prorata::ingest
