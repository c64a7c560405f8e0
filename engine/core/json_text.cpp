#include "core/json_text.h"

namespace prorata {
namespace {

/// Which bytes may start and follow in a UTF-8 sequence (Unicode 15, table 3-7).
struct Utf8Lead {
  std::size_t length = 0;  ///< 0: no sequence starts with this byte
  unsigned char second_low = 0x80;
  unsigned char second_high = 0xBF;
};

Utf8Lead utf8_lead(unsigned char lead) {
  if (lead < 0x80) return {1};
  if (lead >= 0xC2 && lead <= 0xDF) return {2};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

}  // namespace

void append_utf8(char32_t code, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

bool copy_utf8(std::string_view text, std::size_t& at, std::string& out) {
  const Utf8Lead lead = utf8_lead(static_cast<unsigned char>(text[at]));
  std::size_t length = 1;
  unsigned char low = lead.second_low;
  unsigned char high = lead.second_high;
  while (length < lead.length && at + length < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at + length]);
    if (byte < low || byte > high) break;
    low = 0x80;
    high = 0xBF;
    ++length;
  }
  const bool valid = length == lead.length;
  if (valid) {
    out.append(text.substr(at, length));
  } else {
    append_utf8(0xFFFD, out);
  }
  at += length;
  return valid;
}

void append_json_text(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto code = static_cast<unsigned char>(text[at]);
    if (code < 0x20) {
      out.append("\\u00").append(1, kHex[code / 16]).append(1, kHex[code % 16]);
      ++at;
      continue;
    }
    if (code == '"' || code == '\\') out += '\\';
    copy_utf8(text, at, out);
  }
  out += '"';
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

}  // namespace prorata
