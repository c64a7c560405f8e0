#include "cli/calculate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/calculators.h"
#include "core/number.h"
#include "core/spelling.h"

namespace prorata::cli {
namespace {

using Json = nlohmann::ordered_json;

/// A list stays short enough to be typed or pasted: a year of hours and a month of minutes are shorter.
constexpr double kMostValues = 100000;

Error wrong(std::string_view field, const std::string& message, const std::string& hint) {
  return {ErrorCode::bad_usage, std::string(field) + ": " + message, hint, std::string(field)};
}

/// "a,b,c" → its parts.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool allows(Allowed allowed, double value) {
  switch (allowed) {
    case Allowed::any:
      return true;
    case Allowed::not_negative:
      return value >= 0;
    case Allowed::positive:
      return value > 0;
    case Allowed::part:
      return value >= 0 && value <= 1;
  }
  return false;
}
std::string_view words_of(Allowed allowed) {
  constexpr std::string_view kWords[]{"a number", "a number of 0 or more", "a number above 0", "a number from 0 to 1"};
  return kWords[static_cast<std::size_t>(allowed)];
}

/// "2.5", and in a list "2.5*100" for a hundred of them.
Result<void> add_numbers(const Field& field, const std::string& part, std::vector<double>& values) {
  const std::size_t times = field.kind == FieldKind::numbers ? part.find('*') : std::string::npos;
  const auto value = parse_number(std::string_view(part).substr(0, times));
  const auto count =
      times == std::string::npos ? Result<double>(1.0) : parse_number(std::string_view(part).substr(times + 1));
  if (!value || !count || !allows(field.allowed, *value)) {
    return wrong(field.name, "\"" + shown(part) + "\" is not " + std::string(words_of(field.allowed)),
                 "it is " + std::string(field.means));
  }
  if (*count < 1 || *count != std::floor(*count) || *count + static_cast<double>(values.size()) > kMostValues) {
    return wrong(field.name, "\"" + shown(part) + "\" is not 1 to 100,000 values",
                 "write VALUE*COUNT for equal values");
  }
  values.insert(values.end(), static_cast<std::size_t>(*count), *value);
  return {};
}

Result<void> read_field(const Field& field, const std::string& text, Given& given) {
  if (field.kind == FieldKind::flag && text != "yes" && text != "no") {
    return wrong(field.name, "\"" + shown(text) + "\" is neither yes nor no", "it is: " + std::string(field.means));
  }
  if (field.kind == FieldKind::flag || field.kind == FieldKind::words) {
    given.words[field.name] = parts_of(text);
    return {};
  }
  std::vector<double> values;
  const std::vector<std::string> parts = field.kind == FieldKind::numbers ? parts_of(text) : std::vector{text};
  for (const std::string& part : parts) {
    if (auto added = add_numbers(field, part, values); !added) return added.error();
  }
  given.numbers[field.name] = std::move(values);
  return {};
}

std::string names_of(const Calculator& calculator) {
  std::string names;
  for (const Field& field : calculator.fields) names.append(names.empty() ? "" : ", ").append(field.name);
  return names;
}

Result<Given> read(const Calculator& calculator, std::span<const std::string> words) {
  Given given;
  for (const std::string& word : words) {
    const std::size_t sign = word.find('=');
    const std::string name = word.substr(0, sign);
    const auto field = std::find_if(calculator.fields.begin(), calculator.fields.end(),
                                    [&](const Field& candidate) { return candidate.name == name; });
    if (field == calculator.fields.end() || sign == std::string::npos) {
      return wrong(calculator.name, "\"" + shown(word) + "\" is no FIELD=VALUE of it",
                   "fields are " + names_of(calculator));
    }
    if (given.has(field->name)) return wrong(name, "it is given more than once", "give it once, lists with commas");
    if (auto done = read_field(*field, word.substr(sign + 1), given); !done) return done.error();
  }
  for (const Field& field : calculator.fields) {
    if (given.has(field.name)) continue;
    if (!field.fallback.empty()) {
      if (auto done = read_field(field, std::string(field.fallback), given); !done) return done.error();
    } else if (field.needed) {
      return wrong(calculator.name, std::string(field.name) + " is missing", "it is " + std::string(field.means));
    }
  }
  return given;
}

std::string list_text() {
  std::string text;
  for (const Calculator& each : calculators()) text += fmt::format("{:<15}{}\n", each.name, each.about);
  return text + "\n`prorata calculate NAME` lists what one needs.\n";
}

std::string fields_text(const Calculator& calculator) {
  std::string text = fmt::format("{}\n  {}\n  {}\n\n", calculator.about, calculator.formula, calculator.source);
  for (const Field& field : calculator.fields) {
    const std::string fallback = !field.fallback.empty() ? fmt::format(" (default {})", field.fallback)
                                 : field.needed          ? ""
                                                         : " (may be left out)";
    const std::string_view values = field.kind == FieldKind::flag     ? "yes|no"
                                    : field.kind == FieldKind::number ? "N"
                                                                      : "A,B,…";
    text += fmt::format("  {:<24}{}{}\n", fmt::format("{}={}", field.name, values), field.means, fallback);
  }
  return text;
}

/// Plans have no more than ten digits that mean something.
double rounded(double value) {
  const auto number = parse_number(fmt::format("{:.10g}", value));
  return number ? *number + 0.0 : value;
}

bool is_beyond(const Figure& figure) {
  const auto beyond = [](double value) { return !std::isfinite(value); };
  if (const auto* value = std::get_if<double>(&figure.value)) return beyond(*value);
  const auto* values = std::get_if<std::vector<double>>(&figure.value);
  return values != nullptr && std::any_of(values->begin(), values->end(), beyond);
}

Json json_of(const Figure& figure) {
  if (const auto* flag = std::get_if<bool>(&figure.value)) return *flag;
  if (const auto* value = std::get_if<double>(&figure.value)) return rounded(*value);
  if (const auto* word = std::get_if<std::string>(&figure.value)) return *word;
  Json list;
  if (const auto* values = std::get_if<std::vector<double>>(&figure.value)) {
    list = Json::array();
    for (const double value : *values) list.push_back(rounded(value));
  }
  return list;
}

std::string text_of(const Figure& figure) {
  if (std::holds_alternative<std::monostate>(figure.value)) return "none";
  if (const auto* flag = std::get_if<bool>(&figure.value)) return *flag ? "yes" : "no";
  if (const auto* word = std::get_if<std::string>(&figure.value)) return *word;
  if (const auto* value = std::get_if<double>(&figure.value)) return fmt::format("{}", rounded(*value));
  std::string text;
  for (const double value : std::get<std::vector<double>>(figure.value)) {
    text.append(text.empty() ? "" : ", ").append(fmt::format("{}", rounded(value)));
  }
  return text.empty() ? "none" : text;
}

std::string print_json(const Calculator& calculator, const Figures& figures) {
  Json result = Json::object(), units = Json::object();
  for (const Figure& figure : figures) {
    result[figure.name] = json_of(figure);
    if (!figure.unit.empty()) units[figure.name] = figure.unit;
  }
  return Json{
             {"format", "prorata.calculation/1"}, {"calculator", calculator.name}, {"result", result}, {"units", units},
             {"formula", calculator.formula},     {"source", calculator.source}}
             .dump(2) +
         "\n";
}

std::string print_text(const Calculator& calculator, const Figures& figures) {
  std::string text;
  for (const Figure& figure : figures) {
    const bool valued = !std::holds_alternative<std::monostate>(figure.value);
    text += fmt::format("{:<22}{}{}{}\n", figure.name, text_of(figure), valued && !figure.unit.empty() ? " " : "",
                        valued ? figure.unit : "");
  }
  return text + fmt::format("\n{}\n", calculator.formula);
}

}  // namespace

Result<std::string> calculate(const std::vector<std::string>& words, bool json) {
  if (words.empty()) return list_text();
  std::vector<std::string_view> names;
  for (const Calculator& each : calculators()) names.push_back(each.name);
  const auto place = std::find(names.begin(), names.end(), words.front());
  if (place == names.end()) {
    const std::string_view near = closest_word(words.front(), names);
    return Error{ErrorCode::bad_usage, "there is no calculator \"" + shown(words.front()) + "\"",
                 near.empty() ? "`prorata calculate` lists them" : "did you mean " + std::string(near) + "?",
                 "calculate"};
  }
  const Calculator& calculator = calculators()[static_cast<std::size_t>(place - names.begin())];
  if (words.size() == 1) return fields_text(calculator);
  const auto given = read(calculator, std::span(words).subspan(1));
  if (!given) return given.error();
  const auto figures = calculator.run(*given);
  if (!figures) return figures.error();
  if (std::any_of(figures->begin(), figures->end(), is_beyond)) {
    return wrong(calculator.name, "the result is larger than a number can be", "look for a value in another unit");
  }
  return json ? print_json(calculator, *figures) : print_text(calculator, *figures);
}

}  // namespace prorata::cli
