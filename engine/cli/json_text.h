// JSON read as text, where the bytes must stay what they are. The text must be valid JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prorata::cli {

/// The end of the text that begins with the quote at `at`.
[[nodiscard]] std::size_t text_end(std::string_view json, std::size_t at);
/// The end of the value that begins at `at`.
[[nodiscard]] std::size_t value_end(std::string_view json, std::size_t at);
/// Where the value of the member begins whose name ends at `at`; nothing where that text is no member's name.
[[nodiscard]] std::optional<std::size_t> value_after(std::string_view json, std::size_t at);

/// An answer of the API with the series of an instant vector in the order of their text: servers give them in any
/// order, and a recording of the same data should be the same bytes. Everything else stays.
[[nodiscard]] std::string with_sorted_vector(std::string_view json);

}  // namespace prorata::cli
