// Usage series → what each container used in each grid interval.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/cluster.h"
#include "core/notice.h"
#include "series/frame.h"
#include "series/grid.h"

namespace prorata::allocation {

inline constexpr NoticeKind kImpossibleCounter{
    "impossible-counter", Severity::error,
    "A counter of CPU time or bytes jumped further than any machine can count; that is left out.",
    "Look at the exporter that writes this series."};
inline constexpr NoticeKind kImpossibleMemory{
    "impossible-memory", Severity::error, "A memory sample is negative or larger than any machine and was left out.",
    "Look at the exporter that writes this series."};

/// Columns over grid intervals, ragged: container c covers intervals [first[c], first[c] + count) at [offset[c],
/// offset[c + 1]). kUnknown where no sample says anything.
struct Usage {
  static constexpr std::int64_t kUnknown = -1;
  series::Grid grid;
  std::vector<std::uint32_t> first;
  std::vector<std::size_t> offset{0};
  std::vector<std::int64_t> cpu;  ///< µcore·ms in the interval
  std::vector<std::int64_t> ram;  ///< KiB, mean of the interval
  /// µcore and KiB: mean, over the time in which it ran in the interval, of the larger of request and usage; empty
  /// where no server has summed it.
  std::vector<std::int64_t> cpu_charged, ram_charged;
  series::Grid hours{{}, std::chrono::hours(1), {}};
  /// Per container, of each whole hour: µGPU of physical GPUs in use, mean of the time it ran; empty where nothing
  /// tells of it.
  std::vector<std::vector<std::int64_t>> gpu;

  [[nodiscard]] std::span<const std::int64_t> of(const std::vector<std::int64_t>& column, std::size_t container) const {
    return std::span(column).subspan(offset[container], offset[container + 1] - offset[container]);
  }
};

/// A window that ends shortly after a grid point has a last interval with few scrapes or none; what a counter grew
/// there is spread together with the interval before.
///
/// cpu: counters of CPU seconds per cgroup. ram: gauges of KiB. Both at grid points. Of GPUs the cluster has the
/// frames.
[[nodiscard]] Usage build_usage(const cluster::Cluster& cluster, const cluster::UsageIndex& index,
                                const series::Frame& cpu, const series::Frame& ram, const Names& names,
                                const series::Grid& grid, Duration scrape_interval, Notices& notices);

/// Whether it says so of nine in ten of the intervals in which something was used.
[[nodiscard]] bool knows_charged(const Usage& usage);
/// What a server says of the larger of request and usage, at grid points: cores and bytes by container.
void read_charged(const cluster::UsageIndex& index, const series::Frame& cpu, const series::Frame& ram, Usage& usage,
                  Notices& notices);

}  // namespace prorata::allocation
