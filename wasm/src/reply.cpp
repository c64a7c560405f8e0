// Replies as JSON text.
#include "reply.h"

#include <cstdint>

#include "json_writer.h"

namespace prorata::wasm {

std::string succeeded(std::string_view value, std::string_view bytes) {
  JsonWriter json;
  json.open('{').boolean("ok", true).key("value").raw(value);
  if (!bytes.empty()) {
    json.key("bytes").open('[').number(static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(bytes.data())));
    json.number(static_cast<std::int64_t>(bytes.size())).close(']');
  }
  return json.close('}').take();
}

std::string failed(const Error& error) {
  JsonWriter json;
  json.open('{').boolean("ok", false).key("error").open('{');
  json.text("code", error_code_name(error.code)).text("message", error.message);
  json.text("hint", error.hint).text("where", error.where);
  return json.close('}').close('}').take();
}

}  // namespace prorata::wasm
