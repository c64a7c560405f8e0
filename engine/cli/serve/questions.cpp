#include "cli/serve/questions.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "cli/serve/parameters.h"
#include "cli/zone_file.h"
#include "plan/planner.h"

namespace prorata::cli::serve {
namespace {

using query::Dialect;
using query::IdlePolicy;

constexpr std::chrono::hours kYear{24 * 366};
constexpr std::size_t kMostSteps = 10000;
constexpr std::string_view kFilters[] = {"filterClusters",        "filterNodes",       "filterNamespaces",
                                         "filterControllerKinds", "filterControllers", "filterPods",
                                         "filterContainers",      "filterServices"};

/// What parameters are read into.
struct Reading {
  Parameters in;
  const Context& context;
  Asked asked{};

  [[nodiscard]] Result<Asked> done() {
    if (in.error()) return *in.error();
    asked.question.window = asked.window;
    const Window window = asked.window;
    asked.question.zone = trimmed(context.zone, {window.begin - kYear, window.end + kYear});
    check_steps();
    if (in.error()) return *in.error();
    return std::move(asked);
  }

  void check_steps() {
    const query::OutputStep step = asked.question.step;
    const Duration least = query::least_length(step);
    if (least > asked.window.length()) {
      in.fail("step", {ErrorCode::bad_usage,
                       "it is longer than the window, which is " + to_text(asked.window.length()) + " long",
                       "use a shorter step, or leave it out", ""});
    } else if (least.count() > 0 && asked.window.length() / least > static_cast<std::int64_t>(kMostSteps)) {
      in.fail("step",
              {ErrorCode::bad_usage, "it cuts the window into more than " + std::to_string(kMostSteps) + " steps",
               "use a longer step", ""});
    }
  }
};

Result<std::optional<Duration>> parse_resolution(const std::string& text) {
  if (text == "auto") return std::optional<Duration>{};
  const auto step = parse_duration(text);
  if (!step) return step.error();
  if (auto fits = plan::check_resolution(*step); !fits) return fits.error();
  return std::optional(*step);
}

/// Within what there is: what is still to come is cut off, and a recording has an end.
Result<Window> parse_window(const std::string& text, const Context& context, Dialect dialect) {
  query::Fetch fetch;
  const auto window = query::parse_window(text, context.now, context.zone, dialect, query::week_start_of(dialect));
  if (!window) {
    Error error = window.error();
    if (dialect == Dialect::opencost) error.message = "illegal window: " + error.message;
    return error;
  }
  fetch.window = *window;
  query::end_at(context.now, fetch);
  const Window asked = fetch.window;
  if (asked.begin >= context.now) {
    return Error{ErrorCode::bad_usage, "it begins at " + to_text(asked.begin) + ", and it is " + to_text(context.now),
                 "ask for a window that is past", ""};
  }
  const Window all = context.covered.value_or(asked);
  if (asked.begin < all.begin || asked.end > all.end) {
    return Error{ErrorCode::bad_usage,
                 "it is from " + to_text(asked.begin) + " to " + to_text(asked.end) + ", and the recording covers " +
                     to_text(all.begin) + " to " + to_text(all.end),
                 "ask for a window inside; words count back from the recording's end unless --now says otherwise", ""};
  }
  return asked;
}

/// Every API has these.
void read_window(Reading& r, Dialect dialect) {
  const auto parse = [&](const std::string& text) { return parse_window(text, r.context, dialect); };
  if (!r.in.has("window")) {
    const std::string what = dialect == Dialect::opencost ? "illegal window: it is missing" : "it is missing";
    r.in.fail("window", {ErrorCode::bad_usage, what, "give one such as 7d, today or START,END", ""});
  }
  r.in.read("window", parse, r.asked.window);
  r.in.read("resolution", parse_resolution, r.asked.resolution);
  r.asked.question.dialect = dialect;
  r.asked.question.week_start = query::week_start_of(dialect);
}

/// A filter of one of the older parameters: names with commas, of which one is enough.
std::string old_filter(std::string_view parameter, const std::string& names) {
  std::string key(parameter.substr(6));
  key.pop_back();
  key[0] = static_cast<char>(key[0] - 'A' + 'a');
  if (key == "controller") key = "controllerName";
  if (key == "service") key = "services";
  std::string exact, starts;
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    std::string name = names.substr(at, end - at);
    at = end + 1;
    const bool prefix = name.ends_with('*');
    if (prefix) name.pop_back();
    std::string& into = prefix ? starts : exact;
    into.append(into.empty() ? key + (prefix ? "<~:" : ":") : ",").append("\"").append(name).append("\"");
  }
  if (exact.empty() || starts.empty()) return exact + starts;
  return "(" + exact + "|" + starts + ")";
}

void read_filters(Reading& r) {
  r.in.read("filter", query::parse_filter, r.asked.question.filter);
  for (const std::string_view name : kFilters) {
    query::Filter filter;
    const auto parse = [&](const std::string& text) { return query::parse_filter(old_filter(name, text)); };
    r.in.read(name, parse, filter);
    if (!filter.empty()) r.asked.question.filter = query::both(std::move(r.asked.question.filter), std::move(filter));
  }
}

void read_opencost_question(Reading& r) {
  read_window(r, Dialect::opencost);
  query::Question& question = r.asked.question;
  question.method = query::Method::average;
  question.idle = IdlePolicy::hide;
  question.aggregate = *query::parse_keys("cluster,node,namespace,pod,container");
  const auto parse_step = [](const std::string& text) { return query::parse_step(text, Dialect::opencost); };
  r.in.read("step", parse_step, question.step);
  const auto parse_keys = [](const std::string& text) {
    return query::parse_keys(text == "all" ? "cluster,node,namespace,pod,container" : text);
  };
  r.in.read("aggregate", parse_keys, question.aggregate);
  if (r.in.flag("accumulate", false)) question.step = {};
  read_filters(r);
}

void read_opencost_idle(Reading& r) {
  query::Question& question = r.asked.question;
  const bool include = r.in.flag("includeIdle", r.in.flag("idle", false)), share = r.in.flag("shareIdle", false);
  const bool by_node = r.in.flag("idleByNode", false);
  if (include) question.idle = share ? IdlePolicy::share : IdlePolicy::separate;
  question.idle_by = by_node ? query::IdleBy::node : query::IdleBy::cluster;
  if (r.in.flag("includeProportionalAssetResourceCosts", false)) {
    r.in.fail("includeProportionalAssetResourceCosts",
              {ErrorCode::bad_usage, "prorata does not compute them", "leave it out, and see /assets", ""});
  }
  (void)r.in.flag("includeAggregatedMetadata", false);
}

}  // namespace

