#include "core/spelling.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace prorata {
namespace {

/// Longer words are not compared: they are no slips of the finger.
constexpr std::size_t kLongest = 40;

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Letters to insert, drop or replace (Levenshtein), capitals aside. Both texts have at most kLongest letters.
std::size_t letters_apart(std::string_view a, std::string_view b) {
  std::array<std::uint8_t, kLongest + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::uint8_t diagonal = row[0];
    row[0] = static_cast<std::uint8_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (small(a[i - 1]) == small(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = static_cast<std::uint8_t>(std::min(replaced, 1 + std::min(row[j], row[j - 1])));
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view closest_word(std::string_view word, std::span<const std::string_view> known) {
  std::string_view closest;
  if (word.size() > kLongest) return closest;
  std::size_t fewest = kLongest;
  for (const std::string_view each : known) {
    if (each.size() > kLongest) continue;
    const std::size_t apart = letters_apart(word, each);
    if (apart < fewest && apart * 3 <= std::max<std::size_t>(each.size(), 3)) fewest = apart, closest = each;
  }
  return closest;
}

std::string shown(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (text[bytes] & '\xC0') == '\x80') --bytes;
  return std::string(text.substr(0, bytes)) + "...";
}

std::string lowered(std::string text) {
  for (char& c : text) c = small(c);
  return text;
}

}  // namespace prorata
