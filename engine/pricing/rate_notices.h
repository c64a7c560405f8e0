// What is said of the prices of nodes.
#pragma once

#include "core/notice.h"

namespace prorata::pricing {

inline constexpr NoticeKind kUnpriced{"unpriced", Severity::warning,
                                      "A node has no price for one of its resources; that part is not counted.",
                                      "Add a price for it: docs/prices.md."};
inline constexpr NoticeKind kUnpricedDisk{"unpriced-disk", Severity::info,
                                          "The prices say nothing of a node's own disk; it is not counted.",
                                          "Add `disk` to `defaults`, or `disk: included` to the node's price."};
inline constexpr NoticeKind kDiscounted{"discounted-to-nothing", Severity::warning,
                                        "A discount of 100 % leaves a node, or its CPU or memory, without a cost.",
                                        "Correct the discount, or leave it out."};
inline constexpr NoticeKind kNothingLeft{
    "gpu-split-nothing", Severity::warning,
    "The GPUs of a node get none of its price: cores and memory cost as much, or have all "
    "of the shares.",
    "Check the price and the shares (`gpu` under `nodeSplit` or `costWeights`), or write "
    "`nodeSplit: {method: ratio}`."};
inline constexpr NoticeKind kStale{"prices-stale", Severity::warning, "A price was right more than a year ago.",
                                   "Look it up again, and write the day into `asOf`."};
inline constexpr NoticeKind kFuture{"prices-from-the-future", Severity::warning,
                                    "The `asOf` of a price is a day that is yet to come.", "Correct the day."};
inline constexpr NoticeKind kElsewhere{"price-of-another-region", Severity::info,
                                       "A node has the indicative price that its type has in another region.",
                                       "Add the price of its region to `instances`."};
inline constexpr NoticeKind kGpuInstance{
    "gpu-price-looks-like-instance", Severity::warning,
    "The price of a GPU looks like that of a whole instance with several.",
    "Say what it is for: `priceScope: instance` with `gpusPerInstance`, or `gpu`."};
inline constexpr NoticeKind kNoGpus{
    "gpu-price-without-gpu", Severity::warning,
    "A node has a price for GPUs, and offers no resource that is known to be one; the price is not used.",
    "Say in a config file what a unit of its resource is (`gpuResources`), or see whether its GPU driver runs."};
inline constexpr NoticeKind kUnused{"commitment-unused", Severity::info,
                                    "A commitment pays for more nodes than ran; the rest of it is not counted.",
                                    "Add it to `lines`, if no other cluster uses it."};

}  // namespace prorata::pricing
