#include "promql/answer.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "core/json_text.h"
#include "plan/catalog.h"
#include "promql/evaluate.h"
#include "promql/pattern.h"

namespace prorata::promql {
namespace {

void append_label(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  append_json_text(out, name);
  out += ':';
  append_json_text(out, value);
}

void append_point(std::string& out, std::int64_t ms, double value) {
  fmt::format_to(std::back_inserter(out), "[{},\"", to_unix_text(instant_ms(ms)));
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
  out += "\"]";
}

void append_row(std::string& out, const Row& row, const Times& times, bool matrix, const Names& names) {
  out += "{\"metric\":{";
  if (row.metric != kNoName) append_label(out, "__name__", names.text(row.metric));
  for (const auto& [name, value] : row.labels) append_label(out, names.text(name), names.text(value));
  out += matrix ? "},\"values\":[" : "},\"value\":";
  bool first = true;
  for (std::size_t i = 0; i < times.count; ++i) {
    if (std::isnan(row.values[i])) continue;
    if (!first) out += ',';
    first = false;
    append_point(out, times.at(i), row.values[i]);
  }
  out += matrix ? "]}" : "}";
}

/// A pattern that cannot be read would silently match nothing.
Result<void> check_patterns(const Expression& of) {
  for (const Matcher& matcher : of.matchers) {
    if (!matcher.pattern) continue;
    if (auto parsed = Pattern::parse(matcher.value); !parsed) return parsed.error();
  }
  for (const Expression& part : of.parts) {
    if (auto checked = check_patterns(part); !checked) return checked;
  }
  return {};
}

/// What `probe_scrape` asks for, better known from all samples: scrapes in ten minutes.
std::string scrapes_in_ten_minutes(const plan::Request& request, const Samples& samples) {
  const double seconds = static_cast<double>(samples.scrape_interval().count()) / 1000;
  if (seconds <= 0) return "";
  std::string out = "{\"metric\":{},\"value\":";
  append_point(out, to_ms(request.end), 600 / std::max(seconds, 1.0));
  return out + "}";
}

}  // namespace

Result<std::string> answer(const plan::Request& request, Samples& samples) {
  const bool matrix = request.kind == plan::Kind::matrix;
  std::string out =
      fmt::format(R"({{"status":"success","data":{{"resultType":"{}","result":[)", matrix ? "matrix" : "vector");
  if (request.id == plan::query_of(plan::QueryId::probe_scrape).name) {
    return out + scrapes_in_ten_minutes(request, samples) + "]}}";
  }
  const auto expression = parse_expression(request.promql);
  if (!expression) return expression.error();
  if (auto checked = check_patterns(*expression); !checked) return checked.error();
  Times times{to_ms(request.end)};
  if (matrix) {
    times = {to_ms(request.start), request.step.count(),
             static_cast<std::size_t>((request.end - request.start) / request.step) + 1};
  }
  const bool counters = request.id == plan::query_of(plan::QueryId::cpu_usage).name ||
                        request.id == plan::query_of(plan::QueryId::network_bytes).name;
  const auto rows = evaluate(*expression, samples, times, counters ? Counters::between : Counters::as_seen);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (i > 0) out += ',';
    append_row(out, (*rows)[i], times, matrix, samples.names());
  }
  return out + "]}}";
}

}  // namespace prorata::promql
