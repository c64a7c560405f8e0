// An answer step by step, as the APIs of OpenCost and ACK give it: every step a set of rows with all columns, and what
// is known of each row's members. Sums of sets are the answer.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rollup/groups.h"

namespace prorata::rollup {

using Properties = std::vector<std::pair<std::string, std::string>>;

/// What a row bears of one volume or balancer. Costs add up to the row's of that kind.
struct Held {
  std::uint32_t charge = 0;  ///< its row among the charges
  bool balancer = false;
  std::string cluster, name_space, name;  ///< name_space: of a balancer
  double amount = 0;                      ///< byte-hours, or hours
  Money cost;
};

/// Parts of what a cluster's assets cost, or a node's: from 0 to 1 each, 0 where nothing costs. whole: of all of a node
/// by what its resources cost.
struct Proportion {
  std::string cluster, node;  ///< node: empty for a cluster
  double cpu = 0, ram = 0, gpu = 0, volume = 0, balancer = 0, whole = 0;
};

/// What the members of a row have in common; empty where they differ or have none.
struct Member {
  Window running;  ///< within the step: from the first start to the last end; empty where nothing ran
  std::string cluster, node, name_space, controller_kind, controller, pod, container, provider_id;
  Properties labels, namespace_labels;  ///< of one pod, of one namespace; names without "label_", sorted
  double volume_byte_hours = 0;

  // Only where a taker asks for details.
  Properties annotations, namespace_annotations;
  std::vector<std::string> services;  ///< of one pod
  std::vector<Held> held;
  std::vector<Proportion> proportions;  ///< where the question asks for them
  std::optional<double> sent_bytes;     ///< all that its pods sent; nothing where no counter tells
};

/// One step.
struct Set {
  Window window;
  bool cut_short = false;
  Groups groups;  ///< steps: this one. Efficiencies are of all the time, also where use is unknown; running times are
                  ///< of the whole window. No maxima, no workload idle
  std::vector<Member> members;  ///< one per row
};

/// One step of `source`, whose costs have as many steps as step_of tells. The question must have no limit of rows.
/// row_of: as roll_up has it.
[[nodiscard]] Result<Set> make_set(const Source& source, const query::Question& question,
                                   const pricing::StepOfSlice& step_of, std::size_t step, Window window,
                                   std::vector<std::uint32_t>* row_of = nullptr);

}  // namespace prorata::rollup
