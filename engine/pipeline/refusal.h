// What to do when a source refuses a request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace prorata::pipeline {

/// stop: nothing can go on (login, wrong address). split: ask for less at a time. give_up: this query cannot work.
enum class Remedy : std::uint8_t { stop, split, give_up };

struct Refusal {
  Remedy remedy = Remedy::give_up;
  std::string reason;  ///< what the server said, or its status
  Error error;         ///< for `stop`
};

/// The server's own words in an error answer; empty where the body is no answer of the API.
[[nodiscard]] std::string server_error(std::string_view body);

/// status: of HTTP, body: what came with it. Status 0: the answer could not be read, and body says why.
[[nodiscard]] Refusal judge_refusal(int status, std::string_view body);

}  // namespace prorata::pipeline
