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
    case RowKind::other:
      return "other";
  }
  return "workload";
}

}  // namespace prorata::report
