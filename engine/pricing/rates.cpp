#include "pricing/rates.h"

#include <algorithm>

#include "pricing/commitments.h"
#include "pricing/entries.h"
#include "pricing/gpu_models.h"
#include "pricing/node_match.h"
#include "pricing/node_split.h"
#include "pricing/price_fields.h"
#include "pricing/rate_notices.h"

namespace prorata::pricing {
namespace {

using cluster::Cluster;
using cluster::index;
using cluster::kAllResources;
using cluster::kResources;
using cluster::Resource;
using Method = NodeSplit::Method;

constexpr std::size_t kCpu = index(Resource::cpu), kRam = index(Resource::ram);
constexpr std::size_t kGpu = index(Resource::gpu), kDisk = index(Resource::disk);

constexpr Duration kYear = std::chrono::hours(24 * 365);
/// A GPU that costs more than this part of its node is no part of it.
constexpr double kMostOfNode = 1.5;

constexpr double kMostOfDefault = 1.5;

/// Which prices a node has.
struct Choice {
  const PriceRow* price = nullptr;  ///< of an entry or a list
  const cluster::StepValue* exported_whole = nullptr;
  bool exported = false;
  bool discounted = false;
  double part = 1;  ///< of the price of the whole node
  const PriceRow* gpu = nullptr;
  PerResource<double> base{};  ///< default rates, per base unit and second
  Billing billing;
  std::optional<Instant> as_of;
  std::string source;

  [[nodiscard]] bool whole() const { return exported_whole != nullptr || (price != nullptr && price->per_hour); }
  [[nodiscard]] bool pays_disk() const { return price != nullptr && price->disk_included; }
};

class Resolver {
 public:
  Resolver(const Cluster& cluster, const allocation::Slices& slices, const PriceBook& book, const Names& names,
           Notices& notices, double factor, const WhatIf& what_if)
      : cluster_(cluster),
        nodes_(cluster.nodes),
        slices_(slices),
        book_(book),
        names_(names),
        notices_(notices),
        asked_(what_if),
        factor_(factor),
        scale_(units_of(book.currency) * factor),
        times_(times_factor(factor)),
        matcher_(cluster, book, names),
        coverage_(cluster, slices, book, matcher_) {
    const PerResource<double> demand = plain(book_.on_demand), spot = plain(book_.spot);
    for (std::size_t r = 0; r < kResources; ++r) {
      spot_[r] = spot[r] > 0 && demand[r] > 0 ? spot[r] / demand[r] : 1;
      if (book_.spot_discount > 0) spot_[r] = 1 - book_.spot_discount;
    }
  }

  void describe(Origin& origin) {
    const auto node = static_cast<std::size_t>(origin.node), r = static_cast<std::size_t>(origin.resource),
               slice = static_cast<std::size_t>(origin.slice);
    const Choice choice = choose(node);
    const Instant at = std::min(end_of_hour(node, slice), nodes_.alive[node].end);
    const PriceRow* row = choice.price;
    origin.gpu = choice.gpu == nullptr || !choice.gpu->attached;
    if (choice.whole()) {
      const SplitRequest request = request_of(node, choice, choice.pays_disk(), at);
      origin.per_hour = whole_price(choice, at);
      origin.disk = request.disk;
      origin.gpu = request.gpu;
      if (r == kDisk && !request.disk) row = nullptr;
    }
    const bool parts = !choice.whole() && row != nullptr && plain(row->rates)[r] > 0;
    if (r == kGpu && choice.gpu != nullptr && !parts && (!choice.whole() || origin.gpu == 0)) row = choice.gpu;
    if (!choice.whole() && !parts && row == choice.price) row = nullptr;
    for (const Resource resource : kAllResources) {
      origin.capacity[index(resource)] = capacity_at(node, resource, at);
    }
    origin.base = choice.base;
    origin.listed = choice.base[r];
    const auto& exported = nodes_.exported_price[node][r];
    if (choice.exported && exported.known()) {
      origin.listed = rates_of_parts(node, choice, at)[r] / base_units(kAllResources[r]) / scale_;
      tell_currency(origin, book_.exported, book_.exported_foreign);
    } else if (choice.exported_whole != nullptr && row == nullptr && r != kDisk) {
      tell_currency(origin, book_.exported, book_.exported_foreign);
    } else if (row != nullptr) {
      tell_currency(origin, row->worth, row->foreign);
      origin.written = parts ? row->rates.written[r] : row->written;
    } else {
      const std::size_t section = nodes_.is_virtual(node) ? 2 : matcher_.is_spot(node) ? 1 : 0;
      const ResourceRates* const sections[]{&book_.on_demand, &book_.spot, &book_.virtual_nodes};
      if (book_.default_in_foreign[section]) tell_currency(origin, book_.default_worth, book_.default_foreign);
      origin.written = sections[section]->written[r];
    }
    origin.lasting = choice.part;
    origin.bill = factor_;
    origin.discount = discount_on(node, choice, r);
    if (const PriceRow* made = coverage_.of(node); made != nullptr && !nodes_.implied[node]) {
      origin.committed = *made->per_hour;
      origin.covered = coverage_.share(node, slice);
    }
    if (book_.split.method == Method::shares && !choice.whole()) {
      origin.pooled = sum_of(node, rates_before(node, choice, at, slice), at);
    }
    origin.what_if = what_if(node, r);
    origin.billed = billed_part(node, choice.billing);
  }

