#include "pricing/price_fields.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/money.h"
#include "core/number.h"
#include "core/quantity.h"

namespace prorata::pricing {
namespace {

/// A unit as written, and how many base units (core, byte, GPU, one; seconds) it is.
struct Unit {
  std::string_view name;
  double base;
};
constexpr double kSecondsPerMonth = kHoursPerMonth * kSecondsPerHour;
constexpr Unit kCpuUnits[]{{"core-hour", kSecondsPerHour}, {"core-month", kSecondsPerMonth}};
constexpr Unit kByteUnits[]{{"GiB-hour", kBytesPerGib* kSecondsPerHour},
                            {"GB-hour", 1e9 * kSecondsPerHour},
                            {"GiB-month", kBytesPerGib* kSecondsPerMonth},
                            {"GB-month", 1e9 * kSecondsPerMonth}};
constexpr Unit kGpuUnits[]{{"gpu-hour", kSecondsPerHour}, {"gpu-month", kSecondsPerMonth}};
constexpr Unit kTimeUnits[]{{"hour", kSecondsPerHour}, {"month", kSecondsPerMonth}};
constexpr Unit kTrafficUnits[]{{"GiB", kBytesPerGib}, {"GB", 1e9}};

/// What is priced, in which units, and what a price is likely to be: dollars per the first of the units.
struct Kind {
  std::string_view name;
  std::span<const Unit> units;
  double least, most;
};
constexpr std::array<Kind, kPricedKinds> kKinds{{{"cpu", kCpuUnits, kLikely[0].least, kLikely[0].most},
                                                 {"memory", kByteUnits, kLikely[1].least, kLikely[1].most},
                                                 {"gpu", kGpuUnits, kLikely[2].least, kLikely[2].most},
                                                 {"node", kTimeUnits, 0.001, 500},
                                                 {"storage", kByteUnits, kLikelyVolume.least, kLikelyVolume.most},
                                                 {"loadBalancer", kTimeUnits, kLikelyHour.least, kLikelyHour.most},
                                                 {"network", kTrafficUnits, kLikelyTraffic.least, kLikelyTraffic.most},
                                                 {"line", kTimeUnits, 0, 1e12}}};

/// For orders of magnitude alone: nothing is ever converted with them.
struct Magnitude {
  std::string_view code;
  double per_dollar;
};
constexpr Magnitude kMagnitudes[]{{"USD", 1},   {"EUR", 0.9}, {"GBP", 0.8}, {"CHF", 0.9}, {"CAD", 1.4}, {"AUD", 1.5},
                                  {"SGD", 1.3}, {"CNY", 7},   {"BRL", 5},   {"INR", 85},  {"JPY", 150}, {"KRW", 1400}};

constexpr NoticeKind kZero{"price-zero", Severity::info, "A price is 0; it counts as none, never as free.",
                           "Leave it out, or write what it costs."};

constexpr std::string_view kCode = "an ISO 4217 code such as USD";

bool is_code(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

double about_a_dollar(std::string_view code) {
  for (const Magnitude& known : kMagnitudes) {
    if (known.code == code) return known.per_dollar;
  }
  return 0;
}

std::optional<std::string_view> PriceFields::code(const Document& map, std::string_view name, Need need) {
  const Document* found = in_.member(map, name, need, kCode);
  if (found == nullptr) return std::nullopt;
  if (!is_code(found->text)) in_.expected(*found, kCode);
  return found->text;
}

void PriceFields::read_head() {
  currency_ = code(root_, "currency", Need::required).value_or("");
  indicative_ = in_.flag(root_, "indicative").value_or(false);
  as_of_ = read_as_of(root_);
  if (const Document* rates = in_.map(root_, "exchangeRates")) {
    for (const Document& rate : rates->items) {
      if (!is_code(rate.name)) in_.fail(rate, "expected " + std::string(kCode) + " as its name");
      const double worth = in_.number(rate, {1e-12, 1e12, "what one unit of it is worth, such as 0.92"});
      if (rate.name == currency_ && worth != 1) in_.fail(rate, "this is the currency of the file", "leave it out");
      exchange_.push_back({rate.name, worth});
    }
  }
  const double dollar = worth("USD");
  per_dollar_ = dollar > 0 ? dollar : about_a_dollar(over_ == nullptr ? currency_ : over_->currency_);
  worth_ = worth(currency_);
  read_units();
}

void PriceFields::read_units() {
  const Document* units = in_.map(root_, "units");
  if (units == nullptr) {
    return in_.missing(
        root_, "units",
        "what prices are per, for example {cpu: core-hour, memory: GiB-hour, gpu: gpu-hour, node: hour}");
  }
  std::array<std::string_view, kPricedKinds> kinds;
  for (std::size_t k = 0; k < kPricedKinds; ++k) kinds[k] = kKinds[k].name;
  in_.only(*units, kinds);
  for (std::size_t k = 0; k < kPricedKinds; ++k) {
    std::array<std::string_view, 4> names;
    const std::span<const pricing::Unit> known = kKinds[k].units;
    for (std::size_t u = 0; u < known.size(); ++u) names[u] = known[u].name;
    const auto unit = in_.word(*units, kKinds[k].name, std::span(names).first(known.size()));
    if (unit) units_[k] = {known[*unit].base, known[*unit].name};
  }
}

double PriceFields::worth(std::string_view code) const {
  if (over_ != nullptr) return over_->worth(code);
  if (code == currency_) return 1;
  for (const Exchange& rate : exchange_) {
    if (rate.code == code) return rate.worth;
  }
  return 0;
}

std::optional<double> PriceFields::worth_of(const Document& map, std::string_view name) {
  const auto found = code(map, name, Need::optional);
  if (!found || !in_.ok()) return std::nullopt;
  const double value = worth(*found);
  if (value == 0 && over_ == nullptr) {
    const std::string other(*found);
    in_.fail(*map.find(name), "there is no exchange rate for " + other,
             "add what one " + other + " is worth: exchangeRates: {" + other + ": 0.92}");
  }
  return value;
}

double PriceFields::in_currency_of(const Document& map) {
  return std::exchange(worth_, worth_of(map, "currency").value_or(worth_));
}

PriceFields::AsOf PriceFields::read_as_of(const Document& map) {
  return {date(map, "asOf"), std::string(in_.ok() && map.has("asOf") ? map.find("asOf")->text : "")};
}

Row PriceFields::open_row(const Document& entry, std::string_view part) {
  Row row;
  const AsOf as_of = read_as_of(entry);
  row.as_of = as_of.at ? as_of.at : as_of_.at;
  row_as_of_ = as_of.text;
  worth_ = worth_of(entry, "currency").value_or(worth(currency_));
  if (worth_ != 1 && in_.ok()) row.foreign = entry.has("currency") ? entry.find("currency")->text : currency_;
  if (in_.ok()) row.worth = worth_;
  row.source = source_of(part, entry);
  return row;
}

std::string PriceFields::source_of(std::string_view part, const Document& entry) const {
  std::string text(file_);
  text += entry.line > 0 && over_ == nullptr ? ":" + std::to_string(entry.line) : " (" + std::string(part) + ")";
  const std::string& as_of = row_as_of_.empty() ? as_of_.text : row_as_of_;
  if (!as_of.empty()) text += " of " + as_of;
  if (indicative_) text += ", indicative";
  return text;
}

/// price: in the entry's currency. In the file's; nothing where it is zero. unit: as written.
std::optional<double> PriceFields::checked(const Document& field, double price, Priced of, std::string_view unit) {
  const Kind& kind = kKinds[static_cast<std::size_t>(of)];
  if (price == 0 || worth_ == 0) {
    if (price == 0) note(kZero, field);
    return std::nullopt;
  }
  price *= worth_;
  const double seen = dollars(price * kind.units[0].base);
  if (seen > 0 && (seen < kind.least || seen > kind.most)) {
    note(kUnitSuspicious, field, field.text + " per " + std::string(unit));
  }
  return price;
}

std::optional<double> PriceFields::price(const Document& map, std::string_view name, Priced of, double things) {
  const bool may_be_free = of == Priced::storage || of == Priced::network || of == Priced::load_balancer;
  const Document* found = map.find(name);
  if (may_be_free && found != nullptr && found->text == "free") return in_.ok() ? std::optional(0.0) : std::nullopt;
  const auto number = in_.number(map, name, kPriceRange);
  if (!number) return std::nullopt;
  const Document& field = *found;
  const Unit& unit = units_[static_cast<std::size_t>(of)];
  if (unit.base == 0) {
    const std::string kind(kKinds[static_cast<std::size_t>(of)].name);
    in_.fail(field, "a price without a unit", "add \"" + kind + "\" to \"units\"");
    return std::nullopt;
  }
  return checked(field, *number / unit.base / things, of, unit.name);
}

Written PriceFields::written(Priced of) const {
  const std::string_view unit = units_[static_cast<std::size_t>(of)].name;
  const bool per_gb = unit.starts_with("GB-");
  return static_cast<Written>((unit.ends_with("month") ? kPerMonth : 0) | (per_gb ? kPerGb : 0));
}

std::optional<double> PriceFields::gib_price(const Document& map, std::string_view name) {
  const Document* found = map.find(name);
  if (found != nullptr && found->text == "free") return in_.ok() ? std::optional(0.0) : std::nullopt;
  const auto number = in_.number(map, name, kPriceRange);
  if (!number) return std::nullopt;
  return checked(*found, *number / kBytesPerGib, Priced::network, "GiB");
}

std::optional<double> PriceFields::time_price(const Document& map, Priced of, double things) {
  if (map.has("price") + map.has("perHour") + map.has("perMonth") > 1) {
    in_.fail(map, "has two prices", "give one of \"price\", \"perHour\" and \"perMonth\"");
  }
  return map.has("price") ? price(map, "price", of, things) : own_time_price(map, of, things);
}

std::optional<double> PriceFields::own_time_price(const Document& map, Priced of, double things) {
  constexpr std::string_view kFields[]{"perHour", "perMonth"};
  for (std::size_t u = 0; u < std::size(kFields); ++u) {
    if (!map.has(kFields[u])) continue;
    const auto number = in_.number(map, kFields[u], of == Priced::line ? kAmountRange : kPriceRange);
    if (!number) return std::nullopt;
    return checked(*map.find(kFields[u]), *number / kTimeUnits[u].base / things, of, kTimeUnits[u].name);
  }
  return std::nullopt;
}

std::optional<double> PriceFields::hour_price(const Document& map, Priced of, double things) {
  const auto price = time_price(map, of, things);
  return price ? std::optional(*price * kSecondsPerHour) : std::nullopt;
}

std::optional<double> PriceFields::percent(const Document& map, std::string_view name) {
  const Document* field = in_.member(map, name, Need::optional, "");
  return field == nullptr ? std::nullopt : percent(*field);
}

std::optional<double> PriceFields::percent(const Document& field) {
  const std::string_view text = field.text;
  const auto number = parse_number(text.substr(0, text.empty() ? 0 : text.size() - 1));
  if (text.ends_with('%') && number && *number >= 0 && *number <= 100) return *number / 100;
  return in_.expected(field, "a percentage such as 30%"), std::nullopt;
}

std::optional<double> PriceFields::count(const Document& map, std::string_view name) {
  const auto text = in_.text(map, name);
  if (!text) return std::nullopt;
  const std::size_t slash = std::min(text->find('/'), text->size());
  const auto above = parse_number(text->substr(0, slash));
  const auto below = parse_number(slash < text->size() ? text->substr(slash + 1) : "1");
  const double value = above && below && *below > 0 ? *above / *below : 0;
  if (value > 0 && value < 1e6) return value;
  return in_.expected(*map.find(name), "a number above zero, such as 8, 0.5 or 1/3"), std::nullopt;
}

std::optional<Instant> PriceFields::date(const Document& map, std::string_view name) {
  const Document* field = in_.member(map, name, Need::optional, "");
  if (field == nullptr) return std::nullopt;
  constexpr std::string_view kFirst = "0000-01-01";
  std::string text = field->text;
  if (text.size() == 4 || text.size() == 7) text.append(kFirst.substr(text.size()));
  const auto at = parse_instant(text);
  if (at && text.find('-') != std::string::npos) return *at;
  return in_.expected(*field, "a date such as 2026-03-01"), std::nullopt;
}

void PriceFields::note(const NoticeKind& kind, const Document& at, std::string_view detail) {
  if (!in_.ok()) return;
  std::string text = in_.place(at);
  if (!detail.empty()) text.append(": ").append(detail);
  notices_.add(kind, text);
}

}  // namespace prorata::pricing
