// The page's files. They are read once at the start: no request can name another.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cli/serve/http.h"
#include "core/result.h"

namespace prorata::cli::serve {

class Pages {
 public:
  /// folder: that the page was built into. Errors (bad_usage): there is no page in it.
  [[nodiscard]] static Result<Pages> read(const std::string& folder);
  /// Where the page stands beside the program, installed or built; empty where it does not.
  [[nodiscard]] static std::string folder_beside(const std::string& program);

  /// Null where there is no such file; "/" is the page itself.
  [[nodiscard]] const Reply* find(std::string_view path) const;

 private:
  std::map<std::string, Reply, std::less<>> files_;
};

}  // namespace prorata::cli::serve
