// Price templates: what pods that meet conditions would cost by prices of their own, beside what they do cost.
#pragma once

#include <cstdint>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "core/notice.h"
#include "core/result.h"
#include "pricing/price_book.h"
#include "pricing/step_money.h"

namespace prorata::pricing {

/// Money units of each container and step (c * steps + s) by the first template that its pod meets; empty where the
/// book has none. A template that no pod meets is said. Source: Alibaba Cloud, ACK Cost V2, `customCost`.
[[nodiscard]] Result<std::vector<std::int64_t>> price_templates(const cluster::Cluster& cluster,
                                                                const allocation::Amounts& amounts,
                                                                const PriceBook& book, const StepOfSlice& steps,
                                                                const Names& names, Notices& notices);

}  // namespace prorata::pricing
