#include "cli/serve/serve.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>
#include <pthread.h>
#include <string>
#include <thread>
#include <utility>

#include "cli/serve/listener.h"
#include "cli/serve/memory.h"
#include "cli/serve/service.h"
#include "cli/world.h"

namespace prorata::cli {
namespace {

using namespace serve;

struct Address {
  std::string host;
  int port = 0;
  [[nodiscard]] bool loopback() const { return host == "localhost" || host == "::1" || host.starts_with("127."); }
  [[nodiscard]] std::string url(int taken) const {
    const bool bracketed = host.find(':') != std::string::npos;
    return "http://" + (bracketed ? "[" + host + "]" : host) + ":" + std::to_string(taken) + "/";
  }
};

/// HOST:PORT, [HOST]:PORT, :PORT (every address of this machine), or PORT alone on loopback.
Result<Address> parse_listen(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  Address address;
  address.host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
  if (address.host.empty()) address.host = "0.0.0.0";
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (problem != std::errc{} || end != port.data() + port.size() || address.port < 0 || address.port > 65535) {
    return Error{ErrorCode::bad_usage, "--listen: \"" + text + "\" is no address",
                 "write HOST:PORT, such as 127.0.0.1:9003, or :9003 for every address of this machine", "--listen"};
  }
  return address;
}

Result<Duration> parse_retry(const std::string& text) {
  if (text == "0") return Duration{};
  const auto time = parse_duration(text);
  if (time) return *time;
  return Error{ErrorCode::bad_usage, "--retry-partial: \"" + text + "\" is no length of time",
               "write one such as 30s or 5m, or 0", "--retry-partial"};
}

Result<Pages> find_pages(const Options& options) {
  if (options.page == "none") return Pages{};
  const std::string folder = options.page.empty() ? Pages::folder_beside("/proc/self/exe") : options.page;
  if (folder.empty()) {
    (void)std::fputs("prorata: the page is not beside the program, so it is not served; see --page\n", stderr);
    return Pages{};
  }
  return Pages::read(folder);
}

/// Threads that are made from here on take no signals; `run` waits for them.
class Signals {
 public:
  Signals() {
    (void)sigemptyset(&all_);
    (void)sigaddset(&all_, SIGTERM);
    (void)sigaddset(&all_, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &all_, nullptr);
    (void)std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    while (sigwait(&all_, &signal) != 0) {
    }
  }

 private:
  sigset_t all_{};
};

Result<Setting> setting_of(const Options& options, Inputs inputs, std::vector<Source> sources, const Address& address) {
  auto memory = parse_memory(options.memory);
  if (!memory) return memory.error();
  auto retry = parse_retry(options.retry_partial);
  if (!retry) return retry.error();
  auto zone = zone_around(options.zone, inputs.now);
  if (!zone) return zone.error();
  auto pages = find_pages(options);
  if (!pages) return pages.error();
  return Setting{std::move(sources), std::move(inputs), *std::move(zone), !options.now.empty(),
                 address.loopback(), *memory,           *retry,           threads_of(options),
                 *std::move(pages)};
}

}  // namespace

int run_serve(const Options& options, Inputs inputs, std::vector<Source> sources) {
  const auto address = parse_listen(options.listen);
  if (!address) return report_error(address.error());
  auto setting = setting_of(options, std::move(inputs), std::move(sources), *address);
  if (!setting) return report_error(setting.error());
  prepare_heap();
  Service service(*std::move(setting));
  Listener listener([&service](const Request& request) { return service.answer(request); }, Service::style_of);
  const auto port = listener.bind(address->host, address->port);
  if (!port) return report_error(port.error());
  if (auto opened = service.open(); !opened) return report_error(opened.error());

  const Signals signals;
  std::thread serving([&listener] { listener.run(); });
  (void)std::fprintf(stderr, "prorata: serving at %s\n", address->url(*port).c_str());
  signals.wait();
  (void)std::fputs("prorata: stopping\n", stderr);
  service.stop();
  listener.stop();
  serving.join();
  return 0;
}

}  // namespace prorata::cli
