#include "pipeline/dataset.h"

#include <algorithm>

#include "core/id_map.h"
#include "insights/budgets.h"
#include "insights/doctor.h"
#include "pricing/effects.h"
#include "pricing/rates.h"
#include "pricing/step_money.h"
#include "pricing/templates.h"
#include "rollup/groups.h"
#include "series/grid.h"
#include "sharing/share_costs.h"
#include "sharing/step_costs.h"

namespace prorata::pipeline {
namespace {

using plan::QueryId;

/// Where each query's frame goes.
struct Slot {
  QueryId query;
  series::Frame cluster::Input::*frame;
};
constexpr Slot kSlots[] = {{QueryId::pods, &cluster::Input::pods},
                           {QueryId::containers, &cluster::Input::containers},
                           {QueryId::pod_start, &cluster::Input::pod_start},
                           {QueryId::pod_completion, &cluster::Input::pod_completion},
                           {QueryId::pod_finished, &cluster::Input::pod_finished},
                           {QueryId::pod_first, &cluster::Input::pod_first},
                           {QueryId::pod_last, &cluster::Input::pod_last},
                           {QueryId::replicaset_owners, &cluster::Input::replicaset_owners},
                           {QueryId::job_owners, &cluster::Input::job_owners},
                           {QueryId::pod_labels, &cluster::Input::pod_labels},
                           {QueryId::namespace_labels, &cluster::Input::namespace_labels},
                           {QueryId::pod_annotations, &cluster::Input::pod_annotations},
                           {QueryId::namespace_annotations, &cluster::Input::namespace_annotations},
                           {QueryId::node_labels, &cluster::Input::node_labels},
                           {QueryId::nodes, &cluster::Input::nodes},
                           {QueryId::node_first, &cluster::Input::node_first},
                           {QueryId::node_last, &cluster::Input::node_last},
                           {QueryId::node_presence, &cluster::Input::node_presence},
                           {QueryId::node_capacity, &cluster::Input::node_capacity},
                           {QueryId::node_allocatable, &cluster::Input::node_allocatable},
                           {QueryId::node_spot, &cluster::Input::node_spot},
                           {QueryId::requests, &cluster::Input::requests},
                           {QueryId::requests_fine, &cluster::Input::requests_fine},
                           {QueryId::prices_fine, &cluster::Input::prices_fine},
                           {QueryId::limits, &cluster::Input::limits},
                           {QueryId::init_containers, &cluster::Input::init_containers},
                           {QueryId::init_requests, &cluster::Input::init_requests},
                           {QueryId::pod_overhead, &cluster::Input::pod_overhead},
                           {QueryId::waiting, &cluster::Input::waiting},
                           {QueryId::gpu_active, &cluster::Input::gpu_active},
                           {QueryId::gpu_util, &cluster::Input::gpu_util},
                           {QueryId::volumes, &cluster::Input::volumes},
                           {QueryId::volume_bytes, &cluster::Input::volume_bytes},
                           {QueryId::volume_first, &cluster::Input::volume_first},
                           {QueryId::volume_last, &cluster::Input::volume_last},
                           {QueryId::claims, &cluster::Input::claims},
                           {QueryId::claim_first, &cluster::Input::claim_first},
                           {QueryId::claim_last, &cluster::Input::claim_last},
                           {QueryId::mounts, &cluster::Input::mounts},
                           {QueryId::balancers, &cluster::Input::balancers},
                           {QueryId::balancer_first, &cluster::Input::balancer_first},
                           {QueryId::balancer_last, &cluster::Input::balancer_last},
                           {QueryId::selectors, &cluster::Input::selectors},
                           {QueryId::network_bytes, &cluster::Input::network_bytes},
                           {QueryId::transmit_bytes, &cluster::Input::transmit_bytes},
                           {QueryId::price_volume, &cluster::Input::price_volume},
                           {QueryId::price_balancer, &cluster::Input::price_balancer},
                           {QueryId::price_network, &cluster::Input::price_network},
                           {QueryId::management, &cluster::Input::management}};

cluster::Input read_input(Store& store, const plan::Layout& layout, const std::string& cluster,
                          const std::vector<query::GpuShare>& gpus, bool keep, Notices& notices) {
  cluster::Input input;
  for (const query::GpuShare& share : gpus) input.gpu_shares.push_back({share.resource, share.gpus});
  input.window = layout.window;
  input.lifetime_resolution = layout.lifetime_resolution;
  input.resolution = layout.resolution;
  input.grid_offset = layout.grid_offset;
  input.default_cluster = cluster;
  for (const Slot& slot : kSlots) input.*slot.frame = store.frame(slot.query, keep, notices);
  // What is of whole hours is as fine as the grid, or finer.
  for (series::Frame* fine : {&input.requests_fine, &input.prices_fine}) {
    if (layout.resolution >= std::chrono::hours(1)) *fine = {};
  }
  for (std::size_t r = 0; r < std::size(plan::kNodePrices); ++r)
    input.exported_price[r] = store.frame(plan::kNodePrices[r], keep, notices);
  return input;
}

insights::Families families_of(const cluster::Input& input, const Names& names) {
  insights::Families families;
  families.cpu_usage = input.cpu_usage->size() > 0;
  families.ram_usage = input.ram_usage->size() > 0;
  families.requests = input.requests.size() + input.requests_fine.size() > 0;
  families.pod_start = input.pod_start.size() > 0;
  families.mounts = input.mounts.size() > 0 || input.claims.size() == 0;
  families.replicaset_owners = input.replicaset_owners.size() > 0;
  families.workload_labels =
      insights::has_labels(input.pod_labels, names) || insights::has_labels(input.namespace_labels, names);
  families.node_labels = insights::has_labels(input.node_labels, names);
  return families;
}

constexpr NoticeKind kLongStep{"step-longer-than-window", Severity::info,
                               "The step is longer than the window, so that it is cut short.",
                               "Choose a shorter step, a longer window, or the step `window`."};

constexpr NoticeKind kAverages{
    "totals-without-charged", Severity::warning,
    "The server did not say what was charged in each interval: the larger of average request "
    "and average usage is charged, as with the method `average`.",
    "See what became of the queries `cpu_charged` and `ram_charged`, or let the server record "
    "them: `prorata rules`."};

Error no_inventory(bool any_usage, const plan::Layout& layout) {
  const Duration least = 2 * layout.scrape_interval, length = layout.window.length();
  if (length < least) {
    return {ErrorCode::no_data,
            "no pods were seen in this window: it is " + to_text(length) + " long, and scrapes are " +
                to_text(layout.scrape_interval) + " apart",
            "ask for a window of at least " + to_text(least), "window"};
  }
  if (any_usage) {
    return {ErrorCode::no_data, "no container could be matched to a pod",
            "check the namespace, pod and container labels of the cAdvisor metrics", "container labels"};
  }
  return {ErrorCode::no_data, "no pods ran in this window: kube_pod_info and container usage have no series",
          "choose a window the source has data for, and check that kube-state-metrics and cAdvisor are scraped",
          "kube_pod_info"};
}

void add_all(const std::vector<std::int64_t>& money, WideSum& sum) {
  for (const std::int64_t each : money) sum.add(each);
}

sharing::IdleSharing idle_sharing(const query::Question& question) {
  return {question.idle_by.value_or(query::IdleBy::node), question.idle_split, question.idle_coefficients};
}

/// What each rule takes, as rows of those who bear costs.
std::vector<sharing::Pool> pools_of(const query::Question& question, const rollup::Source& source) {
  const allocation::Bearers& bearers = source.charges.bearers;
  std::vector<sharing::Pool> pools;
  for (const query::ShareRule& rule : question.shares) {
    sharing::Pool pool{rule, {}};
    if (rule.source == query::ShareRule::Source::rows) pool.takes = rollup::select(source, rule.filter);
    if (rule.source == query::ShareRule::Source::overhead) {
      pool.takes.assign(bearers.size(), 0);
      for (std::size_t b = 0; b < bearers.kind.size(); ++b) {
        pool.takes[bearers.containers + b] = bearers.kind[b] == allocation::BearerKind::overhead ? 1 : 0;
      }
    }
    pools.push_back(std::move(pool));
  }
  return pools;
}

/// The output step of each slice: slices end where steps do.
std::vector<std::uint32_t> steps_of_slices(const std::vector<Window>& slices, const std::vector<Window>& steps) {
  std::vector<std::uint32_t> of;
  std::uint32_t step = 0;
  for (const Window& slice : slices) {
    while (step + 1 < steps.size() && slice.begin >= steps[step].end) ++step;
    of.push_back(step);
  }
  return of;
}
pricing::StepOfSlice steps_of(const allocation::Amounts& amounts, const allocation::Charges& charges,
                              const std::vector<Window>& steps) {
  return {steps_of_slices(amounts.slices.time, steps), steps.size(), steps_of_slices(charges.slices.time, steps)};
}

/// A billing period of FOCUS is a month (UTC), and no charge reaches over its end.
std::vector<Window> cut_at_months(const std::vector<Window>& steps) {
  std::vector<Window> parts;
  for (const Window& step : steps) {
    for (const Window& part : query::cut(step, {query::OutputStep::Unit::month, 1}, TimeZone{})) parts.push_back(part);
  }
  return parts;
}

/// Whether cost moves between rows step by step, so that it depends on the steps who bears what.
bool moves_cost(const query::Question& question) {
  return !question.shares.empty() || question.idle == query::IdlePolicy::share;
}

}  // namespace

Result<std::unique_ptr<Dataset>> Dataset::build(Store& store, const plan::Layout& layout, const std::string& cluster,
                                                const std::vector<query::GpuShare>& gpus, bool keep) {
  std::unique_ptr<Dataset> data(new Dataset(store, layout));
  const series::Frame cpu = store.frame(QueryId::cpu_usage, keep, data->notices_);
  const series::Frame ram = store.frame(QueryId::ram_usage, keep, data->notices_);
  cluster::Input input = read_input(store, layout, cluster, gpus, keep, data->notices_);
  data->weights_ = store.frame(QueryId::weights, keep, data->notices_);
  input.weights = &data->weights_;
  input.cpu_usage = &cpu;
  input.ram_usage = &ram;
  insights::Families families = families_of(input, store.names);
  families.complete = !store.partial;
  data->cluster_ = cluster::build(std::move(input), store.names, data->notices_);
  if (data->cluster_.containers.size() == 0) return no_inventory(cpu.size() + ram.size() > 0, layout);

  const cluster::UsageIndex index(data->cluster_, store.names, cluster);
  data->usage_ = allocation::build_usage(data->cluster_, index, cpu, ram, store.names,
                                         series::Grid::over(layout.window, layout.resolution, layout.grid_offset),
                                         layout.scrape_interval, data->notices_);
  allocation::read_charged(index, store.frame(QueryId::cpu_charged, keep, data->notices_),
                           store.frame(QueryId::ram_charged, keep, data->notices_), data->usage_, data->notices_);
  insights::find_duplicate_exporters(store.frame(QueryId::exporters, keep, data->notices_), layout.window, store.names,
                                     data->notices_);
  insights::examine(data->cluster_, data->usage_, families, cluster, layout.scrape_interval, store.names,
                    data->notices_);
  return data;
}

/// Of sums over many days a day, so that amounts of a cost hour fit 64 bits.
Duration Dataset::cost_hour() const {
  constexpr Duration kHour = std::chrono::hours(1), kDay = std::chrono::hours(24);
  return std::clamp<Duration>(layout_.resolution, kHour, kDay);
}

Result<Window> Dataset::enter(const query::Question& question) {
  const Window all = layout_.window, part = question.window.value_or(all);
  if (part.empty() || part.begin < all.begin || part.end > all.end) {
    return Error{ErrorCode::bad_usage,
                 "the window is from " + to_text(part.begin) + " to " + to_text(part.end) + ", and the data covers " +
                     to_text(all.begin) + " to " + to_text(all.end),
                 "ask for a window inside", "window"};
  }
  if (part != cluster_.window) {
    if (!whole_) whole_ = cluster::lifetimes_of(cluster_);
    cluster::narrow(cluster_, *whole_, part);
  }
  return part;
}

/// Of long intervals without what was charged in them only averages are known.
query::Method Dataset::method_of(const query::Question& question) const {
  const bool unknown = usage_.cpu_charged.empty() && usage_.ram_charged.empty();
  const bool totals = layout_.mode == query::FetchMode::totals && question.method == query::Method::interval;
  return totals && unknown ? query::Method::average : question.method;
}

query::Question Dataset::as_charged(query::Question question) const {
  question.method = method_of(question);
  return question;
}

const Dataset::Cells& Dataset::cells(const query::Question& question, const std::vector<Window>& steps) {
  std::vector<Instant> cuts;
  cuts.reserve(steps.size());
  for (const Window& step : steps) cuts.push_back(step.end);
  allocation::Slices of_charges = allocation::make_slices(cluster_.window, cost_hour(), cuts);
  allocation::Slices slices = allocation::make_slices(cluster_, cost_hour(), std::move(cuts));
  const bool totals = layout_.mode == query::FetchMode::totals && question.method == query::Method::interval;
  const bool same = cached_ && cached_->method == question.method &&
                    cached_->charge_waiting == question.charge_waiting && cached_->amounts.slices.time == slices.time &&
                    cached_->charges.slices.time == of_charges.time;
  if (!same) {
    Cells& made = cached_.emplace();
    made.method = question.method;
    made.charge_waiting = question.charge_waiting;
    made.amounts = allocation::allocate(cluster_, usage_, std::move(slices), method_of(question), made.notices,
                                        question.charge_waiting);
    if (totals && !allocation::knows_charged(usage_)) made.notices.add(kAverages, {}, cluster_.window);
    made.charges = allocation::find_charges(cluster_, std::move(of_charges), names_, made.notices);
    insights::find_overcommitted(cluster_, made.amounts, names_, made.notices);
  }
  return *cached_;
}

/// A bill scales the prices, so what they come to without it is computed first.
Result<Dataset::Priced> Dataset::price(const Cells& cells, const std::vector<Window>& steps,
                                       const pricing::PriceBook& prices) const {
  // A bill is for what was paid, whatever else is asked.
  auto priced = price_once(cells, steps, prices, 1, prices.bill ? pricing::WhatIf{} : prices.what_if, all_notices());
  if (!priced || !prices.bill) return priced;
  WideSum sum;
  for (const auto& resource : priced->costs.assets) add_all(resource, sum);
  add_all(priced->charge_money.total, sum);
  add_all(priced->charge_money.line_total, sum);
  const auto total = sum.value("the sum of all costs");
  if (!total) return total.error();
  Notices notices = all_notices();
  const double factor = pricing::bill_factor(prices, cluster_.window, *total, notices);
  return price_once(cells, steps, prices, factor, prices.what_if, std::move(notices));
}

Result<Dataset::Priced> Dataset::price_once(const Cells& cells, const std::vector<Window>& steps,
                                            const pricing::PriceBook& prices, double factor,
                                            const pricing::WhatIf& what_if, Notices notices) const {
  const allocation::Slices &slices = cells.amounts.slices, &of_charges = cells.charges.slices;
  const pricing::StepOfSlice step_of = steps_of(cells.amounts, cells.charges, steps);
  Priced priced;
  priced.factor = factor;
  priced.notices = std::move(notices);
  priced.rates = pricing::resolve_rates(cluster_, slices, prices, names_, priced.notices, factor, what_if);
  auto money = pricing::price_steps(cluster_, cells.amounts, priced.rates, step_of);
  if (!money) return money.error();
  priced.charge_rates =
      pricing::resolve_charge_rates(cluster_, cells.charges, of_charges, prices, names_, priced.notices, factor);
  pricing::tell_effects(cluster_, cells.amounts, cells.charges, prices, priced.rates, priced.charge_rates, names_,
                        priced.notices);
  auto charged = pricing::price_charges(cells.charges, priced.charge_rates, of_charges, step_of);
  if (!charged) return charged.error();
  priced.charge_money = *std::move(charged);
  priced.costs = sharing::find_idle(cluster_, *std::move(money), priced.charge_money);
  auto custom = pricing::price_templates(cluster_, cells.amounts, prices, step_of, names_, priced.notices);
  if (!custom) return custom.error();
  priced.costs.custom = *std::move(custom);
  return priced;
}

Notices Dataset::all_notices() const {
  Notices all = store_.notices;
  all.merge(notices_);
  if (cached_) all.merge(cached_->notices);
  return all;
}

/// Idle first, then the costs of rules; what notices concern costs what it did before.
Result<void> Dataset::share(const query::Question& question, const pricing::PriceBook& prices,
                            const std::vector<Window>& steps, Priced& priced, sharing::Ledger* ledger,
                            std::unique_ptr<sharing::StepCosts>* before_rules) {
  const bool spreads = question.idle == query::IdlePolicy::share, has_rules = !question.shares.empty();
  const bool netted = spreads && question.idle_by == query::IdleBy::cluster;
  if (question.shard.count > 1 && (netted || has_rules)) {
    return Error{ErrorCode::bad_usage, "a shard of the nodes cannot share costs with the others",
                 "share when all parts are one answer", "share"};
  }
  priced.weighed = priced.notices.list();
  insights::weigh(cluster_, cached_->charges, priced.charge_money.total, priced.costs, names_, priced.weighed);
  const sharing::StepCosts direct = has_rules ? priced.costs : sharing::StepCosts{};
  if (spreads)
    sharing::share_idle(cluster_, names_, priced.costs, idle_sharing(question), before_rules ? nullptr : ledger);
  if (!has_rules) return {};
  if (before_rules != nullptr) *before_rules = std::make_unique<sharing::StepCosts>(priced.costs);

  const auto pools = pools_of(question, {cluster_, cached_->amounts, cached_->charges, direct, names_});
  Notices notices;  // by their ids, with those that were there
  for (const Notice& notice : priced.weighed) notices.add(notice);
  const pricing::StepOfSlice step_of = steps_of(cached_->amounts, cached_->charges, steps);
  sharing::share_costs({cluster_, cached_->amounts, cached_->charges, step_of, weights_, names_}, pools, direct, steps,
                       units_of(prices.currency), priced.costs, notices, ledger);
  priced.weighed = notices.list();
  return {};
}

Result<report::Answer> Dataset::allocate(const query::Question& question, const pricing::PriceBook& prices) {
  const auto window = enter(question);
  if (!window) return window.error();
  report::Answer answer;
  answer.steps = query::cut(*window, question.step, question.zone, question.week_start);
  const Cells& found = cells(question, answer.steps);
  auto priced = price(found, answer.steps, prices);
  if (!priced) return priced.error();
  if (auto shared = share(question, prices, answer.steps, *priced); !shared) return shared.error();
  const rollup::Source source{cluster_, found.amounts, found.charges, priced->costs, names_, &found.maxima};
  insights::check_budgets(source, question.budgets, prices.currency, priced->weighed);
  auto groups = rollup::roll_up(source, question);
  if (!groups) return groups.error();

  static_cast<rollup::Groups&>(answer) = *std::move(groups);
  answer.window = *window;
  answer.asked = layout_.asked && *window == layout_.window ? *layout_.asked : *window;
  answer.resolution = layout_.resolution;
  answer.mode = query::name_of(layout_.mode);
  answer.question = question;
  answer.question.method = method_of(question);
  answer.currency = prices.currency;
  for (const Window& step : answer.steps) {
    answer.step_cut_short.push_back(query::is_cut_short(step, question.step, question.zone, question.week_start));
  }
  answer.partial = store_.partial;
  Notices notices;
  for (const Notice& notice : priced->weighed) notices.add(notice);
  note_missing(question, notices);
  if (answer.step_cut_short.front() != 0 && query::least_length(question.step) > window->length()) {
    notices.add(kLongStep, "window " + to_text(window->length()), *window);
  }
  answer.notices = notices.list();
  return answer;
}

Result<void> Dataset::allocate_sets(const query::Question& question, const pricing::PriceBook& prices,
                                    report::SetsTaker& taker) {
  if (question.limit > 0) {
    return Error{ErrorCode::bad_usage, "this format has all rows", "leave the limit out", "limit"};
  }
  const auto window = enter(question);
  if (!window) return window.error();
  const std::vector<Window> steps = query::cut(*window, question.step, question.zone, question.week_start);
  const Cells& found = cells(question, steps);
  auto priced = price(found, steps, prices);
  if (!priced) return priced.error();
  if (auto shared = share(question, prices, steps, *priced); !shared) return shared;
  const rollup::Source source{cluster_, found.amounts, found.charges, priced->costs, names_};
  insights::check_budgets(source, question.budgets, prices.currency, priced->weighed);
  const pricing::StepOfSlice step_of = steps_of(found.amounts, found.charges, steps);
  std::vector<pricing::ChargePart> parts;
  if (taker.wants_details()) {
    const auto charged =
        pricing::price_charges(found.charges, priced->charge_rates, found.charges.slices, step_of, &parts);
    if (!charged) return charged.error();
  }
  Notices notices;
  for (const Notice& notice : priced->weighed) notices.add(notice);
  note_missing(question, notices);
  auto begun = taker.begin({*window, layout_.resolution, as_charged(question), prices.currency, steps.size(),
                            store_.partial, notices.list()});
  if (!begun) return begun;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    std::vector<std::uint32_t> row_of;
    auto set = rollup::make_set(source, question, step_of, s, steps[s], &row_of);
    if (!set) return set.error();
    if (taker.wants_details()) taker.complete({source, question, parts, step_of, s, row_of}, *set);
    set->cut_short = query::is_cut_short(steps[s], question.step, question.zone, question.week_start);
    if (auto taken = taker.take(*set); !taken) return taken;
  }
  return taker.end();
}

