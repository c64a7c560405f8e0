// Arguments into options, and the help texts.
#include "cli/options.h"

#include <algorithm>
#include <sstream>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/spelling.h"

namespace prorata::cli {
namespace {

constexpr const char* kAbout =
    "Kubernetes cost from raw Prometheus results.\n"
    "Reads container usage, requests and node prices from a Prometheus-compatible server or from a recording,\n"
    "and says what each namespace, workload or label cost.";
constexpr const char* kExitCodes =
    "Exit codes: 0 done, 1 the data cannot give the whole answer, 2 wrong usage, 3 the source cannot be reached or "
    "refuses.\n"
    "`prorata VERB --help` lists the options of a verb and shows examples.";

void add_source(CLI::App& verb, Options& options) {
  const char* group = "Source";
  verb.add_option("--metrics", options.metrics,
                  "Where metrics come from: URL of a Prometheus-compatible API (http://host:9090,\n"
                  "https://host/prometheus), a recording (.ndjson, .ndjson.gz), text metrics (OpenMetrics,\n"
                  "lines of /api/v1/export), or a folder with some.\n"
                  "NAME=SOURCE also names the cluster; may be repeated: one answer of several clusters")
      ->type_name("SOURCE")
      ->required()
      ->group(group)
      ->allow_extra_args(false)
      ->take_all();
  verb.add_option("--cluster", options.cluster, "Name of the cluster where the data has no label for it")->group(group);
  verb.add_option("--match", options.match, "PromQL matchers put into every selector, such as cluster=\"prod\"")
      ->group(group);
  verb.add_option(
          "--weight", options.weights,
          "NAME=PROMQL: a query that --share may share by (by custom:NAME); its series need the label namespace,\n"
          "and may have pod; may be repeated")
      ->allow_extra_args(false)
      ->take_all()
      ->group(group);

  const char* server = "Server";
  Connection& connection = options.connection;
  verb.add_option("--header", connection.headers, "Sent with every request: 'Name: value'; may be repeated")
      ->group(server)
      ->allow_extra_args(false)
      ->take_all();
  verb.add_option("--user", connection.user, "NAME:PASSWORD for basic authentication (or set PRORATA_USER)")
      ->group(server);
  verb.add_option("--bearer-file", connection.bearer_file, "File that holds a bearer token (or set PRORATA_TOKEN)")
      ->group(server)
      ->type_name("FILE");
  verb.add_option("--timeout", connection.timeout, "Longest wait for one answer")->group(server)->capture_default_str();
  verb.add_option("--compressed", connection.compressed,
                  "Ask for gzip: on, off, or auto (off for this machine and private addresses)")
      ->group(server)
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "on", "off"}));
}

void add_threads(CLI::App& verb, Options& options) {
  verb.add_option_function<unsigned>(
          "--threads", [&options](unsigned threads) { options.threads = threads; },
          "Threads that read recordings: one unpacks ahead, and of several as many are read at once. 0: one per\n"
          "processor. The answer is the same with any number")
      ->default_str("0")
      ->group("Source")
      ->check(CLI::Range(0, 256));
}

void add_window(CLI::App& verb, Options& options) {
  const char* group = "Time";
  verb.add_option_function<std::string>(
          "--window",
          [&options](const std::string& text) {
            options.window = text;
            options.window_given = true;
          },
          "7d, 24h, today, yesterday, week, lastweek, month, lastmonth, or START,END")
      ->default_str(options.window)
      ->group(group);
  verb.add_option("--resolution", options.resolution,
                  "Grid step such as 1m, 5m, 1h; auto keeps the data volume bounded")
      ->group(group)
      ->capture_default_str();
  verb.add_option(
          "--mode", options.mode,
          "What is fetched: stepped series, or totals that the server sums up (for long windows of large fleets)")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--tz", options.zone, "Time zone of days, weeks and months, such as Europe/Berlin")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--dialect", options.dialect,
                  "Whose words --window and --step are read by: prorata, opencost (7d ends with today), ack")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--week-start", options.week_start,
                  "The day that weeks begin on (default: monday; in OpenCost's dialect sunday)")
      ->group(group);
  verb.add_option("--now", options.now, "The time to count back from (RFC 3339 or unix seconds); default: the clock")
      ->group(group);
}

void add_config(CLI::App& verb, Options& options) {
  verb.add_option("--config", options.config,
                  "File with rules for idle and shared costs, GPU resources, budgets and prices, or values of\n"
                  "Kubecost's chart; options stand before it")
      ->group("Question")
      ->type_name("FILE");
}

