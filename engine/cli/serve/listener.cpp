#include "cli/serve/listener.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string_view>
#include <sys/socket.h>
#include <utility>

#include <zlib.h>

#include "cli/serve/connection.h"

namespace prorata::cli::serve {
namespace {

constexpr std::size_t kFormBytes = 64 * 1024;
constexpr int kRequestsPerConnection = 1000;
constexpr int kWaitingClients = 512;
constexpr std::size_t kWorthPacking = 1400;

/// What the library refuses by itself: the request never reached the handler. longest: the parameter that most of it
/// is, where that is known.
Error malformed(int status, const std::string& longest = {}) {
  const std::string most = longest.empty() ? "" : ", most of it in '" + longest + "'";
  switch (status) {
    case 413:
      return {ErrorCode::bad_usage, "the request has more than 64 KiB" + most,
              "make it shorter: of a 'filter', name several values in one condition (namespace:\"a\",\"b\"), or match "
              "their beginnings with <~:",
              longest};
    case 415:
      return {ErrorCode::bad_usage, "the body of the request is no form with a length",
              "send application/x-www-form-urlencoded, or put the parameters into the address", ""};
    case 414:
      return {ErrorCode::bad_usage, "the address has more than 8 KiB" + most,
              "send the parameters as a form with POST, which may have 64 KiB, or use a shorter 'filter'", longest};
    case 500:
      return {ErrorCode::internal, "the server failed", "this is a defect of prorata: please report it", ""};
    default:
      return {ErrorCode::bad_usage, "this is no HTTP request that can be answered", "", ""};
  }
}

Error unclear_length() {
  return {ErrorCode::bad_usage, "the request says more than once, or not in digits, how long it is",
          "send one Content-Length, or Transfer-Encoding without it", "Content-Length"};
}

/// gzip, piece by piece.
class Packer {
 public:
  Packer() : good_(deflateInit2(&stream_, 3, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK) {}
  ~Packer() { (void)deflateEnd(&stream_); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  /// last: nothing comes behind it. false: nobody reads it any more, or it cannot be packed.
  bool write(std::string_view text, bool last, const TakeBytes& take) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      good_ = good_ && deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR;
      const std::size_t made = buffer_.size() - stream_.avail_out;
      if (!good_ || (made > 0 && !take({buffer_.data(), made}))) return false;
    } while (stream_.avail_out == 0);
    return true;
  }

 private:
  z_stream stream_{};
  std::string buffer_ = std::string(64 * 1024, '\0');
  bool good_;
};

/// gzip, or nothing where it cannot be made.
std::string packed(std::string_view text) {
  std::string out;
  const bool whole = Packer().write(text, true, [&](std::string_view bytes) {
    out += bytes;
    return true;
  });
  return whole ? out : "";
}

bool packs(std::string_view type) {
  return type.starts_with("text/") || type.starts_with("application/json") || type == "application/wasm";
}

bool reads_gzip(const httplib::Request& request) {
  return request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
}

void send_text(std::string body, const std::string& type, const httplib::Request& request,
               httplib::Response& response) {
  const bool asked = reads_gzip(request);
  if (body.size() >= kWorthPacking && packs(type)) response.set_header("Vary", "Accept-Encoding");
  if (asked && body.size() >= kWorthPacking && body.size() < (1U << 30) && packs(type)) {
    if (std::string gzip = packed(body); !gzip.empty()) {
      body = std::move(gzip);
      response.set_header("Content-Encoding", "gzip");
    }
  }
  if (body.empty()) return;
  // As a provider: what stands in the body the library packs again, as it likes.
  const auto owned = std::make_shared<const std::string>(std::move(body));
  response.set_content_provider(owned->size(), type,
                                [owned](std::size_t at, std::size_t size, httplib::DataSink& sink) {
                                  return sink.write(owned->data() + at, size);
                                });
}

/// The same bytes as gzip.
std::function<bool(const TakeBytes&)> packing(std::function<bool(const TakeBytes&)> stream) {
  return [stream = std::move(stream)](const TakeBytes& take) {
    Packer packer;
    return stream([&](std::string_view bytes) { return packer.write(bytes, false, take); }) &&
           packer.write("", true, take);
  };
}

void send(Reply reply, const httplib::Request& request, httplib::Response& response) {
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  if (!response.has_header("Cache-Control")) response.set_header("Cache-Control", "no-store");
  if (!reply.stream) return send_text(std::move(reply.body), reply.type, request, response);
  if (reply.pack) {
    response.set_header("Vary", "Accept-Encoding");
    if (reads_gzip(request)) {
      response.set_header("Content-Encoding", "gzip");
      reply.stream = packing(std::move(reply.stream));
    }
  }
  response.set_chunked_content_provider(
      reply.type, [stream = std::move(reply.stream)](std::size_t /*at*/, httplib::DataSink& sink) {
        const bool whole = stream([&](std::string_view bytes) { return sink.write(bytes.data(), bytes.size()); });
        if (whole) sink.done();
        return whole;
      });
}

/// The client that this thread serves now: the library's requests do not say.
thread_local const Connection* served = nullptr;

/// Names and values as they are written, in that order: what stands behind the first `=` is the value, with all others
/// in it. The library keeps what is behind the last one.
void add_fields(std::string_view text, Fields& fields) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t sign = std::min(field.find('='), field.size());
    const auto decoded = [](std::string_view part) { return httplib::detail::decode_url(std::string(part), true); };
    if (!field.empty())
      fields.emplace_back(decoded(field.substr(0, sign)), decoded(field.substr(std::min(sign + 1, field.size()))));
  }
}

