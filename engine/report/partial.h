// Mergeable answers: whole numbers only. docs/formats.md, "prorata.partial/1".
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "report/answer.h"

namespace prorata::report {

[[nodiscard]] std::string to_partial(const Answer& answer);
[[nodiscard]] Result<Answer> read_partial(std::string_view json, std::string_view file_name);
/// All must answer the same question; their times or their nodes must be disjoint (rollup/merge.h).
[[nodiscard]] Result<Answer> merge_answers(std::span<const Answer> answers);

}  // namespace prorata::report
