// How the engine answers JavaScript: one JSON text per call, {"ok":true,"value":…} or {"ok":false,"error":{…}}. What is
// not for JSON lies in the engine's memory until the next call: {"ok":true,"value":…,"bytes":[ADDRESS, LENGTH]}.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace prorata::wasm {

/// value: JSON.
[[nodiscard]] std::string succeeded(std::string_view value, std::string_view bytes = {});
[[nodiscard]] std::string failed(const Error& error);

/// Runs `work(context)`, which returns a reply. Every C++ exception ends here; nothing else catches, so nothing else
/// needs landing pads.
std::string guarded(std::string (*work)(const void* context), const void* context);

template <class Work>
std::string guarded(const Work& work) {
  return guarded([](const void* context) { return (*static_cast<const Work*>(context))(); }, &work);
}

}  // namespace prorata::wasm
