// Making terms. Internal to the stage.
#pragma once

#include <array>

#include "explain/explain.h"

namespace prorata::explain {

struct ResourceWords {
  std::string_view name, unit;
  double per_unit;
};
/// In the order of the resources.
inline constexpr std::array kResourceWords{
    ResourceWords{"cpu", "core-hour", 3600e6}, ResourceWords{"ram", "GiB-hour", 3600.0 * 1048576.0},
    ResourceWords{"gpu", "GPU-hour", 3600e6}, ResourceWords{"disk", "GiB-hour", 3600.0 * 1048576.0}};

/// The cells of one row within the window, summed to cost hours and priced again, one by one. Columns may be empty: all
/// zeros. evenly: what comes evenly over time.
struct Cells {
  const allocation::Slices& slices;
  const allocation::CellRows& rows;
  const std::vector<std::int64_t>&amount, &requested, &used;
};
[[nodiscard]] std::vector<Hour> hours_of(const Priced& priced, const Cells& cells, std::size_t row,
                                         const pricing::Rate& rate, bool evenly = false);
[[nodiscard]] Money sum_of_parts(const std::vector<Hour>& hours);

/// Says of a charge, or of a line of the prices, what it is and where its price is from. Of a line also the hours.
void tell_charge(const Priced& priced, std::size_t charge, Term& term);
void tell_line(const Priced& priced, std::size_t line, Term& term);

/// A resource of a node: its hours and what they cost.
[[nodiscard]] Term node_term(const Priced& priced, std::size_t node, std::size_t resource);

/// What has this name among the assets: of a node one term per resource, of traffic one per pod and class. With more
/// before it, each with a slash, it means fewer: the cluster; of a balancer its namespace, of a line its node. A class
/// of traffic is `network/CLASS`.
[[nodiscard]] std::vector<Term> asset_terms(const Priced& priced, std::string_view name);

/// What of the nodes is idle, one term per node and resource. name: of all, or of the row of a node or a cluster.
[[nodiscard]] std::vector<Term> idle_terms(const Priced& priced, std::string_view name);

}  // namespace prorata::explain
