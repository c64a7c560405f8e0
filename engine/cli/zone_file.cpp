// Reads RFC 8536: the 64-bit block of transitions, and behind the last of them the rule in the footer.
#include "cli/zone_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "cli/world.h"

namespace prorata::cli {
namespace {

using std::chrono::seconds;

Error damaged(const std::string& name) {
  return {ErrorCode::bad_input, "the file of time zone \"" + name + "\" is damaged", "install tzdata again", name};
}

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

/// Sizes in the order of the header: isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
struct Header {
  std::array<std::size_t, 6> count{};
  [[nodiscard]] std::size_t times() const { return count[3]; }
  [[nodiscard]] std::size_t types() const { return count[4]; }
  [[nodiscard]] std::size_t body(std::size_t time_size) const {
    return times() * (time_size + 1) + types() * 6 + count[5] + count[2] * (time_size + 4) + count[1] + count[0];
  }
};
constexpr std::size_t kHeaderSize = 44;

std::optional<Header> read_header(std::string_view bytes) {
  constexpr std::size_t kCountsAt = 20;
  if (bytes.size() < kHeaderSize || bytes.substr(0, 4) != "TZif") return std::nullopt;
  Header header;
  for (std::size_t i = 0; i < header.count.size(); ++i) {
    const std::int64_t count = big_endian(bytes.substr(kCountsAt + 4 * i, 4));
    if (count < 0 || count > 100000) return std::nullopt;
    header.count[i] = static_cast<std::size_t>(count);
  }
  return header;
}

/// A moment of a year in a footer's rule: month, week (5: last), weekday (0: Sunday), and local seconds after midnight.
struct Moment {
  unsigned month = 0, week = 0, weekday = 0;
  int time = 7200;
};
/// A footer: standard offset, and where there is one, summer's offset with its beginning and end.
struct Rule {
  seconds standard{0};
  std::optional<seconds> summer;
  Moment begin, end;
};

/// Reads a footer such as "CET-1CEST,M3.5.0,M10.5.0/3" from left to right.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  std::optional<Rule> read() {
    Rule rule;
    if (!skip_name()) return std::nullopt;
    const auto standard = clock();
    if (!standard) return std::nullopt;
    rule.standard = seconds(-*standard);  // POSIX counts hours west of Greenwich
    if (text_.empty()) return rule;
    if (!skip_name()) return std::nullopt;
    rule.summer = rule.standard + seconds(3600);
    if (!text_.empty() && text_.front() != ',') {
      const auto summer = clock();
      if (!summer) return std::nullopt;
      rule.summer = seconds(-*summer);
    }
    return moment(rule.begin) && moment(rule.end) && text_.empty() ? std::optional(rule) : std::nullopt;
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool skip_name() {
    const bool quoted = take('<');
    const std::size_t end = quoted ? text_.find('>') : text_.find_first_of("+-0123456789,");
    if (end == std::string_view::npos || end == 0) {
      if (quoted || text_.empty() || end == 0) return false;
      text_ = {};
      return true;
    }
    text_.remove_prefix(quoted ? end + 1 : end);
    return true;
  }
  std::optional<int> number() {
    int value = 0;
    const auto [rest, problem] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (problem != std::errc{}) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(rest - text_.data()));
    return value;
  }
  /// [+-]h[:mm[:ss]] in seconds.
  std::optional<int> clock() {
    const bool negative = take('-');
    if (!negative) (void)take('+');
    int total = 0;
    for (const int unit : {3600, 60, 1}) {
      const auto value = number();
      if (!value) return std::nullopt;
      total += *value * unit;
      if (!take(':')) break;
    }
    return negative ? -total : total;
  }
  bool moment(Moment& into) {
    if (!take(',') || !take('M')) return false;  // no zone of tzdata uses the two other forms
    const auto month = number();
    if (!month || !take('.')) return false;
    const auto week = number();
    if (!week || !take('.')) return false;
    const auto weekday = number();
    if (!weekday || *month < 1 || *month > 12 || *week < 1 || *week > 5 || *weekday < 0 || *weekday > 6) return false;
    into = {static_cast<unsigned>(*month), static_cast<unsigned>(*week), static_cast<unsigned>(*weekday)};
    if (!take('/')) return true;
    const auto time = clock();
    if (time) into.time = *time;
    return time.has_value();
  }

  std::string_view text_;
};

