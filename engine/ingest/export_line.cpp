// VictoriaMetrics' /api/v1/export: {"metric": {"__name__": "up", …}, "values": [1, …], "timestamps": [1711382400000,
// …]}
#include <charconv>
#include <limits>

#include "core/json_text.h"
#include "ingest/scraped_line.h"

namespace prorata::ingest {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Reader {
 public:
  explicit Reader(std::string_view line) : line_(line) {}

  Result<ExportLine> read() {
    expect('{');
    while (!error_) {
      const std::string name = text();
      expect(':');
      member(name);
      if (!another('}')) break;
    }
    if (skip_blanks(); !error_ && at_ < line_.size()) fail("the end of the line");
    if (!error_ && (out_.labels.span().empty() || out_.values.size() != out_.times.size())) {
      return Error{ErrorCode::bad_input,
                   out_.labels.span().empty() ? "\"metric\" is missing"
                                              : "there are " + std::to_string(out_.values.size()) + " values and " +
                                                    std::to_string(out_.times.size()) + " timestamps",
                   kHint};
    }
    if (error_) return *error_;
    return std::move(out_);
  }

 private:
  static constexpr const char* kHint =
      "a line of /api/v1/export is {\"metric\": {…}, \"values\": […], \"timestamps\": […]}";

  void member(std::string_view name) {
    if (name == "metric") return labels();
    if (name == "values") return numbers(out_.values);
    if (name == "timestamps") return numbers(out_.times);
    fail("\"metric\", \"values\" or \"timestamps\"");
  }

  void labels() {
    if (expect('{'); peek() == '}') return void(++at_);
    while (!error_) {
      std::string name = text();
      expect(':');
      std::string value = text();
      if (!error_) out_.labels.add(std::move(name), std::move(value));
      if (!another('}')) return;
    }
  }

  void numbers(std::vector<double>& into) {
    if (expect('['); peek() == ']') return void(++at_);
    while (!error_) {
      into.push_back(number());
      if (!another(']')) return;
    }
  }

  /// null: the series ends there. What JSON has no number for stands in quotes.
  double number() {
    if (peek() == '"') return value_of(text());
    const std::size_t begin = at_;
    while (at_ < line_.size() && line_[at_] != ',' && line_[at_] != ']' && line_[at_] != ' ' && line_[at_] != '\t')
      ++at_;
    const std::string_view word = line_.substr(begin, at_ - begin);
    return word == "null" ? kNaN : value_of(word);
  }
  double value_of(std::string_view word) {
    const auto value = scraped_number(word);
    if (value) return *value;
    fail("a number");
    return 0;
  }

  std::string text() {
    std::string out;
    expect('"');
    while (!error_ && at_ < line_.size() && line_[at_] != '"') {
      if (line_[at_] != '\\') {
        out += line_[at_++];
      } else {
        escape(out);
      }
    }
    expect('"');
    return out;
  }

  void escape(std::string& out) {
    constexpr std::string_view kLetters = "nrtbf", kMeant = "\n\r\t\b\f";
    const char c = ++at_ < line_.size() ? line_[at_++] : '\0';
    if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
      out += kMeant[letter];
    } else if (c != 'u') {
      out += c;
    } else if (char32_t code = hex(); code >= 0xD800 && code < 0xDC00 && line_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      append_utf8(0x10000 + ((code - 0xD800) << 10U) + ((hex() - 0xDC00) & 0x3FFU), out);
    } else {
      append_utf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, out);
    }
  }
  char32_t hex() {
    std::uint32_t code = 0;
    const std::string_view digits = line_.substr(std::min(at_, line_.size()), 4);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (problem != std::errc{} || digits.size() < 4 || end != digits.data() + 4) fail("four hexadecimal digits");
    at_ += 4;
    return code;
  }

  char peek() {
    skip_blanks();
    return at_ < line_.size() ? line_[at_] : '\0';
  }
  void expect(char c) {
    if (error_) return;
    if (peek() != c || at_ >= line_.size()) return fail(std::string("'") + c + "'");
    ++at_;
  }
  /// Behind an entry: whether another follows, or the end.
  bool another(char end) {
    if (error_) return false;
    const char c = peek();
    if (c != ',' && c != end) fail(std::string("',' or '") + end + "'");
    ++at_;
    return !error_ && c == ',';
  }
  void skip_blanks() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t')) ++at_;
  }
  void fail(const std::string& what) {
    if (error_) return;
    const std::string found =
        at_ < line_.size() ? "\"" + std::string(line_.substr(at_, 20)) + "\"" : "the end of the line";
    error_ = Error{ErrorCode::bad_input,
                   "column " + std::to_string(at_ + 1) + ": expected " + what + ", found " + found, kHint};
  }

  std::string_view line_;
  std::size_t at_ = 0;
  ExportLine out_;
  std::optional<Error> error_;
};

}  // namespace

Result<ExportLine> read_export_line(std::string_view line) {
  return Reader(line).read();
}

}  // namespace prorata::ingest
