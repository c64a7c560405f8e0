#include "cli/serve/http.h"

#include "cli/fetch.h"
#include "core/json_text.h"

namespace prorata::cli::serve {
namespace {

/// What happened and what to do, in one sentence.
std::string sentence(const Error& error) {
  return error.hint.empty() ? error.message : error.message + "; " + error.hint;
}

std::string own_body(const Error& error) {
  std::string body = R"({"error":{"code":)" + json_text(error_code_name(error.code));
  body += ",\"message\":" + json_text(error.message);
  if (!error.hint.empty()) body += ",\"hint\":" + json_text(error.hint);
  if (error.where.starts_with(kPutOff)) {
    body += R"(,"where":"busy")";
  } else if (!error.where.empty()) {
    body += ",\"where\":" + json_text(error.where);
  }
  return body + "}}\n";
}

}  // namespace

int status_of(const Error& error) {
  // Two cases that no code tells from others.
  if (error.where == "busy" || error.where.starts_with(kPutOff) || error.where == "client") return 503;
  if (error.where == "memory") return 507;
  switch (error.code) {
    case ErrorCode::bad_usage:
      return 400;
    case ErrorCode::no_data:
      return 404;
    case ErrorCode::bad_input:
    case ErrorCode::refused:
    case ErrorCode::unreachable:
      return 502;
    case ErrorCode::overflow:
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

Reply refusal(int status, const Error& error, ErrorStyle style) {
  Reply reply;
  reply.status = status;
  switch (style) {
    case ErrorStyle::prorata:
      reply.body = own_body(error);
      break;
    case ErrorStyle::opencost:
      reply.body = "{\"code\":" + std::to_string(status) + R"(,"status":"","data":null,"message":)" +
                   json_text("Error: " + sentence(error)) + "}\n";
      break;
    case ErrorStyle::prometheus:
      reply.body = R"({"status":"error","errorType":)" + json_text(error_code_name(error.code)) +
                   ",\"error\":" + json_text(sentence(error)) + "}\n";
      break;
  }
  return reply;
}

Reply refusal(const Error& error, ErrorStyle style) {
  Reply reply = refusal(status_of(error), error, style);
  if (error.where.starts_with(kPutOff)) reply.headers.emplace_back("Retry-After", error.where.substr(kPutOff.size()));
  return reply;
}

}  // namespace prorata::cli::serve
