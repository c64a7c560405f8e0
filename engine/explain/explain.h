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
#include "pricing/origin.h"
#include "pricing/rates.h"
#include "query/question.h"
#include "rollup/groups.h"
#include "sharing/ledger.h"

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

/// What came of something that is shared, in one step. cost is what `split` of the portion over the weights of all
/// receivers gives this weight. The portion is the pool; where namespaces share evenly, it is that of one of them.
struct Received {
  std::string from;  ///< "idle of NODE", or the rule
  Window time;       ///< of the step
  query::ShareMethod method = query::ShareMethod::weighted;
  Money source, pool;      ///< of idle the pool is source × coefficient
  double coefficient = 1;  ///< of idle
  std::uint32_t namespaces = 1;
  Money portion, cost;
  std::int64_t weight = 0, weights = 0;
  std::string metric;  ///< of ShareMethod::metric: the name of its query
  double unit = 0;     ///< what a weight of one stands for, in the metric's unit × hours
};

/// What one container pays for one resource or charge, what came to it by a rule, what of a node is idle, or what one
/// resource of an asset costs.
struct Term {
  rollup::RowKind kind = rollup::RowKind::workload;
  std::string cluster, name_space, pod, container, node;
  std::string what;     ///< cpu, ram, gpu, disk, the kind and name of a charge: "volume pv-1", or "shared cost"
  std::string unit;     ///< what amounts are shown in: core-hour, GiB-hour, GPU-hour, GiB, hour
  double per_unit = 1;  ///< amount units in one
  std::int64_t running_ms = 0, unknown_usage_ms = 0;
  std::size_t intervals = 0, sampled = 0;  ///< of the grid while it ran, and those with a usage sample
  std::string queries;                     ///< whose answers it is made of, by their names in the plan, with blanks
  std::string price_source;
  std::uint32_t node_row = cluster::kNone, resource = 0;  ///< of a rate of a node
  const pricing::PriceRow* price = nullptr;               ///< the entry of a charge; not written
  std::vector<Hour> hours;
  Money own;   ///< sum of the parts
  Money less;  ///< of idle: what containers pay of the node
  std::vector<Received> received;
  Money idle_received;   ///< where idle is shared
  Money share_received;  ///< by a rule
  Money given;           ///< what others bear of it by a rule: all
  std::string given_to;  ///< the rule
  Money total;           ///< own - less + idle_received + share_received - given
};

/// What was asked of the source, for the texts of the queries, and what came.
struct Asked {
  struct Plan {
    Window window;
    Duration resolution{}, scrape_interval{}, lifetime_resolution{};
    std::int64_t totals = 0, known = 0;  ///< known: it was asked by a plan
    std::int64_t rules = 0;              ///< recording rules that were there: plan::rules_among
  };
  Plan plan;
  std::string match, gpus;  ///< what the user added; gpus: each after a |
  std::string weights;      ///< NAME=PROMQL, or a query as it was recorded, each with kEnd behind it
  static constexpr char kEnd = '\x1f';
  std::vector<std::int64_t> samples;  ///< that came, by plan::QueryId
};

/// Terms by cost, largest first; equals by name. Their totals add up to `total`, which is the row's cost.
struct Derivation {
  Window window;  ///< that is explained: the whole one, or an hour
  Currency currency;
  query::Method method = query::Method::interval;
  query::IdlePolicy idle = query::IdlePolicy::separate;
  query::Explained of;
  std::vector<Term> terms;
  /// How rates came about, by term: one for all of its hours, or one from each hour on in which it is another.
  pricing::Origins origins;
  pricing::NodeSplit split;
  Asked asked;
  Money total;
};

/// Everything that a derivation reads. Costs have the steps of the question, of which those in the window are
/// explained: shares are given step by step, so what a row costs depends on them.
struct Priced {
  const rollup::Source& source;  ///< costs as the question has them, shared or not
  const sharing::StepCosts& before_sharing;
  const pricing::Rates& rates;
  const pricing::ChargeRates& charge_rates;
  const std::vector<pricing::ChargePart>& parts;  ///< of the charges, before sharing
  const allocation::Usage& usage;
  const sharing::Ledger& ledger;
  const std::vector<Window>& steps;
  Window window;
  const pricing::PriceBook& book;
  double factor = 1;  ///< of a bill
};

/// of: what is explained; the name `__idle__` for any key asks for idle. Of an asset the whole is explained, whoever
/// bears it. ErrorCode::no_data where nothing meets it.
[[nodiscard]] Result<Derivation> derive(const Priced& priced, const query::Question& question,
                                        const query::Explained& of, Currency currency);

}  // namespace prorata::explain
