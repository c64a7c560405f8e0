// Reads what the options say. Every error names its option.
#include "cli/inputs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "cli/price_file.h"
#include "cli/unused.h"
#include "cli/world.h"
#include "cli/zone_file.h"
#include "config/config.h"
#include "core/number.h"
#include "core/spelling.h"
#include "plan/planner.h"
#include "pricing/builtin.h"

namespace prorata::cli {
namespace {

constexpr std::chrono::hours kYear{24 * 366};
constexpr double kMostShared = 1e9;  // of a rule's amount

Error in_option(const char* option, Error error) {
  error.code = ErrorCode::bad_usage;
  error.message = std::string(option) + ": " + error.message;
  error.where = option;
  return error;
}

template <class Parse, class Target>
Result<void> read_option(const char* option, const std::string& text, Parse parse, Target& target) {
  auto value = parse(text);
  if (!value) return in_option(option, value.error());
  target = *std::move(value);
  return {};
}

Result<std::optional<Duration>> parse_resolution(const std::string& text) {
  if (text == "auto") return std::optional<Duration>{};
  const auto step = parse_duration(text);
  if (!step) return step.error();
  if (auto fits = plan::check_resolution(*step); !fits) return fits.error();
  return std::optional(*step);
}

Result<void> read_fetch(const Options& options, Inputs& inputs) {
  // The window's words need the zone, and the zone's extent needs the window: read wide, then cut.
  const Instant now = inputs.now;
  const auto zone = zone_around(options.zone, now);
  if (!zone) return zone.error();
  query::Question& question = inputs.question;
  if (auto read = read_option("--dialect", options.dialect, query::parse_dialect, question.dialect); !read) return read;
  question.week_start = query::week_start_of(question.dialect);
  if (!options.week_start.empty()) {
    if (auto read = read_option("--week-start", options.week_start, query::parse_week_start, question.week_start);
        !read) {
      return read;
    }
  }
  const auto parse = [&](const std::string& text) {
    return window_of(text, now, *zone, question.dialect, question.week_start);
  };
  if (auto read = read_option("--window", options.window, parse, inputs.fetch.window); !read) return read;
  if (question.dialect == query::Dialect::opencost) query::end_at(now, inputs.fetch);
  const Window window = inputs.fetch.window;
  // A recording brings a window of its own, so that its zone stays wide.
  inputs.question.zone = options.window_given ? trimmed(*zone, {window.begin - kYear, window.end + kYear}) : *zone;
  inputs.fetch.match = options.match;
  inputs.fetch.cluster = options.cluster;
  if (auto read = read_option("--mode", options.mode, query::parse_fetch_mode, inputs.fetch.mode); !read) return read;
  return read_option("--resolution", options.resolution, parse_resolution, inputs.fetch.resolution);
}

/// How idle is shared says nothing where it is not; whose is one row where there is none.
Result<void> check_idle(const Options& options, query::IdlePolicy idle) {
  constexpr std::pair<const char*, std::string Options::*> kOptions[]{
      {"--idle-by", &Options::idle_by},
      {"--idle-split", &Options::idle_split},
      {"--idle-coefficients", &Options::idle_coefficients}};
  const Options defaults;
  for (const auto& [name, text] : kOptions) {
    if (options.*text == defaults.*text) continue;
    if (auto counts = check_counts(name, "--idle ", text == &Options::idle_by, idle); !counts) {
      return in_option(name, counts.error());
    }
  }
  return {};
}

/// Says which options change nothing.
void tell_unused(const Options& options, const Inputs& inputs) {
  const GivenFields given{!options.week_start.empty(), options.aggregate != Options().aggregate,
                          !options.filter.empty()};
  for (const Unused& each : unused_fields(inputs.question, inputs.format, options.window, given)) {
    const std::string option = each.field == "weekStart" ? "week-start" : std::string(each.field);
    (void)std::fprintf(stderr, "prorata: --%s is not used: %s\n", option.c_str(), std::string(each.why).c_str());
  }
  if (const std::string_view why = unused_change(inputs.prices.what_if); !why.empty()) {
    (void)std::fprintf(stderr, "prorata: --what-if: %s\n", std::string(why).c_str());
  }
}

/// An option, else what the config says, else the default.
const std::string& chosen(const std::string& option, const std::string& config, const std::string& otherwise) {
  return !option.empty() ? option : !config.empty() ? config : otherwise;
}

Result<void> read_question(const Options& options, const config::Config& config, Inputs& inputs) {
  query::Question& question = inputs.question;
  question.charge_waiting = options.charge_waiting;
  const auto step = [&](const std::string& text) { return query::parse_step(text, question.dialect); };
  for (const auto& read :
       {read_option("--aggregate", options.aggregate, query::parse_keys, question.aggregate),
        read_option("--step", options.step, step, question.step),
        read_option("--method", options.method, query::parse_method, question.method),
        read_option("--idle", chosen(options.idle, config.idle, "separate"), query::parse_idle, question.idle),
        read_option("--idle-split", chosen(options.idle_split, config.idle_split, "weighted"), query::parse_idle_split,
                    question.idle_split),
        read_option("--idle-coefficients", chosen(options.idle_coefficients, config.idle_coefficients, ""),
                    query::parse_idle_coefficients, question.idle_coefficients),
        read_option("--format", options.format, query::parse_format, inputs.format)}) {
    if (!read) return read;
  }
  // Whose idle is one sum was said of the config's own policy.
  const bool same_policy = options.idle.empty() || options.idle == config.idle;
  const std::string by = options.idle_by.empty() && same_policy ? config.idle_by : options.idle_by;
  if (!by.empty()) {
    if (auto read = read_option("--idle-by", by, query::parse_idle_by, question.idle_by.emplace()); !read) return read;
  }
  if (!options.accumulate.empty()) {
    query::OutputStep sum;
    if (auto read = read_option("--accumulate", options.accumulate, query::parse_accumulate, sum); !read) return read;
    if (auto fits = check_accumulated(question.step, sum); !fits) return in_option("--accumulate", fits.error());
    if (is_dropped(question.step, sum)) {
      (void)std::fprintf(stderr, "prorata: --step %s changes nothing beside --accumulate %s\n", options.step.c_str(),
                         options.accumulate.c_str());
    }
    question.step = sum;
  }
  if (auto fits = check_idle(options, question.idle); !fits) return fits;
  for (const std::string& share : options.shares.empty() ? config.shares : options.shares) {
    query::ShareRule rule;
    if (auto read = read_option("--share", share, parse_rule, rule); !read) return read;
    question.shares.push_back(std::move(rule));
  }
  for (const config::Config::Budget& each : config.budgets) {
    auto budget = config::budget_of(each);
    if (!budget) return budget.error();
    question.budgets.push_back(*std::move(budget));
  }
  if (!options.compare.empty()) {
    query::Method method{};
    if (auto read = read_option("--compare", options.compare, query::parse_method, method); !read) return read;
    inputs.compare = method;
  }
  for (const std::string& alias : options.aliases.empty() ? config.aliases : options.aliases) {
    if (auto read = read_option("--alias", alias, query::parse_alias, question.aliases.emplace_back()); !read) {
      return read;
    }
  }
  if (!options.shard.empty()) {
    if (auto read = read_option("--shard", options.shard, query::parse_shard, question.shard); !read) return read;
  }
  if (!options.filter.empty()) {
    auto read = read_option("--filter", options.filter, query::parse_filter, question.filter);
    if (!read) return read;
  }
  query::apply_aliases(question);
  return {};
}

Result<pricing::PriceBook> read_prices(const std::string& path) {
  if (path == "builtin") return pricing::builtin_prices();
  const auto text = read_file(path);
  if (!text) return text.error();
  return read_price_file(*text, path);
}

/// Each verb prints some formats.
Result<void> check_format(const Options& options, query::Format format) {
  using query::Format;
  const bool is_asset_format = format == Format::opencost || format == Format::prometheus;
  std::string prints = "table, json or csv";
  bool fits = format <= Format::csv;
  switch (options.verb) {
    case Verb::plan:
    case Verb::explain:
    case Verb::check:
    case Verb::calculate:
      prints = "table or json";
      fits = format <= Format::json;
      break;
    case Verb::assets:
      prints = "table, json, csv, opencost or prometheus";
      fits = fits || is_asset_format;
      break;
    default:
      fits = fits || (options.verb == Verb::allocate && options.compare.empty() && !options.partial);
  }
  if (fits) return {};
  const std::string what = options.compare.empty() ? "this verb" : "--compare";
  return Error{ErrorCode::bad_usage, "--format: " + what + " prints " + prints, "", "--format"};
}

Result<config::Config> read_config_file(const std::string& path) {
  if (path.empty()) return config::Config{};
  const auto text = read_file(path);
  if (!text) return text.error();
  const auto json = yaml_to_json(*text, path, "examples/config.yaml");
  return json ? config::read_config(*json, path) : json.error();
}

/// Those of the option, else of the config: in it, or in a file named from where it lies.
Result<pricing::PriceBook> choose_prices(const Options& options, const config::Config& config) {
  if (!options.prices.empty()) return read_prices(options.prices);
  if (config.prices) return *config.prices;
  if (config.prices_file.empty()) return pricing::default_prices();
  const std::string& file = config.prices_file;
  const bool apart = file != "builtin" && !file.starts_with('/');
  const std::size_t slash = options.config.rfind('/');
  const std::string path = apart && slash != std::string::npos ? options.config.substr(0, slash + 1) + file : file;
  if (path == "builtin") return pricing::builtin_prices();
  const auto text = read_file(path);
  if (text) return read_price_file(*text, path);
  return error_at(text.error().code, options.config, config.prices_line, "prices", text.error().message,
                  "a name is seen from the file that it stands in");
}

}  // namespace

Result<query::ShareRule> parse_rule(const std::string& text) {
  auto rule = query::parse_share(text);
  if (rule) return rule;
  const std::string source = text.substr(0, text.rfind(" by "));
  const std::size_t slash = source.rfind('/');
  const auto amount = parse_number(slash == std::string::npos ? "" : source.substr(0, slash));
  if (!amount || source.find(':') != std::string::npos) return rule;
  if (*amount < 0) {
    return Error{ErrorCode::bad_usage, "\"" + shown(source) + "\" is negative, and a rule hands out what others bear",
                 "give 0 or more; what costs less is said by prices, such as discount and lines of a price file",
                 "share"};
  }
  if (*amount > kMostShared || !std::isfinite(*amount)) {
    return Error{ErrorCode::bad_usage, "\"" + shown(source) + "\" is more than 1000000000, the most that is shared",
                 "give less, or write in a larger unit of the currency: sums must fit into what money is counted in",
                 "share"};
  }
  return Error{ErrorCode::bad_usage, "\"" + shown(source) + "\" is money for no time that is known",
               "write /hour, /day, /week or /month behind it, such as 500/month", "share"};
}

std::string window_instead(const std::string& text) {
  constexpr std::pair<const char*, const char*> kWords[]{
      {"today", "yesterday"}, {"week", "lastweek"}, {"month", "lastmonth"}};
  for (const auto& [word, before] : kWords) {
    if (text == word) return before;
  }
  const std::size_t unit = text.find_first_not_of("0123456789");
  if (unit == 0 || unit + 1 != text.size() || unit > 4) return "";
  return std::to_string(std::stoi(text) + 1) + text.substr(unit);
}

Result<Window> window_of(const std::string& text, Instant now, const TimeZone& zone, query::Dialect dialect,
                         query::WeekStart week_start) {
  auto window = query::parse_window(text, now, zone, dialect, week_start);
  // Only its own words can be empty.
  if (window || !(text == "today" || text == "week" || text == "month")) return window;
  Error error = window.error();
  error.hint = "it begins just now: ask for " + window_instead(text) + ", or for a length such as 24h";
  return error;
}

Result<void> check_counts(std::string_view option, const std::string& idle_name, bool says_whose,
                          query::IdlePolicy idle) {
  if (idle == query::IdlePolicy::share || (says_whose && idle == query::IdlePolicy::separate)) return {};
  const std::string share = idle_name + "share";
  const std::string with = says_whose ? share + " or separate: idle that is hidden is nobody's" : share;
  return Error{ErrorCode::bad_usage, "it counts only with " + with, "add " + share + ", or leave it out",
               std::string(option)};
}

Result<void> check_accumulated(query::OutputStep step, query::OutputStep sum) {
  const Duration least = query::least_length(sum);
  if (least.count() == 0 || query::least_length(step) <= least) return {};
  return Error{ErrorCode::bad_usage, "the step is longer than what steps are summed to",
               "leave one of the two out: each of them is how long a row is", ""};
}

bool is_dropped(query::OutputStep step, query::OutputStep sum) {
  return step.unit != query::OutputStep::Unit::window && step != sum;
}

Result<TimeZone> zone_around(const std::string& name, Instant now) {
  return read_zone(name, {now - 60 * kYear, now + 12 * kYear});
}

Result<void> read_window_of_recording(const Options& options, Window covered, Inputs& inputs) {
  const Instant now = options.now.empty() ? covered.end : inputs.now;
  const auto zone = zone_around(options.zone, now);
  if (!zone) return zone.error();
  Window window;
  const query::Question& question = inputs.question;
  const auto parse = [&](const std::string& text) {
    return window_of(text, now, *zone, question.dialect, question.week_start);
  };
  if (auto read = read_option("--window", options.window, parse, window); !read) return read;
  // Its words mean whole days and hours that the recording need not have to their end.
  if (question.dialect == query::Dialect::opencost && window.begin < now) window.end = std::min(window.end, now);
  if (window.begin < covered.begin || window.end > covered.end) {
    return Error{ErrorCode::bad_usage,
                 "--window: it is from " + to_text(window.begin) + " to " + to_text(window.end) +
                     ", and the recording covers " + to_text(covered.begin) + " to " + to_text(covered.end),
                 "ask for a window inside; words count back from the recording's end unless --now says otherwise",
                 "--window"};
  }
  inputs.question.window = window;
  inputs.question.zone = trimmed(*zone, {window.begin - kYear, window.end + kYear});
  return {};
}

Result<void> check_begun(const Inputs& inputs) {
  const Instant begin = inputs.fetch.window.begin;
  if (begin < inputs.now) return {};
  const std::string instead = begin == inputs.now ? window_instead(inputs.window_text) : "";
  return Error{ErrorCode::bad_usage, "--window: it begins at " + to_text(begin) + ", which is not past yet",
               "it is " + to_text(inputs.now) + " now, unless --now says otherwise" +
                   (instead.empty() ? "" : "; ask for " + instead),
               "--window"};
}

Result<query::Format> read_format(const Options& options) {
  auto format = query::parse_format(options.format);
  if (!format) return format;
  if (auto fits = check_format(options, *format); !fits) return fits.error();
  return format;
}

Result<Inputs> read_inputs(const Options& options) {
  Inputs inputs;
  const auto now = now_of(options.now);
  if (!now) return now.error();
  inputs.now = *now;
  inputs.window_text = options.window;
  if (auto read = read_fetch(options, inputs); !read) return read.error();
  const auto config = read_config_file(options.config);
  if (!config) return config.error();
  if (auto read = read_question(options, *config, inputs); !read) return read.error();
  auto prices = choose_prices(options, *config);
  if (!prices) return prices.error();
  inputs.prices = *std::move(prices);
  inputs.fetch.limits = pricing::names_limits(inputs.prices);
  if (!options.what_if.empty()) {
    auto read = read_option("--what-if", options.what_if, parse_changes, inputs.prices.what_if);
    if (!read) return read.error();
  }
  inputs.fetch.gpus = config->gpus;
  if (options.weights.empty()) inputs.fetch.weights = config->weights;
  for (const std::string& text : options.weights) {
    query::Weight& weight = inputs.fetch.weights.emplace_back();
    if (auto read = read_option("--weight", text, query::parse_weight, weight); !read) return read.error();
  }
  for (const std::string& place : config->unused) inputs.prices.notices.add(config::kNotUsed, place);
  if (options.partial && (!inputs.question.shares.empty() || !inputs.question.budgets.empty())) {
    return Error{ErrorCode::bad_usage, "--partial: the config has shared costs or budgets, which are of a whole answer",
                 "leave them out of it", "--config"};
  }
  pricing::note_future(inputs.prices, inputs.now);
  // Parts of a window would each be scaled to all of the bill. Those by nodes are not: they know the whole window.
  if (options.partial && options.shard.empty() && inputs.prices.bill && !inputs.prices.bill->window) {
    return Error{ErrorCode::bad_usage, "--partial: the price file has a bill that does not say for which window",
                 "add its start and end, or leave it out", inputs.prices.bill->source};
  }
  for (const std::string& text : options.of) {
    query::Explained of;
    if (auto read = read_option("--of", text, query::parse_explained, of); !read) return read.error();
    if (!of.asset.empty() && options.of.size() > 1) {
      return Error{ErrorCode::bad_usage, "an asset is explained alone", "leave the other --of out", "--of"};
    }
    query::apply_aliases(inputs.question.aliases, of.rows);
    inputs.of = {query::both(std::move(inputs.of.rows), std::move(of.rows)), std::move(of.asset)};
  }
  if (!options.at.empty()) {
    Instant at{};
    if (auto read = read_option("--at", options.at, parse_instant, at); !read) return read.error();
    inputs.at = at;
  }
  if (auto fits = check_format(options, inputs.format); !fits) return fits.error();
  const bool focus = inputs.format == query::Format::focus || inputs.format == query::Format::focus_12;
  for (const auto& [name, text] :
       {std::pair<const char*, const std::string&>{"--billing-account", options.billing_account},
        {"--invoice-issuer", options.invoice_issuer}}) {
    if (focus || text.empty()) continue;
    return in_option(name,
                     {ErrorCode::bad_usage, "it counts only with FOCUS", "add --format focus, or leave it out", ""});
  }
  tell_unused(options, inputs);
  return inputs;
}

}  // namespace prorata::cli
