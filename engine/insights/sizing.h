// How much to ask for: what containers, disks and clusters were seen to need, as tools that people know decide it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prorata::insights {

/// What one pod of a container was seen to use.
struct PodUse {
  double cpu_cores = 0;   ///< 95th percentile of its CPU rate
  double memory_mib = 0;  ///< largest working set
};
struct Sizes {
  std::int64_t cpu_millicores = 0, memory_mib = 0;
  bool operator==(const Sizes&) const = default;
};

/// KRR's "simple" strategy: the largest pod, memory with `memory_buffer` (0.15) on top, both rounded up, at least 10 m
/// and 100 MiB. Source: https://github.com/robusta-dev/krr, strategy "simple".
[[nodiscard]] Sizes krr_sizes(std::span<const PodUse> pods, double memory_buffer);

enum class Urgency : std::uint8_t { good, ok, warning, critical };
/// How far a request is off: 0.5 cores or 500 MiB are critical, half of that a warning, 0.1 and 100 ok.
[[nodiscard]] Urgency urgency_of(double cores_off, double mib_off);
/// KRR's score of a scan, 0 to 100, and its grade from A to F.
struct Score {
  int points = 0;
  char grade = 'F';
  bool operator==(const Score&) const = default;
};
[[nodiscard]] Score score_of(std::span<const Urgency> all);

/// Kubecost's sizing: what the largest pod used over the utilisation that is aimed at.
[[nodiscard]] double size_for_target(double most, double target);

/// Whether a cluster of `nodes` alike holds its work at the utilisation aimed at.
struct ClusterNeed {
  double needed = 0;     ///< cores: what is asked for, and the daemons of each node
  double used_part = 0;  ///< of all cores
  bool fits = false;
};
[[nodiscard]] ClusterNeed cluster_need(double requested, double per_node, double nodes, double cores_per_node,
                                       double target);

/// GiB for a disk or volume: what was used with `headroom` (0.5 for production) on top, rounded up, at least 1.
[[nodiscard]] double disk_size(double used_gib, double headroom);

/// A month of a gp2 volume and of a gp3 one that does as much or (baseline) has what a gp3 includes; US dollars of
/// us-east-1. Source: https://aws.amazon.com/ebs/pricing/,
/// https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
struct Migration {
  double gp2 = 0, gp3 = 0, gp3_baseline = 0;
};
[[nodiscard]] Migration gp2_to_gp3(double gib);

}  // namespace prorata::insights