void add_prices(CLI::App& verb, Options& options) {
  verb.add_option("--prices", options.prices,
                  "Price file: YAML, JSON or CSV, or \"builtin\" for list prices; default: exported metrics, then "
                  "built-in rates")
      ->group("Question")
      ->type_name("FILE");
}

void add_what_if(CLI::App& verb, Options& options) {
  verb.add_option("--what-if", options.what_if,
                  "Prices that nobody pays, in per cent: changes of cpu, ram, gpu, disk, and how much of the time on\n"
                  "demand would be spot or committed, with its saving: spot:35,cpu:-10,committed:40,saving:30")
      ->group("Question");
}

constexpr const char* kRowFormats =
    "table, json, csv, ndjson, markdown, prometheus, opencost, opencost-summary, opencost-csv,\n"
    "ack, ack-csv, focus, focus-1.2, focus-schema or focus-1.2-schema";

void add_format(CLI::App& verb, Options& options, const char* formats) {
  verb.add_option("--format", options.format, formats)->group("Output")->capture_default_str();
}

void add_charging(CLI::App& verb, Options& options) {
  const char* group = "Question";
  verb.add_option("--method", options.method, "How an interval is charged: interval, average, request, usage")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--idle", options.idle, "Idle cost: separate, share, hide")->group(group)->default_str("separate");
  verb.add_option("--charge-waiting", options.charge_waiting,
                  "Whether containers are charged their requests while they wait to start (images that cannot be\n"
                  "pulled, crash loops): true, false")
      ->group(group)
      ->check(CLI::IsMember({"true", "false"}))
      ->default_str("true");
}

void add_step(CLI::App& verb, Options& options) {
  verb.add_option("--step", options.step, "Cost per 1h, 1d, 1w, 1mo, or window for one sum")
      ->group("Question")
      ->capture_default_str();
}

void add_aliases(CLI::App& verb, Options& options) {
  verb.add_option("--alias", options.aliases,
                  "KEY=LABEL: the label that team, owner, department, environment or product stands for, such as\n"
                  "team=squad; may be repeated")
      ->allow_extra_args(false)
      ->take_all()
      ->group("Question");
}

void add_question(CLI::App& verb, Options& options) {
  const char* group = "Question";
  verb.add_option("--aggregate", options.aggregate,
                  "Comma list of cluster, node, namespace, controllerKind, controller, pod, container, service, team,\n"
                  "label:KEY, annotation:KEY and others (docs/questions.md)")
      ->group(group)
      ->capture_default_str();
  add_aliases(verb, options);
  verb.add_option("--filter", options.filter,
                  "Conditions joined by + and |, as OpenCost has them: namespace:\"shop\"+pod!<~:\"web-\"")
      ->group(group);
  add_step(verb, options);
  verb.add_option("--accumulate", options.accumulate, "Sum steps to all, hour, day, week, month or quarter")
      ->group(group);
  add_charging(verb, options);
  add_config(verb, options);
  add_prices(verb, options);
  add_what_if(verb, options);
}

/// Gives `--share`.
CLI::Option* add_sharing(CLI::App& verb, Options& options) {
  const char* group = "Question";
  verb.add_option(
          "--idle-by", options.idle_by,
          "Whose idle is one sum: node, cluster (default: node; with --idle separate all in one row, and given\n"
          "a row of each)")
      ->group(group);
  verb.add_option("--idle-split", options.idle_split, "With --idle share: weighted, or even over namespaces")
      ->default_str("weighted")
      ->group(group);
  verb.add_option("--idle-coefficients", options.idle_coefficients,
                  "With --idle share: how much of it is spread, such as cpu=0.5,gpu=1 (default: all)")
      ->group(group);
  return verb
      .add_option("--share", options.shares,
                  "SOURCE [by METHOD], repeatable: others bear this cost. SOURCE: a filter, overhead, or money\n"
                  "such as 500/month; METHOD: weighted, even, cpu, ram, gpu, network, gpu-weighted, network-bytes,\n"
                  "custom:NAME")
      ->allow_extra_args(false)
      ->take_all()
      ->group(group);
}

void add_plan(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("plan", "Print the requests that would run, with samples and bytes expected");
  add_source(*verb, options);
  add_window(*verb, options);
  add_config(*verb, options);
  verb->add_option("--format", options.format, "table or json")->group("Output")->capture_default_str();
  verb->footer(
      "\nA few small probes are sent to learn what the server has; nothing else is.\n\nExamples:\n"
      "  prorata plan --metrics http://localhost:9090 --window 7d\n"
      "  prorata plan --metrics https://thanos.example/ --window lastmonth --resolution 1h --format json");
  verb->callback([&options] { options.verb = Verb::plan; });
}

