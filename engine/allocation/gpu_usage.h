// What DCGM says about devices → what containers used of GPUs. Internal to the stage.
#pragma once

#include "allocation/usage.h"

namespace prorata::allocation {

inline constexpr NoticeKind kUnmatched{
    "usage-without-container", Severity::warning, "A usage series belongs to no known container and was left out.",
    "Check that cAdvisor's namespace, pod and container labels are kept by the scrape job."};

/// Fills `usage.gpu`. A device's activity (0 to 1, mean of an hour) is that of its container; engine activity is taken
/// where a device has it, else utilisation. A MIG device counts for its part of the card. Where containers take turns
/// on a device, each shows the activity of all of them: it is shared among those that run at a time, by what they ask
/// for.
void read_gpu_usage(Usage& usage, const cluster::Cluster& cluster, const cluster::UsageIndex& index, const Names& names,
                    Notices& notices);

}  // namespace prorata::allocation