  void describe_all(Origins& origins) {
    for (std::size_t i = 0; i < origins.size() / sizeof(Origin); ++i) {
      Origin origin = origin_at(origins, i);
      if (origin.node < 0) continue;
      describe(origin);
      std::memcpy(origins.data() + i * sizeof(Origin), &origin, sizeof(Origin));
    }
  }

  Rates run() {
    for (Notice notice : book_.notices.list()) {
      notice.range = cluster_.window;
      notices_.add(notice);
    }
    for (std::size_t node = 0; node < nodes_.size(); ++node) add(node);
    const std::vector<double> unused = coverage_.unused();
    for (std::size_t c = 0; c < unused.size(); ++c) {
      const double hours = unused[c];
      if (hours == 0) continue;
      const PriceRow& made = book_.commitments[c];
      if (hours < 0) {
        notices_.add(kNoEffect, made.source + ": no node is covered by it", cluster_.window);
        continue;
      }
      notices_.add(kUnused, made.source + ": " + decimal_text(to_whole(hours * 1000), 3) + " node-hours",
                   cluster_.window);
      notices_.money(kUnused.id, &Notice::estimate, to_whole(*made.per_hour * hours * scale_));
    }
    return std::move(rates_);
  }

 private:
  void add(std::size_t node) {
    const Choice choice = choose(node);
    rates_.unpriced.push_back(0);
    rates_.exported.push_back(0);
    rates_.source.push_back(choice.source + times_);
    rates_.node.emplace_back();
    PerResource<Rate>& rate = rates_.node.back();
    const double billed = billed_part(node, choice.billing);
    const Instant last = nodes_.alive[node].end;
    const PerResource<double> now = rates_at(node, choice, last, slice_at(last));
    for (std::size_t r = 0; r < kResources; ++r) rate[r].constant = now[r] * billed;
    if (varies(node, choice)) {
      for (std::size_t slice = 0; slice < slices_.size(); ++slice) {
        const Instant at = std::min(end_of_hour(node, slice), last);
        const PerResource<double> then = rates_at(node, choice, at, slice);
        for (std::size_t r = 0; r < kResources; ++r) rate[r].by_slice.push_back(then[r] * billed);
      }
    }
    if (!nodes_.alive[node].empty()) note_oddities(node, choice, now);
    rates_.hourly.push_back(hourly(node, now, last));
  }

  // Which prices.

