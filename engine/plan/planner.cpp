#include "plan/planner.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "plan/text.h"

namespace prorata::plan {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Prometheus refuses more points than this in one answer (11,000 steps).
constexpr std::uint64_t kMostPoints = 11000;
/// `--query.max-samples` is 50 million by default and counts input and output: half, with a safety of two.
constexpr double kMostSamples = 12.5e6;
/// Keeps memory bounded and progress steady.
constexpr double kMostBytes = 16e6;
/// Evaluations of subqueries that look for first and last samples, over all pods.
constexpr double kMostEvaluations = 4e6;
/// What may be GPUs or other accelerators: cluster/gpu.cpp knows some, and names the others.
constexpr std::string_view kGpuResources =
    ".*gpu.*|(nvidia|amd)_com_.*|.*(_[ntpx]pu|_neuron|_gaudi|_mlu|_dcu|_gcu|_vcuda|_qaic|_fpga|_[Aa]scend).*";

Duration choose_lifetime_resolution(const Layout& layout, double pods) {
  const auto evaluations = [&](Duration step) {
    return pods * static_cast<double>(layout.window.length().count()) / static_cast<double>(step.count());
  };
  Duration step = layout.scrape_interval;
  for (const Duration coarser : {minutes(1), minutes(2), minutes(5), minutes(10), minutes(15), minutes(30)}) {
    if (evaluations(step) > kMostEvaluations) step = std::max<Duration>(step, coarser);
  }
  return step;
}

constexpr NoticeKind kGivenUp{
    "query-given-up", Severity::error, "A query has no answer: it was refused, or what came cannot be read.",
    "Look at what the server said. Limits can be raised (--query.max-samples, --query.timeout) or the window made "
    "shorter; a parse error comes from the extra matchers."};

}  // namespace

Planner::Planner(query::Fetch fetch) : fetch_(std::move(fetch)), next_chunk_(kQueryCount, 0) {
  layout_.window = fetch_.window;
  layout_.asked = fetch_.asked;
  for (const Query& query : catalog()) {
    if (query.cadence == Cadence::probe) add_point(query, fetch_.window.end - hours(1), fetch_.window.end);
  }
}

Planner::Planner(query::Fetch fetch, const Layout& layout, std::uint64_t rules)
    : fetch_(std::move(fetch)), layout_(layout), learned_(true) {
  fetch_.mode = layout.mode;
  for (std::size_t i = 0; i < recording_rules().size(); ++i) {
    if ((rules >> i & 1) != 0) probes_.metrics.emplace_back(recording_rules()[i].name);
  }
}

std::uint64_t rules_among(const std::vector<std::string>& metrics) {
  std::uint64_t found = 0;
  for (std::size_t i = 0; i < recording_rules().size(); ++i) {
    const bool there = std::find(metrics.begin(), metrics.end(), recording_rules()[i].name) != metrics.end();
    found |= std::uint64_t{there ? 1u : 0u} << i;
  }
  return found;
}

std::string Planner::promql_of(const Query& query) const {
  const bool hourly = (query.cadence == Cadence::hour && !(totals() && query.id == QueryId::requests)) ||
                      (query.cadence == Cadence::limit && layout_.resolution < hours(1));
  const Duration step = query.cadence == Cadence::window ? layout_.window.length()
                        : hourly                         ? Duration(hours(1))
                                                         : layout_.resolution;
  return promql_of(query, range_of(query, step));
}

Result<void> Planner::learn(const Probes& probes) {
  probes_ = probes;
  layout_.scrape_interval = probes.scrape_interval;
  layout_.mode = fetch_.mode;
  layout_.resolution =
      fetch_.resolution.value_or(totals() ? choose_total(layout_.window.length()) : choose_resolution(fetch_, probes));
  if (totals() && layout_.resolution < hours(1)) {
    return Error{ErrorCode::bad_usage, "totals are of an hour or more",
                 "leave the resolution out, or ask for 1h to 24h", "resolution"};
  }
  if (auto fits = check_resolution(layout_.resolution); !fits) return fits;
  if (auto fits = check_grid(layout_.window, layout_.resolution); !fits) return fits;
  layout_.lifetime_resolution =
      choose_lifetime_resolution(layout_, expected_containers(probes.containers, layout_.window.length()));
  learned_ = true;
  for (const Query& query : catalog()) {
    if (query.cadence == Cadence::window) add_window_query(query);
    // What is fetched again where it changes is a mean of the interval in totals.
    if (totals() && query.id == QueryId::requests_changed) continue;
    const bool coarse = totals() && query.id == QueryId::requests;
    if (query.cadence == Cadence::hour) add_stepped_query(query, coarse ? layout_.resolution : hours(1));
    if (query.cadence == Cadence::grid) add_stepped_query(query, layout_.resolution);
    if (query.cadence == Cadence::total && totals()) add_stepped_query(query, layout_.resolution);
    if (query.cadence == Cadence::limit && fetch_.limits) {
      add_stepped_query(query, std::max<Duration>(layout_.resolution, hours(1)));
    }
    if (query.cadence != Cadence::weight) continue;
    for (const query::Weight& weight : fetch_.weights) add_stepped_query(query, hours(1), &weight);
  }
  return {};
}