void add_rules(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("rules", "Print recording rules that make --mode totals cheap for the server");
  verb->add_option("--match", options.match, "PromQL matchers put into every selector, such as cluster=\"prod\"");
  verb->footer(
      "\nRules for Prometheus, Thanos Ruler or Mimir. Where their series are found, totals are made of them.\n\n"
      "Examples:\n  prorata rules > prorata.rules.yaml");
  verb->callback([&options] { options.verb = Verb::rules; });
}

void add_calculate(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("calculate", "Formulas of plans and reviews, for numbers that you give");
  verb->add_option("WORDS", options.words, "A calculator, and FIELD=VALUE for each of its fields")->type_name("");
  verb->add_option("--format", options.format, "table or json")->group("Output")->capture_default_str();
  verb->footer(
      "\nNeeds no source. Without words it lists the calculators, with a name alone what that one takes.\n\nExamples:\n"
      "  prorata calculate budget amount=50000 spent=27500 elapsed=14.5 days=30\n"
      "  prorata calculate commitment hourly=8,9,10,10,12,14,10,9 discount=0.28 --format json");
  verb->callback([&options] { options.verb = Verb::calculate; });
}

void add_record(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("record", "Store the server's answers, to compute from them later or elsewhere");
  add_source(*verb, options);
  add_window(*verb, options);
  add_config(*verb, options);
  verb->add_option("-o,--output", options.output, "File to write, *.prorata.ndjson or *.prorata.ndjson.gz")
      ->group("Output")
      ->required()
      ->type_name("FILE");
  CLI::Option* anonymize = verb->add_flag("--anonymize", options.anonymize, "Replace names and label values by hashes");
  anonymize->group("Output");
  verb->add_option("--salt", options.salt,
                   "Secret of the hashes; the same salt gives the same hashes (default: random)")
      ->needs(anonymize)
      ->group("Output");
  verb->footer(
      "\nA recording holds no headers, users, passwords or tokens.\n\nExamples:\n"
      "  prorata record --metrics http://localhost:9090 --window 7d -o week.prorata.ndjson.gz\n"
      "  prorata record --metrics http://localhost:9090 --anonymize -o share-me.prorata.ndjson.gz\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --aggregate controller");
  verb->callback([&options] { options.verb = Verb::record; });
}

void add_partial(CLI::App& verb, Options& options) {
  verb.add_flag("--partial", options.partial, "Write whole numbers that `prorata merge` can add")->group("Output");
}

void add_merge(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("merge", "Add partial answers of several times or shards, exactly");
  verb->add_option("FILES", options.parts, "Files that `prorata allocate --partial` wrote")->required()->type_name("");
  add_format(*verb, options, "table, json or csv");
  add_partial(*verb, options);
  verb->footer(
      "\nParts must answer the same question and cover other times (cut at whole hours) or other nodes.\n\nExamples:\n"
      "  prorata allocate --metrics http://localhost:9090 --window 2026-03-01,2026-03-02 --partial > day-1.json\n"
      "  prorata allocate --metrics http://localhost:9090 --window 2026-03-02,2026-03-03 --partial > day-2.json\n"
      "  prorata merge day-1.json day-2.json");
  verb->callback([&options] { options.verb = Verb::merge; });
}

void add_allocate(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("allocate", "Cost by namespace, workload, label or any combination");
  add_source(*verb, options);
  add_threads(*verb, options);
  add_window(*verb, options);
  add_question(*verb, options);
  add_format(*verb, options, kRowFormats);
  add_partial(*verb, options);
  verb->add_option("--billing-account", options.billing_account, "BillingAccountId of FOCUS; default: the cluster")
      ->group("Output");
  verb->add_option("--invoice-issuer", options.invoice_issuer, "InvoiceIssuerName of FOCUS; default: the provider")
      ->group("Output");
  CLI::Option* share = add_sharing(*verb, options);
  for (const char* option : {"--share", "--idle-split", "--idle-coefficients"}) {
    verb->get_option(option)->excludes("--partial");
  }
  verb->add_option("--compare", options.compare,
                   "A second method, shown beside --method with the difference of each row")
      ->excludes("--partial")
      ->excludes("--step")
      ->group("Question");
  verb->add_option("--shard", options.shard, "K/N: only the nodes of this part, to be merged with the others")
      ->excludes(share)
      ->group("Question");
  verb->footer(
      "\nExamples:\n"
      "  prorata allocate --metrics http://localhost:9090 --window 7d\n"
      "  prorata allocate --metrics http://localhost:9090 --aggregate namespace,controller --idle share\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --compare request\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --step 1d --format csv > cost.csv\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --filter 'namespace:\"shop\"' --aggregate label:team\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --prices prices.yaml --format json");
  verb->callback([&options] { options.verb = Verb::allocate; });
}

