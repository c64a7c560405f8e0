#include "rollup/periods.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "core/money.h"

namespace prorata::rollup {
namespace {

using cluster::kResources;
using Parts = std::vector<std::int64_t>;  ///< one per period

std::int64_t sum_of(const Parts& parts) {
  return std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
}

/// Like what it was caused by; by `otherwise`, which is not negative, where that has no one sign.
Parts dated(std::int64_t money, const Parts& caused, const Parts& otherwise) {
  const std::int64_t sum = sum_of(caused);
  if (sum == money) return caused;
  const bool one_sign = sum != 0 && std::all_of(caused.begin(), caused.end(), [&](std::int64_t part) {
                          return part == 0 || (part > 0) == (sum > 0);
                        });
  Parts weights = one_sign ? caused : otherwise;
  for (std::int64_t& weight : weights) weight = std::abs(weight);
  return split(money, weights);
}

class Dates {
 public:
  Dates(const Bought& bought, std::size_t first, std::span<const Window> periods)
      : bought_(bought),
        cluster_(bought.source.cluster),
        first_(first),
        periods_(periods),
        nodes_(cluster_.nodes.size()),
        lengths_(lengths_in(Window{periods.front().begin, periods.back().end})) {
    for (const pricing::ChargePart& part : bought_.parts) {
      if (part.step - first_ < periods_.size()) parts_.push_back(part);
    }
    std::sort(parts_.begin(), parts_.end(), before);
  }

  [[nodiscard]] std::size_t count() const { return periods_.size(); }

  [[nodiscard]] std::int64_t asset(std::size_t resource, std::size_t node, std::size_t k) const {
    return at(bought_.by_period.assets[resource], node, k);
  }
  [[nodiscard]] Parts idle(std::int64_t money, std::size_t resource, std::size_t node) const {
    return dated(money, row(bought_.by_period.idle[resource], node), lengths_in(cluster_.nodes.alive[node]));
  }
  /// Of money of this piece: its own, or all that caused it.
  [[nodiscard]] Parts of(const Piece& piece, std::int64_t money, bool brought) const {
    if (brought) return split(money, lengths_);
    if (piece.thing >= nodes_) return dated(money, charged(piece), lengths_);
    if (piece.idle) return idle(money, piece.resource, piece.thing);
    return dated(money, paid(piece), lengths_in(cluster_.nodes.alive[piece.thing]));
  }

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;
  static bool before(const pricing::ChargePart& a, const pricing::ChargePart& b) {
    return Key(a.charge, a.bearer) < Key(b.charge, b.bearer);
  }

  [[nodiscard]] std::int64_t at(const Parts& table, std::size_t row, std::size_t k) const {
    return table.empty() ? 0 : table[row * bought_.by_period.steps + first_ + k];
  }
  [[nodiscard]] Parts row(const Parts& table, std::size_t row) const {
    Parts parts;
    for (std::size_t k = 0; k < periods_.size(); ++k) parts.push_back(at(table, row, k));
    return parts;
  }
  /// Never all zero.
  [[nodiscard]] Parts lengths_in(Window time) const {
    Parts lengths;
    for (const Window& period : periods_)
      lengths.push_back(std::max<Duration::rep>(0, overlap(period, time).length().count()));
    return sum_of(lengths) == 0 ? Parts(periods_.size(), 1) : lengths;
  }

  /// By a container, of a resource of its node: what it is charged itself, and what it bears of idle.
  [[nodiscard]] Parts paid(const Piece& piece) const {
    Parts own = row(bought_.by_period.containers[piece.resource], piece.from);
    const sharing::StepCosts& costs = bought_.source.costs;
    const Parts& all = costs.containers[piece.resource];
    const std::size_t step = bought_.step_of_period[first_];
    const std::int64_t whole = all.empty() ? 0 : all[piece.from * costs.steps + step];
    const Parts borne = idle(whole - sum_of(own), piece.resource, piece.thing);
    for (std::size_t k = 0; k < own.size(); ++k) own[k] += borne[k];
    return own;
  }

  [[nodiscard]] Parts charged(const Piece& piece) const {
    Parts parts(periods_.size(), 0);
    const pricing::ChargePart wanted{static_cast<std::uint32_t>(piece.thing - nodes_), piece.from, 0, 0};
    const auto [begin, end] = std::equal_range(parts_.begin(), parts_.end(), wanted, before);
    for (auto part = begin; part != end; ++part) parts[part->step - first_] += part->money;
    return parts;
  }

  const Bought& bought_;
  const cluster::Cluster& cluster_;
  std::size_t first_;
  std::span<const Window> periods_;
  std::size_t nodes_;
  Parts lengths_;
  std::vector<pricing::ChargePart> parts_;  ///< of the step, by charge and bearer
};

void add(const Dates& dates, const Piece& piece, bool brought, std::vector<std::vector<Piece>>& out) {
  const Parts money = dates.of(piece, piece.money, brought);
  const Parts whole = piece.whole == piece.money ? money : dates.of(piece, piece.whole, brought);
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (money[k] == 0) continue;
    out[k].push_back(piece);
    out[k].back().money = money[k];
    out[k].back().whole = whole[k];
  }
}

}  // namespace

std::vector<Borne> in_periods(const Bought& bought, std::size_t first, std::span<const Window> periods,
                              const Borne& step) {
  const Dates dates(bought, first, periods);
  std::vector<std::vector<Piece>> pieces(dates.count()), brought(dates.count());
  for (const Piece& piece : step.pieces) add(dates, piece, false, pieces);
  for (const Piece& piece : step.brought) add(dates, piece, true, brought);
  std::vector<Borne> out;
  for (std::size_t k = 0; k < dates.count(); ++k) {
    out.push_back(by_thing(std::move(pieces[k]), step.first.size() - 1, std::move(brought[k])));
  }
  for (std::size_t r = 0; r < kResources; ++r) {
    for (std::size_t n = 0; n < step.idle[r].size(); ++n) {
      const Parts idle = dates.idle(step.idle[r][n], r, n);
      for (std::size_t k = 0; k < dates.count(); ++k) {
        out[k].idle[r].push_back(idle[k]);
        out[k].assets[r].push_back(dates.asset(r, n, k));
      }
    }
  }
  return out;
}

}  // namespace prorata::rollup
