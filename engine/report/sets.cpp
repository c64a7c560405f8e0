#include "report/sets.h"

#include <utility>

#include "core/names.h"
#include "report/set_text.h"

namespace prorata::report {

bool is_of_sets(query::Format format) {
  return format > query::Format::csv && format < query::Format::focus;
}

std::unique_ptr<SetsTaker> sets_writer(query::Format format, TextSink& out, bool details) {
  switch (format) {
    case query::Format::opencost:
      return opencost_writer(out, details);
    case query::Format::opencost_summary:
      return opencost_summary_writer(out);
    case query::Format::opencost_csv:
      return opencost_csv_writer(out);
    case query::Format::ack:
      return ack_writer(out);
    case query::Format::ack_csv:
      return ack_csv_writer(out);
    case query::Format::markdown:
      return markdown_writer(out);
    case query::Format::prometheus:
      return exposition_writer(out);
    case query::Format::ndjson:
    case query::Format::table:
    case query::Format::json:
    case query::Format::csv:
    case query::Format::focus:
    case query::Format::focus_12:
    case query::Format::focus_schema:
    case query::Format::focus_12_schema:
      break;
  }
  return ndjson_writer(out);
}

void put_texts(Writer& json, std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  for (const auto& [name, value] : members) {
    if (!value.empty()) json.text(name, value);
  }
}

void put_labels(Writer& json, std::string_view name, const rollup::Properties& labels) {
  if (labels.empty()) return;
  json.open(name, '{');
  for (const auto& [key, value] : labels) json.text(key, value);
  json.close('}');
}

std::vector<std::string> distinct_names(const rollup::Groups& groups) {
  Names known;
  bool empty_known = false;
  const auto is_new = [&](const std::string& name) {
    if (name.empty()) return !std::exchange(empty_known, true);
    const std::size_t before = known.size();
    (void)known.intern(name);
    return known.size() > before;
  };
  std::vector<std::string> names;
  for (const std::string& name : groups.name) {
    std::string distinct = name;
    for (int again = 2; !is_new(distinct); ++again) distinct = name + " (" + std::to_string(again) + ")";
    names.push_back(std::move(distinct));
  }
  return names;
}

}  // namespace prorata::report
