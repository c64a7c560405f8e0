// The HTTP server: sockets and threads outside, one function inside.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cli/serve/http.h"
#include "core/result.h"

namespace prorata::cli::serve {

/// Answers a request; called by many threads at once.
using Handler = std::function<Reply(const Request&)>;

/// How errors of a path are written.
using StyleOf = ErrorStyle (*)(std::string_view path);

class Listener {
 public:
  /// Clients that may be waited for at the same time.
  static constexpr std::size_t kThreads = 320;
  Listener(Handler handler, StyleOf style_of);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Takes the address; port 0: any free one. Gives the port.
  [[nodiscard]] Result<int> bind(const std::string& host, int port);
  /// Serves until `stop`; then what is being answered is answered to its end.
  void run();
  /// From any thread.
  void stop();

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace prorata::cli::serve
