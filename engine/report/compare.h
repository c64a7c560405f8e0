// Two answers side by side: what another method or other prices would change, or what changed between windows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "report/answer.h"

namespace prorata::report {

/// Rows in the order of the first answer, then those that only the second has.
struct Comparison {
  Answer first, second;
  std::vector<std::pair<std::optional<std::size_t>, std::optional<std::size_t>>> rows;  ///< of first and second
};

/// The answers must be about the same keys, filter and currency; else ErrorCode::bad_usage. Their windows may differ.
[[nodiscard]] Result<Comparison> compare(Answer first, Answer second);

/// "prorata.compare/1": docs/formats.md. Differences are second minus first, exact.
[[nodiscard]] std::string to_json(const Comparison& comparison);
[[nodiscard]] std::string to_csv(const Comparison& comparison);
[[nodiscard]] std::string to_table(const Comparison& comparison);

}  // namespace prorata::report
