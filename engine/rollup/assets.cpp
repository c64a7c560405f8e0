#include <algorithm>
#include <array>
#include <cmath>

#include "core/order.h"
#include "rollup/groups.h"

namespace prorata::rollup {
namespace {

using allocation::Subject;
using cluster::index;
using cluster::kResources;
using cluster::Resource;

constexpr double kKibPerGib = 1048576.0, kMsPerHour = 3.6e6;

Money sum_of_row(const std::vector<std::int64_t>& table, std::size_t row, std::size_t steps) {
  Money sum;
  for (std::size_t i = row * steps; i < (row + 1) * steps; ++i) sum += Money(table[i]);
  return sum;
}

class Lister {
 public:
  Lister(const Source& source, const pricing::Rates& rates, const pricing::ChargeRates& charge_rates,
         const pricing::ChargeMoney& money, const Currency& currency)
      : source_(source), rates_(rates), charge_rates_(charge_rates), money_(money) {
    out_.window = source.cluster.window;
    out_.currency = currency;
    scale_ = units_of(currency);
  }

  Assets run() {
    for (std::size_t n = 0; n < source_.cluster.nodes.size(); ++n) add_node(n);
    for (std::size_t i = 0; i < source_.charges.size(); ++i) add_charge(i);
    add_all_traffic();
    for (std::size_t i = 0; i < charge_rates_.line_name.size(); ++i) add_line(i);
    return std::move(out_);
  }

 private:
  /// What flows of one cluster, class and price come to.
  struct Traffic {
    NameId cluster = kNoName;
    std::size_t kind = 0;
    double bytes = 0, rate = 0;
    bool changed = false;
    std::string source;
    Money cost;
  };

  [[nodiscard]] std::string text(NameId id) const { return std::string(source_.names.text(id)); }

  /// One row of a kind other than node.
  void add(AssetKind kind, NameId cluster, std::string name, std::string detail, Window alive) {
    out_.kind.push_back(kind);
    out_.cluster.push_back(text(cluster));
    out_.name.push_back(std::move(name));
    out_.detail.push_back(std::move(detail));
    out_.alive.push_back(alive);
    for (auto* column : {&out_.provider_id, &out_.instance_type, &out_.region, &out_.zone, &out_.state}) {
      column->emplace_back();
    }
    out_.spot.push_back(false);
    for (auto* column : {&out_.cpu_cores, &out_.ram_gib, &out_.gpus, &out_.disk_gib}) column->push_back(0);
    for (auto* column : {&out_.cpu_allocatable, &out_.ram_allocatable, &out_.cpu_overhead, &out_.ram_overhead}) {
      column->push_back(-1);
    }
    for (auto* column : {&out_.cpu_cost, &out_.ram_cost, &out_.gpu_cost, &out_.disk_cost, &out_.idle_cost,
                         &out_.reserved_cost, &out_.unmounted_cost, &out_.hourly_price}) {
      column->emplace_back();
    }
  }
  /// hourly: whether the rate is per hour.
  void price(double amount, double rate, bool hourly, std::string unit, std::string source, Money total) {
    out_.amount.push_back(amount);
    out_.rate.push_back(rate / scale_);
    out_.unit.push_back(std::move(unit));
    if (hourly) out_.hourly_price.back() = Money(to_whole(amount * rate));
    out_.price_source.push_back(std::move(source));
    out_.total_cost.push_back(total);
    out_.total += total;
  }

