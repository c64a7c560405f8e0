// Fields out of a document, and what is said where one is wrong.
#include "core/document.h"

#include <algorithm>

#include "core/number.h"
#include "core/spelling.h"

namespace prorata {
namespace {

std::string seen(const Document& node) {
  switch (node.kind) {
    case Document::Kind::null:
      break;
    case Document::Kind::list:
      return "a list";
    case Document::Kind::map:
      return "a map";
    case Document::Kind::scalar:
      return node.text.empty() ? "an empty text" : "'" + shown(node.text) + "'";
  }
  return "nothing";
}

/// How to get from `from` to `target`: "nodes[2].cpu". line becomes the innermost that is known on the way.
bool find_path(const Document& from, const Document& target, std::string& path, std::int32_t& line) {
  const std::int32_t outer = line;
  if (from.line > 0) line = from.line;
  if (&from == &target) return true;
  const std::size_t size = path.size();
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    if (from.kind == Document::Kind::list) {
      path.append("[").append(std::to_string(i)).append("]");
    } else {
      path.append(path.empty() ? "" : ".").append(shown(from.items[i].name));
    }
    if (find_path(from.items[i], target, path, line)) return true;
    path.resize(size);
  }
  line = outer;
  return false;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string joined(std::span<const std::string_view> words, std::string_view between) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}
std::string choice(std::span<const std::string_view> words) {
  return words.size() > 2 ? "one of " + joined(words, ", ") : joined(words, " or ");
}

}  // namespace

Error error_at(ErrorCode code, std::string_view file, std::int32_t line, std::string_view path,
               std::string_view message, std::string_view hint) {
  std::string where(file.empty() ? path : file), text;
  if (line > 0) where.append(":").append(std::to_string(line));
  for (const std::string_view part : {file.empty() ? file : std::string_view(where), path, message}) {
    if (!part.empty()) text.append(text.empty() ? "" : ": ").append(part);
  }
  return {code, std::move(text), std::string(hint), std::move(where)};
}

const Document* Document::find(std::string_view member) const {
  if (kind != Kind::map) return nullptr;
  for (const Document& item : items) {
    if (item.name == member) return &item;
  }
  return nullptr;
}

std::string DocumentReader::place(const Document& at) const {
  return error_here(at, {}, {}).message;
}

Error DocumentReader::error_here(const Document& at, std::string_view message, std::string_view hint) const {
  std::string path;
  std::int32_t line = 0;
  find_path(root_, at, path, line);
  if (!at.origin.empty()) path = at.origin;
  return error_at(code_, file_, line, path, message, hint.empty() ? hint_ : hint);
}

void DocumentReader::fail(const Document& at, std::string_view message, std::string_view hint) {
  if (!error_) error_ = error_here(at, message, hint);
}

void DocumentReader::expected(const Document& at, std::string_view what) {
  fail(at, "expected " + std::string(what) + ", got " + seen(at));
}

void DocumentReader::missing(const Document& map, std::string_view name, std::string_view what) {
  fail(map, "\"" + std::string(name) + "\" is missing, expected " + std::string(what));
}

void DocumentReader::only(const Document& map, std::span<const std::string_view> names) {
  if (map.kind != Document::Kind::map) return expected(map, "a map");
  for (const Document& item : map.items) {
    if (std::find(names.begin(), names.end(), item.name) != names.end()) continue;
    const std::string_view meant = closest_word(item.name, names);
    std::string message = "there is no such field";
    if (!meant.empty()) message.append(", did you mean \"").append(meant).append("\"?");
    return fail(item, message, "use " + joined(names, ", "));
  }
}

void DocumentReader::only(const Document& map, std::string_view names) {
  only(map, split_words(names));
}

const Document* DocumentReader::member(const Document& map, std::string_view name, Need need, std::string_view what) {
  if (error_) return nullptr;
  const Document* found = map.find(name);
  if (found == nullptr && need == Need::required) missing(map, name, what);
  return found;
}

const Document* DocumentReader::map(const Document& map, std::string_view name, Need need) {
  const Document* found = member(map, name, need, "a map");
  if (found == nullptr || found->kind == Document::Kind::map) return found;
  return expected(*found, "a map"), nullptr;
}

std::span<const Document> DocumentReader::list(const Document& map, std::string_view name, Need need) {
  const Document* found = member(map, name, need, "a list");
  if (found == nullptr) return {};
  if (found->kind == Document::Kind::list) return found->items;
  return expected(*found, "a list"), std::span<const Document>();
}

const Document* DocumentReader::scalar(const Document& map, std::string_view name, Need need, std::string_view what) {
  const Document* found = member(map, name, need, what);
  if (found == nullptr || found->kind == Document::Kind::scalar) return found;
  return expected(*found, what), nullptr;
}

std::optional<std::string_view> DocumentReader::text(const Document& map, std::string_view name, Need need) {
  const Document* found = member(map, name, need, "a text");
  if (found == nullptr) return std::nullopt;
  const std::string_view read = text(*found);
  return read.empty() ? std::nullopt : std::optional(read);
}

std::string_view DocumentReader::text(const Document& node) {
  if (node.text.empty()) expected(node, "a text");
  return error_ ? std::string_view() : node.text;
}

std::optional<double> DocumentReader::number(const Document& map, std::string_view name, NumberRange range, Need need) {
  const Document* found = member(map, name, need, range.what);
  if (found == nullptr) return std::nullopt;
  const double read = number(*found, range);
  return error_ ? std::nullopt : std::optional(read);
}

double DocumentReader::number(const Document& node, NumberRange range) {
  if (error_) return 0;
  const auto read = parse_number(node.text);
  if (read && *read >= range.least && *read <= range.most) return *read;
  return expected(node, range.what), 0;
}

std::optional<bool> DocumentReader::flag(const Document& map, std::string_view name, Need need) {
  constexpr std::string_view kWords[] = {"true", "false"};
  const auto read = word(map, name, kWords, need);
  return read ? std::optional(*read == 0) : std::nullopt;
}

std::optional<std::size_t> DocumentReader::word(const Document& map, std::string_view name,
                                                std::span<const std::string_view> known, Need need) {
  const std::string what = choice(known);
  const Document* found = scalar(map, name, need, what);
  if (found == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i] == found->text) return i;
  }
  return expected(*found, what), std::nullopt;
}

std::optional<std::size_t> DocumentReader::word(const Document& map, std::string_view name, std::string_view known,
                                                Need need) {
  return word(map, name, split_words(known), need);
}

}  // namespace prorata
