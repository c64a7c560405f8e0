// Parameters of OpenCost's paths, and those of Kubecost that its clients send there.
#include <algorithm>
#include <utility>

#include "cli/inputs.h"
#include "cli/serve/reading.h"
#include "core/spelling.h"

namespace prorata::cli::serve {
namespace {

using query::Dialect;
using query::IdlePolicy;

/// The older filters: a parameter for each field.
struct OldFilter {
  std::string_view parameter, field;
};
constexpr OldFilter kFilters[] = {{"filterClusters", "cluster"},
                                  {"filterNodes", "node"},
                                  {"filterNamespaces", "namespace"},
                                  {"filterControllerKinds", "controllerKind"},
                                  {"filterControllers", "controllerName"},
                                  {"filterPods", "pod"},
                                  {"filterContainers", "container"},
                                  {"filterServices", "services"},
                                  {"filterDepartments", "department"},
                                  {"filterEnvironments", "environment"},
                                  {"filterOwners", "owner"},
                                  {"filterProducts", "product"},
                                  {"filterTeams", "team"},
                                  {"filterLabels", "label"},
                                  {"filterAnnotations", "annotation"}};
constexpr std::string_view kAllocation[] = {"window",
                                            "resolution",
                                            "step",
                                            "aggregate",
                                            "includeIdle",
                                            "idle",
                                            "shareIdle",
                                            "idleByNode",
                                            "accumulate",
                                            "accumulateBy",
                                            "includeProportionalAssetResourceCosts",
                                            "includeAggregatedMetadata",
                                            "sharelb",
                                            "disableAdjustments",
                                            "shareNamespaces",
                                            "shareLabels",
                                            "shareCost",
                                            "shareSplit",
                                            "shareTenancyCosts",
                                            "filter",
                                            "filterClusters",
                                            "filterNodes",
                                            "filterNamespaces",
                                            "filterControllerKinds",
                                            "filterControllers",
                                            "filterPods",
                                            "filterContainers",
                                            "filterServices",
                                            "filterDepartments",
                                            "filterEnvironments",
                                            "filterOwners",
                                            "filterProducts",
                                            "filterTeams",
                                            "filterLabels",
                                            "filterAnnotations"};
constexpr std::string_view kAssets[] = {"window",      "resolution",         "filter",
                                        "filterTypes", "aggregate",          "includeIdle",
                                        "accumulate",  "disableAdjustments", "step"};
constexpr std::string_view kEveryKey = "cluster,node,namespace,pod,container";

std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

/// A list without spaces around its items, and without items that are empty: `namespace, pod,` is two keys.
std::string without_gaps(const std::string& list) {
  std::string out;
  for (const std::string& item : listed(list)) {
    const std::size_t begin = item.find_first_not_of(" \t");
    if (begin == std::string::npos) continue;
    out += (out.empty() ? "" : ",") + item.substr(begin, item.find_last_not_of(" \t") - begin + 1);
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' || c == '\\' ? 1 : 0, '\\').append(1, c);
  return out + "\"";
}

/// One name of an older filter: `NAME`, `BEGINNING*`; `KIND:NAME` of a controller, `KEY:VALUE` of a label.
std::string old_condition(std::string_view field, std::string name) {
  const bool prefix = name.ends_with('*');
  if (prefix) name.pop_back();
  const std::string op = prefix ? "<~:" : ":";
  const std::size_t colon = name.find(':');
  if (field == "label" || field == "annotation") {
    if (colon == std::string::npos) return std::string(field) + ":" + quoted(name);
    return std::string(field) + "[" + name.substr(0, colon) + "]" + op + quoted(name.substr(colon + 1));
  }
  if (field == "controllerName" && colon != std::string::npos) {
    return "(controllerKind:" + quoted(name.substr(0, colon)) + "+controllerName" + op +
           quoted(name.substr(colon + 1)) + ")";
  }
  return std::string(field) + op + quoted(name);
}

/// One of them is enough.
std::string old_filter(std::string_view field, const std::string& names) {
  std::string filter;
  for (std::string& name : listed(names)) {
    filter += (filter.empty() ? "" : "|") + old_condition(field, std::move(name));
  }
  return filter;
}

void read_filters(Reading& r) {
  query::Filter& all = r.asked.question.filter;
  r.in.read("filter", query::parse_filter, all);
  for (const OldFilter& old : kFilters) {
    query::Filter filter;
    const auto parse = [&](const std::string& text) { return query::parse_filter(old_filter(old.field, text)); };
    r.in.read(old.parameter, parse, filter);
    if (!filter.empty()) all = query::both(std::move(all), std::move(filter));
  }
}

/// A rule as the command line writes it.
void add_rule(Reading& r, std::string_view parameter, const std::string& source) {
  const std::string* split = r.in.text("shareSplit");
  auto rule = parse_rule(source + (split == nullptr ? "" : " by " + lowered(*split)));
  if (!rule) return r.in.fail(parameter, rule.error());
  rule->name = parameter;
  r.asked.question.shares.push_back(*std::move(rule));
}

/// `even` and other words for how rules share, in any case.
Result<query::ShareMethod> parse_split(const std::string& text) {
  if (text.empty()) {
    return Error{ErrorCode::bad_usage, "it is empty", "write how costs are shared, such as weighted or even", ""};
  }
  const auto rule = parse_rule("overhead by " + lowered(text));
  if (!rule) return rule.error();
  return rule->method;
}

/// Kubecost's: what is named here is shared, after the server's own rules. Cost is of a month.
void read_shares(Reading& r) {
  const auto given = [&](std::string_view name) {
    const std::string* text = r.in.text(name);
    return text == nullptr ? std::string() : *text;
  };
  const std::size_t before = r.asked.question.shares.size();
  query::ShareMethod method{};
  r.in.read(
      "shareSplit", [](const std::string& text) { return parse_split(text); }, method);
  if (r.in.error()) return;
  if (const auto names = given("shareNamespaces"); !names.empty()) {
    add_rule(r, "shareNamespaces", old_filter("namespace", names));
  }
  if (const auto names = given("shareLabels"); !names.empty()) add_rule(r, "shareLabels", old_filter("label", names));
  if (r.in.has("shareCost") && given("shareCost").empty()) {
    r.in.fail("shareCost", {ErrorCode::bad_usage, "it is empty", "give what is shared of a month, such as 500", ""});
  } else if (r.in.has("shareCost")) {
    add_rule(r, "shareCost", given("shareCost") + "/month");
  }
  if (r.in.flag("shareTenancyCosts", false)) add_rule(r, "shareTenancyCosts", "overhead");
  if (r.in.has("shareSplit") && r.asked.question.shares.size() == before) {
    r.unused("shareSplit", "nothing is shared; it says how shareNamespaces, shareLabels and shareCost are");
  }
}

/// A boolean, or what steps are summed to; `accumulateBy` stands before it, and both before `step`.
void read_accumulate(Reading& r) {
  query::Question& question = r.asked.question;
  const auto parse = [](const std::string& text) {
    const std::string word = lowered(text);
    return query::parse_accumulate(word == "true" ? "all" : word);
  };
  const query::OutputStep asked = question.step;
  std::optional<query::OutputStep> sum;
  const std::string* words = r.in.text("accumulate");
  if (words != nullptr && parse(*words).has_value()) {
    r.in.read("accumulate", parse, sum);
  } else if (r.in.flag("accumulate", false)) {
    sum = query::OutputStep{};
  }
  const std::string* by = r.in.text("accumulateBy");
  if (by != nullptr && !by->empty()) {
    std::optional<query::OutputStep> before = sum;
    r.in.read("accumulateBy", parse, sum);
    if (words != nullptr && before != sum) r.unused("accumulate", "accumulateBy stands before it");
  }
  if (!sum) return;
  question.step = *sum;
  if (is_dropped(asked, *sum)) r.unused("step", "accumulate says how long sums are");
}

/// `includeIdle`, or `idle` as older clients call it.
bool includes_idle(Reading& r) {
  const bool older = r.in.flag("idle", false), include = r.in.flag("includeIdle", older);
  if (r.in.has("idle") && include != older) {
    r.in.fail("idle", {ErrorCode::bad_usage, "it says the opposite of includeIdle, whose older name it is",
                       "give one of the two", ""});
  }
  return include;
}

void read_idle(Reading& r) {
  query::Question& question = r.asked.question;
  const bool include = includes_idle(r), share = r.in.flag("shareIdle", false);
  const bool by_node = r.in.flag("idleByNode", false);
  question.idle = !include ? IdlePolicy::hide : share ? IdlePolicy::share : IdlePolicy::separate;
  if (share) question.idle_by = query::IdleBy::cluster;
  if (by_node) question.idle_by = query::IdleBy::node;
  if (share && !include) r.unused("shareIdle", "it needs includeIdle=true");
  if (by_node && !include) r.unused("idleByNode", "it needs includeIdle=true");
  if (by_node && include && !share && question.aggregate.empty()) {
    r.unused("idleByNode", "without a key all idle is one row; give one, such as aggregate=cluster");
  }
  if (!r.in.flag("includeProportionalAssetResourceCosts", false)) return;
  const auto refuse = [&](const char* what, const char* hint) {
    r.in.fail("includeProportionalAssetResourceCosts", {ErrorCode::bad_usage, what, hint, ""});
  };
  if (!include) refuse("it needs the idle of all assets", "add includeIdle=true");
  if (share) refuse("with idle shared, rows cost more than their part of an asset", "leave shareIdle out");
  question.proportions = by_node ? query::Proportions::node : query::Proportions::cluster;
}

/// all: what this word asks for as a key.
void read_question(Reading& r, const std::vector<query::Key>& all) {
  read_window(r, Dialect::opencost);
  take_rules(r);
  query::Question& question = r.asked.question;
  question.method = query::Method::average;
  question.aggregate = *query::parse_keys(kEveryKey);
  const auto parse_step = [](const std::string& text) { return query::parse_step(text, Dialect::opencost); };
  r.in.read("step", parse_step, question.step);
  const auto parse_keys = [&](const std::string& text) -> Result<std::vector<query::Key>> {
    const std::string keys = without_gaps(text);
    if (lowered(keys) == "all") return all;
    return query::parse_keys(keys.empty() ? std::string(kEveryKey) : keys);
  };
  r.in.read("aggregate", parse_keys, question.aggregate);
  read_accumulate(r);
  read_idle(r);
  read_shares(r);
  read_filters(r);
  question.shared_metadata = r.in.flag("includeAggregatedMetadata", false);
  if (r.in.flag("sharelb", false)) {
    r.in.fail("sharelb", {ErrorCode::bad_usage, "each balancer is charged to the pods behind it, on every cloud",
                          "leave it out; lbAllocations of a row says what it bears of which balancer", ""});
  }
  if (r.in.flag("disableAdjustments", false)) r.unused("disableAdjustments", "nothing is adjusted");
}

/// `Node,Disk`, or beginnings of them, in any case.
Result<query::Filter> parse_types(const std::string& text) {
  constexpr std::string_view kTypes[] = {"node",   "disk",  "loadbalancer", "clustermanagement",
                                         "shared", "cloud", "network"};
  for (const std::string& item : listed(text)) {
    const std::string type = lowered(item);
    const bool known = std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view each) {
      return type.ends_with('*') ? each.starts_with(type.substr(0, type.size() - 1)) : each == type;
    });
    if (known) continue;
    return Error{ErrorCode::bad_usage, "\"" + shown(item) + "\" is no type of assets",
                 "use Node, Disk, LoadBalancer, Network, ClusterManagement, Shared or Cloud", ""};
  }
  return query::parse_asset_filter(old_filter("assetType", text));
}

}  // namespace

