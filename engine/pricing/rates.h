// Every node gets a rate per resource, and a word on where it comes from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "core/money.h"
#include "core/notice.h"
#include "pricing/origin.h"
#include "pricing/price_book.h"

namespace prorata::pricing {

/// Money units per amount unit (µcore·s, KiB·s, µGPU·s); per slice where the price changes over time.
struct Rate {
  double constant = 0;
  std::vector<double> by_slice;  ///< empty, or one per slice of the window
  [[nodiscard]] double at(std::size_t slice) const { return by_slice.empty() ? constant : by_slice[slice]; }
};

/// One entry per node instance.
struct Rates {
  std::vector<PerResource<Rate>> node;
  std::vector<std::string> source;
  std::vector<Money> hourly;  ///< of the whole node at its last capacity and price
  /// Per resource a bit, the first one the lowest: resources without a rate, and those whose exported price is used.
  std::vector<std::uint8_t> unpriced, exported;
};

/// First match wins: an entry of the price book's nodes, exported prices, a list price, default rates. factor: on every
/// rate (bill_factor). what_if: in place of that of the book.
///
/// A node priced as a whole is split once over its resources in the ratio of the default rates times its capacity
/// (`split`, so that the parts equal the node). Source: OpenCost specification, Appendix A.
[[nodiscard]] Rates resolve_rates(const cluster::Cluster& cluster, const allocation::Slices& slices,
                                  const PriceBook& book, const Names& names, Notices& notices, double factor = 1,
                                  const WhatIf& what_if = {});

/// origins: how those rates came about (packed, pricing/origin.h); those of nodes get everything but their rates. Only
/// derivations ask, so that a browser loads this with them.
void describe_rates(const cluster::Cluster& cluster, const allocation::Slices& slices, const PriceBook& book,
                    const Names& names, double factor, const WhatIf& what_if, Origins& origins);

}  // namespace prorata::pricing
