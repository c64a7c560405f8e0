// Regular expressions of label matchers: the part of RE2's language that matchers are written in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace prorata::promql {

/// Literals, `.`, `[…]`, groups, `|`, `* + ?`, and `\` before a character, `\d \w \s`. Always of the whole text. Takes
/// time linear in the text for each part of the pattern, whatever stands in both.
class Pattern {
 public:
  /// Errors (bad_usage): something else, which is named.
  [[nodiscard]] static Result<Pattern> parse(std::string_view text);
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  friend class PatternParser;
  struct Node {
    enum class Kind : std::uint8_t { empty, set, both, either, repeat } kind = Kind::empty;
    std::vector<bool> set;  ///< of 256 bytes
    bool at_least_one = false, at_most_one = false;
    std::size_t left = 0, right = 0;
  };
  using Places = std::vector<bool>;  ///< in the text, where a match may stand
  [[nodiscard]] Places after(std::size_t node, const Places& from, std::string_view text) const;
  std::vector<Node> nodes_;
  std::size_t root_ = 0;
};

}  // namespace prorata::promql
