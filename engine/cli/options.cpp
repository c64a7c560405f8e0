// Arguments into options, and the help texts.
#include "cli/options.h"

#include <sstream>

#include <CLI/CLI.hpp>

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
                  "https://host/prometheus), a recording (.ndjson, .ndjson.gz), or a folder with one.\n"
                  "NAME=SOURCE also names the cluster")
      ->type_name("SOURCE")
      ->required()
      ->group(group)
      ->expected(1)
      ->take_all();
  verb.add_option("--cluster", options.cluster, "Name of the cluster where the data has no label for it")->group(group);
  verb.add_option("--match", options.match, "PromQL matchers put into every selector, such as cluster=\"prod\"")
      ->group(group);

  const char* server = "Server";
  Connection& connection = options.connection;
  verb.add_option("--header", connection.headers, "Sent with every request: 'Name: value'; may be repeated")
      ->group(server)
      ->expected(1)
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
  verb.add_option("--tz", options.zone, "Time zone of days, weeks and months, such as Europe/Berlin")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--now", options.now, "The time to count back from (RFC 3339 or unix seconds); default: the clock")
      ->group(group);
}

void add_prices(CLI::App& verb, Options& options) {
  verb.add_option("--prices", options.prices,
                  "Price file, YAML or JSON; default: exported metrics, then built-in rates")
      ->group("Question")
      ->type_name("FILE");
}

void add_format(CLI::App& verb, Options& options) {
  verb.add_option("--format", options.format, "table, json or csv")->group("Output")->capture_default_str();
}

void add_question(CLI::App& verb, Options& options) {
  const char* group = "Question";
  verb.add_option("--aggregate", options.aggregate,
                  "Comma list of cluster, node, namespace, controllerKind, controller, pod, container, label:KEY")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--filter", options.filter, "Conditions joined by +: namespace:\"shop\"+node!:\"n1\",\"n2\"")
      ->group(group);
  verb.add_option("--step", options.step, "Cost per 1h, 1d, 1w, 1mo, or window for one sum")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--method", options.method, "How an interval is charged: interval, average, request, usage")
      ->group(group)
      ->capture_default_str();
  verb.add_option("--idle", options.idle, "Idle cost: separate, share, hide")->group(group)->capture_default_str();
  add_prices(verb, options);
}

void add_plan(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("plan", "Print the requests that would run, with samples and bytes expected");
  add_source(*verb, options);
  add_window(*verb, options);
  verb->add_option("--format", options.format, "table or json")->group("Output")->capture_default_str();
  verb->footer(
      "\nA few small probes are sent to learn what the server has; nothing else is.\n\nExamples:\n"
      "  prorata plan --metrics http://localhost:9090 --window 7d\n"
      "  prorata plan --metrics https://thanos.example/ --window lastmonth --resolution 1h --format json");
  verb->callback([&options] { options.verb = Verb::plan; });
}

void add_record(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("record", "Store the server's answers, to compute from them later or elsewhere");
  add_source(*verb, options);
  add_window(*verb, options);
  verb->add_option("-o,--output", options.output, "File to write, *.prorata.ndjson or *.prorata.ndjson.gz")
      ->group("Output")
      ->required()
      ->type_name("FILE");
  verb->add_flag("--anonymize", options.anonymize, "Replace names and label values by hashes")->group("Output");
  verb->add_option("--salt", options.salt,
                   "Secret of the hashes; the same salt gives the same hashes (default: random)")
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
  add_format(*verb, options);
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
  add_window(*verb, options);
  add_question(*verb, options);
  add_format(*verb, options);
  add_partial(*verb, options);
  verb->add_option("--shard", options.shard, "K/N: only the nodes of this part, to be merged with the others")
      ->group("Question");
  verb->footer(
      "\nExamples:\n"
      "  prorata allocate --metrics http://localhost:9090 --window 7d\n"
      "  prorata allocate --metrics http://localhost:9090 --aggregate namespace,controller --idle share\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --step 1d --format csv > cost.csv\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --filter 'namespace:\"shop\"' --aggregate label:team\n"
      "  prorata allocate --metrics week.prorata.ndjson.gz --prices prices.yaml --format json");
  verb->callback([&options] { options.verb = Verb::allocate; });
}

void add_assets(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("assets", "Nodes with their price, where it comes from, and what stood idle");
  add_source(*verb, options);
  add_window(*verb, options);
  add_prices(*verb, options);
  add_format(*verb, options);
  verb->footer(
      "\nExamples:\n"
      "  prorata assets --metrics http://localhost:9090 --window 24h\n"
      "  prorata assets --metrics week.prorata.ndjson.gz --prices prices.yaml --format csv");
  verb->callback([&options] { options.verb = Verb::assets; });
}

void add_check(CLI::App& app, Options& options) {
  CLI::App* verb = app.add_subcommand("check", "Say what is missing or odd in the data; exit code 1 where it matters");
  add_source(*verb, options);
  add_window(*verb, options);
  add_prices(*verb, options);
  verb->add_option("--format", options.format, "table or json")->group("Output")->capture_default_str();
  verb->footer(
      "\nExamples:\n"
      "  prorata check --metrics http://localhost:9090\n"
      "  prorata check --metrics week.prorata.ndjson.gz --format json");
  verb->callback([&options] { options.verb = Verb::check; });
}

/// CLI11's own message names the mistake; the way to help is added.
Printed printed(const CLI::App& app, const CLI::ParseError& stop) {
  std::ostringstream out, problems;
  const int code = app.exit(stop, out, problems);
  if (code == 0) return {out.str(), 0};
  std::string text = "prorata: " + problems.str();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return {text + "\n", 2};
}

}  // namespace

std::variant<Options, Printed> parse_arguments(int argc, const char* const* argv) {
  Options options;
  CLI::App app{kAbout, "prorata"};
  app.set_version_flag("--version", "prorata " PRORATA_VERSION);
  app.footer(kExitCodes);
  app.require_subcommand(1);
  app.get_formatter()->column_width(26);
  app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
    return std::string(error.what()) + "\n  See prorata " +
           (failed->get_subcommands().empty() ? "" : failed->get_subcommands().front()->get_name() + " ") + "--help.\n";
  });
  add_allocate(app, options);
  add_assets(app, options);
  add_check(app, options);
  add_merge(app, options);
  add_plan(app, options);
  add_record(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    return printed(app, stop);
  }
  return options;
}

}  // namespace prorata::cli
