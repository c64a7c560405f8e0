#include "report/partial_notices.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

namespace prorata::report {
namespace {

using Json = nlohmann::json;

constexpr std::pair<const char*, std::optional<std::int64_t> Notice::*> kMoney[]{
    {"cost", &Notice::cost}, {"estimate", &Notice::estimate}, {"difference", &Notice::difference}};

constexpr std::array kSeverities{Severity::info, Severity::warning, Severity::error};

bool read_text(const Json& object, const char* name, std::string& into) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return false;
  into = found->get<std::string>();
  return true;
}

bool read_severity(const Json& object, Severity& into) {
  std::string text;
  const bool given = read_text(object, "severity", text);
  const auto known = std::find_if(kSeverities.begin(), kSeverities.end(),
                                  [&](Severity severity) { return severity_name(severity) == text; });
  if (!given || known == kSeverities.end()) return false;
  into = *known;
  return true;
}

/// Both ends, or none.
bool read_range(const Json& object, Window& into) {
  if (!object.contains("start") && !object.contains("end")) return true;
  std::string start, end;
  if (!read_text(object, "start", start) || !read_text(object, "end", end)) return false;
  const auto begin = parse_instant(start), stop = parse_instant(end);
  if (!begin || !stop) return false;
  into = {*begin, *stop};
  return true;
}

bool read_objects(const Json& object, std::vector<std::string>& into) {
  const auto found = object.find("objects");
  if (found == object.end() || !found->is_array()) return false;
  for (const Json& text : *found) {
    if (!text.is_string()) return false;
    into.push_back(text.get<std::string>());
  }
  return true;
}

}  // namespace

std::optional<std::vector<Notice>> read_notices(std::string_view json) {
  const Json list = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array()) return std::nullopt;
  std::vector<Notice> notices;
  for (const Json& entry : list) {
    Notice notice;
    const bool good = entry.is_object() && read_text(entry, "id", notice.id) && read_severity(entry, notice.severity) &&
                      read_text(entry, "message", notice.message) && read_text(entry, "fix", notice.fix) &&
                      entry.contains("count") && entry["count"].is_number_unsigned() &&
                      read_range(entry, notice.range) && read_objects(entry, notice.objects);
    if (!good) return std::nullopt;
    for (const auto& [name, money] : kMoney) {
      if (entry.contains(name) && !entry[name].is_number_integer()) return std::nullopt;
      if (entry.contains(name)) notice.*money = entry[name].get<std::int64_t>();
    }
    notice.count = entry["count"].get<std::uint64_t>();
    notices.push_back(std::move(notice));
  }
  return notices;
}

}  // namespace prorata::report
