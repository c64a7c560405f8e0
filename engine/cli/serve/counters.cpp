#include "cli/serve/counters.h"

#include <fmt/format.h>

namespace prorata::cli::serve {
namespace {

std::string head(std::string_view name, std::string_view type, std::string_view help) {
  return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

/// A metric without labels.
template <class Number>
std::string plain(std::string_view name, std::string_view type, std::string_view help, Number value) {
  return head(name, type, help) + fmt::format("{} {}\n", name, value);
}

}  // namespace

void Counters::request(std::string_view route, int status, double seconds, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(route), status}];
  Route& of = routes_[std::string(route)];
  of.seconds += seconds;
  of.bytes += bytes;
  ++of.count;
}

void Counters::load(bool good, double seconds, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++(good ? loads_ : failed_loads_);
  load_seconds_ += seconds;
  loaded_bytes_ += bytes;
}

std::string Counters::text(std::size_t sessions, std::uint64_t heap, std::uint64_t cap) const {
  const std::lock_guard lock(mutex_);
  std::string out = head("prorata_http_requests_total", "counter", "Requests by route and status.");
  for (const auto& [key, count] : requests_) {
    out += fmt::format("prorata_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, count);
  }
  out += head("prorata_http_request_seconds", "summary", "Time until a request was computed.");
  for (const auto& [name, route] : routes_) {
    out += fmt::format("prorata_http_request_seconds_sum{{route=\"{0}\"}} {1:.6f}\n", name, route.seconds);
    out += fmt::format("prorata_http_request_seconds_count{{route=\"{0}\"}} {1}\n", name, route.count);
  }
  out += head("prorata_http_response_bytes_total", "counter", "Bytes of answers before packing; streams not counted.");
  for (const auto& [name, route] : routes_) {
    out += fmt::format("prorata_http_response_bytes_total{{route=\"{}\"}} {}\n", name, route.bytes);
  }
  out += plain("prorata_loads_total", "counter", "Windows loaded from the metrics source.", loads_);
  out +=
      plain("prorata_load_failures_total", "counter", "Windows that could not be loaded, or not whole.", failed_loads_);
  out += plain("prorata_load_seconds_total", "counter", "Time spent loading.", load_seconds_);
  out += plain("prorata_loaded_bytes_total", "counter", "Bytes that the metrics source sent.", loaded_bytes_);
  out += plain("prorata_cache_hits_total", "counter", "Questions whose window was loaded already.", hits.load());
  out +=
      plain("prorata_cache_evictions_total", "counter", "Windows forgotten to keep the memory cap.", evictions.load());
  out += plain("prorata_cache_sessions", "gauge", "Windows that are loaded now.", sessions);
  out += plain("prorata_heap_bytes", "gauge", "Memory in use.", heap);
  out += plain("prorata_memory_cap_bytes", "gauge", "Memory that may be used (--memory).", cap);
  return out;
}

}  // namespace prorata::cli::serve
