// What is borne in a step that lies in several billing periods, period by period. Internal to the stage.
#pragma once

#include <span>
#include <vector>

#include "rollup/borne.h"

namespace prorata::rollup {

/// One for each charge period of the step, which begin at `first`. Each piece falls to the periods in which what it
/// pays was caused: what a container was charged by its hours there, idle by that of its node, a charge by what it cost
/// there. So a thing costs in each period what it does without sharing, but for the rounding of each piece; pieces add
/// up exactly.
[[nodiscard]] std::vector<Borne> in_periods(const Bought& bought, std::size_t first, std::span<const Window> periods,
                                            const Borne& step);

}  // namespace prorata::rollup
