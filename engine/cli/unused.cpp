#include "cli/unused.h"

#include <algorithm>

namespace prorata::cli {
namespace {

bool is_schema(query::Format format) {
  return format >= query::Format::focus_schema;
}
bool is_focus(query::Format format) {
  return format >= query::Format::focus && !is_schema(format);
}

bool knows_weeks(const query::Question& question, const std::string& window) {
  return question.step.unit == query::OutputStep::Unit::week || window == "week" || window == "lastweek";
}

bool has_containers(const query::Question& question) {
  return std::any_of(question.aggregate.begin(), question.aggregate.end(),
                     [](const query::Key& key) { return key.kind == query::KeyKind::container; });
}

}  // namespace

std::vector<Unused> unused_fields(const query::Question& question, query::Format format, const std::string& window,
                                  GivenFields given) {
  std::vector<Unused> unused;
  if (given.week_start && !knows_weeks(question, window)) {
    unused.push_back({"weekStart", "neither window nor step is of weeks"});
  }
  if (given.aggregate && is_focus(format) && !has_containers(question)) {
    unused.push_back({"aggregate", "FOCUS has a row for each pod, or with the key container for each container"});
  }
  for (const auto& [there, field] : {std::pair(given.aggregate, "aggregate"), std::pair(given.filter, "filter")}) {
    if (there && is_schema(format)) unused.push_back({field, "a schema is the same for every question"});
  }
  return unused;
}

Result<pricing::WhatIf> parse_changes(const std::string& text) {
  auto changes = pricing::parse_what_if(text);
  if (!changes) return changes;
  const auto wrong = [](const std::string& what, const std::string& fix) {
    return Error{ErrorCode::bad_usage, what, fix, ""};
  };
  if (text.empty()) return wrong("it is empty", "write NAME:PERCENT, such as cpu:-10, or leave it out");
  for (const pricing::WhatIfField& field : pricing::kWhatIf) {
    const std::string name = "," + std::string(field.name) + ":", all = "," + text;
    if (all.find(name) == all.rfind(name)) continue;
    return wrong(std::string(field.name) + " is there more than once", "give it once");
  }
  return changes;
}

std::string_view unused_change(const pricing::WhatIf& changes) {
  static_assert(pricing::kWhatIf[5].name == "committed" && pricing::kWhatIf[6].name == "saving");
  if ((changes[5] == 0) == (changes[6] == 0)) return "";
  return changes[6] == 0 ? "committed changes nothing without saving" : "saving changes nothing without committed";
}

}  // namespace prorata::cli
