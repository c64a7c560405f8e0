// The engine for JavaScript: text in, JSON replies out, bytes copied once in each direction. No logic.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "columns.h"
#include "json_writer.h"
#include "options.h"
#include "pipeline/session.h"
#include "plan/catalog.h"
#include "plan/planner.h"
#include "reply.h"
#include "report/format.h"

namespace prorata::wasm {
namespace {

void put_request(JsonWriter& json, const plan::Request& request) {
  const plan::Query* query = plan::find_query(request.id);
  json.open('{').text("id", request.id).number("chunk", request.chunk);
  json.text("kind", request.kind == plan::Kind::vector ? "vector" : "matrix").text("path", plan::path_of(request));
  json.key("params").open('{');
  for (const auto& [name, value] : plan::params_of(request)) json.text(name, value);
  json.close('}').text("feeds", query == nullptr ? std::string_view() : query->feeds);
  json.number("estimatedSamples", static_cast<std::int64_t>(request.estimated_samples));
  json.number("estimatedBytes", static_cast<std::int64_t>(request.estimated_bytes)).close('}');
}

std::string summary_of(const ingest::ResponseSummary& summary) {
  JsonWriter json;
  json.open('{').number("bytes", static_cast<std::int64_t>(summary.bytes));
  json.number("series", static_cast<std::int64_t>(summary.series));
  json.number("samples", static_cast<std::int64_t>(summary.samples));
  json.number("droppedNonFinite", static_cast<std::int64_t>(summary.dropped_non_finite));
  json.texts("warnings", summary.warnings).texts("infos", summary.infos).boolean("partial", summary.partial);
  return json.close('}').take();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// A session and the answers on their way into it. Handles of answers are numbers, so that JavaScript owns one object.
class Session {
 public:
  std::string open(const std::string& options) {
    return guarded([&] {
      const auto fetch = read_fetch(options);
      if (!fetch) return failed(fetch.error());
      session_.emplace(*fetch);
      return succeeded();
    });
  }

  std::string plan() {
    return with_session([&](pipeline::Session& session) {
      JsonWriter json;
      json.open('[');
      for (const plan::Request& request : session.plan()) put_request(json, request);
      return succeeded(json.close(']').take());
    });
  }

  std::string ingest(const std::string& id, int chunk) {
    return with_session([&](pipeline::Session& session) { return keep(session.ingest(id, chunk)); });
  }
  std::string ingest_recording() {
    return with_session([&](pipeline::Session& session) { return keep(session.ingest_recording()); });
  }

  /// An empty text for success: this is the only call made many times for each answer.
  std::string write(int handle, const emscripten::val& chunk) {
    return guarded([&] {
      const auto found = inputs_.find(handle);
      if (found == inputs_.end()) return failed(closed());
      buffer_.resize(chunk["length"].as<std::size_t>());
      auto* bytes = reinterpret_cast<std::uint8_t*>(buffer_.data());
      emscripten::val(emscripten::typed_memory_view(buffer_.size(), bytes)).call<void>("set", chunk);
      const auto written = found->second->write(buffer_);
      return written ? std::string() : failed(written.error());
    });
  }

  std::string end(int handle) {
    return guarded([&] {
      auto input = inputs_.extract(handle);
      if (input.empty()) return failed(closed());
      const auto summary = input.mapped()->end();
      return summary ? succeeded(summary_of(*summary)) : failed(summary.error());
    });
  }
  /// Forgets an answer that will not be finished.
  void drop(int handle) { inputs_.erase(handle); }

  /// Room for what `ingest_series` reads: doubles first (times, values), then 32-bit places (queries, label borders,
  /// labels, point borders, text ends), then texts. The view holds until the next call.
  emscripten::val reserve(std::size_t bytes) {
    buffer_.resize(bytes);
    return emscripten::val(emscripten::typed_memory_view(bytes, reinterpret_cast<std::uint8_t*>(buffer_.data())));
  }

  /// names: of queries, one a line. series, points, labels, texts: how many there are of each.
  std::string ingest_series(const std::string& names, std::size_t series, std::size_t points, std::size_t labels,
                            std::size_t texts) {
    return with_session([&](pipeline::Session& session) {
      const std::string buffer = std::exchange(buffer_, {});
      const std::size_t places = 3 * series + 2 + 2 * labels + texts;
      if (buffer.size() / sizeof(double) < 2 * points || buffer.size() < 16 * points + 4 * places) {
        return failed({ErrorCode::bad_input, "The arrays of a frame do not fit together.", "", "frame"});
      }
      const auto* numbers = reinterpret_cast<const double*>(buffer.data());
      const auto* place = reinterpret_cast<const std::uint32_t*>(numbers + 2 * points);
      const auto next = [&](std::size_t count) { return std::span(std::exchange(place, place + count), count); };
      series::Arrays arrays;
      arrays.time = {numbers, points};
      arrays.value = {numbers + points, points};
      arrays.query = next(series);
      arrays.label_begin = next(series + 1);
      arrays.labels = next(2 * labels);
      arrays.point_begin = next(series + 1);
      arrays.text_end = next(texts);
      arrays.text = std::string_view(buffer).substr(16 * points + 4 * places);
      const auto summary = session.ingest_series(lines_of(names), arrays);
      return summary ? succeeded(summary_of(*summary)) : failed(summary.error());
    });
  }

  std::string refused(const std::string& id, int chunk, int status, const std::string& body) {
    return with_session([&](pipeline::Session& session) {
      const auto taken = session.refused(id, chunk, status, body);
      return taken ? succeeded() : failed(taken.error());
    });
  }

  std::string allocate(const std::string& question) {
    return ask(question, [&](pipeline::Session& session, const Asked& asked) {
      const auto answer = session.allocate(asked.question, asked.prices);
      return answer ? hand_out(pack(*answer)) : failed(answer.error());
    });
  }
  std::string assets(const std::string& question) {
    return ask(question, [&](pipeline::Session& session, const Asked& asked) {
      const auto assets = session.assets(asked.question, asked.prices);
      return assets ? hand_out(pack(*assets)) : failed(assets.error());
    });
  }

  std::string report(const std::string& format, const std::string& question) {
    const auto wanted = query::parse_format(format);
    if (!wanted) return failed(wanted.error());
    return ask(question, [&](pipeline::Session& session, const Asked& asked) {
      const auto answer = session.allocate(asked.question, asked.prices);
      if (!answer) return failed(answer.error());
      switch (*wanted) {
        case query::Format::json:
          bytes_ = report::to_json(*answer);
          break;
        case query::Format::csv:
          bytes_ = report::to_csv(*answer);
          break;
        case query::Format::table:
          bytes_ = report::to_table(*answer);
          break;
      }
      return succeeded();
    });
  }

  std::string diagnostics() {
    return with_session(
        [&](pipeline::Session& session) { return succeeded(notices_of(session.diagnostics().list())); });
  }

  /// The bytes that belong to the last answer or report, as a Uint8Array of JavaScript's own.
  emscripten::val take_bytes() {
    const std::string bytes = std::exchange(bytes_, {});
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    return emscripten::val(emscripten::typed_memory_view(bytes.size(), data)).call<emscripten::val>("slice");
  }

 private:
  static Error closed() { return {ErrorCode::internal, "This answer was ended before.", "", ""}; }

  template <class Work>
  std::string with_session(Work work) {
    return guarded([&] {
      if (!session_) return failed({ErrorCode::internal, "The session is not open.", "", ""});
      return work(*session_);
    });
  }

  template <class Work>
  std::string ask(const std::string& question, Work work) {
    return with_session([&](pipeline::Session& session) {
      const auto asked = read_question(question);
      if (!asked) return failed(asked.error());
      return work(session, *asked);
    });
  }

  std::string keep(Result<std::unique_ptr<pipeline::ResponseInput>> input) {
    if (!input) return failed(input.error());
    const int handle = next_handle_++;
    inputs_.emplace(handle, *std::move(input));
    return succeeded(std::to_string(handle));
  }

  std::string hand_out(Packed packed) {
    bytes_ = std::move(packed.bytes);
    return succeeded(packed.header);
  }

  std::optional<pipeline::Session> session_;
  std::map<int, std::unique_ptr<pipeline::ResponseInput>> inputs_;
  int next_handle_ = 1;
  std::string buffer_;  // of the chunk being written; kept, so that no chunk allocates
  std::string bytes_;
};

std::string version() {
  return PRORATA_VERSION;
}

}  // namespace

EMSCRIPTEN_BINDINGS(prorata) {
  emscripten::function("version", &version);
  emscripten::class_<Session>("Session")
      .constructor<>()
      .function("open", &Session::open)
      .function("plan", &Session::plan)
      .function("ingest", &Session::ingest)
      .function("ingestRecording", &Session::ingest_recording)
      .function("write", &Session::write)
      .function("end", &Session::end)
      .function("drop", &Session::drop)
      .function("reserve", &Session::reserve)
      .function("ingestSeries", &Session::ingest_series)
      .function("refused", &Session::refused)
      .function("allocate", &Session::allocate)
      .function("assets", &Session::assets)
      .function("report", &Session::report)
      .function("diagnostics", &Session::diagnostics)
      .function("takeBytes", &Session::take_bytes);
}

}  // namespace prorata::wasm
