#include "rollup/borne.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "core/money.h"

namespace prorata::rollup {
namespace {

using cluster::kNone;
using cluster::kResources;

/// Money at a place: a piece that gives, or whoever receives.
struct Place {
  std::size_t at = 0;
  std::int64_t money = 0;
};

/// Hands out what is wanted, both in their order; `give(from, to, money)` takes note. all: everything goes, whatever
/// its sign; else as much as is wanted.
template <class Give>
void hand_out(std::vector<Place> have, std::vector<Place> want, bool all, Give give) {
  std::size_t to = 0;
  const auto hand = [&](Place& from, std::int64_t money) {
    give(from.at, want[to].at, money);
    from.money -= money;
    want[to].money -= money;
    if (want[to].money == 0 && to + 1 < want.size()) ++to;
  };
  for (Place& from : have) {
    while (from.money != 0) {
      const std::int64_t wanted = want[to].money;
      const bool against = (from.money > 0) != (wanted > 0);
      if (!all && (wanted == 0 || against)) break;
      const bool rest = all && (against || to + 1 == want.size());
      hand(from, rest || std::abs(from.money) < std::abs(wanted) ? from.money : wanted);
    }
  }
  // Credits may have left too little of the right sign.
  while (want[to].money != 0) hand(have.back(), want[to].money);
}

class Sharing {
 public:
  Sharing(const Bought& bought, const query::Question& question, std::size_t step)
      : bought_(bought),
        source_(bought.source),
        cluster_(bought.source.cluster),
        question_(question),
        step_(step),
        nodes_(cluster_.nodes.size()) {}

  Borne run() {
    add_containers();
    add_parts();
    const bool netted = question_.idle == query::IdlePolicy::share && question_.idle_by == query::IdleBy::cluster;
    for (std::size_t r = 0; netted && r < kResources; ++r) balance_nodes(r);
    for (std::size_t i = 0; !bought_.taker.empty() && i < pieces_.size(); ++i) {
      const std::size_t rule = bought_.taker[pieces_[i].bearer];
      if (rule < question_.shares.size()) taken_.emplace_back(rule, i);
    }
    std::stable_sort(taken_.begin(), taken_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t rule = 0; rule < question_.shares.size(); ++rule) share(rule);
    return sorted();
  }

 private:
  [[nodiscard]] std::int64_t at_step(const std::vector<std::int64_t>& table, std::size_t row) const {
    return table.empty() ? 0 : table[row * source_.costs.steps + step_];
  }

  void add_containers() {
    for (std::uint32_t c = 0; c < cluster_.containers.size(); ++c) {
      const std::uint32_t node = cluster_.pods.node[cluster_.containers.pod[c]];
      for (std::size_t r = 0; node != kNone && r < kResources; ++r) {
        const std::int64_t money = at_step(source_.costs.containers[r], c);
        if (money == 0) continue;
        pieces_.push_back({node, c, c, Piece::kNoRule, static_cast<std::uint8_t>(r), false, money, money});
      }
    }
    std::stable_sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) { return a.thing < b.thing; });
  }

  void add_parts() {
    const std::size_t first = pieces_.size();
    for (const pricing::ChargePart& part : bought_.parts) {
      if (bought_.step_of_period[part.step] != step_ || part.money == 0) continue;
      const auto thing = static_cast<std::uint32_t>(nodes_ + part.charge);
      pieces_.push_back({thing, part.bearer, part.bearer, Piece::kNoRule, 0, false, part.money, part.money});
    }
    const std::vector<std::uint32_t>& steps = bought_.step_of_period;
    if (std::count(steps.begin(), steps.end(), step_) > 1) join_periods(first);
  }

  /// What a bearer pays of a charge is one piece, in however many periods it does.
  void join_periods(std::size_t first) {
    const auto begin = pieces_.begin() + static_cast<std::ptrdiff_t>(first);
    std::stable_sort(begin, pieces_.end(), [](const Piece& a, const Piece& b) {
      return std::pair(a.thing, a.bearer) < std::pair(b.thing, b.bearer);
    });
    std::size_t last = first;
    for (std::size_t i = first + 1; i < pieces_.size(); ++i) {
      if (pieces_[i].thing == pieces_[last].thing && pieces_[i].bearer == pieces_[last].bearer) {
        pieces_[last].money += pieces_[i].money;
        pieces_[last].whole += pieces_[i].whole;
      } else {
        pieces_[++last] = pieces_[i];
      }
    }
    pieces_.resize(std::min(pieces_.size(), last + 1));
  }

  /// Idle that was netted over a cluster: nodes whose containers pay more than the node costs have pieces of those that
  /// are paid too little for.
  void balance_nodes(std::size_t r) {
    const cluster::Nodes& nodes = cluster_.nodes;
    const std::size_t count = pieces_.size();
    std::vector<std::vector<std::size_t>> of_node(nodes_);
    for (std::size_t i = 0; i < count; ++i) {
      const Piece& piece = pieces_[i];
      if (piece.thing < nodes_ && piece.resource == r && !piece.idle) of_node[piece.thing].push_back(i);
    }
    for (std::size_t begin = 0, end = 0; begin < nodes_; begin = end) {
      std::vector<Place> have, want;
      for (; end < nodes_ && nodes.cluster[end] == nodes.cluster[begin]; ++end) {
        std::int64_t over = at_step(source_.costs.idle[r], end) - at_step(source_.costs.assets[r], end);
        for (const std::size_t i : of_node[end]) over += pieces_[i].money;
        if (over < 0) want.push_back({end, -over});
        if (over > 0) take_over(of_node[end], over, have);
      }
      if (have.empty() || want.empty()) continue;
      hand_out(std::move(have), std::move(want), true, [&](std::size_t from, std::size_t node, std::int64_t money) {
        Piece moved = pieces_[from];
        moved.thing = static_cast<std::uint32_t>(node);
        moved.idle = true;
        moved.money = money;
        pieces_.push_back(moved);
        pieces_[from].money -= money;
      });
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (pieces_[i].resource == r && pieces_[i].thing < nodes_) pieces_[i].whole = pieces_[i].money;
    }
  }