  Choice choose(std::size_t node) {
    Choice choice;
    const bool spot = matcher_.is_spot(node);
    const bool virtual_node = nodes_.is_virtual(node);
    choice.base = plain(virtual_node ? book_.virtual_nodes : spot ? book_.spot : book_.on_demand);
    if (capacity_at(node, Resource::gpu, nodes_.alive[node].end) > 0) choice.gpu = matcher_.gpu_price(node);
    if (choice.gpu != nullptr) choice.base[kGpu] = *choice.gpu->per_hour / kHour.count();
    choice.billing = book_.billing;
    choice.source = book_.default_source + (virtual_node ? ", of virtual nodes" : "");
    choice.as_of = book_.as_of;
    if (!choose_entry(node, choice) && !choose_whole(node, choice) && !choose_exported(node, choice)) {
      (void)choose_listed(node, spot, choice);
    }
    if (!choice.whole() && choice.price == nullptr) add_gpu_source(choice);
    add_rules(node, choice);
    return choice;
  }

  bool choose_entry(std::size_t node, Choice& choice) const {
    const auto entry = std::find_if(book_.nodes.begin(), book_.nodes.end(),
                                    [&](const PriceRow& price) { return matcher_.matches(price, node); });
    if (entry == book_.nodes.end()) return false;
    // A price of the whole needs a capacity to be split over.
    const bool unusable = entry->per_hour && nodes_.implied[node];
    if (!unusable) take(*entry, choice);
    return true;
  }

  /// Where nothing exports the prices of its parts.
  bool choose_whole(std::size_t node, Choice& choice) const {
    const cluster::StepValue& whole = nodes_.exported_price[node][cluster::kWholePrice];
    if (!whole.known() || nodes_.implied[node]) return false;
    choice.exported_whole = &whole;
    choice.discounted = true;
    choice.source = "exported metrics of the whole node";
    choice.as_of.reset();
    return true;
  }

  bool choose_exported(std::size_t node, Choice& choice) const {
    bool any = false, all = true;
    for (const Resource resource : {Resource::cpu, Resource::ram, Resource::gpu}) {
      const bool known = nodes_.exported_price[node][index(resource)].known();
      const bool other = resource == Resource::gpu && choice.gpu != nullptr;
      any = any || known;
      all = all && (known || other || capacity_at(node, resource, nodes_.alive[node].end) == 0);
    }
    if (!any) return false;
    if (nodes_.exported_price[node][kGpu].known()) choice.gpu = nullptr;
    choice.exported = choice.discounted = true;
    choice.source = all ? "exported metrics" : "exported metrics and " + book_.default_source;
    if (all) choice.as_of.reset();
    return true;
  }

  bool choose_listed(std::size_t node, bool spot, Choice& choice) {
    const NodeMatcher::Listed listed = matcher_.listed(node);
    if (listed.price == nullptr || nodes_.implied[node]) return false;
    if (listed.price->worth == 0) {
      note(kNoExchangeRate, node, ": " + listed.price->foreign);
      return false;
    }
    take(*listed.price, choice);
    choice.discounted = true;
    if (spot && !listed.spot && book_.spot_discount > 0) {
      choice.part = 1 - book_.spot_discount;
      choice.source += ", less the discount of spot nodes";
    }
    if (listed.elsewhere) {
      choice.source += ", of another region";
      note(kElsewhere, node);
    }
    return true;
  }

  static void take(const PriceRow& price, Choice& choice) {
    choice.price = &price;
    choice.source = price.source;
    choice.billing = price.billing;
    choice.as_of = price.as_of;
    if (!choice.whole()) {
      const PerResource<double> own = plain(price.rates);
      for (std::size_t r = 0; r < kResources; ++r) choice.base[r] = own[r] > 0 ? own[r] : choice.base[r];
    }
  }

  static void add_gpu_source(Choice& choice) {
    if (choice.gpu != nullptr) choice.source += ", GPUs " + choice.gpu->source;
  }

  /// How the prices are applied, for the reader of a report.
  void add_rules(std::size_t node, Choice& choice) const {
    const bool gpus = capacity_at(node, Resource::gpu, nodes_.alive[node].end) > 0;
    choice.discounted = choice.discounted && book_.cpu_discount + book_.ram_discount > 0;
    if (choice.discounted) choice.source += ", less discounts";
    if (const PriceRow* made = coverage_.of(node)) choice.source += ", committed " + made->source;
    if (asked_ != WhatIf{}) choice.source += ", what if";
    if (book_.split.method == Method::shares) {
      choice.source += ", split by shares";
    } else if (choice.whole() && gpus) {
      if (choice.gpu != nullptr && choice.gpu->attached) return add_gpu_source(choice);
      constexpr std::string_view kMethods[]{", split by ratio", ", split by what CPU and memory leave",
                                            ", all on GPUs"};
      choice.source += kMethods[static_cast<std::size_t>(book_.split.method)];
    }
  }

