// A request and its reply, without a word of who carries them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace prorata::cli::serve {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  ///< GET, HEAD or POST
  std::string path;    ///< decoded
  Fields params;       ///< of the address, or of a form; decoded
  std::string host;    ///< as the client calls this server
  /// Whether the client has left, so that nobody reads an answer.
  std::function<bool()> gone = [] { return false; };
};

inline constexpr std::string_view kJson = "application/json; charset=utf-8";
inline constexpr std::string_view kText = "text/plain; charset=utf-8";

/// Takes a piece of a body. false: nobody reads it any more.
using TakeBytes = std::function<bool(std::string_view)>;

struct Reply {
  int status = 200;
  std::string type{kJson};
  std::string body;
  Fields headers;
  /// In place of the body: hands out its pieces as they come, to the end. false: it broke off.
  std::function<bool(const TakeBytes&)> stream;
  std::uint64_t length = 0;  ///< of the stream, where it is known before
  bool pack = false;         ///< the stream, for those who can read it
};

/// How an API writes an error.
enum class ErrorStyle : std::uint8_t { prorata, opencost, prometheus };

/// The status that goes with an error of the engine.
[[nodiscard]] int status_of(const Error& error);
[[nodiscard]] Reply refusal(int status, const Error& error, ErrorStyle style = ErrorStyle::prorata);
[[nodiscard]] Reply refusal(const Error& error, ErrorStyle style = ErrorStyle::prorata);

}  // namespace prorata::cli::serve
