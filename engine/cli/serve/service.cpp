#include "cli/serve/service.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "cli/hints.h"
#include "cli/serve/kept_text.h"
#include "cli/serve/lacking.h"
#include "cli/serve/memory.h"
#include "cli/serve/parameters.h"
#include "cli/serve/proxy.h"
#include "cli/serve/replying.h"
#include "cli/world.h"
#include "core/json_text.h"
#include "report/compare.h"
#include "report/focus.h"
#include "report/format.h"
#include "report/sets.h"

namespace prorata::cli::serve {
namespace {

using Clock = std::chrono::steady_clock;
using query::Format;

/// Steps times rows times this is what the formats of a whole answer may take.
constexpr std::uint64_t kBytesPerStep = 64, kBytesPerRow = 4096;

/// Puts a member before the end of an object; nothing where it is none.
void add_member(std::string& object, const std::string& member) {
  constexpr std::string_view kEnd = "}\n";
  if (!object.ends_with(kEnd)) return;
  object.resize(object.size() - kEnd.size());
  object.append(",").append(member).append(kEnd);
}

std::string_view type_of(Format format) {
  switch (format) {
    case Format::csv:
    case Format::opencost_csv:
    case Format::ack_csv:
    case Format::focus:
    case Format::focus_12:
      return "text/csv; charset=utf-8";
    case Format::table:
    case Format::markdown:
      return kText;
    case Format::prometheus:
      return "text/plain; version=0.0.4; charset=utf-8";
    case Format::ndjson:
      return "application/x-ndjson";
    default:
      return kJson;
  }
}

template <class Value>
std::string write_whole(Format format, const Value& value) {
  switch (format) {
    case Format::csv:
      return report::to_csv(value);
    case Format::table:
      return report::to_table(value);
    default:
      return report::to_json(value);
  }
}

using Over = std::function<std::optional<Error>()>;

/// Passes an answer on, keeps what was noticed of it, and ends where nobody waits for it any more.
class Noting final : public report::SetsTaker {
 public:
  Noting(report::SetsTaker& next, Over over) : next_(next), over_(std::move(over)) {}
  [[nodiscard]] bool wants_details() const override { return next_.wants_details(); }
  void complete(const rollup::SetOrigin& origin, rollup::Set& set) const override { next_.complete(origin, set); }
  Result<void> begin(const report::SetsHead& head) override {
    notices = head.notices;
    currency = head.currency;
    partial = head.partial;
    return next_.begin(head);
  }
  Result<void> take(const rollup::Set& set) override {
    if (auto ended = over_()) return *std::move(ended);
    any = any || std::any_of(set.groups.kind.begin(), set.groups.kind.end(),
                             [](auto kind) { return kind != rollup::RowKind::idle; });
    return next_.take(set);
  }
  Result<void> end() override { return next_.end(); }
  std::vector<Notice> notices;
  Currency currency;
  bool partial = false;
  bool any = false;  ///< rows that are not idle

 private:
  report::SetsTaker& next_;
  Over over_;
};

/// The same of what was bought.
class NotingBought final : public report::BoughtTaker {
 public:
  NotingBought(report::BoughtTaker& next, Over over) : next_(next), over_(std::move(over)) {}
  Result<void> take(const report::SetsHead& given, const std::vector<Window>& steps,
                    const rollup::Bought& bought) override {
    head = given;
    any = std::any_of(bought.kept.begin(), bought.kept.end(), [](std::uint8_t kept) { return kept != 0; });
    if (auto ended = over_()) return *std::move(ended);
    return next_.take(given, steps, bought);
  }
  report::SetsHead head;
  bool any = false;  ///< that the filter keeps

 private:
  report::BoughtTaker& next_;
  Over over_;
};

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : "; ").append(text);
  return all;
}

/// Those that tell of something wrong, each with one object.
std::vector<std::string> told_of(const std::vector<Notice>& notices) {
  std::vector<std::string> told;
  for (const Notice& notice : notices) {
    if (notice.severity == Severity::info) continue;
    const std::string object = notice.objects.empty() ? "" : " (" + notice.objects.front() + ")";
    told.push_back(notice.id + ": " + notice.message + object + " " + notice.fix);
  }
  return told;
}

/// Notices that words of the question have no effect, or another than they say.
bool is_of_words(const Notice& notice) {
  constexpr std::array<std::string_view, 6> kOfWords{"label-not-found",       "service-not-found",
                                                     "share-matches-nothing", "share-without-receivers",
                                                     "share-without-weights", "weight-without-series"};
  return std::find(kOfWords.begin(), kOfWords.end(), notice.id) != kOfWords.end();
}

