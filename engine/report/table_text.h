// Tables of text for a terminal. Internal to the stage.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/money.h"
#include "report/text.h"

namespace prorata::report {

/// Cells of text; the first `left` columns align left, the others right.
class Table {
 public:
  explicit Table(std::size_t left) : left_(left) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (const auto& row : rows_) {
      for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width_of(row[c]));
    }
    std::string out;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t c = 0; c < row.size(); ++c) {
        if (c > 0) line += "  ";
        line += c < left_ ? pad_right(row[c], widths[c]) : pad_left(row[c], widths[c]);
      }
      out += line.substr(0, line.find_last_not_of(' ') + 1);
      out += '\n';
    }
    return out;
  }

 private:
  std::size_t left_;
  std::vector<std::vector<std::string>> rows_;
};

/// Control characters of labels would rewrite the terminal: those of ASCII, and U+0080 to U+009F, which are two bytes.
inline std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    const bool second = code == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    out += second || code < 0x20 || code == 0x7F ? '?' : text[i];
    if (second) ++i;
  }
  return out;
}

/// Decimals of a column whose largest amount is this one.
inline int decimals_for(Money largest, int digits) {
  const std::int64_t unit = digits == 9 ? 1000000000 : 1000000;
  const std::int64_t size = largest.nano() < 0 ? -largest.nano() : largest.nano();
  return size >= unit ? 2 : 4;
}

}  // namespace prorata::report
