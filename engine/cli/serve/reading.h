// What the readers of all APIs share. Internal to the folder.
#pragma once

#include "cli/serve/parameters.h"
#include "cli/serve/questions.h"

namespace prorata::cli::serve {

/// What parameters are read into.
struct Reading {
  Parameters in;
  const Context& context;
  Asked asked{};
  std::optional<std::vector<query::Key>> aliases{};  ///< in place of the server's

  /// Notes that a parameter changes nothing.
  void unused(std::string_view name, std::string_view why) {
    asked.warnings.push_back("'" + std::string(name) + "' is not used: " + std::string(why));
  }
  /// Errors: the first of the parameters, and a step that does not fit the window.
  [[nodiscard]] Result<Asked> done();

 private:
  void check_steps();
};

/// `window`, which must be there, and `resolution`: every API has these.
void read_window(Reading& r, query::Dialect dialect);
/// The server's own rules to share costs and its budgets.
void take_rules(Reading& r);

}  // namespace prorata::cli::serve