/// What the command line tells beside an answer, as a part of formats that have room for it; nothing where all is
/// there.
std::string told_within(Format format, const std::vector<Notice>& notices, const Currency& currency) {
  std::vector<Notice> told;
  std::copy_if(notices.begin(), notices.end(), std::back_inserter(told),
               [](const Notice& notice) { return notice.severity != Severity::info; });
  const std::string text = report::notices_table(told, currency);
  if (format == Format::table) return "\n" + text;
  if (format != Format::markdown && format != Format::prometheus) return "";
  // Indented text is no markup; a comment begins with its sign.
  const std::string_view begin = format == Format::markdown ? "    " : "# prorata: ";
  std::string out(format == Format::markdown ? "\n" : "");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out.append(begin).append(text, at, end - at).append("\n");
    at = end + 1;
  }
  return out;
}

/// The member of OpenCost's answers.
std::string warning_of(const std::vector<std::string>& warnings) {
  return "\"warning\":" + json_text(joined(warnings));
}

/// As OpenCost's answers say them, before the end of the object.
void add_warning(std::vector<std::string> warnings, const std::vector<Notice>& notices, std::string& body) {
  if (lacks_data(notices)) {
    for (std::string& told : told_of(notices)) warnings.push_back(std::move(told));
  }
  if (!warnings.empty()) add_member(body, warning_of(warnings));
}

/// Why a filter kept no row.
std::vector<Notice> why_nothing_matches(pipeline::Session& session, const Asked& asked,
                                        const pricing::PriceBook& prices) {
  if (asked.question.filter.empty()) return {};
  return why_nothing(session, asked.question, prices).list();
}
std::vector<std::string> with_reasons(std::vector<std::string> warnings, const std::vector<Notice>& reasons) {
  for (const Notice& notice : reasons) warnings.push_back(notice.id + ": " + notice.message);
  return warnings;
}

/// Has a session compute and write. Errors: those of both, and "memory" where there is no room for either.
Result<void> write_to(KeptText& text, Sessions& sessions, const Request& request, const Asked& asked,
                      const Sessions::Ask& allocate) {
  auto done = sessions.with(
      asked.window, asked.resolution,
      [&](pipeline::Session& session) -> Result<void> {
        if (!text.reserve(session.bytes_for(asked.question))) return {};
        return allocate(session);
      },
      request.gone);
  return text.full ? out_of_memory("the answer", sessions.memory()) : done;
}

}  // namespace

void add_headers(std::vector<std::string> warnings, bool partial, const std::vector<Notice>& notices, bool words,
                 Reply& reply) {
  for (const Notice& notice : notices) {
    if (words && is_of_words(notice)) warnings.push_back(notice.id + ": " + notice.message + " " + notice.fix);
  }
  if (partial) {
    std::string kinds;
    for (const Notice& notice : notices) {
      if (!lacks_data(notice)) continue;
      kinds.append(kinds.empty() ? "" : ", ").append(notice.id);
    }
    warnings.push_back("data is missing, so costs are not whole" + (kinds.empty() ? "" : " (" + kinds + ")"));
    reply.headers.emplace_back("X-Prorata-Partial", "true");
  }
  std::string all = joined(warnings);
  std::replace(all.begin(), all.end(), '"', '\'');
  if (!all.empty()) reply.headers.emplace_back("Warning", "299 prorata \"" + all + "\"");
}

const Service::Route Service::kRoutes[] = {
    {"/allocation", &Service::allocation, read_opencost_allocation, ErrorStyle::opencost},
    {"/allocation/compute", &Service::allocation, read_opencost_allocation, ErrorStyle::opencost},
    {"/allocation/summary", &Service::allocation, read_opencost_summary, ErrorStyle::opencost},
    {"/allocation/compute/summary", &Service::allocation, read_opencost_summary, ErrorStyle::opencost},
    {"/assets", &Service::assets, read_opencost_assets, ErrorStyle::opencost},
    {"/v2/cost", &Service::allocation, read_ack_cost, ErrorStyle::opencost},
    {"/v1/allocation", &Service::allocation, read_own_allocation, ErrorStyle::prorata},
    {"/v1/assets", &Service::assets, read_own_assets, ErrorStyle::prorata},
    {"/v1/explain", &Service::explain, read_own_explain, ErrorStyle::prorata},
    {"/v1/diagnostics", &Service::diagnostics, read_own_diagnostics, ErrorStyle::prorata},
    {"/metrics", &Service::metrics, nullptr, ErrorStyle::prorata},
    {"/healthz", &Service::health, nullptr, ErrorStyle::prorata},
};

