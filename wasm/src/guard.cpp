// The one place that catches. Everything is caught by one clause: choosing among clauses takes the whole machinery of
// types at run time.
#include <cstdint>
#include <cstdlib>
#include <cxxabi.h>
#include <new>
#include <typeinfo>

#include "reply.h"

namespace prorata::wasm {

std::string guarded(std::string (*work)(const void* context), const void* context) {
  try {
    return work(context);
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type != nullptr && *type == typeid(std::bad_alloc)) {
      return failed({ErrorCode::overflow, "Not enough memory for this much data.",
                     "Choose a shorter window or a coarser resolution.", ""});
    }
    return failed({ErrorCode::internal, type == nullptr ? "An unknown exception." : type->name(),
                   "This is a defect of prorata: please report it.", ""});
  }
}

}  // namespace prorata::wasm

/// The library's own lets sizes above 2 GiB through to emmalloc, for which they are negative: it then gives away memory
/// that is in use.
void* operator new(std::size_t size) {
  void* room = size <= PTRDIFF_MAX ? std::malloc(size) : nullptr;
  if (room == nullptr) throw std::bad_alloc();
  return room;
}
void operator delete(void* room) noexcept {
  std::free(room);
}
