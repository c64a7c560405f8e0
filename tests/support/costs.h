// A random cluster, and a World's money per output step.
#pragma once

#include <string>
#include <vector>

#include "pricing/rates.h"
#include "pricing/step_money.h"
#include "sharing/step_costs.h"
#include "support/frames.h"
#include "support/random.h"
#include "support/world.h"

namespace prorata::tests {

struct Costs {
  allocation::Amounts amounts;
  allocation::Charges charges;
  pricing::StepOfSlice step_of;
  pricing::Rates rates;
  pricing::ChargeRates charge_rates;
  pricing::ChargeMoney charge_money;
  sharing::StepCosts steps;
};

inline Costs costs_of(World& world, const std::vector<Window>& output, const pricing::PriceBook& prices,
                      query::Method method = query::Method::interval) {
  std::vector<Instant> cuts;
  for (const Window& step : output) cuts.push_back(step.end);
  Costs costs;
  costs.amounts = world.allocate(method, cuts);
  costs.rates = pricing::resolve_rates(world.cluster, costs.amounts.slices, prices, world.names, world.notices);
  pricing::StepOfSlice& of = costs.step_of;
  of.steps = output.size();
  const allocation::Slices of_charges = world.charge_slices(cuts);
  const auto fill = [&](const allocation::Slices& slices, std::vector<std::uint32_t>& into) {
    std::uint32_t step = 0;
    for (const Window& slice : slices.time) {
      while (slice.begin >= output[step].end) ++step;
      into.push_back(step);
    }
  };
  fill(costs.amounts.slices, of.of);
  fill(of_charges, of.charges);
  auto money = pricing::price_steps(world.cluster, costs.amounts, costs.rates, of);
  assert(money);
  costs.charges = allocation::find_charges(world.cluster, of_charges, world.names, world.notices);
  costs.charge_rates =
      pricing::resolve_charge_rates(world.cluster, costs.charges, of_charges, prices, world.names, world.notices);
  auto charged = pricing::price_charges(costs.charges, costs.charge_rates, of_charges, of);
  assert(charged);
  costs.charge_money = *charged;
  costs.steps = sharing::find_idle(world.cluster, *std::move(money), *std::move(charged));
  return costs;
}

/// Nodes that come and go, one of them of unknown capacity; pods that ask for too much or too little.
inline World random_world(std::uint64_t seed) {
  Random random(seed);
  World world({at("09:50:30"), at("09:50:30") + std::chrono::hours(50)});
  const Window window = world.cluster.window;
  const auto span = [&](Window within) {
    const Instant begin = within.begin + Duration(random.below(within.length().count()));
    return overlap({begin, begin + Duration(1 + random.below(within.length().count()))}, within);
  };
  for (int n = 0; n < 4; ++n) {
    const bool known = n > 0;
    (void)world.node("n" + std::to_string(n), known ? static_cast<double>(1 + random.below(8)) : 0, known ? 16 : 0,
                     n % 2 == 0 ? window : span(window), static_cast<double>(known ? random.below(2) : 0));
  }
  for (int c = 0; c < 25; ++c) {
    const auto node = static_cast<std::uint32_t>(random.below(4));
    const std::string name_space(1, static_cast<char>('a' + random.below(4)));
    const auto row =
        world.container(world.pod(name_space, "p" + std::to_string(c), node, span(world.cluster.nodes.alive[node])),
                        "app", random.below(4000) - 500, random.below(8000) - 500, random.below(8) == 0 ? 1 : 0);
    if (random.below(3) > 0) {
      world.uses(row, static_cast<double>(random.below(3000)) / 1000.0, static_cast<double>(random.below(9000)));
    }
  }
  return world;
}

/// Adds to a random world what costs beside cores and memory: disks, volumes that are mounted, claimed or neither,
/// balancers with and without pods, traffic of every class, fees; spot, virtual and over-committed nodes, prices that
/// change, GPUs in parts, init containers and waiting ones.
inline void add_everything(World& world, std::uint64_t seed) {
  Random random(seed);
  cluster::Cluster& all = world.cluster;
  const Window window = all.window;
  const Instant middle = window.begin + window.length() / 3;
  const auto span = [&] {
    const Instant begin = window.begin + Duration(random.below(window.length().count()));
    return overlap({begin, begin + Duration(1 + random.below(window.length().count()))}, window);
  };
  const auto changing = [&](std::int64_t most) {
    cluster::StepValue value;
    if (random.below(3) == 0) return value;
    if (random.below(2) == 0) value.append(middle, 1 + random.below(most));
    value.append(window.end, 1 + random.below(most));
    return value;
  };
  const auto some_pods = [&] {
    std::vector<std::uint32_t> pods;
    for (std::uint32_t pod = 0; pod < all.pods.size(); ++pod) {
      if (random.below(6) == 0) pods.push_back(pod);
    }
    return pods;
  };
  const NameId cluster = world.names.intern("c");
  const auto name = [&](const char* kind, std::uint64_t i) { return world.names.intern(kind + std::to_string(i)); };

  for (std::size_t node = 0; node < all.nodes.size(); ++node) {
    all.nodes.spot[node] = random.below(3) == 0;
    if (all.nodes.implied[node]) {
      if (random.below(2) == 0) all.nodes.virtual_kind[node] = cluster::VirtualKind::fargate;
      continue;
    }
    all.nodes.capacity[node][index(cluster::Resource::disk)].append(window.end, 100 * kGib);
    all.nodes.allocatable[node][0].append(window.end, 500000);
    for (auto& price : all.nodes.exported_price[node]) price = changing(90000000000);
  }
  for (std::size_t c = 0; c < all.containers.size(); ++c) {
    if (random.below(8) == 0) all.containers.role[c] = cluster::ContainerRole::init;
    if (random.below(8) == 0) all.containers.waiting[c].push_back(span());
    if (random.below(6) == 0) {
      all.containers.request[c][index(cluster::Resource::gpu)] = {};
      all.containers.request[c][index(cluster::Resource::gpu)].append(window.end, 142857 * (1 + random.below(3)));
    }
  }
  for (std::uint64_t v = 0; v < 5; ++v) {
    cluster::Volumes& volumes = all.volumes;
    volumes.cluster.push_back(cluster);
    volumes.name.push_back(name("pv", v));
    volumes.storage_class.push_back(name("class", v % 2));
    volumes.driver.push_back(kNoName);
    volumes.on_node.push_back(false);
    volumes.alive.push_back(span());
    volumes.kib.push_back(changing(200 * kGib));
    volumes.exported_price.push_back(changing(200000000));
    volumes.claims.emplace_back();
    if (random.below(2) == 0) {
      volumes.claims.back().push_back({world.names.intern("a"), name("claim", v), volumes.alive.back()});
    }
    volumes.mounts.push_back(random.below(3) == 0 ? std::vector<std::uint32_t>{} : some_pods());
  }
  for (std::uint64_t b = 0; b < 3; ++b) {
    cluster::Balancers& balancers = all.balancers;
    balancers.cluster.push_back(cluster);
    balancers.name_space.push_back(world.names.intern(b == 0 ? "a" : "b"));
    balancers.service.push_back(name("lb", b));
    balancers.alive.push_back(span());
    balancers.addresses.emplace_back().append(all.window.end, static_cast<std::int64_t>(1 + b) * 1'000'000);
    balancers.exported_price.push_back(changing(30000000000));
    balancers.throughput.push_back(b == 0 ? cluster::StepValue{} : changing(5000000));
    balancers.pods.push_back(some_pods());
    balancers.selected.push_back(b > 0);
  }
  std::vector<Series> counters;
  for (std::uint32_t f = 0; f < 9; ++f) {
    cluster::Flows& flows = all.flows;
    const auto pod = static_cast<std::uint32_t>(random.below(static_cast<std::int64_t>(all.pods.size())));
    const bool known = f > 0;
    flows.cluster.push_back(cluster);
    flows.name_space.push_back(known ? all.pods.name_space[pod] : world.names.intern("gone"));
    flows.pod_name.push_back(known ? all.pods.name[pod] : world.names.intern("gone"));
    flows.kind.push_back(static_cast<cluster::NetworkClass>(f % 3));
    flows.pods.push_back(known ? std::vector<std::uint32_t>{pod} : std::vector<std::uint32_t>{});
    flows.series.push_back({f});
    const Instant first = ceil_to(window.begin, std::chrono::hours(1));
    counters.push_back({"series=" + std::to_string(f),
                        growing(first, floor_to(window.end, std::chrono::hours(1)), std::chrono::hours(1),
                                static_cast<double>(random.below(100000)), 1e9)});
  }
  all.network_bytes = frame_of(world.names, counters);
  all.network_prices.cluster.push_back(cluster);
  all.network_prices.price.emplace_back();
  for (auto& price : all.network_prices.price.back()) price = changing(90000000000);
  all.fees.cluster.push_back(cluster);
  all.fees.name.push_back(world.names.intern("control-plane"));
  all.fees.price.push_back(changing(100000000000));
}

}  // namespace prorata::tests