namespace {

/// `costWeights` of ACK's metrics adapter are 1 for CPU and 0 for memory by default.
pricing::PriceBook split_for_ack(pricing::PriceBook book) {
  pricing::NodeSplit& split = book.split;
  const bool said = split.method != pricing::NodeSplit::Method::ratio || split.weights;
  if (!said) split = {pricing::NodeSplit::Method::shares, pricing::PerResource<double>{1, 0, 0, 0}};
  return book;
}

}  // namespace

Service::Service(Setting setting)
    : setting_(std::move(setting)),
      ack_prices_(split_for_ack(setting_.inputs.prices)),
      sessions_(setting_.sources, setting_.inputs.fetch, {setting_.memory, setting_.retry_partial, setting_.threads},
                counters_, stopping_) {}

Result<void> Service::open() {
  return sessions_.load_files();
}

Reply Service::answer(const Request& request) {
  const auto begin = Clock::now();
  std::string route = "other";
  Reply reply = dispatch(request, route);
  if (reply.status == 503 && reply.headers.empty()) reply.headers.emplace_back("Retry-After", "5");
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  counters_.request(route, reply.status, seconds, reply.stream ? reply.length : reply.body.size());
  return reply;
}

Reply Service::dispatch(const Request& request, std::string& route) {
  if (!is_for_us(request)) {
    return refusal(403, {ErrorCode::bad_usage, "this server answers to localhost and addresses of this machine only",
                         "give --listen another address where it should be known by other names", "Host"});
  }
  const bool reads = request.method == "GET" || request.method == "HEAD" || request.method == "POST";
  if (const auto passed = read_passed(request.path); passed && reads) {
    route = passed->path;
    return pass(request, *passed);
  }
  const Route* const found = route_of(request.path);
  const bool known = found != nullptr;
  if (!reads || (request.method == "POST" && !known)) {
    Reply reply = refusal(405, {ErrorCode::bad_usage, "nothing here can be changed", "use GET", "method"},
                          style_of(request.path));
    reply.headers.emplace_back("Allow", known ? "GET, HEAD, POST" : "GET, HEAD");
    return reply;
  }
  if (!known) {
    route = "page";
    return page(request);
  }
  route = found->path;
  return (this->*found->answer)(request, *found);
}

const Service::Route* Service::route_of(std::string_view path) {
  if (path.starts_with("/model/")) path.remove_prefix(6);
  const auto found =
      std::find_if(std::begin(kRoutes), std::end(kRoutes), [&](const Route& each) { return each.path == path; });
  return found == std::end(kRoutes) ? nullptr : found;
}

ErrorStyle Service::style_of(std::string_view path) {
  if (read_passed(path)) return ErrorStyle::prometheus;
  const Route* const found = route_of(path);
  return found == nullptr ? ErrorStyle::prorata : found->style;
}

/// Pages of other sites can make a browser ask a name of theirs that leads here.
bool Service::is_for_us(const Request& request) const {
  if (!setting_.loopback || request.host.empty()) return true;
  std::string_view name = request.host;
  if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos && !name.ends_with(']')) {
    name = name.substr(0, colon);
  }
  const bool number = name.find_first_not_of("0123456789.") == std::string_view::npos;
  return name == "localhost" || name.ends_with(".localhost") || name == "[::1]" || (number && name.starts_with("127."));
}

/// To a whole minute, so that windows that end now are the same for a while and are loaded once.
Context Service::context() const {
  const std::optional<Window> covered = sessions_.covered();
  Instant now = setting_.inputs.now;
  if (!setting_.now_given) {
    now = covered ? covered->end
                  : floor_to(std::chrono::floor<Duration>(std::chrono::system_clock::now()), std::chrono::minutes(1));
  }
  return {now, setting_.zone, covered, setting_.inputs.question};
}

const pricing::PriceBook& prices_of(const Asked& asked, const pricing::PriceBook& servers, Instant now,
                                    std::optional<pricing::PriceBook>& own) {
  if (asked.prices) {
    own = asked.prices;
    pricing::note_future(*own, now);
  }
  if (asked.what_if) {
    if (!own) own = servers;
    own->what_if = *asked.what_if;
  }
  return own ? *own : servers;
}

