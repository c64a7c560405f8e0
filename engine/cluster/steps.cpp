#include "cluster/steps.h"

#include <algorithm>
#include <cmath>

namespace prorata::cluster {

std::int64_t StepValue::later(Instant at) const {
  // By hand, as it is asked for every cell: std::lower_bound is a call per comparison where code is compiled for size.
  const ValueStep* step = steps_.data();
  for (std::size_t left = steps_.size() - 1; left > 0;) {
    const std::size_t half = (left + 1) / 2;
    if (to_ms(step[half - 1].until) < to_ms(at)) {
      step += half;
      left -= half;
    } else {
      left = half - 1;
    }
  }
  return step->value;
}

std::int64_t StepValue::largest() const {
  std::int64_t most = 0;
  for (const ValueStep& step : steps_) most = std::max(most, step.value);
  return most;
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

/// value_of: of both values at the end of each step of either.
template <class Combine>
void StepValue::combine(const StepValue& other, Combine value_of) {
  StepValue both;
  auto mine = steps_.begin();
  auto theirs = other.steps_.begin();
  while (mine != steps_.end() || theirs != other.steps_.end()) {
    const bool first = theirs == other.steps_.end() || (mine != steps_.end() && mine->until <= theirs->until);
    const Instant until = first ? mine->until : theirs->until;
    both.append(until, value_of(at(until), other.at(until)));
    if (mine != steps_.end() && mine->until == until) ++mine;
    if (theirs != other.steps_.end() && theirs->until == until) ++theirs;
  }
  *this = std::move(both);
}

void StepValue::join(const StepValue& other) {
  if (!known() || !other.known()) {
    if (!known()) *this = other;
  } else if (other.steps_.front().until > steps_.back().until) {
    for (const ValueStep& step : other.steps_) append(step.until, step.value);
  } else if (steps_.front().until > other.steps_.back().until) {
    StepValue earlier = other;
    earlier.join(*this);
    *this = std::move(earlier);
  } else {
    combine(other, [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
  }
}

void StepValue::add(const StepValue& other) {
  if (!known() || !other.known()) {
    if (!known()) *this = other;
  } else {
    combine(other, [](std::int64_t a, std::int64_t b) { return a + b; });
  }
}

void StepValue::exceed(const StepValue& other) {
  if (!known() || !other.known()) return;
  combine(other, [](std::int64_t a, std::int64_t b) { return std::max<std::int64_t>(0, a - b); });
}

void StepValue::average(Duration length, Window within) {
  if (steps_.size() < 2) return;
  StepValue means;
  auto step = steps_.begin();
  for (Instant at = within.begin; at < within.end;) {
    const Instant begin = at, end = std::min(within.end, floor_to(begin, length) + length);
    double sum = 0;
    while (at < end) {
      while (step + 1 != steps_.end() && step->until <= at) ++step;
      const Instant until = step + 1 == steps_.end() ? end : std::min(step->until, end);
      sum += static_cast<double>(step->value) * static_cast<double>((until - at).count());
      at = until;
    }
    means.append(end, static_cast<std::int64_t>(std::nearbyint(sum / static_cast<double>((end - begin).count()))));
  }
  if (means.known()) *this = std::move(means);
}

}  // namespace prorata::cluster
