#include "cli/serve/parameters.h"

#include <algorithm>
#include <utility>

#include "core/spelling.h"

namespace prorata::cli::serve {
namespace {

constexpr std::string_view kTrue[] = {"1", "t", "T", "true", "True", "TRUE"};
constexpr std::string_view kFalse[] = {"0", "f", "F", "false", "False", "FALSE"};

bool among(std::string_view text, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

}  // namespace

Parameters::Parameters(const Fields& fields, std::span<const std::string_view> known,
                       std::initializer_list<std::string_view> many)
    : fields_(fields) {
  for (std::size_t i = 0; i < fields.size() && !error_; ++i) {
    const std::string& name = fields[i].first;
    const auto same = [&](const auto& other) { return other.first == name; };
    if (!among(name, known)) {
      const std::string_view near = closest_word(name, known);
      const std::string meant = near.empty() ? "" : "did you mean " + std::string(near) + "? ";
      const std::string there = known.empty() ? "leave it out: this path has none" : "Parameters are " + listed(known);
      error_ = Error{ErrorCode::bad_usage, "there is no parameter '" + shown(name) + "'", meant + there, name};
    } else if (!among(name, std::span(many.begin(), many.size())) &&
               std::count_if(fields.begin(), fields.end(), same) > 1) {
      error_ = Error{ErrorCode::bad_usage, "parameter '" + name + "' is given more than once", "give it once", name};
    }
  }
}

const std::string* Parameters::text(std::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (known == name) return &value;
  }
  return nullptr;
}

std::vector<std::string> Parameters::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [known, value] : fields_) {
    if (known == name) values.push_back(value);
  }
  return values;
}

bool Parameters::flag(std::string_view name, bool otherwise) {
  const std::string* given = text(name);
  if (given == nullptr) return otherwise;
  if (among(*given, kTrue)) return true;
  if (!among(*given, kFalse)) {
    fail(name,
         {ErrorCode::bad_usage, "\"" + shown(*given) + "\" is neither true nor false", "write true or false", ""});
  }
  return false;
}

void Parameters::fail(std::string_view name, Error error) {
  if (error_) return;
  error.code = ErrorCode::bad_usage;
  error.message = "Invalid '" + std::string(name) + "' parameter: " + error.message;
  error.where = name;
  error_ = std::move(error);
}

}  // namespace prorata::cli::serve