  // When rates change.

  [[nodiscard]] bool varies(std::size_t node, const Choice& choice) const {
    const bool split = choice.whole() || coverage_.of(node) != nullptr || book_.split.method == Method::shares;
    return (split && changes(nodes_.capacity[node])) ||
           ((choice.exported || choice.exported_whole != nullptr) && changes(nodes_.exported_price[node])) ||
           coverage_.varies(node);
  }
  static bool changes(const PerResource<cluster::StepValue>& values) {
    return std::any_of(values.begin(), values.end(), [](const auto& value) { return value.steps().size() > 1; });
  }
  /// End of the node's cost hour of a slice: an hour has one rate, or its money would depend on where steps cut it.
  [[nodiscard]] Instant end_of_hour(std::size_t node, std::size_t slice) const {
    const std::uint32_t* hour = slices_.hours_of(static_cast<std::uint32_t>(node));
    std::size_t last = slice;
    while (last + 1 < slices_.size() && hour[last + 1] == hour[slice]) ++last;
    return slices_.time[last].end;
  }
  [[nodiscard]] std::size_t slice_at(Instant at) const {
    std::size_t slice = 0;
    while (slice + 1 < slices_.size() && slices_.time[slice].end < at) ++slice;
    return slice;
  }

  /// What a provider bills of a node's life, where the window shows its begin and its end.
  [[nodiscard]] double billed_part(std::size_t node, const Billing& billing) const {
    const Window alive = nodes_.alive[node];
    const bool seen = alive.begin > cluster_.window.begin && alive.end < cluster_.window.end;
    if (!seen || alive.empty()) return 1;
    Duration billed = std::max(alive.length(), billing.minimum);
    if (billing.round_to.count() > 0) billed = ceil_to(Instant(billed), billing.round_to).time_since_epoch();
    return static_cast<double>(billed.count()) / static_cast<double>(alive.length().count());
  }

  // Rates, in money units per amount unit.

  [[nodiscard]] std::int64_t capacity_at(std::size_t node, Resource resource, Instant at) const {
    return nodes_.capacity[node][index(resource)].at(at);
  }

  [[nodiscard]] PerResource<double> rates_at(std::size_t node, const Choice& choice, Instant at,
                                             std::size_t slice) const {
    PerResource<double> rates = rates_before(node, choice, at, slice);
    if (book_.split.method == Method::shares && !choice.whole()) share_out(node, choice, at, rates);
    for (std::size_t r = 0; r < kResources; ++r) rates[r] *= what_if(node, r);
    return rates;
  }
  /// Of the whole node.
  [[nodiscard]] double whole_price(const Choice& choice, Instant at) const {
    if (choice.exported_whole == nullptr) return *choice.price->per_hour;
    return static_cast<double>(choice.exported_whole->at(at)) / cluster::kPriceUnits * book_.exported;
  }
  /// Before prices of parts are put together and split by shares.
  [[nodiscard]] PerResource<double> rates_before(std::size_t node, const Choice& choice, Instant at,
                                                 std::size_t slice) const {
    PerResource<double> rates{};
    if (choice.whole()) {
      rates = split_price(node, choice, whole_price(choice, at) * choice.part, choice.pays_disk(), at);
    } else {
      rates = rates_of_parts(node, choice, at);
    }
    for (const std::size_t r : {kCpu, kRam}) rates[r] *= 1 - discount_on(node, choice, r);
    if (const PriceRow* made = coverage_.of(node); made != nullptr && !nodes_.implied[node]) {
      const double share = coverage_.share(node, slice);
      const PerResource<double> paid = split_price(node, choice, *made->per_hour, true, at);
      for (std::size_t r = 0; r < kResources; ++r) rates[r] = paid[r] * share + rates[r] * (1 - share);
    }
    return rates;
  }

