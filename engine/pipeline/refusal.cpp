#include "pipeline/refusal.h"

#include "ingest/response_parser.h"

namespace prorata::pipeline {
namespace {

class NoSeries final : public ingest::SeriesSink {
 public:
  void begin_series() override {}
  void labels(std::span<const ingest::Label>) override {}
  void samples(std::span<const std::int64_t>, std::span<const double>) override {}
  void end_series() override {}
};

bool mentions(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

Refusal stop(std::string message, std::string hint) {
  Error error{ErrorCode::refused, message, std::move(hint), ""};
  return {Remedy::stop, std::move(message), std::move(error)};
}

}  // namespace

std::string server_error(std::string_view body) {
  NoSeries sink;
  ingest::ResponseParser parser(sink);
  if (!parser.write(body)) return {};
  const auto summary = parser.finish();
  return summary && !summary->success ? summary->error : std::string();
}

Refusal judge_refusal(int status, std::string_view body) {
  const std::string said = server_error(body);
  const std::string status_text = "HTTP status " + std::to_string(status);
  if (status == 401) return stop("the source asks for a login (401)", "give a user and password or a token");
  if (status == 403)
    return stop("the source does not allow this query (403)",
                "ask for read access to /api/v1/query and /api/v1/query_range");
  if (status == 404 || status == 405) {
    return stop("there is no Prometheus API at this address (" + std::to_string(status) + ")",
                "check the address; a path prefix such as /prometheus may be missing");
  }
  if (status > 0 && said.empty() && status < 500 && status != 422 && status != 413 && status != 429) {
    return stop("the source answered with something that is no Prometheus answer (" + status_text + ")",
                "check the address; a login page or a proxy may stand in front of it");
  }
  if (status == 0) return {Remedy::give_up, std::string(body), {}};
  const std::string reason = said.empty() ? status_text : said;
  if (status == 400) {
    const bool too_long = mentions(said, "exceeded maximum resolution") || mentions(said, "exceeds the limit");
    return {too_long ? Remedy::split : Remedy::give_up, reason, {}};
  }
  if (mentions(said, "many-to-many") || mentions(said, "parse error")) return {Remedy::give_up, reason, {}};
  const bool about_size =
      status != 500 || mentions(said, "timed out") || mentions(said, "too many") || mentions(said, "limit");
  return {about_size ? Remedy::split : Remedy::give_up, reason, {}};
}

}  // namespace prorata::pipeline
