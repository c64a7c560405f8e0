#include "ingest/scraped_line.h"

#include <limits>

#include "core/number.h"

namespace prorata::ingest {
namespace {

constexpr std::string_view kBlank = " \t";

Error expected(const std::string& what, std::string_view line, std::size_t at) {
  const std::string found = at < line.size() ? "\"" + std::string(line.substr(at, 20)) + "\"" : "the end of the line";
  return {ErrorCode::bad_input, "column " + std::to_string(at + 1) + ": expected " + what + ", found " + found,
          "a sample is NAME{LABEL=\"VALUE\",…} VALUE TIME"};
}

void skip_blanks(std::string_view line, std::size_t& at) {
  while (at < line.size() && kBlank.find(line[at]) != std::string_view::npos) ++at;
}

bool is_name_character(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9');
}

std::string_view take_name(std::string_view line, std::size_t& at) {
  const std::size_t begin = at;
  if (at < line.size() && is_name_start(line[at])) {
    while (at < line.size() && is_name_character(line[at])) ++at;
  }
  return line.substr(begin, at - begin);
}

/// at: on the quote; after it: behind the closing one. false: there is none.
bool take_quoted(std::string_view line, std::size_t& at, std::string* text) {
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    char c = line[at];
    if (c == '\\') {
      if (++at == line.size()) return false;
      c = line[at] == 'n' ? '\n' : line[at];
    }
    if (text != nullptr) *text += c;
  }
  if (at >= line.size()) return false;
  ++at;
  return true;
}

/// Finds the end of `{…}`, with braces inside quotes passed over.
bool skip_braces(std::string_view line, std::size_t& at) {
  while (at < line.size() && line[at] != '}') {
    if (line[at] != '"') {
      ++at;
    } else if (!take_quoted(line, at, nullptr)) {
      return false;
    }
  }
  if (at >= line.size()) return false;
  ++at;
  return true;
}

std::string_view take_word(std::string_view line, std::size_t& at) {
  skip_blanks(line, at);
  const std::size_t end = std::min(line.find_first_of(kBlank, at), line.size());
  const std::string_view word = line.substr(at, end - at);
  at = end;
  return word;
}

}  // namespace

Result<SampleText> read_sample(std::string_view line) {
  std::size_t at = 0;
  const std::string_view name = take_name(line, at);
  std::size_t brace = at;
  skip_blanks(line, brace);
  if (brace < line.size() && line[brace] == '{') {
    at = brace + 1;
    if (!skip_braces(line, at)) return expected("'}' behind the labels", line, line.size());
  } else if (name.empty()) {
    return expected("the name of a metric", line, at);
  }
  SampleText sample;
  sample.labels_end = at;
  if (at < line.size() && kBlank.find(line[at]) == std::string_view::npos) return expected("a space", line, at);
  sample.value = take_word(line, at);
  if (sample.value.empty()) return expected("a value", line, at);
  std::size_t next = at;
  const std::string_view time = take_word(line, next);
  if (time.empty() || time.front() == '#') return sample;  // an exemplar
  sample.time = time;
  skip_blanks(line, next);
  if (next < line.size() && line[next] != '#') return expected("the end of the line", line, next);
  return sample;
}

Result<LabelTexts> read_labels(std::string_view text) {
  LabelTexts labels;
  std::size_t at = 0;
  if (const std::string_view name = take_name(text, at); !name.empty()) labels.add("__name__", std::string(name));
  skip_blanks(text, at);
  if (at == text.size()) return labels;
  for (++at; at < text.size(); ++at) {
    skip_blanks(text, at);
    if (text[at] == '}') break;  // a comma may stand behind the last
    std::string name, value;
    const bool quoted = text[at] == '"';
    if (quoted) {
      (void)take_quoted(text, at, &name);
    } else {
      name = take_name(text, at);
    }
    if (name.empty()) return expected("the name of a label", text, at);
    skip_blanks(text, at);
    if (at < text.size() && text[at] == '=') {
      skip_blanks(text, ++at);
      if (at >= text.size() || text[at] != '"' || !take_quoted(text, at, &value)) {
        return expected("a label's value in quotes", text, at);
      }
      labels.add(std::move(name), std::move(value));
    } else if (quoted) {
      labels.add("__name__", std::move(name));
    } else {
      return expected("'='", text, at);
    }
    skip_blanks(text, at);
    if (text[at] == '}') break;
    if (text[at] != ',') return expected("',' or '}'", text, at);
  }
  return labels;
}

Result<double> scraped_number(std::string_view text) {
  const std::string_view bare = !text.empty() && (text[0] == '+' || text[0] == '-') ? text.substr(1) : text;
  const auto is = [&](std::string_view word) {
    if (bare.size() != word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if ((bare[i] | 0x20) != word[i]) return false;
    }
    return true;
  };
  if (is("nan")) return std::numeric_limits<double>::quiet_NaN();
  if (is("inf") || is("infinity")) {
    const double infinity = std::numeric_limits<double>::infinity();
    return text[0] == '-' ? -infinity : infinity;
  }
  auto number = parse_number(!text.empty() && text[0] == '+' ? bare : text);
  if (number) return number;
  return Error{ErrorCode::bad_input, "expected a value, found \"" + std::string(text.substr(0, 40)) + "\"",
               "a sample is NAME{LABEL=\"VALUE\",…} VALUE TIME"};
}

bool is_export_line(std::string_view line) {
  const std::size_t first = line.find_first_not_of(kBlank, 1);
  if (line.front() != '{' || first == std::string_view::npos || line[first] != '"') return false;
  const std::size_t end = line.find('"', first + 1);
  const std::size_t sign = end == std::string_view::npos ? end : line.find_first_not_of(kBlank, end + 1);
  return sign != std::string_view::npos && line[sign] == ':';
}

}  // namespace prorata::ingest
