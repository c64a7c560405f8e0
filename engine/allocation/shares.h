// Weights of bearers while a charge is being shared, and parts of whole numbers. Internal to the stage.
#pragma once

#include <vector>

#include "allocation/charges.h"

namespace prorata::allocation {

/// Where `part` lies in `whole`, as a share of `total`: whole numbers whose pieces add up.
[[nodiscard]] std::int64_t part_of(std::int64_t total, Window part, Window whole);

/// Sums of weights by slice and bearer.
class WeightTable {
 public:
  void add(std::uint32_t slice, std::uint32_t bearer, std::int64_t weight);
  /// Moves them to `shares`, by slice and then by bearer; as one share where one bears all.
  void flush(std::vector<Share>& shares);

 private:
  std::vector<Share> weights_;
};

}  // namespace prorata::allocation
