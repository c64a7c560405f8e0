// The fast path: runs of points `[time,"value"],[time,"value"]` as one sender writes them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "ingest/known_frames.h"
#include "ingest/sample_block.h"
#include "ingest/simd.h"

namespace prorata::ingest {

class ExpectedTime;

/// Reads as many usual points as it finds and leaves everything unusual to the general reader, byte for byte where it
/// is: NaN and other words, times that are not ten digits with at most three decimals, the end of the chunk.
///
/// A sender repeats itself, so the scanner learns the bytes between a value and the next time, and between a time and
/// its value (`"],[` and `,"`, with whatever white space), and expects each time one step after the last: then a whole
/// frame `"],[1711382400,"` is a few word comparisons and no digit of the time is read.
class PointScanner {
 public:
  /// `next` is where reading goes on: at the `[` of a point that is left to the general reader, or, if
  /// `after_point`, behind the `]` of the last point read.
  struct Outcome {
    const char* next;
    bool after_point;
  };

  /// `p` stands on the `[` of a point inside `values`.
  [[nodiscard]] Outcome scan_points(const char* p, const char* end, SampleBlock& out);
  struct Point {
    std::int64_t time_ms = 0;
    double value = 0;
    const char* open = nullptr;   ///< its `[`
    const char* quote = nullptr;  ///< the quote behind its value
  };
  /// Reads the one point at `p`, which is a `[`; gives the place behind its `]`, null where it is unusual.
  [[nodiscard]] static const char* scan_point(const char* p, const char* end, Point& point);

 private:
  /// One of the two separators, followed by zero bytes up to a multiple of 16.
  struct Separator {
    std::array<char, 128> text{};
    std::size_t size = 0;
    void learn(const char* from, const char* to);
    [[nodiscard]] bool matches(const char* p) const;
  };

  struct Run {
    Outcome outcome;
    const char* last_quote;  ///< behind the value of the last point, where outcome.after_point
  };

  /// The first byte of a value, null where there is none, and its time.
  struct Timed {
    const char* value;
    std::int64_t time_ms;
  };
  /// The point behind the value that ends at `quote` and has the time `last_ms`, where the separators are the usual
  /// ones.
  template <bool kCompact>
  [[nodiscard]] PRORATA_INLINE Timed next_time(const char* quote, std::int64_t last_ms, ExpectedTime& expected) const;
  [[nodiscard]] static bool read_point(const char* p, const char* end, Point& point);
  /// Reads on from a point for as long as the separators repeat.
  template <bool kCompact>
  [[nodiscard]] Run run(Point point, const char* end, SampleBlock& out);
  /// Takes the separators from the text between the value that ends at `quote` and the next one.
  [[nodiscard]] bool learn(const char* quote, const char* end);
  [[nodiscard]] bool is_compact() const;

  Separator before_time_;        ///< from the quote behind a value to the first digit of a time
  Separator after_time_;         ///< from behind a time to the first byte of a value
  std::size_t open_offset_ = 0;  ///< of `[` in before_time_
  KnownFrames frames_;
};

}  // namespace prorata::ingest