Reply Service::allocation(const Request& request, const Route& route) {
  const auto asked = route.read(request.params, context());
  if (!asked) return refusal(asked.error(), route.style);
  const bool ack = route.read == read_ack_cost;
  std::optional<pricing::PriceBook> own;
  const pricing::PriceBook& prices =
      prices_of(*asked, ack ? ack_prices_ : setting_.inputs.prices, setting_.inputs.now, own);
  Reply reply;
  if (asked->format >= Format::focus_schema) {
    reply.body = report::focus_schema(asked->format == Format::focus_12_schema);
    add_headers(asked->warnings, false, {}, false, reply);
    return reply;
  }
  reply = report::is_of_sets(asked->format) ? sets_of(request, route, *asked, prices)
          : asked->format >= Format::focus  ? bought_of(request, route, *asked, prices)
                                            : whole_of(request, route, *asked, prices);
  (void)sessions_.make_room(0);
  return reply;
}

Reply Service::sets_of(const Request& request, const Route& route, const Asked& asked,
                       const pricing::PriceBook& prices) {
  KeptText text(sessions_);
  const auto writer = report::sets_writer(asked.format, text, true);
  Noting noting(*writer, [&] { return sessions_.over(request.gone); });
  std::vector<Notice> nothing;
  const auto allocate = [&](pipeline::Session& session) {
    auto written = session.allocate_sets(asked.question, prices, noting);
    if (written && !noting.any) nothing = why_nothing_matches(session, asked, prices);
    return written;
  };
  if (auto done = write_to(text, sessions_, request, asked, allocate); !done) return refusal(done.error(), route.style);
  Reply reply;
  reply.type = type_of(asked.format);
  const std::vector<std::string> warnings = with_reasons(asked.warnings, nothing);
  const bool has_member = route.style == ErrorStyle::opencost && reply.type == kJson;
  add_headers(warnings, noting.partial, noting.notices, !has_member, reply);
  if (noting.partial) (void)text.write(told_within(asked.format, noting.notices, noting.currency));
  if (route.style == ErrorStyle::opencost) {
    std::vector<std::string> all = asked.warnings;
    noting.notices.insert(noting.notices.end(), nothing.begin(), nothing.end());
    for (std::string& told : told_of(noting.notices)) all.push_back(std::move(told));
    std::string* const end = reply.type == kJson ? text.last_piece() : nullptr;
    if (!all.empty() && end != nullptr) add_member(*end, warning_of(all));
  }
  text.give(reply);
  return reply;
}

Reply Service::bought_of(const Request& request, const Route& route, const Asked& asked,
                         const pricing::PriceBook& prices) {
  KeptText text(sessions_);
  const auto writer = report::focus_writer(asked.focus, text);
  NotingBought noting(*writer, [&] { return sessions_.over(request.gone); });
  std::vector<Notice> nothing;
  const auto allocate = [&](pipeline::Session& session) {
    auto written = session.allocate_bought(asked.question, prices, noting);
    if (written && !noting.any) nothing = why_nothing_matches(session, asked, prices);
    return written;
  };
  if (auto done = write_to(text, sessions_, request, asked, allocate); !done) return refusal(done.error(), route.style);
  Reply reply;
  reply.type = type_of(asked.format);
  const std::vector<std::string> warnings = with_reasons(asked.warnings, nothing);
  add_headers(warnings, noting.head.partial, noting.head.notices, true, reply);
  text.give(reply);
  return reply;
}

Reply Service::whole_of(const Request& request, const Route& route, const Asked& asked,
                        const pricing::PriceBook& prices) {
  std::optional<report::Answer> answer, second;
  const auto done = sessions_.with(
      asked.window, asked.resolution,
      [&](pipeline::Session& session) -> Result<void> {
        const Sessions::Reserved computing(sessions_, session.bytes_for(asked.question));
        if (!computing.fits()) return out_of_memory("the question", setting_.memory);
        auto got = session.allocate(asked.question, prices);
        if (!got) return got.error();
        answer = *std::move(got);
        add_hints(session, asked.question, prices, *answer);
        if (!asked.compare) return {};
        query::Question other = asked.question;
        other.method = *asked.compare;
        auto compared = session.allocate(other, prices);
        if (!compared) return compared.error();
        second = *std::move(compared);
        return {};
      },
      request.gone);
  if (!done) return refusal(done.error(), route.style);
  const std::uint64_t bytes = answer->name.size() * (kBytesPerRow + answer->steps.size() * kBytesPerStep);
  const Sessions::Reserved reserved(sessions_, bytes);
  if (!reserved.fits()) return refusal(out_of_memory("the answer", setting_.memory), route.style);
  Reply reply;
  reply.type = type_of(asked.format);
  if (second) {
    const std::vector<Notice> notices = answer->notices;
    const bool partial = answer->partial || second->partial;
    const auto comparison = report::compare(*std::move(answer), *std::move(second));
    if (!comparison) return refusal(comparison.error(), route.style);
    reply.body = write_whole(asked.format, *comparison);
    add_headers(asked.warnings, partial, notices, true, reply);
    return reply;
  }
  reply.body = write_whole(asked.format, *answer);
  if (answer->partial) reply.body += told_within(asked.format, answer->notices, answer->currency);
  add_headers(asked.warnings, answer->partial, answer->notices, asked.format != Format::json, reply);
  return reply;
}

