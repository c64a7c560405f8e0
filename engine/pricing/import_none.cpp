// In place of the readers of other tools' files, which the page's engine has no room for: it says who reads them.
#include "pricing/builtin.h"
#include "pricing/import.h"

namespace prorata::pricing {
namespace {

Error foreign(std::string_view file_name) {
  return error_at(ErrorCode::bad_usage, file_name, 0, {},
                  "files of other tools are read by the command line tool alone",
                  "start a file of prorata's with: format: prorata.prices/1");
}

}  // namespace

Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name) {
  const auto root = read_document(json, file_name);
  if (!root) return root.error();
  return read_price_book(*root, file_name);
}

Result<PriceBook> read_price_book(const Document& root, std::string_view file_name) {
  const bool is_text = root.kind == Document::Kind::scalar;
  if (is_text && root.text == "builtin") return builtin_prices();
  const bool is_own = root.has("format") || root.has("units") || root.has("currency");
  if (is_text || (root.kind == Document::Kind::map && !is_own)) {
    return foreign(file_name);
  }
  return read_own_format(root, file_name);
}

}  // namespace prorata::pricing
