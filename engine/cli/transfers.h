// HTTP requests in flight, a few at a time, with libcurl.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/source.h"

namespace prorata::cli {

/// Takes the body of an answer as it arrives. false: the rest is not wanted.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual bool body(int status, std::string_view bytes) = 0;
  /// Whether it takes more now; the source waits until it does.
  [[nodiscard]] virtual bool ready() const { return true; }
};

/// How a request ended. late: no whole answer in time. lost: no connection, or it broke. unwanted: the sink stopped it.
struct Finished {
  enum class How : std::uint8_t { answered, late, lost, unwanted };
  std::size_t tag = 0;
  How how = How::lost;
  int status = 0;
  std::string detail;      ///< what libcurl says of a lost one
  Duration retry_after{};  ///< as the server wishes; 0 where it says nothing
};

using Form = std::vector<std::pair<std::string, std::string>>;

class Transfers {
 public:
  explicit Transfers(const Server& server);
  ~Transfers();
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  /// Sends a form to `path` below the server's base. `sink` must live until the request is finished; `tag` comes back.
  void post(std::string_view path, const Form& form, BodySink& sink, std::size_t tag);
  [[nodiscard]] std::size_t in_flight() const;
  /// The next request that ends, or nothing when none did within `wait`.
  [[nodiscard]] std::optional<Finished> next(Duration wait);

 private:
  struct Transfer;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace prorata::cli
