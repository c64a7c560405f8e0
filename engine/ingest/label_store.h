// The labels of the series being read, as decoded text in one buffer, and the fast path that fills it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/series_sink.h"

namespace prorata::ingest {

class LabelStore {
 public:
  struct Limits {
    std::size_t text_bytes;   ///< of one name or value
    std::size_t total_bytes;  ///< of all names and values of one series
    std::size_t labels;       ///< per series
  };
  explicit LabelStore(const Limits& limits) : limits_(limits) {}

  void clear();
  /// One label in two steps, since its value may arrive much later. False where a limit of the series is reached.
  [[nodiscard]] bool add_name(std::string_view name);
  [[nodiscard]] bool add_value(std::string_view value);

  /// Copies `"name":"value"` pairs of plain ASCII text from [p, end), separated by commas. `p` stands on the quote of
  /// a name. Gives the place behind the last complete pair, `p` itself where there is none: what is unusual (escapes,
  /// other scripts, an end of the chunk, a limit) is left to the general reader.
  [[nodiscard]] const char* copy_pairs(const char* p, const char* end);

  /// Valid until the next change.
  [[nodiscard]] std::span<const Label> labels();

 private:
  struct Extent {
    std::size_t name_end;
    std::size_t value_end;  ///< the next label starts here
  };
  [[nodiscard]] bool append(std::string_view text);
  [[nodiscard]] const char* copy_pair(const char* p, const char* end);
  [[nodiscard]] const char* copy_text(const char* p, const char* end);
  [[nodiscard]] const char* copy_long_text(const char* p, const char* end);
  /// Where the text goes on, with so many bytes behind it.
  [[nodiscard]] char* room(std::size_t bytes);
  void grow(std::size_t needed);

  Limits limits_;
  std::vector<char> text_;
  std::size_t used_ = 0;
  std::size_t name_end_ = 0;
  std::vector<Extent> extents_;
  std::vector<Label> views_;
};

}  // namespace prorata::ingest
