#include "cli/serve/service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "cli/serve/memory.h"
#include "cli/serve/proxy.h"
#include "cli/world.h"
#include "core/json_text.h"
#include "report/format.h"
#include "report/sets.h"

namespace prorata::cli::serve {
namespace {

using Clock = std::chrono::steady_clock;
using query::Format;

/// Steps times rows times this is what the formats of a whole answer may take.
constexpr std::uint64_t kBytesPerStep = 64, kBytesPerRow = 4096;

/// Collects a text that may not outgrow its share of the memory.
class Text final : public report::TextSink {
 public:
  explicit Text(std::size_t most) : most_(most) {}
  bool write(std::string_view text) override {
    full = full || all.size() + text.size() > most_;
    if (!full) all.append(text);
    return !full;
  }
  std::string all;
  bool full = false;

 private:
  std::size_t most_;
};

std::string_view type_of(Format format) {
  switch (format) {
    case Format::csv:
    case Format::opencost_csv:
    case Format::ack_csv:
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

/// Passes an answer on and keeps what was noticed of it, for which the formats of other APIs have no place.
class Noting final : public report::SetsTaker {
 public:
  explicit Noting(report::SetsTaker& next) : next_(next) {}
  [[nodiscard]] bool wants_details() const override { return next_.wants_details(); }
  void complete(const rollup::SetOrigin& origin, rollup::Set& set) const override { next_.complete(origin, set); }
  Result<void> begin(const report::SetsHead& head) override {
    for (const Notice& notice : head.notices) {
      if (notice.severity == Severity::info) continue;
      const std::string object = notice.objects.empty() ? "" : " (" + notice.objects.front() + ")";
      told.push_back(notice.id + ": " + notice.message + object + " " + notice.fix);
    }
    return next_.begin(head);
  }
  Result<void> take(const rollup::Set& set) override { return next_.take(set); }
  Result<void> end() override { return next_.end(); }
  std::vector<std::string> told;

 private:
  report::SetsTaker& next_;
};

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : "; ").append(text);
  return all;
}

/// As OpenCost's answers say them; what was asked also as a header, for formats without a place. Texts of the data must
/// not get into a header.
void add_warnings(const std::vector<std::string>& asked, const std::vector<std::string>& noticed, Reply& reply) {
  std::vector<std::string> all = asked;
  all.insert(all.end(), noticed.begin(), noticed.end());
  constexpr std::string_view kEnd = "}\n";
  if (!all.empty() && reply.type == kJson && reply.body.ends_with(kEnd)) {
    reply.body.resize(reply.body.size() - kEnd.size());
    reply.body += ",\"warning\":" + json_text(joined(all)) + std::string(kEnd);
  }
  if (!asked.empty()) reply.headers.emplace_back("Warning", "299 prorata \"" + joined(asked) + "\"");
}

}  // namespace

const Service::Route Service::kRoutes[] = {
    {"/allocation", &Service::allocation, read_opencost_allocation, ErrorStyle::opencost},
    {"/allocation/compute", &Service::allocation, read_opencost_allocation, ErrorStyle::opencost},
    {"/allocation/summary", &Service::allocation, read_opencost_summary, ErrorStyle::opencost},
    {"/allocation/compute/summary", &Service::allocation, read_opencost_summary, ErrorStyle::opencost},
    {"/assets", &Service::assets, read_opencost_assets, ErrorStyle::opencost},
    {"/v2/cost", &Service::allocation, read_ack_cost, ErrorStyle::opencost},
    {"/v1/allocation", &Service::allocation, read_own_allocation, ErrorStyle::prorata},
    {"/v1/assets", &Service::assets, read_own_assets, ErrorStyle::prorata},
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
      sessions_(setting_.sources, setting_.inputs.fetch, setting_.memory, counters_, stopping_) {}

Result<void> Service::open() {
  return sessions_.load_files();
}

Reply Service::answer(const Request& request) {
  const auto begin = Clock::now();
  std::string route = "other";
  Reply reply = dispatch(request, route);
  if (reply.status == 503 && reply.headers.empty()) reply.headers.emplace_back("Retry-After", "5");
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  counters_.request(route, reply.status, seconds, reply.body.size());
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
  std::string_view path = request.path;
  if (path.starts_with("/model/")) path.remove_prefix(6);
  const auto found =
      std::find_if(std::begin(kRoutes), std::end(kRoutes), [&](const Route& each) { return each.path == path; });
  const bool known = found != std::end(kRoutes);
  if (!reads || (request.method == "POST" && !known)) {
    Reply reply = refusal(405, {ErrorCode::bad_usage, "nothing here can be changed", "use GET", "method"});
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

namespace {

/// The server's prices, or those of the request. own: where they are kept.
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

}  // namespace

Reply Service::allocation(const Request& request, const Route& route) {
  const auto asked = route.read(request.params, context());
  if (!asked) return refusal(asked.error(), route.style);
  const bool sets = report::is_of_sets(asked->format);
  const bool ack = route.read == read_ack_cost;
  std::optional<pricing::PriceBook> own;
  const pricing::PriceBook& prices =
      prices_of(*asked, ack ? ack_prices_ : setting_.inputs.prices, setting_.inputs.now, own);
  Text text(setting_.memory / 4);
  std::optional<report::Answer> answer;
  std::vector<std::string> noticed;
  auto done = sessions_.with(asked->window, asked->resolution, [&](pipeline::Session& session) -> Result<void> {
    if (sets) {
      const auto writer = report::sets_writer(asked->format, text, true);
      Noting noting(*writer);
      auto written = session.allocate_sets(asked->question, prices, noting);
      if (route.style == ErrorStyle::opencost) noticed = std::move(noting.told);
      return written;
    }
    auto got = session.allocate(asked->question, prices);
    if (!got) return got.error();
    answer = *std::move(got);
    return {};
  });
  if (text.full) done = out_of_memory("the answer", setting_.memory);
  if (!done) return refusal(done.error(), route.style);
  (void)sessions_.make_room(0);
  Reply reply;
  reply.type = type_of(asked->format);
  if (sets) {
    reply.body = std::move(text.all);
    add_warnings(asked->warnings, noticed, reply);
    return reply;
  }
  const std::uint64_t bytes = answer->name.size() * (kBytesPerRow + answer->steps.size() * kBytesPerStep);
  if (!sessions_.make_room(bytes)) return refusal(out_of_memory("the answer", setting_.memory), route.style);
  reply.body = write_whole(asked->format, *answer);
  return reply;
}

Reply Service::assets(const Request& request, const Route& route) {
  const auto asked = route.read(request.params, context());
  if (!asked) return refusal(asked.error(), route.style);
  const bool opencost = asked->format == Format::opencost, gauges = asked->format == Format::prometheus;
  if (report::is_of_sets(asked->format) && !opencost && !gauges) {
    return refusal({ErrorCode::bad_usage, "Invalid 'format' parameter: assets have no such format",
                    "use json, csv, table, opencost or prometheus", "format"},
                   route.style);
  }
  std::optional<pricing::PriceBook> own;
  const pricing::PriceBook& prices = prices_of(*asked, setting_.inputs.prices, setting_.inputs.now, own);
  Reply reply;
  reply.type = type_of(asked->format);
  auto done = sessions_.with(asked->window, asked->resolution, [&](pipeline::Session& session) -> Result<void> {
    const auto assets = session.assets(asked->question, prices);
    if (!assets) return assets.error();
    reply.body = opencost ? report::to_opencost(*assets, asked->question.filter)
                 : gauges ? report::to_exposition(*assets)
                          : write_whole(asked->format, *assets);
    return {};
  });
  (void)sessions_.make_room(0);
  if (!done) return refusal(done.error(), route.style);
  add_warnings(asked->warnings, {}, reply);
  return reply;
}

std::string Service::gauges() {
  const Context now = context();
  const Duration hour = std::chrono::hours(1);
  Asked asked;
  asked.window.end = floor_to(now.now, hour);
  asked.window.begin = asked.window.end - hour;
  if (now.covered) asked.window = overlap(asked.window, *now.covered);
  if (asked.window.empty()) return "";
  asked.question.window = asked.window;
  asked.question.aggregate = *query::parse_keys("cluster,namespace");
  Text costs(setting_.memory / 8);
  std::string prices;
  const auto done = sessions_.with(asked.window, {}, [&](pipeline::Session& session) -> Result<void> {
    const auto assets = session.assets(asked.question, setting_.inputs.prices);
    if (!assets) return assets.error();
    prices = report::to_exposition(*assets);
    const auto writer = report::sets_writer(Format::prometheus, costs);
    return session.allocate_sets(asked.question, setting_.inputs.prices, *writer);
  });
  return done ? prices + costs.all : "";
}

Reply Service::metrics(const Request& /*request*/, const Route& /*route*/) {
  Reply reply;
  reply.type = type_of(Format::prometheus);
  const std::string costs = stopping_ ? "" : gauges();
  reply.body = counters_.text(sessions_.size(), heap_in_use(), setting_.memory);
  reply.body += "# HELP prorata_up Whether costs of the last whole hour could be computed.\n# TYPE prorata_up gauge\n";
  reply.body += costs.empty() ? "prorata_up 0\n" : "prorata_up 1\n" + costs;
  return reply;
}

Reply Service::health(const Request& /*request*/, const Route& /*route*/) {
  Reply reply;
  reply.type = kText;
  reply.body = stopping_ ? "stopping\n" : "ok\n";
  reply.status = stopping_ ? 503 : 200;
  return reply;
}

}  // namespace prorata::cli::serve
