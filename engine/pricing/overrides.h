// Entries of a price file that contradict each other.
#pragma once

#include "pricing/node_match.h"

namespace prorata::pricing {

/// Tells of nodes for which several entries of `nodes` hold, of which none is only a more general one than that which
/// is taken, with another price; and what the window costs more with the one that is taken.
void tell_contradictions(const cluster::Cluster& cluster, const PriceBook& book, const Names& names, Notices& notices);

}  // namespace prorata::pricing
