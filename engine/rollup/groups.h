// Rows as a question asks for them: filtered, grouped, summed, sorted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "core/money.h"
#include "core/result.h"
#include "pricing/rates.h"
#include "query/question.h"
#include "sharing/step_costs.h"

namespace prorata::rollup {

inline constexpr std::string_view kIdleName = "__idle__";
inline constexpr std::string_view kUnallocatedName = "__unallocated__";
inline constexpr std::string_view kOtherName = "__other__";

/// unallocated: the objects have none of the properties that were asked for. other: workloads beyond the limit of rows.
enum class RowKind : std::uint8_t { workload, idle, unallocated, other };

/// One resource over rows. charged, requested, used: µcore·s, KiB·s or µGPU·s.
struct ResourceColumns {
  std::vector<Money> cost;
  std::vector<std::int64_t> charged, requested, used;
};

/// Equal-length columns, one entry per row. Efficiencies and shares are NaN where they have no meaning.
struct CostColumns {
  ResourceColumns cpu, ram, gpu;
  std::vector<Money> total;
  /// used / requested, of what was requested. efficiency: of CPU and RAM together, weighted by their cost.
  /// Source: OpenCost specification; a resource without a request has no efficiency here and no weight.
  std::vector<double> efficiency, cpu_efficiency, ram_efficiency;
  std::vector<double> share;  ///< of the total of all rows
};

/// Rows are sorted by total cost, largest first, then by name; the idle row stands among them.
struct Groups {
  std::vector<RowKind> kind;
  std::vector<std::string> name;               ///< key parts joined by "/"
  std::vector<std::vector<std::string>> keys;  ///< one text per key of the question
  CostColumns rows;
  CostColumns totals;            ///< one entry: all rows
  std::vector<Money> step_cost;  ///< row r, step s at r * steps + s
  std::vector<Money> step_totals;
  Money asset_cost;  ///< what all nodes cost
  Money remainder;   ///< asset_cost - total: 0 unless a filter or `idle hide` took rows out
};

/// Everything a roll-up reads.
struct Source {
  const cluster::Cluster& cluster;
  const allocation::Amounts& amounts;
  const sharing::StepCosts& costs;
  const Names& names;
};

/// A filter never changes what a remaining row is charged; the idle row is shown whole whatever the filter.
[[nodiscard]] Result<Groups> roll_up(const Source& source, const query::Question& question);

/// The texts of a container's keys; `__unallocated__` where it lacks a property.
class GroupKeys {
 public:
  GroupKeys(const cluster::Cluster& cluster, const Names& names, const std::vector<query::Key>& keys);
  [[nodiscard]] std::vector<std::string> of_container(std::size_t container) const;

 private:
  [[nodiscard]] std::string text_of(std::size_t key, std::uint32_t pod, std::size_t container) const;
  const cluster::Cluster& cluster_;
  const Names& names_;
  const std::vector<query::Key>& keys_;
  std::vector<cluster::LabelReader> labels_;  ///< one per key; unused where the key is no label
};

/// One entry per node instance, sorted by cluster, name and begin.
struct Assets {
  Window window;
  Currency currency;
  std::vector<std::string> cluster, name, provider_id, instance_type, region, price_source;
  std::vector<bool> spot;
  std::vector<Window> alive;
  std::vector<double> cpu_cores, ram_gib, gpus;
  std::vector<Money> hourly_price, cpu_cost, ram_cost, gpu_cost, total_cost, idle_cost;
  std::vector<Notice> notices;
  Money total;
};

/// costs: before any sharing, in any number of steps.
[[nodiscard]] Assets list_assets(const Source& source, const pricing::Rates& rates);

}  // namespace prorata::rollup
