// The text of a JSON string as UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace prorata::ingest {

/// What decoding had to replace by U+FFFD.
struct Replacements {
  std::uint64_t lone_surrogates = 0;  ///< \uD800 to \uDFFF without its partner
  std::uint64_t invalid_utf8 = 0;     ///< byte sequences that are no UTF-8
};

/// Appends the text between the quotes of a JSON string to `out`, escapes decoded.
///
/// The result is valid UTF-8: a surrogate without partner and every maximal part of a broken UTF-8 sequence become
/// U+FFFD and are counted. Returns false where an escape is none of JSON's; `out` then holds what came before it.
[[nodiscard]] bool decode_text(std::string_view raw, std::string& out, Replacements& replaced);

}  // namespace prorata::ingest
