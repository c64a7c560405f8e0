#include "report/partial.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include <nlohmann/json.hpp>

#include "report/format.h"
#include "report/partial_notices.h"
#include "report/text.h"
#include "rollup/merge.h"

namespace prorata::report {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "prorata.partial/3";
constexpr std::array kKinds{RowKind::workload, RowKind::idle, RowKind::unallocated, RowKind::unmounted,
                            RowKind::overhead};

/// One number per resource, in the order of the resources.
template <class Take>
Json per_resource(const CostColumns& rows, Take take) {
  Json numbers = Json::array();
  for (const auto column : rollup::kResourceColumns) numbers.push_back(take(rows.*column));
  return numbers;
}
Json charges_of(const CostColumns& rows, std::size_t row) {
  Json numbers = Json::array();
  for (const auto column : rollup::kChargeColumns) numbers.push_back((rows.*column)[row].nano());
  return numbers;
}

Json running_of(const Answer& answer, std::size_t row) {
  Json list = Json::array();
  for (std::size_t i = row == 0 ? 0 : answer.running_end[row - 1]; i < answer.running_end[row]; ++i) {
    list.push_back(to_ms(answer.running[i].begin));
    list.push_back(to_ms(answer.running[i].end));
  }
  return list;
}
/// Of CPU and memory; null where nobody knows.
Json maxima_of(const CostColumns& rows, std::size_t row) {
  return {rows.cpu_usage_max[row], rows.ram_usage_max[row]};
}

Json row_of(const Answer& answer, std::size_t row) {
  const CostColumns& rows = answer.rows;
  Json steps = Json::array();
  for (std::size_t s = 0; s < answer.steps.size(); ++s) {
    steps.push_back(answer.step_cost[row * answer.steps.size() + s].nano());
  }
  return {{"kind", name_of(answer.kind[row])},
          {"keys", answer.keys[row]},
          {"cost", per_resource(rows, [&](const ResourceColumns& r) { return r.cost[row].nano(); })},
          {"ownCost", per_resource(rows, [&](const ResourceColumns& r) { return r.own[row].nano(); })},
          {"chargeCost", charges_of(rows, row)},
          {"charged", per_resource(rows, [&](const ResourceColumns& r) { return r.charged[row]; })},
          {"requested", per_resource(rows, [&](const ResourceColumns& r) { return r.requested[row]; })},
          {"used", per_resource(rows, [&](const ResourceColumns& r) { return r.used[row]; })},
          {"requestedKnown", per_resource(rows, [&](const ResourceColumns& r) { return r.requested_known[row]; })},
          {"workloadIdle", rows.workload_idle[row].nano()},
          {"running", running_of(answer, row)},
          {"usageMax", maxima_of(rows, row)},
          {"stepCost", std::move(steps)}};
}

/// Reads members of a partial; the first one that is missing or of another type ends in `failed`.
class Reader {
 public:
  std::string failed;

