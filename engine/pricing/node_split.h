// The price of a whole node, split over what it has.
#pragma once

#include "pricing/price_book.h"

namespace prorata::pricing {

/// How many base units (core, byte, GPU) one amount unit (µcore, KiB, µGPU) is.
[[nodiscard]] constexpr double base_units(cluster::Resource resource) {
  return cluster::in_bytes(resource) ? 1024.0 : 1e-6;
}

/// Price per base unit and second; 0 where there is none.
[[nodiscard]] PerResource<double> plain(const ResourceRates& rates);

/// What of a node's price goes where.
struct SplitRequest {
  PerResource<std::int64_t> capacity{};  ///< amount units
  PerResource<double> base{};            ///< default prices per base unit and second
  bool disk = true, gpu = true;          ///< whether the price pays for them
};

/// By which it is split: whole numbers in proportion to what each resource of the node is.
[[nodiscard]] PerResource<std::int64_t> split_weights(double per_hour, const NodeSplit& method,
                                                      const SplitRequest& request);

/// Parts of `per_hour` × `scale`, in whole money units per hour; they sum up to it. Where the defaults give no ratio,
/// that of the built-in ones is taken. Source: OpenCost specification, Appendix A (ratio).
[[nodiscard]] PerResource<std::int64_t> split_node(double per_hour, double scale, const NodeSplit& method,
                                                   const SplitRequest& request);

}  // namespace prorata::pricing
