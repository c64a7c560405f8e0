#include "core/number.h"

#include <cmath>
#include <string>
#include <system_error>

#include <fast_float/fast_float.h>

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
  const char* end = text.data() + text.size();
  const auto [rest, problem] = fast_float::from_chars(text.data(), end, value);
  if (problem != std::errc{}) return not_a_number(text, "it does not start with a digit");
  if (rest != end) return not_a_number(text, "something follows the number");
  if (!std::isfinite(value)) return not_a_number(text, "only finite numbers are accepted");
  return value;
}

}  // namespace prorata
