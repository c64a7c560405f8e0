// Builds a Document from the events of a reader of JSON, which moves `at` along with what it has read. Internal to the
// stage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"

namespace prorata {

/// Each event returns false where it ends the reading: the error says why.
class DocumentBuilder {
 public:
  DocumentBuilder(std::string_view json, std::string_view file);

  const char* at;  ///< just behind what the event is about
  [[nodiscard]] const char* begin() const { return begin_; }
  [[nodiscard]] const char* end() const { return end_; }

  bool null() { return add(Document::Kind::null, at) != nullptr; }
  bool string(std::string value);
  /// Any other scalar, as it was written. end: just behind it.
  bool bare(std::string_view text, const char* end);
  bool open(Document::Kind kind);
  void key(std::string name) { name_ = std::move(name); }
  bool end_map();
  bool end_list() { return close(); }
  /// The text is no JSON.
  bool refuse(std::string_view why);

  /// Once all is read, or an event has returned false.
  [[nodiscard]] Result<Document> take(bool whole);

 private:
  std::int32_t line_at(const char* here);
  [[nodiscard]] std::string path() const;
  bool fail(std::string_view message, std::string_view hint, std::int32_t line);
  Document* add(Document::Kind kind, const char* end);
  bool close();
  static bool unwrap(Document& map);
  bool check_names(const Document& map);

  std::string_view file_;
  const char* begin_;
  const char* end_;
  const char* counted_;    ///< up to here line_ counts
  std::int32_t line_ = 0;  ///< 0: not counted
  Document root_;
  std::vector<Document*> open_;
  std::string name_;  ///< of the member that comes
  std::optional<Error> error_;
};

}  // namespace prorata
