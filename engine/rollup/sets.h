// An answer step by step, as the APIs of OpenCost and ACK give it: every step a set of rows with all columns, and what
// is known of each row's members. Sums of sets are the answer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rollup/groups.h"

namespace prorata::rollup {

using Properties = std::vector<std::pair<std::string, std::string>>;

/// What the members of a row have in common; empty where they differ or have none.
struct Member {
  Window running;  ///< within the step: from the first start to the last end; empty where nothing ran
  std::string cluster, node, name_space, controller_kind, controller, pod, container, provider_id;
  Properties labels, namespace_labels;  ///< of one pod, of one namespace; names without "label_", sorted
  double volume_byte_hours = 0;
};

/// One step.
struct Set {
  Window window;
  bool cut_short = false;
  Groups groups;  ///< steps: this one. Efficiencies are of all the time, also where use is unknown. No rule costs
                  ///< where the answer has more steps than one
  std::vector<Member> members;  ///< one per row
};

/// One step of `source`, whose costs have as many steps as step_of tells. The question must have no limit of rows.
[[nodiscard]] Result<Set> make_set(const Source& source, const query::Question& question,
                                   const pricing::StepOfSlice& step_of, std::size_t step, Window window);

}  // namespace prorata::rollup