std::uint64_t Dataset::bytes_for(const query::Question& question) {
  // Measured with 1,681 containers: 117 at 168 steps, 151 at 5,040.
  constexpr std::uint64_t kBytesPerCell = 160;
  const auto window = enter(question);
  if (!window) return 0;
  const std::size_t steps = query::cut(*window, question.step, question.zone, question.week_start).size();
  return kBytesPerCell * steps * (cluster_.containers.size() + cluster_.nodes.size());
}

Result<void> Dataset::allocate_bought(const query::Question& question, const pricing::PriceBook& prices,
                                      report::BoughtTaker& taker) {
  const auto window = enter(question);
  if (!window) return window.error();
  const std::vector<Window> asked = query::cut(*window, question.step, question.zone, question.week_start);
  const std::vector<Window> periods = cut_at_months(asked);
  // Cost is shared within the steps that are asked for. What moves none is priced month by month.
  const std::vector<Window>& steps = moves_cost(question) ? asked : periods;
  const Cells& found = cells(question, periods);
  auto priced = price(found, steps, prices);
  if (!priced) return priced.error();
  sharing::Ledger ledger;
  ledger.steps = steps.size();
  ledger.wanted.assign(found.charges.bearers.size(), 1);
  ledger.shared.resize(question.shares.size() * steps.size());
  std::unique_ptr<sharing::StepCosts> before;
  if (auto shared = share(question, prices, steps, *priced, &ledger, &before); !shared) return shared;
  const pricing::StepOfSlice period_of = steps_of(found.amounts, found.charges, periods);
  std::vector<pricing::ChargePart> parts;
  const auto charged =
      pricing::price_charges(found.charges, priced->charge_rates, found.charges.slices, period_of, &parts);
  if (!charged) return charged.error();
  sharing::StepCosts by_period;
  if (periods.size() != steps.size()) {
    auto unshared = price(found, periods, prices);
    if (!unshared) return unshared.error();
    by_period = std::move(unshared->costs);
  }
  const std::vector<std::uint32_t> step_of_period = steps_of_slices(periods, steps);
  const rollup::Source source{cluster_, found.amounts, found.charges, priced->costs, names_};
  insights::check_budgets(source, question.budgets, prices.currency, priced->weighed);
  const Flags kept = rollup::select(source, question.filter);
  const rollup::Source unshared{cluster_, found.amounts, found.charges, before ? *before : priced->costs, names_};
  return taker.take({*window, layout_.resolution, as_charged(question), prices.currency, steps.size(), store_.partial,
                     std::move(priced->weighed)},
                    periods,
                    {unshared, kept, priced->rates, priced->charge_rates, parts, period_of, step_of_period, by_period,
                     priced->costs.taker, ledger.entries});
}

