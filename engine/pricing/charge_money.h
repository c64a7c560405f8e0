// Prices of volumes, balancers, traffic and fees, and what each bearer of them pays.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "allocation/charges.h"
#include "core/notice.h"
#include "core/result.h"
#include "pricing/price_book.h"
#include "pricing/rates.h"
#include "pricing/step_money.h"

namespace prorata::pricing {

using allocation::Charges;
using allocation::PerChargeKind;

/// Source of the rate of what has no price.
inline constexpr std::string_view kUnpricedSource = "unpriced";
inline constexpr std::string_view kExported = "exported metrics";

/// Fees and bills: money over time, whatever there is. Lines are the same.
[[nodiscard]] bool comes_evenly(allocation::Subject subject);

/// Of a charge in the whole window.
[[nodiscard]] double total_amount(const Charges& charges, std::size_t row);

/// One entry per charge, in money units per unit of its amount (KiB·s, bytes, ms). A charge without a source is one
/// that the prices do not ask for (a network bill that there is not).
struct ChargeRates {
  std::vector<Rate> rate;
  std::vector<std::string> source;
  std::vector<const PriceRow*> row;  ///< the entry, which lives as long as the prices; null: none
  /// Costs that only the prices know of: management fees and lines, per ms; the bearer of each.
  std::vector<std::string> line_name;
  std::vector<Rate> line_rate;
  std::vector<std::string> line_source;
  std::vector<std::uint32_t> line_bearer;
  std::vector<const PriceRow*> line_row;  ///< as row
  std::vector<double> line_gib;           ///< of an attached disk; 0: no disk
  std::vector<std::string> line_node;     ///< that it is attached to
  /// Whether it is of no cluster: borne by the first one, and by all where it is shared.
  std::vector<std::uint8_t> line_of_all;
};

/// First match wins: an entry of the price book, an exported price, the default rate. Volumes of drivers that keep
/// objects (S3, GCS, OSS) are no block storage and cost nothing here.
[[nodiscard]] ChargeRates resolve_charge_rates(const cluster::Cluster& cluster, const Charges& charges,
                                               const allocation::Slices& slices, const PriceBook& book,
                                               const Names& names, Notices& notices, double factor = 1);

struct ChargeMoney {
  std::size_t steps = 1;
  /// Rows of bearers × steps, in money units; empty where no charge is of the kind.
  PerChargeKind<std::vector<std::int64_t>> bearers;
  /// As these: what of balancers is billed by what they process, not by time; empty where nothing is.
  std::vector<std::int64_t> by_use;
  /// As these: what of overhead is of no cluster; empty where nothing is.
  std::vector<std::int64_t> of_all;
  std::vector<std::int64_t> total;       ///< per charge
  std::vector<std::int64_t> unmounted;   ///< per charge: what of it no container pays
  std::vector<std::int64_t> line_total;  ///< per line
};

/// What one bearer pays of one charge, or of a line (numbered behind the charges), in one step.
struct ChargePart {
  std::uint32_t charge, bearer, step;
  std::int64_t money;
};

/// Money of a charge's cost hour is round-half-even(amount × rate), once; of what comes evenly over time it is what
/// units_in() says of the hour, and of lines of each slice, so that whole months cost what a month does. It is split
/// over its bearers by the weights of the hour, and each one's part over the steps. So what bearers pay is what charges
/// cost, whatever the steps are. parts: where not null, what the sums are made of, by charge.
[[nodiscard]] Result<ChargeMoney> price_charges(const Charges& charges, const ChargeRates& rates,
                                                const allocation::Slices& slices, const StepOfSlice& steps,
                                                std::vector<ChargePart>* parts = nullptr);

}  // namespace prorata::pricing
