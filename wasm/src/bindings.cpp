// The engine for JavaScript: three functions. A session is its address, which JavaScript gives back and never reads;
// bytes go through memory that JavaScript sees, copied once in each direction.
#include <cstdint>
#include <string>

#include <emscripten/bind.h>

#include "json_writer.h"
#include "reply.h"
#include "session.h"

namespace prorata::wasm {
namespace {

Session* session_at(std::uintptr_t address) {
  return reinterpret_cast<Session*>(address);
}

std::string open(const std::string& options) {
  auto session = Session::open(options);
  if (!session) return failed(session.error());
  return succeeded(std::to_string(reinterpret_cast<std::uintptr_t>(session->release())));
}

std::string run(Session* session, const std::string& verb, const std::string& arguments) {
  if (verb == "version") return succeeded("\"" PRORATA_VERSION "\"");
  if (verb == "open") return open(arguments);
  if (verb == "close") return delete session, succeeded("null");
  const auto value = session->call(verb, arguments);
  return value ? succeeded(*value, session->bytes()) : failed(value.error());
}

/// session: anything for "open" and "version". arguments: JSON. Gives a reply (reply.h).
std::string call(std::uintptr_t session, const std::string& verb, const std::string& arguments) {
  return guarded([&] { return run(session_at(session), verb, arguments); });
}

/// Where JavaScript may put `size` bytes for the next call; 0 where there is no room.
std::uintptr_t reserve(std::uintptr_t session, std::size_t size) {
  std::uintptr_t room = 0;
  guarded([&] {
    room = reinterpret_cast<std::uintptr_t>(session_at(session)->reserve(size));
    return std::string();
  });
  return room;
}

/// An empty text for success: this is the only call made many times for each answer.
std::string write(std::uintptr_t session, std::size_t handle) {
  return guarded([&] {
    const auto written = session_at(session)->write(handle);
    return written ? std::string() : failed(written.error());
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(prorata) {
  emscripten::function("call", &call);
  emscripten::function("reserve", &reserve);
  emscripten::function("write", &write);
}

}  // namespace prorata::wasm
