#include "pipeline/manifest.h"

#include <charconv>
#include <utility>

#include "core/document.h"
#include "core/json_text.h"

namespace prorata::pipeline {
namespace {

constexpr std::string_view kFile = "recording, line 1";
constexpr std::string_view kHint = "make the recording again with `prorata record`";

Error bad(std::string_view message) {
  return {ErrorCode::bad_input, std::string(kFile).append(": ").append(message), std::string(kHint), "line 1"};
}
Error bad(Error error) {
  error.code = ErrorCode::bad_input;
  error.where = "line 1";
  return error;
}

bool is_word(const Document* node, std::string_view word, bool quoted) {
  return node != nullptr && node->text == word && node->quoted == quoted;
}

Result<plan::Layout> read_layout(const Document& root) {
  DocumentReader in(root, kFile, kHint);
  plan::Layout layout;
  if (const Document* window = in.map(root, "window", Need::required)) {
    in.read(*window, "start", parse_instant, layout.window.begin, Need::required);
    in.read(*window, "end", parse_instant, layout.window.end, Need::required);
    if (layout.window.empty()) in.fail(*window, "its start must be before its end");
  }
  in.read(root, "resolution", parse_duration, layout.resolution, Need::required);
  in.read(root, "scrapeInterval", parse_duration, layout.scrape_interval, Need::required);
  in.read(root, "lifetimeResolution", parse_duration, layout.lifetime_resolution, Need::required);
  // Recordings from before there were totals do not say it.
  layout.mode = static_cast<query::FetchMode>(in.word(root, "mode", query::kFetchModes).value_or(0));
  if (!in.ok()) return bad(in.error());
  if (auto fits = plan::check_resolution(layout.resolution); !fits) return bad(fits.error().message);
  if (auto fits = plan::check_grid(layout.window, layout.resolution); !fits) return bad(fits.error().message);
  return layout;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  const plan::Layout& layout = manifest.layout;
  std::string json =
      R"({"format":"prorata.recording","version":1,"window":{"start":)" + json_text(to_text(layout.window.begin));
  json += R"(,"end":)" + json_text(to_text(layout.window.end)) + "}";
  const std::pair<std::string_view, std::string> members[] = {
      {"resolution", to_text(layout.resolution)},
      {"scrapeInterval", to_text(layout.scrape_interval)},
      {"lifetimeResolution", to_text(layout.lifetime_resolution)},
      {"match", manifest.match},
      {"cluster", manifest.cluster},
      {"source", manifest.source},
      {"recordedAt", to_text(manifest.recorded_at)}};
  if (layout.mode != query::FetchMode::stepped)
    json.append(R"(,"mode":)").append(json_text(query::name_of(layout.mode)));
  for (const auto& [name, value] : members) json.append(",\"").append(name).append("\":").append(json_text(value));
  return json + "}";
}

Result<Manifest> parse_manifest(std::string_view text) {
  const auto root = read_document(text, kFile);
  if (!root) return bad(root.error());
  if (!is_word(root->find("format"), "prorata.recording", true)) return bad("this is no prorata recording");
  if (!is_word(root->find("version"), "1", false)) return bad("this version of the format is not known here");
  Manifest manifest;
  auto layout = read_layout(*root);
  if (!layout) return layout.error();
  manifest.layout = *layout;
  for (const auto& [name, into] : {std::pair{"match", &manifest.match}, std::pair{"cluster", &manifest.cluster},
                                   std::pair{"source", &manifest.source}}) {
    if (const Document* found = root->find(name)) *into = found->text;
  }
  if (const Document* answers = root->find("answers")) {
    for (const Document& count : answers->items) {
      const plan::Query* query = plan::find_query(count.name);
      if (query == nullptr) continue;
      std::uint32_t& into = manifest.answers[static_cast<std::size_t>(query->id)];
      (void)std::from_chars(count.text.data(), count.text.data() + count.text.size(), into);
    }
  }
  return manifest;
}

}  // namespace prorata::pipeline
