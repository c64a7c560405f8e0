#include "calls.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "options.h"
#include "reply.h"

namespace prorata::wasm {
namespace {

/// What JavaScript puts in, and what it gets.
std::string input, output, reply;

std::string run(std::size_t json_size) {
  const std::string_view all = input;
  auto arguments = read_document(all.substr(0, json_size), {});
  if (!arguments) return failed(arguments.error());
  const std::string verb(Arguments(*arguments).text("verb"));
  Call call{*std::move(arguments), all.substr(json_size)};
  const auto value = run_call(verb, call, output);
  return value ? succeeded(*value, output) : failed(value.error());
}

}  // namespace

Error no_such_call(std::string_view verb) {
  return {ErrorCode::internal, "This program has no such call.", "", verb};
}

}  // namespace prorata::wasm

#define PRORATA_EXPORT(name) __attribute__((export_name(name)))

/// Where JavaScript may put `size` bytes for the next call; 0 where there is no room.
extern "C" PRORATA_EXPORT("reserve") char* prorata_reserve(std::size_t size) {
  using namespace prorata::wasm;
  char* room = nullptr;
  if (size > PTRDIFF_MAX) return room;
  guarded([&] {
    input.resize(size);
    room = input.data();
    return std::string();
  });
  return room;
}

/// The reserved bytes are JSON, `json_size` of them, and what is none. Gives where the reply (reply.h) stands.
extern "C" PRORATA_EXPORT("call") const char* prorata_call(std::size_t json_size) {
  using namespace prorata::wasm;
  output.clear();
  reply = guarded([&] { return run(json_size); });
  input = {};
  return reply.data();
}

extern "C" PRORATA_EXPORT("replySize") std::size_t prorata_reply_size() {
  return prorata::wasm::reply.size();
}
