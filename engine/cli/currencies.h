// Codes of currencies.
#pragma once

#include <string_view>

namespace prorata::cli {

/// Whether ISO 4217 lists the code for a currency in use.
[[nodiscard]] bool is_currency(std::string_view code);

}  // namespace prorata::cli
