// The metrics source on this server's address: queries only, with the login that only this server knows.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cli/serve/http.h"
#include "cli/source.h"

namespace prorata::cli::serve {

/// A path that the proxy passes on: `/api/v1/query` and `/api/v1/query_range`, and both below `/source/K`.
struct Passed {
  std::string path;        ///< at the source
  std::size_t source = 0;  ///< K, from 1; 0: the only one
};
[[nodiscard]] std::optional<Passed> read_passed(std::string_view path);

/// Passes a query on and its answer back as it comes. Only parameters of queries go on, only to `server`, and nothing
/// of the client's headers. server and stopping must outlive the reply.
[[nodiscard]] Reply pass_on(const Request& request, const std::string& path, const Server& server,
                            const std::atomic<bool>& stopping);

}  // namespace prorata::cli::serve
