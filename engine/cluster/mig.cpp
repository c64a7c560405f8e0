// Profiles of MIG devices → what they have of their card.
// Source: NVIDIA, Multi-Instance GPU user guide, "Supported MIG profiles".
#include <algorithm>
#include <array>

#include "cluster/cluster.h"

namespace prorata::cluster {
namespace {

/// Slices and memory of cards that can be cut; the first whose name the product has.
struct Card {
  std::string_view name;
  int compute, memory;
  int gib;  ///< 0: the product's name says it, or it is 80
};
constexpr std::array kCards{
    Card{"A30", 4, 4, 24},   Card{"RTX-PRO-6000", 4, 4, 96}, Card{"GH200", 7, 8, 96}, Card{"H200", 7, 8, 141},
    Card{"B200", 7, 8, 180}, Card{"H100-NVL", 7, 8, 94},     Card{"H20", 7, 8, 96},   Card{"", 7, 8, 0}};

/// Digits at the begin of `text`, which it takes off.
int take_number(std::string_view& text) {
  int number = 0;
  for (; !text.empty() && text[0] >= '0' && text[0] <= '9' && number < 10000; text.remove_prefix(1)) {
    number = number * 10 + (text[0] - '0');
  }
  return number;
}

/// "NVIDIA-A100-SXM4-40GB" -> 40.
int gib_in(std::string_view product) {
  for (std::size_t at = product.find('-'); at != std::string_view::npos; at = product.find('-', at + 1)) {
    std::string_view rest = product.substr(at + 1);
    if (const int gib = take_number(rest); gib > 0 && rest.starts_with("GB")) return gib;
  }
  return 80;
}

}  // namespace

MigSlices mig_slices(std::string_view profile, std::string_view product) {
  MigSlices slices;
  int part = take_number(profile);
  if (profile.starts_with("c.") || profile.starts_with("c_")) {
    profile.remove_prefix(2);
    slices.part = part;
    part = take_number(profile);
  }
  if (part <= 0 || profile.size() < 2 || profile[0] != 'g') return {};
  profile.remove_prefix(2);
  const int gib = take_number(profile);
  if (gib <= 0 || !profile.starts_with("gb")) return {};

  std::string model(product.substr(0, product.find("-MIG-")));
  std::replace(model.begin(), model.end(), ' ', '-');
  const Card* card = kCards.data();
  while (model.find(card->name) == std::string::npos) ++card;
  // Where no product is known: only the A30 has 6 GiB per slice, and a slice of compute comes with one of memory.
  if (model.empty()) card = gib == 6 * part ? kCards.data() : &kCards.back();
  slices.compute = part;
  slices.compute_of = card->compute;
  slices.memory_of = card->memory;
  const int whole = card->gib > 0 ? card->gib : gib_in(model);
  slices.memory =
      model.empty() ? part + (part == 3 || part == 7 ? 1 : 0) : (2 * gib * card->memory + whole) / (2 * whole);
  slices.memory = std::max(1, slices.memory);
  return slices;
}

double MigSlices::fraction() const {
  if (compute == 0) return 0;
  const double device = std::max(static_cast<double>(compute) / compute_of, static_cast<double>(memory) / memory_of);
  return part > 0 ? device * part / compute : device;
}

bool MigSlices::exists() const {
  constexpr unsigned kSizes = 1U << 1 | 1U << 2 | 1U << 3 | 1U << 4 | 1U << 7;
  return compute <= compute_of && (kSizes >> compute & 1) != 0 && memory <= memory_of && part <= compute;
}

}  // namespace prorata::cluster
