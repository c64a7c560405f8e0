#include "insights/vpa.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace prorata::insights {
namespace {

constexpr int kBuckets = 176;
constexpr double kGrowth = 1.05, kMargin = 0.15;
constexpr double kEmpty = 1e-4;
constexpr double kMinutesOfDay = 1440;

/// 0.5 to the power of `days`, by roots: the C libraries' powers differ in their last bit.
double weight_after(double days) {
  double weight = 1, root = 0.5;
  for (double whole = std::floor(days); whole > 0 && weight > 0; --whole) weight /= 2;
  double rest = days - std::floor(days);
  for (int bit = 0; bit < 30; ++bit) {
    root = std::sqrt(root);
    rest *= 2;
    if (rest < 1) continue;
    weight *= root;
    rest -= 1;
  }
  return weight;
}

class Histogram {
 public:
  explicit Histogram(double first) {
    double width = first, start = 0;
    for (double& edge : start_) {
      edge = start;
      start += width;
      width *= kGrowth;
    }
  }

  void add(double value, double weight) { weight_[bucket_of(value)] += weight; }

  /// The bucket in which `part` of all weight is reached.
  [[nodiscard]] std::size_t bucket_at(double part) const {
    double total = 0, sum = 0;
    for (const double weight : weight_) total += weight;
    for (std::size_t i = 0; i < weight_.size(); ++i) {
      if (weight_[i] < kEmpty) continue;
      sum += weight_[i];
      if (sum >= part * total) return i;
    }
    return 0;
  }
  [[nodiscard]] double upper_edge(std::size_t bucket) const { return start_[std::min(bucket + 1, start_.size() - 1)]; }

 private:
  [[nodiscard]] std::size_t bucket_of(double value) const {
    const auto above = std::upper_bound(start_.begin(), start_.end(), value);
    return above == start_.begin() ? 0 : static_cast<std::size_t>(above - start_.begin()) - 1;
  }

  std::array<double, kBuckets> start_{}, weight_{};
};

/// scale: whole units of what the histogram counts. confidence: days of history.
VpaSizes sizes_of(const Histogram& histogram, double scale, double confidence) {
  const auto truncated = [](double value) { return static_cast<std::int64_t>(value); };
  const auto with_margin = [&](double part) {
    const std::int64_t base = truncated(histogram.upper_edge(histogram.bucket_at(part)) * scale);
    return base + truncated(static_cast<double>(base) * kMargin);
  };
  const double narrower = 1 + 0.001 / confidence;
  return {with_margin(0.9), truncated(static_cast<double>(with_margin(0.5)) / (narrower * narrower)),
          truncated(static_cast<double>(with_margin(0.95)) * (1 + 1 / confidence)),
          static_cast<int>(histogram.bucket_at(0.9))};
}

}  // namespace

VpaSizes vpa_cpu(std::span<const double> cores, double minutes) {
  constexpr double kFirst = 0.01, kWeight = 0.1;
  Histogram histogram(kFirst);
  const auto count = static_cast<double>(cores.size());
  for (std::size_t i = 0; i < cores.size(); ++i) {
    const double age = (count - 1 - static_cast<double>(i)) * minutes / kMinutesOfDay;
    histogram.add(cores[i], kWeight * weight_after(age));
  }
  return sizes_of(histogram, 1000, std::min((count - 1) * minutes, count) / kMinutesOfDay);
}

VpaSizes vpa_memory(std::span<const double> bytes) {
  constexpr double kFirst = 1e7;
  Histogram histogram(kFirst);
  const auto days = static_cast<double>(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    histogram.add(bytes[i], weight_after(days - 1 - static_cast<double>(i)));
  }
  return sizes_of(histogram, 1, days);
}

double after_out_of_memory(double used_bytes) {
  return std::max(used_bytes + 100 * 1024.0 * 1024.0, used_bytes * 1.2);
}

}  // namespace prorata::insights
