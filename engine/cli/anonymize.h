// Answers without names: label values become hashes, equal ones the same hash, so that the structure stays.
#pragma once

#include <string>
#include <string_view>

namespace prorata::cli {

class Anonymizer {
 public:
  /// salt: what makes hashes differ between recordings; who has it can test guesses.
  explicit Anonymizer(std::string salt) : salt_(std::move(salt)) {}

  /// An answer's JSON with hashed label values and without the server's remarks. Numbers keep their text.
  [[nodiscard]] std::string answer(std::string_view json) const;
  /// A hash such as "x3fa9c0d1e2"; the empty text stays empty.
  [[nodiscard]] std::string hashed(std::string_view value) const;
  /// The value as it may be published under this label.
  [[nodiscard]] std::string value(std::string_view label, std::string_view text) const;

 private:
  std::string salt_;
};

/// A salt that nobody knows.
[[nodiscard]] std::string random_salt();

}  // namespace prorata::cli