  std::string text(const Json& object, const char* name) {
    const Json* found = member(object, name);
    if (found == nullptr || !found->is_string()) return fail(name), std::string();
    return found->get<std::string>();
  }
  std::int64_t number(const Json& object, const char* name) {
    const Json* found = member(object, name);
    if (found == nullptr || !found->is_number_integer()) return fail(name), std::int64_t{0};
    return found->get<std::int64_t>();
  }
  bool truth(const Json& object, const char* name) {
    const Json* found = member(object, name);
    if (found == nullptr || !found->is_boolean()) return fail(name), false;
    return found->get<bool>();
  }
  std::vector<std::int64_t> numbers(const Json& object, const char* name, std::size_t count,
                                    std::int64_t least = std::numeric_limits<std::int64_t>::min()) {
    std::vector<std::int64_t> values;
    for (const Json& value : list(object, name)) {
      if (!value.is_number_integer()) fail(name);
      values.push_back(value.is_number_integer() ? value.get<std::int64_t>() : 0);
      if (values.back() < least) fail(name);
    }
    if (values.size() != count) fail(name);
    values.resize(count);
    return values;
  }
  /// Two numbers; NaN for null.
  std::array<double, 2> maxima(const Json& object, const char* name) {
    std::array<double, 2> values{std::nan(""), std::nan("")};
    const Json& found = list(object, name);
    if (found.size() != values.size()) fail(name);
    for (std::size_t i = 0; i < std::min(values.size(), found.size()); ++i) {
      if (found[i].is_number()) values[i] = found[i].get<double>();
      if (!found[i].is_number() && !found[i].is_null()) fail(name);
    }
    return values;
  }
  std::vector<std::string> texts(const Json& object, const char* name) {
    std::vector<std::string> values;
    for (const Json& value : list(object, name)) {
      if (!value.is_string()) fail(name);
      values.push_back(value.is_string() ? value.get<std::string>() : std::string());
    }
    return values;
  }
  const Json& list(const Json& object, const char* name) {
    static const Json kEmpty = Json::array();
    const Json* found = member(object, name);
    if (found != nullptr && found->is_array()) return *found;
    fail(name);
    return kEmpty;
  }

 private:
  static const Json* member(const Json& object, const char* name) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
  }
  void fail(const char* name) {
    if (failed.empty()) failed = name;
  }
};

void read_resource(ResourceColumns& columns, const std::array<std::vector<std::int64_t>, 6>& amounts, std::size_t r) {
  columns.cost.emplace_back(amounts[0][r]);
  columns.charged.push_back(amounts[1][r]);
  columns.requested.push_back(amounts[2][r]);
  columns.used.push_back(amounts[3][r]);
  columns.requested_known.push_back(amounts[4][r]);
  columns.own.emplace_back(amounts[5][r]);
}

void read_row(Reader& in, const Json& row, Answer& answer) {
  const std::string kind = in.text(row, "kind");
  const auto known = std::find_if(kKinds.begin(), kKinds.end(), [&](RowKind k) { return name_of(k) == kind; });
  if (known == kKinds.end() && in.failed.empty()) in.failed = "kind";
  answer.kind.push_back(known == kKinds.end() ? RowKind::workload : *known);
  answer.keys.push_back(in.texts(row, "keys"));
  if (answer.keys.back().size() != answer.question.aggregate.size() && in.failed.empty()) in.failed = "keys";
  // More may be charged on a node than it has, so idle may be negative, and the cost of those who share it. Amounts of
  // what ran may not.
  const bool idle = answer.kind.back() == RowKind::idle;
  const std::int64_t least = idle ? std::numeric_limits<std::int64_t>::min() : 0;
  constexpr std::size_t count = rollup::kResourceColumns.size();
  const std::array amounts{in.numbers(row, "cost", count),
                           in.numbers(row, "charged", count, least),
                           in.numbers(row, "requested", count, least),
                           in.numbers(row, "used", count, least),
                           in.numbers(row, "requestedKnown", count, least),
                           in.numbers(row, row.contains("ownCost") ? "ownCost" : "cost", count)};
  for (std::size_t r = 0; r < count; ++r) read_resource(answer.rows.*rollup::kResourceColumns[r], amounts, r);
  const auto charges = in.numbers(row, "chargeCost", rollup::kChargeColumns.size());
  for (std::size_t k = 0; k < charges.size(); ++k) (answer.rows.*rollup::kChargeColumns[k]).emplace_back(charges[k]);
  answer.rows.workload_idle.emplace_back(in.number(row, "workloadIdle"));
  answer.rows.custom.emplace_back(0);  // parts are for costs
  const auto times = in.numbers(row, "running", in.list(row, "running").size() / 2 * 2);
  for (std::size_t i = 0; i + 1 < times.size(); i += 2)
    answer.running.push_back({instant_ms(times[i]), instant_ms(times[i + 1])});
  answer.running_end.push_back(static_cast<std::uint32_t>(answer.running.size()));
  const auto maxima = in.maxima(row, "usageMax");
  answer.rows.cpu_usage_max.push_back(maxima[0]);
  answer.rows.ram_usage_max.push_back(maxima[1]);
  for (const std::int64_t cost : in.numbers(row, "stepCost", answer.steps.size())) answer.step_cost.emplace_back(cost);
}

