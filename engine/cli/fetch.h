// The host's loop: asks the session what to send, sends it, streams answers in, until nothing is left to ask.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "cli/source.h"
#include "core/result.h"
#include "pipeline/session.h"
#include "plan/request.h"

namespace prorata::cli {

/// Called for each answer that the session took, and for each that it gave up, with the whole body.
using KeepAnswer = std::function<void(const plan::Request& request, int status, std::string_view body)>;

struct Progress {
  std::size_t done = 0, known = 0;
  std::uint64_t bytes = 0;
};

struct FetchHooks {
  KeepAnswer keep;                                ///< empty: bodies are not held
  std::function<void(const Progress&)> progress;  ///< empty: nobody looks
  std::function<std::optional<Error>()> stop;     ///< asked all the time; an error ends the fetch with it
  /// How long a source may put off who asks (`Retry-After`), since it last answered; 0: as often as it is asked again.
  /// A longer wish ends the fetch with `put_off`.
  Duration longest_wait{};
};

/// The error of a source that wants to be asked again later: `where` is kPutOff and whole seconds.
inline constexpr std::string_view kPutOff = "busy ";

/// Sends the whole plan. Errors: unreachable, refused.
[[nodiscard]] Result<void> fetch_all(pipeline::Session& session, const Server& server, const FetchHooks& hooks);
/// Sends only the first requests of a plan, which learn what the server has.
[[nodiscard]] Result<void> fetch_round(pipeline::Session& session, const Server& server, const FetchHooks& hooks);

}  // namespace prorata::cli
