// Answers as JavaScript reads them: a JSON header, and every number column in one buffer of bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json_writer.h"
#include "report/answer.h"

namespace prorata::wasm {

/// Columns one after the other, each on an 8-byte border; `table` says where: {NAME: {type, at, length}}.
/// type "f64": doubles. type "money": int64 units of 10^-digits, followed by as many doubles in whole currency units.
class Columns {
 public:
  explicit Columns(int digits) : digits_(digits) { table_.open('{'); }
  void add(std::string_view name, const std::vector<double>& values);
  void add(std::string_view name, const std::vector<Money>& values);
  /// Whole amounts divided by `unit`.
  void add(std::string_view name, const std::vector<std::int64_t>& amounts, double unit);
  /// Where each column lies, as JSON. Call it once, last.
  [[nodiscard]] std::string take_table() { return table_.close('}').take(); }
  [[nodiscard]] std::string take_bytes() { return std::move(bytes_); }

 private:
  void open(std::string_view name, std::string_view type, std::size_t length);
  void put(const void* data, std::size_t size);

  int digits_;
  JsonWriter table_;
  std::string bytes_;
};

/// `value` units of 10^-digits in whole units, correctly rounded.
[[nodiscard]] double in_units(Money value, int digits);

/// The header as JSON; the columns go into `bytes`.
[[nodiscard]] std::string pack(const report::Answer& answer, std::string& bytes);
[[nodiscard]] std::string pack(const report::Assets& assets, std::string& bytes);
/// As JSON.
[[nodiscard]] std::string notices_of(const std::vector<Notice>& notices, int digits = 9);

}  // namespace prorata::wasm
