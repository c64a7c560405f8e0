// How the engine answers JavaScript: one JSON text per call, {"ok":true,"value":…} or {"ok":false,"error":{…}}.
#pragma once

#include <exception>
#include <new>
#include <string>

#include <nlohmann/json.hpp>

#include "core/result.h"

namespace prorata::wasm {

using Json = nlohmann::ordered_json;

/// JSON text; bytes that are no UTF-8 become U+FFFD instead of an exception.
[[nodiscard]] std::string text_of(const Json& value);
[[nodiscard]] std::string succeeded(const Json& value);
[[nodiscard]] std::string failed(const Error& error);

/// Runs `work`, which returns a reply. Every C++ exception ends here.
template <class Work>
std::string guarded(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return failed({ErrorCode::overflow, "Not enough memory for this much data.",
                   "Choose a shorter window or a coarser resolution.", ""});
  } catch (const std::exception& problem) {
    return failed({ErrorCode::internal, problem.what(), "This is a defect of prorata: please report it.", ""});
  }
}

}  // namespace prorata::wasm
