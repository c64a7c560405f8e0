// What nlohmann/json calls of the C library, in a few bytes. The library's own versions work in 128-bit floating point,
// in software, and print whatever printf can print: a tenth of the page's engine for a number that
// core/document_json.cpp does not look at and for one escape in an error message.
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/decimal.h"

extern "C" {

double strtod(const char* text, char** end) {
  double value = 0;
  const char* stop = prorata::read_decimal(text, value);
  if (end != nullptr) *end = const_cast<char*>(stop == nullptr ? text : stop);
  return value;
}
// Of the same file of the C library, so that it is not linked for their sake.
float strtof(const char*, char**) {
  abort();
}
long double strtold(const char*, char**) {
  abort();
}

/// One format: a control character as the lexer quotes it.
int snprintf(char* text, std::size_t size, const char* format, ...) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (std::strcmp(format, "<U+%.4X>") != 0 || size < 9) abort();
  va_list values;
  va_start(values, format);
  const unsigned code = va_arg(values, unsigned);
  va_end(values);
  std::memcpy(text, "<U+0000>", 9);
  text[5] = kHex[(code >> 4) & 15];
  text[6] = kHex[code & 15];
  return 8;
}

/// Called by the C++ library where it gives up; its own version prints why.
[[noreturn]] void abort_message(const char*, ...) {
  abort();
}

}  // extern "C"
