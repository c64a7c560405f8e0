// Which price each volume, balancer, flow and fee has.
#include <algorithm>
#include <array>
#include <optional>

#include "pricing/charge_money.h"
#include "pricing/entries.h"
#include "pricing/node_match.h"
#include "pricing/price_fields.h"
#include "pricing/rate_notices.h"

namespace prorata::pricing {
namespace {

using allocation::Slices;
using allocation::Subject;
using cluster::Cluster;
using cluster::StepValue;

/// CSI drivers that show a bucket as a volume: its size says nothing, the bucket is billed elsewhere.
constexpr std::array<std::string_view, 9> kObjectDrivers{"s3.csi.aws.com",
                                                         "gcsfuse.csi.storage.gke.io",
                                                         "blob.csi.azure.com",
                                                         "ossplugin.csi.alibabacloud.com",
                                                         "ru.yandex.s3.csi",
                                                         "csi.juicefs.com",
                                                         "ch.ctrox.csi.s3-driver",
                                                         "s3.csi.scality.com",
                                                         "csi-s3"};
constexpr NoticeKind kObjectBacked{"object-backed-volume", Severity::info,
                                   "A volume shows object storage; it costs nothing as block storage.",
                                   "Add the bucket's cost as a line of the price file."};
constexpr NoticeKind kOnNode{"volume-on-node", Severity::info,
                             "A volume is a path of a node's own disk, which the node pays for: it costs nothing more.",
                             "Add an entry to `volumes` where it is a disk that is billed apart."};
constexpr NoticeKind kUnpricedCharge{"unpriced-charge", Severity::warning,
                                     "A volume, balancer or traffic has no price; it is not counted.",
                                     "Add a price for it: docs/prices.md."};

constexpr NoticeKind kForeignDisk{"disk-without-node", Severity::error,
                                  "A disk or line of the prices is of a node that is not there; it is not counted.",
                                  "Use the node's name as the answer shows it, or take the entry out."};

constexpr NoticeKind kUnknownBytes{
    "balancer-bytes-unknown", Severity::info,
    "A load balancer has a price per GiB, and nothing tells what it processes: only its hours cost here.",
    "Ask for it by a query of the provider's exporter: `--weight balancer-bytes=PROMQL`, bytes per second by "
    "`namespace` and `service`."};

constexpr NoticeKind kBillUnused{"network-bill-not-used", Severity::warning,
                                 "The prices have a bill for all traffic; it is not used, as each class has its price.",
                                 "Leave `monthlyBill` out, or write the difference as a line."};

constexpr NoticeKind kBillOfNobody{"network-bill-of-nobody", Severity::warning,
                                   "Nothing tells which pod sent how much: the bill for all traffic is overhead.",
                                   "Scrape the kubelets' `/metrics/cadvisor`, and keep "
                                   "`container_network_transmit_bytes_total`."};

constexpr NoticeKind kUnclassified{
    "traffic-without-classes", Severity::info,
    "Pods send traffic of which neither classes nor a bill are known: it costs nothing here.",
    "Run OpenCost's network-costs daemonset, or write `network: {monthlyBill: ...}` into a price file."};

/// A rate and where it comes from; no source: unpriced.
struct Priced {
  Rate rate;
  std::string source;
  const PriceRow* row = nullptr;
};

class ChargeResolver {
 public:
  ChargeResolver(const Cluster& cluster, const Charges& charges, const Slices& slices, const PriceBook& book,
                 const Names& names, Notices& notices, double factor)
      : cluster_(cluster),
        charges_(charges),
        slices_(slices),
        book_(book),
        names_(names),
        notices_(notices),
        scale_(factor),
        times_(times_factor(factor)) {
    for (int digit = 0; digit < book.currency.digits; ++digit) scale_ *= 10;
    find_lists();
  }

