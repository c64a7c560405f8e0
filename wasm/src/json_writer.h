// Writes JSON text. A few bytes of code where a general library would be a tenth of the whole file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace prorata::wasm {

/// Members and elements get their commas by themselves. Texts are UTF-8, as everything inside the engine is.
class JsonWriter {
 public:
  JsonWriter& open(char bracket);   ///< '{' or '['
  JsonWriter& close(char bracket);  ///< '}' or ']'
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& number(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A value that is JSON already.
  JsonWriter& raw(std::string_view json);

  JsonWriter& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  JsonWriter& number(std::string_view name, std::int64_t value) { return key(name).number(value); }
  JsonWriter& boolean(std::string_view name, bool value) { return key(name).boolean(value); }

  /// A list with what `write` writes for each value.
  template <class Values, class Write>
  JsonWriter& list(std::string_view name, const Values& values, Write write) {
    key(name).open('[');
    for (const auto& value : values) write(value);
    return close(']');
  }
  template <class Texts>
  JsonWriter& texts(std::string_view name, const Texts& values) {
    return list(name, values, [this](std::string_view value) { text(value); });
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate();

  std::string out_;
  bool first_ = true;
};

}  // namespace prorata::wasm
