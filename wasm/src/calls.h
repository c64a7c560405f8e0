// The face of a program without a module of its own: three plain functions over one buffer (calls.cpp), and what the
// program does with it.
#pragma once

#include <string>
#include <string_view>

#include "core/document.h"
#include "core/result.h"

namespace prorata::wasm {

struct Call {
  Document arguments;
  std::string_view bytes;  ///< what is no JSON
};

/// A program defines it. Gives the reply's value as JSON; `bytes`: what goes with it, empty before.
[[nodiscard]] Result<std::string> run_call(std::string_view verb, Call& call, std::string& bytes);

[[nodiscard]] Error no_such_call(std::string_view verb);

}  // namespace prorata::wasm
