// The table of calculators: what each takes, gives, and where its formula comes from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace prorata::cli {

enum class FieldKind : std::uint8_t { number, numbers, words, flag };
/// What a number may be; positive: above zero, part: 0 to 1.
enum class Allowed : std::uint8_t { any, not_negative, positive, part };

struct Field {
  std::string_view name;
  std::string_view means;  ///< with its unit
  FieldKind kind = FieldKind::number;
  Allowed allowed = Allowed::not_negative;
  std::string_view fallback;  ///< where it is not given
  bool needed = true;         ///< though there is no fallback
};

/// The values of one calculation, checked against its fields.
class Given {
 public:
  std::map<std::string_view, std::vector<double>> numbers;
  std::map<std::string_view, std::vector<std::string>> words;

  [[nodiscard]] double number(std::string_view name) const { return numbers.at(name).front(); }
  [[nodiscard]] const std::vector<double>& all(std::string_view name) const { return numbers.at(name); }
  [[nodiscard]] bool has(std::string_view name) const { return numbers.contains(name) || words.contains(name); }
  [[nodiscard]] std::optional<double> maybe(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const { return has(name) && words.at(name).front() == "yes"; }
};

/// A result; nothing where it has no value (a return on no cost).
struct Figure {
  std::string name;
  std::variant<std::monostate, bool, double, std::vector<double>, std::string> value;
  std::string_view unit;
};
using Figures = std::vector<Figure>;

struct Calculator {
  std::string_view name, about, formula, source;
  std::vector<Field> fields;
  Result<Figures> (*run)(const Given& given) = nullptr;
};

[[nodiscard]] const std::vector<Calculator>& calculators();

}  // namespace prorata::cli
