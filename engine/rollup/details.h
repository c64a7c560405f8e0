// What OpenCost's format says of a row beyond its costs: whose volumes and balancers it bears, metadata of its pods,
// and its parts of the assets.
#pragma once

#include "rollup/sets.h"

namespace prorata::rollup {

/// One step of an answer, as it was made.
struct SetOrigin {
  const Source& source;
  const query::Question& question;
  const std::vector<pricing::ChargePart>& parts;  ///< of all steps
  const pricing::StepOfSlice& step_of;
  std::size_t step;
  const std::vector<std::uint32_t>& row_of;  ///< of each bearer; kNone where it has none
};

/// Fills the members' details.
void add_details(const SetOrigin& origin, Set& set);

}  // namespace prorata::rollup
