// Where metrics come from, as the user names it.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "core/time.h"
#include "promql/scrapes.h"

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
/// Text metrics of one cluster, in one file or many.
struct TextFiles {
  std::vector<std::string> paths;
  std::shared_ptr<promql::Scrapes> scraped;  ///< once they are read
  Window window;                             ///< of it, that is asked for
};

struct Source {
  std::string cluster;  ///< NAME of NAME=SOURCE, or empty
  std::variant<Server, RecordingFile, TextFiles> place;
};
/// One for each --metrics; of a folder one for each recording in it. Text metrics of equal names are one source. At
/// least one.
[[nodiscard]] Result<std::vector<Source>> find_sources(const Options& options);

}  // namespace prorata::cli
