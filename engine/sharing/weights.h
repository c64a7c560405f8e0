// What rules weigh receivers by that is no money: GPU time, bytes that were sent, and metrics of the user's own.
// Internal to the stage.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "sharing/share_costs.h"

namespace prorata::sharing {

/// Weights of receivers in one step, in any unit.
class Weigher {
 public:
  /// receivers: containers. Keeps references to all of it.
  Weigher(const Basis& basis, const std::vector<std::size_t>& receivers, Notices& notices)
      : basis_(basis), receivers_(receivers), notices_(notices) {}

  /// GPUs × time that was charged.
  [[nodiscard]] std::vector<std::int64_t> gpu_time(std::size_t step) const;
  /// Bytes that pods sent, over their containers.
  [[nodiscard]] std::vector<std::int64_t> bytes_sent(std::size_t step) const;
  /// The series of the metric, in the part of each hour that lies in the step. What a series says of several receivers
  /// (a namespace, a pod) is spread over them by `direct`, the direct cost of each receiver.
  [[nodiscard]] std::vector<std::int64_t> metric(std::string_view name, Window step,
                                                 std::span<const std::int64_t> direct);

  /// What a weight of one stood for in the last metric(): in its unit × hours.
  [[nodiscard]] double unit() const { return unit_; }

 private:
  [[nodiscard]] std::vector<std::int64_t> of_receivers(const std::vector<std::int64_t>& of_containers) const;
  /// Places in `by_pod_` of the receivers that a series speaks of.
  [[nodiscard]] std::vector<std::uint32_t> members(std::size_t series);
  void sort_receivers();

  const Basis& basis_;
  const std::vector<std::size_t>& receivers_;
  Notices& notices_;
  double unit_ = 0;
  std::vector<std::uint32_t> by_pod_;  ///< places of receivers, by namespace and pod
};

}  // namespace prorata::sharing
