// Re-query: a new price for 10,000 containers over 168 hours, from cells to rows. Prints the milliseconds of every run
// as one line of JSON. Runs natively and, built with Emscripten, in Node and browsers:
// requery_bench [containers] [hours] [runs].
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "allocation/amounts.h"
#include "pricing/step_money.h"
#include "rollup/groups.h"
#include "sharing/step_costs.h"

namespace {

using namespace prorata;  // NOLINT: a program of its own
using std::chrono::steady_clock;

constexpr std::uint32_t kContainersPerNode = 33;

/// Whole numbers that look random and are the same everywhere.
class Numbers {
 public:
  std::uint32_t next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33);
  }

 private:
  std::uint64_t state_ = 42;
};

struct World {
  Names names;
  cluster::Cluster cluster;
  allocation::Amounts amounts;
  allocation::Charges charges;
  pricing::Rates rates;
  rollup::Maxima maxima;
};

void add_node(World& world, Window window, std::size_t n) {
  cluster::Nodes& nodes = world.cluster.nodes;
  nodes.cluster.push_back(world.names.intern("bench"));
  nodes.name.push_back(world.names.intern("node-" + std::to_string(n)));
  nodes.alive.push_back(window);
  nodes.implied.push_back(false);
  nodes.label_row.push_back(cluster::kNone);
  world.rates.node.push_back({pricing::Rate{8.78e-6, {}}, pricing::Rate{1.12e-9, {}}, pricing::Rate{2.6e-4, {}}});
  world.amounts.nodes.add(0, static_cast<std::uint32_t>(world.amounts.slices.size()));
}

void add_container(World& world, Window window, std::size_t c) {
  cluster::Pods& pods = world.cluster.pods;
  pods.cluster.push_back(world.names.intern("bench"));
  pods.name_space.push_back(world.names.intern("namespace-" + std::to_string(c % 50)));
  pods.name.push_back(world.names.intern("pod-" + std::to_string(c)));
  pods.controller_kind.push_back(world.names.intern("deployment"));
  pods.controller.push_back(world.names.intern("deployment-" + std::to_string(c % 700)));
  pods.node.push_back(static_cast<std::uint32_t>(c / kContainersPerNode));
  pods.alive.push_back(window);
  pods.label_row.push_back(cluster::kNone);
  pods.namespace_label_row.push_back(cluster::kNone);
  pods.annotation_row.push_back(cluster::kNone);
  pods.namespace_annotation_row.push_back(cluster::kNone);
  pods.services.emplace_back();
  pods.host_network.push_back(false);
  world.cluster.containers.pod.push_back(static_cast<std::uint32_t>(c));
  world.cluster.containers.name.push_back(world.names.intern("app"));
  world.amounts.containers.add(0, static_cast<std::uint32_t>(world.amounts.slices.size()));
}

void fill_amounts(World& world) {
  Numbers numbers;
  allocation::Amounts& amounts = world.amounts;
  for (std::size_t r = 0; r < cluster::kResources; ++r) {
    const bool measured = r < cluster::index(cluster::Resource::gpu);
    amounts.reserved[r].assign(amounts.nodes.cells(), 0);
    amounts.charged[r].resize(measured ? amounts.containers.cells() : 0);
    for (auto& cell : amounts.charged[r]) cell = std::int64_t{numbers.next() % 2000000} * 3600;
    // Half of what is asked for is used.
    if (r < 2) amounts.used[r] = amounts.unused[r] = amounts.charged[r];
    for (auto* cells : {&amounts.used[r], &amounts.unused[r]}) {
      for (auto& cell : *cells) cell /= 2;
    }
    amounts.capacity[r].assign(amounts.nodes.cells(), std::int64_t{64000000} * 3600);
    amounts.charged_total[r] = allocation::row_totals(amounts.containers, amounts.charged[r]);
    amounts.requested_total[r] = amounts.used_total[r] = amounts.requested_known[r] = amounts.charged_total[r];
    amounts.capacity_total[r] = allocation::row_totals(amounts.nodes, amounts.capacity[r]);
  }
}

void build(World& world, std::size_t containers, std::int64_t hours) {
  const Window window{instant_ms(1772409600000), instant_ms(1772409600000) + std::chrono::hours(hours)};
  world.cluster.window = window;
  world.amounts.slices = allocation::make_slices(window, std::chrono::hours(1), {});
  for (std::size_t n = 0; n <= containers / kContainersPerNode; ++n) add_node(world, window, n);
  for (std::size_t c = 0; c < containers; ++c) add_container(world, window, c);
  world.charges.bearers.containers = containers;
  fill_amounts(world);
}

/// What a moved price slider, an idle switch and another key cost.
struct Timings {
  std::vector<double> price, total;
};

void run_once(World& world, query::IdlePolicy idle, Timings& timings) {
  pricing::StepOfSlice days;
  for (std::uint32_t s = 0; s < world.amounts.slices.size(); ++s) days.of.push_back(s / 24);
  days.steps = days.of.back() + std::size_t{1};
  query::Question question;
  question.idle = idle;

  const auto begin = steady_clock::now();
  auto money = pricing::price_steps(world.cluster, world.amounts, world.rates, days);
  if (!money) std::abort();
  const auto priced = steady_clock::now();
  auto costs = sharing::find_idle(world.cluster, *std::move(money));
  if (idle == query::IdlePolicy::share) sharing::share_idle(world.cluster, world.names, costs);
  const auto groups =
      rollup::roll_up({world.cluster, world.amounts, world.charges, costs, world.names, &world.maxima}, question);
  if (!groups || groups->remainder != Money()) std::abort();
  const auto end = steady_clock::now();
  const auto ms = [](auto span) { return std::chrono::duration<double, std::milli>(span).count(); };
  timings.price.push_back(ms(priced - begin));
  timings.total.push_back(ms(end - begin));
}

std::string json_of(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) text += (text.empty() ? "[" : ", ") + std::to_string(value);
  return text + "]";
}

}  // namespace

int main(int count, char** arguments) {
  const auto argument = [&](int i, long fallback) { return count > i ? std::atol(arguments[i]) : fallback; };
  const long containers = argument(1, 10000), hours = argument(2, 168), runs = argument(3, 15);
  World world;
  build(world, static_cast<std::size_t>(containers), hours);
  Timings separate, share;
  for (long run = 0; run < runs; ++run) {
    run_once(world, query::IdlePolicy::separate, separate);
    run_once(world, query::IdlePolicy::share, share);
  }
  std::printf("{\"containers\": %ld, \"hours\": %ld, \"priceMs\": %s, \"requeryMs\": %s, \"requeryShareIdleMs\": %s}\n",
              containers, hours, json_of(separate.price).c_str(), json_of(separate.total).c_str(),
              json_of(share.total).c_str());
}
