// Where a number comes from: amounts, rates with their sources, shares received, hour by hour. Whoever computes the
// hours of a derivation again gets the number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/usage.h"
#include "core/money.h"
#include "pricing/charge_money.h"
#include "pricing/rates.h"
#include "query/question.h"
#include "rollup/groups.h"

namespace prorata::explain {

/// One cost hour of one term. whole = round-half-even(amount × rate). Of a charge that several bear, `part` is this
/// one's share of it, by weight; else it is the whole.
struct Hour {
  Window time;
  std::int64_t requested = 0, used = 0;  ///< amount units
  std::int64_t amount = 0;
  double rate = 0;  ///< money units per amount unit
  Money whole, part;
  std::int64_t weight = 1, weights = 1;
};

/// What one container pays for one resource or charge, or what of a node is idle.
struct Term {
  rollup::RowKind kind = rollup::RowKind::workload;
  std::string cluster, name_space, pod, container, node;
  std::string what;     ///< cpu, ram, gpu, disk, or the kind and name of a charge: "volume pv-1"
  std::string unit;     ///< what amounts are shown in: core-hour, GiB-hour, GPU-hour, GiB, hour
  double per_unit = 1;  ///< amount units in one
  std::int64_t running_ms = 0, unknown_usage_ms = 0;
  std::size_t intervals = 0, sampled = 0;  ///< of the grid while it ran, and those with a usage sample
  std::vector<std::string_view> queries;   ///< whose answers it is made of, by their names in the plan
  std::string price_source;
  std::vector<Hour> hours;
  Money own;            ///< sum of the parts
  Money less;           ///< of idle: what containers pay of the node
  Money idle_received;  ///< where idle is shared
  Money total;          ///< own - less + idle_received
};

/// Terms by cost, largest first; equals by name. Their totals add up to `total`, which is the row's cost.
struct Derivation {
  Window window;
  Currency currency;
  query::Method method = query::Method::interval;
  query::IdlePolicy idle = query::IdlePolicy::separate;
  std::vector<query::Condition> of;
  std::vector<Term> terms;
  Money total;
};

/// Everything that a derivation reads.
struct Priced {
  const rollup::Source& source;  ///< costs as the question has them, idle shared or not
  const sharing::StepCosts& before_sharing;
  const pricing::Rates& rates;
  const pricing::ChargeRates& charge_rates;
  const allocation::Usage& usage;
};

/// of: conditions that what is explained meets, as a filter has them; the name `__idle__` for any key asks for idle.
/// ErrorCode::no_data where nothing meets them.
[[nodiscard]] Result<Derivation> derive(const Priced& priced, const query::Question& question,
                                        const std::vector<query::Condition>& of, Currency currency);

}  // namespace prorata::explain
