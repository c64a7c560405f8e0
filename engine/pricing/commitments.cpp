#include "pricing/commitments.h"

#include <algorithm>

namespace prorata::pricing {

Coverage::Coverage(const cluster::Cluster& cluster, const allocation::Slices& slices, const PriceBook& book,
                   const NodeMatcher& matcher)
    : slices_(slices), book_(book) {
  const PriceRows& all = book.commitments;
  commitment_.assign(cluster.nodes.size(), kNone);
  if (all.empty()) return;
  for (std::size_t slice = 0; slice < slices.size(); ++slice) {
    if (slices.hour[slice] == length_.size()) length_.push_back(0);
    length_.back() += slices.time[slice].length().count();
  }
  lived_.assign(all.size(), std::vector<std::int64_t>(length_.size(), 0));
  for (std::size_t node = 0; node < cluster.nodes.size(); ++node) {
    // Providers sell no commitment on spot capacity, so that one that does not name it is for nodes on demand.
    const auto found = std::find_if(all.begin(), all.end(), [&](const PriceRow& made) {
      return matcher.matches(made, node) && (made.spot || !matcher.is_spot(node));
    });
    if (found == all.end()) continue;
    commitment_[node] = static_cast<std::size_t>(found - all.begin());
    for (std::size_t slice = 0; slice < slices.size(); ++slice) {
      const std::int64_t lived = overlap(slices.time[slice], cluster.nodes.alive[node]).length().count();
      lived_[commitment_[node]][slices.hour[slice]] += lived;
    }
  }
}

const PriceRow* Coverage::of(std::size_t node) const {
  return commitment_[node] == kNone ? nullptr : &book_.commitments[commitment_[node]];
}

double Coverage::share(std::size_t node, std::size_t slice) const {
  const PriceRow& made = *of(node);
  if (made.count == 0) return made.share;
  const std::size_t hour = slices_.hour[slice];
  const double paid = made.count * static_cast<double>(length_[hour]);
  const auto lived = static_cast<double>(lived_[commitment_[node]][hour]);
  return lived > paid ? paid / lived : 1.0;
}

std::vector<double> Coverage::unused() const {
  std::vector<double> left;
  for (std::size_t c = 0; c < lived_.size(); ++c) {
    double paid = 0, used = 0;
    bool any = false;
    for (std::size_t hour = 0; hour < length_.size(); ++hour) {
      any = any || lived_[c][hour] > 0;
      const double bought = book_.commitments[c].count * static_cast<double>(length_[hour]);
      paid += bought;
      used += std::min(bought, static_cast<double>(lived_[c][hour]));
    }
    const double nothing = any || paid > 0 ? 0 : -1;
    left.push_back(used < paid * 0.999 ? (paid - used) / 3.6e6 : nothing);
  }
  return left;
}

}  // namespace prorata::pricing
