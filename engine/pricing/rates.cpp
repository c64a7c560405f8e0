#include "pricing/rates.h"

#include <algorithm>
#include <array>

namespace prorata::pricing {
namespace {

using cluster::Cluster;
using cluster::index;
using cluster::kAllResources;
using cluster::kResources;
using cluster::Resource;

constexpr NoticeKind kUnpriced{"unpriced", Severity::warning,
                               "A node has no price for one of its resources; that part is not counted.",
                               "Add a price for it: docs/prices.md."};

constexpr NoticeKind kUnpricedDisk{"unpriced-disk", Severity::info,
                                   "The prices say nothing of a node's own disk; it is not counted.",
                                   "Add `disk` to `defaults`, or `disk: included` to the node's price."};

/// A billion an hour for a part of one node: more would not fit 64 bits as a weight.
constexpr double kMostWeight = 1e9;

double power_of_ten(int digits) {
  double value = 1;
  for (int i = 0; i < digits; ++i) value *= 10;
  return value;
}

/// How many base units (core, byte, GPU) one amount unit (µcore, KiB, µGPU) is.
constexpr double base_units(Resource resource) {
  return cluster::in_bytes(resource) ? 1024.0 : 1e-6;
}

/// Price per base unit and second; 0 where there is none.
PerResource<double> plain(const ResourceRates& rates) {
  const auto count = [](const auto& rate) { return rate ? rate->count() : 0.0; };
  return {count(rates.cpu), count(rates.ram), count(rates.gpu), count(rates.disk)};
}

class Resolver {
 public:
  Resolver(const Cluster& cluster, const allocation::Slices& slices, const PriceBook& book, const Names& names,
           Notices& notices)
      : cluster_(cluster),
        slices_(slices),
        book_(book),
        names_(names),
        notices_(notices),
        scale_(power_of_ten(book.currency.digits)) {}

  Rates run() {
    for (std::size_t node = 0; node < cluster_.nodes.size(); ++node) add(node);
    return std::move(rates_);
  }

 private:
  void add(std::size_t node) {
    const NodePrice* entry = find_entry(node);
    const bool exported = entry == nullptr && has_exported(node);
    rates_.source.push_back(source_of(node, entry, exported));
    rates_.node.emplace_back();
    PerResource<Rate>& rate = rates_.node.back();
    const bool varies = exported || (entry != nullptr && entry->per_hour && capacity_varies(node));
    const Instant last = cluster_.nodes.alive[node].end;
    const PerResource<double> now = rates_at(node, entry, exported, last);
    for (std::size_t r = 0; r < kResources; ++r) rate[r].constant = now[r];
    if (varies) {
      for (std::size_t slice = 0; slice < slices_.size(); ++slice) {
        const PerResource<double> then = rates_at(node, entry, exported, std::min(end_of_hour(slice), last));
        for (std::size_t r = 0; r < kResources; ++r) rate[r].by_slice.push_back(then[r]);
      }
    }
    note_unpriced(node, entry, now);
    rates_.hourly.push_back(hourly(node, now, last));
  }

  /// End of the cost hour of a slice: an hour has one rate, or its money would depend on where steps cut it.
  [[nodiscard]] Instant end_of_hour(std::size_t slice) const {
    std::size_t last = slice;
    while (last + 1 < slices_.size() && slices_.hour[last + 1] == slices_.hour[slice]) ++last;
    return slices_.time[last].end;
  }

  [[nodiscard]] std::string source_of(std::size_t node, const NodePrice* entry, bool exported) const {
    if (entry != nullptr) {
      // A whole price needs a capacity to be split over.
      const bool unusable = entry->per_hour && cluster_.nodes.implied[node];
      return unusable ? book_.default_source : entry->source;
    }
    if (!exported) return book_.default_source;
    for (const Resource resource : {Resource::cpu, Resource::ram, Resource::gpu}) {
      const std::size_t r = index(resource);
      const bool needed = cluster_.nodes.capacity[node][r].at(cluster_.nodes.alive[node].end) > 0;
      const bool exported_too = cluster_.nodes.exported_price[node][r].known();
      if (needed && !exported_too) return "exported metrics and " + book_.default_source;
    }
    return "exported metrics";
  }

  [[nodiscard]] const NodePrice* find_entry(std::size_t node) const {
    for (const NodePrice& entry : book_.nodes) {
      if (matches(entry, node)) return &entry;
    }
    return nullptr;
  }
  [[nodiscard]] bool matches(const NodePrice& entry, std::size_t node) const {
    const cluster::Nodes& nodes = cluster_.nodes;
    const auto agrees = [&](const std::string& wanted, NameId have) {
      return wanted.empty() || wanted == names_.text(have);
    };
    return agrees(entry.name, nodes.name[node]) && agrees(entry.instance_type, nodes.instance_type[node]) &&
           agrees(entry.region, nodes.region[node]) && (!entry.spot || *entry.spot == nodes.spot[node]) &&
           has_label(entry, node);
  }
  [[nodiscard]] bool has_label(const NodePrice& entry, std::size_t node) const {
    if (entry.label.empty()) return true;
    const cluster::LabelReader labels(cluster_, names_, entry.label);
    return names_.text(labels.of_node(static_cast<std::uint32_t>(node))) == entry.value;
  }
  [[nodiscard]] bool has_exported(std::size_t node) const {
    for (const auto& price : cluster_.nodes.exported_price[node]) {
      if (price.known()) return true;
    }
    return false;
  }
  [[nodiscard]] bool capacity_varies(std::size_t node) const {
    for (const auto& capacity : cluster_.nodes.capacity[node]) {
      if (capacity.steps().size() > 1) return true;
    }
    return false;
  }

