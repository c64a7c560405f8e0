// Who bears which piece of each thing that was bought, in one step, after idle and the costs of rules were shared.
// Internal to the stage.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rollup/origins.h"

namespace prorata::rollup {

/// Money of one thing: a node's resource, or a charge.
struct Piece {
  static constexpr std::uint32_t kNoRule = 0xFFFFFFFF;
  std::uint32_t thing = 0;   ///< a node; after nodes a charge; after charges a line
  std::uint32_t bearer = 0;  ///< who has it now, of those who bear charges
  std::uint32_t from = 0;    ///< who caused it
  std::uint32_t rule = kNoRule;
  std::uint8_t resource = 0;  ///< of a node
  bool idle = false;          ///< of a node that the bearer does not run on
  std::int64_t money = 0;
  std::int64_t whole = 0;  ///< all that `from` costs there
};

struct Borne {
  std::vector<Piece> pieces;       ///< by thing
  std::vector<std::size_t> first;  ///< of each thing, and the end
  std::vector<Piece> brought;      ///< by rules that bring money of their own; of no thing
  /// Per node: idle that nobody bears, and what it costs.
  cluster::PerResource<std::vector<std::int64_t>> idle{}, assets{};
  [[nodiscard]] std::span<const Piece> of(std::size_t thing) const {
    return std::span(pieces).subspan(first[thing], first[thing + 1] - first[thing]);
  }
};

/// things: how many there are.
[[nodiscard]] Borne by_thing(std::vector<Piece> pieces, std::size_t things, std::vector<Piece> brought);

/// The pieces of a thing add up to what it costs less the idle that nobody bears, and those of a bearer to what its row
/// costs: of what is moved, pieces go to receivers one after the other, both in their order, so that there are at most
/// as many pieces more as there are receivers.
[[nodiscard]] Borne borne_of(const Bought& bought, const query::Question& question, std::size_t step);

}  // namespace prorata::rollup