Result<Asked> read_opencost_allocation(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window",
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
                                                "filter",
                                                "filterClusters",
                                                "filterNodes",
                                                "filterNamespaces",
                                                "filterControllerKinds",
                                                "filterControllers",
                                                "filterPods",
                                                "filterContainers",
                                                "filterServices"};
  Reading r{Parameters(params, kKnown), context};
  read_opencost_question(r);
  read_opencost_idle(r);
  const std::string* by = r.in.text("accumulateBy");
  if (by != nullptr && !by->empty()) r.in.read("accumulateBy", query::parse_accumulate, r.asked.question.step);
  r.asked.format = query::Format::opencost;
  return r.done();
}

Result<Asked> read_opencost_summary(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window", "resolution", "step", "aggregate", "accumulate", "filter"};
  Reading r{Parameters(params, kKnown), context};
  read_opencost_question(r);
  r.asked.format = query::Format::opencost_summary;
  return r.done();
}

Result<Asked> read_opencost_assets(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window", "resolution"};
  Reading r{Parameters(params, kKnown), context};
  read_window(r, Dialect::opencost);
  r.asked.format = query::Format::opencost;
  return r.done();
}

Result<Asked> read_ack_cost(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window",    "filter",     "step",       "aggregate", "idle",
                                                "shareIdle", "shareSplit", "idleByNode", "format",    "resolution"};
  Reading r{Parameters(params, kKnown), context};
  read_window(r, Dialect::ack);
  query::Question& question = r.asked.question;
  question.method = query::Method::request;
  question.aggregate = *query::parse_keys("namespace,pod");
  const auto parse_step = [](const std::string& text) { return query::parse_step(text, Dialect::ack); };
  r.in.read("step", parse_step, question.step);
  r.in.read("aggregate", query::parse_keys, question.aggregate);
  r.in.read("filter", query::parse_filter, question.filter);
  r.in.read("shareSplit", query::parse_idle_split, question.idle_split);
  const bool show = r.in.flag("idle", true), share = r.in.flag("shareIdle", false);
  question.idle = share ? IdlePolicy::share : show ? IdlePolicy::separate : IdlePolicy::hide;
  question.idle_by = r.in.flag("idleByNode", false) ? query::IdleBy::node : query::IdleBy::cluster;
  r.asked.format = query::Format::ack;
  const auto parse_format = [](const std::string& text) -> Result<query::Format> {
    if (text == "json") return query::Format::ack;
    if (text == "csv") return query::Format::ack_csv;
    return Error{ErrorCode::bad_usage, "\"" + text.substr(0, 40) + "\" is no format", "use json or csv", ""};
  };
  r.in.read("format", parse_format, r.asked.format);
  return r.done();
}

Result<Asked> read_own_allocation(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window", "resolution",    "step",   "aggregate", "filter",
                                                "method", "idle",          "idleBy", "idleSplit", "idleCoefficients",
                                                "share",  "chargeWaiting", "format"};
  Reading r{Parameters(params, kKnown, "share"), context};
  read_window(r, Dialect::prorata);
  query::Question& question = r.asked.question;
  const auto parse_step = [](const std::string& text) { return query::parse_step(text); };
  r.in.read("step", parse_step, question.step);
  r.in.read("aggregate", query::parse_keys, question.aggregate);
  r.in.read("filter", query::parse_filter, question.filter);
  r.in.read("method", query::parse_method, question.method);
  r.in.read("idle", query::parse_idle, question.idle);
  r.in.read("idleBy", query::parse_idle_by, question.idle_by);
  r.in.read("idleSplit", query::parse_idle_split, question.idle_split);
  r.in.read("idleCoefficients", query::parse_idle_coefficients, question.idle_coefficients);
  for (const std::string& text : r.in.all("share")) {
    auto rule = query::parse_share(text);
    if (rule) {
      question.shares.push_back(*std::move(rule));
    } else {
      r.in.fail("share", rule.error());
    }
  }
  question.charge_waiting = r.in.flag("chargeWaiting", true);
  r.in.read("format", query::parse_format, r.asked.format);
  return r.done();
}

Result<Asked> read_own_assets(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window", "resolution", "format"};
  Reading r{Parameters(params, kKnown), context};
  read_window(r, Dialect::prorata);
  r.in.read("format", query::parse_format, r.asked.format);
  return r.done();
}

}  // namespace prorata::cli::serve
