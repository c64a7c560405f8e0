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
/// usage falls back to the request where it is unknown. GPUs and disks are charged as requested, GPUs that nobody asked
/// for as used. Pods of virtual nodes are charged as requested whatever the method. What an init container uses is
/// charged as far as its pod does not hold it for the app containers, which run later.
/// charge_waiting: whether requests count while a container waits to start on its node.
/// Source: OpenCost specification, "Workload Costs": max(request, usage); docs/model.md says where this differs.
[[nodiscard]] Amounts allocate(const cluster::Cluster& cluster, const Usage& usage, Slices slices, query::Method method,
                               Notices& notices, bool charge_waiting = true);

}  // namespace prorata::allocation