void add_assets(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("assets", "Nodes with their price, where it comes from, and what stood idle");
  add_source(*verb, options);
  add_threads(*verb, options);
  add_window(*verb, options);
  add_config(*verb, options);
  add_prices(*verb, options);
  add_what_if(*verb, options);
  add_format(*verb, options, "table, json, csv, opencost or prometheus");
  verb->footer(
      "\nExamples:\n"
      "  prorata assets --metrics http://localhost:9090 --window 24h\n"
      "  prorata assets --metrics week.prorata.ndjson.gz --prices prices.yaml --format csv");
  verb->callback([&options] { options.verb = Verb::assets; });
}

void add_explain(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("explain", "Where a number comes from: amounts, prices, shares, hour by hour");
  add_source(*verb, options);
  add_threads(*verb, options);
  add_window(*verb, options);
  verb->add_option("--of", options.of,
                   "KEY=VALUE of what to explain, such as namespace=shop or label:team=web; may be repeated.\n"
                   "namespace=__idle__ explains what is idle, asset=NAME (or CLUSTER/NAME) what an asset costs")
      ->required()
      ->group("Question")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->take_all();
  verb->add_option("--at", options.at, "Only the hour of this time (RFC 3339 or unix seconds), of the window's hours")
      ->group("Question")
      ->type_name("TIME");
  add_step(*verb, options);
  add_aliases(*verb, options);
  add_charging(*verb, options);
  add_sharing(*verb, options);
  add_config(*verb, options);
  add_prices(*verb, options);
  add_what_if(*verb, options);
  verb->add_option("--format", options.format, "table or json")->group("Output")->capture_default_str();
  verb->footer(
      "\nExamples:\n"
      "  prorata explain --metrics http://localhost:9090 --of namespace=shop\n"
      "  prorata explain --metrics week.prorata.ndjson.gz --of pod=cart-0 --of container=app --format json\n"
      "  prorata explain --metrics week.prorata.ndjson.gz --of namespace=__idle__\n"
      "  prorata explain --metrics week.prorata.ndjson.gz --of asset=worker-1");
  verb->callback([&options] { options.verb = Verb::explain; });
}

void add_check(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("check", "Say what is missing or odd in the data; exit code 1 where it matters");
  add_source(*verb, options);
  add_threads(*verb, options);
  add_window(*verb, options);
  add_config(*verb, options);
  add_prices(*verb, options);
  verb->add_option("--format", options.format, "table or json")->group("Output")->capture_default_str();
  verb->footer(
      "\nExamples:\n"
      "  prorata check --metrics http://localhost:9090\n"
      "  prorata check --metrics week.prorata.ndjson.gz --format json");
  verb->callback([&options] { options.verb = Verb::check; });
}

void add_serve(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("serve", "HTTP server: the page, OpenCost's and ACK's endpoints, a query proxy");
  add_source(*verb, options);
  add_threads(*verb, options);
  verb->add_option("--tz", options.zone, "Time zone of days, weeks and months, such as Europe/Berlin")
      ->group("Time")
      ->capture_default_str();
  verb->add_option("--now", options.now,
                   "A time that stands still, for tests and demonstrations; default: the clock, or the recording's end")
      ->group("Time");
  add_config(*verb, options);
  add_aliases(*verb, options);
  add_prices(*verb, options);
  const char* group = "Server of its own";
  verb->add_option("--listen", options.listen, "HOST:PORT to listen on; :PORT is every address of this machine")
      ->group(group)
      ->capture_default_str();
  verb->add_option("--page", options.page, "Folder of the page, or none (default: the one beside the program)")
      ->group(group)
      ->type_name("DIR");
  verb->add_option("--memory", options.memory, "Most memory to use; loaded windows are forgotten to keep to it")
      ->group(group)
      ->capture_default_str();
  verb->add_option("--retry-partial", options.retry_partial,
                   "How long a window that lacks data is kept before it is loaded again; 0: not at all")
      ->group(group)
      ->capture_default_str();
  verb->footer(
      "\nWho can connect can read every cost and send any query; there is no login of its own.\n\nExamples:\n"
      "  prorata serve --metrics http://prometheus:9090\n"
      "  prorata serve --metrics week.prorata.ndjson.gz --listen 127.0.0.1:9003\n"
      "  curl 'http://127.0.0.1:9003/allocation?window=24h&aggregate=namespace&includeIdle=true'");
  verb->callback([&options] { options.verb = Verb::serve; });
}

