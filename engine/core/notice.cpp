#include "core/notice.h"

#include <algorithm>

namespace prorata {
namespace {

void widen(Window& range, Window other) {
  if (other.empty()) return;
  if (range.empty()) range = other;
  range = {std::min(range.begin, other.begin), std::max(range.end, other.end)};
}

void keep_example(std::vector<std::string>& examples, std::string_view object) {
  const auto place = std::lower_bound(examples.begin(), examples.end(), object);
  if (object.empty() || (place != examples.end() && *place == object)) return;
  examples.emplace(place, object);
  if (examples.size() > Notices::kExamples) examples.pop_back();
}

}  // namespace

void Notices::add(const NoticeKind& kind, std::string_view object, Window range, std::uint64_t count) {
  auto found = by_id_.find(kind.id);
  if (found == by_id_.end()) {
    Notice fresh{std::string(kind.id), kind.severity, std::string(kind.message), std::string(kind.fix), 0, {}, {}};
    found = by_id_.emplace(kind.id, std::move(fresh)).first;
  }
  Notice& notice = found->second;
  notice.count += count;
  const bool moment = range.begin == range.end && range.begin != Instant{};
  widen(notice.range, moment ? Window{range.begin, range.end + Duration(1)} : range);
  keep_example(notice.objects, object);
}

void Notices::merge(const Notices& other) {
  for (const auto& [id, theirs] : other.by_id_) {
    const auto [mine, added] = by_id_.try_emplace(id, theirs);
    if (added) continue;
    mine->second.count += theirs.count;
    widen(mine->second.range, theirs.range);
    for (const std::string& object : theirs.objects) keep_example(mine->second.objects, object);
  }
}

std::vector<Notice> Notices::list() const {
  std::vector<Notice> all;
  all.reserve(by_id_.size());
  for (const auto& entry : by_id_) all.push_back(entry.second);
  return all;
}

const Notice* Notices::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

}  // namespace prorata
