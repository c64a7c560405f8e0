// Replies as JSON text.
#include "reply.h"

namespace prorata::wasm {

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string succeeded(const Json& value) {
  return text_of({{"ok", true}, {"value", value}});
}

std::string failed(const Error& error) {
  const Json body{
      {"code", error_code_name(error.code)}, {"message", error.message}, {"hint", error.hint}, {"where", error.where}};
  return text_of({{"ok", false}, {"error", body}});
}

}  // namespace prorata::wasm