Reply Service::assets(const Request& request, const Route& route) {
  const auto asked = route.read(request.params, context());
  if (!asked) return refusal(asked.error(), route.style);
  const bool opencost = asked->format == Format::opencost, gauges = asked->format == Format::prometheus;
  if (asked->format > Format::csv && !opencost && !gauges) {
    return refusal({ErrorCode::bad_usage, "Invalid 'format' parameter: assets have no such format",
                    "use json, csv, table, opencost or prometheus", "format"},
                   route.style);
  }
  std::optional<pricing::PriceBook> own;
  const pricing::PriceBook& prices = prices_of(*asked, setting_.inputs.prices, setting_.inputs.now, own);
  Reply reply;
  reply.type = type_of(asked->format);
  std::vector<Notice> notices;
  auto done = sessions_.with(
      asked->window, asked->resolution,
      [&](pipeline::Session& session) -> Result<void> {
        const auto assets = session.assets(asked->question, prices);
        if (!assets) return assets.error();
        reply.body = opencost ? report::to_opencost(*assets, asked->question.filter)
                     : gauges ? report::to_exposition(*assets)
                              : write_whole(asked->format, *assets);
        notices = assets->notices;
        if (lacks_data(notices)) reply.body += told_within(asked->format, notices, assets->currency);
        return {};
      },
      request.gone);
  (void)sessions_.make_room(0);
  if (!done) return refusal(done.error(), route.style);
  std::vector<std::string> warnings = asked->warnings;
  if (opencost && !asked->question.filter.empty() && reply.body.find("\"data\":{}") != std::string::npos) {
    warnings.emplace_back("filter-matches-nothing: no asset passes the filter");
  }
  add_headers(warnings, lacks_data(notices), notices, false, reply);
  if (opencost) add_warning(warnings, notices, reply.body);
  return reply;
}

std::string Service::gauges(const Request& request) {
  const Context now = context();
  const Duration hour = std::chrono::hours(1);
  Asked asked;
  asked.window.end = floor_to(now.now, hour);
  asked.window.begin = asked.window.end - hour;
  if (now.covered) asked.window = overlap(asked.window, *now.covered);
  if (asked.window.empty()) return "";
  asked.question.window = asked.window;
  asked.question.aggregate = *query::parse_keys("cluster,namespace");
  KeptText costs(sessions_);
  std::string prices;
  bool whole = false;
  const auto ask = [&](pipeline::Session& session) -> Result<void> {
    const auto assets = session.assets(asked.question, setting_.inputs.prices);
    if (!assets) return assets.error();
    prices = report::to_exposition(*assets);
    const auto writer = report::sets_writer(Format::prometheus, costs);
    Noting noting(*writer, [&] { return sessions_.over(request.gone); });
    auto written = session.allocate_sets(asked.question, setting_.inputs.prices, noting);
    // Nobody could tell later that these were not whole.
    whole = !noting.partial;
    return written;
  };
  const auto done = sessions_.with(asked.window, {}, ask, request.gone);
  return done && whole ? prices + costs.joined() : "";
}

Reply Service::metrics(const Request& request, const Route& route) {
  if (const Parameters none(request.params, {}); none.error()) return refusal(*none.error(), route.style);
  Reply reply;
  reply.type = type_of(Format::prometheus);
  const std::string costs = stopping_ ? "" : gauges(request);
  reply.body = counters_.text(sessions_.size(), heap_in_use(), setting_.memory);
  reply.body += "# HELP prorata_up Whether costs of the last whole hour could be computed.\n# TYPE prorata_up gauge\n";
  reply.body += costs.empty() ? "prorata_up 0\n" : "prorata_up 1\n" + costs;
  return reply;
}

Reply Service::health(const Request& request, const Route& route) {
  if (const Parameters none(request.params, {}); none.error()) return refusal(*none.error(), route.style);
  Reply reply;
  reply.type = kText;
  reply.body = stopping_ ? "stopping\n" : "ok\n";
  reply.status = stopping_ ? 503 : 200;
  return reply;
}

}  // namespace prorata::cli::serve
