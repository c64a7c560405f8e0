#include "pricing/price_book.h"

namespace prorata::pricing {
namespace {

ResourceRates per_hour(double core, double gib, double gpu) {
  return {Cost(core) / (Cores(1) * kHour), Cost(gib) / (Bytes(kBytesPerGib) * kHour), Cost(gpu) / (Gpus(1) * kHour)};
}

}  // namespace

/// Source: OpenCost, configs/default.json (CPU, RAM and GPU per hour, spotCPU, spotRAM) and the built-in spotGPU.
PriceBook default_prices() {
  PriceBook book;
  book.currency = currency_of("USD");
  book.on_demand = per_hour(0.031611, 0.004237, 0.95);
  book.spot = per_hour(0.006655, 0.000892, 0.308);
  return book;
}

}  // namespace prorata::pricing
