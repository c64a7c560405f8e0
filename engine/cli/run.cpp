// Opens the source, runs the verb, prints: data to standard output, everything else to standard error.
#include "cli/run.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/anonymize.h"
#include "cli/calculate.h"
#include "cli/hints.h"
#include "cli/inputs.h"
#include "cli/loading.h"
#include "cli/plan_text.h"
#include "cli/progress.h"
#include "cli/recording_file.h"
#include "cli/serve/serve.h"
#include "cli/source.h"
#include "cli/world.h"
#include "pipeline/session.h"
#include "plan/planner.h"
#include "plan/rules.h"
#include "report/compare.h"
#include "report/focus.h"
#include "report/format.h"
#include "report/partial.h"
#include "report/sets.h"

namespace prorata::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Sources that are ready to be asked, and the session of the first.
struct Opened {
  std::vector<Source> sources;
  pipeline::Session session;
};

Result<Opened> open(const Options& options, Inputs& inputs) {
  auto sources = find_sources(options);
  if (!sources) return sources.error();
  const bool one = options.verb == Verb::plan || options.verb == Verb::record;
  if (one && sources->size() > 1) {
    return Error{ErrorCode::bad_usage,
                 "--metrics: this verb asks one source, and there are " + std::to_string(sources->size()),
                 "ask one after the other", "--metrics"};
  }
  if (auto ready = prepare(*sources, options, inputs); !ready) return ready.error();
  return Opened{*sources, session_of(sources->front(), inputs.fetch)};
}

Result<void> load_first(const Options& options, Opened& opened, const KeepAnswer& keep) {
  ProgressLine line;
  return load_source(opened.sources.front(), opened.session,
                     {keep, [&line](const Progress& progress) { line.show(progress); }, {}}, threads_of(options));
}

/// Everything a question needs: of a recording, also the part of it that is asked for.
Result<void> load(const Options& options, Opened& opened, Inputs& inputs) {
  if (auto loaded = load_first(options, opened, {}); !loaded) return loaded;
  if (auto loaded = load_others(opened.sources, opened.session, inputs.fetch, {}, threads_of(options)); !loaded)
    return loaded;
  if (!std::holds_alternative<RecordingFile>(opened.sources.front().place) || !options.window_given) return {};
  return read_window_of_recording(options, opened.session.fetch().window, inputs);
}

int print(const std::string& text) {
  if (write_output(text)) return 0;
  (void)std::fputs("prorata: the output could not be written\n", stderr);
  return 1;
}

/// Warnings and errors; a format that carries them itself needs no second telling.
void warn(const std::vector<Notice>& notices, query::Format format, const Currency& currency = {}) {
  std::vector<Notice> told;
  for (const Notice& notice : notices) {
    if (notice.severity != Severity::info) told.push_back(notice);
  }
  if (format != query::Format::json && !told.empty())
    (void)std::fputs(report::notices_table(told, currency).c_str(), stderr);
}

/// An answer that lacks data is printed, but the exit code says that it is not whole.
int exit_code(const std::vector<Notice>& notices, int printed) {
  const bool serious = std::any_of(notices.begin(), notices.end(),
                                   [](const Notice& notice) { return notice.severity == Severity::error; });
  return serious ? 1 : printed;
}

template <class Answer>
int print_answer(const Answer& answer, query::Format format) {
  warn(answer.notices, format, answer.currency);
  switch (format) {
    case query::Format::json:
      return exit_code(answer.notices, print(report::to_json(answer)));
    case query::Format::csv:
      return exit_code(answer.notices, print(report::to_csv(answer)));
    default:
      return exit_code(answer.notices, print(report::to_table(answer)));
  }
}

int print_allocation(const report::Answer& answer, const Options& options, query::Format format) {
  if (!options.partial) return print_answer(answer, format);
  warn(answer.notices, query::Format::table, answer.currency);
  return exit_code(answer.notices, print(report::to_partial(answer)));
}

int run_compare(Opened& opened, const Inputs& inputs, report::Answer first) {
  query::Question other = inputs.question;
  other.method = *inputs.compare;
  auto second = opened.session.allocate(other, inputs.prices);
  if (!second) return report_error(second.error());
  const std::vector<Notice> notices = first.notices;
  const auto comparison = report::compare(std::move(first), *std::move(second));
  if (!comparison) return report_error(comparison.error());
  warn(notices, query::Format::table, inputs.prices.currency);
  switch (inputs.format) {
    case query::Format::json:
      return exit_code(notices, print(report::to_json(*comparison)));
    case query::Format::csv:
      return exit_code(notices, print(report::to_csv(*comparison)));
    default:
      return exit_code(notices, print(report::to_table(*comparison)));
  }
}

/// Standard output, and what was noticed while it was written.
class Output final : public report::TextSink {
 public:
  bool write(std::string_view text) override { return write_output(text); }
};