  /// Money units per amount unit at a time.
  [[nodiscard]] PerResource<double> rates_at(std::size_t node, const NodePrice* entry, bool exported,
                                             Instant at) const {
    PerResource<double> base = plain(cluster_.nodes.spot[node] ? book_.spot : book_.on_demand);
    if (entry != nullptr && entry->per_hour && !cluster_.nodes.implied[node]) {
      return split_price(node, *entry, base, at);
    }
    if (entry != nullptr) {
      const PerResource<double> own = plain(entry->rates);
      for (std::size_t r = 0; r < kResources; ++r) base[r] = own[r] > 0 ? own[r] : base[r];
    }
    PerResource<double> rates{};
    for (const Resource resource : kAllResources) {
      const auto& price = cluster_.nodes.exported_price[node][index(resource)];
      rates[index(resource)] = exported && price.known() ? exported_rate(resource, price.at(at))
                                                         : base[index(resource)] * base_units(resource) * scale_;
    }
    return rates;
  }

  /// nano: nano-units of currency per core, GiB, GPU or GiB and hour.
  [[nodiscard]] double exported_rate(Resource resource, std::int64_t nano) const {
    const double unit = cluster::in_bytes(resource) ? kBytesPerGib : 1.0;
    return static_cast<double>(nano) / 1e9 / unit / kHour.count() * base_units(resource) * scale_;
  }

  /// What the node's resources cost at `base`, as whole numbers of any unit.
  static PerResource<std::int64_t> weights_of(const PerResource<std::int64_t>& capacity,
                                              const PerResource<double>& base) {
    PerResource<std::int64_t> weights{};
    for (const Resource resource : kAllResources) {
      const std::size_t r = index(resource);
      const double cost = static_cast<double>(capacity[r]) * base_units(resource) * base[r] * kHour.count();
      weights[r] = to_whole(std::min(cost, kMostWeight) * 1e9);
    }
    return weights;
  }

  /// base: default prices per base unit and second, whose ratio the parts of the node follow; a price file without
  /// defaults takes the ratio of the built-in ones. A disk that the price does not pay for has its own rate.
  [[nodiscard]] PerResource<double> split_price(std::size_t node, const NodePrice& entry,
                                                const PerResource<double>& base, Instant at) const {
    constexpr std::size_t disk = index(Resource::disk);
    PerResource<std::int64_t> capacity{};
    for (std::size_t r = 0; r < kResources; ++r) capacity[r] = cluster_.nodes.capacity[node][r].at(at);
    PerResource<std::int64_t> weights = weights_of(capacity, base);
    const bool without = weights[0] + weights[1] + weights[2] == 0;
    if (without) weights = weights_of(capacity, plain(default_prices().on_demand));
    if (!entry.disk_included) weights[disk] = 0;
    const std::vector<std::int64_t> parts = split(to_whole(*entry.per_hour * scale_), weights);
    PerResource<double> rates{};
    for (std::size_t r = 0; r < kResources; ++r) {
      if (capacity[r] > 0)
        rates[r] = static_cast<double>(parts[r]) / (static_cast<double>(capacity[r]) * kHour.count());
    }
    if (!entry.disk_included) rates[disk] = base[disk] * base_units(Resource::disk) * scale_;
    return rates;
  }

  void note_unpriced(std::size_t node, const NodePrice* entry, const PerResource<double>& rates) {
    for (const Resource resource : kAllResources) {
      const std::size_t r = index(resource);
      const bool always = resource == Resource::cpu || resource == Resource::ram;
      const bool needed =
          cluster_.nodes.implied[node] ? always : cluster_.nodes.capacity[node][r].at(cluster_.window.end) > 0;
      const bool paid = entry != nullptr && entry->per_hour && entry->disk_included && resource == Resource::disk;
      if (needed && !paid && !(rates[r] > 0)) {
        notices_.add(resource == Resource::disk ? kUnpricedDisk : kUnpriced, names_.text(cluster_.nodes.name[node]),
                     cluster_.nodes.alive[node]);
      }
    }
  }

  [[nodiscard]] Money hourly(std::size_t node, const PerResource<double>& rates, Instant at) const {
    Money sum;
    for (std::size_t r = 0; r < kResources; ++r) {
      const double amount = static_cast<double>(cluster_.nodes.capacity[node][r].at(at)) * kHour.count();
      sum += Money(to_whole(amount * rates[r]));
    }
    return sum;
  }

  const Cluster& cluster_;
  const allocation::Slices& slices_;
  const PriceBook& book_;
  const Names& names_;
  Notices& notices_;
  double scale_;
  Rates rates_;
};

}  // namespace

Rates resolve_rates(const Cluster& cluster, const allocation::Slices& slices, const PriceBook& book, const Names& names,
                    Notices& notices) {
  return Resolver(cluster, slices, book, names, notices).run();
}

}  // namespace prorata::pricing
