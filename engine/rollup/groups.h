// Rows as a question asks for them: filtered, grouped, summed, sorted.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "core/flags.h"
#include "core/money.h"
#include "core/result.h"
#include "pricing/charge_money.h"
#include "pricing/rates.h"
#include "query/question.h"
#include "sharing/step_costs.h"

namespace prorata::rollup {

inline constexpr std::string_view kIdleName = "__idle__";
inline constexpr std::string_view kUnallocatedName = "__unallocated__";
inline constexpr std::string_view kOtherName = "__other__";

inline constexpr std::string_view kUnmountedName = "__unmounted__";
inline constexpr std::string_view kOverheadName = "__overhead__";

/// unallocated: the objects have none of the properties that were asked for. unmounted: volumes and balancers that no
/// pod can be charged for. overhead: costs of the whole cluster. other: workloads beyond the limit of rows. asset: only
/// in derivations.
enum class RowKind : std::uint8_t { workload, idle, unallocated, unmounted, overhead, other, asset };
[[nodiscard]] constexpr bool is_workload(RowKind kind) {
  return kind == RowKind::workload || kind == RowKind::unallocated || kind == RowKind::other;
}

/// One resource over rows. Amounts are µcore·s, KiB·s, µGPU·s or KiB·s.
struct ResourceColumns {
  std::vector<Money> cost;
  std::vector<Money> own;  ///< of workloads: cost without idle that was shared
  std::vector<std::int64_t> charged, requested, used;
  std::vector<std::int64_t> requested_known;  ///< requested in the time of which it is known what was used
};

/// Equal-length columns, one entry per row. Efficiencies and shares are NaN where they have no meaning.
struct CostColumns {
  ResourceColumns cpu, ram, gpu, disk;
  std::vector<Money> volume, network_zone, network_region, network_internet, network_other, balancer, overhead, shared;
  std::vector<Money> total;
  /// used / requested, of the time of which use is known. efficiency: of CPU and RAM together, weighted by their own
  /// cost. Source: OpenCost specification; a resource without a request has no efficiency here and no weight.
  std::vector<double> efficiency, cpu_efficiency, ram_efficiency;
  std::vector<double> share;  ///< of the total of all rows
  /// What is requested and not used, in money, while it is known what is used; and of what CPU, memory and GPU cost.
  /// Source: OpenCost specification, "Idle Costs".
  std::vector<Money> workload_idle;
  std::vector<double> workload_idle_ratio;
  std::vector<Money> custom;                         ///< by price templates, beside all other costs
  std::vector<std::int64_t> running_ms;              ///< in which any of it ran: what averages divide by
  std::vector<double> cpu_usage_max, ram_usage_max;  ///< cores, bytes: of all of it in the same hour
};

/// The columns in the order of the resources and of the kinds of charges, for those who treat all alike.
inline constexpr std::array kResourceColumns{&CostColumns::cpu, &CostColumns::ram, &CostColumns::gpu,
                                             &CostColumns::disk};
inline constexpr std::array kChargeColumns{&CostColumns::volume,         &CostColumns::network_zone,
                                           &CostColumns::network_region, &CostColumns::network_internet,
                                           &CostColumns::network_other,  &CostColumns::balancer,
                                           &CostColumns::overhead,       &CostColumns::shared};
[[nodiscard]] Money network_cost(const CostColumns& columns, std::size_t row);

/// Rows are sorted by total cost, largest first, then by name; the idle row stands among them.
struct Groups {
  std::vector<RowKind> kind;
  std::vector<std::string> name;               ///< key parts joined by "/"
  std::vector<std::vector<std::string>> keys;  ///< one text per key of the question
  CostColumns rows;
  CostColumns totals;            ///< one entry: all rows
  std::vector<Money> step_cost;  ///< row r, step s at r * steps + s
  std::vector<Money> step_totals;
  /// When any of row r ran, ascending, apart from each other: from running_end[r - 1] to running_end[r].
  std::vector<Window> running;
  std::vector<std::uint32_t> running_end;
  std::vector<Money> rule_cost;  ///< shared cost of row r by rule p at r * rules + p; empty where nothing is shared
  Money asset_cost;              ///< what all assets and overhead cost
  Money idle_cost;               ///< of all nodes, before any of it was shared
  Money allocation_cost;         ///< what nodes, volumes and balancers cost by time: without what is billed by use
  Money remainder;               ///< asset_cost - total: 0 unless a filter or `idle hide` took rows out
};

/// Cores and bytes that were used in the hour in which they were most; 0: nobody knows.
using MostUsed = std::array<double, 2>;
/// Kept from one roll-up to the next: of each group, one behind the other, and of all; and what each bearer's group
/// was.
struct Maxima {
  std::vector<std::uint32_t> group_of;
  std::vector<double> most;
  MostUsed all{};
};

/// Everything a roll-up reads. maxima: none where they are not asked for. One for each table of amounts.
struct Source {
  const cluster::Cluster& cluster;
  const allocation::Amounts& amounts;
  const allocation::Charges& charges;
  const sharing::StepCosts& costs;
  const Names& names;
  Maxima* maxima = nullptr;
};

/// What a row of the idle of a node, or of its cluster, is called: `CLUSTER/NODE/__idle__`, `CLUSTER/__idle__`, as
/// OpenCost has it; without a cluster its part is missing.
[[nodiscard]] std::string idle_name(const Source& source, std::size_t node, bool of_node);

/// A filter never changes what a remaining row is charged; the idle row is shown whole whatever the filter.
/// row_of: where not null, the row of each bearer of charges (containers first), then of each node's idle; kNone where
/// it has none. The question must have no limit of rows then.
[[nodiscard]] Result<Groups> roll_up(const Source& source, const query::Question& question,
                                     std::vector<std::uint32_t>* row_of = nullptr);

/// Per bearer of charges (containers first): whether the filter keeps it.
[[nodiscard]] Flags select(const Source& source, const query::Filter& filter);

/// Reads one key of what bears costs: containers first, then the others.
class KeyReader {
 public:
  /// Keeps a reference to all of it.
  KeyReader(const Source& source, const query::Key& key);
  /// Empty where it lacks the property. Of one that is no container: `__unmounted__` or `__overhead__` where it lacks
  /// it. Holds until the next call.
  [[nodiscard]] std::string_view text(std::size_t bearer);

