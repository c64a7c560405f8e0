// Values by a few interned names.
//
// std::unordered_map would be another piece of code for each type of value, in a program that every visitor of the page
// downloads: here the index is one for all, and values stand in a vector, in the order in which they came.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/names.h"

namespace prorata {

template <std::size_t N>
using IdKey = std::array<NameId, N>;

/// Rows of keys of up to four ids; shorter ones end with kNoName.
class IdIndex {
 public:
  static constexpr std::uint32_t kAbsent = 0xFFFFFFFF;
  [[nodiscard]] std::uint32_t find(const IdKey<4>& key) const;
  /// The key's row, and whether it is new: then it is the last.
  std::pair<std::uint32_t, bool> insert(const IdKey<4>& key);
  /// Rows in the order of their keys' texts.
  [[nodiscard]] std::vector<std::uint32_t> by_text(const Names& names) const;

 private:
  [[nodiscard]] std::size_t slot_of(const IdKey<4>& key) const;
  void grow();

  std::vector<IdKey<4>> keys_;
  std::vector<std::uint32_t> slots_;  ///< row + 1, 0 where it is free; a power of two of them
};

/// What of std::unordered_map is used here. References hold until the next insertion.
template <std::size_t N, class Value>
class IdMap {
 public:
  struct Entry {
    IdKey<N> first;
    Value second;
  };
  [[nodiscard]] Entry* begin() { return entries_.data(); }
  [[nodiscard]] Entry* end() { return entries_.data() + entries_.size(); }
  [[nodiscard]] const Entry* begin() const { return entries_.data(); }
  [[nodiscard]] const Entry* end() const { return entries_.data() + entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] const Entry* find(const IdKey<N>& key) const {
    const std::uint32_t row = index_.find(padded(key));
    return row == IdIndex::kAbsent ? end() : begin() + row;
  }
  [[nodiscard]] Entry* find(const IdKey<N>& key) {
    const std::uint32_t row = index_.find(padded(key));
    return row == IdIndex::kAbsent ? end() : begin() + row;
  }
  std::pair<Entry*, bool> try_emplace(const IdKey<N>& key, Value value = {}) {
    const auto [row, added] = index_.insert(padded(key));
    if (added) entries_.push_back({key, std::move(value)});
    return {begin() + row, added};
  }
  Value& operator[](const IdKey<N>& key) { return try_emplace(key).first->second; }
  /// Entries in the order of their keys' texts.
  [[nodiscard]] std::vector<const Entry*> by_text(const Names& names) const {
    std::vector<const Entry*> sorted;
    for (const std::uint32_t row : index_.by_text(names)) sorted.push_back(begin() + row);
    return sorted;
  }

 private:
  static IdKey<4> padded(const IdKey<N>& key) {
    IdKey<4> all{kNoName, kNoName, kNoName, kNoName};
    for (std::size_t i = 0; i < N; ++i) all[i] = key[i];
    return all;
  }
  IdIndex index_;
  std::vector<Entry> entries_;
};

}  // namespace prorata
