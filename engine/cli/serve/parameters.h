// Reads parameters one by one; the first that means nothing is the error.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/serve/http.h"
#include "core/result.h"

namespace prorata::cli::serve {

class Parameters {
 public:
  /// known: what an API has. Anything else, and what is there twice, is an error; many: may be there more than once.
  Parameters(const Fields& fields, std::span<const std::string_view> known,
             std::initializer_list<std::string_view> many = {});

  [[nodiscard]] bool has(std::string_view name) const { return text(name) != nullptr; }
  /// Null where it is not there.
  [[nodiscard]] const std::string* text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  /// As Go reads booleans.
  [[nodiscard]] bool flag(std::string_view name, bool otherwise);

  /// target: left as it is where the parameter is not there.
  template <class Parse, class Target>
  void read(std::string_view name, Parse parse, Target& target) {
    const std::string* given = text(name);
    if (given == nullptr || error_) return;
    auto value = parse(*given);
    if (value) {
      target = *std::move(value);
    } else {
      fail(name, value.error());
    }
  }
  /// error: with the parameter's name before it.
  void fail(std::string_view name, Error error);
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const Fields& fields_;
  std::optional<Error> error_;
};

}  // namespace prorata::cli::serve
