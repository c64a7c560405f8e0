#include <limits>

#include "report/answer.h"
#include "report/text.h"

namespace prorata::report {

std::string_view name_of(RowKind kind) {
  switch (kind) {
    case RowKind::workload:
      return "workload";
    case RowKind::idle:
      return "idle";
    case RowKind::unallocated:
      return "unallocated";
    case RowKind::unmounted:
      return "unmounted";
    case RowKind::overhead:
      return "overhead";
    case RowKind::other:
      return "other";
    case RowKind::asset:
      return "asset";
  }
  return "workload";
}

std::string_view name_of(rollup::AssetKind kind) {
  constexpr std::string_view kNames[] = {"node", "volume", "loadBalancer", "network", "management", "line", "disk"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::array<Average, kAverageNames.size()> averages_of(const CostColumns& columns, std::size_t row) {
  const double hours = static_cast<double>(columns.running_ms[row]) / 3.6e6;
  const auto average = [&](double amount) {
    return hours > 0 ? amount / hours : std::numeric_limits<double>::quiet_NaN();
  };
  const auto cores = [&](const std::vector<std::int64_t>& amounts) { return average(core_hours(amounts[row])); };
  const auto bytes = [&](const std::vector<std::int64_t>& amounts) { return average(byte_hours(amounts[row])); };
  const std::array values{cores(columns.cpu.charged), cores(columns.cpu.requested), cores(columns.cpu.used),
                          columns.cpu_usage_max[row], bytes(columns.ram.charged),   bytes(columns.ram.requested),
                          bytes(columns.ram.used),    columns.ram_usage_max[row],   cores(columns.gpu.charged)};
  std::array<Average, kAverageNames.size()> averages;
  for (std::size_t i = 0; i < values.size(); ++i) averages[i] = {kAverageNames[i], values[i]};
  return averages;
}

double ratio_of(Money part, Money of) {
  return of.nano() > 0 ? static_cast<double>(part.nano()) / static_cast<double>(of.nano())
                       : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace prorata::report
