// A resumable JSON reader: bytes in any pieces in, structure out. It knows the grammar; what members mean is the
// handler's business.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "ingest/decimal.h"
#include "ingest/simd.h"
#include "ingest/text_decoding.h"

namespace prorata::ingest {

/// What the handler wants of a text it is about to get.
struct TextUse {
  enum class Kind : std::uint8_t {
    skip,   ///< nothing; it is not stored however long it is
    whole,  ///< all of it; longer than `limit` bytes as sent is an error
    cut,    ///< the first `limit` bytes as sent
  };
  Kind kind = Kind::skip;
  std::size_t limit = 0;
};

enum class Literal : std::uint8_t { null, yes, no };

/// Where a fast path stopped: behind a complete value or member, or before one that is left to the general reader.
struct Hurried {
  const char* next;
  bool complete;
};

/// Handler gives every open object or array a Place (an enum; Place{} is around the document) and answers:
///
///   std::optional<Place> begin(Place in, std::uint32_t index, bool object)     the place of a new container
///   bool end(Place, std::uint32_t count)                                       count: values it held
///   TextUse key_use(Place), text_use(Place, std::uint32_t index)               asked before a text is read
///   bool key(Place, std::string_view), text(Place, std::uint32_t index, std::string_view)
///   bool number(Place, std::uint32_t index, std::string_view raw), literal(Place, std::uint32_t index, Literal)
///   bool may_hurry(Place) const, Hurried hurry(Place, const char* p, const char* end)
///                                                   at a member name, an array or an object: may read ahead as far as
///                                                   it likes
///   Error problem() const                           why the last answer was false or nothing
///   Error too_long(Place, bool is_key) const        for a text wanted whole and longer than its limit
///
/// `index` counts the values begun in an array; texts are decoded UTF-8 and hold during the call.
template <class Handler>
class JsonMachine {
  using Place = typename Handler::Place;

 public:
  JsonMachine(Handler& handler, std::size_t max_depth) : handler_(handler), max_depth_(max_depth) {}

  /// Reads a chunk that starts `offset` bytes into the document. False on the first error, and ever after.
  bool write(std::string_view chunk, std::uint64_t offset) {
    if (error_) return false;
    begin_ = chunk.data();
    offset_ = offset;
    const char* p = begin_;
    const char* const end = p + chunk.size();
    if (token_ != Token::none) p = resume(p, end);
    while (p != nullptr) {
      p = skip_blanks(p, end);
      if (p == end) break;
      p = step(p, end);
    }
    return !error_;
  }

  /// Whether the document is complete.
  [[nodiscard]] bool complete() const { return !error_ && expected_ == Expected::nothing; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] const Replacements& replacements() const { return replaced_; }

 private:
  enum class Expected : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };
  enum class Token : std::uint8_t { none, text, bare };
  struct Frame {
    Place place{};
    bool object = false;
    std::uint32_t count = 0;  ///< values begun in it
  };
  static constexpr std::size_t kMaxBareBytes = 1024;  // numbers and words

  // Every reader of a piece takes the place where it starts and gives the place behind it, or null: stop reading,
  // because of an error or because the chunk ended within a token.

  const char* step(const char* p, const char* end) {
    switch (expected_) {
      case Expected::value_or_end:
        if (*p == ']') return close(p);
        [[fallthrough]];
      case Expected::value:
        return read_value(p, end);
      case Expected::key_or_end:
        if (*p == '}') return close(p);
        [[fallthrough]];
      case Expected::key:
        return read_key(p, end);
      case Expected::colon:
        if (*p != ':') return garbage(p, "a colon is missing");
        expected_ = Expected::value;
        return p + 1;
      case Expected::comma_or_end:
        return read_comma_or_end(p);
      case Expected::nothing:
        break;
    }
    return fail(p, "something follows the end of the document", "fetch it again; two answers may have been joined");
  }

  const char* read_comma_or_end(const char* p) {
    const bool object = frames_.back().object;
    if (*p == ',') {
      expected_ = object ? Expected::key : Expected::value;
      return p + 1;
    }
    if (*p == (object ? '}' : ']')) return close(p);
    return garbage(p, "a comma or a closing bracket is missing");
  }

  const char* read_key(const char* p, const char* end) {
    if (*p != '"') return garbage(p, "a member name is missing");
    if (handler_.may_hurry(place())) {
      const char* const behind = hurry(p, end);
      if (behind != p) return behind;
    }
    is_key_ = true;
    return begin_text(p, end, handler_.key_use(place()));
  }

