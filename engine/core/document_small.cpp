// JSON into documents in two kilobytes, for the page's engine. What it reads is written by programs: arguments and
// lines of recordings. It takes what nlohmann's parser takes (tests/engine/core/document_test.cpp) and says less of the
// rest.
#include "core/document_builder.h"

namespace prorata {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  const auto more = [&](int bits) { put(0x80 | ((code >> bits) & 0x3F)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xC0 | code >> 6), more(0);
  if (code < 0x10000) return put(0xE0 | code >> 12), more(6), more(0);
  put(0xF0 | code >> 18), more(12), more(6), more(0);
}

class Reader {
 public:
  explicit Reader(DocumentBuilder& builder) : builder_(builder), at_(builder.at), end_(builder.end()) {}

  bool all() {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (left().starts_with(kMark)) at_ += kMark.size();
    return value() && (skip(), at_ == end_ || wrong());
  }

 private:
  [[nodiscard]] std::string_view left() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  bool wrong() { return builder_.refuse(at_ == end_ ? "it breaks off" : "a sign does not belong here"); }
  /// Builder errors end it as wrong signs do.
  void skip() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char sign) {
    skip();
    if (at_ == end_ || *at_ != sign) return false;
    ++at_;
    return true;
  }

  bool value() {
    skip();
    if (take('{')) return builder_.open(Document::Kind::map) && members();
    if (take('[')) return builder_.open(Document::Kind::list) && entries();
    if (take('"')) {
      std::string text;
      return string(text) && builder_.string(std::move(text));
    }
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!left().starts_with(word)) continue;
      at_ += word.size();
      return word == "null" ? builder_.null() : builder_.bare(word, at_);
    }
    return number();
  }

  bool members() {
    if (take('}')) return builder_.end_map();
    do {
      std::string name;
      if (!take('"')) return wrong();
      if (!string(name)) return false;
      if (!take(':')) return wrong();
      builder_.key(std::move(name));
      if (!value()) return false;
    } while (take(','));
    return take('}') ? builder_.end_map() : wrong();
  }

  bool entries() {
    if (take(']')) return builder_.end_list();
    do {
      if (!value()) return false;
    } while (take(','));
    return take(']') ? builder_.end_list() : wrong();
  }

  bool digits() {
    const char* begin = at_;
    while (at_ < end_ && is_digit(*at_)) ++at_;
    return at_ > begin || wrong();
  }
  bool next_is(std::string_view signs) const { return at_ < end_ && signs.find(*at_) != std::string_view::npos; }

  bool number() {
    const char* begin = at_;
    if (next_is("-")) ++at_;
    if (next_is("0")) {
      ++at_;
    } else if (!digits()) {
      return false;
    }
    if (next_is(".")) {
      ++at_;
      if (!digits()) return false;
    }
    if (next_is("eE")) {
      ++at_;
      if (next_is("+-")) ++at_;
      if (!digits()) return false;
    }
    return builder_.bare({begin, static_cast<std::size_t>(at_ - begin)}, at_);
  }

  /// Behind the opening quote, to behind the closing one.
  bool string(std::string& text) {
    while (at_ < end_) {
      const auto sign = static_cast<unsigned char>(*at_);
      if (sign == '"') return ++at_, true;
      if (sign < 0x20) break;
      if (sign == '\\') {
        ++at_;
        if (!escape(text)) return false;
      } else if (sign < 0x80) {
        text.push_back(*at_++);
      } else if (!rune(text)) {
        break;
      }
    }
    return wrong();
  }

  bool escape(std::string& text) {
    constexpr std::string_view kNames = "\"\\/bfnrt", kSigns = "\"\\/\b\f\n\r\t";
    if (at_ == end_) return wrong();
    const char name = *at_++;
    if (const std::size_t place = kNames.find(name); place != std::string_view::npos) {
      return text.push_back(kSigns[place]), true;
    }
    std::uint32_t code = 0, low = 0;
    if (name != 'u' || !hex(code) || (code >= 0xDC00 && code < 0xE000)) return wrong();
    if (code >= 0xD800 && code < 0xDC00) {
      if (!left().starts_with("\\u")) return wrong();
      at_ += 2;
      if (!hex(low) || low < 0xDC00 || low >= 0xE000) return wrong();
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    return append_utf8(text, code), true;
  }

  bool hex(std::uint32_t& code) {
    for (int i = 0; i < 4; ++i, ++at_) {
      const char sign = at_ < end_ ? static_cast<char>(*at_ | 0x20) : 'x';
      const bool letter = sign >= 'a' && sign <= 'f';
      if (!letter && !(at_ < end_ && is_digit(*at_))) return false;
      code = code * 16 + static_cast<std::uint32_t>(letter ? sign - 'a' + 10 : *at_ - '0');
    }
    return true;
  }

  /// A sign of several bytes, which must be the shortest that spells it, and none of UTF-16's halves.
  bool rune(std::string& text) {
    constexpr std::uint32_t kLeast[]{0x80, 0x800, 0x10000};
    const auto first = static_cast<unsigned char>(*at_);
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC0 || first >= 0xF8 || end_ - at_ <= more) return false;
    std::uint32_t code = first & (0x3FU >> more);
    for (int i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(at_[i]);
      if ((next & 0xC0) != 0x80) return false;
      code = code << 6 | (next & 0x3F);
    }
    if (code < kLeast[more - 1] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    text.append(at_, static_cast<std::size_t>(more) + 1);
    at_ += more + 1;
    return true;
  }

  DocumentBuilder& builder_;
  const char*& at_;
  const char* end_;
};

}  // namespace

Result<Document> read_small_document(std::string_view json, std::string_view file_name) {
  DocumentBuilder builder(json, file_name);
  return builder.take(Reader(builder).all());
}

}  // namespace prorata
