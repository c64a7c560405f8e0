#include "core/id_map.h"

#include <algorithm>

#include "core/order.h"

namespace prorata {

/// The slot of an equal key, or the free one where it belongs.
std::size_t IdIndex::slot_of(const IdKey<4>& key) const {
  std::uint64_t hash = 0;
  for (const NameId id : key) {
    hash = (hash ^ static_cast<std::uint32_t>(id)) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
  }
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash) & mask;
  while (slots_[slot] != 0 && keys_[slots_[slot] - 1] != key) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t IdIndex::find(const IdKey<4>& key) const {
  if (slots_.empty()) return kAbsent;
  const std::uint32_t slot = slots_[slot_of(key)];
  return slot == 0 ? kAbsent : slot - 1;
}

void IdIndex::grow() {
  slots_.assign(std::max<std::size_t>(slots_.size() * 2, 16), 0);
  for (std::size_t row = 0; row < keys_.size(); ++row) {
    slots_[slot_of(keys_[row])] = static_cast<std::uint32_t>(row + 1);
  }
}

std::pair<std::uint32_t, bool> IdIndex::insert(const IdKey<4>& key) {
  if ((keys_.size() + 1) * 2 > slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(key)];
  const bool added = slot == 0;
  if (added) {
    keys_.push_back(key);
    slot = static_cast<std::uint32_t>(keys_.size());
  }
  return {slot - 1, added};
}

std::vector<std::uint32_t> IdIndex::by_text(const Names& names) const {
  return ordered(keys_.size(), [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t k = 0; k < 4; ++k) {
      if (keys_[a][k] != keys_[b][k]) return names.text(keys_[a][k]) < names.text(keys_[b][k]);
    }
    return false;
  });
}

}  // namespace prorata
