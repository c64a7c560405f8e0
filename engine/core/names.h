// Strings stored once: every other column holds a NameId.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/pass.h"

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

  NameId intern(std::string_view text);
  /// The id of `text`, or kNoName where it was never interned.
  [[nodiscard]] NameId find(std::string_view text) const;
  /// Stays where it is as long as this lives.
  [[nodiscard]] std::string_view text(NameId id) const { return texts_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  /// names: where it is set, with nothing in it yet. Ids stay what they are.
  static void pass(Pass& pass, Names& names);

 private:
  [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint32_t hash) const;
  std::string_view keep(std::string_view text);
  void grow();

  std::vector<std::string_view> texts_;
  std::vector<std::uint32_t> hashes_;  ///< of the texts
  std::vector<std::uint32_t> slots_;   ///< id + 1, 0 where it is free; a power of two of them
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* room_ = nullptr;  ///< in the last block
  std::size_t left_ = 0;
};

}  // namespace prorata