  const char* read_value(const char* p, const char* end) {
    if ((*p == '[' || *p == '{') && handler_.may_hurry(place())) {
      const char* const behind = hurry(p, end);
      if (behind != p) return behind;
    }
    const Place in = place();
    const std::uint32_t index = frames_.empty() ? 0 : frames_.back().count++;
    if (*p == '{' || *p == '[') return open(p, in, index);
    if (*p == '"') {
      is_key_ = false;
      return begin_text(p, end, handler_.text_use(in, index));
    }
    return begin_bare(p, end);
  }

  /// Lets the handler take what it can of the usual; where it stopped says what comes next.
  const char* hurry(const char* p, const char* end) {
    const auto done = handler_.hurry(place(), p, end);
    if (done.complete) {
      expected_ = Expected::comma_or_end;
    } else if (done.next != p) {
      expected_ = frames_.back().object ? Expected::key : Expected::value;
    }
    return done.next;
  }

  const char* open(const char* p, Place in, std::uint32_t index) {
    const bool object = *p == '{';
    if (frames_.size() >= max_depth_)
      return fail(p, "the answer is nested too deeply", "Prometheus answers nest less than ten levels deep");
    const std::optional<Place> inner = handler_.begin(in, index, object);
    if (!inner) return refuse(p);
    frames_.push_back({*inner, object, 0});
    expected_ = object ? Expected::key_or_end : Expected::value_or_end;
    return p + 1;
  }

  const char* close(const char* p) {
    const Frame closed = frames_.back();
    frames_.pop_back();
    if (!handler_.end(closed.place, closed.count)) return refuse(p);
    value_done();
    return p + 1;
  }

  void value_done() { expected_ = frames_.empty() ? Expected::nothing : Expected::comma_or_end; }
  [[nodiscard]] Place place() const { return frames_.empty() ? Place{} : frames_.back().place; }
  [[nodiscard]] std::uint32_t index() const { return frames_.empty() ? 0 : frames_.back().count - 1; }

  // --- Texts ---

  const char* begin_text(const char* quote, const char* end, TextUse use) {
    use_ = use;
    token_offset_ = offset_of(quote);
    after_backslash_ = false;
    plain_ = true;
    cut_ = false;
    kept_.clear();
    const char* const stop = scan_text(quote + 1, end);
    if (stop != nullptr && stop != end && !cut_ && kept_.empty() && size_of(quote + 1, stop) <= use.limit)
      return end_text({quote + 1, size_of(quote + 1, stop)}, stop);  // the usual: no copy
    return continue_text(quote + 1, stop, end);
  }

  /// `from` to `stop` is a piece of a text, checked; the text ends there unless that is the end of the chunk.
  const char* continue_text(const char* from, const char* stop, const char* end) {
    if (!keep(from, stop == nullptr ? bad_ : stop)) return nullptr;
    if (stop == nullptr) return garbage(bad_, "a text holds a raw control character or an unknown escape");
    if (stop == end) {
      token_ = Token::text;
      return nullptr;
    }
    return end_text(kept_, stop);
  }

  bool keep(const char* from, const char* to) {
    if (use_.kind == TextUse::Kind::skip) return true;
    const std::size_t room = use_.limit - kept_.size();
    if (size_of(from, to) > room) {
      cut_ = true;
      if (use_.kind == TextUse::Kind::whole) {
        error_ = located(handler_.too_long(place(), is_key_), token_offset_);
        return false;
      }
    }
    kept_.append(from, std::min(room, size_of(from, to)));
    return true;
  }

  /// The closing quote, `end`, or null with bad_ at a byte that must not stand there.
  const char* scan_text(const char* p, const char* end) {
    while (p != end) {
      if (after_backslash_) {
        constexpr std::string_view kEscapes = "\"\\/bfnrtu";
        if (kEscapes.find(*p) == std::string_view::npos) return bad_byte(p);
        after_backslash_ = false;
        ++p;
        continue;
      }
      p = skip_plain_text(p, end);
      if (p == end || *p == '"') return p;
      plain_ = false;
      after_backslash_ = *p == '\\';
      if (!after_backslash_ && static_cast<signed char>(*p) >= 0) return bad_byte(p);
      ++p;
    }
    return end;
  }
  const char* bad_byte(const char* p) {
    bad_ = p;
    return nullptr;
  }

