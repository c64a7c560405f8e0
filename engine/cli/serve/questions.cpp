#include "cli/serve/questions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "cli/inputs.h"
#include "cli/price_file.h"
#include "cli/serve/reading.h"
#include "cli/unused.h"
#include "cli/zone_file.h"
#include "core/spelling.h"
#include "plan/planner.h"
#include "pricing/builtin.h"

namespace prorata::cli::serve {
namespace {

using query::Dialect;
using query::IdlePolicy;

constexpr std::chrono::hours kYear{24 * 366};
constexpr std::size_t kMostSteps = 10000;

Result<std::optional<Duration>> parse_resolution(const std::string& text) {
  if (text == "auto") return std::optional<Duration>{};
  const auto step = parse_duration(text);
  if (!step) return step.error();
  if (auto fits = plan::check_resolution(*step); !fits) return fits.error();
  return std::optional(*step);
}

/// Within what there is: what is still to come is cut off, and a recording has an end.
Result<Window> parse_window(const std::string& text, const Context& context, Dialect dialect,
                            query::WeekStart week_start) {
  query::Fetch fetch;
  const auto window = window_of(text, context.now, context.zone, dialect, week_start);
  if (!window) {
    Error error = window.error();
    if (dialect == Dialect::opencost) error.message = "illegal window: " + error.message;
    return error;
  }
  fetch.window = *window;
  query::end_at(context.now, fetch);
  const Window asked = fetch.window;
  if (asked.begin >= context.now) {
    const std::string instead = asked.begin == context.now ? window_instead(text) : "";
    return Error{ErrorCode::bad_usage, "it begins at " + to_text(asked.begin) + ", and it is " + to_text(context.now),
                 "ask for a window that is past" + (instead.empty() ? "" : ", such as " + instead), ""};
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

}  // namespace

Result<Asked> Reading::done() {
  if (in.error()) return *in.error();
  asked.question.window = asked.window;
  asked.question.aliases = aliases.value_or(context.base.aliases);
  query::apply_aliases(asked.question);
  const Window window = asked.window;
  asked.question.zone = trimmed(context.zone, {window.begin - kYear, window.end + kYear});
  check_steps();
  if (in.error()) return *in.error();
  return std::move(asked);
}

void Reading::check_steps() {
  const query::OutputStep step = asked.question.step;
  const Duration least = query::least_length(step);
  const query::Question& question = asked.question;
  if (least > asked.window.length() && query::is_cut_short(asked.window, step, question.zone, question.week_start)) {
    // The servers whose paths these are take it: their pages send a step of a day whatever the window is.
    asked.warnings.emplace_back("the step is longer than the window, so that it is cut short");
  } else if (least.count() > 0 && asked.window.length() / least > static_cast<std::int64_t>(kMostSteps)) {
    in.fail("step", {ErrorCode::bad_usage, "it cuts the window into more than " + std::to_string(kMostSteps) + " steps",
                     "use a longer step", ""});
  }
}

void read_window(Reading& r, Dialect dialect) {
  query::WeekStart& week_start = r.asked.question.week_start;
  week_start = query::week_start_of(dialect);
  r.in.read("weekStart", query::parse_week_start, week_start);
  const auto parse = [&](const std::string& text) { return parse_window(text, r.context, dialect, week_start); };
  if (!r.in.has("window")) {
    const std::string what = dialect == Dialect::opencost ? "illegal window: it is missing" : "it is missing";
    r.in.fail("window", {ErrorCode::bad_usage, what, "give one such as 7d, today or START,END", ""});
  }
  r.in.read("window", parse, r.asked.window);
  r.in.read("resolution", parse_resolution, r.asked.resolution);
  if (r.asked.resolution && r.context.covered) {
    r.unused("resolution", "a recording fixes it when it is made");
  }
  r.asked.question.dialect = dialect;
}

void take_rules(Reading& r) {
  r.asked.question.shares = r.context.base.shares;
  r.asked.question.budgets = r.context.base.budgets;
}

Result<Asked> read_ack_cost(const Fields& params, const Context& context) {
  static constexpr std::string_view kKnown[] = {"window",    "filter",     "step",       "aggregate", "idle",
                                                "shareIdle", "shareSplit", "idleByNode", "format",    "resolution"};
  Reading r{Parameters(params, kKnown), context};
  read_window(r, Dialect::ack);
  take_rules(r);
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
  const bool by_node = r.in.flag("idleByNode", false);
  const bool nodes = question.aggregate.size() == 1 && question.aggregate.front().kind == query::KeyKind::node;
  if (r.in.has("shareSplit") && !share) r.unused("shareSplit", "it needs shareIdle=true");
  if (share && !show) r.unused("idle", "with shareIdle=true only idle that nobody could bear has a row");
  if (share) question.idle_by = by_node ? query::IdleBy::node : query::IdleBy::cluster;
  if (by_node && !share && nodes) question.idle_by = query::IdleBy::node;
  if (by_node && !share && !(show && nodes)) {
    r.unused("idleByNode", show ? "it needs aggregate=node, or shareIdle=true" : "it needs idle=true");
  }
  r.asked.format = query::Format::ack;
  const auto parse_format = [](const std::string& text) -> Result<query::Format> {
    if (text == "json") return query::Format::ack;
    if (text == "csv") return query::Format::ack_csv;
    return Error{ErrorCode::bad_usage, "\"" + text.substr(0, 40) + "\" is no format", "use json or csv", ""};
  };
  r.in.read("format", parse_format, r.asked.format);
  auto asked = r.done();
  // ACK writes times of words in local time, those of a pair as UTC. Steps that are durations know no zone.
  const std::string* window = r.in.text("window");
  const bool pair = window != nullptr && window->find(',') != std::string::npos;
  using Unit = query::OutputStep::Unit;
  if (asked && pair && (asked->question.step.unit == Unit::window || asked->question.step.unit == Unit::span)) {
    asked->question.zone = {};
  }
  return asked;
}

/// `prices`: what a price file says, or `builtin`; never the name of a file. `whatIf`.
void read_own_prices(Reading& r) {
  const auto parse = [](const std::string& text) -> Result<pricing::PriceBook> {
    if (text == "builtin") return pricing::builtin_prices();
    auto book = read_price_file(text, "prices");
    if (!book && text.find('\n') == text.npos) {
      Error error = book.error();
      error.hint = "give the text of a price file, or builtin: files of the server's disk are not read";
      return error;
    }
    return book;
  };
  r.in.read("prices", parse, r.asked.prices);
  r.in.read("whatIf", parse_changes, r.asked.what_if);
  const std::string_view why = r.asked.what_if ? unused_change(*r.asked.what_if) : "";
  if (!why.empty()) r.unused("whatIf", why);
}

/// `accumulate`: in place of the step.
void read_accumulated(Reading& r) {
  query::OutputStep& step = r.asked.question.step;
  query::OutputStep sum = step;
  r.in.read("accumulate", query::parse_accumulate, sum);
  if (!r.in.has("accumulate")) return;
  if (auto fits = check_accumulated(step, sum); !fits) r.in.fail("accumulate", fits.error());
  if (is_dropped(step, sum)) r.unused("step", "'accumulate' says how long sums are");
  step = sum;
}

/// What FOCUS asks and no metric tells.
void read_focus(Reading& r) {
  report::FocusOptions& focus = r.asked.focus;
  focus.v12 = r.asked.format == query::Format::focus_12;
  const bool counts = r.asked.format == query::Format::focus || focus.v12;
  for (const auto& [name, value] : {std::pair<const char*, std::string*>{"billingAccount", &focus.billing_account},
                                    {"invoiceIssuer", &focus.invoice_issuer}}) {
    const std::string* given = r.in.text(name);
    if (given == nullptr) continue;
    *value = *given;
    if (!counts) {
      r.in.fail(name, {ErrorCode::bad_usage, "it counts only with FOCUS", "add format=focus, or leave it out", ""});
    } else if (given->empty()) {
      r.in.fail(name, {ErrorCode::bad_usage, "it is empty", "give a name, or leave it out", ""});
    }
  }
}

/// What was given and changes nothing.
void note_unused(Reading& r) {
  const std::string* window = r.in.text("window");
  const GivenFields given{r.in.has("weekStart"), r.in.has("aggregate"), r.in.has("filter")};
  for (const Unused& each : unused_fields(r.asked.question, r.asked.format, window == nullptr ? "" : *window, given)) {
    r.unused(each.field, each.why);
  }
}

/// How idle is shared says nothing where it is not.
void check_idle(Reading& r) {
  for (const std::string_view name : {"idleBy", "idleSplit", "idleCoefficients"}) {
    if (!r.in.has(name)) continue;
    const auto counts = check_counts("", "idle=", name == "idleBy", r.asked.question.idle);
    if (!counts) r.in.fail(name, counts.error());
  }
}

/// The server's context in the time zone of the request.
Context in_zone(Parameters& in, const Context& context) {
  Context zoned = context;
  const auto parse = [&](const std::string& name) -> Result<TimeZone> {
    constexpr std::string_view kOfNames = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    if (name.find_first_not_of(kOfNames) != std::string::npos) {
      return Error{ErrorCode::bad_usage, "\"" + shown(name) + "\" is no time zone",
                   "use a name such as Europe/Berlin or UTC", ""};
    }
    return zone_around(name, context.now);
  };
  in.read("tz", parse, zoned.zone);
  return zoned;
}

Dialect dialect_of(Parameters& in) {
  Dialect dialect = Dialect::prorata;
  in.read("dialect", query::parse_dialect, dialect);
  return dialect;
}

/// The labels that `team` and others stand for, in place of the server's.
void read_aliases(Reading& r) {
  if (!r.in.has("alias")) return;
  r.aliases.emplace();
  for (const std::string& text : r.in.all("alias")) {
    auto alias = query::parse_alias(text);
    if (alias) {
      r.aliases->push_back(*std::move(alias));
    } else {
      r.in.fail("alias", alias.error());
    }
  }
}

/// A second method beside the first, of the whole window and in formats that have room for two.
void read_compared(Reading& r) {
  if (!r.in.has("compare")) return;
  r.in.read("compare", query::parse_method, r.asked.compare.emplace());
  const bool steps = r.asked.question.step.unit != query::OutputStep::Unit::window;
  if (steps || r.asked.format > query::Format::csv) {
    r.in.fail("compare", {ErrorCode::bad_usage, steps ? "it is of the whole window" : "it has no such format",
                          steps ? "leave step and accumulate out" : "use format json, csv or table", ""});
  }
  if (r.asked.compare == r.asked.question.method) r.unused("compare", "it is the question's own method");
}

/// The server's own way with idle, and its budgets.
void take_idle(Reading& r) {
  query::Question& question = r.asked.question;
  const query::Question& base = r.context.base;
  question.idle = base.idle;
  question.idle_by = base.idle_by;
  question.idle_split = base.idle_split;
  question.idle_coefficients = base.idle_coefficients;
  question.budgets = base.budgets;
}

/// What is charged, and who bears what is shared.
void read_charging(Reading& r) {
  query::Question& question = r.asked.question;
  const query::Question& base = r.context.base;
  r.in.read("method", query::parse_method, question.method);
  r.in.read("idle", query::parse_idle, question.idle);
  if (question.idle != base.idle) question.idle_by.reset();
  if (r.in.has("idleBy")) r.in.read("idleBy", query::parse_idle_by, question.idle_by.emplace());
  r.in.read("idleSplit", query::parse_idle_split, question.idle_split);
  const auto parse_coefficients = [](const std::string& text) -> Result<std::array<double, 4>> {
    if (!text.empty()) return query::parse_idle_coefficients(text);
    return Error{ErrorCode::bad_usage, "it is empty", "write such as cpu=0.5,gpu=1, or leave it out", ""};
  };
  r.in.read("idleCoefficients", parse_coefficients, question.idle_coefficients);
  check_idle(r);
  for (const std::string& text : r.in.all("share")) {
    auto rule = parse_rule(text);
    if (rule) {
      question.shares.push_back(*std::move(rule));
    } else {
      r.in.fail("share", rule.error());
    }
  }
  if (!r.in.has("share")) question.shares = base.shares;
  question.charge_waiting = r.in.flag("chargeWaiting", true);
}

Result<Asked> read_own_allocation(const Fields& params, const Context& server) {
  static constexpr std::string_view kKnown[] = {"weekStart", "accumulate",     "window",        "resolution",
                                                "step",      "aggregate",      "filter",        "method",
                                                "idle",      "idleBy",         "idleSplit",     "idleCoefficients",
                                                "share",     "chargeWaiting",  "format",        "prices",
                                                "whatIf",    "billingAccount", "invoiceIssuer", "tz",
                                                "alias",     "dialect",        "compare"};
  Parameters in(params, kKnown, {"share", "alias"});
  const Context context = in_zone(in, server);
  const Dialect dialect = dialect_of(in);
  Reading r{std::move(in), context};
  query::Question& question = r.asked.question;
  take_idle(r);
  read_window(r, dialect);
  const auto parse_step = [&](const std::string& text) { return query::parse_step(text, dialect); };
  r.in.read("step", parse_step, question.step);
  read_accumulated(r);
  r.in.read("aggregate", query::parse_keys, question.aggregate);
  r.in.read("filter", query::parse_filter, question.filter);
  read_charging(r);
  read_own_prices(r);
  r.in.read("format", query::parse_format, r.asked.format);
  read_aliases(r);
  read_compared(r);
  read_focus(r);
  note_unused(r);
  return r.done();
}

Result<Asked> read_own_assets(const Fields& params, const Context& server) {
  static constexpr std::string_view kKnown[] = {"window", "weekStart", "resolution", "format",
                                                "prices", "whatIf",    "tz",         "dialect"};
  Parameters in(params, kKnown);
  const Context context = in_zone(in, server);
  const Dialect dialect = dialect_of(in);
  Reading r{std::move(in), context};
  read_window(r, dialect);
  read_own_prices(r);
  r.in.read("format", query::parse_format, r.asked.format);
  note_unused(r);
  return r.done();
}

/// `of`, each a condition that all rows of the answer meet, or one asset; and `at`.
void read_explained(Reading& r) {
  const std::vector<std::string> texts = r.in.all("of");
  if (texts.empty()) {
    r.in.fail("of", {ErrorCode::bad_usage, "it is missing", "say what to explain, such as namespace=shop", ""});
  }
  for (const std::string& text : texts) {
    auto of = query::parse_explained(text);
    if (!of) return r.in.fail("of", of.error());
    if (!of->asset.empty() && texts.size() > 1) {
      return r.in.fail("of", {ErrorCode::bad_usage, "an asset is explained alone", "leave the other out", ""});
    }
    query::apply_aliases(r.aliases.value_or(r.context.base.aliases), of->rows);
    r.asked.of = {query::both(std::move(r.asked.of.rows), std::move(of->rows)), std::move(of->asset)};
  }
  if (r.in.has("at")) r.in.read("at", parse_instant, r.asked.at.emplace());
}

/// Derivations and diagnostics are trees or text.
void read_plain_format(Reading& r) {
  r.in.read("format", query::parse_format, r.asked.format);
  if (r.asked.format > query::Format::json) {
    r.in.fail("format", {ErrorCode::bad_usage, "it has no such format", "use json or table", ""});
  }
}

Result<Asked> read_own_explain(const Fields& params, const Context& server) {
  static constexpr std::string_view kKnown[] = {
      "of",     "at",     "weekStart", "window",           "resolution", "step",          "method",
      "idle",   "idleBy", "idleSplit", "idleCoefficients", "share",      "chargeWaiting", "prices",
      "whatIf", "format", "tz",        "dialect",          "alias"};
  Parameters in(params, kKnown, {"of", "share", "alias"});
  const Context context = in_zone(in, server);
  const Dialect dialect = dialect_of(in);
  Reading r{std::move(in), context};
  take_idle(r);
  read_window(r, dialect);
  const auto parse_step = [&](const std::string& text) { return query::parse_step(text, dialect); };
  r.in.read("step", parse_step, r.asked.question.step);
  read_charging(r);
  read_own_prices(r);
  read_plain_format(r);
  read_aliases(r);
  read_explained(r);
  note_unused(r);
  return r.done();
}

Result<Asked> read_own_diagnostics(const Fields& params, const Context& server) {
  static constexpr std::string_view kKnown[] = {"window", "weekStart", "resolution", "format",
                                                "prices", "tz",        "dialect"};
  Parameters in(params, kKnown);
  const Context context = in_zone(in, server);
  const Dialect dialect = dialect_of(in);
  Reading r{std::move(in), context};
  take_idle(r);
  take_rules(r);
  read_window(r, dialect);
  read_own_prices(r);
  read_plain_format(r);
  note_unused(r);
  return r.done();
}

}  // namespace prorata::cli::serve
