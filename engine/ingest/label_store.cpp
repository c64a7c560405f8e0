#include "ingest/label_store.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "ingest/simd.h"

namespace prorata::ingest {
namespace {

constexpr std::size_t kStep = 16;  // bytes copied at once; may write as many beyond the text that counts

/// From behind the quote that ends a name to behind the quote that starts its value; null where that is not all there.
const char* skip_colon(const char* p, const char* end) {
  if (end - p >= 2 && p[0] == ':' && p[1] == '"') return p + 2;
  p = skip_blanks(p, end);
  if (p == end || *p != ':') return nullptr;
  p = skip_blanks(p + 1, end);
  return p != end && *p == '"' ? p + 1 : nullptr;
}

/// From behind a value to the quote of the next name; null where the next thing is anything else.
const char* skip_comma(const char* p, const char* end) {
  if (end - p >= 2 && p[0] == ',' && p[1] == '"') return p + 1;
  p = skip_blanks(p, end);
  if (p == end || *p != ',') return nullptr;
  p = skip_blanks(p + 1, end);
  return p != end && *p == '"' ? p : nullptr;
}

}  // namespace

void LabelStore::clear() {
  used_ = 0;
  name_end_ = 0;
  extents_.clear();
}

PRORATA_APART void LabelStore::grow(std::size_t needed) {
  if (text_.size() < needed) text_.resize(std::max(needed, 2 * text_.size() + 1024));
}

char* LabelStore::room(std::size_t bytes) {
  if (text_.size() - used_ < bytes) grow(used_ + bytes);
  return text_.data() + used_;
}

bool LabelStore::append(std::string_view text) {
  if (used_ + text.size() > limits_.total_bytes) return false;
  grow(used_ + text.size());
  if (!text.empty()) std::memcpy(text_.data() + used_, text.data(), text.size());
  used_ += text.size();
  return true;
}

bool LabelStore::add_name(std::string_view name) {
  if (extents_.size() >= limits_.labels || !append(name)) return false;
  name_end_ = used_;
  return true;
}

bool LabelStore::add_value(std::string_view value) {
  if (!append(value)) return false;
  extents_.push_back({name_end_, used_});
  return true;
}

const char* LabelStore::copy_text(const char* p, const char* end) {
  const char* const begin = p;
  char* to = room(2 * kStep);
  const char* const full = text_.data() + text_.size() - kStep;  // no step fits behind it
  for (; end - p >= static_cast<std::ptrdiff_t>(kStep); p += kStep, to += kStep) {
    if (to > full) return copy_long_text(begin, end);
    const Bytes16 bytes(p);
    bytes.store(to);
    const std::uint32_t special = bytes.special_in_text();
    if (special == 0) continue;
    p += std::countr_zero(special);
    const auto size = static_cast<std::size_t>(p - begin);
    used_ += size;
    return size <= limits_.text_bytes && used_ <= limits_.total_bytes && *p == '"' ? p + 1 : nullptr;
  }
  return nullptr;
}

/// The same, once there is more room.
PRORATA_APART const char* LabelStore::copy_long_text(const char* p, const char* end) {
  grow(text_.size() + 1);
  return copy_text(p, end);
}

const char* LabelStore::copy_pair(const char* p, const char* end) {
  p = copy_text(p + 1, end);
  if (p == nullptr) return nullptr;
  const std::size_t name_end = used_;
  p = skip_colon(p, end);
  if (p == nullptr) return nullptr;
  p = copy_text(p, end);
  if (p != nullptr) extents_.push_back({name_end, used_});
  return p;
}

const char* LabelStore::copy_pairs(const char* p, const char* end) {
  const char* done = p;
  while (extents_.size() < limits_.labels) {
    const std::size_t before = used_;
    fetch_ahead(p);
    const char* const behind = copy_pair(p, end);
    if (behind == nullptr) {
      used_ = before;
      break;
    }
    done = behind;
    p = skip_comma(behind, end);
    if (p == nullptr) break;
  }
  return done;
}

std::span<const Label> LabelStore::labels() {
  views_.clear();
  std::size_t at = 0;
  for (const Extent& extent : extents_) {
    const char* const name = text_.data() + at;
    const char* const value = text_.data() + extent.name_end;
    views_.push_back({{name, extent.name_end - at}, {value, extent.value_end - extent.name_end}});
    at = extent.value_end;
  }
  return views_;
}

}  // namespace prorata::ingest
