// Configuration-like text as a small tree: price files, questions, manifests. Read JSON into a Document, then read
// fields out of it with a DocumentReader, which says file, line and path of the first thing that is wrong:
//
//   const auto root = read_document(json, "prices.yaml");
//   if (!root) return root.error();
//   DocumentReader in(*root, "prices.yaml", "see docs/prices.md");
//   in.only(*root, {"currency", "nodes"});
//   price.currency = in.text(*root, "currency", Need::required).value_or("");
//   for (const Document& entry : in.list(*root, "nodes")) {
//     in.only(entry, {"name", "price"});
//     price.per_hour = in.number(entry, "price", kPriceRange);
//   }
//   if (!in.ok()) return in.error();  // "prices.yaml:12: nodes[2].price: expected a number such as 0.031, got 'abc'"
//
// YAML is read by the faces (docs/prices.md) and comes as JSON whose scalars are texts. So that errors can name lines,
// any value of that JSON, also a list or a map, may stand as {"value": VALUE, "line": N}, N a JSON number; it is taken
// for VALUE on line N. A list or map that has no line of its own takes that of its first entry. Lines of JSON itself
// are counted where it has more than one; JSON that a program wrote stands on one line, and says nothing about lines.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace prorata {

struct Document {
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Kind kind = Kind::null;
  bool quoted = false;          ///< JSON had the scalar in quotes: "1", not 1
  std::int32_t line = 0;        ///< from 1; 0 where it is not known
  std::string name;             ///< of a member of a map
  std::string text;             ///< of a scalar, as it was written: "0.10", "true", "yes"
  std::vector<Document> items;  ///< of a list, or the members of a map in the order of the file
  std::string origin;           ///< of what was made of another file: what it is called there; errors say that

  /// The member; null where there is none, or where this is no map.
  [[nodiscard]] const Document* find(std::string_view member) const;
  [[nodiscard]] Document* find(std::string_view member) {
    return const_cast<Document*>(static_cast<const Document*>(this)->find(member));
  }
  [[nodiscard]] bool has(std::string_view member) const { return find(member) != nullptr; }
};

/// Reads JSON. Errors (bad_usage; where: "FILE:LINE" or "FILE"): no JSON, a name that stands twice in a map, more than
/// 64 levels. file_name: for errors only; empty where the text is of no file.
[[nodiscard]] Result<Document> read_document(std::string_view json, std::string_view file_name);

/// The same with a parser of two kilobytes, whose errors do not say what is wrong with JSON that is none.
[[nodiscard]] Result<Document> read_small_document(std::string_view json, std::string_view file_name);

/// An error in a text: "FILE:LINE: PATH: message", each part only where it is known. where: "FILE:LINE", or the path
/// where the text is of no file.
[[nodiscard]] Error error_at(ErrorCode code, std::string_view file, std::int32_t line, std::string_view path,
                             std::string_view message, std::string_view hint);

enum class Need : std::uint8_t { optional, required };

/// What a number must be; both ends belong to the range.
struct NumberRange {
  double least = -1.7976931348623157e308;
  double most = 1.7976931348623157e308;
  std::string_view what = "a number such as 0.031";  ///< for errors; say the range if there is one
};

/// Reads fields and remembers the first error. After an error everything reads as if it were absent, so a reader can
/// read all of its fields one after the other and ask ok() once, before it uses what it read.
class DocumentReader {
 public:
  /// root and the texts must outlive the reader; every node given to it must be of root's tree.
  /// hint: what to do about errors that have no hint of their own.
  DocumentReader(const Document& root, std::string_view file_name, std::string_view hint,
                 ErrorCode code = ErrorCode::bad_usage)
      : root_(root), file_(file_name), hint_(hint), code_(code) {}

  [[nodiscard]] bool ok() const { return !error_; }
  /// Only where ok() is false.
  [[nodiscard]] const Error& error() const { return *error_; }

  /// "FILE:LINE: PATH", for notices.
  [[nodiscard]] std::string place(const Document& at) const;
  /// "FILE:LINE: PATH: message".
  void fail(const Document& at, std::string_view message, std::string_view hint = {});
  /// "FILE:LINE: PATH: expected WHAT, got '…'". what: with an article, "a number such as 0.031".
  void expected(const Document& at, std::string_view what);
  /// "FILE:LINE: PATH.NAME: missing, expected WHAT".
  void missing(const Document& map, std::string_view name, std::string_view what);
  /// Must be a map whose members are all among `known`; else names the field, and the one it was meant to be.
  void only(const Document& map, std::initializer_list<std::string_view> known) {
    only(map, std::span(known.begin(), known.size()));
  }
  void only(const Document& map, std::span<const std::string_view> names);
  /// Names with blanks between them: long lists are data that way, not code.
  void only(const Document& map, std::string_view names);

  // Members of a map. Absent: nothing, and an error where it is required.
  /// Of any kind.
  const Document* member(const Document& map, std::string_view name, Need need, std::string_view what);
  const Document* map(const Document& map, std::string_view name, Need need = Need::optional);
  /// The entries; none where it is absent.
  std::span<const Document> list(const Document& map, std::string_view name, Need need = Need::optional);
  /// Not empty. Valid as long as the document.
  std::optional<std::string_view> text(const Document& map, std::string_view name, Need need = Need::optional);
  std::optional<double> number(const Document& map, std::string_view name, NumberRange range = {},
                               Need need = Need::optional);
  /// true or false.
  std::optional<bool> flag(const Document& map, std::string_view name, Need need = Need::optional);
  /// One of `known`, as its index.
  std::optional<std::size_t> word(const Document& map, std::string_view name, std::span<const std::string_view> known,
                                  Need need = Need::optional);
  /// Words with blanks between them.
  std::optional<std::size_t> word(const Document& map, std::string_view name, std::string_view known,
                                  Need need = Need::optional);
  /// What `parse` makes of the text goes into `into`, which stays as it is where the member is absent.
  template <class Value>
  void read(const Document& map, std::string_view name, Result<Value> (*parse)(std::string_view), Value& into,
            Need need = Need::optional) {
    const Document* found = scalar(map, name, need, "a text");
    if (found == nullptr) return;
    auto value = parse(found->text);
    if (value) {
      into = *std::move(value);
    } else {
      fail(*found, value.error().message, value.error().hint);
    }
  }

  // An entry of a list.
  /// Empty after an error.
  std::string_view text(const Document& node);
  /// 0 after an error.
  double number(const Document& node, NumberRange range = {});

 private:
  [[nodiscard]] Error error_here(const Document& at, std::string_view message, std::string_view hint) const;
  const Document* scalar(const Document& map, std::string_view name, Need need, std::string_view what);

  const Document& root_;
  std::string_view file_, hint_;
  ErrorCode code_;
  std::optional<Error> error_;
};

}  // namespace prorata