  ChargeRates run() {
    for (std::size_t i = 0; i < charges_.size(); ++i) {
      const bool any = charges_.cells.offset[i] < charges_.cells.offset[i + 1];  // it is there in the window
      Priced priced = any ? price_of(charges_.subject[i], charges_.row[i]) : Priced{};
      rates_.rate.push_back(std::move(priced.rate));
      rates_.source.push_back(std::move(priced.source));
      rates_.row.push_back(priced.row);
      if (priced.row != nullptr) note_stale(*priced.row, allocation::concern_of(charges_.subject[i], charges_.row[i]));
      const Rate& rate = rates_.rate.back();
      if (rate.constant > 0 || !rate.by_slice.empty()) rates_.source.back() += times_;
    }
    if (book_.network.bill && cluster_.flows.size() > 0) {
      note_missed(kBillUnused, book_.network.source, *book_.network.bill);
    }
    const bool billed = book_.network.bill && cluster_.flows.size() == 0;
    for (std::size_t i = 0; i < charges_.unclassified.size() && !billed; ++i) {
      const double gib = static_cast<double>(charges_.unclassified_kib[i]) / 1048.576;
      std::string object(names_.text(charges_.unclassified[i]));
      notices_.add(kUnclassified, object.append(": ").append(decimal_text(to_whole(gib), 3)).append(" GiB sent"),
                   cluster_.window);
    }
    note_traffic_units();
    note_unknown_bytes();
    if (billed && !is_charged(Subject::network_bill)) add_bill();
    add_management();
    for (const PriceRow& line : book_.lines) add_line(line);
    return std::move(rates_);
  }

 private:
  void note_stale(const PriceRow& row, Concern concern = {}) {
    constexpr Duration kYear = std::chrono::hours(24 * 365);
    if (row.as_of && *row.as_of < cluster_.window.end - kYear) {
      notices_.add(kStale, row.source, cluster_.window, 1, concern);
    }
  }

  /// The list of each cluster's provider and region, as its nodes name them.
  void find_lists() {
    const cluster::Nodes& nodes = cluster_.nodes;
    for (std::size_t n = 0; n < nodes.size() && !book_.providers.empty(); ++n) {
      const std::string_view provider = provider_of(names_.text(nodes.provider_id[n]));
      if (list_of(nodes.cluster[n]) != nullptr) continue;
      for (const PriceRow& list : book_.providers) {
        if (list.provider != provider || !agrees(list.region, nodes.region[n])) continue;
        lists_.emplace_back(nodes.cluster[n], &list);
        if (list.worth == 0) notices_.add(kNoExchangeRate, list.source + ": " + list.foreign, cluster_.window);
      }
    }
  }
  /// Null where there is none.
  [[nodiscard]] const PriceRow* list_of(NameId cluster) const {
    for (const auto& [name, list] : lists_) {
      if (name == cluster) return list;
    }
    return nullptr;
  }

  Priced price_of(Subject subject, std::uint32_t row) {
    switch (subject) {
      case Subject::volume:
        return price_volume(row);
      case Subject::balancer:
        return price_balancer(row);
      case Subject::flow:
        return price_flow(row);
      case Subject::fee:
        note_unit(cluster_.fees.price[row], kLikelyHour, names_.text(cluster_.fees.name[row]), "an hour",
                  {Concern::Table::fees, row});
        return exported(cluster_.fees.price[row], per_ms(1.0));
      case Subject::network_bill:
        if (!book_.network.bill) return {};
        return {{per_ms(book_.network.bill->count() * kHour.count()), {}}, book_.network.source};
      case Subject::balancer_bytes:
        return price_balancer_bytes(row);
    }
    return {};
  }

  [[nodiscard]] double per_ms(double per_hour) const { return per_hour / 3.6e6 * scale_; }
  [[nodiscard]] double per_kib_second(ByteSecondPrice price) const { return price.count() * 1024.0 * scale_; }
  [[nodiscard]] bool agrees(const std::string& wanted, NameId have) const {
    return wanted.empty() || wanted == names_.text(have);
  }

  /// price: in kPriceUnits of the exporter's currency; unit: money units per amount unit where the price is 1.
  [[nodiscard]] Priced exported(const StepValue& price, double unit) const {
    unit *= book_.exported;
    Priced out{{static_cast<double>(price.at(cluster_.window.end)) / cluster::kPriceUnits * unit, {}},
               std::string(kExported)};
    if (price.steps().size() < 2) return out;
    for (std::size_t slice = 0; slice < slices_.size(); ++slice) {
      out.rate.by_slice.push_back(static_cast<double>(price.at(end_of_hour(slice))) / cluster::kPriceUnits * unit);
    }
    return out;
  }
  /// An exported price may be per month, or per another unit.
  void note_unit(const StepValue& price, const Likely& likely, std::string_view object, std::string_view per,
                 Concern concern) {
    const auto last = static_cast<double>(price.at(cluster_.window.end));
    if (last == 0 || book_.per_dollar == 0) return;
    if (likely.has(last / cluster::kPriceUnits * book_.exported / book_.per_dollar)) return;
    notices_.add(kUnitSuspicious, std::string(object).append(": exported price of ").append(per), cluster_.window, 1,
                 concern);
  }
  void note_traffic_units() {
    constexpr std::string_view kPer[]{"a GiB to another zone", "a GiB to another region", "a GiB to the internet"};
    const cluster::NetworkPrices& prices = cluster_.network_prices;
    for (std::size_t i = 0; i < prices.cluster.size(); ++i) {
      for (std::size_t kind = 0; kind < cluster::kNetworkClasses; ++kind) {
        const StepValue& price = prices.price[i][kind];
        if (book_.network.rate[kind] || !price.known()) continue;
        note_unit(price, kLikelyTraffic, names_.text(prices.cluster[i]), kPer[kind], {Concern::Table::traffic, 0});
      }
    }
  }
  [[nodiscard]] Instant end_of_hour(std::size_t slice) const {
    while (slice + 1 < slices_.size() && slices_.hour[slice + 1] == slices_.hour[slice]) ++slice;
    return slices_.time[slice].end;
  }
  Priced unpriced(std::string_view object) {
    notices_.add(kUnpricedCharge, object, cluster_.window);
    return {{}, std::string(kUnpricedSource)};
  }

