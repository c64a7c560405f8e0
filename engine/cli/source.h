// Where metrics come from, as the user names it.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "core/time.h"

namespace prorata::cli {

/// A server, ready to be asked. `base` has no user, password or query, so it may be shown and stored; the other
/// members may hold credentials and must not.
struct Server {
  std::string base;
  std::string host;
  std::string user;                  ///< "name:password", or empty
  std::vector<std::string> headers;  ///< "Name: value"
  bool compressed = false;
  Duration timeout{};
};
struct RecordingFile {
  std::string path;
};

struct Source {
  std::string cluster;  ///< NAME of NAME=SOURCE, or empty
  std::variant<Server, RecordingFile> place;
};
/// One for each --metrics; of a folder one for each recording in it. At least one.
[[nodiscard]] Result<std::vector<Source>> find_sources(const Options& options);
/// For those that can do with one alone.
[[nodiscard]] Result<Source> find_source(const Options& options);

}  // namespace prorata::cli
