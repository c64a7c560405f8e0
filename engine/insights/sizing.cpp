#include "insights/sizing.h"

#include <algorithm>
#include <cmath>

namespace prorata::insights {
namespace {

/// Rounded up; what lies above a whole number by an error of the arithmetic stays that number.
std::int64_t whole_above(double value) {
  constexpr double kError = 1e-9;
  return static_cast<std::int64_t>(-std::floor(kError - value));
}

}  // namespace

Sizes krr_sizes(std::span<const PodUse> pods, double memory_buffer) {
  double cpu = 0, memory = 0;
  for (const PodUse& pod : pods) {
    cpu = std::max(cpu, pod.cpu_cores);
    memory = std::max(memory, pod.memory_mib);
  }
  return {std::max<std::int64_t>(10, whole_above(cpu * 1000)),
          std::max<std::int64_t>(100, whole_above(memory * (1 + memory_buffer)))};
}

Urgency urgency_of(double cores_off, double mib_off) {
  const double cores = std::abs(cores_off), mib = std::abs(mib_off);
  if (cores >= 0.5 || mib >= 500) return Urgency::critical;
  if (cores >= 0.25 || mib >= 250) return Urgency::warning;
  if (cores >= 0.1 || mib >= 100) return Urgency::ok;
  return Urgency::good;
}

Score score_of(std::span<const Urgency> all) {
  if (all.empty()) return {100, 'A'};
  double off = 0;
  for (const Urgency one : all) off += one == Urgency::critical ? 1 : one == Urgency::warning ? 0.7 : 0;
  const auto count = static_cast<double>(all.size());
  const int points = static_cast<int>(std::floor(100 * (count - off) / count));
  constexpr int kBelow[]{30, 55, 70, 90};
  constexpr char kGrades[]{'F', 'D', 'C', 'B'};
  for (std::size_t i = 0; i < std::size(kBelow); ++i) {
    if (points < kBelow[i]) return {points, kGrades[i]};
  }
  return {points, 'A'};
}

double size_for_target(double most, double target) {
  return most / target;
}

ClusterNeed cluster_need(double requested, double per_node, double nodes, double cores_per_node, double target) {
  const double needed = requested + per_node * nodes, all = nodes * cores_per_node;
  return {needed, needed / all, needed <= all * target};
}

double disk_size(double used_gib, double headroom) {
  return static_cast<double>(std::max<std::int64_t>(1, whole_above(used_gib * (1 + headroom))));
}

Migration gp2_to_gp3(double gib) {
  constexpr double kGp2 = 0.10, kGp3 = 0.08, kPerOperation = 0.005, kPerMibPerSecond = 0.04;
  constexpr double kIncludedOperations = 3000, kIncludedMib = 125;
  // What a gp2 volume of this size does.
  const double operations = std::clamp(3 * gib, 100.0, 16000.0), mib = gib <= 170 ? 128 : 250;
  const double more = std::max(0.0, operations - kIncludedOperations) * kPerOperation +
                      std::max(0.0, mib - kIncludedMib) * kPerMibPerSecond;
  return {kGp2 * gib, kGp3 * gib + more, kGp3 * gib};
}

}  // namespace prorata::insights