 private:
  [[nodiscard]] std::string_view of_container(std::size_t container);
  [[nodiscard]] std::string_view of_other(std::size_t row) const;

  const Source& source_;
  const query::Key& key_;
  cluster::LabelReader label_, annotation_;
  std::string text_;  ///< of what is made of two names
};

/// The texts of all keys of a question; `__unallocated__` where a container lacks a property.
class GroupKeys {
 public:
  GroupKeys(const Source& source, const std::vector<query::Key>& keys);
  [[nodiscard]] std::vector<std::string> of(std::size_t bearer);

 private:
  std::vector<KeyReader> readers_;
};

enum class AssetKind : std::uint8_t { node, volume, balancer, network, management, line, disk };

/// By which assets call the classes of traffic.
inline constexpr std::array<std::string_view, cluster::kNetworkClasses> kTrafficNames{"zone", "region", "internet"};

/// One entry per asset: nodes first, then the others, each kind sorted by cluster and name. Columns that mean nothing
/// for a kind hold empty texts and zeros.
struct Assets {
  Window window;
  Currency currency;
  std::vector<AssetKind> kind;
  std::vector<std::string> cluster, name, provider_id, instance_type, region, zone, price_source;
  /// Of a volume its claim, of a balancer its namespace, with "/" and the name; of a network its class.
  std::vector<std::string> detail;
  /// Of a volume at its end: "mounted", else "unmounted" (claimed), "released" (its claim is gone) or "available".
  std::vector<std::string> state;
  Flags spot;
  std::vector<Window> alive;
  std::vector<double> cpu_cores, ram_gib, gpus, disk_gib;
  /// Of a node: what of it pods may take, and what part of its capacity they may not; below zero: not known.
  std::vector<double> cpu_allocatable, ram_allocatable, cpu_overhead, ram_overhead;
  /// How much of it there is (one node, GiB of a volume at its last size, GiB sent), and what one costs: per hour, or
  /// per GiB of traffic; of a price that changed the average. unit: of the rate.
  std::vector<double> amount, rate;
  std::vector<std::string> unit;
  std::vector<Money> hourly_price, cpu_cost, ram_cost, gpu_cost, disk_cost, total_cost, idle_cost;
  std::vector<Money> reserved_cost;   ///< of a node: capacity that pods may not take; part of idle
  std::vector<Money> unmounted_cost;  ///< of a volume or a balancer: while no pod mounts it or stands behind it
  std::vector<Notice> notices;
  Money total;
};

/// costs: before any sharing, in any number of steps. charges: rates and money of the same charges.
[[nodiscard]] Assets list_assets(const Source& source, const pricing::Rates& rates,
                                 const pricing::ChargeRates& charge_rates, const pricing::ChargeMoney& charges,
                                 const Currency& currency);

}  // namespace prorata::rollup
