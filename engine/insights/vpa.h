// What a Vertical Pod Autoscaler would recommend for the same history.
#pragma once

#include <cstdint>
#include <span>

namespace prorata::insights {

/// Whole millicores or bytes.
struct VpaSizes {
  std::int64_t target = 0, lower = 0, upper = 0;
  int bucket = 0;  ///< in which the target's percentile lies
  bool operator==(const VpaSizes&) const = default;
};

/// cores: of one container, oldest first, `minutes` apart.
///
/// A histogram of buckets that grow by 5 % from 0.01 cores, its samples weighing half as much for each day of age; the
/// 90th percentile's upper edge and 15 % on top. Bounds are the 50th and 95th, wide while there is little history.
/// Source: https://github.com/kubernetes/autoscaler, vertical-pod-autoscaler/pkg/recommender (logic, util).
[[nodiscard]] VpaSizes vpa_cpu(std::span<const double> cores, double minutes);

/// bytes: the largest working set of each day, oldest first. As above, from 10 MB on.
[[nodiscard]] VpaSizes vpa_memory(std::span<const double> bytes);

/// Bytes that count as used after a container was killed for lack of memory: 100 MiB or a fifth more.
[[nodiscard]] double after_out_of_memory(double used_bytes);

}  // namespace prorata::insights
