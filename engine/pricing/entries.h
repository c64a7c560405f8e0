// Entries of a price file that contradict each other, or have no effect.
#pragma once

#include "allocation/charges.h"
#include "pricing/node_match.h"

namespace prorata::pricing {

inline constexpr NoticeKind kNoEffect{
    "price-without-effect", Severity::info,
    "An entry of the prices is never used: nothing meets its conditions, or entries before it come first.",
    "Compare its conditions with what `prorata assets` shows, put it further up, or leave it out."};

/// Tells of nodes, GPUs, volumes and balancers for which several entries hold, of which none is only a more general one
/// than that which is taken, with another price, and what the window costs more with the one that is taken; and of
/// entries with conditions that are never taken. List prices and those of providers are for many clusters: that they
/// are not all used is no news.
void tell_entries(const cluster::Cluster& cluster, const allocation::Charges& charges, const PriceBook& book,
                  const Names& names, Notices& notices);

}  // namespace prorata::pricing
