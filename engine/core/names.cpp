#include "core/names.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace prorata {
namespace {

constexpr std::size_t kBlockBytes = 16384;

std::uint32_t hash_of(std::string_view text) {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15u;
  std::uint64_t hash = text.size();
  for (; text.size() >= sizeof hash; text.remove_prefix(sizeof hash)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    hash = (hash ^ word) * kMix;
    hash ^= hash >> 32;
  }
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kMix;
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

/// The slot of `text`, or the free one where it belongs.
std::size_t Names::slot_of(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const std::uint32_t id = slots_[slot] - 1;
    if (hashes_[id] == hash && texts_[id] == text) break;
  }
  return slot;
}

std::string_view Names::keep(std::string_view text) {
  if (text.size() > left_) {
    left_ = std::max(text.size(), kBlockBytes);
    room_ = blocks_.emplace_back(new char[left_]).get();
  }
  char* const kept = room_;
  std::copy(text.begin(), text.end(), kept);
  room_ += text.size();
  left_ -= text.size();
  return {kept, text.size()};
}

void Names::grow() {
  slots_.assign(std::max<std::size_t>(slots_.size() * 2, 64), 0);
  for (std::size_t id = 0; id < texts_.size(); ++id) {
    slots_[slot_of(texts_[id], hashes_[id])] = static_cast<std::uint32_t>(id + 1);
  }
}

void Names::pass(Pass& pass, Names& names) {
  const std::size_t count = pass.size(names.size());
  for (std::size_t id = 0; id < count; ++id) {
    std::string text(id < names.size() ? names.texts_[id] : std::string_view());
    pass.text(text);
    (void)names.intern(text);
  }
}

NameId Names::intern(std::string_view text) {
  if ((texts_.size() + 1) * 2 > slots_.size()) grow();
  const std::uint32_t hash = hash_of(text);
  std::uint32_t& slot = slots_[slot_of(text, hash)];
  if (slot == 0) {
    texts_.push_back(keep(text));
    hashes_.push_back(hash);
    slot = static_cast<std::uint32_t>(texts_.size());
  }
  return NameId{slot - 1};
}

NameId Names::find(std::string_view text) const {
  const std::uint32_t slot = slots_[slot_of(text, hash_of(text))];
  return slot == 0 ? kNoName : NameId{slot - 1};
}

}  // namespace prorata
