#include "pipeline/manifest.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace prorata::pipeline {
namespace {

using Json = nlohmann::json;

Error bad(std::string message) {
  return {ErrorCode::bad_input, "recording, line 1: " + std::move(message),
          "make the recording again with `prorata record`", "line 1"};
}

std::string text_or_empty(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<Duration> duration(const Json& object, const char* name) {
  auto read = parse_duration(text_or_empty(object, name));
  if (!read) return bad(std::string(name) + ": " + read.error().message);
  return read;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  const auto text = [](std::string_view value) {
    return Json(std::string(value)).dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  const plan::Layout& layout = manifest.layout;
  std::string json =
      R"({"format":"prorata.recording","version":1,"window":{"start":)" + text(to_text(layout.window.begin));
  json += R"(,"end":)" + text(to_text(layout.window.end)) + "}";
  const std::pair<std::string_view, std::string> members[] = {
      {"resolution", to_text(layout.resolution)},
      {"scrapeInterval", to_text(layout.scrape_interval)},
      {"lifetimeResolution", to_text(layout.lifetime_resolution)},
      {"match", manifest.match},
      {"cluster", manifest.cluster},
      {"source", manifest.source},
      {"recordedAt", to_text(manifest.recorded_at)}};
  for (const auto& [name, value] : members) json.append(",\"").append(name).append("\":").append(text(value));
  return json + "}";
}

Result<Manifest> parse_manifest(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || text_or_empty(json, "format") != "prorata.recording") {
    return bad("this is no prorata recording");
  }
  const auto version = json.find("version");
  if (version == json.end() || !version->is_number_integer() || version->get<std::int64_t>() != 1) {
    return bad("this version of the format is not known here");
  }
  Manifest manifest;
  const auto window = json.find("window");
  if (window == json.end() || !window->is_object()) return bad("\"window\" is missing");
  const auto begin = parse_instant(text_or_empty(*window, "start")), end = parse_instant(text_or_empty(*window, "end"));
  if (!begin || !end || *begin >= *end) return bad("\"window\" needs a start before its end");
  manifest.layout.window = {*begin, *end};

  const auto resolution = duration(json, "resolution");
  if (!resolution) return resolution.error();
  if (auto fits = plan::check_resolution(*resolution); !fits) return bad(fits.error().message);
  if (auto fits = plan::check_grid(manifest.layout.window, *resolution); !fits) return bad(fits.error().message);
  const auto scrape = duration(json, "scrapeInterval");
  if (!scrape) return scrape.error();
  const auto lifetimes = duration(json, "lifetimeResolution");
  if (!lifetimes) return lifetimes.error();
  manifest.layout.resolution = *resolution;
  manifest.layout.scrape_interval = *scrape;
  manifest.layout.lifetime_resolution = *lifetimes;
  manifest.match = text_or_empty(json, "match");
  manifest.cluster = text_or_empty(json, "cluster");
  manifest.source = text_or_empty(json, "source");
  return manifest;
}

}  // namespace prorata::pipeline
