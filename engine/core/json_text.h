// Texts in JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace prorata {

/// A JSON string with its quotes, always valid: what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string json_text(std::string_view text);
void append_json_text(std::string& out, std::string_view text);

/// Of a code point that is no surrogate.
void append_utf8(char32_t code, std::string& out);
/// Copies the character at `at`, or replaces its longest valid beginning by U+FFFD and returns false. `at` moves past
/// it.
bool copy_utf8(std::string_view text, std::size_t& at, std::string& out);

}  // namespace prorata