  void add_node(std::size_t n) {
    const cluster::Nodes& nodes = source_.cluster.nodes;
    if (nodes.alive[n].empty()) return;
    const sharing::StepCosts& costs = source_.costs;
    add(AssetKind::node, nodes.cluster[n], text(nodes.name[n]), "", nodes.alive[n]);
    out_.provider_id.back() = text(nodes.provider_id[n]);
    out_.instance_type.back() = text(nodes.instance_type[n]);
    out_.region.back() = text(nodes.region[n]);
    out_.zone.back() = text(nodes.zone[n]);
    out_.spot.back() = nodes.spot[n];
    const std::array sizes{&out_.cpu_cores, &out_.ram_gib, &out_.gpus, &out_.disk_gib};
    const std::array allocatable{&out_.cpu_allocatable, &out_.ram_allocatable};
    const std::array overhead{&out_.cpu_overhead, &out_.ram_overhead};
    const std::array money{&out_.cpu_cost, &out_.ram_cost, &out_.gpu_cost, &out_.disk_cost};
    Money total;
    for (std::size_t r = 0; r < kResources; ++r) {
      const double unit = cluster::in_bytes(static_cast<Resource>(r)) ? kKibPerGib : 1e6;
      sizes[r]->back() = static_cast<double>(nodes.capacity[n][r].at(nodes.alive[n].end)) / unit;
      money[r]->back() = sum_of_row(costs.assets[r], n, costs.steps);
      total += money[r]->back();
      out_.idle_cost.back() += sum_of_row(costs.idle[r], n, costs.steps);
      out_.reserved_cost.back() += Money(costs.reserved[r][n]);
      if (r < std::size(allocatable)) {
        const auto& known = nodes.allocatable[n][r];
        if (known.known()) allocatable[r]->back() = static_cast<double>(known.at(nodes.alive[n].end)) / unit;
        if (known.known() && sizes[r]->back() > 0) {
          overhead[r]->back() = 1 - allocatable[r]->back() / sizes[r]->back();
        }
      }
    }
    const double hours = static_cast<double>(nodes.alive[n].length().count()) / kMsPerHour;
    // Where prices or sizes change, short lives are billed as longer ones, or no size is known, no rate holds for all
    // hours.
    const double average = static_cast<double>(total.nano()) / hours;
    Money hourly = rates_.hourly[n];
    if (std::abs(average - static_cast<double>(hourly.nano())) > 1e-5 * average) hourly = Money(to_whole(average));
    price(1, static_cast<double>(hourly.nano()), true, "node-hour", rates_.source[n], total);
    out_.hourly_price.back() = hourly;
  }

  void add_charge(std::size_t i) {
    const std::uint32_t row = source_.charges.row[i];
    const auto& cells = source_.charges.cells.offset;
    if (cells[i] == cells[i + 1]) return;
    const std::string& from = charge_rates_.source[i];
    const Money total(money_.total[i]);
    const double rate = rate_of(i);
    switch (source_.charges.subject[i]) {
      case Subject::volume:
        add_volume(i, row, rate, from, total);
        out_.unmounted_cost.back() = Money(money_.unmounted[i]);
        return;
      case Subject::balancer:
      case Subject::balancer_bytes: {
        const cluster::Balancers& balancers = source_.cluster.balancers;
        add(AssetKind::balancer, balancers.cluster[row], text(balancers.service[row]),
            text(balancers.name_space[row]) + "/" + text(balancers.service[row]), balancers.alive[row]);
        out_.unmounted_cost.back() = Money(money_.unmounted[i]);
        if (source_.charges.subject[i] == Subject::balancer)
          return price(1, rate * kMsPerHour, true, "hour", from, total);
        return price(pricing::total_amount(source_.charges, i) / kBytesPerGib, rate * kBytesPerGib, false, "GiB", from,
                     total);
      }
      case Subject::flow:
        return add_flow(i, row, rate, from, total);
      case Subject::fee:
        add(AssetKind::management, source_.cluster.fees.cluster[row], text(source_.cluster.fees.name[row]), "",
            source_.cluster.window);
        return price(1, rate * kMsPerHour, true, "hour", from, total);
      case Subject::network_bill:
        if (from.empty()) return;
        add(AssetKind::network, source_.cluster.nodes.cluster.front(), "network", "bill", source_.cluster.window);
        return price(1, rate * kMsPerHour, true, "hour", from, total);
    }
  }

  /// Money units per unit of a charge's amount: on average where the price changed.
  [[nodiscard]] double rate_of(std::size_t i) const {
    const pricing::Rate& rate = charge_rates_.rate[i];
    const double amount = rate.by_slice.empty() ? 0 : pricing::total_amount(source_.charges, i);
    if (amount > 0) return static_cast<double>(money_.total[i]) / amount;
    return rate.at(source_.charges.slices.size() - 1);
  }

  /// At the end of its life in the window.
  [[nodiscard]] std::string_view state_of(std::uint32_t v) const {
    const cluster::Volumes& volumes = source_.cluster.volumes;
    const Instant last = volumes.alive[v].end - Duration(1);
    for (const std::uint32_t pod : volumes.mounts[v]) {
      if (source_.cluster.pods.alive[pod].contains(last)) return "mounted";
    }
    for (const cluster::Claim& claim : volumes.claims[v]) {
      if (claim.alive.contains(last)) return "unmounted";
    }
    return volumes.claims[v].empty() ? "available" : "released";
  }

