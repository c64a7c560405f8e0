// Window words: a table, the clock as an argument, and an error that says what would have been right.
#include <algorithm>
#include <array>
#include <optional>

#include "query/question.h"

namespace prorata::query {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

/// Local midnight of the day, week (from Monday) or month that the local day lies in.
sys_days day_of(sys_days day) {
  return day;
}
sys_days week_of(sys_days day) {
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}
sys_days month_of(sys_days day) {
  const std::chrono::year_month_day date(day);
  return sys_days(date.year() / date.month() / 1);
}

struct Named {
  std::string_view name;
  sys_days (*start)(sys_days);
  bool previous;  ///< the whole one before, rather than the current one up to now
};
constexpr std::array kNamed{Named{"today", day_of, false},   Named{"yesterday", day_of, true},
                            Named{"week", week_of, false},   Named{"lastweek", week_of, true},
                            Named{"month", month_of, false}, Named{"lastmonth", month_of, true}};

Error bad_window(std::string_view text, std::string_view why) {
  return {ErrorCode::bad_usage, "window \"" + std::string(text) + "\": " + std::string(why),
          "use a length such as 24h or 7d, today, yesterday, week, lastweek, month, lastmonth or START,END such as "
          "2026-03-02T00:00:00Z,2026-03-03T00:00:00Z",
          "window"};
}

Window named_window(const Named& named, Instant now, const TimeZone& zone) {
  const sys_days today = floor<days>(zone.to_local(now));
  const sys_days start = named.start(today);
  if (!named.previous) return {zone.from_local(start), now};
  return {zone.from_local(named.start(start - days(1))), zone.from_local(start)};
}

/// Dates without a time are midnights of the question's zone.
Result<Instant> border(std::string_view text, const TimeZone& zone) {
  auto at = parse_instant(text);
  const bool date_only = text.size() == 10 && text[4] == '-';
  if (at && date_only) return zone.from_local(*at);
  return at;
}

std::optional<std::pair<std::string_view, std::string_view>> split_pair(std::string_view text) {
  for (const std::string_view separator : {",", ".."}) {
    if (const auto at = text.find(separator); at != std::string_view::npos) {
      return std::pair(text.substr(0, at), text.substr(at + separator.size()));
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Window> parse_window(std::string_view text, Instant now, const TimeZone& zone) {
  for (const Named& named : kNamed) {
    if (named.name != text) continue;
    const Window window = named_window(named, now, zone);
    return window.empty() ? Result<Window>(bad_window(text, "is empty at this moment")) : window;
  }
  if (const auto pair = split_pair(text)) {
    const auto begin = border(pair->first, zone), end = border(pair->second, zone);
    if (!begin) return bad_window(text, begin.error().message);
    if (!end) return bad_window(text, end.error().message);
    if (*begin >= *end) return bad_window(text, "ends before it begins");
    return Window{*begin, *end};
  }
  const auto length = parse_duration(text);
  if (!length) {
    // What would be a length with another number is none at all, or has no end.
    const std::size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool sized = unit > 0 && parse_duration("1" + std::string(text.substr(unit)));
    return bad_window(
        text, sized ? "is empty or longer than a hundred years" : "is neither a word, a duration nor a pair of times");
  }
  return Window{now - *length, now};
}

}  // namespace prorata::query
