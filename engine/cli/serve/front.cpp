// The page, and its way to the metrics sources.
#include <algorithm>
#include <variant>

#include "cli/serve/service.h"

namespace prorata::cli::serve {
namespace {

std::string encoded(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return out;
}

Error no_such_path(std::string_view path) {
  return {ErrorCode::bad_usage, "there is nothing at " + std::string(path.substr(0, 100)),
          "docs/serve.md lists the paths", "path"};
}

}  // namespace

const Server* Service::proxied(std::size_t source) const {
  if (source == 0 && setting_.sources.size() == 1) source = 1;
  if (source == 0 || source > setting_.sources.size()) return nullptr;
  return std::get_if<Server>(&setting_.sources[source - 1].place);
}

Reply Service::pass(const Request& request, const Passed& passed) const {
  if (const Server* server = proxied(passed.source)) return pass_on(request, passed.path, *server, stopping_);
  const std::size_t count = setting_.sources.size();
  Error error{ErrorCode::bad_usage, "the source is a file, which answers no queries", "ask /v1/allocation", ""};
  if (passed.source > count) {
    error.message = "there is no source " + std::to_string(passed.source) + " of " + std::to_string(count);
    error.hint = "they are numbered from 1, in the order of --metrics";
  } else if (passed.source == 0 && count > 1 && proxied(1) != nullptr) {
    error.message = "there are " + std::to_string(count) + " sources, and a query is of one";
    error.hint = "ask /source/1" + passed.path + ", and so on in the order of --metrics";
  }
  return refusal(404, error, ErrorStyle::prometheus);
}

std::string Service::addresses() const {
  const std::size_t count = setting_.sources.size();
  if (count == 1) return proxied(1) == nullptr ? "" : "metrics=%2F";
  std::string all;
  for (std::size_t source = 1; source <= count; ++source) {
    const Server* server = proxied(source);
    if (server == nullptr) return "";
    const std::string& given = setting_.sources[source - 1].cluster;
    const std::string name = encoded(given.empty() ? server->host : given);
    all += (all.empty() ? "" : "&") + ("metrics=" + name) + "%3D%2Fsource%2F" + std::to_string(source);
  }
  return all;
}

Reply Service::page(const Request& request) {
  const Reply* found = setting_.pages.find(request.path);
  if (found == nullptr) return refusal(404, no_such_path(request.path));
  const bool named = std::any_of(request.params.begin(), request.params.end(),
                                 [](const auto& param) { return param.first == "metrics"; });
  // The page asks the metrics source on this address, where that is a server.
  const std::string metrics = named || request.path != "/" ? std::string() : addresses();
  if (!metrics.empty()) {
    Reply reply;
    reply.status = 302;
    std::string target = "/?" + metrics;
    for (const auto& [name, value] : request.params) target += "&" + encoded(name) + "=" + encoded(value);
    reply.headers = {{"Location", target}};
    return reply;
  }
  return *found;
}

}  // namespace prorata::cli::serve