  /// Whether a volume is a bucket that looks like one.
  [[nodiscard]] bool is_object(std::uint32_t v) const {
    const std::string_view driver = names_.text(cluster_.volumes.driver[v]);
    return std::find(kObjectDrivers.begin(), kObjectDrivers.end(), driver) != kObjectDrivers.end();
  }

  /// The first entry with a price that matches; null where none does. Prices of any volume are not those of buckets.
  [[nodiscard]] const PriceRow* find_volume(const PriceRows& entries, std::uint32_t v, const PriceRow* list) const {
    for (const PriceRow& entry : entries) {
      if (list != nullptr && (entry.provider != list->provider || entry.region != list->region)) continue;
      const bool any = entry.volume.empty() && entry.storage_class.empty() && entry.driver.empty();
      if (any && is_object(v)) continue;
      if ((entry.size_rate || entry.rate) && matches_volume(entry, cluster_, v, names_)) return &entry;
    }
    return nullptr;
  }

  /// What is not by size alone makes a rate that changes with it.
  [[nodiscard]] Priced by_entry(const PriceRow& entry, const std::string& source, std::uint32_t v) const {
    const StepValue& kib = cluster_.volumes.kib[v];
    Priced out{{volume_price(entry, kib.at(cluster_.window.end)) * scale_, {}}, source, &entry};
    if (!entry.rate && entry.gib == 0) return out;
    out.source += ", by the volume";
    if (kib.steps().size() < 2) return out;
    for (std::size_t slice = 0; slice < slices_.size(); ++slice) {
      out.rate.by_slice.push_back(volume_price(entry, kib.at(end_of_hour(slice))) * scale_);
    }
    return out;
  }

  Priced price_volume(std::uint32_t v) {
    const cluster::Volumes& volumes = cluster_.volumes;
    if (const PriceRow* entry = find_volume(book_.volumes, v, nullptr)) {
      return by_entry(*entry, entry->source, v);
    }
    if (is_object(v)) {
      notices_.add(kObjectBacked, names_.text(volumes.name[v]), volumes.alive[v]);
      return {{}, "object storage (" + std::string(names_.text(volumes.driver[v])) + ")"};
    }
    if (volumes.on_node[v] != 0) {
      notices_.add(kOnNode, names_.text(volumes.name[v]), volumes.alive[v]);
      return {{}, "the disk of its node"};
    }
    if (volumes.exported_price[v].known()) {
      note_unit(volumes.exported_price[v], kLikelyVolume, names_.text(volumes.name[v]), "a GiB-hour",
                {Concern::Table::volumes, v});
      return exported(volumes.exported_price[v], 1.0 / kBytesPerGib / kHour.count() * 1024.0 * scale_);
    }
    const PriceRow* list = list_of(volumes.cluster[v]);
    const PriceRow* listed = list == nullptr ? nullptr : find_volume(book_.listed_volumes, v, list);
    if (listed != nullptr) return by_entry(*listed, list->source, v);
    if (book_.volume) return {{per_kib_second(*book_.volume), {}}, book_.default_source};
    return unpriced(names_.text(volumes.name[v]));
  }

