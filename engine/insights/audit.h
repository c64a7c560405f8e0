// Verdicts over a month: the checks of a cost review, spot machines under a rolling update, and health.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace prorata::insights {

enum class Verdict : std::uint8_t { pass, warn, fail, unknown };

/// What is known; what is not makes its check unknown.
struct AuditFacts {
  std::optional<double> gpu_used, cpu_used;  ///< percent: of allocated GPUs, of allocatable cores
  std::optional<double> spot_cost, interruptible_cost;
  std::optional<double> idle_gpus;
  std::optional<double> committed_percent;     ///< of steady hours
  std::optional<double> cold_ssd_percent;      ///< of SSD GiB: hardly touched in 30 days
  std::optional<double> orphans, orphan_cost;  ///< volumes and claims that nobody uses; their monthly cost
  std::optional<double> cross_zone_percent;    ///< of bytes inside the cluster
  std::optional<double> pods, unlabelled;      ///< pods that lack one of the required labels
  std::optional<double> unexplained_percent;   ///< of the money: not conserved, or without a price
};
struct AuditCheck {
  int number = 0;  ///< of the sixteen
  std::string_view name;
  Verdict verdict = Verdict::unknown;
  std::optional<double> value;
};
struct Audit {
  std::vector<AuditCheck> checks;
  int evaluated = 0;
  double score = 0;  ///< 0 to 100: a pass is one, a warning a half
};
inline constexpr int kAuditChecks = 16;
[[nodiscard]] Audit audit(const AuditFacts& facts);

/// How many replicas must stay up while a deployment rolls; at most nine in ten for spot machines.
struct RollingUpdate {
  double unavailable = 0;  ///< replicas
  double ratio = 0;        ///< that stay
  bool passes = false;
};
[[nodiscard]] RollingUpdate rolling_update(double replicas, double max_unavailable);

/// 100 less what is wrong: 50 for memory above 90 %, 15 each for nodes that are not ready or short of memory, 3 each
/// for one zone, one control-plane machine, a disk that fills up. Source: Kubecost's cluster health score.
struct HealthFacts {
  bool memory_full = false, not_ready = false, memory_pressure = false;
  bool one_zone = false, one_master = false, disk_fills = false;
};
[[nodiscard]] int health_of(const HealthFacts& facts);

}  // namespace prorata::insights
