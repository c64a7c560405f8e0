#include "pricing/entries.h"

#include <algorithm>
#include <span>

#include "pricing/charge_money.h"
#include "pricing/node_split.h"

namespace prorata::pricing {
namespace {

using allocation::Subject;

constexpr NoticeKind kContradicted{
    "price-contradicted", Severity::warning,
    "Two entries of the prices hold for the same thing, with different prices; the first is used.",
    "Add conditions to one of them, or put the one that is right first."};

constexpr std::string PriceRow::*kConditions[]{
    &PriceRow::label,     &PriceRow::provider, &PriceRow::instance_type, &PriceRow::region,     &PriceRow::zone,
    &PriceRow::gpu_model, &PriceRow::volume,   &PriceRow::storage_class, &PriceRow::driver,     &PriceRow::name_space,
    &PriceRow::service,   &PriceRow::name,     &PriceRow::provider_id,   &PriceRow::class_words};

/// `spot` alone is none: it says what spot nodes cost, if there are any.
bool has_condition(const PriceRow& entry) {
  return std::any_of(std::begin(kConditions), std::end(kConditions),
                     [&](const auto text) { return !(entry.*text).empty(); });
}

/// A price of one thing is meant to differ from all others.
bool is_of_one(const PriceRow& entry) {
  return !entry.name.empty() || !entry.provider_id.empty() || !entry.volume.empty() || !entry.service.empty();
}

/// Whether it has a condition that `other` lacks: then it is no more general one for what `other` leaves.
bool is_about_else(const PriceRow& entry, const PriceRow& other) {
  if (entry.spot && !other.spot) return true;
  return std::any_of(std::begin(kConditions), std::end(kConditions),
                     [&](const auto text) { return !(entry.*text).empty() && (other.*text).empty(); });
}

/// What a thing costs in the window by an entry that holds for it.
struct Offer {
  std::size_t entry;
  double cost;
};

/// One list of entries, asked for one thing after the other.
class List {
 public:
  List(const PriceRows& entries, Notices& notices) : entries_(entries), notices_(notices), state_(entries.size()) {}

  [[nodiscard]] const PriceRows& entries() const { return entries_; }
  void offer(std::size_t entry, double cost) { offers_.push_back({entry, cost}); }
  /// An entry that holds for something beside the offers.
  void hold(std::size_t entry) { state_[entry] |= kHolds | kTaken; }
  /// All entries that hold for it have made their offers, in their order.
  void judge(std::string_view thing, Window window, Concern concern = {}) {
    for (const Offer& offer : offers_) state_[offer.entry] |= kHolds;
    if (!offers_.empty()) {
      state_[offers_[0].entry] |= kTaken;
      compare(thing, window, concern);
    }
    offers_.clear();
  }
  void finish(Window window) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const PriceRow& entry = entries_[i];
      if ((state_[i] & kTaken) != 0 || entry.built_in || !has_condition(entry)) continue;
      const char* why = state_[i] == 0 ? "nothing meets its conditions" : "entries before it come first";
      notices_.add(kNoEffect, entry.source + ": " + why, window);
    }
  }

 private:
  static constexpr std::uint8_t kHolds = 1, kTaken = 2;

  void compare(std::string_view thing, Window window, Concern concern) {
    const PriceRow& taken = entries_[offers_[0].entry];
    if (is_of_one(taken)) return;
    for (const auto& [row, cost] : offers_) {
      const PriceRow& other = entries_[row];
      const double more = offers_[0].cost - cost;
      if (more == 0 || other.built_in || !is_about_else(other, taken)) continue;
      notices_.add(kContradicted, std::string(thing) + ": " + taken.source + ", not " + other.source, window, 1,
                   concern);
      notices_.money(kContradicted.id, &Notice::difference, to_whole(more));
      return;
    }
  }

  const PriceRows& entries_;
  Notices& notices_;
  std::vector<std::uint8_t> state_;
  std::vector<Offer> offers_;
};

class Entries {
 public:
  Entries(const cluster::Cluster& cluster, const PriceBook& book, const Names& names, Notices& notices)
      : cluster_(cluster),
        book_(book),
        names_(names),
        matcher_(cluster, book, names),
        lists_{{book.nodes, notices},
               {book.gpus, notices},
               {book.volumes, notices},
               {book.balancers, notices},
               {book.commitments, notices}} {
    scale_ = units_of(book.currency);
  }

  void run(const allocation::Charges& charges) {
    for (std::uint32_t node = 0; node < cluster_.nodes.size(); ++node) {
      if (!cluster_.nodes.alive[node].empty()) ask_node(node);
    }
    for (std::size_t i = 0; i < charges.size(); ++i) {
      if (charges.subject[i] == Subject::volume) ask_volume(charges, i);
      if (charges.subject[i] == Subject::balancer) ask_balancer(charges, i);
    }
    // Of commitments it is told elsewhere what they do not cover.
    for (List& list : std::span(lists_).first<4>()) list.finish(cluster_.window);
  }

