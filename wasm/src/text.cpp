// The third program: text metrics, asked like a server. Loaded by the first who brings some. Times are milliseconds
// since 1970; what it noticed goes to the second program packed, and to JavaScript as JSON.
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "calls.h"
#include "columns.h"
#include "core/number.h"
#include "core/pass.h"
#include "ingest/scraped.h"
#include "json_writer.h"
#include "options.h"
#include "promql/scrapes.h"

namespace prorata::wasm {
namespace {

/// By their numbers; what is closed is null. A number is never given twice.
std::vector<std::unique_ptr<promql::Scrapes>> all;

struct Taken {
  Call& call;
  Arguments in;
  std::string& bytes;

  /// {"text"}: which of them.
  Result<promql::Scrapes*> scrapes() {
    const auto number = static_cast<std::size_t>(in.whole("text"));
    if (!in.ok()) return in.error();
    if (number >= all.size() || all[number] == nullptr) {
      return Error{ErrorCode::bad_usage, "These text metrics are closed."};
    }
    return all[number].get();
  }
};

void put_span(JsonWriter& json, Window span) {
  json.number("startMs", to_ms(span.begin)).number("endMs", to_ms(span.end));
}

Result<std::string> done(const Result<void>& result) {
  if (!result) return result.error();
  return std::string("null");
}

/// Of a file's first bytes.
Result<std::string> kind(Taken& taken) {
  switch (ingest::kind_of_file(taken.call.bytes)) {
    case ingest::FileKind::recording:
      return std::string(R"("recording")");
    case ingest::FileKind::scraped:
      return std::string(R"("text")");
    case ingest::FileKind::unknown:
      break;
  }
  return std::string(R"("unknown")");
}

Result<std::string> open(Taken&) {
  all.push_back(std::make_unique<promql::Scrapes>());
  return std::to_string(all.size() - 1);
}

Result<std::string> close(Taken& taken) {
  const auto number = static_cast<std::size_t>(taken.in.whole("text"));
  if (number < all.size()) all[number].reset();
  return std::string("null");
}

/// {"text", "name", "writtenAt"}
Result<std::string> begin(Taken& taken) {
  const auto scrapes = taken.scrapes();
  if (!scrapes) return scrapes.error();
  const std::string_view name = taken.in.text("name");
  const Instant written_at = instant_ms(taken.in.whole("writtenAt"));
  if (!taken.in.ok()) return taken.in.error();
  (*scrapes)->begin(std::string(name), written_at);
  return std::string("null");
}

Result<std::string> write(Taken& taken) {
  const auto scrapes = taken.scrapes();
  return scrapes ? done((*scrapes)->write(taken.call.bytes)) : scrapes.error();
}

Result<std::string> end(Taken& taken) {
  const auto scrapes = taken.scrapes();
  return scrapes ? done((*scrapes)->end()) : scrapes.error();
}

std::string give(const Notices& notices, std::string& bytes) {
  bytes = packed(notices, pass);
  return notices_of(notices.list());
}

Result<std::string> finish(Taken& taken) {
  const auto scrapes = taken.scrapes();
  if (!scrapes) return scrapes.error();
  if (auto finished = (*scrapes)->finish(); !finished) return finished.error();
  const promql::Samples& samples = (*scrapes)->samples();
  JsonWriter json;
  put_span(json.open('{'), samples.covered());
  json.number("series", static_cast<std::int64_t>(samples.all().size()));
  json.number("samples", static_cast<std::int64_t>(samples.sample_count()));
  json.number("scrapeIntervalMs", samples.scrape_interval().count());
  return json.key("noticed").raw(give((*scrapes)->notices(), taken.bytes)).close('}').take();
}

Error only_servers(std::string_view what, std::string_view field) {
  return {ErrorCode::bad_usage, "there is no server that could " + std::string(what) + " text metrics",
          "leave it out: they are read whole", field};
}

/// The bytes are `FetchOptions`. Gives the window that they ask for.
Result<std::string> window(Taken& taken) {
  const auto scrapes = taken.scrapes();
  if (!scrapes) return scrapes.error();
  const auto opening = read_opening(taken.call.bytes);
  if (!opening) return opening.error();
  if (!opening->fetch || opening->fetch->sampled) return Error{ErrorCode::internal, "Text metrics have a window."};
  const query::Fetch& fetch = *opening->fetch;
  if (fetch.mode == query::FetchMode::totals) return only_servers("sum up", "mode");
  if (!fetch.weights.empty()) return only_servers("answer a query of yours over", "weights");
  const Window asked = fetch.window, covered = (*scrapes)->covered();
  if (asked.begin < covered.begin || asked.end > covered.end) {
    return Error{ErrorCode::bad_usage,
                 "the window is from " + to_text(asked.begin) + " to " + to_text(asked.end) + ", and the text covers " +
                     to_text(covered.begin) + " to " + to_text(covered.end),
                 "ask for a window inside; words count back from the last sample unless nowMs says otherwise",
                 "window"};
  }
  JsonWriter json;
  put_span(json.open('{'), asked);
  return json.close('}').take();
}

Result<Instant> time_of(const Document& params, std::string_view name) {
  const Document* found = params.find(name);
  const auto seconds = parse_number(found == nullptr ? std::string_view() : found->text);
  if (!seconds) return Error{ErrorCode::bad_usage, "A request has no such time.", "", name};
  return instant_ms(static_cast<std::int64_t>(std::nearbyint(*seconds * 1000)));
}

/// As plan::params_of writes it.
Result<plan::Request> request_of(std::string_view id, std::string_view path, const Document& params) {
  const Document* query = params.find("query");
  if (query == nullptr) return Error{ErrorCode::bad_usage, "A request has no query."};
  plan::Request request;
  request.id = id;
  request.promql = query->text;
  if (path == "/api/v1/query") {
    const auto time = time_of(params, "time");
    if (!time) return time.error();
    request.end = *time;
    return request;
  }
  const auto start = time_of(params, "start"), end = time_of(params, "end"), step = time_of(params, "step");
  for (const auto* each : {&start, &end, &step}) {
    if (!*each) return each->error();
  }
  if (*end < *start || to_ms(*step) <= 0) return Error{ErrorCode::bad_usage, "A request has no grid."};
  request.kind = plan::Kind::matrix;
  request.start = *start;
  request.end = *end;
  request.step = Duration(to_ms(*step));
  return request;
}

/// {"text", "id", "path", "params"}: of a request of the plan. Gives the body of an answer.
Result<std::string> answer(Taken& taken) {
  const auto scrapes = taken.scrapes();
  if (!scrapes) return scrapes.error();
  const std::string_view id = taken.in.text("id"), path = taken.in.text("path");
  if (!taken.in.ok()) return taken.in.error();
  const Document* params = taken.call.arguments.find("params");
  const auto request = request_of(id, path, params == nullptr ? Document{} : *params);
  if (!request) return request.error();
  auto body = (*scrapes)->answer(*request);
  if (!body) return body.error();
  taken.bytes = *std::move(body);
  return std::string("null");
}

/// {"size", "other"}: the first of two packed lists has so many bytes; the second is of the source `other`. As
/// pipeline::absorb does it.
Result<std::string> merge(Taken& taken) {
  const auto size = static_cast<std::size_t>(taken.in.whole("size"));
  const std::string other(taken.in.text("other"));
  if (!taken.in.ok()) return taken.in.error();
  Notices mine, theirs;
  const std::string_view both = taken.call.bytes;
  const bool read = size <= both.size() && (size == 0 || unpack(both.substr(0, size), mine, pass));
  if (!read || !unpack(both.substr(size), theirs, pass)) {
    return Error{ErrorCode::internal, "Notices cannot be unpacked."};
  }
  for (Notice notice : theirs.list()) {
    for (std::string& object : notice.objects) object.insert(0, other + ": ");
    mine.add(notice);
  }
  return give(mine, taken.bytes);
}

struct Verb {
  std::string_view name;
  Result<std::string> (*run)(Taken&);
};
constexpr Verb kVerbs[] = {{"kind", kind},   {"open", open},     {"begin", begin},   {"write", write},
                           {"end", end},     {"finish", finish}, {"window", window}, {"answer", answer},
                           {"merge", merge}, {"close", close}};

}  // namespace

Result<std::string> run_call(std::string_view verb, Call& call, std::string& bytes) {
  for (const Verb& each : kVerbs) {
    if (each.name != verb) continue;
    Taken taken{call, Arguments(call.arguments), bytes};
    return each.run(taken);
  }
  return no_such_call(verb);
}

}  // namespace prorata::wasm
