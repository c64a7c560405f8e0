// The second program: reads price files and writes reports. Few visitors of a page need it, so it is loaded by the
// first who does. What goes between the programs is packed (core/pass.h).
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "calls.h"
#include "config/config.h"
#include "core/notice.h"
#include "json_writer.h"
#include "options.h"
#include "pricing/packed_book.h"
#include "pricing/price_book.h"
#include "report/compare.h"
#include "report/focus.h"
#include "report/format.h"
#include "report/packed.h"
#include "report/packed_bought.h"
#include "report/sets.h"
#include "report/text.h"

namespace prorata::wasm {
namespace {

Error no_question() {
  return {ErrorCode::bad_usage, "There is no question.", "", "question"};
}

/// {"name", "file"}: JSON of texts with their lines, or one text; with "config" those of a config file. Gives the
/// packed book.
Result<std::string> read_prices(Call& call) {
  Arguments in(call.arguments);
  const std::string_view name = in.text("name");
  if (!in.ok()) return in.error();
  const Document* found = call.arguments.find("file");
  const Document file = found == nullptr ? Document{} : *found;
  if (!call.arguments.has("config")) {
    const auto book = pricing::read_price_book(file, name);
    if (!book) return book.error();
    return pricing::pack_book(*book);
  }
  auto config = config::read_config(file, name);
  if (!config) return config.error();
  pricing::PriceBook book = config->prices ? *std::move(config->prices) : pricing::default_prices();
  for (const std::string& place : config->unused) book.notices.add(config::kNotUsed, place);
  return pricing::pack_book(book);
}

/// {"name", "file"}: JSON of texts with their lines. Gives JSON of what it says, in the words of a question.
Result<std::string> read_config(Call& call) {
  Arguments in(call.arguments);
  const std::string_view name = in.text("name");
  const Document* file = call.arguments.find("file");
  if (!in.ok()) return in.error();
  const auto config = config::read_config(file == nullptr ? Document{} : *file, name);
  if (!config) return config.error();
  JsonWriter json;
  json.open('{').list("gpuResources", config->gpus, [&json](const query::GpuShare& share) {
    json.open('{').text("resource", share.resource).key("gpus").raw(report::number_text(share.gpus)).close('}');
  });
  std::vector<std::string> weights;
  for (const query::Weight& weight : config->weights) weights.push_back(weight.name + "=" + weight.promql);
  json.texts("weights", weights)
      .texts("aliases", config->aliases)
      .list("budgets", config->budgets, [&json](const config::Config::Budget& budget) {
        json.open('{').text("name", budget.name).text("filter", budget.filter).text("amount", budget.amount).close('}');
      });
  json.texts("share", config->shares).texts("unused", config->unused);
  json.text("idle", config->idle).text("idleBy", config->idle_by).text("idleSplit", config->idle_split);
  json.text("idleCoefficients", config->idle_coefficients).text("pricesFile", config->prices_file);
  return json.boolean("hasPrices", config->prices.has_value()).close('}').take();
}

class Text final : public report::TextSink {
 public:
  bool write(std::string_view text) override {
    all += text;
    return true;
  }
  std::string all;
};

template <class Value>
std::string write_as(query::Format format, const Value& value) {
  switch (format) {
    case query::Format::json:
      return report::to_json(value);
    case query::Format::csv:
      return report::to_csv(value);
    default:
      break;
  }
  return report::to_table(value);
}

/// {"billingAccount", "invoiceIssuer"}: what no metric tells; where they are left out docs/formats.md says what stands.
Result<std::string> write_focus(Call& call, query::Format format, query::Question question) {
  Arguments in(call.arguments);
  report::FocusOptions options;
  options.v12 = format == query::Format::focus_12;
  if (call.arguments.has("billingAccount")) options.billing_account = in.text("billingAccount");
  if (call.arguments.has("invoiceIssuer")) options.invoice_issuer = in.text("invoiceIssuer");
  if (!in.ok()) return in.error();
  Text text;
  const auto writer = report::focus_writer(options, text);
  if (auto read = report::unpack_bought(call.bytes, std::move(question), *writer); !read) return read.error();
  return std::move(text.all);
}

/// {"noticed"}: so many of the last bytes are what the reader of text noticed, which the engine does not know.
Result<Notices> take_noticed(Call& call) {
  Notices noticed;
  const auto size = std::min(static_cast<std::size_t>(Arguments(call.arguments).whole("noticed")), call.bytes.size());
  if (size == 0) return noticed;
  if (!unpack(call.bytes.substr(call.bytes.size() - size), noticed, pass)) {
    return Error{ErrorCode::internal, "Notices cannot be unpacked."};
  }
  call.bytes.remove_suffix(size);
  return noticed;
}

void merge_into(std::vector<Notice>& all, const Notices& noticed) {
  Notices both = noticed;
  for (const Notice& notice : all) both.add(notice);
  all = both.list();
}

Result<std::string> write_answer(Call& call) {
  const auto format = query::parse_format(Arguments(call.arguments).text("format"));
  if (!format) return format.error();
  if (*format >= query::Format::focus_schema) return report::focus_schema(*format == query::Format::focus_12_schema);
  Document* asked = call.arguments.find("question");
  if (asked == nullptr) return no_question();
  auto question = read_question(*asked);
  if (!question) return question.error();
  if (*format >= query::Format::focus) return write_focus(call, *format, *std::move(question));
  if (report::is_of_sets(*format)) {
    Text text;
    const auto writer = report::sets_writer(*format, text);
    if (auto read = report::unpack_sets(call.bytes, *std::move(question), *writer); !read) return read.error();
    return std::move(text.all);
  }
  const auto noticed = take_noticed(call);
  if (!noticed) return noticed.error();
  auto answer = report::unpack_answer(call.bytes, *std::move(question));
  if (!answer) return answer.error();
  merge_into(answer->notices, *noticed);
  return write_as(*format, *answer);
}

/// {"question", "second", "size"}: the packed answer to the question has that size; behind it is that to the second
/// one.
Result<std::string> write_comparison(Call& call) {
  Arguments in(call.arguments);
  const auto size = static_cast<std::size_t>(in.whole("size"));
  if (!in.ok()) return in.error();
  Document* asked = call.arguments.find("question");
  Document* second_asked = call.arguments.find("second");
  if (asked == nullptr || second_asked == nullptr) return no_question();
  auto question = read_question(*asked);
  if (!question) return question.error();
  auto other = read_question(*second_asked);
  if (!other) return other.error();
  auto first = report::unpack_answer(call.bytes.substr(0, size), *std::move(question));
  if (!first) return first.error();
  auto second = report::unpack_answer(call.bytes.substr(std::min(size, call.bytes.size())), *std::move(other));
  if (!second) return second.error();
  const auto comparison = report::compare(*std::move(first), *std::move(second));
  if (!comparison) return comparison.error();
  return report::to_json(*comparison);
}

Result<std::string> write_assets(Call& call) {
  const auto format = query::parse_format(Arguments(call.arguments).text("format"));
  if (!format) return format.error();
  const auto noticed = take_noticed(call);
  if (!noticed) return noticed.error();
  auto assets = report::unpack_assets(call.bytes);
  if (!assets) return assets.error();
  merge_into(assets->notices, *noticed);
  if (*format == query::Format::opencost) return report::to_opencost(*assets);
  if (*format == query::Format::prometheus) return report::to_exposition(*assets);
  if (report::is_of_sets(*format)) {
    return Error{ErrorCode::bad_usage, "Assets have no such format.", "use table, json, csv, opencost or prometheus",
                 "format"};
  }
  return write_as(*format, *assets);
}

/// terms: at most so many; 0: all, hour by hour.
Result<std::string> write_derivation(Call& call) {
  Arguments in(call.arguments);
  const std::string_view of = in.text("of");
  const auto terms = static_cast<std::size_t>(in.whole("terms"));
  if (!in.ok()) return in.error();
  auto explained = query::parse_explained(of);
  if (!explained) return explained.error();
  const auto derivation = report::unpack_derivation(call.bytes, *std::move(explained));
  if (!derivation) return derivation.error();
  return terms == 0 ? report::to_json(*derivation) : report::to_json(*derivation, {terms, false});
}

struct Verb {
  std::string_view name;
  Result<std::string> (*run)(Call&);
};
constexpr Verb kVerbs[] = {{"prices", read_prices},  {"config", read_config},  {"comparison", write_comparison},
                           {"answer", write_answer}, {"assets", write_assets}, {"derivation", write_derivation}};

}  // namespace

Result<std::string> run_call(std::string_view verb, Call& call, std::string& bytes) {
  for (const Verb& each : kVerbs) {
    if (each.name != verb) continue;
    auto made = each.run(call);
    if (!made) return made.error();
    bytes = *std::move(made);
    return std::string("null");
  }
  return no_such_call(verb);
}

}  // namespace prorata::wasm