Request request_of(const httplib::Request& request) {
  Request out{request.method, request.path, {}, request.get_header_value("Host")};
  if (served != nullptr) out.gone = [client = served] { return client->gone(); };
  const std::string_view target = request.target;
  const std::size_t query = target.find('?');
  if (query != std::string_view::npos)
    add_fields(target.substr(query + 1, target.find('#', query) - query - 1), out.params);
  return out;
}

std::string longest_of(const Fields& fields) {
  const auto longest = std::max_element(fields.begin(), fields.end(),
                                        [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  return longest == fields.end() ? "" : longest->first;
}

/// The target of a request whose first line the library did not read to its end.
std::string_view target_of(std::string_view head) {
  const std::size_t begin = std::min(head.find(' '), head.size());
  head.remove_prefix(std::min(begin + 1, head.size()));
  return head.substr(0, head.find_first_of(" \r\n"));
}

bool has_body(const httplib::Request& request) {
  const std::string length = request.get_header_value("Content-Length");
  return (!length.empty() && length != "0") || request.has_header("Transfer-Encoding");
}
/// One length in digits, or chunks: else nobody knows where the request ends, and a proxy may see another one in it.
bool has_clear_length(const httplib::Request& request) {
  const std::size_t lengths = request.get_header_value_count("Content-Length");
  const bool chunked = request.has_header("Transfer-Encoding");
  const std::string length = request.get_header_value("Content-Length");
  const bool digits = !length.empty() && length.find_first_not_of("0123456789") == std::string::npos;
  return lengths == 0 || (lengths == 1 && digits && !chunked);
}
bool is_too_large(const httplib::Request& request) {
  const std::string length = request.get_header_value("Content-Length");
  const bool number = !length.empty() && length.find_first_not_of("0123456789") == std::string::npos;
  return number && (length.size() > 9 || std::stoul(length) > kFormBytes);
}
/// A form that will be read to its end.
bool is_form(const httplib::Request& request) {
  const std::string type = request.get_header_value("Content-Type");
  return request.method == "POST" && type.starts_with("application/x-www-form-urlencoded") &&
         request.has_header("Content-Length") && has_clear_length(request) && !is_too_large(request);
}

}  // namespace

class Listener::Server final : public httplib::Server {
 public:
  Server(serve::Handler handler, StyleOf style_of) : handler_(std::move(handler)), style_of_(style_of) {
    new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    set_payload_max_length(kFormBytes);
    set_tcp_nodelay(true);
    // The library would let two servers share a port; an address that was just let go may be taken again.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      (void)setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_keep_alive_max_count(kRequestsPerConnection);
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      // A form is read first.
      if (is_form(request)) return HandlerResponse::Unhandled;
      if (!has_clear_length(request)) {
        send(refusal(400, unclear_length(), style_of_(request.path)), request, response);
        return HandlerResponse::Handled;
      }
      if (request.method == "POST" && has_body(request)) {
        const int status = is_too_large(request) ? 413 : 415;
        send(refusal(status, malformed(status), style_of_(request.path)), request, response);
      } else {
        answer(request_of(request), request, response);
      }
      return HandlerResponse::Handled;
    });
    Post("/.*", [this](const httplib::Request& request, httplib::Response& response,
                       const httplib::ContentReader& reader) { answer_form(request, response, reader); });
    set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (response.body.empty() && !response.content_provider_) refuse(request, response);
    });
    set_exception_handler(
        [this](const httplib::Request& request, httplib::Response& response, const std::exception_ptr& /*problem*/) {
          send(refusal(500, malformed(500), style_of_(request.path)), request, response);
        });
  }

  Result<int> take(const std::string& host, int port) {
    const int taken = port == 0 ? bind_to_any_port(host) : bind_to_port(host, port) ? port : -1;
    if (taken <= 0) {
      return Error{ErrorCode::bad_usage,
                   "--listen: cannot listen on " + host + ":" + std::to_string(port) + ": " + std::strerror(errno),
                   "another program may have this port; choose one with --listen HOST:PORT", "--listen"};
    }
    // The library lets five wait.
    (void)::listen(svr_sock_, kWaitingClients);
    return taken;
  }

  std::atomic<bool> stopping{false};

 private:
  void answer(const Request& asked, const httplib::Request& request, httplib::Response& response) {
    send(handler_(asked), request, response);
  }

  void refuse(const httplib::Request& request, httplib::Response& response) {
    const int status = response.status;
    std::string path = request.path;
    Fields fields;
    if (path.empty() && served != nullptr) {
      const std::string_view target = target_of(served->head());
      const std::size_t query = std::min(target.find('?'), target.size());
      path = httplib::detail::decode_url(std::string(target.substr(0, query)), false);
      add_fields(target.substr(std::min(query + 1, target.size())), fields);
    }
    send(refusal(status, malformed(status, longest_of(fields)), style_of_(path)), request, response);
  }

  void answer_form(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& reader) {
    std::string form;
    const bool whole = reader([&](const char* bytes, std::size_t size) {
      form.append(bytes, size);
      return form.size() <= kFormBytes;
    });
    if (!whole) {
      response.status = form.size() > kFormBytes ? 413 : 400;
      return;
    }
    Request asked = request_of(request);
    add_fields(form, asked.params);
    answer(asked, request, response);
  }

  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, patience_, stopping);
    served = &connection;
    bool good = true, closed = false;
    for (int left = kRequestsPerConnection; good && !closed && left > 0 && connection.wait_for_request(); --left) {
      const bool last = left == 1 || stopping;
      good = process_request(connection, last, closed, [&](httplib::Request& request) {
        // Bytes that nobody reads would be taken for the next request.
        if (has_clear_length(request) && (!has_body(request) || is_form(request))) return;
        request.headers.erase("Connection");
        request.set_header("Connection", "close");
        closed = true;
      });
      closed = closed || last || connection.broken();
    }
    served = nullptr;
    connection.close();
    return good;
  }

  serve::Handler handler_;
  StyleOf style_of_;
  Patience patience_;
};

Listener::Listener(Handler handler, StyleOf style_of)
    : server_(std::make_unique<Server>(std::move(handler), style_of)) {}
Listener::~Listener() = default;
Result<int> Listener::bind(const std::string& host, int port) {
  return server_->take(host, port);
}
void Listener::run() {
  (void)server_->listen_after_bind();
}
void Listener::stop() {
  server_->stopping = true;
  server_->stop();
}

}  // namespace prorata::cli::serve