bool Planner::is_there(std::string_view metric) const {
  return std::find(probes_.metrics.begin(), probes_.metrics.end(), metric) != probes_.metrics.end();
}

void Planner::refine(QueryId id, const std::vector<Instant>& ends) {
  const Query& query = query_of(id);
  const Duration step = layout_.resolution;
  if (step >= hours(1)) return;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const Instant begin = std::max(ends[i] - hours(1), floor_to(layout_.window.begin, hours(1)));
    while (i + 1 < ends.size() && ends[i + 1] - ends[i] == hours(1)) ++i;
    const Instant end = std::min(ends[i], layout_.window.end), last = floor_to(end, step);
    add_chunks(query, step, begin + step, last);
    if (last < end) add_point(query, last, end);
  }
}

void Planner::add_window_query(const Query& query) {
  add_point(query, layout_.window.begin, layout_.window.end);
}

/// Points at every multiple of `step` whose interval meets the window; for counters and what nodes are also the one
/// before, as the baseline. A last interval that the window cuts is asked at the window's end, since later data may not
/// exist yet.
void Planner::add_stepped_query(const Query& query, Duration step, const query::Weight* weight) {
  const Window window = layout_.window;
  const bool counter = query.id == QueryId::cpu_usage || query.id == QueryId::network_bytes;
  // A machine that is replaced within the first hour shares it with the next one; the hour before was its own.
  const bool of_node = query.id == QueryId::node_capacity || query.id == QueryId::node_allocatable ||
                       query.id == QueryId::price_cpu || query.id == QueryId::price_ram ||
                       query.id == QueryId::price_gpu || query.id == QueryId::price_node;
  const bool baseline = counter || of_node;
  const Instant first = floor_to(window.begin, step) + (baseline ? Duration(0) : step);
  const Instant last = floor_to(window.end, step);
  if (last < window.end) add_point(query, last, window.end, weight);
  add_chunks(query, step, first, last, weight);
}

void Planner::add_chunks(const Query& query, Duration step, Instant first, Instant last, const query::Weight* weight) {
  if (first > last) return;
  const std::string promql = promql_of(query, range_of(query, step), weight);
  const auto chunk = step * static_cast<std::int64_t>(points_per_chunk(query) - 1);
  for (Instant end = last; end >= first;) {  // newest first
    const Instant begin = std::max(first, end - chunk);
    add_range(query, step, begin, end, promql);
    end = begin - step;
  }
}

void Planner::add_range(const Query& query, Duration step, Instant first, Instant last, std::string promql) {
  if (first > last) return;
  Request request;
  request.kind = Kind::matrix;
  request.start = first;
  request.end = last;
  request.step = step;
  request.promql = std::move(promql);
  push(query, std::move(request));
}

void Planner::add_point(const Query& query, Instant begin, Instant end, const query::Weight* weight) {
  Request request;
  request.kind = Kind::vector;
  request.start = begin;
  request.end = end;
  // Of the rest of a step, which may hold no scrape.
  const bool usage = query.id == QueryId::cpu_usage || query.id == QueryId::ram_usage ||
                     query.cadence == Cadence::fine || query.id == QueryId::waiting;
  const Duration range = end - begin;
  request.promql = promql_of(query, usage ? std::max(range, 2 * layout_.scrape_interval) : range, weight);
  push(query, std::move(request));
}

void Planner::push(const Query& query, Request request) {
  request.id = query.name;
  request.chunk = next_chunk_[static_cast<std::size_t>(query.id)]++;
  const std::int64_t points =
      request.kind == Kind::matrix ? (request.end - request.start) / request.step + 1 : std::int64_t{1};
  // Probes answer with a handful of numbers; before them nothing is known.
  const double series = query.cadence == Cadence::probe
                            ? 4.0
                            : std::max(1.0, query.series_per_container *
                                                expected_containers(probes_.containers, layout_.window.length()));
  const double running = static_cast<double>(std::max<std::uint64_t>(probes_.containers, 1));
  const double samples = request.kind == Kind::vector
                             ? series
                             : std::max(1.0, query.series_per_container * running) * static_cast<double>(points);
  request.estimated_samples = static_cast<std::uint64_t>(samples);
  const double labels = request.kind == Kind::vector ? 0.0 : series * (query.id == QueryId::cpu_usage ? 300.0 : 150.0);
  request.estimated_bytes = static_cast<std::uint64_t>(samples * query.bytes_per_point + labels);
  pending_.push_back(std::move(request));
}

