// One request of the plan, as a host sends it.
#pragma once

#include <cstdint>
#include <string>

#include "core/time.h"

namespace prorata::plan {

enum class Kind : std::uint8_t { vector, matrix };

/// A form POST to `/api/v1/query` (vector: evaluated at `end`) or `/api/v1/query_range` (matrix: start, end, step).
struct Request {
  std::string id;  ///< names the query; equal for all its chunks
  int chunk = 0;   ///< unique within id
  std::string promql;
  Kind kind = Kind::vector;
  Instant start{};  ///< matrix: first grid point. vector: begin of the range inside the query
  Instant end{};
  Duration step{};  ///< matrix only
  std::uint64_t estimated_samples = 0;
  std::uint64_t estimated_bytes = 0;
  bool operator==(const Request&) const = default;
};

}  // namespace prorata::plan
