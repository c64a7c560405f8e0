// Which answers are not whole.
#pragma once

#include <vector>

#include "core/notice.h"

namespace prorata::cli::serve {

/// Whether a notice says that a part of the data is missing.
[[nodiscard]] bool lacks_data(const Notice& notice);
[[nodiscard]] bool lacks_data(const std::vector<Notice>& notices);

}  // namespace prorata::cli::serve