  /// What is too much on a node, from all of its containers by what they pay.
  void take_over(const std::vector<std::size_t>& pieces, std::int64_t over, std::vector<Place>& have) const {
    std::vector<std::int64_t> weights;
    weights.reserve(pieces.size());
    for (const std::size_t i : pieces) weights.push_back(std::max<std::int64_t>(0, pieces_[i].money));
    if (std::all_of(weights.begin(), weights.end(), [](std::int64_t weight) { return weight == 0; })) return;
    const std::vector<std::int64_t> parts = split(over, weights);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (parts[k] != 0) have.push_back({pieces[k], parts[k]});
    }
  }

  [[nodiscard]] NameId cluster_of(std::uint32_t bearer) const {
    const allocation::Bearers& bearers = source_.charges.bearers;
    return bearer < bearers.containers ? cluster_.pods.cluster[cluster_.containers.pod[bearer]]
                                       : bearers.cluster[bearer - bearers.containers];
  }

  void share(std::size_t rule) {
    const auto before = [](const sharing::LedgerEntry& entry, const std::pair<std::size_t, std::size_t>& key) {
      return std::pair<std::size_t, std::size_t>(entry.rule, entry.step) < key;
    };
    const auto& entries = bought_.entries;
    auto at = std::lower_bound(entries.begin(), entries.end(), std::pair(rule, step_), before);
    const auto end = std::lower_bound(at, entries.end(), std::pair(rule, step_ + 1), before);
    while (at != end) {
      const NameId of = at->cluster;
      std::vector<Place> want;
      std::int64_t wanted = 0;
      for (; at != end && at->cluster == of; ++at) {
        if (at->part != 0) want.push_back({at->container, at->part});
        wanted += at->part;
      }
      std::sort(want.begin(), want.end(), [](const Place& a, const Place& b) { return a.at < b.at; });
      if (!want.empty()) share(rule, of, std::move(want), wanted);
    }
  }

  void share(std::size_t rule, NameId of, std::vector<Place> want, std::int64_t wanted) {
    std::vector<Place> have;
    std::int64_t sum = 0;
    const auto begin = std::lower_bound(taken_.begin(), taken_.end(), std::pair(rule, std::size_t{0}));
    for (auto taken = begin; taken != taken_.end() && taken->first == rule; ++taken) {
      const Piece& piece = pieces_[taken->second];
      if (piece.money == 0 || (of != kNoName && cluster_of(piece.bearer) != of)) continue;
      have.push_back({taken->second, piece.money});
      sum += piece.money;
    }
    const auto number = static_cast<std::uint32_t>(rule);
    if (have.empty()) {
      for (const Place& each : want) {
        const auto bearer = static_cast<std::uint32_t>(each.at);
        brought_.push_back({0, bearer, bearer, number, 0, false, each.money, each.money});
      }
      return;
    }
    hand_out(std::move(have), std::move(want), sum == wanted,
             [&](std::size_t from, std::size_t to, std::int64_t money) {
               Piece moved = pieces_[from];
               moved.bearer = static_cast<std::uint32_t>(to);
               moved.rule = number;
               moved.money = money;
               pieces_.push_back(moved);
               pieces_[from].money -= money;
             });
  }

  Borne sorted() {
    const std::size_t things = nodes_ + source_.charges.size() + bought_.charge_rates.line_rate.size();
    Borne borne = by_thing(std::move(pieces_), things, std::move(brought_));
    for (std::size_t r = 0; r < kResources; ++r) {
      for (std::size_t n = 0; n < nodes_; ++n) {
        borne.idle[r].push_back(at_step(source_.costs.idle[r], n));
        borne.assets[r].push_back(at_step(source_.costs.assets[r], n));
      }
    }
    return borne;
  }

  const Bought& bought_;
  const Source& source_;
  const cluster::Cluster& cluster_;
  const query::Question& question_;
  std::size_t step_, nodes_;
  std::vector<Piece> pieces_, brought_;
  std::vector<std::pair<std::size_t, std::size_t>> taken_;  ///< pieces by the rule that takes them
};

}  // namespace

Borne by_thing(std::vector<Piece> pieces, std::size_t things, std::vector<Piece> brought) {
  std::erase_if(pieces, [](const Piece& piece) { return piece.money == 0; });
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.thing < b.thing; });
  std::vector<std::size_t> first(things + 1, 0);
  for (const Piece& piece : pieces) ++first[piece.thing + std::size_t{1}];
  std::partial_sum(first.begin(), first.end(), first.begin());
  return {std::move(pieces), std::move(first), std::move(brought)};
}

Borne borne_of(const Bought& bought, const query::Question& question, std::size_t step) {
  return Sharing(bought, question, step).run();
}

}  // namespace prorata::rollup
