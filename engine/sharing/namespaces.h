// Namespaces of containers by their names, whatever cluster they are in. Internal to the stage.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/cluster.h"
#include "core/names.h"

namespace prorata::sharing {

class Namespaces {
 public:
  Namespaces(const cluster::Cluster& cluster, const Names& names);

  /// `total` in equal parts over the namespaces that have a weight, and within each by weight. weights: of the rows,
  /// which are containers.
  [[nodiscard]] std::vector<std::int64_t> split_evenly(std::int64_t total, std::span<const std::size_t> rows,
                                                       std::span<const std::int64_t> weights) const;

 private:
  std::vector<std::uint32_t> of_;  ///< per container
  std::uint32_t count_ = 0;
};

}  // namespace prorata::sharing
