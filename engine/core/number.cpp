#include "core/number.h"

#include <cmath>
#include <string>

#include "core/decimal.h"
#include "core/spelling.h"

namespace prorata {
namespace {

Error not_a_number(std::string_view text, const char* why) {
  return {ErrorCode::bad_input, "\"" + shown(text) + "\" is not a number: " + why,
          "write a plain decimal number such as 0.031", ""};
}

}  // namespace

Result<double> parse_number(std::string_view text) {
  if (text.empty()) return not_a_number(text, "it is empty");
  double value = 0;
  const char* rest = read_decimal(text, value);
  if (rest == nullptr) return not_a_number(text, "it does not start with a digit");
  if (rest != text.data() + text.size()) return not_a_number(text, "something follows the number");
  if (!std::isfinite(value)) return not_a_number(text, "only finite numbers are accepted");
  return value;
}

}  // namespace prorata