/// When a rule's moment comes in a year, given the offset that holds before it.
Instant instant_of(const Moment& moment, std::chrono::year year, seconds offset_before) {
  using namespace std::chrono;
  const auto month = year / std::chrono::month(moment.month);
  const weekday day(moment.weekday);
  const sys_days date = moment.week == 5 ? sys_days(month / day[last]) : sys_days(month / day[moment.week]);
  return date + seconds(moment.time) - offset_before;
}

/// Adds what the rule says after the last transition that the file lists, up to the end of `range`.
void extend(TimeZone& zone, const Rule& rule, Window range) {
  using namespace std::chrono;
  if (!rule.summer) return;
  const Instant listed = zone.transitions.empty() ? range.begin : zone.transitions.back().at;
  const year first = year_month_day(floor<days>(std::max(listed, range.begin))).year() - years(1);
  const year last = year_month_day(floor<days>(range.end)).year() + years(1);
  std::vector<ZoneTransition> more;
  for (year at = first; at <= last; ++at) {
    more.push_back({instant_of(rule.begin, at, rule.standard), *rule.summer});
    more.push_back({instant_of(rule.end, at, *rule.summer), rule.standard});
  }
  std::sort(more.begin(), more.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const ZoneTransition& transition : more) {
    if (zone.transitions.empty() || transition.at > zone.transitions.back().at) zone.transitions.push_back(transition);
  }
}

struct Block {
  Header header;
  std::string_view bytes;
};

/// The 64-bit block, which every file since 2005 has behind the 32-bit one.
std::optional<Block> wide_block(std::string_view bytes) {
  const auto narrow = read_header(bytes);
  if (!narrow || bytes[4] < '2') return std::nullopt;
  const std::size_t start = kHeaderSize + narrow->body(4);
  if (start > bytes.size()) return std::nullopt;
  const auto wide = read_header(bytes.substr(start));
  if (!wide || wide->types() == 0) return std::nullopt;
  return Block{*wide, bytes.substr(start + kHeaderSize)};
}

}  // namespace

Result<TimeZone> parse_zone(std::string_view bytes, const std::string& name, Window range) {
  constexpr std::size_t kTimeSize = 8, kTypeSize = 6;
  const auto block = wide_block(bytes);
  if (!block || block->bytes.size() < block->header.body(kTimeSize)) return damaged(name);
  const std::size_t times = block->header.times();
  const std::string_view indices = block->bytes.substr(times * kTimeSize, times);
  const std::string_view types = block->bytes.substr(times * (kTimeSize + 1));
  const auto offset_of = [&](std::size_t type) { return seconds(big_endian(types.substr(type * kTypeSize, 4))); };

  TimeZone zone{name, offset_of(0), {}};
  for (std::size_t i = 0; i < times; ++i) {
    const auto type = static_cast<unsigned char>(indices[i]);
    if (type >= block->header.types()) return damaged(name);
    const std::int64_t at = big_endian(block->bytes.substr(i * kTimeSize, kTimeSize));
    // Files made for old readers begin with the big bang, which no calendar reaches.
    if (at > -20000000000 && at < 20000000000) zone.transitions.push_back({instant_ms(at * 1000), offset_of(type)});
  }
  std::string_view footer = block->bytes.substr(block->header.body(kTimeSize));
  if (footer.size() >= 2) {
    const auto rule = RuleReader(footer.substr(1, footer.size() - 2)).read();
    if (rule) extend(zone, *rule, range);
  }
  return trimmed(zone, range);
}

TimeZone trimmed(const TimeZone& zone, Window range) {
  TimeZone result{zone.name, zone.offset_at(range.begin), {}};
  std::chrono::seconds offset = result.initial_offset;
  for (const ZoneTransition& transition : zone.transitions) {
    // A change of the abbreviation alone changes nothing here.
    if (transition.at <= range.begin || transition.at > range.end || transition.offset == offset) continue;
    result.transitions.push_back(transition);
    offset = transition.offset;
  }
  return result;
}

Result<TimeZone> read_zone(const std::string& name, Window range) {
  if (name == "UTC") return TimeZone{};
  const Error unknown{ErrorCode::bad_usage, "unknown time zone \"" + name + "\"",
                      "use a name such as Europe/Berlin or UTC", "--tz"};
  const bool is_name = !name.empty() && name.front() != '/' && name.find("..") == std::string::npos;
  if (!is_name) return unknown;
  const std::string folder = environment("TZDIR");
  const auto bytes = read_file((folder.empty() ? "/usr/share/zoneinfo" : folder) + "/" + name);
  if (!bytes || bytes->substr(0, 4) != "TZif") return unknown;
  return parse_zone(*bytes, name, range);
}

}  // namespace prorata::cli
