// What each container got of everything that was shared, written down where a derivation asks for it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/flags.h"
#include "core/names.h"
#include "query/question.h"

namespace prorata::sharing {

/// Who got what of which rule; without gaps, so that it may travel as bytes.
struct Given {
  static constexpr std::uint32_t kIdle = 0xFFFFFFFF;
  std::uint32_t rule = kIdle;  ///< of the question; kIdle: idle
  std::uint32_t step = 0;
  NameId cluster = kNoName;  ///< of overhead, where there are several
  std::uint32_t container = 0;
  std::int64_t part = 0;
};

/// One container's part of one pool in one step: what `split` of the portion over the weights of all gives it. The
/// portion is the pool; under `even` it is that of the container's namespace: what `split` of the pool into as many
/// equal parts as there are namespaces gives it. Money units.
struct LedgerEntry : Given {
  std::uint32_t node = 0;                                    ///< of idle: its node, or the first one of its cluster
  std::uint32_t resource = 0;                                ///< of idle
  query::ShareMethod method = query::ShareMethod::weighted;  ///< that was used
  std::uint32_t namespaces = 1;                              ///< that share it evenly
  std::int64_t source = 0;                                   ///< of idle: all of it; the pool is this × coefficient
  std::int64_t pool = 0;
  std::int64_t portion = 0, weight = 0, weights = 0;
  double unit = 0;  ///< of a metric: what a weight of one stands for, in its unit × hours
};

/// Whoever hands it over says what is wanted. entries: by pools. shared: whether a rule found receivers in a step, at
/// rule × steps + step.
struct Ledger {
  Flags wanted;  ///< per container, whose entries are kept
  std::size_t steps = 1;
  Flags shared;
  std::vector<LedgerEntry> entries;
  /// Overhead of a cluster in which nobody could receive it.
  struct Kept {
    std::size_t rule, step;
    NameId cluster;
  };
  std::vector<Kept> kept;
};

}  // namespace prorata::sharing