/// What follows an error about `word`; empty where nothing is near.
std::string meant(std::string_view word, const std::vector<std::string>& candidates) {
  const auto near = closest_word(word, std::vector<std::string_view>(candidates.begin(), candidates.end()));
  return near.empty() ? "" : "; did you mean " + std::string(near) + "?";
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// The first word must be a verb; CLI11 would only say that a subcommand is missing.
std::optional<Printed> wrong_verb(const CLI::App& app, int argc, const char* const* argv) {
  const std::vector<std::string> verbs = verbs_of(app);
  std::string list;
  for (const std::string& verb : verbs) list.append(list.empty() ? "" : ", ").append(verb);
  const std::string word = argc > 1 ? argv[1] : "";
  const bool asks = word == "-h" || word == "--help" || word == "--version";
  if (asks || std::find(verbs.begin(), verbs.end(), word) != verbs.end()) return std::nullopt;
  const bool option = word.empty() || word.front() == '-';
  const std::string what = option ? "a verb is missing" + (word.empty() ? word : " before " + word)
                                  : "there is no verb " + word + meant(word, verbs);
  return Printed{"prorata: " + what + "\n  Verbs are " + list + "; see prorata --help.\n", 2};
}

/// The words that CLI11 did not expect, first of them first: it lists them from the last to the first.
std::vector<std::string> unexpected(const std::string& message) {
  std::istringstream rest(message.substr(message.find(": ") + 2));
  std::vector<std::string> words;
  for (std::string word; rest >> word;) words.insert(words.begin(), word);
  return words;
}

/// In the words of this program where CLI11's are hard to read.
std::string explained(const CLI::App& verb, const CLI::ParseError& error) {
  std::string text = error.what();
  const std::string option = text.substr(0, text.find(':'));
  const auto is = [&](CLI::ExitCodes kind) { return error.get_exit_code() == static_cast<int>(kind); };
  if (is(CLI::ExitCodes::ExtrasError)) {
    const std::vector<std::string> words = unexpected(text);
    const auto named = std::find_if(words.begin(), words.end(), [](const auto& word) { return word.starts_with('-'); });
    if (named == words.end()) return "\"" + words.front() + "\" is one word too many";
    return "there is no option " + *named + meant(*named, options_of(verb));
  }
  if (!is(CLI::ExitCodes::ArgumentMismatch)) return text;
  if (text.ends_with(" missing")) return option + " needs a value";
  return text.find("At Most 1") == std::string::npos ? text : option + " is given more than once";
}

Printed printed(const CLI::App& app, const CLI::ParseError& stop) {
  std::ostringstream out, ignored;
  if (app.exit(stop, out, ignored) == 0) return {out.str(), 0};
  const auto chosen = app.get_subcommands();
  const CLI::App& verb = chosen.empty() ? app : *chosen.front();
  const std::string name = chosen.empty() ? "" : verb.get_name() + " ";
  return {"prorata: " + explained(verb, stop) + "\n  See prorata " + name + "--help.\n", 2};
}

}  // namespace

unsigned threads_of(const Options& options) {
  return options.threads.value_or(0) != 0 ? *options.threads : std::max(1U, std::thread::hardware_concurrency());
}

std::variant<Options, Printed> parse_arguments(int argc, const char* const* argv) {
  Options options;
  CLI::App app{kAbout, "prorata"};
  app.set_version_flag("--version", "prorata " PRORATA_VERSION);
  app.footer(kExitCodes);
  app.require_subcommand(1);
  app.get_formatter()->column_width(26);
  add_allocate(app, options);
  add_assets(app, options);
  add_explain(app, options);
  add_check(app, options);
  add_merge(app, options);
  add_plan(app, options);
  add_rules(app, options);
  add_record(app, options);
  add_calculate(app, options);
  add_serve(app, options);
  if (auto wrong = wrong_verb(app, argc, argv)) return *std::move(wrong);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    return printed(app, stop);
  }
  return options;
}

}  // namespace prorata::cli