  Priced price_balancer(std::uint32_t b) {
    const cluster::Balancers& balancers = cluster_.balancers;
    for (const PriceRow& entry : book_.balancers) {
      if (!entry.rate || !matches_balancer(entry, cluster_, b, names_)) continue;
      const double more = entry.address_rate ? entry.address_rate->count() : 0.0;
      const auto rate = [&](std::int64_t addresses) {
        return per_ms((entry.rate->count() + more * (static_cast<double>(addresses) / 1e6 - 1)) * kHour.count());
      };
      Priced out{{rate(balancers.addresses[b].at(cluster_.window.end)), {}}, entry.source, &entry};
      if (balancers.addresses[b].steps().size() < 2 || more == 0) return out;
      for (std::size_t slice = 0; slice < slices_.size(); ++slice) {
        out.rate.by_slice.push_back(rate(balancers.addresses[b].at(end_of_hour(slice))));
      }
      return out;
    }
    // OpenCost exports the price of the balancer, with its first address.
    if (balancers.exported_price[b].known()) {
      note_unit(balancers.exported_price[b], kLikelyHour, names_.text(balancers.service[b]), "an hour",
                {Concern::Table::balancers, b});
      return exported(balancers.exported_price[b], per_ms(1.0));
    }
    const PriceRow* list = list_of(balancers.cluster[b]);
    if (list != nullptr && list->rate) {
      return {{per_ms(list->rate->count() * kHour.count()), {}}, list->source};  // may be in a currency of its own
    }
    if (book_.balancer) return {{per_ms(book_.balancer->count() * kHour.count()), {}}, book_.default_source};
    return unpriced(names_.text(balancers.service[b]));
  }

  /// The first entry that matches and has a price of bytes, whichever its hours are priced by.
  Priced price_balancer_bytes(std::uint32_t b) {
    for (const PriceRow& entry : book_.balancers) {
      if (!entry.gib_rate || !matches_balancer(entry, cluster_, b, names_)) continue;
      return {{entry.gib_rate->count() * scale_, {}}, entry.source, &entry};
    }
    return unpriced(std::string(names_.text(cluster_.balancers.service[b])).append(": bytes processed"));
  }
  void note_unknown_bytes() {
    const cluster::Balancers& balancers = cluster_.balancers;
    for (std::uint32_t b = 0; b < balancers.size(); ++b) {
      if (balancers.throughput[b].known() || balancers.alive[b].empty()) continue;
      const bool asked = std::any_of(book_.balancers.begin(), book_.balancers.end(), [&](const PriceRow& entry) {
        return entry.gib_rate && entry.gib_rate->count() > 0 && matches_balancer(entry, cluster_, b, names_);
      });
      if (!asked) continue;
      notices_.add(kUnknownBytes, names_.text(balancers.service[b]), balancers.alive[b]);
      notices_.concern(kUnknownBytes.id, {Concern::Table::balancers, b});
    }
  }

  Priced price_flow(std::uint32_t f) {
    const auto kind = static_cast<std::size_t>(cluster_.flows.kind[f]);
    if (book_.network.rate[kind]) return {{book_.network.rate[kind]->count() * scale_, {}}, book_.network.source};
    const cluster::NetworkPrices& prices = cluster_.network_prices;
    for (std::size_t i = 0; i < prices.cluster.size(); ++i) {
      const bool same = prices.cluster[i] == cluster_.flows.cluster[f];
      if (same && prices.price[i][kind].known()) return exported(prices.price[i][kind], scale_ / kBytesPerGib);
    }
    const PriceRow* list = list_of(cluster_.flows.cluster[f]);
    if (list != nullptr && list->traffic[kind]) {
      return {{list->traffic[kind]->count() * scale_, {}}, list->source, list};
    }
    if (book_.default_network.rate[kind]) {
      return {{book_.default_network.rate[kind]->count() * scale_, {}}, book_.default_source};
    }
    return unpriced(names_.text(cluster_.flows.pod_name[f]));
  }

  [[nodiscard]] bool is_charged(Subject subject) const {
    return std::find(charges_.subject.begin(), charges_.subject.end(), subject) != charges_.subject.end();
  }
  /// A bill that no pod can be charged for, because nothing tells what pods sent.
  void add_bill() {
    notices_.add(kBillOfNobody, book_.network.source, cluster_.window);
    notices_.money(kBillOfNobody.id, &Notice::difference, in_window(*book_.network.bill));
    add_line("network", {}, *book_.network.bill, book_.network.source);
  }

