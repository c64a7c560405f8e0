// Nodes that are paid for in advance: which, and how much of their time.
#pragma once

#include <vector>

#include "allocation/slices.h"
#include "pricing/node_match.h"

namespace prorata::pricing {

class Coverage {
 public:
  /// All must outlive it.
  Coverage(const cluster::Cluster& cluster, const allocation::Slices& slices, const PriceBook& book,
           const NodeMatcher& matcher);

  /// The commitment of a node; null where none matches.
  [[nodiscard]] const PriceRow* of(std::size_t node) const;
  /// The part of a node's time in the cost hour of a slice that its commitment pays for. Where there are more nodes
  /// than a commitment counts, each is covered by the same part: which machine a provider names is not known.
  [[nodiscard]] double share(std::size_t node, std::size_t slice) const;
  /// Whether the part changes over time.
  [[nodiscard]] bool varies(std::size_t node) const { return of(node) != nullptr && of(node)->count > 0; }
  /// Of each commitment the node-hours that found no node; 0 where they are less than a thousandth; -1 of one that
  /// covers a part of nodes' time and is of no node.
  [[nodiscard]] std::vector<double> unused() const;

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  const allocation::Slices& slices_;
  const PriceBook& book_;
  std::vector<std::size_t> commitment_;           ///< per node
  std::vector<std::vector<std::int64_t>> lived_;  ///< per commitment and hour: ms that its nodes lived
  std::vector<std::int64_t> length_;              ///< of each hour
};

}  // namespace prorata::pricing
