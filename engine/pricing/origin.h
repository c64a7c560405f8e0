// How a rate came about, from the price that stands somewhere on: facts, from which reports do the arithmetic again.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "cluster/cluster.h"
#include "core/time.h"

namespace prorata::pricing {

/// How a price is written where that is not per hour and GiB: for a month of 730 hours, per GB. Added up.
using Written = std::uint8_t;
inline constexpr Written kPerMonth = 1, kPerGb = 2;

/// Whoever does what stands here gets the rate again:
///
///     price  =  listed × worth × bill                                      of one base unit and second
///     or        part of round(per_hour × lasting × bill × 10^digits), split by the weights of the node, / capacity
///     rate   =  (price × (1 − discount) × (1 − covered) + covered × part of committed / capacity) × what_if × billed
///
/// No gaps between its members: it travels as it lies in memory.
struct Origin {
  Instant from{};                                   ///< the cost hour from which on it is so
  std::int64_t term = 0;                            ///< of a derivation
  std::int64_t node = -1, resource = 0, slice = 0;  ///< whose rate, of a node
  cluster::PerResource<std::int64_t> capacity{};    ///< of the node, in amount units
  cluster::PerResource<double> base{};              ///< by which the whole is split: per base unit and second
  double per_hour = 0;                              ///< of the whole node; 0: it has prices of parts
  std::int64_t disk = 1, gpu = 1;                   ///< whether the price of the whole pays for them
  double listed = 0;                                ///< of a part, or of a charge (per unit)
  double worth = 1;                                 ///< of one unit of the currency that it is written in
  std::array<char, 8> currency{};                   ///< that one; empty: that of the prices
  std::int64_t written = 0;                         ///< Written
  double lasting = 1;                               ///< what is left of an on-demand price for a spot node
  double bill = 1;                                  ///< the factor of calibration
  double discount = 0;
  double committed = 0;  ///< per hour, what a commitment pays for the node
  double covered = 0;    ///< of its time
  double pooled = 0;     ///< money units per hour of the node's prices of parts, which are split by shares
  double what_if = 1;
  double billed = 1;  ///< what a provider bills of a short life, in lives
  double rate = 0;    ///< money units per amount unit
};

/// In which currency its price is written, and what one unit of that is worth. worth 0: nothing says; then no price is
/// of it, and nothing is told.
void tell_currency(Origin& origin, double worth, std::string_view foreign);

/// Many of them, one behind the other as they lie in memory: a vector of them would be a kilobyte of the page's engine.
using Origins = std::string;
[[nodiscard]] inline Origin origin_at(const Origins& all, std::size_t place) {
  Origin origin;
  std::memcpy(static_cast<void*>(&origin), all.data() + place * sizeof(Origin), sizeof(Origin));
  return origin;
}

}  // namespace prorata::pricing
