#include "cluster/steps.h"

#include <algorithm>

namespace prorata::cluster {

std::int64_t StepValue::at(Instant at) const {
  if (steps_.empty()) return 0;
  const auto step = std::lower_bound(steps_.begin(), steps_.end(), at,
                                     [](const ValueStep& candidate, Instant t) { return candidate.until < t; });
  return step == steps_.end() ? steps_.back().value : step->value;
}

void StepValue::append(Instant until, std::int64_t value) {
  if (!steps_.empty() && steps_.back().value == value) {
    steps_.back().until = until;
  } else {
    steps_.push_back({until, value});
  }
}

void StepValue::refine(Instant begin, const StepValue& finer) {
  if (!finer.known()) return;
  const Instant end = finer.steps_.back().until;
  StepValue merged;
  for (const ValueStep& step : steps_) {
    if (step.until <= begin) merged.append(step.until, step.value);
  }
  if (known() && (merged.steps_.empty() || merged.steps_.back().until < begin)) merged.append(begin, at(begin));
  for (const ValueStep& step : finer.steps_) merged.append(step.until, step.value);
  for (const ValueStep& step : steps_) {
    if (step.until > end) merged.append(step.until, step.value);
  }
  *this = std::move(merged);
}

}  // namespace prorata::cluster
