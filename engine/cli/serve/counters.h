// What the server counts of itself, in Prometheus' text format.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace prorata::cli::serve {

class Counters {
 public:
  /// route: one of the server's own, never a text of a client.
  void request(std::string_view route, int status, double seconds, std::uint64_t bytes);
  /// good: whole, not only in part.
  void load(bool good, double seconds, std::uint64_t bytes);
  std::atomic<std::uint64_t> hits{0}, evictions{0};

  /// sessions: that are loaded now. heap, cap: bytes.
  [[nodiscard]] std::string text(std::size_t sessions, std::uint64_t heap, std::uint64_t cap) const;

 private:
  struct Route {
    double seconds = 0;
    std::uint64_t bytes = 0, count = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Route> routes_;
  std::uint64_t loads_ = 0, failed_loads_ = 0, loaded_bytes_ = 0;
  double load_seconds_ = 0;
};

}  // namespace prorata::cli::serve
