// Decimal text to double: the one place where text that is not on the sample path becomes a number.
#pragma once

#include <string_view>

#include "core/result.h"

namespace prorata {

/// Reads all of `text` as one decimal number ("0.031", "-4", "1e-3") and returns the nearest double.
///
/// Errors (bad_input): empty text, anything before or after the number (spaces too), "NaN", "Inf", and numbers too
/// large for a double. The same bits natively and in WebAssembly.
[[nodiscard]] Result<double> parse_number(std::string_view text);

}  // namespace prorata
