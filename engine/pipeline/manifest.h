// First line of a recording: what was fetched, and what a reader needs to know of the plan. docs/formats.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "plan/catalog.h"
#include "plan/planner.h"
#include "query/question.h"

namespace prorata::pipeline {

struct Manifest {
  plan::Layout layout;
  std::string match, cluster;
  std::string source;  ///< where it came from, without credentials
  Instant recorded_at{};
  /// Lines of each query that the recording holds at least; 0 where it does not say.
  std::array<std::uint32_t, plan::kQueryCount> answers{};
};

/// One line of JSON without a newline. Without `answers`: who writes the lines adds them.
[[nodiscard]] std::string to_json(const Manifest& manifest);
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view json);

}  // namespace prorata::pipeline
