// Diagnostics of mergeable answers.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/notice.h"

namespace prorata::report {

/// Reads back what `notices_json` writes without decimals; nothing where that is no such list.
[[nodiscard]] std::optional<std::vector<Notice>> read_notices(std::string_view json);

}  // namespace prorata::report
