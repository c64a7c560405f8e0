// Answers of shards → the answer of the whole: sums of whole numbers, so equal to it bit for bit.
#pragma once

#include <span>
#include <vector>

#include "rollup/groups.h"

namespace prorata::rollup {

/// One shard's rows and the steps that its step costs belong to.
struct Part {
  const Groups& groups;
  std::span<const Window> steps;
};
struct Merged {
  Groups groups;
  std::vector<Window> steps;
};

/// Parts of disjoint times, or of the same steps and disjoint nodes, all asked the same question. Windows cut at whole
/// cost hours give exactly the whole; elsewhere the cut hours were rounded once per part.
[[nodiscard]] Result<Merged> merge(std::span<const Part> parts);

}  // namespace prorata::rollup
