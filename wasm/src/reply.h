// How the engine answers JavaScript: one JSON text per call, {"ok":true,"value":…} or {"ok":false,"error":{…}}.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "core/result.h"

namespace prorata::wasm {

/// value: JSON.
[[nodiscard]] std::string succeeded(std::string_view value = "null");
[[nodiscard]] std::string failed(const Error& error);
[[nodiscard]] std::string out_of_memory();
[[nodiscard]] std::string defect(const char* what);

/// Runs `work`, which returns a reply. Every C++ exception ends here.
template <class Work>
std::string guarded(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::exception& problem) {
    return defect(problem.what());
  }
}

}  // namespace prorata::wasm
