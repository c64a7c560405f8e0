// JSON into documents, by nlohmann's SAX interface: the tree is ours, so its own is never compiled in.
#include <nlohmann/json.hpp>

#include "core/document_builder.h"
#include "core/spelling.h"

namespace prorata {
namespace {

using Json = nlohmann::json;

/// Reads the text and tells how far it is.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit Cursor(const char*& at) : at_(&at) {}
  const char& operator*() const { return **at_; }
  Cursor& operator++() {
    ++*at_;
    return *this;
  }
  bool operator==(const Cursor& end) const { return *at_ == *end.at_; }
  bool operator!=(const Cursor& end) const { return !(*this == end); }

 private:
  const char** at_;
};

bool in_number(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/// nlohmann's events, told to the builder; false ends the parser.
class Events {
 public:
  explicit Events(DocumentBuilder& builder) : builder_(builder) {}

  bool null() { return builder_.null(); }
  bool boolean(bool value) { return builder_.bare(value ? "true" : "false", builder_.at); }
  bool number_integer(std::int64_t) { return number(); }
  bool number_unsigned(std::uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }
  bool string(std::string& value) { return builder_.string(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return builder_.open(Document::Kind::map); }
  bool start_array(std::size_t) { return builder_.open(Document::Kind::list); }
  bool key(std::string& name) { return builder_.key(std::move(name)), true; }
  bool end_object() { return builder_.end_map(); }
  bool end_array() { return builder_.end_list(); }

  bool parse_error(std::size_t, const std::string&, const std::exception& problem) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while …"
    constexpr std::size_t kShownBytes = 200;
    std::string_view what = problem.what();
    const std::size_t place = what.find(": ");
    what.remove_prefix(place != std::string_view::npos ? place + 2 : what.find("] ") + 2);
    return builder_.refuse(shown(what, kShownBytes));
  }

 private:
  /// As it was written. The parser has looked one byte further, if there was one.
  bool number() {
    const char* end = in_number(builder_.at[-1]) ? builder_.at : builder_.at - 1;
    const char* begin = end;
    while (begin > builder_.begin() && in_number(begin[-1])) --begin;
    return builder_.bare({begin, static_cast<std::size_t>(end - begin)}, end);
  }

  DocumentBuilder& builder_;
};

}  // namespace

Result<Document> read_document(std::string_view json, std::string_view file_name) {
  DocumentBuilder builder(json, file_name);
  Events events(builder);
  const char* end = builder.end();
  return builder.take(Json::sax_parse(Cursor(builder.at), Cursor(end), &events));
}

}  // namespace prorata
