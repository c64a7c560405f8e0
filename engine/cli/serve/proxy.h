// The metrics source on this server's address: queries only, with the login that only this server knows.
#pragma once

#include <atomic>

#include "cli/serve/http.h"
#include "cli/source.h"

namespace prorata::cli::serve {

/// Whether a path is one that the proxy passes on.
[[nodiscard]] bool is_proxied(std::string_view path);

/// Passes a query on and its answer back as it comes. Only parameters of queries go on, only to `server`, and nothing
/// of the client's headers. server and stopping must outlive the reply.
[[nodiscard]] Reply pass_on(const Request& request, const Server& server, const std::atomic<bool>& stopping);

}  // namespace prorata::cli::serve
