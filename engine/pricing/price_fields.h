// Single fields of a price file: prices in the units that the file names, currencies, percentages, dates. What is read
// but looks wrong becomes a notice with its place.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "core/notice.h"
#include "core/time.h"
#include "pricing/origin.h"

namespace prorata::pricing {

/// What can have a price; the names are those of `units`.
enum class Priced : std::uint8_t { cpu, memory, gpu, node, storage, load_balancer, network, line };
inline constexpr std::size_t kPricedKinds = 8;

inline constexpr double kSecondsPerHour = 3600.0;
/// Hours of a month in every price per month. Source: the run-rate that cloud calculators and OpenCost use.
inline constexpr double kHoursPerMonth = 730.0;

/// Below it nobody pays, above it a unit is wrong.
inline constexpr NumberRange kPriceRange{0, 1e6, "a price from 0 to 1000000, such as 0.031611"};
inline constexpr NumberRange kAmountRange{0, 1e12, "an amount from 0 to 1000000000000, such as 1234.56"};

/// What prices are likely to be, in dollars: of a core-hour, GiB-hour and GPU-hour; of an hour of a GiB of a volume and
/// of a balancer or fee; and of a GiB of traffic.
struct Likely {
  double least, most;
  [[nodiscard]] bool has(double dollars) const { return dollars >= least && dollars <= most; }
};
inline constexpr Likely kLikely[]{{0.0005, 5}, {0.00005, 0.5}, {0.01, 50}};
inline constexpr Likely kLikelyVolume{0.000001, 0.02}, kLikelyHour{0.0005, 10}, kLikelyTraffic{0.0005, 5};
inline constexpr NoticeKind kUnitSuspicious{"price-unit-suspicious", Severity::warning,
                                            "A price is far from what such things cost; its unit may be another.",
                                            "Compare the price with its entry in `units`, or correct it."};

/// An entry of a list: what all of its prices have in common.
struct Row {
  std::string source;
  std::optional<Instant> as_of;
  std::string foreign;  ///< its currency, where it is not that of the prices
  double worth = 1;     ///< what one unit of it is; 0, of the built-in list: unknown, so that the row has no prices
};

class PriceFields {
 public:
  /// over: of a file that extends this one, the built-in list: its currency and exchange rates count.
  PriceFields(const Document& root, std::string_view file, const PriceFields* over)
      : root_(root), file_(file), over_(over), in_(root, file, kHint) {}

  [[nodiscard]] DocumentReader& in() { return in_; }
  [[nodiscard]] Notices take_notices() { return std::move(notices_); }

  /// currency, asOf, indicative, units, exchangeRates.
  void read_head();
  [[nodiscard]] const std::string& currency() const { return currency_; }
  [[nodiscard]] bool indicative() const { return indicative_; }
  [[nodiscard]] std::optional<Instant> as_of() const { return as_of_.at; }
  /// Whether this is the list that prorata brings.
  [[nodiscard]] bool built_in() const { return over_ != nullptr; }
  /// Units of the answer's currency that one of `code` is worth; 0 where the file does not say.
  [[nodiscard]] double worth(std::string_view code) const;
  /// The code of a currency, which must be one whose worth is known.
  std::optional<double> worth_of(const Document& map, std::string_view name);

  /// Prices read from now on are in the currency that the map names, if it does. What held until then.
  double in_currency_of(const Document& map);
  void in_currency(double worth) { worth_ = worth; }
  /// How an entry is called in sources: by the part of the file that it stands in, one of the built-in list by `what`.
  [[nodiscard]] std::string_view part(std::string_view part, std::string_view what) const {
    return over_ == nullptr ? part : what;
  }
  /// Fields that any entry may have: currency, asOf, source. Prices read after it are in the entry's currency.
  Row open_row(const Document& entry, std::string_view part);
  [[nodiscard]] std::string source_of(std::string_view part, const Document& entry) const;

  /// Per base unit (core, byte, GPU, one) and second; nothing where the field is absent or its price zero. Storage,
  /// traffic and balancers may be "free".
  std::optional<double> price(const Document& map, std::string_view name, Priced of, double things = 1);
  /// How `price` is written, and time_price.
  [[nodiscard]] Written written(Priced of) const;
  [[nodiscard]] Written written(const Document& map, Priced of) const {
    return map.has("perMonth") ? kPerMonth : map.has("price") ? written(of) : Written{0};
  }
  /// Of a byte, from a price per GiB; "free" is 0.
  std::optional<double> gib_price(const Document& map, std::string_view name);
  /// From "price" in the file's unit, "perHour" or "perMonth": one of them. things: how many the price is for.
  std::optional<double> time_price(const Document& map, Priced of, double things = 1);
  /// From "perHour" or "perMonth".
  std::optional<double> own_time_price(const Document& map, Priced of, double things = 1);
  /// The same per hour.
  std::optional<double> hour_price(const Document& map, Priced of, double things = 1);
  /// Dollars that so much of the file's currency is, about; 0 where that is unknown.
  [[nodiscard]] double dollars(double amount) const { return per_dollar_ > 0 ? amount / per_dollar_ : 0; }

  /// "30%" as 0.3.
  std::optional<double> percent(const Document& map, std::string_view name);
  std::optional<double> percent(const Document& field);
  /// "8", "0.5" or "1/3"; more than zero.
  std::optional<double> count(const Document& map, std::string_view name);
  /// A date, or the beginning of a month or year.
  std::optional<Instant> date(const Document& map, std::string_view name);

  void note(const NoticeKind& kind, const Document& at, std::string_view detail = {});

 private:
  static constexpr std::string_view kHint = "see docs/prices.md";
  struct AsOf {
    std::optional<Instant> at;
    std::string text;
  };
  std::optional<std::string_view> code(const Document& map, std::string_view name, Need need);
  void read_units();
  AsOf read_as_of(const Document& map);
  std::optional<double> checked(const Document& field, double price, Priced of, std::string_view unit);

  const Document& root_;
  std::string_view file_;
  const PriceFields* over_;
  DocumentReader in_;
  Notices notices_;
  std::string currency_;
  bool indicative_ = false;
  AsOf as_of_;
  struct Unit {
    double base = 0;  ///< 0: not given
    std::string_view name;
  };
  std::array<Unit, kPricedKinds> units_;
  struct Exchange {
    std::string code;
    double worth;
  };
  std::vector<Exchange> exchange_;
  double worth_ = 1;       ///< of the currency of the entry that is read
  double per_dollar_ = 0;  ///< units of the file's currency that are about a dollar; 0: unknown
  std::string row_as_of_;
};

/// Units of a currency that are about a dollar, for checks of magnitude alone; 0 where it is not known.
[[nodiscard]] double about_a_dollar(std::string_view code);

}  // namespace prorata::pricing
