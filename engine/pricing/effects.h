// What is odd about prices, in money.
#pragma once

#include "allocation/amounts.h"
#include "pricing/charge_money.h"
#include "pricing/rates.h"

namespace prorata::pricing {

/// Writes into the notices of unpriced things what they would cost at the default rates that OpenCost ships, in the
/// currency of the book as far as it is known what a dollar is worth: an estimate, which is in no total. And tells
/// which exported prices changed within the window, with what the window costs more or less than at the first price;
/// and which entries of the prices contradict each other or have no effect.
void tell_effects(const cluster::Cluster& cluster, const allocation::Amounts& amounts, const Charges& charges,
                  const PriceBook& book, const Rates& rates, const ChargeRates& charge_rates, const Names& names,
                  Notices& notices);

}  // namespace prorata::pricing