  /// Only nodes on demand can be spot nodes or committed instead. A spot node is as much cheaper as the prices say: by
  /// their discount, else as their default rates are.
  [[nodiscard]] double what_if(std::size_t node, std::size_t r) const {
    constexpr double kAll = 100;
    const double factor = 1 + asked_[r] / kAll;
    if (matcher_.is_spot(node) || nodes_.is_virtual(node)) return factor;
    const auto [spot, committed, saving] = std::array{asked_[4] / kAll, asked_[5] / kAll, asked_[6] / kAll};
    const double kept = coverage_.of(node) == nullptr ? 1 - committed * saving : 1;
    return factor * (spot * spot_[r] + (1 - spot) * kept);
  }

  /// Not off default rates, which are what is paid.
  [[nodiscard]] double discount_on(std::size_t node, const Choice& choice, std::size_t r) const {
    const bool listed = !choice.exported || nodes_.exported_price[node][r].known();
    if (!choice.discounted || !listed || r > kRam) return 0;
    return r == kCpu ? book_.cpu_discount : book_.ram_discount;
  }

  [[nodiscard]] PerResource<double> rates_of_parts(std::size_t node, const Choice& choice, Instant at) const {
    PerResource<double> rates{};
    for (const Resource resource : kAllResources) {
      const std::size_t r = index(resource);
      const auto& price = nodes_.exported_price[node][r];
      if (choice.exported && price.known()) {
        const double unit = cluster::in_bytes(resource) ? kBytesPerGib : 1.0;
        rates[r] = static_cast<double>(price.at(at)) / cluster::kPriceUnits * book_.exported / unit / kHour.count();
      } else {
        rates[r] = choice.base[r];
      }
      rates[r] = rates[r] * base_units(resource) * scale_;
    }
    return rates;
  }

  /// disk: whether the price pays for it.
  [[nodiscard]] SplitRequest request_of(std::size_t node, const Choice& choice, bool disk, Instant at) const {
    SplitRequest request;
    request.disk = disk;
    request.gpu = choice.gpu == nullptr || !choice.gpu->attached;
    for (const Resource resource : kAllResources) {
      request.capacity[index(resource)] = capacity_at(node, resource, at);
    }
    request.base = choice.base;
    return request;
  }
  static PerResource<double> per_amount(const PerResource<std::int64_t>& parts,
                                        const PerResource<std::int64_t>& capacity) {
    PerResource<double> rates{};
    for (std::size_t r = 0; r < kResources; ++r) {
      if (capacity[r] > 0) {
        rates[r] = static_cast<double>(parts[r]) / (static_cast<double>(capacity[r]) * kHour.count());
      }
    }
    return rates;
  }

  /// A disk or GPU that the price does not pay for has its own rate.
  [[nodiscard]] PerResource<double> split_price(std::size_t node, const Choice& choice, double per_hour, bool disk,
                                                Instant at) const {
    const SplitRequest request = request_of(node, choice, disk, at);
    PerResource<double> rates = per_amount(split_node(per_hour, scale_, book_.split, request), request.capacity);
    for (const std::size_t r : {request.disk ? kResources : kDisk, request.gpu ? kResources : kGpu}) {
      if (r < kResources) rates[r] = choice.base[r] * base_units(kAllResources[r]) * scale_;
    }
    return rates;
  }

  /// The price of the whole node, split by shares.
  void share_out(std::size_t node, const Choice& choice, Instant at, PerResource<double>& rates) const {
    SplitRequest request = request_of(node, choice, true, at);
    request.gpu = true;
    const double sum = sum_of(node, rates, at);
    if (sum > 0) rates = per_amount(split_node(sum, 1, book_.split, request), request.capacity);
  }
  /// Of the whole node, money units per hour.
  [[nodiscard]] double sum_of(std::size_t node, const PerResource<double>& rates, Instant at) const {
    double sum = 0;
    for (std::size_t r = 0; r < kResources; ++r) {
      sum += rates[r] * static_cast<double>(nodes_.capacity[node][r].at(at)) * kHour.count();
    }
    return sum;
  }

