// Price files as users write them, into the JSON of texts that the engine reads.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "pricing/price_book.h"

namespace prorata::cli {

/// YAML (or JSON, which is YAML) with implicit typing off: every scalar becomes {"value": TEXT, "line": N}.
/// Errors (bad_usage) name file and line. example: what to start from.
[[nodiscard]] Result<std::string> yaml_to_json(const std::string& text, std::string_view file_name,
                                               std::string_view example = "examples/prices.yaml");

/// Prices of a file of any kind that the engine knows. Errors (bad_usage) name file and line.
[[nodiscard]] Result<pricing::PriceBook> read_price_file(const std::string& text, std::string_view file_name);

}  // namespace prorata::cli
