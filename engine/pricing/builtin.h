// The price list that prorata brings, from engine/pricing/book/builtin.json.
#pragma once

#include <string_view>

#include "pricing/price_book.h"

namespace prorata::pricing {

/// The list as JSON, in prorata's own format.
[[nodiscard]] std::string_view builtin_text();
/// Nothing but that list: what a file that says no more than `extends: builtin` means, in dollars.
[[nodiscard]] Result<PriceBook> builtin_prices();

}  // namespace prorata::pricing
