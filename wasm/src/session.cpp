// The verbs. Text in, JSON out; no logic.
#include "session.h"

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "columns.h"
#include "json_writer.h"
#include "options.h"
#include "plan/catalog.h"
#include "plan/planner.h"
#include "pricing/packed_book.h"
#include "report/packed.h"
#include "report/packed_bought.h"

namespace prorata::wasm {
namespace {

Error ended_before() {
  return {ErrorCode::internal, "This answer was ended before.", "", ""};
}

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

Result<std::string> as_json(const Result<ingest::ResponseSummary>& summary) {
  if (!summary) return summary.error();
  return summary_of(*summary);
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(std::string_view options) {
  auto opening = read_opening(options);
  if (!opening) return opening.error();
  std::unique_ptr<Session> session(new Session(std::move(opening->fetch)));
  if (!opening->gpus.empty()) session->session_.know_gpus(std::move(opening->gpus));
  return session;
}

Result<std::string> Session::call(std::string_view verb, std::string_view arguments) {
  struct Verb {
    std::string_view name;
    Result<std::string> (Session::*run)(Document&);
  };
  constexpr Verb kVerbs[] = {{"plan", &Session::plan},
                             {"ingest", &Session::ingest},
                             {"ingestRecording", &Session::ingest_recording},
                             {"end", &Session::end},
                             {"drop", &Session::drop},
                             {"ingestSeries", &Session::ingest_series},
                             {"refused", &Session::refused},
                             {"absorb", &Session::absorb},
                             {"allocate", &Session::allocate},
                             {"assets", &Session::assets},
                             {"packAnswer", &Session::pack_answer},
                             {"packSets", &Session::pack_sets},
                             {"packBought", &Session::pack_bought},
                             {"packAssets", &Session::pack_assets},
                             {"packDerivation", &Session::pack_derivation},
                             {"diagnostics", &Session::diagnostics}};
  bytes_ = {};
  auto document = read_document(arguments, {});
  if (!document) return document.error();
  for (const Verb& each : kVerbs) {
    if (each.name == verb) return (this->*each.run)(*document);
  }
  return Error{ErrorCode::internal, "The engine has no such call.", "", std::string(verb)};
}

char* Session::reserve(std::size_t size) {
  if (size > PTRDIFF_MAX) return nullptr;  // more than a string holds, and the library would give up over it
  buffer_.resize(size);
  return buffer_.data();
}

Result<void> Session::write(std::size_t handle) {
  if (handle >= inputs_.size() || inputs_[handle] == nullptr) return ended_before();
  return inputs_[handle]->write(buffer_);
}

Result<std::string> Session::plan(Document&) {
  JsonWriter json;
  json.open('[');
  for (const plan::Request& request : session_.plan()) put_request(json, request);
  return json.close(']').take();
}

Result<std::string> Session::ingest(Document& arguments) {
  Arguments in(arguments);
  const std::string_view id = in.text("id");
  const auto chunk = static_cast<int>(in.whole("chunk"));
  if (!in.ok()) return in.error();
  return keep(session_.ingest(id, chunk));
}

Result<std::string> Session::ingest_recording(Document&) {
  return keep(session_.ingest_recording());
}

Result<std::string> Session::keep(Result<std::unique_ptr<pipeline::ResponseInput>> input) {
  if (!input) return input.error();
  inputs_.push_back(*std::move(input));  // never a number twice: what comes late must not meet another answer
  return std::to_string(inputs_.size() - 1);
}

std::unique_ptr<pipeline::ResponseInput> Session::take(Document& arguments) {
  const auto handle = static_cast<std::size_t>(Arguments(arguments).whole("handle"));
  return handle < inputs_.size() ? std::move(inputs_[handle]) : nullptr;
}

Result<std::string> Session::end(Document& arguments) {
  const auto input = take(arguments);
  if (input == nullptr) return ended_before();
  return as_json(input->end());
}

Result<std::string> Session::drop(Document& arguments) {
  take(arguments).reset();
  return std::string("null");
}

// The reserved bytes hold doubles first (times, values), then 32-bit places (queries, label borders, labels, point
// borders, text ends), then texts.
Result<std::string> Session::ingest_series(Document& arguments) {
  Arguments in(arguments);
  const auto series = static_cast<std::size_t>(in.whole("series")),
             points = static_cast<std::size_t>(in.whole("points"));
  const auto labels = static_cast<std::size_t>(in.whole("labels")), texts = static_cast<std::size_t>(in.whole("texts"));
  const std::vector<std::string> names = in.texts("names");
  if (!in.ok()) return in.error();
  const std::string buffer = std::exchange(buffer_, {});
  const std::size_t places = 3 * series + 2 + 2 * labels + texts;
  if (buffer.size() / sizeof(double) < 2 * points || buffer.size() < 16 * points + 4 * places) {
    return Error{ErrorCode::bad_input, "The arrays of a frame do not fit together.", "", "frame"};
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
  return as_json(session_.ingest_series(names, arrays));
}

Result<std::string> Session::refused(Document& arguments) {
  Arguments in(arguments);
  const std::string_view id = in.text("id"), body = in.text("body");
  const auto chunk = static_cast<int>(in.whole("chunk")), status = static_cast<int>(in.whole("status"));
  if (!in.ok()) return in.error();
  const auto taken = session_.refused(id, chunk, status, body);
  if (!taken) return taken.error();
  return std::string("null");
}

/// other: a session's address, as `open` gave it. It is empty then, and only good for closing.
Result<std::string> Session::absorb(Document& arguments) {
  Arguments in(arguments);
  const auto other = static_cast<std::uintptr_t>(in.whole("other"));
  if (!in.ok()) return in.error();
  const auto taken = session_.absorb(std::move(reinterpret_cast<Session*>(other)->session_));
  if (!taken) return taken.error();
  return std::string("null");
}

/// The question's `prices` is the size of the packed book in the reserved bytes; words of its `window` count back from
/// the end of the data.
Result<Session::Asked> Session::asked(Document& question) const {
  auto read = read_question(question);
  if (!read) return read.error();
  if (question.has("window")) {
    Arguments in(question);
    const std::string_view text = in.text("window");
    if (!in.ok()) return in.error();
    const auto part =
        query::parse_window(text, session_.fetch().window.end, read->zone, read->dialect, read->week_start);
    if (!part) return part.error();
    read->window = *part;
  }
  Asked asked{*std::move(read), pricing::default_prices()};
  if (question.has("prices")) {
    const auto size = static_cast<std::size_t>(Arguments(question).whole("prices"));
    auto book = pricing::unpack_book(std::string_view(buffer_).substr(0, size));
    if (!book) return book.error();
    asked.prices = *std::move(book);
  }
  if (auto what_if = read_what_if(question, asked.prices.what_if); !what_if) return what_if.error();
  return asked;
}

Result<std::string> Session::allocate(Document& arguments) {
  const auto asked = this->asked(arguments);
  if (!asked) return asked.error();
  const auto answer = session_.allocate(asked->question, asked->prices);
  if (!answer) return answer.error();
  return pack(*answer, bytes_);
}

Result<std::string> Session::assets(Document& arguments) {
  const auto asked = this->asked(arguments);
  if (!asked) return asked.error();
  const auto assets = session_.assets(asked->question, asked->prices);
  if (!assets) return assets.error();
  return pack(*assets, bytes_);
}

Result<std::string> Session::pack_answer(Document& arguments) {
  const auto asked = this->asked(arguments);
  if (!asked) return asked.error();
  const auto answer = session_.allocate(asked->question, asked->prices);
  if (!answer) return answer.error();
  bytes_ = report::pack(*answer);
  return std::string("null");
}

Result<std::string> Session::pack_sets(Document& arguments) {
  const auto asked = this->asked(arguments);
  if (!asked) return asked.error();
  report::SetsPacker packer;
  if (auto packed = session_.allocate_sets(asked->question, asked->prices, packer); !packed) return packed.error();
  bytes_ = packer.bytes();
  return std::string("null");
}

Result<std::string> Session::pack_bought(Document& arguments) {
  const auto asked = this->asked(arguments);
  if (!asked) return asked.error();
  report::BoughtPacker packer;
  if (auto packed = session_.allocate_bought(asked->question, asked->prices, packer); !packed) return packed.error();
  bytes_ = packer.bytes();
  return std::string("null");
}

Result<std::string> Session::pack_assets(Document& arguments) {
  const auto asked = this->asked(arguments);
  if (!asked) return asked.error();
  const auto assets = session_.assets(asked->question, asked->prices);
  if (!assets) return assets.error();
  bytes_ = report::pack(*assets);
  return std::string("null");
}

/// at: only the hour of this time, in ms.
Result<std::string> Session::pack_derivation(Document& arguments) {
  Arguments in(arguments);
  const std::string_view of = in.text("of");
  std::optional<Instant> at;
  if (arguments.has("at")) at = instant_ms(in.whole("at"));
  if (!in.ok()) return in.error();
  auto explained = query::parse_explained(of);
  if (!explained) return explained.error();
  Document* question = arguments.find("question");
  if (question == nullptr) return Error{ErrorCode::bad_usage, "There is no question.", "", "question"};
  const auto asked = this->asked(*question);
  if (!asked) return asked.error();
  query::apply_aliases(asked->question.aliases, explained->rows);
  const auto derivation = session_.explain(asked->question, *explained, at, asked->prices);
  if (!derivation) return derivation.error();
  bytes_ = report::pack(*derivation);
  return std::string("null");
}

Result<std::string> Session::diagnostics(Document&) {
  return notices_of(session_.diagnostics().list());
}

}  // namespace prorata::wasm
