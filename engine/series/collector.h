// Samples as they arrive → a Batch.
#pragma once

#include "ingest/series_sink.h"
#include "series/batch.h"

namespace prorata::series {

/// Appends to a batch; labels are interned into `names`, which outlives it.
class Collector final : public ingest::SeriesSink {
 public:
  explicit Collector(Names& names) : names_(names) {}

  void begin_series() override {}
  void labels(std::span<const ingest::Label> labels) override;
  void samples(std::span<const std::int64_t> times_ms, std::span<const double> values) override;
  void end_series() override;

  /// Room for this many samples, so that a long answer is not copied as it grows.
  void expect(std::uint64_t samples);

  [[nodiscard]] Batch take() { return std::move(batch_); }
  [[nodiscard]] const Batch& batch() const { return batch_; }

 private:
  Names& names_;
  Batch batch_;
};

}  // namespace prorata::series