Result<Asked> read_opencost_allocation(const Fields& params, const Context& context) {
  Reading r{Parameters(params, kAllocation), context};
  read_question(r, {});  // one row
  r.asked.format = query::Format::opencost;
  return r.done();
}

Result<Asked> read_opencost_summary(const Fields& params, const Context& context) {
  Reading r{Parameters(params, kAllocation), context};
  read_question(r, *query::parse_keys(kEveryKey));
  for (const std::string_view name : {"includeProportionalAssetResourceCosts", "includeAggregatedMetadata"}) {
    if (r.in.flag(name, false)) r.unused(name, "a summary has no such fields");
  }
  r.asked.format = query::Format::opencost_summary;
  return r.done();
}

Result<Asked> read_opencost_assets(const Fields& params, const Context& context) {
  Reading r{Parameters(params, kAssets), context};
  read_window(r, Dialect::opencost);
  query::Filter& filter = r.asked.question.filter;
  r.in.read("filter", query::parse_asset_filter, filter);
  query::Filter types;
  r.in.read("filterTypes", parse_types, types);
  filter = query::both(std::move(filter), std::move(types));
  if (const std::string* keys = r.in.text("aggregate"); keys != nullptr && !keys->empty()) {
    r.unused("aggregate", "each asset has an entry of its own");
  }
  if (!r.in.flag("accumulate", true)) r.unused("accumulate", "assets are of the whole window");
  query::OutputStep step;
  r.in.read(
      "step", [](const std::string& text) { return query::parse_step(text, Dialect::opencost); }, step);
  if (r.in.has("step")) r.unused("step", "assets are of the whole window");
  if (!r.in.flag("includeIdle", true)) r.unused("includeIdle", "idle is a part of what nodes cost");
  if (r.in.flag("disableAdjustments", false)) r.unused("disableAdjustments", "nothing is adjusted");
  r.asked.format = query::Format::opencost;
  return r.done();
}

}  // namespace prorata::cli::serve
