// Reads options and questions. They come from a program, so a wrong type is the caller's mistake and is named.
#include "options.h"

#include <cmath>
#include <string>
#include <vector>

#include "core/document.h"

namespace prorata::wasm {
namespace {

constexpr std::string_view kHint = "see the types of @prorata/engine";

/// Whole numbers that a double holds exactly; fractions of milliseconds are cut.
std::int64_t whole(DocumentReader& in, const Document& object, std::string_view field, double least) {
  constexpr double kLargest = 9007199254740991.0;
  const NumberRange range{least, kLargest, least > 0 ? "a number above zero" : "a number within 2^53"};
  return static_cast<std::int64_t>(std::floor(in.number(object, field, range, Need::required).value_or(0)));
}
std::int64_t whole(DocumentReader& in, const Document& object, std::string_view field) {
  return whole(in, object, field, -9007199254740991.0);
}

/// Null means absent, as in JavaScript.
void drop_nulls(Document& object) {
  std::erase_if(object.items, [](const Document& item) { return item.kind == Document::Kind::null; });
}

void read_zone(DocumentReader& in, const Document& object, TimeZone& zone) {
  const Document* value = in.map(object, "timeZone");
  if (value == nullptr) return;
  zone.name = in.text(*value, "name").value_or("UTC");
  zone.initial_offset = std::chrono::seconds(whole(in, *value, "initialOffsetSeconds"));
  for (const Document& entry : in.list(*value, "transitions")) {
    zone.transitions.push_back(
        {instant_ms(whole(in, entry, "atMs")), std::chrono::seconds(whole(in, entry, "offsetSeconds"))});
  }
}

void read_words(DocumentReader& in, const Document& object, query::Dialect& dialect, query::WeekStart& week_start) {
  in.read(object, "dialect", query::parse_dialect, dialect);
  week_start = query::week_start_of(dialect);
  in.read(object, "weekStart", query::parse_week_start, week_start);
}

/// By dialect.
constexpr Result<query::OutputStep> (*kParseStep[])(std::string_view){
    [](std::string_view text) { return query::parse_step(text); },
    [](std::string_view text) { return query::parse_step(text, query::Dialect::opencost); },
    [](std::string_view text) { return query::parse_step(text, query::Dialect::ack); }};

void read_aggregate(DocumentReader& in, const Document& object, query::Question& question) {
  std::string words;
  for (const Document& entry : in.list(object, "aggregate"))
    words.append(words.empty() ? "" : ",").append(in.text(entry));
  if (!object.has("aggregate") || !in.ok()) return;
  auto keys = query::parse_keys(words);
  if (!keys) return in.fail(*object.find("aggregate"), keys.error().message, keys.error().hint);
  question.aggregate = *std::move(keys);
}

/// Usage samples of one load in a browser tab.
constexpr std::uint64_t kTabBudget = 8000000;

Result<std::optional<Duration>> parse_resolution(std::string_view text) {
  if (text == "auto") return std::optional<Duration>{};
  const auto step = parse_duration(text);
  if (!step) return step.error();
  return std::optional(*step);
}

/// With the name of the field that it is about.
Error placed(DocumentReader& in, const Document& at, const Error& error) {
  in.fail(at, error.message, error.hint);
  return in.error();
}

}  // namespace

Result<Opening> read_opening(std::string_view json) {
  auto root = read_document(json, {});
  if (!root) return root.error();
  if (root->kind == Document::Kind::null) return Opening{};
  drop_nulls(*root);
  DocumentReader in(*root, {}, kHint);
  in.only(*root,
          "window nowMs timeZone resolution sampleBudget match cluster sampled dialect weekStart gpuResources weights "
          "mode limits");
  query::Fetch fetch;
  for (const Document& entry : in.list(*root, "gpuResources")) {
    const std::string_view resource = in.text(entry, "resource", Need::required).value_or("");
    const double gpus = in.number(entry, "gpus", {0, 1, "a number from 0 to 1"}, Need::required).value_or(0);
    fetch.gpus.push_back({std::string(resource), gpus});
  }
  for (const Document& entry : in.list(*root, "weights")) {
    auto weight = query::parse_weight(entry.text);
    if (!weight) return placed(in, entry, weight.error());
    fetch.weights.push_back(*std::move(weight));
  }
  // What a config says of any data.
  const std::size_t of_config = (root->has("gpuResources") ? 1u : 0u) + (root->has("weights") ? 1u : 0u);
  const bool recorded = !root->items.empty() && root->items.size() == of_config;
  if (recorded && in.ok()) return Opening{{}, std::move(fetch.gpus)};
  TimeZone zone;
  read_zone(in, *root, zone);
  query::Dialect dialect{};
  query::WeekStart week_start = 1;
  read_words(in, *root, dialect, week_start);
  const Instant now = instant_ms(whole(in, *root, "nowMs"));
  const std::string_view words = in.text(*root, "window", Need::required).value_or("");
  in.read(*root, "resolution", parse_resolution, fetch.resolution);
  fetch.mode = static_cast<query::FetchMode>(in.word(*root, "mode", query::kFetchModes).value_or(0));
  fetch.limits = in.flag(*root, "limits").value_or(false);
  fetch.sample_budget =
      root->has("sampleBudget") ? static_cast<std::uint64_t>(whole(in, *root, "sampleBudget", 1)) : kTabBudget;
  for (const auto& [name, into] : {std::pair{"match", &fetch.match}, std::pair{"cluster", &fetch.cluster}}) {
    if (const Document* text = root->find(name)) *into = text->text;
  }
  if (const Document* how = in.map(*root, "sampled"); how != nullptr) {
    fetch.sampled =
        query::Sampled{Duration(whole(in, *how, "lifetimeResolutionMs", 1)), Duration(whole(in, *how, "gridOffsetMs"))};
  }
  if (!in.ok()) return in.error();
  const auto window = query::parse_window(words, now, zone, dialect, week_start);
  if (!window) return window.error();
  fetch.window = *window;
  if (dialect == query::Dialect::opencost) query::end_at(now, fetch);
  return Opening{std::move(fetch), {}};
}

Result<query::Question> read_question(Document& root) {
  drop_nulls(root);
  DocumentReader in(root, {}, kHint);
  in.only(root,
          "aggregate step accumulate method idle chargeWaiting filter timeZone prices limit idleBy idleSplit "
          "idleCoefficients share budgets dialect weekStart whatIf aliases window");
  query::Question question;
  read_zone(in, root, question.zone);
  read_aggregate(in, root, question);
  read_words(in, root, question.dialect, question.week_start);
  in.read(root, "step", kParseStep[static_cast<std::size_t>(question.dialect)], question.step);
  in.read(root, "accumulate", query::parse_accumulate, question.step);
  in.read(root, "method", query::parse_method, question.method);
  in.read(root, "idle", query::parse_idle, question.idle);
  if (root.has("idleBy")) in.read(root, "idleBy", query::parse_idle_by, question.idle_by.emplace());
  in.read(root, "idleSplit", query::parse_idle_split, question.idle_split);
  in.read(root, "idleCoefficients", query::parse_idle_coefficients, question.idle_coefficients);
  if (root.has("share")) {
    for (const Document& text : in.list(root, "share", Need::required)) {
      auto rule = query::parse_share(text.text);
      if (!rule) return placed(in, text, rule.error());
      question.shares.push_back(*std::move(rule));
    }
  }
  for (const Document& entry : in.list(root, "budgets")) {
    query::Budget& budget = question.budgets.emplace_back();
    budget.name = in.text(entry, "name", Need::required).value_or("");
    budget.text = in.text(entry, "amount", Need::required).value_or("");
    in.read(entry, "amount", query::parse_spending, budget.per_hour);
    const Document* filter = entry.find("filter");
    if (filter != nullptr && !filter->text.empty()) in.read(entry, "filter", query::parse_filter, budget.filter);
  }
  question.charge_waiting = in.flag(root, "chargeWaiting").value_or(true);
  in.read(root, "filter", query::parse_filter, question.filter);
  if (const Document* aliases = in.map(root, "aliases")) {
    for (const Document& entry : aliases->items) {
      auto alias = query::parse_alias(entry.name + "=" + entry.text);
      if (!alias) return placed(in, entry, alias.error());
      question.aliases.push_back(*std::move(alias));
    }
    query::apply_aliases(question);
  }
  if (root.has("limit")) question.limit = static_cast<std::uint32_t>(whole(in, root, "limit", 1));
  if (!in.ok()) return in.error();
  return question;
}

Result<void> read_what_if(const Document& question, pricing::WhatIf& what_if) {
  DocumentReader in(question, {}, kHint);
  const Document* map = in.map(question, "whatIf");
  if (map != nullptr) {
    in.only(*map, "cpu ram gpu disk spot committed saving");
    double* part = what_if.data();
    for (const auto& [name, least, most] : pricing::kWhatIf) {
      *part++ = in.number(*map, name, {least, most, "per cent"}).value_or(0);
    }
  }
  if (!in.ok()) return in.error();
  return {};
}

Arguments::Arguments(Document& root) : root_(root), in_(root, {}, kHint) {}

std::string_view Arguments::text(std::string_view name) {
  const Document* found = in_.member(root_, name, Need::required, "a text");
  return found == nullptr ? std::string_view() : found->text;
}

std::int64_t Arguments::whole(std::string_view name) {
  return wasm::whole(in_, root_, name, 0);
}

std::vector<std::string> Arguments::texts(std::string_view name) {
  std::vector<std::string> texts;
  for (const Document& text : in_.list(root_, name, Need::required)) texts.push_back(text.text);
  return texts;
}

}  // namespace prorata::wasm