  /// Of clusters whose fee nothing exports. Exporters show 0 where they know of none.
  void add_management() {
    const allocation::Bearers& bearers = charges_.bearers;
    const cluster::Fees& fees = cluster_.fees;
    for (std::size_t b = 0; b < bearers.kind.size(); ++b) {
      const NameId cluster = bearers.cluster[b];
      if (bearers.kind[b] != allocation::BearerKind::overhead) continue;
      bool told = false;
      for (std::size_t f = 0; f < fees.cluster.size(); ++f) {
        told = told || (fees.cluster[f] == cluster && fees.price[f].largest() > 0);
      }
      if (told && book_.management) {
        notices_.add(kNoEffect, book_.management_source + ": the fee is exported", cluster_.window);
      }
      if (told) continue;
      const PriceRow* list = list_of(cluster);
      if (book_.management) {
        add_line("cluster management", names_.text(cluster), *book_.management, book_.management_source);
      } else if (list != nullptr && list->management && has_label(cluster, list->label)) {
        add_line("cluster management", names_.text(cluster), *list->management, list->source);
      }
    }
  }

  /// Whether a node of the cluster has it.
  [[nodiscard]] bool has_label(NameId cluster, std::string_view label) const {
    const cluster::LabelReader labels(cluster_, names_, label);
    const cluster::Nodes& nodes = cluster_.nodes;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
      if (nodes.cluster[n] == cluster && labels.of_node(n) != kNoName) return true;
    }
    return false;
  }

  /// A disk is borne where its node is.
  void add_line(const PriceRow& line) {
    std::string_view cluster = line.cluster;
    if (!line.node.empty()) {
      const cluster::Nodes& nodes = cluster_.nodes;
      std::size_t n = 0;
      while (n < nodes.size() && !(agrees(line.node, nodes.name[n]) && agrees(line.cluster, nodes.cluster[n]))) ++n;
      if (n == nodes.size()) {
        return note_missed(kForeignDisk, line.name + " of " + line.node, *line.rate);
      }
      cluster = names_.text(nodes.cluster[n]);
    }
    note_stale(line);
    const std::size_t before = rates_.line_name.size();
    add_line(line.name, cluster, *line.rate, line.source);
    if (rates_.line_name.size() == before) return;
    rates_.line_row.back() = &line;
    rates_.line_gib.back() = line.gib;
    rates_.line_node.back() = line.node;
  }

  void add_line(std::string_view name, std::string_view cluster, SecondPrice rate, const std::string& source) {
    const allocation::Bearers& bearers = charges_.bearers;
    for (std::size_t b = 0; b < bearers.kind.size(); ++b) {
      if (bearers.kind[b] != allocation::BearerKind::overhead) continue;
      if (!cluster.empty() && names_.text(bearers.cluster[b]) != cluster) continue;
      rates_.line_name.emplace_back(name);
      rates_.line_rate.push_back({per_ms(rate.count() * kHour.count()), {}});
      rates_.line_source.push_back(source + times_);
      rates_.line_bearer.push_back(static_cast<std::uint32_t>(bearers.containers + b));
      rates_.line_row.push_back(nullptr);
      rates_.line_gib.push_back(0);
      rates_.line_node.emplace_back();
      rates_.line_of_all.push_back(cluster.empty() ? 1 : 0);
      return;
    }
    constexpr NoticeKind kForeign{"line-without-cluster", Severity::error,
                                  "A line of the prices names a cluster that is not there; it is not counted.",
                                  "Use the cluster's name as the answer shows it, or none."};
    note_missed(kForeign, std::string(name) + " of " + std::string(cluster), rate);
  }

  /// What the prices name and nothing counts, with what it would come to in the window.
  void note_missed(const NoticeKind& kind, std::string_view object, SecondPrice rate) {
    notices_.add(kind, object, cluster_.window);
    notices_.money(kind.id, &Notice::estimate, in_window(rate));
  }
  [[nodiscard]] std::int64_t in_window(SecondPrice rate) const {
    const auto ms = static_cast<double>(cluster_.window.length().count());
    return to_whole(per_ms(rate.count() * kHour.count()) * ms);
  }

  const Cluster& cluster_;
  const Charges& charges_;
  const Slices& slices_;
  const PriceBook& book_;
  const Names& names_;
  Notices& notices_;
  double scale_;
  std::string times_;
  std::vector<std::pair<NameId, const PriceRow*>> lists_;
  ChargeRates rates_;
};

}  // namespace

ChargeRates resolve_charge_rates(const Cluster& cluster, const Charges& charges, const Slices& slices,
                                 const PriceBook& book, const Names& names, Notices& notices, double factor) {
  return ChargeResolver(cluster, charges, slices, book, names, notices, factor).run();
}

}  // namespace prorata::pricing
