// One yes or no per row of a table.
#pragma once

#include <cstdint>
#include <vector>

namespace prorata {

/// 0 or 1. std::vector<bool> would be code like no other vector's, three kilobytes of it in the page's engine.
using Flags = std::vector<std::uint8_t>;

}  // namespace prorata
