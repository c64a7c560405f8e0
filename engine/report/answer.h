// What an answer holds, before any format: columns, totals, steps, diagnostics.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/money.h"
#include "core/notice.h"
#include "core/time.h"
#include "query/question.h"

namespace prorata::report {

enum class RowKind : std::uint8_t { workload, idle, unallocated };
[[nodiscard]] std::string_view name_of(RowKind kind);

/// One resource over rows. amounts: µcore·s, KiB·s or µGPU·s.
struct ResourceColumns {
  std::vector<Money> cost;
  std::vector<std::int64_t> charged, requested, used;
};

/// Equal-length columns, one entry per row. Efficiencies and shares are NaN where they have no meaning.
struct CostColumns {
  ResourceColumns cpu, ram, gpu;
  std::vector<Money> total;
  std::vector<double> efficiency, cpu_efficiency, ram_efficiency, share;
};

/// Rows are sorted by total cost, largest first, then by name; idle rows stand among them.
struct Answer {
  Window window;
  Duration resolution{};
  std::string mode;
  query::Question question;
  Currency currency;
  std::vector<RowKind> kind;
  std::vector<std::string> name;               ///< key parts joined by "/"
  std::vector<std::vector<std::string>> keys;  ///< one text per key of the question
  CostColumns rows;
  CostColumns totals;                          ///< one entry: all rows
  std::vector<Window> steps;
  std::vector<bool> step_cut_short;
  std::vector<Money> step_cost;                ///< row r, step s at r * steps.size() + s
  std::vector<Money> step_totals;
  Money asset_cost;                            ///< what nodes cost in the window
  Money remainder;                             ///< asset_cost - sum of rows: 0 unless a filter or `idle hide` took rows out
  bool partial = false;                        ///< the source said that data is missing
  std::vector<Notice> notices;
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

}  // namespace prorata::report