/// Passes an answer on and keeps what was noticed.
class Noting final : public report::SetsTaker {
 public:
  explicit Noting(report::SetsTaker& next) : next_(next) {}
  [[nodiscard]] bool wants_details() const override { return next_.wants_details(); }
  void complete(const rollup::SetOrigin& origin, rollup::Set& set) const override { next_.complete(origin, set); }
  Result<void> begin(const report::SetsHead& head) override {
    notices = head.notices;
    return next_.begin(head);
  }
  Result<void> take(const rollup::Set& set) override { return next_.take(set); }
  Result<void> end() override { return next_.end(); }
  std::vector<Notice> notices;

 private:
  report::SetsTaker& next_;
};

int run_sets(Opened& opened, const Inputs& inputs) {
  Output output;
  const auto writer = report::sets_writer(inputs.format, output);
  Noting noting(*writer);
  if (auto written = opened.session.allocate_sets(inputs.question, inputs.prices, noting); !written) {
    return report_error(written.error());
  }
  warn(noting.notices, inputs.format, inputs.prices.currency);
  return exit_code(noting.notices, 0);
}

/// The same of what was bought.
class NotingBought final : public report::BoughtTaker {
 public:
  explicit NotingBought(report::BoughtTaker& next) : next_(next) {}
  Result<void> take(const report::SetsHead& head, const std::vector<Window>& steps,
                    const rollup::Bought& bought) override {
    notices = head.notices;
    return next_.take(head, steps, bought);
  }
  std::vector<Notice> notices;

 private:
  report::BoughtTaker& next_;
};

int run_focus(const Options& options, Opened& opened, const Inputs& inputs) {
  Output output;
  const bool v12 = inputs.format == query::Format::focus_12;
  const auto writer = report::focus_writer({v12, options.billing_account, options.invoice_issuer}, output);
  NotingBought noting(*writer);
  if (auto written = opened.session.allocate_bought(inputs.question, inputs.prices, noting); !written) {
    return report_error(written.error());
  }
  warn(noting.notices, inputs.format, inputs.prices.currency);
  return exit_code(noting.notices, 0);
}

int run_allocate(const Options& options, Opened& opened, Inputs& inputs) {
  if (inputs.format >= query::Format::focus_schema) {
    return print(report::focus_schema(inputs.format == query::Format::focus_12_schema));
  }
  if (auto loaded = load(options, opened, inputs); !loaded) return report_error(loaded.error());
  if (report::is_of_sets(inputs.format)) return run_sets(opened, inputs);
  if (inputs.format >= query::Format::focus) return run_focus(options, opened, inputs);
  auto answer = opened.session.allocate(inputs.question, inputs.prices);
  if (!answer) return report_error(answer.error());
  add_hints(opened.session, inputs.question, inputs.prices, *answer);
  if (inputs.compare) return run_compare(opened, inputs, *std::move(answer));
  answer->clusters = opened.session.clusters();
  return print_allocation(*answer, options, inputs.format);
}

/// Needs no source: everything stands in the files.
int run_merge(const Options& options) {
  const auto format = read_format(options);
  if (!format) return report_error(format.error());
  std::vector<report::Answer> answers;
  for (const std::string& file : options.parts) {
    const auto text = read_file(file);
    if (!text) return report_error(text.error());
    auto answer = report::read_partial(*text, file);
    if (!answer) return report_error(answer.error());
    answers.push_back(*std::move(answer));
  }
  const auto whole = report::merge_answers(answers);
  return whole ? print_allocation(*whole, options, *format) : report_error(whole.error());
}

int run_assets(const Options& options, Opened& opened, Inputs& inputs) {
  if (auto loaded = load(options, opened, inputs); !loaded) return report_error(loaded.error());
  const auto assets = opened.session.assets(inputs.question, inputs.prices);
  if (!assets) return report_error(assets.error());
  const bool opencost = inputs.format == query::Format::opencost;
  if (!opencost && inputs.format != query::Format::prometheus) return print_answer(*assets, inputs.format);
  warn(assets->notices, inputs.format, assets->currency);
  return exit_code(assets->notices, print(opencost ? report::to_opencost(*assets) : report::to_exposition(*assets)));
}

int run_explain(const Options& options, Opened& opened, Inputs& inputs) {
  if (auto loaded = load(options, opened, inputs); !loaded) return report_error(loaded.error());
  const auto derivation = opened.session.explain(inputs.question, inputs.of, inputs.at, inputs.prices);
  if (!derivation) {
    Error error = derivation.error();
    if (error.where == "of" || error.where == "at") error.where.insert(0, "--");
    return report_error(error);
  }
  const bool json = inputs.format == query::Format::json;
  return print(json ? report::to_json(*derivation) : report::to_table(*derivation));
}

int run_check(const Options& options, Opened& opened, Inputs& inputs) {
  if (auto loaded = load(options, opened, inputs); !loaded) return report_error(loaded.error());
  // Some things are noticed only where cost is computed.
  const auto answer = opened.session.allocate(inputs.question, inputs.prices);
  const auto notices = answer ? answer->notices : opened.session.diagnostics().list();
  const bool json = inputs.format == query::Format::json;
  std::string text = json ? report::notices_json(notices, inputs.prices.currency.digits)
                          : report::notices_table(notices, inputs.prices.currency);
  if (text.empty() && answer) text = "nothing to report\n";
  if (json && !text.ends_with('\n')) text += '\n';
  const int printed = print(text);
  if (!answer) return report_error(answer.error());
  return exit_code(notices, printed);
}

