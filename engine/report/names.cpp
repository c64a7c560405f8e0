#include "report/answer.h"

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
  }
  return "workload";
}

std::string_view name_of(rollup::AssetKind kind) {
  constexpr std::string_view kNames[] = {"node", "volume", "loadBalancer", "network", "management", "line", "disk"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace prorata::report