 private:
  void ask_node(std::uint32_t node) {
    const cluster::Nodes& nodes = cluster_.nodes;
    const Window alive = nodes.alive[node];
    const double seconds = static_cast<double>(alive.length().count()) / 1000 * scale_;
    const double gpus = capacity(node, cluster::Resource::gpu);
    const Concern concern{Concern::Table::nodes, node};
    const std::string_view name = names_.text(nodes.name[node]);
    List &whole = lists_[0], &cards = lists_[1];
    for (std::size_t i = 0; i < book_.nodes.size(); ++i) {
      const PriceRow& entry = book_.nodes[i];
      if (matcher_.matches(entry, node)) whole.offer(i, per_second(entry, node) * seconds);
    }
    whole.judge(name, alive, concern);
    for (std::size_t i = 0; i < book_.gpus.size() && gpus > 0; ++i) {
      const PriceRow& entry = book_.gpus[i];
      if (matcher_.matches(entry, node)) cards.offer(i, *entry.per_hour / kHour.count() * gpus * seconds);
    }
    cards.judge(name, alive, concern);
    for (std::size_t i = 0; i < book_.commitments.size(); ++i) {
      const PriceRow& made = book_.commitments[i];
      const bool holds = matcher_.matches(made, node) && (made.spot || !matcher_.is_spot(node));
      if (holds) lists_[4].offer(i, per_second(made, node) * seconds);
    }
    lists_[4].judge(name, alive, concern);
  }

  /// What a node costs by an entry.
  [[nodiscard]] double per_second(const PriceRow& entry, std::uint32_t node) const {
    if (entry.per_hour) return *entry.per_hour / kHour.count();
    const PerResource<double> own = plain(entry.rates);
    const PerResource<double> others = plain(matcher_.is_spot(node) ? book_.spot : book_.on_demand);
    double sum = 0;
    for (const cluster::Resource resource : cluster::kAllResources) {
      const std::size_t r = index(resource);
      sum += (own[r] > 0 ? own[r] : others[r]) * capacity(node, resource);
    }
    return sum;
  }
  [[nodiscard]] double capacity(std::uint32_t node, cluster::Resource resource) const {
    const cluster::Nodes& nodes = cluster_.nodes;
    return static_cast<double>(nodes.capacity[node][index(resource)].at(nodes.alive[node].end)) * base_units(resource);
  }

  void ask_volume(const allocation::Charges& charges, std::size_t i) {
    const std::uint32_t v = charges.row[i];
    const cluster::Volumes& volumes = cluster_.volumes;
    const double amount = total_amount(charges, i) * scale_;
    const std::int64_t kib = volumes.kib[v].at(cluster_.window.end);
    for (std::size_t e = 0; e < book_.volumes.size(); ++e) {
      const PriceRow& entry = book_.volumes[e];
      const bool holds = (entry.size_rate || entry.rate) && matches_volume(entry, cluster_, v, names_);
      if (holds) lists_[2].offer(e, volume_price(entry, kib) * amount);
    }
    lists_[2].judge(names_.text(volumes.name[v]), volumes.alive[v], {Concern::Table::volumes, v});
  }

  void ask_balancer(const allocation::Charges& charges, std::size_t i) {
    const std::uint32_t b = charges.row[i];
    const cluster::Balancers& balancers = cluster_.balancers;
    const double seconds = total_amount(charges, i) / 1000 * scale_;
    bool bytes = !balancers.throughput[b].known();  // that are priced already
    for (std::size_t e = 0; e < book_.balancers.size(); ++e) {
      const PriceRow& entry = book_.balancers[e];
      if (!matches_balancer(entry, cluster_, b, names_)) continue;
      if (entry.rate) lists_[3].offer(e, entry.rate->count() * seconds);
      if (!entry.rate || (entry.gib_rate && !bytes)) lists_[3].hold(e);
      bytes = bytes || entry.gib_rate.has_value();
    }
    lists_[3].judge(names_.text(balancers.service[b]), cluster_.window, {Concern::Table::balancers, b});
  }

  const cluster::Cluster& cluster_;
  const PriceBook& book_;
  const Names& names_;
  NodeMatcher matcher_;
  double scale_ = 1;
  List lists_[5];
};

}  // namespace

void tell_entries(const cluster::Cluster& cluster, const allocation::Charges& charges, const PriceBook& book,
                  const Names& names, Notices& notices) {
  if (book.nodes.empty() && book.gpus.empty() && book.volumes.empty() && book.balancers.empty() &&
      book.commitments.empty()) {
    return;
  }
  Entries(cluster, book, names, notices).run(charges);
}

}  // namespace prorata::pricing
