// Spellings of the question's small choices: one table per choice, read in both directions.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/number.h"
#include "query/question.h"

namespace prorata::query {
namespace {

template <class Value>
struct Word {
  std::string_view text;
  Value value;
};

constexpr std::array kMethods{Word<Method>{"interval", Method::interval}, Word<Method>{"average", Method::average},
                              Word<Method>{"request", Method::request}, Word<Method>{"usage", Method::usage}};
constexpr std::array kModes{Word<FetchMode>{"stepped", FetchMode::stepped},
                            Word<FetchMode>{"totals", FetchMode::totals}};
constexpr std::array kIdle{Word<IdlePolicy>{"separate", IdlePolicy::separate},
                           Word<IdlePolicy>{"share", IdlePolicy::share}, Word<IdlePolicy>{"hide", IdlePolicy::hide}};
constexpr std::array kIdleBy{Word<IdleBy>{"node", IdleBy::node}, Word<IdleBy>{"cluster", IdleBy::cluster}};
constexpr std::array kIdleSplits{Word<ShareMethod>{"weighted", ShareMethod::weighted},
                                 Word<ShareMethod>{"even", ShareMethod::even}};
constexpr std::array kShareMethods{
    Word<ShareMethod>{"weighted", ShareMethod::weighted}, Word<ShareMethod>{"even", ShareMethod::even},
    Word<ShareMethod>{"cpu", ShareMethod::cpu}, Word<ShareMethod>{"ram", ShareMethod::ram},
    Word<ShareMethod>{"gpu", ShareMethod::gpu}, Word<ShareMethod>{"network", ShareMethod::network},
    Word<ShareMethod>{"gpu-weighted", ShareMethod::gpu_time}, Word<ShareMethod>{"network-bytes", ShareMethod::bytes},
    Word<ShareMethod>{"custom:NAME", ShareMethod::metric},
    // As other tools call it.
    Word<ShareMethod>{"proportional", ShareMethod::weighted}};
constexpr std::array kDialects{Word<Dialect>{"prorata", Dialect::prorata}, Word<Dialect>{"opencost", Dialect::opencost},
                               Word<Dialect>{"ack", Dialect::ack}};
constexpr std::array kDays{Word<WeekStart>{"sunday", 0},   Word<WeekStart>{"monday", 1},
                           Word<WeekStart>{"tuesday", 2},  Word<WeekStart>{"wednesday", 3},
                           Word<WeekStart>{"thursday", 4}, Word<WeekStart>{"friday", 5},
                           Word<WeekStart>{"saturday", 6}};
constexpr std::array kFormats{Word<Format>{"table", Format::table},
                              Word<Format>{"json", Format::json},
                              Word<Format>{"csv", Format::csv},
                              Word<Format>{"ndjson", Format::ndjson},
                              Word<Format>{"markdown", Format::markdown},
                              Word<Format>{"prometheus", Format::prometheus},
                              Word<Format>{"opencost", Format::opencost},
                              Word<Format>{"opencost-summary", Format::opencost_summary},
                              Word<Format>{"opencost-csv", Format::opencost_csv},
                              Word<Format>{"ack", Format::ack},
                              Word<Format>{"ack-csv", Format::ack_csv},
                              Word<Format>{"focus", Format::focus},
                              Word<Format>{"focus-1.2", Format::focus_12},
                              Word<Format>{"focus-schema", Format::focus_schema},
                              Word<Format>{"focus-1.2-schema", Format::focus_12_schema}};

/// Of a weight.
bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

template <class Table>
std::string choices(const Table& table) {
  std::string text;
  for (const auto& word : table) text.append(text.empty() ? "" : ", ").append(word.text);
  return text;
}

template <class Value, std::size_t N>
Result<Value> read(const std::array<Word<Value>, N>& table, std::string_view text, std::string_view what) {
  for (const auto& word : table) {
    if (word.text == text) return word.value;
  }
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no " + std::string(what),
               "use one of " + choices(table), std::string(what)};
}

template <class Value, std::size_t N>
std::string_view spell(const std::array<Word<Value>, N>& table, Value value) {
  for (const auto& word : table) {
    if (word.value == value) return word.text;
  }
  return "";
}

}  // namespace

std::string_view name_of(Method method) {
  return spell(kMethods, method);
}
std::string_view name_of(FetchMode mode) {
  return mode == FetchMode::totals ? kFetchModes.substr(8) : kFetchModes.substr(0, 7);
}
Result<FetchMode> parse_fetch_mode(std::string_view text) {
  return read(kModes, text, "mode");
}
std::string_view name_of(IdlePolicy policy) {
  return spell(kIdle, policy);
}
Result<Method> parse_method(std::string_view text) {
  return read(kMethods, text, "method");
}
Result<IdlePolicy> parse_idle(std::string_view text) {
  return read(kIdle, text, "idle policy");
}
Result<Format> parse_format(std::string_view text) {
  return read(kFormats, text, "format");
}