  const char* end_text(std::string_view raw, const char* quote) {
    token_ = Token::none;
    if (use_.kind != TextUse::Kind::skip && !plain_) {
      decoded_.clear();
      // A text that was cut may end within an escape; what came before it counts.
      if (!decode_text(raw, decoded_, replaced_) && !cut_) return garbage(quote, "a text holds an unknown escape");
      raw = decoded_;
    }
    if (use_.kind == TextUse::Kind::skip) raw = {};
    const bool taken = is_key_ ? handler_.key(place(), raw) : handler_.text(place(), index(), raw);
    if (!taken) return refuse_token();
    if (is_key_) {
      expected_ = Expected::colon;
    } else {
      value_done();
    }
    return quote + 1;
  }

  // --- Numbers and words ---

  static bool ends_bare(char c) {
    return is_blank(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '"' || c == '[' || c == '{';
  }

  const char* begin_bare(const char* p, const char* end) {
    token_offset_ = offset_of(p);
    kept_.clear();
    const char* stop = p;
    while (stop != end && !ends_bare(*stop)) ++stop;
    if (stop == end) return continue_bare(p, end);
    return end_bare({p, size_of(p, stop)}, stop);
  }

  const char* continue_bare(const char* p, const char* end) {
    const char* stop = p;
    while (stop != end && !ends_bare(*stop)) ++stop;
    kept_.append(p, std::min(size_of(p, stop), kMaxBareBytes + 1));
    if (kept_.size() > kMaxBareBytes) return end_bare(kept_, stop);
    if (stop == end) {
      token_ = Token::bare;
      return nullptr;
    }
    return end_bare(kept_, stop);
  }

  const char* end_bare(std::string_view raw, const char* stop) {
    token_ = Token::none;
    bool taken = true;
    if (raw.size() <= kMaxBareBytes && is_json_number(raw)) {
      taken = handler_.number(place(), index(), raw);
    } else if (raw == "null" || raw == "true" || raw == "false") {
      const Literal literal = raw == "null" ? Literal::null : raw == "true" ? Literal::yes : Literal::no;
      taken = handler_.literal(place(), index(), literal);
    } else {
      error_ = located(not_json("a value is expected"), token_offset_);
      return nullptr;
    }
    if (!taken) return refuse_token();
    value_done();
    return stop;
  }

  const char* resume(const char* p, const char* end) {
    if (p == end) return nullptr;
    if (token_ == Token::bare) return continue_bare(p, end);
    const char* const stop = scan_text(p, end);
    return continue_text(p, stop, end);
  }

  // --- Errors ---

  static std::size_t size_of(const char* from, const char* to) { return static_cast<std::size_t>(to - from); }
  [[nodiscard]] std::uint64_t offset_of(const char* p) const {
    return offset_ + static_cast<std::uint64_t>(p - begin_);
  }

  static Error located(Error error, std::uint64_t offset) {
    error.where = "byte " + std::to_string(offset);
    return error;
  }
  static Error not_json(const char* what) {
    return {ErrorCode::bad_input, std::string("the answer is no valid JSON: ") + what,
            "fetch it again; if it stays so, a proxy in between may alter it", ""};
  }
  const char* fail(const char* p, const char* message, const char* hint) {
    error_ = located({ErrorCode::bad_input, message, hint, ""}, offset_of(p));
    return nullptr;
  }
  const char* garbage(const char* p, const char* what) {
    error_ = located(not_json(what), offset_of(p));
    return nullptr;
  }
  const char* refuse(const char* p) {
    error_ = located(handler_.problem(), offset_of(p));
    return nullptr;
  }
  const char* refuse_token() {
    error_ = located(handler_.problem(), token_offset_);
    return nullptr;
  }

  Handler& handler_;
  std::size_t max_depth_;
  std::vector<Frame> frames_;
  Expected expected_ = Expected::value;
  std::optional<Error> error_;

  Token token_ = Token::none;  ///< what the last chunk ended in
  TextUse use_;
  bool is_key_ = false;
  bool after_backslash_ = false;
  bool plain_ = true;  ///< neither escapes nor bytes outside ASCII so far
  bool cut_ = false;
  std::string kept_;  ///< the token so far, where it began in an earlier chunk
  std::string decoded_;
  Replacements replaced_;

  const char* begin_ = nullptr;  ///< of the chunk
  const char* bad_ = nullptr;
  std::uint64_t offset_ = 0;  ///< of the chunk in the document
  std::uint64_t token_offset_ = 0;
};

}  // namespace prorata::ingest
