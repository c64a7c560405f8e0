// Replies as JSON text.
#include "reply.h"

#include "json_writer.h"

namespace prorata::wasm {

std::string succeeded(std::string_view value) {
  JsonWriter json;
  return json.open('{').boolean("ok", true).key("value").raw(value).close('}').take();
}

std::string failed(const Error& error) {
  JsonWriter json;
  json.open('{').boolean("ok", false).key("error").open('{');
  json.text("code", error_code_name(error.code)).text("message", error.message);
  json.text("hint", error.hint).text("where", error.where);
  return json.close('}').close('}').take();
}

std::string out_of_memory() {
  return failed({ErrorCode::overflow, "Not enough memory for this much data.",
                 "Choose a shorter window or a coarser resolution.", ""});
}

std::string defect(const char* what) {
  return failed({ErrorCode::internal, what, "This is a defect of prorata: please report it.", ""});
}

}  // namespace prorata::wasm
