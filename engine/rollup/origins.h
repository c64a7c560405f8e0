// What was bought, step by step, and who bears which part of it: the view of FOCUS's split cost allocation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pricing/charge_money.h"
#include "pricing/rates.h"
#include "rollup/sets.h"

namespace prorata::rollup {

/// A reason for a part of an origin's cost.
struct Element {
  std::string_view unit;  ///< of the quantity: "Core-Hours"
  double quantity = 0;
  Money cost;
};

/// Who bears a part: a pod, a claim, a namespace; or nobody, where id is empty.
struct Portion {
  std::string id, name;
  Properties tags;  ///< of the pod, with the prefixes prorata/ and k8s-label/
  std::vector<Element> elements;
  std::vector<std::uint8_t> resources;  ///< of a node's elements
  Money cost;
};

enum class OriginKind : std::uint8_t { node, volume, balancer, network, fee, network_bill, line };

/// One thing in one step.
struct Origin {
  OriginKind kind = OriginKind::node;
  Window time;  ///< of the step while it was there
  std::string cluster, id, name, type, region, zone, price_source;
  bool spot = false;
  bool is_split = true;  ///< false: nothing is known to share it out
  Properties tags;
  double cores = 0, gib = 0, gpus = 0;
  std::string_view unit;  ///< of the quantity: "Hours", "GiB-Hours", "GiB"
  double quantity = 0;    ///< that was bought
  Money unit_price;       ///< per unit; what it was on average where it changed
  std::vector<Portion> portions;
  Money cost;  ///< of all portions
};

/// What origins are read from.
struct Bought {
  const Source& source;  ///< costs in as many steps as step_of tells; idle may be shared within nodes, nothing else
  const Flags& kept;     ///< what the question's filter keeps (`select`)
  const pricing::Rates& rates;
  const pricing::ChargeRates& charge_rates;
  const std::vector<pricing::ChargePart>& parts;
  const pricing::StepOfSlice& step_of;
};

/// The origins of one step: nodes, then charges, each by cluster and name; those that cost nothing are left out.
[[nodiscard]] std::vector<Origin> origins_of(const Bought& bought, const query::Question& question, std::size_t step,
                                             Window window);

}  // namespace prorata::rollup
