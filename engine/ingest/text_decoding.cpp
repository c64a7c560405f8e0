#include "ingest/text_decoding.h"

#include <cstddef>
#include <optional>

#include "core/json_text.h"
#include "ingest/simd.h"

namespace prorata::ingest {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The four hexadecimal digits at `at`.
std::optional<char32_t> hex4(std::string_view raw, std::size_t at) {
  if (at + 4 > raw.size()) return std::nullopt;
  char32_t code = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(raw[i]);
    if (digit < 0) return std::nullopt;
    code = (code << 4) | static_cast<char32_t>(digit);
  }
  return code;
}

bool is_high_surrogate(char32_t code) {
  return code >= 0xD800 && code < 0xDC00;
}
bool is_low_surrogate(char32_t code) {
  return code >= 0xDC00 && code < 0xE000;
}

/// Decodes \uXXXX, and its partner where it is the first half of a pair; `at` stands on the first digit and is moved
/// past what was read.
bool decode_unicode(std::string_view raw, std::size_t& at, std::string& out, Replacements& replaced) {
  const auto first = hex4(raw, at);
  if (!first) return false;
  at += 4;
  if (is_high_surrogate(*first) && raw.substr(at, 2) == "\\u") {
    const auto second = hex4(raw, at + 2);
    if (second && is_low_surrogate(*second)) {
      at += 6;
      append_utf8(0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), out);
      return true;
    }
  }
  const bool lone = is_high_surrogate(*first) || is_low_surrogate(*first);
  replaced.lone_surrogates += lone ? 1 : 0;
  append_utf8(lone ? kReplacement : *first, out);
  return true;
}

/// The text of a two-character escape, 0 where there is none.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

bool decode_escape(std::string_view raw, std::size_t& at, std::string& out, Replacements& replaced) {
  if (at + 1 >= raw.size()) return false;
  const char kind = raw[at + 1];
  at += 2;
  if (kind == 'u') return decode_unicode(raw, at, out, replaced);
  const char text = short_escape(kind);
  if (text == 0) return false;
  out.push_back(text);
  return true;
}

}  // namespace

bool decode_text(std::string_view raw, std::string& out, Replacements& replaced) {
  const char* const end = raw.data() + raw.size();
  std::size_t at = 0;
  while (at < raw.size()) {
    const char* const from = raw.data() + at;
    const char* const special = skip_plain_text(from, end);
    out.append(from, static_cast<std::size_t>(special - from));
    at = static_cast<std::size_t>(special - raw.data());
    if (special == end) break;
    if (*special == '\\') {
      if (!decode_escape(raw, at, out, replaced)) return false;
    } else if (static_cast<signed char>(*special) < 0) {
      replaced.invalid_utf8 += copy_utf8(raw, at, out) ? 0 : 1;
    } else {
      out.push_back(*special);
      ++at;
    }
  }
  return true;
}

}  // namespace prorata::ingest
