// What an answer holds, before any format: rows, totals, steps, diagnostics, and what was asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/flags.h"
#include "core/money.h"
#include "core/notice.h"
#include "core/time.h"
#include "query/question.h"
#include "rollup/groups.h"

namespace prorata::report {

using rollup::Assets;
using rollup::CostColumns;
using rollup::ResourceColumns;
using rollup::RowKind;
[[nodiscard]] std::string_view name_of(RowKind kind);
[[nodiscard]] std::string_view name_of(rollup::AssetKind kind);

/// What costs of kinds other than a node's are called in every format, in the order of rollup::kChargeColumns.
inline constexpr std::array<std::string_view, allocation::kChargeKinds> kChargeNames{
    "pvCost",           "networkCrossZoneCost", "networkCrossRegionCost", "networkInternetCost",
    "networkOtherCost", "loadBalancerCost",     "overheadCost",           "sharedCost"};

/// Figures of a row that are no sums: what it held and used on average while any of it ran, and at most. NaN where it
/// never ran, or nobody knows.
inline constexpr std::array<std::string_view, 9> kAverageNames{
    "cpuCores", "cpuCoreRequestAverage", "cpuCoreUsageAverage", "cpuCoreUsageMax",
    "ramBytes", "ramByteRequestAverage", "ramByteUsageAverage", "ramByteUsageMax",
    "gpuCount"};
struct Average {
  std::string_view name;
  double value;
};
[[nodiscard]] std::array<Average, kAverageNames.size()> averages_of(const CostColumns& columns, std::size_t row);
/// part / of; NaN where there is nothing to divide by.
[[nodiscard]] double ratio_of(Money part, Money of);

/// Rows and totals, with what one needs to read them.
struct Answer : rollup::Groups {
  Window window;
  Window asked;  ///< the window, or what was asked for, where that reaches beyond now
  Duration resolution{};
  std::string mode;
  query::Question question;
  Currency currency;
  std::vector<Window> steps;
  Flags step_cut_short;
  std::vector<std::string> clusters;  ///< sorted; of partial answers alone, which tell by them what they are about
  bool partial = false;               ///< the source said that data is missing, or a query was given up
  std::vector<Notice> notices;
};

}  // namespace prorata::report