int run_plan(Opened& opened, const Inputs& inputs) {
  std::vector<plan::Request> requests = opened.session.plan();
  if (auto probed = probe(opened.sources.front(), opened.session); !probed) return report_error(probed.error());
  const std::vector<plan::Request> rest = opened.session.plan();
  if (auto planned = opened.session.planned(); !planned) return report_error(planned.error());
  requests.insert(requests.end(), rest.begin(), rest.end());
  return print(inputs.format == query::Format::json ? plan_json(requests) : plan_table(requests));
}

std::string params_json(const plan::Request& request, const std::string& match, const Anonymizer* anonymizer) {
  Json params = Json::object();
  for (auto [name, value] : plan::params_of(request)) {
    const std::size_t at = match.empty() || anonymizer == nullptr ? std::string::npos : value.find(match);
    if (at != std::string::npos) value.replace(at, match.size(), "anonymized=\"\"");
    params[name] = value;
  }
  return params.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string manifest_of(const Opened& opened, const Inputs& inputs, const Anonymizer* anonymizer) {
  std::string manifest = opened.session.recording_manifest(place_of(opened.sources.front()), inputs.now);
  if (anonymizer == nullptr) return manifest;
  Json json = Json::parse(manifest, nullptr, false);
  for (const char* name : {"match", "cluster", "source"}) {
    if (json.contains(name) && json[name].is_string()) json[name] = anonymizer->hashed(json[name].get<std::string>());
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Something that is no JSON has no structure to keep.
std::string recorded_without_names(const Anonymizer& anonymizer, std::string_view body) {
  return recorded_body(Json::accept(body) ? anonymizer.answer(body) : "(removed)");
}

int run_record(const Options& options, Opened& opened, const Inputs& inputs) {
  std::optional<Anonymizer> anonymizer;
  if (options.anonymize) anonymizer.emplace(options.salt.empty() ? random_salt() : options.salt);
  const Anonymizer* hide = anonymizer ? &*anonymizer : nullptr;
  if (auto writable = check_writable(options.output); !writable) return report_error(writable.error());
  RecordingWriter writer;
  const auto keep = [&](const plan::Request& request, int status, std::string_view body) {
    const std::string line = hide == nullptr ? recorded_body(body) : recorded_without_names(*hide, body);
    writer.add(request, status, params_json(request, options.match, hide), line);
  };
  if (auto loaded = load_first(options, opened, keep); !loaded) return report_error(loaded.error());
  if (auto written = writer.write(options.output, manifest_of(opened, inputs, hide)); !written) {
    return report_error(written.error());
  }
  const std::vector<Notice> notices = opened.session.diagnostics().list();
  warn(notices, query::Format::table);
  const Window window = opened.session.fetch().window;
  const std::string place = options.output == "-" ? "standard output" : options.output;
  (void)std::fprintf(stderr, "prorata: wrote %zu answers about %s to %s to %s\n", writer.size(),
                     to_text(window.begin).c_str(), to_text(window.end).c_str(), place.c_str());
  return exit_code(notices, 0);
}

int run_rules(const Options& options) {
  return print(plan::rules_text(options.match));
}

/// Needs no source, either.
int run_calculate(const Options& options) {
  const auto format = read_format(options);
  if (!format) return report_error(format.error());
  const auto text = calculate(options.words, *format == query::Format::json);
  return text ? print(*text) : report_error(text.error());
}

int serve(const Options& options, Inputs inputs) {
  auto sources = find_sources(options);
  if (!sources) return report_error(sources.error());
  if (auto ready = prepare(*sources, options, inputs); !ready) return report_error(ready.error());
  return run_serve(options, std::move(inputs), *std::move(sources));
}

}  // namespace

int run(const Options& options) {
  if (options.verb == Verb::merge) return run_merge(options);
  if (options.verb == Verb::rules) return run_rules(options);
  if (options.verb == Verb::calculate) return run_calculate(options);
  auto inputs = read_inputs(options);
  if (!inputs) return report_error(inputs.error());
  if (options.verb == Verb::serve) return serve(options, *std::move(inputs));
  auto opened = open(options, *inputs);
  if (!opened) return report_error(opened.error());
  switch (options.verb) {
    case Verb::plan:
      return run_plan(*opened, *inputs);
    case Verb::record:
      return run_record(options, *opened, *inputs);
    case Verb::allocate:
      return run_allocate(options, *opened, *inputs);
    case Verb::merge:
    case Verb::rules:
    case Verb::serve:
    case Verb::calculate:
      return 2;  // answered above
    case Verb::assets:
      return run_assets(options, *opened, *inputs);
    case Verb::explain:
      return run_explain(options, *opened, *inputs);
    case Verb::check:
      return run_check(options, *opened, *inputs);
  }
  return 1;
}

}  // namespace prorata::cli