/// What one evaluation looks back over: its interval, but never less than two scrapes for usage, so that one missing
/// scrape is no gap and a value is held for two scrapes at most.
Duration Planner::range_of(const Query& query, Duration step) const {
  const bool usage = query.id == QueryId::cpu_usage || query.id == QueryId::ram_usage ||
                     query.id == QueryId::node_presence || query.cadence == Cadence::fine;
  return usage ? std::max(step, 2 * layout_.scrape_interval) : step;
}

std::string Planner::promql_of(const Query& query, Duration range, const query::Weight* weight) const {
  const std::string_view mean = totals() ? in_totals(query.id) : std::string_view{};
  std::string text(mean.empty() ? query.promql : mean);
  for (const Rule& rule : recording_rules()) {
    if (rule.query != query.id || !is_there(rule.name)) continue;
    text = "max by ($cluster,$pod,$container) (avg_over_time(" + std::string(rule.name) + "{$sel}[$range]))";
  }
  expand_charged(text);
  if (weight != nullptr) {
    replace_all(text, "$name", weight->name);
    replace_all(text, "$weight", weight->promql);
    replace_all(text, "$range", to_text(range));
    return text;
  }
  write_labels(text);
  std::string gpus(kGpuResources);
  for (const query::GpuShare& share : fetch_.gpus) gpus += "|" + query::exported_resource(share.resource);
  replace_all(text, "$gpu", gpus);
  replace_all(text, "$range", to_text(range));
  replace_all(text, "$res", to_text(layout_.lifetime_resolution));
  // Last: the user's own text may hold what looks like a placeholder.
  write_match(text, fetch_.match);
  return text;
}

std::uint64_t Planner::points_per_chunk(const Query& query) const {
  const double series =
      std::max(1.0, query.series_per_container * static_cast<double>(std::max<std::uint64_t>(probes_.containers, 1)));
  if (query.cadence == Cadence::total) {  // the server holds what it sums
    const double inside = 3.0 * static_cast<double>(layout_.resolution / minutes(5));
    return std::clamp(static_cast<std::uint64_t>(kMostSamples / (series * inside)), std::uint64_t{1}, kMostPoints);
  }
  const double points = std::min(kMostSamples / series, kMostBytes / (query.bytes_per_point * series));
  return std::clamp(static_cast<std::uint64_t>(points), std::uint64_t{12}, kMostPoints);
}

const Request* Planner::find(std::string_view id, int chunk) const {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const Request& request) { return request.id == id && request.chunk == chunk; });
  return found == pending_.end() ? nullptr : &*found;
}

void Planner::answered(std::string_view id, int chunk) {
  std::erase_if(pending_, [&](const Request& request) { return request.id == id && request.chunk == chunk; });
}

void Planner::split_or_give_up(std::string_view id, int chunk, std::string_view reason, Notices& notices) {
  const Request* pending = find(id, chunk);
  const Query* query = find_query(id);
  if (pending == nullptr || query == nullptr) return;
  const Request whole = *pending;
  if (whole.kind == Kind::matrix && whole.end > whole.start) {
    const std::int64_t points = (whole.end - whole.start) / whole.step + 1;
    const Instant middle = whole.start + whole.step * (points / 2);
    answered(id, chunk);
    add_range(*query, whole.step, middle, whole.end, whole.promql);
    add_range(*query, whole.step, whole.start, middle - whole.step, whole.promql);
    return;
  }
  if (query->cadence == Cadence::window && whole.end - whole.start > hours(1)) {
    // More than an hour always holds a whole hour inside, and both parts are shorter than the whole.
    const Instant inside = floor_to(whole.start, hours(1)) + hours(1);
    const Instant middle = std::max(inside, floor_to(whole.start + (whole.end - whole.start) / 2, hours(1)));
    answered(id, chunk);
    add_point(*query, middle, whole.end);
    add_point(*query, whole.start, middle);
    return;
  }
  give_up(id, chunk, reason, notices);
}

void Planner::give_up(std::string_view id, int chunk, std::string_view reason, Notices& notices) {
  const Request* pending = find(id, chunk);
  if (pending == nullptr) return;
  notices.add(kGivenUp, std::string(id) + ": " + std::string(reason.substr(0, 300)), {pending->start, pending->end});
  answered(id, chunk);
}

}  // namespace prorata::plan
