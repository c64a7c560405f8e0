// Prices as a user writes them, with units checked. docs/prices.md is the manual.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "core/money.h"
#include "core/quantity.h"
#include "core/result.h"

namespace prorata::pricing {

/// Rates per resource; each may be absent, and absent is never free.
struct ResourceRates {
  std::optional<CoreSecondPrice> cpu;
  std::optional<ByteSecondPrice> ram;
  std::optional<GpuSecondPrice> gpu;
};

/// A price for nodes that match every condition given (empty: any).
struct NodePrice {
  std::string name;          ///< node name, exact
  std::string label, value;  ///< node label and its value
  std::string instance_type;
  std::string region;
  std::optional<bool> spot;
  std::optional<double> per_hour;  ///< whole node, in currency per hour
  ResourceRates rates;
  std::string source;  ///< said in every report, e.g. "prices.yaml:12"
};

struct PriceBook {
  Currency currency;
  ResourceRates on_demand;  ///< default rates
  ResourceRates spot;
  std::string default_source = "built-in default rates (indicative)";
  std::vector<NodePrice> nodes;  ///< first match wins
};

/// The rates that OpenCost ships for a cluster without a cloud's price list (USD, indicative).
[[nodiscard]] PriceBook default_prices();
/// A price file as JSON: what hosts make of YAML with implicit typing off (core/document.h says how).
[[nodiscard]] Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name);
[[nodiscard]] Result<PriceBook> read_price_book(const Document& root, std::string_view file_name);

}  // namespace prorata::pricing
