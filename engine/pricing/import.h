// Price files of other tools, rewritten into prorata's own format, which has the one reader. Internal to the stage, but
// for what files of a chart's values are found by.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/document.h"
#include "core/notice.h"
#include "pricing/price_book.h"

namespace prorata::pricing {

inline constexpr NoticeKind kPriceNotUsed{"prices-not-used", Severity::info,
                                          "The prices say something that is not used.", "Nothing, or leave it out."};

[[nodiscard]] Result<PriceBook> read_own_format(const Document& root, std::string_view file_name);

/// A document of prorata's format that is being written.
class Rewriter {
 public:
  /// month: prices of cores, memory, GPUs and storage are per month.
  explicit Rewriter(bool month);

  /// Puts a value at a path of maps ("defaults.network.zone"). What is there stays.
  void put(std::string_view path, const Document& value);
  void put(std::string_view path, std::string_view text);
  /// A new entry of a list, a map on `line`.
  Document& add(std::string_view list, std::int32_t line);
  /// from: what the value is made of, whose line and name errors say.
  static void set(Document& map, std::string_view name, std::string_view text, const Document& from);
  static void set(Document& map, std::string_view name, std::string_view text, std::int32_t line = 0);
  /// What is at the path is all made of one field.
  void made_of(std::string_view path, const Document& from);

  /// The book of what was written. Without defaults those that are built in.
  [[nodiscard]] Result<PriceBook> read(std::string_view file_name) const;
  Notices notices;

 private:
  Document& at(std::string_view path);
  Document root_;
};

[[nodiscard]] Result<PriceBook> import_csv(std::string_view text, std::string_view file_name);
/// Fields of OpenCost's price sheet into the document.
void import_sheet(const Document& sheet, Rewriter& into, const DocumentReader& place);
/// Values of a chart of Kubecost or OpenCost, and cost weights of ACK: sections by name, wherever they stand.
[[nodiscard]] bool has_known_values(const Document& root);
[[nodiscard]] Result<PriceBook> import_values(const Document& root, std::string_view file_name);

/// The prices of a file whose other rules are read by somebody else; nothing where it has none.
[[nodiscard]] Result<std::optional<PriceBook>> read_values_prices(const Document& root, std::string_view file_name);

/// The member of that name, in this map or below it; the first in the order of the file. scalars: also one that is a
/// text: limits of a container are called as prices are.
[[nodiscard]] const Document* find_below(const Document& root, std::string_view name, bool scalars = true);

}  // namespace prorata::pricing