void sort_unique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

constexpr NoticeKind kGap{"merge-gap", Severity::error, "Between the merged parts there is a time that none covers.",
                          "Merge the part for this time as well."};
constexpr NoticeKind kMissingShard{"merge-missing-shard", Severity::error,
                                   "Of the merged times one lacks a shard of its nodes.",
                                   "Merge all K/N of every time."};

bool shares_a_step(const Answer& a, const Answer& b) {
  return std::any_of(a.steps.begin(), a.steps.end(), [&](const Window& step) {
    return std::find(b.steps.begin(), b.steps.end(), step) != b.steps.end();
  });
}

/// One without clusters is about any, unless it is empty.
bool shares_a_cluster(const Answer& a, const Answer& b) {
  const auto about_any = [](const Answer& answer) { return answer.clusters.empty() && !answer.kind.empty(); };
  if (about_any(a) || about_any(b)) return true;
  return std::any_of(a.clusters.begin(), a.clusters.end(), [&](const std::string& cluster) {
    return std::binary_search(b.clusters.begin(), b.clusters.end(), cluster);
  });
}

/// Two parts of one time and cluster must be different shards of the same cut, or something would be counted twice.
Result<void> check_disjoint(std::span<const Answer> answers) {
  for (std::size_t a = 0; a < answers.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const query::Shard &left = answers[a].question.shard, &right = answers[b].question.shard;
      const bool apart = left.count == right.count && left.index != right.index;
      if (apart || !shares_a_cluster(answers[a], answers[b]) || !shares_a_step(answers[a], answers[b])) continue;
      return Error{ErrorCode::bad_usage,
                   "two parts cover the same time and the same nodes, from " + to_text(answers[a].window.begin) + " on",
                   "name each part once; shards of one time must come from one N", "merge"};
    }
  }
  return {};
}

/// What is missing between the parts: times, and shards of a time.
Notices missing_parts(std::span<const Answer> answers, const std::vector<Window>& steps) {
  Notices notices;
  for (std::size_t s = 1; s < steps.size(); ++s) {
    const Window hole{steps[s - 1].end, steps[s].begin};
    if (!hole.empty()) notices.add(kGap, to_text(hole.begin), hole);
  }
  for (const Window& step : steps) {
    std::map<std::string_view, std::uint32_t> missing;  // by cluster
    for (const Answer& answer : answers) {
      if (std::find(answer.steps.begin(), answer.steps.end(), step) == answer.steps.end()) continue;
      static const std::vector<std::string> kAny{""};
      for (const std::string& cluster : answer.clusters.empty() ? kAny : answer.clusters) {
        const auto place = missing.try_emplace(cluster, answer.question.shard.count).first;
        place->second -= std::min<std::uint32_t>(place->second, 1);
      }
    }
    for (const auto& [cluster, count] : missing) {
      const std::string object = cluster.empty() ? "" : std::string(cluster) + ": ";
      if (count > 0) notices.add(kMissingShard, object + to_text(step.begin), step);
    }
  }
  return notices;
}

Error bad(std::string_view file, std::string message) {
  return {ErrorCode::bad_input, std::string(file) + ": " + std::move(message),
          "make it again with `prorata allocate --partial`", std::string(file)};
}

