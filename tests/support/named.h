// Names of a table's cases, as GoogleTest wants them.
#pragma once

#include <string>

#include <gtest/gtest.h>

namespace prorata::tests {

/// For INSTANTIATE_TEST_SUITE_P over a struct with a `name`.
inline constexpr auto by_name = [](const auto& info) { return std::string(info.param.name); };

}  // namespace prorata::tests
