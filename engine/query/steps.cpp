// Output steps: where a window is cut, in the question's zone.
#include <algorithm>
#include <array>
#include <charconv>

#include "query/question.h"

namespace prorata::query {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using Unit = OutputStep::Unit;

struct UnitName {
  std::string_view text;
  Unit unit;
};
constexpr std::array kUnits{UnitName{"h", Unit::hour},    UnitName{"d", Unit::day},      UnitName{"w", Unit::week},
                            UnitName{"mo", Unit::month},  UnitName{"hour", Unit::hour},  UnitName{"day", Unit::day},
                            UnitName{"week", Unit::week}, UnitName{"month", Unit::month}};

std::int64_t floored(std::int64_t value, std::int64_t unit) {
  return (value >= 0 ? value / unit : -((unit - 1 - value) / unit)) * unit;
}

/// The step's border at or before a local time.
Instant border_before(Instant local, OutputStep step, WeekStart week_start) {
  const auto day = floor<days>(local);
  switch (step.unit) {
    case Unit::window:
    case Unit::span:
      return local;
    case Unit::hour:
      return floor_to(local, hours(step.count));
    case Unit::day:
      return sys_days(days(floored(day.time_since_epoch().count(), step.count)));
    case Unit::week: {
      // 1970-01-04 was the first Sunday: whole steps of weeks are counted from there, or from a day behind it.
      const std::int64_t first = 3 + week_start;
      return sys_days(days(first + floored(day.time_since_epoch().count() - first, 7 * step.count)));
    }
    case Unit::month: {
      const year_month_day date(day);
      const int month = static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
      const int first = static_cast<int>(month / step.count * step.count);
      return sys_days(std::chrono::year(first / 12) / std::chrono::month(static_cast<unsigned>(first % 12 + 1)) / 1);
    }
  }
  return local;
}

Instant border_after(Instant local_border, OutputStep step) {
  switch (step.unit) {
    case Unit::window:
    case Unit::span:
      return local_border;
    case Unit::hour:
      return local_border + hours(step.count);
    case Unit::day:
      return local_border + days(step.count);
    case Unit::week:
      return local_border + days(7 * step.count);
    case Unit::month: {
      const year_month_day date(floor<days>(local_border));
      return sys_days(date + months(step.count));
    }
  }
  return local_border;
}

/// The whole step that `at` lies in. Its borders are what clocks show: across a change of theirs a day has 23 or 25
/// hours, and six hours are five or seven.
Window step_around(Instant at, OutputStep step, const TimeZone& zone, WeekStart week_start) {
  const Instant local = border_before(zone.to_local(at), step, week_start);
  const Window whole{zone.from_local(local), zone.from_local(border_after(local, step))};
  // An hour that clocks show twice is two.
  if (step.unit != Unit::hour || step.count > 1 || whole.length() != hours(2)) return whole;
  const Instant middle = whole.begin + hours(1);
  return at < middle ? Window{whole.begin, middle} : Window{middle, whole.end};
}

}  // namespace

Result<OutputStep> parse_step(std::string_view text, Dialect dialect) {
  if (text == "window") return OutputStep{};
  if (text == "quarter") return OutputStep{Unit::month, 3};
  if (dialect != Dialect::prorata) {
    if (const auto span = parse_duration(text)) return OutputStep{Unit::span, span->count()};
  }
  std::int64_t count = 1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const bool numbered = problem == std::errc{};
  for (const UnitName& known : kUnits) {
    if (known.text == unit && count >= 1 && count <= 1000 && (numbered || unit.size() > 2)) {
      return OutputStep{known.unit, count};
    }
  }
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no step",
               dialect == Dialect::prorata
                   ? "use window, hour, day, week, month, quarter, or a count with h, d, w or mo such as 6h"
                   : "use window, hour, day, week, month, quarter, or a duration such as 90m, 6h or 1d",
               "step"};
}

Result<OutputStep> parse_accumulate(std::string_view text) {
  auto step = parse_step(text == "all" ? "window" : text);
  if (step) return step;
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is nothing that steps are summed to",
               "use all, hour, day, week, month or quarter", "accumulate"};
}

Duration least_length(OutputStep step) {
  switch (step.unit) {
    case Unit::window:
      return {};
    case Unit::hour:
      return hours(step.count);
    case Unit::day:
      return hours(24 * step.count - 1);
    case Unit::week:
      return hours(168 * step.count - 1);
    case Unit::month:
      return days(28 * step.count);
    case Unit::span:
      return Duration(step.count);
  }
  return {};
}

std::vector<Window> cut(Window window, OutputStep step, const TimeZone& zone, WeekStart week_start) {
  if (step.unit == Unit::window || window.empty()) return {window};
  std::vector<Window> parts;
  if (step.unit == Unit::span) {
    for (Instant at = window.begin; at < window.end; at += Duration(step.count)) {
      parts.push_back({at, std::min(window.end, at + Duration(step.count))});
    }
    return parts;
  }
  for (Instant at = window.begin; at < window.end;) {
    const Window part = overlap(step_around(at, step, zone, week_start), window);
    parts.push_back({at, part.end > at ? part.end : window.end});
    at = parts.back().end;
  }
  return parts;
}

bool is_cut_short(Window part, OutputStep step, const TimeZone& zone, WeekStart week_start) {
  if (step.unit == Unit::window || part.empty()) return false;
  if (step.unit == Unit::span) return part.length() < Duration(step.count);
  return step_around(part.begin, step, zone, week_start).length() > part.length();
}

}  // namespace prorata::query