Result<explain::Derivation> Dataset::explain(const query::Question& question, const query::Explained& of,
                                             std::optional<Instant> at, const pricing::PriceBook& prices) {
  const auto asked = enter(question);
  if (!asked) return asked.error();
  Window window = *asked;
  if (at && !window.contains(*at)) {
    return Error{ErrorCode::bad_usage, to_text(*at) + " is not in the window",
                 "it is from " + to_text(window.begin) + " to " + to_text(window.end), "at"};
  }
  std::vector<Window> steps = query::cut(window, question.step, question.zone, question.week_start);
  if (at) {
    const Instant begin = floor_to(*at, cost_hour());
    window = overlap(window, {begin, begin + cost_hour()});
    steps = {{asked->begin, window.begin}, window, {window.end, asked->end}};
    std::erase_if(steps, [](const Window& step) { return step.empty(); });
  }
  const Cells& found = cells(question, steps);
  auto priced = price(found, steps, prices);
  if (!priced) return priced.error();
  const sharing::StepCosts before = priced->costs;
  const rollup::Source source{cluster_, found.amounts, found.charges, priced->costs, names_};
  // What is shared moves what rows cost, and no asset.
  Flags kept = of.asset.empty() ? rollup::select(source, of.rows) : Flags(found.charges.bearers.size());
  sharing::Ledger ledger{std::move(kept), steps.size(), Flags(question.shares.size() * steps.size()), {}, {}};
  if (auto shared = share(question, prices, steps, *priced, &ledger); !shared) return shared.error();
  std::vector<pricing::ChargePart> parts;
  if (!question.shares.empty()) {
    const auto charged = pricing::price_charges(found.charges, priced->charge_rates, found.charges.slices,
                                                steps_of(found.amounts, found.charges, steps), &parts);
    if (!charged) return charged.error();
  }
  return explain::derive({source, before, priced->rates, priced->charge_rates, parts, usage_, ledger, steps, window,
                          prices, priced->factor},
                         as_charged(question), of, prices.currency);
}

Result<report::Assets> Dataset::assets(const query::Question& question, const pricing::PriceBook& prices) {
  const auto window = enter(question);
  if (!window) return window.error();
  const std::vector<Window> whole{*window};
  const Cells& found = cells(question, whole);
  const auto priced = price(found, whole, prices);
  if (!priced) return priced.error();
  report::Assets assets =
      rollup::list_assets({cluster_, found.amounts, found.charges, priced->costs, names_}, priced->rates,
                          priced->charge_rates, priced->charge_money, prices.currency);
  assets.notices = priced->notices.list();
  insights::weigh(cluster_, found.charges, priced->charge_money.total, priced->costs, names_, assets.notices);
  return assets;
}

}  // namespace prorata::pipeline
