#include "core/time.h"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace prorata {
namespace {

using std::chrono::days;
using std::chrono::floor;

void append_padded(std::string& text, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  text.append(digits.size() < width ? width - digits.size() : 0, '0');
  text += digits;
}

/// Reads fixed-width fields off the front of a text; any mismatch ends in `failed`.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  int number(std::size_t width) {
    int value = 0;
    const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + std::min(width, rest_.size()), value);
    if (problem != std::errc{} || end != rest_.data() + width || rest_.front() == '-') failed = true;
    rest_.remove_prefix(failed ? rest_.size() : width);
    return value;
  }
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) { failed = !take(wanted) || failed; }
  /// Digits after a decimal point as milliseconds; more than three are cut.
  std::int64_t milliseconds() {
    std::int64_t value = 0;
    int places = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (places < 3) value = value * 10 + (rest_.front() - '0'), ++places;
      rest_.remove_prefix(1);
    }
    failed = failed || places == 0;
    for (; places < 3; ++places) value *= 10;
    return value;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

  bool failed = false;

 private:
  std::string_view rest_;
};

std::optional<Instant> read_date_time(std::string_view text) {
  Fields in(text);
  const int year = in.number(4);
  in.expect('-');
  const int month = in.number(2);
  in.expect('-');
  const int day = in.number(2);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (in.failed || !date.ok()) return std::nullopt;
  Instant at = std::chrono::sys_days(date);
  if (in.done()) return at;

  if (!in.take('T') && !in.take('t')) in.expect(' ');
  const int hour = in.number(2);
  in.expect(':');
  const int minute = in.number(2);
  const int second = in.take(':') ? in.number(2) : 0;
  if (in.failed || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  at += std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
  if (in.take('.')) at += Duration(in.milliseconds());

  if (in.take('Z') || in.take('z')) return in.done() && !in.failed ? std::optional(at) : std::nullopt;
  const bool east = in.take('+');
  if (!east) in.expect('-');
  const int offset_hours = in.number(2);
  in.expect(':');
  const int offset_minutes = in.number(2);
  if (in.failed || !in.done() || offset_hours > 23 || offset_minutes > 59) return std::nullopt;
  const auto offset = std::chrono::hours(offset_hours) + std::chrono::minutes(offset_minutes);
  return east ? at - offset : at + offset;
}

std::optional<Instant> read_unix(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr std::int64_t kFarAway = 7258118400;  // year 2200
  if (problem != std::errc{} || seconds < 0 || seconds > kFarAway) return std::nullopt;
  Fields in(text.substr(static_cast<std::size_t>(end - text.data())));
  std::int64_t ms = seconds * 1000;
  if (in.take('.')) ms += in.milliseconds();
  if (in.failed || !in.done()) return std::nullopt;
  return instant_ms(ms);
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 7> kUnits{
    {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}, {"w", 604800000}, {"y", 31536000000}}};

Error bad_duration(std::string_view text) {
  return {ErrorCode::bad_usage, "\"" + std::string(text) + "\" is not a duration",
          "write a number and a unit of ms s m h d w, for example 5m, 1h30m or 7d", ""};
}

}  // namespace

std::string to_text(Instant at) {
  const auto day = floor<days>(at);
  const std::chrono::year_month_day date(day);
  const std::int64_t ms = (at - day).count();
  std::string text;
  append_padded(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_padded(text, ms / 3600000, 2);
  text += ':';
  append_padded(text, ms / 60000 % 60, 2);
  text += ':';
  append_padded(text, ms / 1000 % 60, 2);
  if (ms % 1000 != 0) {
    text += '.';
    append_padded(text, ms % 1000, 3);
  }
  return text + 'Z';
}

std::string to_unix_text(Instant at) {
  const std::int64_t ms = to_ms(at) < 0 ? -to_ms(at) : to_ms(at);
  std::string text = to_ms(at) < 0 ? "-" : "";
  text += std::to_string(ms / 1000);
  if (ms % 1000 != 0) {
    text += '.';
    append_padded(text, ms % 1000, 3);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

std::string to_text(Duration span) {
  constexpr std::array<Unit, 5> kLargestFirst{{{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}}};
  std::int64_t left = span.count();
  std::string text;
  for (const Unit& unit : kLargestFirst) {
    if (left < unit.ms) continue;
    text += std::to_string(left / unit.ms);
    text += unit.name;
    left %= unit.ms;
  }
  return text.empty() ? "0s" : text;
}

Result<Instant> parse_instant(std::string_view text) {
  const bool dated = text.size() >= 10 && text[4] == '-';
  const std::optional<Instant> at = dated ? read_date_time(text) : read_unix(text);
  if (at) return *at;
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is not a time",
               "write RFC 3339 such as 2026-03-02T09:00:00Z, a date, or unix seconds", ""};
}

Result<Duration> parse_duration(std::string_view text) {
  constexpr std::int64_t kHundredYears = 3153600000000;
  std::int64_t total = 0;
  for (std::string_view rest = text; !rest.empty() || text.empty();) {
    std::int64_t count = 0;
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (problem != std::errc{} || count < 0 || count > kHundredYears) return bad_duration(text);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const auto letters = rest.find_first_of("0123456789");
    const std::string_view name = rest.substr(0, letters);
    std::int64_t ms = 0;
    for (const Unit& unit : kUnits) {
      if (unit.name == name) ms = unit.ms;
    }
    if (ms == 0 || count > kHundredYears / ms) return bad_duration(text);
    total += count * ms;
    rest.remove_prefix(name.size());
  }
  if (total <= 0 || total > kHundredYears) return bad_duration(text);
  return Duration(total);
}

}  // namespace prorata