  // What is odd.

  void note(const NoticeKind& kind, std::size_t node, const std::string& more = {}) {
    notices_.add(kind, std::string(names_.text(nodes_.name[node])) + more, nodes_.alive[node], 1, concern(node));
  }
  static Concern concern(std::size_t node) { return {Concern::Table::nodes, static_cast<std::uint32_t>(node)}; }

  void note_oddities(std::size_t node, const Choice& choice, const PerResource<double>& rates) {
    const Window alive = nodes_.alive[node];
    if (choice.as_of && *choice.as_of < cluster_.window.end - kYear) {
      notices_.add(kStale, choice.source, alive, 1, concern(node));
    }
    if (nodes_.implied[node] && !nodes_.is_virtual(node)) note_whole(node);
    bool discounted = false;
    for (const Resource resource : kAllResources) {
      const std::size_t r = index(resource);
      const bool always = r == kCpu || r == kRam;
      const bool needed = nodes_.implied[node] ? always : capacity_at(node, resource, cluster_.window.end) > 0;
      // Parts of a whole price may be nothing: the price is paid all the same.
      const bool paid = book_.split.method == Method::shares || (choice.whole() && (r != kDisk || choice.pays_disk()));
      const bool told = (choice.exported || choice.exported_whole != nullptr) && nodes_.exported_price[node][r].known();
      rates_.exported.back() |= static_cast<std::uint8_t>(told ? 1 << r : 0);
      if (told) note_unit(node, r);
      if (!needed || rates[r] > 0) continue;
      if (choice.part == 0 || discount_on(node, choice, r) == 1) {
        discounted = true;
        continue;
      }
      const bool by_shares = book_.split.method == Method::shares;
      if (r == kGpu && (by_shares || (choice.whole() && book_.split.method == Method::residual)))
        note(kNothingLeft, node);
      if (paid) continue;
      rates_.unpriced.back() |= static_cast<std::uint8_t>(1 << r);
      note(r == kDisk ? kUnpricedDisk : kUnpriced, node);
    }
    if (discounted) note(kDiscounted, node);
    if (choice.whole()) note_whole_unit(node, choice);
    note_gpus(node, choice, rates);
  }

  /// What is written for an hour may be a price of a month, or the reverse: by what its cores and GPUs may cost.
  void note_whole_unit(std::size_t node, const Choice& choice) {
    const auto units = [&](Resource resource) {
      const std::int64_t amount = capacity_at(node, resource, nodes_.alive[node].end);
      return static_cast<double>(amount) * base_units(resource);
    };
    const double cores = units(Resource::cpu), gpus = units(Resource::gpu);
    if (book_.per_dollar == 0 || cores == 0) return;
    const double dollars = whole_price(choice, nodes_.alive[node].end) * choice.part / book_.per_dollar;
    const bool least = dollars >= cores * kLikely[kCpu].least;
    const bool most = dollars <= cores * kLikely[kCpu].most + gpus * kLikely[kGpu].most;
    if (dollars > 0 && !(least && most)) note(kUnitSuspicious, node, ": price of the whole node");
  }

  /// An exported price may be per month, or per MiB.
  void note_unit(std::size_t node, std::size_t r) {
    constexpr std::string_view kPer[]{"core", "GiB", "GPU"};
    const std::int64_t price = nodes_.exported_price[node][r].at(nodes_.alive[node].end);
    if (price == 0 || book_.per_dollar == 0 || r >= std::size(kPer)) return;
    const double dollars = static_cast<double>(price) / cluster::kPriceUnits * book_.exported / book_.per_dollar;
    if (kLikely[r].has(dollars)) return;
    note(kUnitSuspicious, node, ": exported price of a " + std::string(kPer[r]) + "-hour");
  }

