// Window words: a table, the clock as an argument, and an error that says what would have been right.
#include <algorithm>
#include <array>
#include <optional>

#include "core/spelling.h"
#include "query/question.h"

namespace prorata::query {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

/// Local midnight of the day, week or month that the local day lies in.
sys_days day_of(sys_days day, WeekStart) {
  return day;
}
sys_days week_of(sys_days day, WeekStart first) {
  return day - (std::chrono::weekday(day) - std::chrono::weekday(first));
}
sys_days month_of(sys_days day, WeekStart) {
  const std::chrono::year_month_day date(day);
  return sys_days(date.year() / date.month() / 1);
}

struct Named {
  std::string_view name;
  sys_days (*start)(sys_days, WeekStart);
  bool previous;  ///< the whole one before, rather than the current one up to now
};
constexpr std::array kNamed{Named{"today", day_of, false},   Named{"yesterday", day_of, true},
                            Named{"week", week_of, false},   Named{"lastweek", week_of, true},
                            Named{"month", month_of, false}, Named{"lastmonth", month_of, true}};

/// What is read, and how.
struct Words {
  std::string_view text;
  Instant now;
  const TimeZone& zone;
  Dialect dialect;
  WeekStart week_start;
};

Error bad_window(const Words& words, std::string_view why) {
  const bool opencost = words.dialect == Dialect::opencost;
  return {ErrorCode::bad_usage, "window \"" + shown(words.text, 100) + "\": " + std::string(why),
          std::string("use a length such as 24h or 7d") +
              (opencost ? ", also with an offset such as 7d offset 1d" : "") +
              ", today, yesterday, week, lastweek, month, lastmonth or START,END such as "
              "2026-03-02T00:00:00Z,2026-03-03T00:00:00Z",
          "window"};
}

Window named_window(const Named& named, const Words& words) {
  const auto at = [&](sys_days day) { return words.zone.from_local(day); };
  const sys_days today = floor<days>(words.zone.to_local(words.now));
  const sys_days start = named.start(today, words.week_start);
  if (named.previous) return {at(named.start(start - days(1), words.week_start)), at(start)};
  // Of the words for what is not over yet OpenCost lets only `today` run on.
  const bool runs_on = words.dialect == Dialect::opencost && named.start == day_of;
  return {at(start), runs_on ? at(start + days(1)) : words.now};
}

/// OpenCost's lengths: the present, unfinished unit is one of them. Borders are those of UTC.
Result<Window> opencost_length(const Words& words) {
  constexpr std::string_view kOffset = " offset ";
  const std::size_t cut = words.text.find(kOffset);
  const std::string_view length_text = words.text.substr(0, cut);
  const auto length = parse_duration(length_text);
  if (!length) return length.error();
  if (cut != std::string_view::npos) {
    const auto offset = parse_duration(words.text.substr(cut + kOffset.size()));
    if (!offset) return offset.error();
    return Window{words.now - *offset - *length, words.now - *offset};
  }
  const char unit = length_text.back();
  Duration step = std::chrono::minutes(1);
  if (unit == 'h') step = std::chrono::hours(1);
  if (unit == 'd' || unit == 'w') step = days(1);
  const Instant end = floor_to(words.now, step) + step;
  return Window{end - *length, end};
}

/// Dates without a time are midnights of the question's zone.
Result<Instant> border(std::string_view text, const TimeZone& zone) {
  auto at = parse_instant(text);
  const bool date_only = text.size() == 10 && text[4] == '-';
  if (at && date_only) return zone.from_local(*at);
  return at;
}

std::optional<std::pair<std::string_view, std::string_view>> split_pair(const Words& words) {
  const std::string_view text = words.text;
  const bool digits = text.find_first_not_of("0123456789-|") == std::string_view::npos;
  for (const std::string_view separator : {",", "..", "|", "-"}) {
    const bool opencosts = separator == "|" || separator == "-";
    if (opencosts && (words.dialect != Dialect::opencost || !digits)) continue;
    if (const auto at = text.find(separator); at != std::string_view::npos) {
      return std::pair(text.substr(0, at), text.substr(at + separator.size()));
    }
  }
  return std::nullopt;
}

Result<Window> pair_window(const Words& words, std::string_view first, std::string_view last) {
  const auto begin = border(first, words.zone), end = border(last, words.zone);
  if (!begin) return bad_window(words, begin.error().message);
  if (!end) return bad_window(words, end.error().message);
  if (*begin > *end) return bad_window(words, "ends before it begins");
  if (*begin == *end) return bad_window(words, "is empty: it ends where it begins");
  return Window{*begin, *end};
}

}  // namespace

void end_at(Instant now, Fetch& fetch) {
  if (fetch.window.end <= now || fetch.window.begin >= now) return;
  fetch.asked = fetch.window;
  fetch.window.end = now;
}

Result<Window> parse_window(std::string_view text, Instant now, const TimeZone& zone, Dialect dialect,
                            WeekStart week_start) {
  const Words words{text, now, zone, dialect, week_start};
  for (const Named& named : kNamed) {
    if (named.name != text) continue;
    const Window window = named_window(named, words);
    return window.empty() ? Result<Window>(bad_window(words, "is empty at this moment")) : window;
  }
  if (const auto pair = split_pair(words)) return pair_window(words, pair->first, pair->second);
  if (dialect == Dialect::opencost) {
    if (const auto window = opencost_length(words)) return window;
  }
  const auto length = parse_duration(text);
  if (length) return Window{now - *length, now};
  // What would be a length with another number is none at all, or has no end.
  const std::size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool sized = unit > 0 && parse_duration("1" + std::string(text.substr(unit)));
  return bad_window(
      words, sized ? "is empty or longer than a hundred years" : "is neither a word, a duration nor a pair of times");
}

}  // namespace prorata::query
