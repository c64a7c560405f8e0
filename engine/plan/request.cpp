// A request in the words of the HTTP API.
#include "plan/planner.h"

namespace prorata::plan {

std::string path_of(const Request& request) {
  return request.kind == Kind::vector ? "/api/v1/query" : "/api/v1/query_range";
}

std::vector<std::pair<std::string, std::string>> params_of(const Request& request) {
  if (request.kind == Kind::vector) return {{"query", request.promql}, {"time", to_unix_text(request.end)}};
  return {{"query", request.promql},
          {"start", to_unix_text(request.start)},
          {"end", to_unix_text(request.end)},
          {"step", to_unix_text(instant_ms(request.step.count()))}};
}

}  // namespace prorata::plan
