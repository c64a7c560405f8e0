#include "core/notice.h"

#include <algorithm>

namespace prorata {
namespace {

constexpr std::optional<std::int64_t> Notice::*kMoney[]{&Notice::cost, &Notice::estimate, &Notice::difference};

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

void pass(Pass& pass, Notice& notice) {
  for (const auto words : {&Notice::id, &Notice::message, &Notice::fix}) pass.text(notice.*words);
#ifdef PRORATA_NOTICE_TEXTS_APART
  // Who packed has no texts; who unpacks may have.
  const auto [message, fix] = NoticeKind(notice.id, notice.severity, {}).texts();
  notice.message = message;
  notice.fix = fix;
#endif
  pass.plain(notice.severity);
  pass.plain(notice.count);
  pass.plain(notice.range);
  pass.texts(notice.objects);
  for (const auto money : kMoney) pass.plain(notice.*money);
  pass.all<Concern>(notice.concerns, [](Pass& each, Concern& concern) {
    each.plain(concern.table);
    each.plain(concern.row);
  });
}

void pass(Pass& pass, Notices& notices) {
  std::vector<Notice> list = notices.list();
  pass.all<Notice>(list, prorata::pass);
  notices = {};
  for (const Notice& notice : list) notices.add(notice);
}

std::size_t Notices::place_of(std::string_view id) const {
  const auto place = std::lower_bound(all_.begin(), all_.end(), id,
                                      [](const Notice& notice, std::string_view wanted) { return notice.id < wanted; });
  return static_cast<std::size_t>(place - all_.begin());
}

Notice& Notices::of(const NoticeKind& kind) {
  const std::size_t place = place_of(kind.id);
  if (place == all_.size() || all_[place].id != kind.id) {
    const auto [message, fix] = kind.texts();
    all_.insert(
        all_.begin() + static_cast<std::ptrdiff_t>(place),
        {std::string(kind.id), kind.severity, std::string(message), std::string(fix), 0, {}, {}, {}, {}, {}, {}});
  }
  return all_[place];
}

void Notices::add(const NoticeKind& kind, std::string_view object, Window range, std::uint64_t count, Concern concern) {
  Notice& notice = of(kind);
  notice.count += count;
  const bool moment = range.begin == range.end && range.begin != Instant{};
  widen(notice.range, moment ? Window{range.begin, range.end + Duration(1)} : range);
  keep_example(notice.objects, object);
  if (concern.table != Concern::Table::none) notice.concerns.push_back(concern);
}

void Notices::add(const Notice& notice) {
  Notice& mine = of({notice.id, notice.severity, notice.message, notice.fix});
  mine.count += notice.count;
  widen(mine.range, notice.range);
  for (const std::string& object : notice.objects) keep_example(mine.objects, object);
  for (const auto money : kMoney) {
    if (notice.*money) this->money(notice.id, money, *(notice.*money));
  }
  mine.concerns.insert(mine.concerns.end(), notice.concerns.begin(), notice.concerns.end());
}

void Notices::concern(std::string_view id, Concern concern) {
  const std::size_t place = place_of(id);
  if (place < all_.size() && all_[place].id == id) all_[place].concerns.push_back(concern);
}

void Notices::money(std::string_view id, std::optional<std::int64_t> Notice::*of, std::int64_t amount) {
  const std::size_t place = place_of(id);
  if (place == all_.size() || all_[place].id != id) return;
  std::optional<std::int64_t>& money = all_[place].*of;
  money = money.value_or(0) + amount;
}

void Notices::merge(const Notices& other) {
  for (const Notice& theirs : other.all_) add(theirs);
}

const Notice* Notices::find(std::string_view id) const {
  const std::size_t place = place_of(id);
  return place < all_.size() && all_[place].id == id ? &all_[place] : nullptr;
}

}  // namespace prorata
