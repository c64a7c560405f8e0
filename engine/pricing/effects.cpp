#include "pricing/effects.h"

#include <algorithm>
#include <array>
#include <string>

#include "pricing/entries.h"
#include "pricing/node_split.h"
#include "pricing/price_fields.h"
#include "pricing/rate_notices.h"

namespace prorata::pricing {
namespace {

using allocation::Subject;
using cluster::kResources;
using cluster::StepValue;

constexpr NoticeKind kChanged{"price-changed", Severity::info, "An exported price changed within the window.",
                              "Nothing where the price did. Else look at what exports it."};

constexpr NoticeKind kUnsure{
    "exported-currency-unknown", Severity::warning,
    "The prices are not in dollars, and nothing says in which currency exported prices are: they are taken to be in "
    "that of the prices.",
    "Write `exportedCurrency` into the price file, and where it is another one what that is worth: `exchangeRates`."};

constexpr std::array<std::string_view, kResources> kPer{"core-hour", "GiB-hour", "GPU-hour", "hour"};
constexpr std::array<std::string_view, cluster::kNetworkClasses> kClasses{"zone", "region", "internet"};

class Effects {
 public:
  Effects(const cluster::Cluster& cluster, const allocation::Amounts& amounts, const Charges& charges,
          const PriceBook& book, const Names& names, Notices& notices)
      : cluster_(cluster), amounts_(amounts), charges_(charges), book_(book), names_(names), notices_(notices) {
    scale_ = units_of(book.currency);
  }

  void run(const Rates& rates, const ChargeRates& charge_rates) {
    const PriceBook defaults = default_prices();
    find_touched(rates, charge_rates);
    for (std::uint32_t node = 0; node < rates.node.size(); ++node) {
      for (std::size_t r = 0; r < kResources; ++r) {
        if ((rates.unpriced[node] >> r & 1) != 0) estimate_node(defaults, node, r);
        if ((rates.exported[node] >> r & 1) != 0) tell_node(rates.node[node], node, r);
      }
      if (book_.exported_unsure && rates.exported[node] != 0) {
        notices_.add(kUnsure, text(cluster_.nodes.name[node]), cluster_.nodes.alive[node], 1,
                     {Concern::Table::nodes, node});
      }
    }
    for (std::size_t i = 0; i < charges_.size(); ++i) {
      if (charge_rates.source[i] == kUnpricedSource) estimate_charge(defaults, i);
      if (book_.exported_unsure && charge_rates.source[i].starts_with(kExported)) note_unsure(i);
      if (!charge_rates.rate[i].by_slice.empty()) {
        change_ += difference(charge_rates.rate[i].by_slice, charges_.cells, i, charges_.amount);
        tell_charge(i);
      }
    }
    for (std::size_t i = 0; i < cluster_.network_prices.cluster.size(); ++i) {
      for (std::size_t kind = 0; kind < cluster::kNetworkClasses && flows_changed_; ++kind) {
        const std::string name = text(cluster_.network_prices.cluster[i]) + ": traffic, " + std::string(kClasses[kind]);
        tell(cluster_.network_prices.price[i][kind], name, "GiB");
      }
    }
    if (notices_.find(kChanged.id) != nullptr) notices_.money(kChanged.id, &Notice::difference, to_whole(change_));
  }

 private:
  [[nodiscard]] std::string text(NameId name) const { return std::string(names_.text(name)); }

  /// "p.yaml:1" is not in "p.yaml:12".
  [[nodiscard]] static bool names_place(const std::string& source, const std::string& place) {
    const std::size_t at = source.find(place);
    const char next = at == std::string::npos ? '0' : (source + ',')[at + place.size()];
    return next < '0' || next > '9';
  }
  [[nodiscard]] bool is_of_entry(const std::string& place) const {
    constexpr PriceRows PriceBook::*kLists[]{&PriceBook::nodes,       &PriceBook::instances, &PriceBook::gpus,
                                             &PriceBook::commitments, &PriceBook::volumes,   &PriceBook::balancers,
                                             &PriceBook::lines,       &PriceBook::providers};
    for (const auto list : kLists) {
      for (const PriceRow& row : book_.*list) {
        if (names_place(row.source, place)) return true;
      }
    }
    return names_place(book_.network.source, place) || names_place(book_.management_source, place);
  }

  /// What has a price of the file that notices of the file name by its place.
  void find_touched(const Rates& rates, const ChargeRates& charge_rates) {
    for (const std::string_view id : {kUnitSuspicious.id, kFuture.id}) {
      const Notice* found = book_.notices.find(id);
      for (std::size_t o = 0; found != nullptr && o < found->objects.size(); ++o) {
        const std::string& object = found->objects[o];
        std::string place = object.substr(0, object.find(": "));
        // A line that is of no entry has default rates, whatever other tools call them.
        if (object.find(": defaults.") != std::string::npos || !is_of_entry(place)) place = book_.default_source;
        const auto concern = [&](const std::string& source, Concern of) {
          if (names_place(source, place)) notices_.concern(id, of);
        };
        for (std::uint32_t n = 0; n < rates.source.size(); ++n) {
          concern(rates.source[n], {Concern::Table::nodes, n});
        }
        for (std::size_t i = 0; i < charges_.size(); ++i) {
          concern(charge_rates.source[i], allocation::concern_of(charges_.subject[i], charges_.row[i]));
        }
      }
    }
  }

  void note_unsure(std::size_t i) {
    constexpr std::string_view kThings[]{"volumes", "traffic", "load balancers", "management fees"};
    const auto subject = static_cast<std::size_t>(charges_.subject[i]);
    notices_.add(kUnsure, kThings[subject], cluster_.window, 1,
                 allocation::concern_of(charges_.subject[i], charges_.row[i]));
  }

