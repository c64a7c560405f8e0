#include "core/document_builder.h"

#include <algorithm>
#include <charconv>

#include "core/order.h"
#include "core/spelling.h"

namespace prorata {
namespace {

using Kind = Document::Kind;

/// Deeper than anything that people write; the tree is walked by recursion.
constexpr std::size_t kMaxDepth = 64;

}  // namespace

DocumentBuilder::DocumentBuilder(std::string_view json, std::string_view file)
    : at(json.data()), file_(file), begin_(at), end_(at + json.size()), counted_(at) {
  const std::string_view text = json.substr(0, json.find_last_not_of(" \t\r\n") + 1);
  line_ = text.find('\n') == std::string_view::npos ? 0 : 1;
}

Result<Document> DocumentBuilder::take(bool whole) {
  if (whole) return std::move(root_);
  return *std::move(error_);
}

bool DocumentBuilder::string(std::string value) {
  Document* text = add(Kind::scalar, at);
  text->text = std::move(value);
  text->quoted = true;
  return true;
}

bool DocumentBuilder::bare(std::string_view text, const char* end) {
  add(Kind::scalar, end)->text = text;
  return true;
}

bool DocumentBuilder::open(Kind kind) {
  Document* list = add(kind, at);
  if (open_.size() == kMaxDepth) {
    return fail("more than 64 levels of lists and maps", "nest it less deeply", list->line);
  }
  // Stays where it is while it is open: it is the last of its parent, which grows only when this one is closed.
  open_.push_back(list);
  return true;
}

bool DocumentBuilder::end_map() {
  Document& map = *open_.back();
  if (!unwrap(map) && !check_names(map)) return false;
  return close();
}

bool DocumentBuilder::refuse(std::string_view why) {
  return fail(std::string("this is no JSON: ").append(why), "write JSON or YAML", line_at(at));
}

/// The line of `here`, which never goes back.
std::int32_t DocumentBuilder::line_at(const char* here) {
  if (line_ > 0 && here > counted_) {
    line_ += static_cast<std::int32_t>(std::count(counted_, here, '\n'));
    counted_ = here;
  }
  return line_;
}

/// The path of the innermost open list or map.
std::string DocumentBuilder::path() const {
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

bool DocumentBuilder::fail(std::string_view message, std::string_view hint, std::int32_t line) {
  error_ = error_at(ErrorCode::bad_usage, file_, line, path(), message, hint);
  return false;
}

Document* DocumentBuilder::add(Kind kind, const char* end) {
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

bool DocumentBuilder::close() {
  Document& closed = *open_.back();
  if (closed.line == 0 && !closed.items.empty()) closed.line = closed.items.front().line;
  open_.pop_back();
  return true;
}

/// {"value": VALUE, "line": N} becomes VALUE.
bool DocumentBuilder::unwrap(Document& map) {
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

bool DocumentBuilder::check_names(const Document& map) {
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

}  // namespace prorata
