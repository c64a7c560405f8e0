// What each path answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "cli/inputs.h"
#include "cli/serve/counters.h"
#include "cli/serve/http.h"
#include "cli/serve/pages.h"
#include "cli/serve/proxy.h"
#include "cli/serve/questions.h"
#include "cli/serve/sessions.h"
#include "cli/source.h"

namespace prorata::cli::serve {

struct Setting {
  std::vector<Source> sources;  ///< at least one
  Inputs inputs;                ///< what to fetch, prices, and the time where it stands still
  TimeZone zone;                ///< wide
  bool now_given = false;
  bool loopback = true;  ///< only this machine can connect
  std::uint64_t memory = 0;
  Duration retry_partial{};  ///< after which a window that lacks data is loaded again
  unsigned threads = 1;      ///< that read recordings
  Pages pages;
};

class Service {
 public:
  explicit Service(Setting setting);

  /// Before the first request: reads recordings and text metrics. Errors (bad_usage): those beside a server.
  [[nodiscard]] Result<void> open();
  /// From any thread, many at once.
  [[nodiscard]] Reply answer(const Request& request);
  /// Lets nobody begin to load, and ends what is being loaded.
  void stop() { stopping_ = true; }

  /// How errors of a path are written.
  [[nodiscard]] static ErrorStyle style_of(std::string_view path);

 private:
  using Read = Result<Asked> (*)(const Fields&, const Context&);
  struct Route {
    std::string_view path;
    Reply (Service::*answer)(const Request&, const Route&);
    Read read;
    ErrorStyle style;
  };
  static const Route kRoutes[];
  /// Null where there is none.
  [[nodiscard]] static const Route* route_of(std::string_view path);

  [[nodiscard]] Reply dispatch(const Request& request, std::string& route);
  [[nodiscard]] Reply allocation(const Request& request, const Route& route);
  /// In formats that are written set by set, and in the others.
  [[nodiscard]] Reply sets_of(const Request& request, const Route& route, const Asked& asked,
                              const pricing::PriceBook& prices);
  [[nodiscard]] Reply whole_of(const Request& request, const Route& route, const Asked& asked,
                               const pricing::PriceBook& prices);
  /// In FOCUS.
  [[nodiscard]] Reply bought_of(const Request& request, const Route& route, const Asked& asked,
                                const pricing::PriceBook& prices);
  [[nodiscard]] Reply assets(const Request& request, const Route& route);
  /// Puts what a session says of a question into the body; type, memory and refusals are the same for all.
  using Tell = std::function<Result<void>(pipeline::Session&, const Asked&, const pricing::PriceBook&, Reply&)>;
  [[nodiscard]] Reply told(const Request& request, const Route& route, const Tell& tell);
  [[nodiscard]] Reply explain(const Request& request, const Route& route);
  [[nodiscard]] Reply diagnostics(const Request& request, const Route& route);
  [[nodiscard]] Reply metrics(const Request& request, const Route& route);
  [[nodiscard]] Reply health(const Request& request, const Route& route);
  [[nodiscard]] Reply page(const Request& request);
  /// The source that pages may ask through this server, numbered from 1; null where it is a file or not there. 0: the
  /// only one.
  [[nodiscard]] const Server* proxied(std::size_t source) const;
  [[nodiscard]] Reply pass(const Request& request, const Passed& passed) const;
  /// Where the page finds the metrics: parameters of its address; empty where the sources are files.
  [[nodiscard]] std::string addresses() const;
  [[nodiscard]] bool is_for_us(const Request& request) const;
  [[nodiscard]] Context context() const;
  /// Costs of the last whole hour, as gauges; empty where there are none.
  [[nodiscard]] std::string gauges(const Request& request);

  Setting setting_;
  pricing::PriceBook ack_prices_;  ///< the same, split as ACK does unless they say how
  std::atomic<bool> stopping_{false};
  Counters counters_;
  Sessions sessions_;
};

}  // namespace prorata::cli::serve
