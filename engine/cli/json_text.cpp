// Brackets are counted, texts are skipped; nothing is decoded.
#include "cli/json_text.h"

#include <algorithm>

namespace prorata::cli {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

/// The elements of the list that begins at `at`.
std::vector<std::string_view> elements_of(std::string_view json, std::size_t at) {
  std::vector<std::string_view> elements;
  for (at = json.find_first_not_of(kBlank, at + 1); at < json.size() && json[at] != ']';) {
    const std::size_t end = value_end(json, at);
    elements.push_back(json.substr(at, end - at));
    at = json.find_first_not_of(kBlank, end);
    if (at < json.size() && json[at] == ',') at = json.find_first_not_of(kBlank, at + 1);
  }
  return elements;
}

/// Where the value of the first member of this name begins.
std::optional<std::size_t> find_member(std::string_view json, std::string_view name) {
  for (std::size_t at = json.find('"'); at < json.size(); at = json.find('"', at)) {
    const std::size_t end = text_end(json, at);
    if (json.substr(at + 1, end - at - 2) == name) {
      if (const auto value = value_after(json, end)) return value;
    }
    at = end;
  }
  return std::nullopt;
}

}  // namespace

std::size_t text_end(std::string_view json, std::size_t at) {
  for (std::size_t i = at + 1; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      return i + 1;
    }
  }
  return json.size();
}

std::size_t value_end(std::string_view json, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      i = text_end(json, i) - 1;
      if (depth == 0) return i + 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return i;  // the end of what this number stands in
      if (--depth == 0) return i + 1;
    } else if (c == ',' && depth == 0) {
      return i;
    }
  }
  return json.size();
}

std::optional<std::size_t> value_after(std::string_view json, std::size_t at) {
  const std::size_t colon = json.find_first_not_of(kBlank, at);
  if (colon == std::string_view::npos || json[colon] != ':') return std::nullopt;
  const std::size_t begin = json.find_first_not_of(kBlank, colon + 1);
  return begin == std::string_view::npos ? std::nullopt : std::optional(begin);
}

std::string with_sorted_vector(std::string_view json) {
  const auto type = find_member(json, "resultType");
  const auto list = find_member(json, "result");
  const bool is_vector = type && list && json.substr(*type, 8) == "\"vector\"" && json[*list] == '[';
  if (!is_vector) return std::string(json);
  std::vector<std::string_view> series = elements_of(json, *list);
  std::sort(series.begin(), series.end());
  std::string out(json.substr(0, *list + 1));
  for (std::size_t i = 0; i < series.size(); ++i) out.append(i > 0 ? "," : "").append(series[i]);
  return out.append("]").append(json.substr(value_end(json, *list)));
}

}  // namespace prorata::cli
