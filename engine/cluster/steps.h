// A value that changes now and then: requests and capacities over time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/pass.h"
#include "core/time.h"

namespace prorata::cluster {

/// From the previous step's `until` (exclusive) to `until` (inclusive) the value is `value`.
struct ValueStep {
  Instant until;
  std::int64_t value;
  bool operator==(const ValueStep&) const = default;
};

/// Steps ascending by `until`. The first value holds for all time before, the last for all time after: an object that
/// lives while its exporter is silent has not changed.
class StepValue {
 public:
  [[nodiscard]] bool known() const { return !steps_.empty(); }
  /// Value at `at`; 0 where nothing is known.
  [[nodiscard]] std::int64_t at(Instant at) const {
    if (steps_.empty()) return 0;
    return steps_.size() == 1 || at <= steps_.front().until ? steps_.front().value : later(at);
  }
  /// 0 where nothing is known.
  [[nodiscard]] std::int64_t largest() const;
  [[nodiscard]] std::span<const ValueStep> steps() const { return steps_; }

  /// Appends a value that holds up to `until`, which must be later than all before.
  void append(Instant until, std::int64_t value);
  /// Replaces what `finer` covers, the time after `begin` up to its last step, by `finer`.
  void refine(Instant begin, const StepValue& finer);
  /// Joins another answer to the same question: it goes on where this one ends; where both speak, the larger counts.
  void join(const StepValue& other);
  /// Adds `other` at every time.
  void add(const StepValue& other);
  /// What it is above `other` at every time, at least 0.
  void exceed(const StepValue& other);
  /// Gives each whole `length` of time, as far as it lies in `within`, the mean of the values in it.
  void average(Duration length, Window within);

  static void pass(Pass& pass, StepValue& value) { pass.column(value.steps_); }

 private:
  /// After the first step.
  [[nodiscard]] std::int64_t later(Instant at) const;
  template <class Combine>
  void combine(const StepValue& other, Combine value_of);

  std::vector<ValueStep> steps_;
};

}  // namespace prorata::cluster