  void add_volume(std::size_t i, std::uint32_t v, double rate, const std::string& from, Money total) {
    const cluster::Volumes& volumes = source_.cluster.volumes;
    std::string claim;
    if (!volumes.claims[v].empty()) {
      const cluster::Claim& last = volumes.claims[v].back();
      claim = text(last.name_space) + "/" + text(last.name);
    }
    add(AssetKind::volume, volumes.cluster[v], text(volumes.name[v]), std::move(claim), volumes.alive[v]);
    out_.instance_type.back() = text(volumes.storage_class[v]);
    out_.state.back() = state_of(v);
    double gib = static_cast<double>(volumes.kib[v].at(volumes.alive[v].end)) / kKibPerGib;
    if (volumes.kib[v].steps().size() > 1) {
      const double seconds = static_cast<double>(volumes.alive[v].length().count()) / 1000;
      gib = pricing::total_amount(source_.charges, i) / kKibPerGib / seconds;
    }
    price(gib, rate * kKibPerGib * 3600.0, true, "GiB-hour", from, total);
  }

  /// Thousands of pods send; what counts is each cluster's traffic of a class.
  void add_flow(std::size_t i, std::uint32_t f, double rate, const std::string& from, Money total) {
    const cluster::Flows& flows = source_.cluster.flows;
    const auto kind = static_cast<std::size_t>(flows.kind[f]);
    const auto same = [&](const Traffic& other) {
      return other.cluster == flows.cluster[f] && other.kind == kind && other.source == from;
    };
    auto found = std::find_if(traffic_.begin(), traffic_.end(), same);
    if (found == traffic_.end()) found = traffic_.insert(found, Traffic{});
    Traffic& traffic = *found;
    const auto& cells = source_.charges.cells;
    for (std::size_t cell = cells.offset[i]; cell < cells.offset[i + 1]; ++cell) {
      traffic.bytes += static_cast<double>(source_.charges.amount[cell]);
    }
    traffic.cluster = flows.cluster[f];
    traffic.kind = kind;
    traffic.rate = rate;
    traffic.changed = traffic.changed || !charge_rates_.rate[i].by_slice.empty();
    traffic.source = from;
    traffic.cost += total;
  }
  void add_all_traffic() {
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const Traffic &left = traffic_[a], &right = traffic_[b];
      if (left.cluster != right.cluster) return source_.names.text(left.cluster) < source_.names.text(right.cluster);
      return left.kind != right.kind ? left.kind < right.kind : left.source < right.source;
    };
    for (const std::uint32_t i : ordered(traffic_.size(), before)) add_traffic(traffic_[i]);
  }
  void add_traffic(const Traffic& traffic) {
    add(AssetKind::network, traffic.cluster, "network", std::string(kTrafficNames[traffic.kind]),
        source_.cluster.window);
    const bool average = traffic.changed && traffic.bytes > 0;
    const double rate = average ? static_cast<double>(traffic.cost.nano()) / traffic.bytes : traffic.rate;
    price(traffic.bytes / kBytesPerGib, rate * kBytesPerGib, false, "GiB", traffic.source, traffic.cost);
  }

  void add_line(std::size_t i) {
    const allocation::Bearers& bearers = source_.charges.bearers;
    const std::size_t bearer = charge_rates_.line_bearer[i] - bearers.containers;
    const double gib = charge_rates_.line_gib[i];
    add(gib > 0 ? AssetKind::disk : AssetKind::line, bearers.cluster[bearer], charge_rates_.line_name[i],
        charge_rates_.line_node[i], source_.cluster.window);
    if (gib > 0) {
      return price(gib, charge_rates_.line_rate[i].constant * kMsPerHour / gib, true, "GiB-hour",
                   charge_rates_.line_source[i], Money(money_.line_total[i]));
    }
    price(1, charge_rates_.line_rate[i].constant * kMsPerHour, true, "hour", charge_rates_.line_source[i],
          Money(money_.line_total[i]));
  }

  const Source& source_;
  const pricing::Rates& rates_;
  const pricing::ChargeRates& charge_rates_;
  const pricing::ChargeMoney& money_;
  double scale_ = 1;
  std::vector<Traffic> traffic_;
  Assets out_;
};

}  // namespace

Assets list_assets(const Source& source, const pricing::Rates& rates, const pricing::ChargeRates& charge_rates,
                   const pricing::ChargeMoney& charges, const Currency& currency) {
  return Lister(source, rates, charge_rates, charges, currency).run();
}

}  // namespace prorata::rollup
