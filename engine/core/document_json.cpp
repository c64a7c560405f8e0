// JSON into documents, by nlohmann's SAX interface: the tree is ours, so its own is never compiled in.
#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "core/document.h"
#include "core/order.h"
#include "core/spelling.h"

namespace prorata {
namespace {

using Json = nlohmann::json;
using Kind = Document::Kind;

/// Deeper than anything that people write; the tree is walked by recursion.
constexpr std::size_t kMaxDepth = 64;

/// Reads the text and tells how far it is.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit Cursor(const char*& at) : at_(&at) {}
  const char& operator*() const { return **at_; }
  Cursor& operator++() {
    ++*at_;
    return *this;
  }
  bool operator==(const Cursor& end) const { return *at_ == *end.at_; }
  bool operator!=(const Cursor& end) const { return !(*this == end); }

 private:
  const char** at_;
};

bool in_number(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/// Builds the tree from nlohmann's events.
class Builder {
 public:
  Builder(std::string_view json, std::string_view file)
      : file_(file), begin_(json.data()), at_(begin_), end_(begin_ + json.size()), counted_(begin_) {
    const std::string_view text = json.substr(0, json.find_last_not_of(" \t\r\n") + 1);
    line_ = text.find('\n') == std::string_view::npos ? 0 : 1;
  }

  Result<Document> read() {
    if (Json::sax_parse(Cursor(at_), Cursor(end_), this)) return std::move(root_);
    return *std::move(error_);
  }

  // Called by the parser; false ends it.
  bool null() { return add(Kind::null, at_) != nullptr; }
  bool boolean(bool value) { return scalar(value ? "true" : "false"); }
  bool number_integer(std::int64_t) { return number(); }
  bool number_unsigned(std::uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }
  bool string(std::string& value) {
    Document* text = add(Kind::scalar, at_);
    text->text = std::move(value);
    text->quoted = true;
    return true;
  }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Kind::map); }
  bool start_array(std::size_t) { return open(Kind::list); }
  bool key(std::string& name) {
    name_ = std::move(name);
    return true;
  }
  bool end_object() {
    Document& map = *open_.back();
    if (!unwrap(map) && !check_names(map)) return false;
    return close();
  }
  bool end_array() { return close(); }

  bool parse_error(std::size_t, const std::string&, const std::exception& problem) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while …"
    constexpr std::size_t kShownBytes = 200;
    std::string_view what = problem.what();
    const std::size_t place = what.find(": ");
    what.remove_prefix(place != std::string_view::npos ? place + 2 : what.find("] ") + 2);
    return fail("this is no JSON: " + shown(what, kShownBytes), "write JSON or YAML", line_at(at_));
  }

 private:
  /// The line of `here`, which never goes back.
  std::int32_t line_at(const char* here) {
    if (line_ > 0 && here > counted_) {
      line_ += static_cast<std::int32_t>(std::count(counted_, here, '\n'));
      counted_ = here;
    }
    return line_;
  }

  /// The path of the innermost open list or map.
  [[nodiscard]] std::string path() const {
    std::string path;
    for (std::size_t level = 1; level < open_.size(); ++level) {
      const Document& parent = *open_[level - 1];
      if (parent.kind == Kind::list) {
        path.append("[").append(std::to_string(parent.items.size() - 1)).append("]");
      } else {
        path.append(path.empty() ? "" : ".").append(shown(open_[level]->name));
      }
    }
    return path;
  }

  bool fail(std::string_view message, std::string_view hint, std::int32_t line) {
    error_ = error_at(ErrorCode::bad_usage, file_, line, path(), message, hint);
    return false;
  }

  Document* add(Kind kind, const char* end) {
    Document* place = &root_;
    if (!open_.empty()) {
      place = &open_.back()->items.emplace_back();
      place->name = std::move(name_);
      name_.clear();
    }
    place->kind = kind;
    place->line = line_at(end);
    return place;
  }

  bool scalar(std::string_view text) {
    add(Kind::scalar, at_)->text = text;
    return true;
  }

  /// The number as it was written. The parser has looked one byte further, if there was one.
  bool number() {
    const char* end = in_number(at_[-1]) ? at_ : at_ - 1;
    const char* begin = end;
    while (begin > begin_ && in_number(begin[-1])) --begin;
    add(Kind::scalar, end)->text.assign(begin, end);
    return true;
  }

  bool open(Kind kind) {
    Document* list = add(kind, at_);
    if (open_.size() == kMaxDepth)
      return fail("more than 64 levels of lists and maps", "nest it less deeply", list->line);
    // Stays where it is while it is open: it is the last of its parent, which grows only when this one is closed.
    open_.push_back(list);
    return true;
  }

  bool close() {
    Document& closed = *open_.back();
    if (closed.line == 0 && !closed.items.empty()) closed.line = closed.items.front().line;
    open_.pop_back();
    return true;
  }

  /// {"value": VALUE, "line": N} becomes VALUE.
  static bool unwrap(Document& map) {
    const Document *value = map.find("value"), *line = map.find("line");
    if (map.items.size() != 2 || value == nullptr || line == nullptr || line->quoted) return false;
    std::int32_t number = 0;
    const std::string& digits = line->text;
    const auto [rest, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc() || rest != digits.data() + digits.size() || number < 0) return false;
    Document inner = *value;
    inner.name = std::move(map.name);
    inner.line = number;
    map = std::move(inner);
    return true;
  }

  bool check_names(const Document& map) {
    const std::vector<Document>& items = map.items;
    const auto order =
        ordered(items.size(), [&](std::uint32_t a, std::uint32_t b) { return items[a].name < items[b].name; });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const Document& item = items[order[i]];
      if (item.name != items[order[i - 1]].name) continue;
      return fail("\"" + shown(item.name) + "\" stands here twice", "keep one of them", item.line);
    }
    return true;
  }

  std::string_view file_;
  const char* begin_;
  const char* at_;
  const char* end_;
  const char* counted_;    ///< up to here line_ counts
  std::int32_t line_ = 0;  ///< 0: not counted
  Document root_;
  std::vector<Document*> open_;
  std::string name_;  ///< of the member that comes
  std::optional<Error> error_;
};

}  // namespace

Result<Document> read_document(std::string_view json, std::string_view file_name) {
  return Builder(json, file_name).read();
}

}  // namespace prorata