/// What two questions differ in; empty where they are the same.
std::string_view difference(const Answer& a, const Answer& b) {
  if (a.question.aggregate != b.question.aggregate) return "aggregate";
  if (a.question.filter != b.question.filter) return "filter";
  if (a.question.method != b.question.method) return "method";
  if (a.question.idle != b.question.idle) return "idle";
  if (a.question.idle_by != b.question.idle_by) return "idleBy";
  if (a.question.charge_waiting != b.question.charge_waiting) return "chargeWaiting";
  if (a.currency != b.currency) return "currency";
  return a.resolution == b.resolution ? "" : "resolution";
}

}  // namespace

std::string to_partial(const Answer& answer) {
  Json json{{"format", kFormat},
            {"window", {to_ms(answer.window.begin), to_ms(answer.window.end)}},
            {"resolution", to_text(answer.resolution)},
            {"mode", answer.mode},
            {"method", name_of(answer.question.method)},
            {"idle", name_of(answer.question.idle)},
            {"idleBy", answer.question.idle_by ? name_of(*answer.question.idle_by) : ""},
            {"chargeWaiting", answer.question.charge_waiting},
            {"timeZone", answer.question.zone.name},
            {"filter", text_of(answer.question.filter)},
            {"shard", {answer.question.shard.index + 1, answer.question.shard.count}},
            {"clusters", answer.clusters},
            {"currency", answer.currency.code},
            {"digits", answer.currency.digits},
            {"partial", answer.partial},
            {"assetCost", answer.asset_cost.nano()},
            {"idleCost", answer.idle_cost.nano()},
            {"allocationCost", answer.allocation_cost.nano()},
            {"usageMax", maxima_of(answer.totals, 0)}};
  for (const query::Key& key : answer.question.aggregate) json["aggregate"].push_back(text_of(key));
  json["steps"] = Json::array();
  for (std::size_t s = 0; s < answer.steps.size(); ++s) {
    json["steps"].push_back({{"start", to_ms(answer.steps[s].begin)},
                             {"end", to_ms(answer.steps[s].end)},
                             {"cutShort", static_cast<bool>(answer.step_cut_short[s])}});
  }
  json["rows"] = Json::array();
  for (std::size_t row = 0; row < answer.kind.size(); ++row) json["rows"].push_back(row_of(answer, row));
  json["diagnostics"] = Json::parse(notices_json(answer.notices, 0), nullptr, /*allow_exceptions=*/false);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Answer> read_partial(std::string_view text, std::string_view file_name) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  Reader in;
  if (!json.is_object() || in.text(json, "format") != kFormat) return bad(file_name, "is no partial answer");
  Answer answer;
  const auto window = in.numbers(json, "window", 2);
  answer.window = {instant_ms(window[0]), instant_ms(window[1])};
  const auto resolution = parse_duration(in.text(json, "resolution"));
  const auto method = query::parse_method(in.text(json, "method"));
  const auto idle = query::parse_idle(in.text(json, "idle"));
  const auto filter = query::parse_filter(in.text(json, "filter"));
  if (!resolution || !method || !idle || !filter) return bad(file_name, "has a field that means nothing here");
  answer.resolution = *resolution;
  answer.mode = in.text(json, "mode");
  answer.question.method = *method;
  answer.question.idle = *idle;
  if (const std::string by = json.contains("idleBy") ? in.text(json, "idleBy") : ""; !by.empty()) {
    const auto idle_by = query::parse_idle_by(by);
    if (!idle_by) return bad(file_name, "has a field that means nothing here");
    answer.question.idle_by = *idle_by;
  }
  answer.question.charge_waiting = in.truth(json, "chargeWaiting");
  answer.question.filter = *filter;
  answer.question.zone.name = in.text(json, "timeZone");
  const auto shard = in.numbers(json, "shard", 2);
  if (shard[0] < 1 || shard[0] > shard[1] || shard[1] > 1000) return bad(file_name, "has an impossible shard");
  answer.question.shard = {static_cast<std::uint32_t>(shard[0] - 1), static_cast<std::uint32_t>(shard[1])};
  answer.clusters = in.texts(json, "clusters");
  sort_unique(answer.clusters);
  answer.currency = currency_of(in.text(json, "currency"));
  if (in.number(json, "digits") != answer.currency.digits) return bad(file_name, "has money of another unit");
  answer.partial = in.truth(json, "partial");
  answer.asset_cost = Money(in.number(json, "assetCost"));
  answer.idle_cost = Money(in.number(json, "idleCost"));
  answer.allocation_cost = Money(in.number(json, "allocationCost"));
  const auto maxima = in.maxima(json, "usageMax");
  answer.totals.cpu_usage_max.push_back(maxima[0]);
  answer.totals.ram_usage_max.push_back(maxima[1]);
  answer.question.aggregate.clear();
  for (const std::string& key : in.texts(json, "aggregate")) {
    const auto read = query::parse_keys(key);
    if (!read) return bad(file_name, read.error().message);
    answer.question.aggregate.push_back(read->front());
  }
  for (const Json& step : in.list(json, "steps")) {
    answer.steps.push_back({instant_ms(in.number(step, "start")), instant_ms(in.number(step, "end"))});
    answer.step_cut_short.push_back(in.truth(step, "cutShort"));
  }
  for (const Json& row : in.list(json, "rows")) read_row(in, row, answer);
  if (!in.failed.empty()) return bad(file_name, "\"" + in.failed + "\" is missing, negative or of another type");
  if (json.contains("diagnostics")) {
    auto notices = read_notices(json["diagnostics"].dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!notices) return bad(file_name, "\"diagnostics\" is no list of diagnostics");
    answer.notices = *std::move(notices);
  }
  return answer;
}

