// Words of a user in messages: shortened, and "did you mean …?"
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace prorata {

/// The word of `known` that `word` was most likely meant to be: fewest letters apart, the first of equals. Empty where
/// none is near: more than a third of its letters would have to change.
[[nodiscard]] std::string_view closest_word(std::string_view word, std::span<const std::string_view> known);

/// The beginning of a text of any size, for a message; never half a character.
[[nodiscard]] std::string shown(std::string_view text, std::size_t bytes = 40);

/// Without capitals; letters beyond ASCII stay.
[[nodiscard]] std::string lowered(std::string text);

}  // namespace prorata
