#include "pipeline/dataset.h"

#include <algorithm>
#include <set>

#include "pricing/rates.h"
#include "pricing/step_money.h"
#include "rollup/groups.h"
#include "series/grid.h"
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
                           {QueryId::node_labels, &cluster::Input::node_labels},
                           {QueryId::nodes, &cluster::Input::nodes},
                           {QueryId::node_first, &cluster::Input::node_first},
                           {QueryId::node_last, &cluster::Input::node_last},
                           {QueryId::node_presence, &cluster::Input::node_presence},
                           {QueryId::node_capacity, &cluster::Input::node_capacity},
                           {QueryId::requests, &cluster::Input::requests},
                           {QueryId::requests_fine, &cluster::Input::requests_fine}};
constexpr QueryId kPrices[] = {QueryId::price_cpu, QueryId::price_ram, QueryId::price_gpu};

cluster::Input read_input(Store& store, const plan::Layout& layout, const std::string& cluster, bool keep,
                          Notices& notices) {
  cluster::Input input;
  input.window = layout.window;
  input.lifetime_resolution = layout.lifetime_resolution;
  input.resolution = layout.resolution;
  input.default_cluster = cluster;
  for (const Slot& slot : kSlots) input.*slot.frame = store.frame(slot.query, keep, notices);
  // Requests of whole hours are as fine as the grid, or finer.
  if (layout.resolution >= std::chrono::hours(1)) input.requests_fine = {};
  for (std::size_t r = 0; r < std::size(kPrices); ++r) input.exported_price[r] = store.frame(kPrices[r], keep, notices);
  return input;
}

Error no_inventory(bool any_usage) {
  if (any_usage) {
    return {ErrorCode::no_data, "no container could be matched to a pod",
            "check the namespace, pod and container labels of the cAdvisor metrics", "container labels"};
  }
  return {ErrorCode::no_data, "no pods ran in this window: kube_pod_info and container usage have no series",
          "choose a window the source has data for, and check that kube-state-metrics and cAdvisor are scraped",
          "kube_pod_info"};
}

/// The output step of each slice: slices end where steps do.
pricing::StepOfSlice steps_of_slices(const allocation::Slices& slices, const std::vector<Window>& steps) {
  pricing::StepOfSlice step_of{{}, steps.size()};
  std::uint32_t step = 0;
  for (const Window& slice : slices.time) {
    while (step + 1 < steps.size() && slice.begin >= steps[step].end) ++step;
    step_of.of.push_back(step);
  }
  return step_of;
}

}  // namespace

Result<std::unique_ptr<Dataset>> Dataset::build(Store& store, const plan::Layout& layout, const std::string& cluster,
                                                bool keep) {
  std::unique_ptr<Dataset> data(new Dataset(store, layout));
  const series::Frame cpu = store.frame(QueryId::cpu_usage, keep, data->notices_);
  const series::Frame ram = store.frame(QueryId::ram_usage, keep, data->notices_);
  cluster::Input input = read_input(store, layout, cluster, keep, data->notices_);
  input.cpu_usage = &cpu;
  input.ram_usage = &ram;
  data->cluster_ = cluster::build(std::move(input), store.names, data->notices_);
  if (data->cluster_.containers.size() == 0) return no_inventory(cpu.size() + ram.size() > 0);

  const cluster::UsageIndex index(data->cluster_, store.names, cluster);
  data->usage_ = allocation::build_usage(data->cluster_, index, cpu, ram, store.names,
                                         series::Grid::over(layout.window, layout.resolution, layout.grid_offset),
                                         layout.scrape_interval, data->notices_);
  return data;
}

const allocation::Amounts& Dataset::amounts(const query::Question& question, const std::vector<Window>& steps) {
  std::vector<Instant> cuts;
  cuts.reserve(steps.size());
  for (const Window& step : steps) cuts.push_back(step.end);
  const Duration cost_hour = std::max<Duration>(layout_.resolution, std::chrono::hours(1));
  allocation::Slices slices = allocation::make_slices(layout_.window, cost_hour, cuts);
  const bool same = cached_ && cached_->method == question.method && cached_->amounts.slices == slices;
  if (!same) {
    Notices notices;
    allocation::Amounts made = allocation::allocate(cluster_, usage_, slices, question.method, notices);
    cached_ = Cached{question.method, std::move(made), std::move(notices)};
  }
  return cached_->amounts;
}

Notices Dataset::all_notices() const {
  Notices all = store_.notices;
  all.merge(notices_);
  if (cached_) all.merge(cached_->notices);
  return all;
}

std::vector<std::string> Dataset::label_names() const {
  constexpr std::string_view kPrefix = "label_";
  std::set<std::string> found;
  for (const series::Frame* frame : {&cluster_.pod_labels, &cluster_.namespace_labels, &cluster_.node_labels}) {
    for (std::size_t s = 0; s < frame->size(); ++s) {
      for (const series::Label& label : frame->labels(s)) {
        const std::string_view name = names_.text(label.name);
        if (name.starts_with(kPrefix)) found.emplace(name.substr(kPrefix.size()));
      }
    }
  }
  return {found.begin(), found.end()};
}

Result<report::Answer> Dataset::allocate(const query::Question& question, const pricing::PriceBook& prices) {
  report::Answer answer;
  answer.steps = query::cut(layout_.window, question.step, question.zone);
  const allocation::Amounts& cells = amounts(question, answer.steps);
  Notices notices = all_notices();
  const pricing::Rates rates = pricing::resolve_rates(cluster_, cells.slices, prices, names_, notices);
  auto money = pricing::price_steps(cluster_, cells, rates, steps_of_slices(cells.slices, answer.steps));
  if (!money) return money.error();
  sharing::StepCosts costs = sharing::find_idle(cluster_, *std::move(money));
  if (question.idle == query::IdlePolicy::share) sharing::share_idle(cluster_, costs);
  auto groups = rollup::roll_up({cluster_, cells, costs, names_}, question);
  if (!groups) return groups.error();

  static_cast<rollup::Groups&>(answer) = *std::move(groups);
  answer.window = layout_.window;
  answer.resolution = layout_.resolution;
  answer.mode = "stepped";
  answer.question = question;
  answer.currency = prices.currency;
  for (const Window& step : answer.steps) {
    answer.step_cut_short.push_back(query::is_cut_short(step, question.step, question.zone));
  }
  answer.partial = store_.partial;
  answer.notices = notices.list();
  return answer;
}

Result<report::Assets> Dataset::assets(const query::Question& question, const pricing::PriceBook& prices) {
  const std::vector<Window> whole{layout_.window};
  const allocation::Amounts& cells = amounts(question, whole);
  Notices notices = all_notices();
  const pricing::Rates rates = pricing::resolve_rates(cluster_, cells.slices, prices, names_, notices);
  auto money = pricing::price_steps(cluster_, cells, rates, steps_of_slices(cells.slices, whole));
  if (!money) return money.error();
  const sharing::StepCosts costs = sharing::find_idle(cluster_, *std::move(money));
  report::Assets assets = rollup::list_assets({cluster_, cells, costs, names_}, rates);
  assets.currency = prices.currency;
  assets.notices = notices.list();
  return assets;
}

}  // namespace prorata::pipeline
