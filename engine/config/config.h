// Files that say how costs are shared, what GPU resources are, what may be spent, and prices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "core/notice.h"
#include "core/result.h"
#include "pricing/price_book.h"
#include "query/question.h"

namespace prorata::config {

inline constexpr NoticeKind kNotUsed{"config-not-used", Severity::info, "The config says something that is not used.",
                                     "Nothing, or leave it out."};

/// Texts are as a question has them, and read as such; empty: the file does not say.
struct Config {
  struct Budget {
    std::string name, filter, amount;
  };
  std::string idle, idle_by, idle_split, idle_coefficients;
  std::vector<std::string> shares;
  std::vector<query::GpuShare> gpus;
  std::vector<query::Weight> weights;
  std::vector<std::string> aliases;
  std::vector<Budget> budgets;
  /// Prices in the file itself; in a file of their own (or `builtin`), as it is written; or none.
  std::optional<pricing::PriceBook> prices;
  std::string prices_file;
  std::int32_t prices_line = 0;     ///< where that is written
  std::vector<std::string> unused;  ///< "FILE:LINE: field" of what is read and has no use
};

/// docs/config.md, or values of Kubecost's chart. Errors name file, line, field and what was expected.
[[nodiscard]] Result<Config> read_config(const Document& root, std::string_view file_name);
[[nodiscard]] Result<Config> read_config(std::string_view json, std::string_view file_name);

[[nodiscard]] Result<query::Budget> budget_of(const Config::Budget& budget);

}  // namespace prorata::config
