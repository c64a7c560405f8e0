// Usage, requests and lifetimes → amounts per cell.
#pragma once

#include "allocation/amounts.h"
#include "allocation/usage.h"
#include "cluster/cluster.h"
#include "core/notice.h"
#include "query/question.h"

namespace prorata::allocation {

/// Amounts charged to every container over its lifetime in the window, and the capacity of every node instance.
///
/// interval: max(request, usage) of each grid interval; without a usage sample the request, counted as unknown usage.
/// average: the larger of requested and used over the container's whole time in the window. request, usage: that alone;
/// usage falls back to the request where it is unknown. GPUs are charged as requested.
/// Source: OpenCost specification, "Workload Costs": max(request, usage); docs/model.md says where this differs.
[[nodiscard]] Amounts allocate(const cluster::Cluster& cluster, const Usage& usage, const Slices& slices,
                               query::Method method, Notices& notices);

}  // namespace prorata::allocation
