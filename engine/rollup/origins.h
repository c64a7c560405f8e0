// What was bought, step by step, and who bears which part of it: the view of FOCUS's split cost allocation.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pricing/charge_money.h"
#include "pricing/rates.h"
#include "rollup/sets.h"
#include "sharing/ledger.h"

namespace prorata::rollup {

/// A reason for a part of an origin's cost.
struct Element {
  std::string_view unit;  ///< of the quantity: "Core-Hours"
  double quantity = 0;
  Money cost;
  std::string_view shared_from = {};  ///< the rule that brought it
  bool idle = false;                  ///< idle that another node's pods bear
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
  Money cost;   ///< of all portions
  Money whole;  ///< with what is filtered out or hidden; its quantity is not bought here
};

/// What origins are read from.
struct Bought {
  const Source& source;  ///< costs by step, before rules shared any
  const Flags& kept;     ///< what the question's filter keeps (`select`)
  const pricing::Rates& rates;
  const pricing::ChargeRates& charge_rates;
  const std::vector<pricing::ChargePart>& parts;     ///< by charge period
  const pricing::StepOfSlice& period_of;             ///< the charge period of each slice
  const std::vector<std::uint32_t>& step_of_period;  ///< ascending; a step may have several periods
  const sharing::StepCosts& by_period;               ///< before any was shared; only where a step has several
  const std::vector<std::size_t>& taker;             ///< per bearer, the rule that takes its cost; empty without rules
  const std::vector<sharing::LedgerEntry>& entries;  ///< what rules gave to whom: by rule, step and pool
};

/// The origins of one step, for each of its charge periods, which begin at `first`: nodes, then charges, each by
/// cluster and name; those that cost nothing are left out.
[[nodiscard]] std::vector<std::vector<Origin>> origins_of(const Bought& bought, const query::Question& question,
                                                          std::size_t first, std::span<const Window> periods);

}  // namespace prorata::rollup