Result<Answer> merge_answers(std::span<const Answer> answers) {
  if (answers.empty())
    return Error{ErrorCode::bad_usage, "nothing to merge", "name at least one partial answer", "merge"};
  Answer whole;
  std::vector<rollup::Part> parts;
  for (const Answer& answer : answers) {
    if (const auto field = difference(answers.front(), answer); !field.empty()) {
      return Error{
          ErrorCode::bad_usage,
          "the parts answer different questions: part " + std::to_string(parts.size() + 1) + " has another " +
              std::string(field) + " than part 1",
          "make all with the same aggregate, filter, method, idle, idleBy, chargeWaiting, resolution and currency",
          "merge"};
    }
    parts.push_back({answer, answer.steps});
  }
  if (auto disjoint = check_disjoint(answers); !disjoint) return disjoint.error();
  auto merged = rollup::merge(parts);
  if (!merged) return merged.error();
  static_cast<rollup::Groups&>(whole) = std::move(merged->groups);
  whole.steps = std::move(merged->steps);
  whole.window = answers.front().window;
  whole.resolution = answers.front().resolution;
  whole.mode = answers.front().mode;
  whole.question = answers.front().question;
  whole.question.shard = {};
  whole.currency = answers.front().currency;
  whole.step_cut_short.assign(whole.steps.size(), false);
  for (const Answer& answer : answers) {
    whole.window = {std::min(whole.window.begin, answer.window.begin), std::max(whole.window.end, answer.window.end)};
    whole.partial = whole.partial || answer.partial;
    whole.clusters.insert(whole.clusters.end(), answer.clusters.begin(), answer.clusters.end());
    for (std::size_t s = 0; s < answer.steps.size(); ++s) {
      const auto place = std::find(whole.steps.begin(), whole.steps.end(), answer.steps[s]) - whole.steps.begin();
      if (answer.step_cut_short[s]) whole.step_cut_short[static_cast<std::size_t>(place)] = true;
    }
  }
  sort_unique(whole.clusters);
  Notices notices = missing_parts(answers, whole.steps);
  whole.partial = whole.partial || !notices.list().empty();
  for (const Answer& answer : answers) {
    for (const Notice& notice : answer.notices) notices.add(notice);
  }
  whole.notices = notices.list();
  return whole;
}

}  // namespace prorata::report
