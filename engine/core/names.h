// Strings stored once: every other column holds a NameId.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace prorata {

/// Index of an interned string; kNoName is the empty string, which stands for "absent".
enum class NameId : std::uint32_t {};
inline constexpr NameId kNoName{0};

/// Interned strings. Ids are given in order of first use, so they carry no meaning and never reach an output order.
class Names {
 public:
  Names() { (void)intern(""); }
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;
  Names(Names&&) = default;
  Names& operator=(Names&&) = default;

  NameId intern(std::string_view text) {
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    const NameId id{static_cast<std::uint32_t>(texts_.size())};
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
  }
  /// The id of `text`, or kNoName where it was never interned.
  [[nodiscard]] NameId find(std::string_view text) const {
    const auto found = ids_.find(text);
    return found == ids_.end() ? kNoName : found->second;
  }
  [[nodiscard]] std::string_view text(NameId id) const { return texts_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // addresses stay, so the map's keys may point into it
  std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace prorata
