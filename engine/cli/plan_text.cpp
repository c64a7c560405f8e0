// A plan for people and for programs.
#include "cli/plan_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "plan/catalog.h"
#include "plan/planner.h"

namespace prorata::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string_view feeds_of(const plan::Request& request) {
  const plan::Query* query = plan::find_query(request.id);
  return query == nullptr ? std::string_view() : query->feeds;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  const double kib = static_cast<double>(bytes) / 1024.0;
  return kib < 1024.0 ? fmt::format("{:.1f} KiB", kib) : fmt::format("{:.1f} MiB", kib / 1024.0);
}

std::string range_text(const plan::Request& request) {
  if (request.kind == plan::Kind::vector) return to_text(request.end);
  return to_text(request.start) + " to " + to_text(request.end) + " every " + to_text(request.step);
}

}  // namespace

std::string plan_table(const std::vector<plan::Request>& requests) {
  std::string text;
  std::uint64_t samples = 0, bytes = 0;
  for (const plan::Request& request : requests) {
    text += fmt::format("{} #{}  feeds {}, about {} samples, {}\n  {}\n  {}\n", request.id, request.chunk,
                        feeds_of(request), request.estimated_samples, size_text(request.estimated_bytes),
                        range_text(request), request.promql);
    samples += request.estimated_samples;
    bytes += request.estimated_bytes;
  }
  return text + fmt::format("\n{} requests, about {} samples, {}\n", requests.size(), samples, size_text(bytes));
}

std::string plan_json(const std::vector<plan::Request>& requests) {
  Json list = Json::array();
  std::uint64_t samples = 0, bytes = 0;
  for (const plan::Request& request : requests) {
    Json params = Json::object();
    for (const auto& [name, value] : plan::params_of(request)) params[name] = value;
    list.push_back({{"id", request.id},
                    {"chunk", request.chunk},
                    {"feeds", feeds_of(request)},
                    {"path", plan::path_of(request)},
                    {"params", std::move(params)},
                    {"estimatedSamples", request.estimated_samples},
                    {"estimatedBytes", request.estimated_bytes}});
    samples += request.estimated_samples;
    bytes += request.estimated_bytes;
  }
  const Json plan{{"format", "prorata.plan/1"},
                  {"requests", std::move(list)},
                  {"estimatedSamples", samples},
                  {"estimatedBytes", bytes}};
  return plan.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace prorata::cli
