#include "pricing/gpu_models.h"

namespace prorata::pricing {
namespace {

constexpr char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool in_word(char c) {
  return is_digit(c) || (small(c) >= 'a' && small(c) <= 'z');
}

/// The next word, cut off the front of `text`; empty at its end.
std::string_view next_word(std::string_view& text) {
  while (!text.empty() && !in_word(text.front())) text.remove_prefix(1);
  std::size_t size = 0;
  while (size < text.size() && in_word(text[size])) ++size;
  std::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  if (size > 2 && is_digit(word[size - 3]) && small(word[size - 2]) == 'g' && small(word[size - 1]) == 'b') {
    word.remove_suffix(2);
  }
  return word;
}

bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (small(a[i]) != small(b[i])) return false;
  }
  return true;
}

bool has_word(std::string_view text, std::string_view wanted) {
  for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) {
    if (same(word, wanted)) return true;
  }
  return false;
}

struct Most {
  std::string_view model;
  double dollars;
};
/// About twice the dearest list price of one: AWS, GCP and Azure, 2026.
constexpr Most kMost[]{{"t4", 0.9},    {"l4", 1.4}, {"a10", 1.8}, {"a10g", 1.8}, {"v100", 4.5},
                       {"a100-40", 5}, {"a100", 7}, {"h100", 14}, {"h200", 16}};
constexpr double kMostOfAny = 20;

}  // namespace

bool has_words(std::string_view product, std::string_view model) {
  bool any = false;
  for (std::string_view word = next_word(model); !word.empty(); word = next_word(model)) {
    any = true;
    if (!has_word(product, word)) return false;
  }
  return any;
}

double most_of_gpu(std::string_view product) {
  for (const Most& most : kMost) {
    if (has_words(product, most.model)) return most.dollars;
  }
  return kMostOfAny;
}

}  // namespace prorata::pricing
