// Reads options and questions. They come from a program, so a wrong type is the caller's mistake and is named.
#include "options.h"

#include <cmath>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace prorata::wasm {
namespace {

// The type that the price reader uses too: a second one would be compiled and downloaded a second time.
using Json = nlohmann::json;

Error wrong(const char* field, const char* wanted) {
  return {ErrorCode::bad_usage, std::string("\"") + field + "\" must be " + wanted + ".", "", field};
}

/// The member, or null where it is absent or null.
const Json* member(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Result<std::optional<std::string>> text(const Json& object, const char* field) {
  const Json* value = member(object, field);
  if (value == nullptr) return std::optional<std::string>{};
  if (!value->is_string()) return wrong(field, "a text");
  return std::optional(value->get<std::string>());
}

/// A whole number that a double holds exactly.
Result<std::int64_t> whole(const Json* value, const char* field) {
  constexpr double kLargest = 9007199254740992.0;
  if (value == nullptr || !value->is_number()) return wrong(field, "a number");
  const double number = value->get<double>();
  if (!(std::abs(number) < kLargest)) return wrong(field, "a whole number below 2^53");
  return static_cast<std::int64_t>(std::floor(number));
}

Result<Json> parse_object(std::string_view json) {
  Json value = Json::parse(json, nullptr, false);
  if (!value.is_object()) return Error{ErrorCode::bad_usage, "Options must be an object.", "", ""};
  return value;
}

Result<ZoneTransition> read_transition(const Json& value) {
  if (!value.is_object()) return wrong("timeZone.transitions", "a list of {atMs, offsetSeconds}");
  const auto at = whole(member(value, "atMs"), "timeZone.transitions.atMs");
  if (!at) return at.error();
  const auto offset = whole(member(value, "offsetSeconds"), "timeZone.transitions.offsetSeconds");
  if (!offset) return offset.error();
  return ZoneTransition{instant_ms(*at), std::chrono::seconds(*offset)};
}

Result<TimeZone> read_zone(const Json& object) {
  const Json* value = member(object, "timeZone");
  if (value == nullptr) return TimeZone{};
  if (!value->is_object()) return wrong("timeZone", "a time zone value");
  TimeZone zone;
  const auto name = text(*value, "name");
  if (!name) return name.error();
  zone.name = name->value_or("UTC");
  const auto initial = whole(member(*value, "initialOffsetSeconds"), "timeZone.initialOffsetSeconds");
  if (!initial) return initial.error();
  zone.initial_offset = std::chrono::seconds(*initial);
  const Json* transitions = member(*value, "transitions");
  if (transitions == nullptr) return zone;
  if (!transitions->is_array()) return wrong("timeZone.transitions", "a list");
  for (const Json& entry : *transitions) {
    const auto transition = read_transition(entry);
    if (!transition) return transition.error();
    zone.transitions.push_back(*transition);
  }
  return zone;
}

/// Puts what `parse` makes of the text member into `target`; an absent member leaves it.
template <class Parse, class Target>
Result<void> read_word(const Json& object, const char* field, Parse parse, Target& target) {
  const auto word = text(object, field);
  if (!word) return word.error();
  if (!word->has_value()) return {};
  auto value = parse(**word);
  if (!value) return value.error();
  target = *std::move(value);
  return {};
}

Result<void> read_aggregate(const Json& object, query::Question& question) {
  const Json* list = member(object, "aggregate");
  if (list == nullptr) return {};
  if (!list->is_array()) return wrong("aggregate", "a list of keys");
  std::string words;
  for (const Json& entry : *list) {
    if (!entry.is_string()) return wrong("aggregate", "a list of keys");
    words += (words.empty() ? "" : ",") + entry.get<std::string>();
  }
  auto keys = query::parse_keys(words);
  if (!keys) return keys.error();
  question.aggregate = *std::move(keys);
  return {};
}

/// Usage samples of one load in a browser tab.
constexpr std::uint64_t kTabBudget = 8000000;

Result<void> read_limits(const Json& object, query::Fetch& fetch) {
  fetch.sample_budget = kTabBudget;
  if (const Json* budget = member(object, "sampleBudget"); budget != nullptr) {
    const auto samples = whole(budget, "sampleBudget");
    if (!samples) return samples.error();
    if (*samples <= 0) return wrong("sampleBudget", "more than zero");
    fetch.sample_budget = static_cast<std::uint64_t>(*samples);
  }
  const auto match = text(object, "match");
  if (!match) return match.error();
  fetch.match = match->value_or("");
  const auto cluster = text(object, "cluster");
  if (!cluster) return cluster.error();
  fetch.cluster = cluster->value_or("");
  return {};
}

Result<std::optional<Duration>> parse_resolution(std::string_view text) {
  if (text == "auto") return std::optional<Duration>{};
  const auto step = parse_duration(text);
  if (!step) return step.error();
  return std::optional(*step);
}

}  // namespace

Result<std::optional<query::Fetch>> read_fetch(std::string_view json) {
  if (json == "null") return std::optional<query::Fetch>{};
  const auto object = parse_object(json);
  if (!object) return object.error();

  query::Fetch fetch;
  const auto zone = read_zone(*object);
  if (!zone) return zone.error();
  const auto now = whole(member(*object, "nowMs"), "nowMs");
  if (!now) return now.error();
  const auto words = text(*object, "window");
  if (!words) return words.error();
  if (!words->has_value()) return wrong("window", "given");
  const auto window = query::parse_window(**words, instant_ms(*now), *zone);
  if (!window) return window.error();
  fetch.window = *window;
  if (const auto read = read_word(*object, "resolution", parse_resolution, fetch.resolution); !read)
    return read.error();
  if (const auto read = read_limits(*object, fetch); !read) return read.error();
  return std::optional(std::move(fetch));
}

Result<Asked> read_question(std::string_view json) {
  const auto object = parse_object(json);
  if (!object) return object.error();

  Asked asked{{}, pricing::default_prices()};
  query::Question& question = asked.question;
  auto zone = read_zone(*object);
  if (!zone) return zone.error();
  question.zone = *std::move(zone);
  for (const auto& read :
       {read_aggregate(*object, question), read_word(*object, "step", query::parse_step, question.step),
        read_word(*object, "method", query::parse_method, question.method),
        read_word(*object, "idle", query::parse_idle, question.idle),
        read_word(*object, "filter", query::parse_filter, question.filter)}) {
    if (!read) return read.error();
  }
  if (const Json* prices = member(*object, "prices"); prices != nullptr) {
    auto book = pricing::read_price_book(prices->dump(-1, ' ', false, Json::error_handler_t::replace), "prices");
    if (!book) return book.error();
    asked.prices = *std::move(book);
  }
  return asked;
}

}  // namespace prorata::wasm
