#include "pricing/overrides.h"

#include <algorithm>

#include "pricing/node_split.h"

namespace prorata::pricing {
namespace {

constexpr NoticeKind kContradicted{
    "price-contradicted", Severity::warning,
    "Two entries of the prices hold for a node, with different prices; the first is used.",
    "Add conditions to one of them, or put the one that is right first."};

constexpr std::string PriceRow::*kConditions[]{&PriceRow::label,  &PriceRow::provider, &PriceRow::instance_type,
                                               &PriceRow::region, &PriceRow::zone,     &PriceRow::gpu_model};

/// Whether it has a condition that `other` lacks: then it is no more general one for what `other` leaves.
bool is_about_else(const PriceRow& entry, const PriceRow& other) {
  if (entry.spot && !other.spot) return true;
  if (!entry.name.empty() || !entry.provider_id.empty()) return true;
  return std::any_of(std::begin(kConditions), std::end(kConditions),
                     [&](const auto text) { return !(entry.*text).empty() && (other.*text).empty(); });
}

/// What a node costs per second by an entry.
double per_second(const PriceRow& entry, const cluster::Nodes& nodes, std::size_t node, const ResourceRates& defaults) {
  if (entry.per_hour) return *entry.per_hour / kHour.count();
  const PerResource<double> own = plain(entry.rates), others = plain(defaults);
  double sum = 0;
  for (const cluster::Resource resource : cluster::kAllResources) {
    const std::size_t r = index(resource);
    const auto capacity = static_cast<double>(nodes.capacity[node][r].at(nodes.alive[node].end));
    sum += (own[r] > 0 ? own[r] : others[r]) * capacity * base_units(resource);
  }
  return sum;
}

}  // namespace

void tell_contradictions(const cluster::Cluster& cluster, const PriceBook& book, const Names& names, Notices& notices) {
  if (book.nodes.size() < 2) return;
  const cluster::Nodes& nodes = cluster.nodes;
  const NodeMatcher matcher(cluster, book, names);
  double scale = 1e-3;  // of milliseconds
  for (int digit = 0; digit < book.currency.digits; ++digit) scale *= 10;
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {
    const auto holds = [&](const PriceRow& entry) { return matcher.matches(entry, node); };
    const auto taken = std::find_if(book.nodes.begin(), book.nodes.end(), holds);
    // A price of one machine is meant to differ.
    if (taken == book.nodes.end() || !taken->name.empty() || !taken->provider_id.empty()) continue;
    const ResourceRates& defaults = matcher.is_spot(node) ? book.spot : book.on_demand;
    for (auto other = taken + 1; other != book.nodes.end(); ++other) {
      if (!holds(*other) || !is_about_else(*other, *taken)) continue;
      const double more = per_second(*taken, nodes, node, defaults) - per_second(*other, nodes, node, defaults);
      if (more == 0) continue;
      notices.add(kContradicted,
                  std::string(names.text(nodes.name[node])) + ": " + taken->source + ", not " + other->source,
                  nodes.alive[node], 1, {Concern::Table::nodes, node});
      notices.money(kContradicted.id, &Notice::difference,
                    to_whole(more * static_cast<double>(nodes.alive[node].length().count()) * scale));
      break;
    }
  }
}

}  // namespace prorata::pricing