  // What unpriced things may cost.

  void estimate(std::string_view notice, double amount, double per_amount) {
    if (book_.per_dollar <= 0) return;
    notices_.money(notice, &Notice::estimate, to_whole(amount * per_amount * scale_ * book_.per_dollar));
  }

  void estimate_node(const PriceBook& defaults, std::uint32_t node, std::size_t r) {
    double amount = static_cast<double>(amounts_.capacity_total[r][node]);
    if (cluster_.nodes.implied[node] && !amounts_.charged_total[r].empty()) {
      for (std::size_t c = 0; c < cluster_.containers.size(); ++c) {
        const bool here = cluster_.pods.node[cluster_.containers.pod[c]] == node;
        amount += here ? static_cast<double>(amounts_.charged_total[r][c]) : 0;
      }
    }
    const auto resource = static_cast<cluster::Resource>(r);
    const ResourceRates& rates = cluster_.nodes.spot[node] ? defaults.spot : defaults.on_demand;
    estimate(resource == cluster::Resource::disk ? "unpriced-disk" : "unpriced", amount,
             plain(rates)[r] * base_units(resource));
  }

  void estimate_charge(const PriceBook& defaults, std::size_t i) {
    const double amount = total_amount(charges_, i);
    double rate = 0;
    if (charges_.subject[i] == Subject::volume) rate = defaults.volume->count() * 1024;
    if (charges_.subject[i] == Subject::balancer) rate = defaults.balancer->count() / 1000;
    if (charges_.subject[i] == Subject::flow) {
      const auto kind = static_cast<std::size_t>(cluster_.flows.kind[charges_.row[i]]);
      rate = defaults.default_network.rate[kind]->count();
    }
    estimate("unpriced-charge", amount, rate);
  }

  // What changes of exported prices come to.

  [[nodiscard]] static double difference(const std::vector<double>& rates, const allocation::CellRows& rows,
                                         std::size_t row, const std::vector<std::int64_t>& amounts) {
    const std::size_t first = rows.first[row], offset = rows.offset[row];
    double sum = 0;
    for (std::size_t i = offset; i < rows.offset[row + 1]; ++i) {
      sum += static_cast<double>(amounts[i]) * (rates[first + i - offset] - rates[first]);
    }
    return sum;
  }

  /// Where commitments or shares make a rate of several prices, its difference says nothing of one of them.
  void tell_node(const PerResource<Rate>& rates, std::uint32_t node, std::size_t r) {
    const StepValue& price = cluster_.nodes.exported_price[node][r];
    if (price.steps().size() < 2) return;
    const bool alone = book_.commitments.empty() && book_.split.method != NodeSplit::Method::shares;
    for (std::size_t of = 0; of < kResources && alone; ++of) {
      if ((of != r && r != cluster::kWholePrice) || rates[of].by_slice.empty() || amounts_.capacity[of].empty())
        continue;
      change_ += difference(rates[of].by_slice, amounts_.nodes, node, amounts_.capacity[of]);
    }
    tell(price, text(cluster_.nodes.name[node]), kPer[r], {Concern::Table::nodes, node});
  }

  void tell_charge(std::size_t i) {
    const std::uint32_t row = charges_.row[i];
    switch (charges_.subject[i]) {
      case Subject::volume:
        return tell(cluster_.volumes.exported_price[row], text(cluster_.volumes.name[row]), "GiB-hour");
      case Subject::balancer:
        return tell(cluster_.balancers.exported_price[row], text(cluster_.balancers.service[row]), "hour");
      case Subject::fee:
        return tell(cluster_.fees.price[row], text(cluster_.fees.name[row]), "hour");
      case Subject::flow:
        flows_changed_ = true;  // the price is one for all flows of a class
        return;
      case Subject::network_bill:
      case Subject::balancer_bytes:
        return;
    }
  }

  /// From the first price to the last; where it came back to the first, to the one farthest from it.
  void tell(const StepValue& price, const std::string& object, std::string_view per, Concern concern = {}) {
    const auto steps = price.steps();
    if (steps.size() < 2) return;
    const std::int64_t from = steps.front().value;
    const auto away = [&](const cluster::ValueStep& step) {
      return step.value > from ? step.value - from : from - step.value;
    };
    const auto farthest =
        std::max_element(steps.begin(), steps.end(), [&](const auto& a, const auto& b) { return away(a) < away(b); });
    const std::int64_t to = steps.back().value == from ? farthest->value : steps.back().value;
    notices_.add(kChanged,
                 object + ": " + decimal_text(from, kPriceDigits) + " to " + decimal_text(to, kPriceDigits) + " per " +
                     std::string(per) + " from " + to_text(steps.front().until),
                 {steps.front().until, steps[steps.size() - 2].until}, 1, concern);
  }

  static constexpr int kPriceDigits = 12;
  static_assert(cluster::kPriceUnits == 1e12);

  const cluster::Cluster& cluster_;
  const allocation::Amounts& amounts_;
  const Charges& charges_;
  const PriceBook& book_;
  const Names& names_;
  Notices& notices_;
  double scale_ = 1, change_ = 0;
  bool flows_changed_ = false;
};

}  // namespace

void tell_effects(const cluster::Cluster& cluster, const allocation::Amounts& amounts, const Charges& charges,
                  const PriceBook& book, const Rates& rates, const ChargeRates& charge_rates, const Names& names,
                  Notices& notices) {
  Effects(cluster, amounts, charges, book, names, notices).run(rates, charge_rates);
  tell_entries(cluster, charges, book, names, notices);
}

}  // namespace prorata::pricing
