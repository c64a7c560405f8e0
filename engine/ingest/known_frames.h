// What stands between two values of the series before, with its time: series of one answer stand on one grid.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "ingest/simd.h"

namespace prorata::ingest {

/// Frames `"],[1711382400,"` of sixteen bytes in the order of their times. Comparing with one of them is cheaper than
/// to work out the next time, and far cheaper than to read it.
class KnownFrames {
 public:
  static constexpr std::size_t kSize = 16;

  /// The next frame to expect is that behind the time `time_ms`.
  void seek(std::int64_t time_ms) {
    const auto end = times_.begin() + static_cast<std::ptrdiff_t>(count_);
    next_ = static_cast<std::size_t>(std::upper_bound(times_.begin(), end, time_ms) - times_.begin());
  }
  [[nodiscard]] bool next_at(const char* quote) const {
    return next_ != count_ && Bytes16(quote).equal_to(Bytes16(frames_.data() + next_ * kSize)) == 0xFFFF;
  }
  [[nodiscard]] std::int64_t take() { return times_[next_++]; }
  /// Another frame stood at `quote`, with a later time than the one before: forgets those that are not known to follow
  /// it.
  void learn(const char* quote, std::int64_t time_ms) {
    if (next_ != count_ && times_[next_] <= time_ms) return seek(time_ms);
    if (next_ == kMost) return;
    Bytes16(quote).store(frames_.data() + next_ * kSize);
    times_[next_++] = time_ms;
    count_ = next_;
  }

 private:
  static constexpr std::size_t kMost = 512;  // 12 KiB, which stay in the processor's first cache
  std::array<char, kMost * kSize> frames_{};
  std::array<std::int64_t, kMost> times_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

}  // namespace prorata::ingest