std::string_view name_of(Dialect dialect) {
  return spell(kDialects, dialect);
}
Result<Dialect> parse_dialect(std::string_view text) {
  return read(kDialects, text, "dialect");
}
Result<WeekStart> parse_week_start(std::string_view text) {
  return read(kDays, text, "day that weeks begin on");
}
std::string_view name_of(IdleBy by) {
  return spell(kIdleBy, by);
}
std::string_view name_of(ShareMethod method) {
  return spell(kShareMethods, method);
}
std::string method_of(const ShareRule& rule) {
  return rule.metric.empty() ? std::string(name_of(rule.method)) : "custom:" + rule.metric;
}
Result<IdleBy> parse_idle_by(std::string_view text) {
  return read(kIdleBy, text, "way to net idle");
}
Result<ShareMethod> parse_idle_split(std::string_view text) {
  return read(kIdleSplits, text, "way to split idle");
}

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Currency per hour; months are of 730 hours, as cloud providers have them.
std::optional<double> money_per_hour(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 4> kPer{
      {{"/hour", 1}, {"/day", 24}, {"/week", 168}, {"/month", 730}}};
  for (const auto& [suffix, hours] : kPer) {
    if (!text.ends_with(suffix)) continue;
    const auto amount = parse_number(trimmed(text.substr(0, text.size() - suffix.size())));
    if (!amount || !(*amount >= 0 && *amount <= 1e9)) return std::nullopt;
    return *amount / hours;
  }
  return std::nullopt;
}

}  // namespace

Result<std::array<double, 4>> parse_idle_coefficients(std::string_view text) {
  constexpr std::array<std::string_view, 4> kNames{"cpu", "ram", "gpu", "disk"};
  std::array<double, 4> coefficients{1, 1, 1, 1};
  while (!text.empty()) {
    const std::string_view part = trimmed(text.substr(0, text.find(',')));
    text.remove_prefix(
        std::min(text.size(), text.find(',') == std::string_view::npos ? text.size() : text.find(',') + 1));
    const std::size_t equals = std::min(part.find('='), part.size());
    const auto name = std::find(kNames.begin(), kNames.end(), part.substr(0, equals));
    const auto value = parse_number(equals < part.size() ? part.substr(equals + 1) : "");
    if (name == kNames.end() || !value || !(*value >= 0 && *value <= 1)) {
      return Error{ErrorCode::bad_usage, "\"" + std::string(part) + "\" is no coefficient of idle",
                   "write RESOURCE=NUMBER with cpu, ram, gpu or disk and a number from 0 to 1, such as cpu=0.5,gpu=1",
                   "idle coefficients"};
    }
    coefficients[static_cast<std::size_t>(name - kNames.begin())] = *value;
  }
  return coefficients;
}

Result<double> parse_spending(std::string_view text) {
  if (const auto per_hour = money_per_hour(trimmed(text))) return *per_hour;
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no money over time",
               "write a number and hour, day, week or month, such as 50000/month", ""};
}

std::string exported_resource(std::string_view resource) {
  std::string exported(resource);
  for (char& c : exported) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain) c = '_';
  }
  return exported;
}

namespace {

/// `NAME=TEXT`; both empty where it is something else.
std::pair<std::string_view, std::string_view> pair_of(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !is_name(trimmed(text.substr(0, equals)))) return {};
  return {trimmed(text.substr(0, equals)), trimmed(text.substr(equals + 1))};
}

Error no_pair(std::string_view text, std::string_view what, std::string_view hint) {
  return {ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no " + std::string(what), std::string(hint),
          std::string(what)};
}

}  // namespace

Result<Weight> parse_weight(std::string_view text) {
  const auto [name, promql] = pair_of(text);
  if (!promql.empty()) return Weight{std::string(name), std::string(promql)};
  return no_pair(text, "weight",
                 "write a name and a query, such as requests='sum by (namespace) (rate(METRIC[$range]))'");
}

Result<Key> parse_alias(std::string_view text) {
  const auto [name, label] = pair_of(text);
  if (const auto key = parse_key(name); key && key->kind >= KeyKind::department && !label.empty()) {
    return Key{key->kind, std::string(label)};
  }
  return no_pair(text, "alias",
                 "write department, environment, owner, product or team and a label, such as team=squad");
}

Result<ShareRule> parse_share(std::string_view text) {
  ShareRule rule;
  constexpr std::string_view kBy = " by ";
  std::string_view source = trimmed(text);
  if (const std::size_t by = source.rfind(kBy); by != std::string_view::npos && source.find('"', by) == source.npos) {
    constexpr std::string_view kCustom = "custom:";
    const std::string_view how = trimmed(source.substr(by + kBy.size()));
    if (how.starts_with(kCustom) && is_name(how.substr(kCustom.size()))) rule.metric = how.substr(kCustom.size());
    const auto method = read(kShareMethods, rule.metric.empty() ? how : "custom:NAME", "method of sharing");
    if (!method) return method.error();
    rule.method = *method;
    source = trimmed(source.substr(0, by));
  }
  rule.name = source;
  if (source == "overhead") {
    rule.source = ShareRule::Source::overhead;
    return rule;
  }
  if (const auto per_hour = money_per_hour(source)) {
    rule.source = ShareRule::Source::amount;
    rule.per_hour = *per_hour;
    return rule;
  }
  if (source.find(':') == source.npos) {
    return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" names nothing to share",
                 "write a filter, `overhead` or money, and how: `namespace:\"kube-system\" by even`, `overhead`, "
                 "`500/month by cpu`",
                 "share"};
  }
  auto filter = parse_filter(source);
  if (!filter) return filter.error();
  rule.filter = *std::move(filter);
  return rule;
}

}  // namespace prorata::query
