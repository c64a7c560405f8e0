#include "cli/serve/connection.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace prorata::cli::serve {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGlance{100};
/// A client that reads at least this much gets the time it needs.
constexpr std::size_t kBytesPerMs = 16;
constexpr std::size_t kHead = 2 * 8192;  ///< an address that is too long, and its names
constexpr std::size_t kDrained = 64 << 20;
constexpr char kEndOfHead[] = {'\r', '\n', '\r', '\n'};

milliseconds since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace

bool Connection::ready(short events, milliseconds wait) const {
  pollfd waiting{socket_, events, 0};
  for (;;) {
    const int found = ::poll(&waiting, 1, static_cast<int>(wait.count()));
    if (found >= 0 || errno != EINTR) return found > 0;
  }
}

milliseconds Connection::left() const {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(deadline_ - Clock::now()));
}

bool Connection::wait_for_request() {
  const auto begin = Clock::now();
  bool there = begin_ < end_;
  while (!there && !stopping_ && since(begin) < patience_.idle) there = ready(POLLIN, kGlance);
  deadline_ = Clock::now() + patience_.request;
  received_ = sent_ = 0;
  head_.assign(buffer_ + begin_, end_ - begin_);
  blocked_ = milliseconds(0);
  return there;
}

bool Connection::gone() const {
  return ready(POLLRDHUP, milliseconds(0));
}

void Connection::close() {
  (void)::shutdown(socket_, SHUT_WR);
  deadline_ = Clock::now() + milliseconds(1000);
  for (std::size_t drained = 0; drained < kDrained && ready(POLLIN, left());) {
    const ssize_t got = ::recv(socket_, buffer_, sizeof buffer_, 0);
    if (got <= 0) break;
    drained += static_cast<std::size_t>(got);
  }
  (void)::close(socket_);
}

bool Connection::is_readable() const {
  return begin_ < end_ || ready(POLLIN, left());
}

/// The first line alone is more than a request may take.
bool Connection::is_endless_line() const {
  return received_ > patience_.request_bytes && !broken_ && head_.find('\n') == std::string::npos;
}

ssize_t Connection::read(char* into, std::size_t size) {
  if (begin_ == end_ && is_endless_line()) {
    // Ends here, so that it is refused and not dropped without a word.
    broken_ = true;
    std::memcpy(buffer_, kEndOfHead, sizeof kEndOfHead);
    begin_ = 0;
    end_ = sizeof kEndOfHead;
  } else if (begin_ == end_) {
    const bool may = received_ <= patience_.request_bytes && ready(POLLIN, left());
    const ssize_t got = may ? ::recv(socket_, buffer_, sizeof buffer_, 0) : -1;
    broken_ = got <= 0;
    if (broken_) return got;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
    received_ += end_;
    if (head_.size() + end_ <= kHead) head_.append(buffer_, end_);
  }
  const std::size_t taken = std::min(size, end_ - begin_);
  std::memcpy(into, buffer_ + begin_, taken);
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

/// A client that reads slowly may take long, but not hold up the end of the server.
milliseconds Connection::left_to_write() {
  const milliseconds most = patience_.unread + milliseconds(sent_ / kBytesPerMs) - blocked_;
  if (!stopping_) return most;
  if (stopped_ == Clock::time_point{}) stopped_ = Clock::now();
  return std::min(most, patience_.stopping - since(stopped_));
}

ssize_t Connection::write(const char* bytes, std::size_t size) {
  const auto begin = Clock::now();
  const milliseconds most = left_to_write();
  const bool may = most.count() > 0 && ready(POLLOUT, most);
  blocked_ += since(begin);
  if (!may) return -1;
  const ssize_t sent = ::send(socket_, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) sent_ += static_cast<std::size_t>(sent);
  return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

// Who asks makes no difference here.
void Connection::get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const {}
void Connection::get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const {}

}  // namespace prorata::cli::serve
