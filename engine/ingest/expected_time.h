// The time that a sample on a grid should have, as the text a sender would write for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ingest/simd.h"

namespace prorata::ingest {

inline constexpr std::ptrdiff_t kTimeDigits = 10;  // seconds from 2001 to 2286
inline constexpr std::int64_t kMsPerSecond = 1000;

/// `"],[` and `,"`: what every encoder without white space writes.
inline constexpr char kCompactBefore[] = {'"', ']', ',', '['};
inline constexpr char kCompactAfter[] = {',', '"'};
inline constexpr std::ptrdiff_t kCompactFrame = sizeof kCompactBefore + kTimeDigits + sizeof kCompactAfter;

/// The ten digits of a time that is one step after the last: adding in decimal, one digit per byte, is cheaper than
/// writing a number as text.
class ExpectedTime {
 public:
  /// The times of two points that follow each other; the digits of the second, whole seconds, stand at `text`.
  PRORATA_APART void learn(std::int64_t earlier_ms, std::int64_t later_ms, const char* text) {
    step_ms_ = later_ms - earlier_ms;
    time_ms_ = later_ms;
    constexpr std::int64_t kMostMs = 100'000'000 * kMsPerSecond;
    if (step_ms_ <= 0 || step_ms_ >= kMostMs || step_ms_ % kMsPerSecond != 0) return forget();
    known_ = true;
    std::memcpy(&upper_, text, sizeof upper_);
    digits_ = __builtin_bswap64(load64(text + 2)) & kDigitBits;
    step_ = 0;
    std::uint32_t shift = 0;
    for (std::int64_t rest = step_ms_ / kMsPerSecond; rest != 0; rest /= 10, shift += 8)
      step_ |= static_cast<std::uint64_t>(rest % 10) << shift;
    char frame[8] = {};
    std::memcpy(frame, kCompactBefore, sizeof kCompactBefore);
    std::memcpy(frame + sizeof kCompactBefore, text, sizeof upper_);
    frame_start_ = load64(frame);
    advance();
  }
  void forget() {
    known_ = false;
    frame_start_ = word_ = 0;  // and no frame starts with a zero byte
  }

  [[nodiscard]] bool stands_at(const char* p) const {
    return load64(p + 2) == word_ && std::memcmp(p, &upper_, sizeof upper_) == 0 && known_;
  }
  /// Whether the sixteen bytes `"],[TTTTTTTTTT,"` stand at `quote`, which is a quote.
  [[nodiscard]] bool compact_frame_at(const char* quote) const {
    constexpr std::uint64_t kEnd = std::uint64_t{','} << 48 | std::uint64_t{'"'} << 56;
    return load64(quote) == (frame_start_ | word_ << 48) && load64(quote + 8) == (word_ >> 16 | kEnd);
  }
  /// The time that is expected; it may have been expected for long.
  [[nodiscard]] std::int64_t time_ms() const { return time_ms_; }

  /// Where the upper two digits would change, nothing is expected and the next time is read as any other.
  void advance() {
    // Bytes of 0xF6 make a byte overflow, and so carry, exactly where two digits pass nine.
    const std::uint64_t sum = digits_ + step_ + 0xF6F6F6F6F6F6F6F6;
    const std::uint64_t kept = (sum >> 4) & kDigitBits;  // 0x0F where the byte did not overflow
    const std::uint64_t next = (sum & kDigitBits) - (kept & 0x0606060606060606);
    if (next < digits_) return forget();
    digits_ = next;
    time_ms_ += step_ms_;
    word_ = __builtin_bswap64(digits_ | 0x3030303030303030);
  }

 private:
  static constexpr std::uint64_t kDigitBits = 0x0F0F0F0F0F0F0F0F;
  std::uint64_t word_ = 0;         ///< the lower eight digits as text
  std::uint64_t digits_ = 0;       ///< the same, first digit in the highest byte
  std::uint64_t step_ = 0;         ///< likewise
  std::uint64_t frame_start_ = 0;  ///< `"],[` and the upper two digits
  std::int64_t time_ms_ = 0;
  std::int64_t step_ms_ = 0;
  std::uint16_t upper_ = 0;
  bool known_ = false;
};

}  // namespace prorata::ingest
