#include "pricing/price_book.h"

namespace prorata::pricing {
namespace {

/// 0.04 a GiB and month of 730 hours.
constexpr ByteSecondPrice kStorage = Cost(0.04 / 730) / (Bytes(kBytesPerGib) * kHour);

ResourceRates per_hour(double core, double gib, double gpu) {
  return {Cost(core) / (Cores(1) * kHour), Cost(gib) / (Bytes(kBytesPerGib) * kHour), Cost(gpu) / (Gpus(1) * kHour),
          kStorage};
}

constexpr BytePrice per_gib(double cost) {
  return Cost(cost) / Bytes(kBytesPerGib);
}

}  // namespace

PriceBook::PriceBook() = default;
PriceBook::PriceBook(const PriceBook& other) = default;
PriceBook::PriceBook(PriceBook&& other) noexcept = default;
PriceBook& PriceBook::operator=(const PriceBook& other) = default;
PriceBook& PriceBook::operator=(PriceBook&& other) noexcept = default;
PriceBook::~PriceBook() = default;

/// Source: OpenCost, configs/default.json (CPU, RAM and GPU per hour, spotCPU, spotRAM, storage, egress per GiB) and
/// the built-in spotGPU; a load balancer as AWS and GCP list it.
PriceBook default_prices() {
  PriceBook book;
  book.currency = currency_of("USD");
  book.on_demand = per_hour(0.031611, 0.004237, 0.95);
  book.spot = per_hour(0.006655, 0.000892, 0.308);
  book.virtual_nodes = book.on_demand;
  book.volume = kStorage;
  book.balancer = Cost(0.025) / kHour;
  book.default_network.rate = {per_gib(0.01), per_gib(0.01), per_gib(0.12)};
  return book;
}

}  // namespace prorata::pricing
