// A price book as bytes, for hosts that read price files in another program than they price with: the page loads the
// reader only where there is a price file.
#pragma once

#include <string>
#include <string_view>

#include "pricing/price_book.h"

namespace prorata::pricing {

/// Everything of the book, numbers to the bit. For `unpack_book` of the same version.
[[nodiscard]] std::string pack_book(const PriceBook& book);
/// Errors (internal): the bytes are not all that `pack_book` writes.
[[nodiscard]] Result<PriceBook> unpack_book(std::string_view bytes);

}  // namespace prorata::pricing