  /// Units of money are taken for dollars of about the same worth.
  void note_gpus(std::size_t node, const Choice& choice, const PerResource<double>& rates) {
    const std::int64_t gpus = capacity_at(node, Resource::gpu, nodes_.alive[node].end);
    if (nodes_.capacity[node][kGpu].largest() == 0) note_no_gpus(node);
    if (gpus == 0) return;
    const double hour = rates[kGpu] * kHour.count() / base_units(Resource::gpu) / scale_;
    // Default rates are for any model: one that is somewhat dear for a small one is no instance.
    const double most = most_of_gpu(matcher_.gpu_of(node)) * (choice.gpu == nullptr ? kMostOfDefault : 1);
    const bool dear = book_.per_dollar > 0 && hour / book_.per_dollar > most;
    const double whole = choice.whole() ? whole_price(choice, nodes_.alive[node].end) * choice.part * kMostOfNode : 0;
    const bool too_many = whole > 0 && choice.gpu != nullptr && !choice.gpu->attached &&
                          *choice.gpu->per_hour * static_cast<double>(gpus) * base_units(Resource::gpu) > whole;
    if (!dear && !too_many) return;
    const std::string& price = choice.gpu == nullptr ? choice.source : choice.gpu->source;
    note(kGpuInstance, node, ": " + price);
  }

  /// What a node of unknown capacity would cost by a price of the whole, which nothing can be split over.
  void note_whole(std::size_t node) {
    const PriceRow* whole = matcher_.listed(node).price;
    for (const PriceRow& entry : book_.nodes) {
      if (!entry.per_hour || !matcher_.matches(entry, node)) continue;
      whole = &entry;
      break;
    }
    if (whole == nullptr || !whole->per_hour || whole->worth == 0) return;
    const double hours = static_cast<double>(nodes_.alive[node].length().count()) / 3.6e6;
    notices_.money("node-without-capacity", &Notice::estimate, to_whole(*whole->per_hour * hours * scale_));
  }

  /// A price for GPUs where no GPU is known: for at least one, for all of the node's life.
  void note_no_gpus(std::size_t node) {
    const double exported = static_cast<double>(nodes_.exported_price[node][kGpu].largest()) / cluster::kPriceUnits;
    const PriceRow* gpu = matcher_.gpu_price(node);
    if (nodes_.is_virtual(node) || (exported == 0 && gpu == nullptr)) return;
    note(kNoGpus, node);
    const double hours = static_cast<double>(nodes_.alive[node].length().count()) / 3.6e6;
    const double price = exported > 0 ? exported * book_.exported : *gpu->per_hour;
    notices_.money(kNoGpus.id, &Notice::estimate, to_whole(price * hours * scale_));
  }

  [[nodiscard]] Money hourly(std::size_t node, const PerResource<double>& rates, Instant at) const {
    Money sum;
    for (std::size_t r = 0; r < kResources; ++r) {
      const double amount = static_cast<double>(nodes_.capacity[node][r].at(at)) * kHour.count();
      sum += Money(to_whole(amount * rates[r]));
    }
    return sum;
  }

  const Cluster& cluster_;
  const cluster::Nodes& nodes_;
  const allocation::Slices& slices_;
  const PriceBook& book_;
  const Names& names_;
  Notices& notices_;
  const WhatIf& asked_;
  double factor_, scale_;
  std::string times_;
  NodeMatcher matcher_;
  Coverage coverage_;
  PerResource<double> spot_{};  ///< what spot costs of what it costs on demand
  Rates rates_;
};

}  // namespace

void tell_currency(Origin& origin, double worth, std::string_view foreign) {
  if (worth == 0) return;
  origin.worth = worth;
  origin.listed /= worth;
  std::copy_n(foreign.begin(), std::min(foreign.size(), origin.currency.size() - 1), origin.currency.begin());
}

Rates resolve_rates(const Cluster& cluster, const allocation::Slices& slices, const PriceBook& book, const Names& names,
                    Notices& notices, double factor, const WhatIf& what_if) {
  return Resolver(cluster, slices, book, names, notices, factor, what_if).run();
}

void describe_rates(const Cluster& cluster, const allocation::Slices& slices, const PriceBook& book, const Names& names,
                    double factor, const WhatIf& what_if, Origins& origins) {
  Notices told;  // already
  Resolver(cluster, slices, book, names, told, factor, what_if).describe_all(origins);
}

}  // namespace prorata::pricing
