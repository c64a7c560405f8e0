#include "insights/audit.h"

#include <algorithm>
#include <cmath>

namespace prorata::insights {
namespace {

using Value = std::optional<double>;

Value percent(Value part, Value whole) {
  if (!part || !whole || *whole <= 0) return std::nullopt;
  return *part / *whole * 100;
}

/// More is better: above `pass`, from `warn` on, less.
Verdict above(Value value, double pass, double warn) {
  if (!value) return Verdict::unknown;
  return *value > pass ? Verdict::pass : *value >= warn ? Verdict::warn : Verdict::fail;
}
/// The bound itself passes, too.
Verdict at_least(Value value, double pass, double warn) {
  return value == pass ? Verdict::pass : above(value, pass, warn);
}
/// Less is better.
Verdict below(Value value, double pass, double warn) {
  if (!value) return Verdict::unknown;
  return *value < pass ? Verdict::pass : *value < warn ? Verdict::warn : Verdict::fail;
}
Verdict idle_gpus(Value count) {
  if (!count) return Verdict::unknown;
  return *count == 0 ? Verdict::pass : *count == 1 ? Verdict::warn : Verdict::fail;
}
Verdict orphans(Value count, Value cost) {
  if (!count) return Verdict::unknown;
  if (*count == 0) return Verdict::pass;
  return *count <= 2 && cost.value_or(0) < 20 ? Verdict::warn : Verdict::fail;
}

}  // namespace

Audit audit(const AuditFacts& facts) {
  constexpr double kCommitted = 70;
  const Value spot = percent(facts.spot_cost, facts.interruptible_cost);
  const Value labelled =
      facts.pods && facts.unlabelled ? percent(*facts.pods - *facts.unlabelled, facts.pods) : Value{};
  Audit result;
  result.checks = {
      {1, "gpuUsed", above(facts.gpu_used, 70, 50), facts.gpu_used},
      {2, "cpuUsed", above(facts.cpu_used, 50, 35), facts.cpu_used},
      {3, "spotShare", above(spot, 60, 40), spot},
      {4, "idleGpus", idle_gpus(facts.idle_gpus), facts.idle_gpus},
      {5, "committed", at_least(facts.committed_percent, kCommitted, 0.8 * kCommitted), facts.committed_percent},
      {6, "tiering", below(facts.cold_ssd_percent, 10, 30), facts.cold_ssd_percent},
      {7, "orphans", orphans(facts.orphans, facts.orphan_cost), facts.orphans},
      {10, "crossZone", below(facts.cross_zone_percent, 20, 40), facts.cross_zone_percent},
      {13, "labels", at_least(labelled, 100, 95), labelled},
      {14, "accuracy", below(facts.unexplained_percent, 0.1, 2), facts.unexplained_percent},
  };
  double points = 0;
  for (const AuditCheck& check : result.checks) {
    if (check.verdict == Verdict::unknown) continue;
    ++result.evaluated;
    points += check.verdict == Verdict::pass ? 1 : check.verdict == Verdict::warn ? 0.5 : 0;
  }
  if (result.evaluated > 0) result.score = 100 * points / result.evaluated;
  return result;
}

RollingUpdate rolling_update(double replicas, double max_unavailable) {
  constexpr double kMostThatStay = 0.9;
  const double unavailable = std::floor(replicas * max_unavailable);
  const double ratio = (replicas - unavailable) / replicas;
  return {unavailable, ratio, ratio <= kMostThatStay};
}

int health_of(const HealthFacts& facts) {
  const int severe = 50 * facts.memory_full;
  const int errors = 15 * (facts.not_ready + facts.memory_pressure);
  const int warnings = 3 * (facts.one_zone + facts.one_master + facts.disk_fills);
  return std::max(0, 100 - severe - errors - warnings);
}

}  // namespace prorata::insights
