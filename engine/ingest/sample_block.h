// Samples of one series on their way to the sink, so that the virtual call is paid per block and not per sample.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "ingest/series_sink.h"
#include "ingest/simd.h"

namespace prorata::ingest {

class SampleBlock {
 public:
  static constexpr std::size_t kCapacity = 1024;

  explicit SampleBlock(SeriesSink& sink) : sink_(sink) {}

  void add(std::int64_t time_ms, double value) {
    const std::size_t at = count_;
    times_[at] = time_ms;
    values_[at] = value;
    count_ = at + 1;
    if (at + 1 == kCapacity) flush();
  }

  PRORATA_APART void flush() {
    if (count_ == 0) return;
    count_descents();
    sink_.samples(std::span(times_).first(count_), std::span(values_).first(count_));
    delivered_ += count_;
    count_ = 0;
  }

  /// Hands out what is left; the next series starts with a fresh order.
  void end_series() {
    flush();
    last_time_ = std::numeric_limits<std::int64_t>::min();
  }

  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
  /// Samples whose time is not after that of the sample before them in the same series.
  [[nodiscard]] std::uint64_t descents() const { return descents_; }

 private:
  /// Per block and not per sample: this loop is a few vector instructions.
  void count_descents() {
    descents_ += times_[0] <= last_time_ ? 1U : 0U;
    for (std::size_t i = 1; i < count_; ++i) descents_ += times_[i] <= times_[i - 1] ? 1U : 0U;
    last_time_ = times_[count_ - 1];
  }

  std::array<std::int64_t, kCapacity> times_{};
  std::array<double, kCapacity> values_{};
  std::size_t count_ = 0;
  std::int64_t last_time_ = std::numeric_limits<std::int64_t>::min();
  std::uint64_t descents_ = 0;
  std::uint64_t delivered_ = 0;
  SeriesSink& sink_;
};

}  // namespace prorata::ingest
