// One client's connection, with an end to all waiting: a client that sends or reads too slowly is let go.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

#include <httplib.h>

namespace prorata::cli::serve {

/// What one request may take: from its first byte to its last, of bytes, and of waiting for a client that does not
/// read; and what is left of it once the server stops.
struct Patience {
  std::chrono::milliseconds request{10000};
  std::chrono::milliseconds idle{5000};  ///< between requests
  std::chrono::milliseconds unread{30000};
  std::chrono::milliseconds stopping{10000};  ///< to send the rest of an answer
  std::size_t request_bytes = 160 * 1024;
};

class Connection final : public httplib::Stream {
 public:
  Connection(int socket, const Patience& patience, const std::atomic<bool>& stopping)
      : socket_(socket), patience_(patience), stopping_(stopping) {}

  /// Waits until a request begins. false: none does, or the server stops.
  [[nodiscard]] bool wait_for_request();
  /// The first bytes of the request, up to 16 KiB.
  [[nodiscard]] const std::string& head() const { return head_; }
  /// Whether the client sent nothing, too slowly or too much where more was expected.
  [[nodiscard]] bool broken() const { return broken_; }
  /// Whether the client has closed its side: what it asked for is not wanted any more.
  [[nodiscard]] bool gone() const;
  /// Says good-bye so that the last answer still arrives, also where the client goes on sending.
  void close();

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* into, std::size_t size) override;
  ssize_t write(const char* bytes, std::size_t size) override;
  using Stream::write;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] bool ready(short events, std::chrono::milliseconds wait) const;
  [[nodiscard]] std::chrono::milliseconds left() const;
  [[nodiscard]] std::chrono::milliseconds left_to_write();
  [[nodiscard]] bool is_endless_line() const;

  int socket_;
  const Patience& patience_;
  const std::atomic<bool>& stopping_;
  Clock::time_point deadline_{};
  Clock::time_point stopped_{};          ///< when it was first seen that the server stops
  std::chrono::milliseconds blocked_{};  ///< in waiting for the client to read
  std::size_t received_ = 0, sent_ = 0;  ///< of this request and its answer
  bool broken_ = false;
  std::string head_;
  char buffer_[8192];
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace prorata::cli::serve
