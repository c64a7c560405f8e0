// Aggregation keys: one table of names, read in both directions.
#include <algorithm>
#include <cctype>

#include "query/question.h"

namespace prorata::query {
namespace {

struct KeyName {
  std::string_view text;
  KeyKind kind;
  std::string_view label = {};
};
/// The first of a kind is what it is written as. Labels that department … team stand for: OpenCost's defaults.
constexpr KeyName kKeys[]{{"cluster", KeyKind::cluster},
                          {"node", KeyKind::node},
                          {"namespace", KeyKind::namespace_},
                          {"controllerKind", KeyKind::controller_kind},
                          {"controller", KeyKind::controller},
                          {"controllerName", KeyKind::controller_name},
                          {"deployment", KeyKind::deployment},
                          {"statefulset", KeyKind::statefulset},
                          {"daemonset", KeyKind::daemonset},
                          {"job", KeyKind::job},
                          {"cronjob", KeyKind::cronjob},
                          {"pod", KeyKind::pod},
                          {"container", KeyKind::container},
                          {"service", KeyKind::service},
                          {"services", KeyKind::service},
                          {"providerID", KeyKind::provider_id},
                          {"provider", KeyKind::provider_id},
                          {"department", KeyKind::department, "department"},
                          {"environment", KeyKind::environment, "env"},
                          {"owner", KeyKind::owner, "owner"},
                          {"product", KeyKind::product, "app"},
                          {"team", KeyKind::team, "team"},
                          {"label", KeyKind::label},
                          {"annotation", KeyKind::annotation}};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool has_name(KeyKind kind) {
  return kind == KeyKind::label || kind == KeyKind::annotation;
}

void apply(const std::vector<Key>& aliases, Key& key) {
  for (const Key& alias : aliases) {
    if (alias.kind == key.kind) key.label = alias.label;
  }
}

}  // namespace

void apply_aliases(const std::vector<Key>& aliases, Filter& filter) {
  for (FilterPart& part : filter) apply(aliases, part.condition.key);
}

void apply_aliases(Question& question) {
  const std::vector<Key>& aliases = question.aliases;
  if (aliases.empty()) return;
  for (Key& key : question.aggregate) apply(aliases, key);
  apply_aliases(aliases, question.filter);
  for (ShareRule& rule : question.shares) apply_aliases(aliases, rule.filter);
  for (Budget& budget : question.budgets) apply_aliases(aliases, budget.filter);
}

Result<Key> parse_key(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = trim(text.substr(0, colon));
  const std::string_view label = colon < text.size() ? trim(text.substr(colon + 1)) : "";
  for (const KeyName& key : kKeys) {
    if (!equal_ignoring_case(name, key.text) || (colon < text.size() && !has_name(key.kind))) continue;
    return Key{key.kind, std::string(has_name(key.kind) ? label : key.label)};
  }
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no aggregation key",
               "use cluster, node, namespace, controllerKind, controller, pod, container, service, deployment, "
               "statefulset, daemonset, job, cronjob, providerID, team, owner, product, environment, department, "
               "label:KEY or annotation:KEY, joined by commas",
               "aggregate"};
}

std::string text_of(const Key& key) {
  std::string text;
  for (const KeyName& known : kKeys) {
    if (text.empty() && known.kind == key.kind) text = known.text;
  }
  if (has_name(key.kind)) text.append(":").append(key.label);
  return text;
}

Result<std::vector<Key>> parse_keys(std::string_view text) {
  std::vector<Key> keys;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const std::string_view word = trim(rest.substr(0, comma));
    auto key = parse_key(word);
    if (!key) return key.error();
    if (has_name(key->kind) && key->label.empty()) {
      return Error{ErrorCode::bad_usage, "\"" + std::string(word) + "\" names no " + text_of({key->kind, ""}) + "KEY",
                   "write label:KEY or annotation:KEY, such as label:team", "aggregate"};
    }
    if (std::find(keys.begin(), keys.end(), *key) != keys.end()) {
      return Error{ErrorCode::bad_usage, "\"" + text_of(*key) + "\" stands twice in the aggregation",
                   "name each key once", "aggregate"};
    }
    keys.push_back(*std::move(key));
    if (comma == std::string_view::npos) return keys;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace prorata::query
