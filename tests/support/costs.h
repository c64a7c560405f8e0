// A random cluster, and a World's money per output step.
#pragma once

#include <string>
#include <vector>

#include "pricing/rates.h"
#include "pricing/step_money.h"
#include "sharing/step_costs.h"
#include "support/random.h"
#include "support/world.h"

namespace prorata::tests {

struct Costs {
  allocation::Amounts amounts;
  allocation::Charges charges;
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
  pricing::StepOfSlice of;
  of.steps = output.size();
  std::uint32_t step = 0;
  for (const Window& slice : costs.amounts.slices.time) {
    while (slice.begin >= output[step].end) ++step;
    of.of.push_back(step);
  }
  auto money = pricing::price_steps(world.cluster, costs.amounts, costs.rates, of);
  assert(money);
  costs.charges = allocation::find_charges(world.cluster, costs.amounts.slices, world.notices);
  costs.charge_rates = pricing::resolve_charge_rates(world.cluster, costs.charges, costs.amounts.slices, prices,
                                                     world.names, world.notices);
  auto charged = pricing::price_charges(costs.charges, costs.charge_rates, costs.amounts.slices, of);
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

}  // namespace prorata::tests
