// What every parser of the ingest benchmark has to fill: columns of samples and the text of the labels.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/series_sink.h"

namespace prorata::bench {

struct Columns {
  std::vector<std::int64_t> times;
  std::vector<double> values;
  std::vector<std::uint64_t> series_ends;  // into times and values
  std::string label_text;
  std::vector<std::uint64_t> label_ends;  // of each name and each value in label_text

  /// Keeps the memory, so that a second run measures parsing and not the page faults of growing columns.
  void clear() {
    times.clear();
    values.clear();
    series_ends.clear();
    label_text.clear();
    label_ends.clear();
  }

  void add(std::int64_t time_ms, double value) {
    times.push_back(time_ms);
    values.push_back(value);
  }
  void add_text(std::string_view text) {
    label_text += text;
    label_ends.push_back(label_text.size());
  }
  void end_series() { series_ends.push_back(times.size()); }

  /// One number over every bit of the columns.
  [[nodiscard]] std::uint64_t checksum() const {
    std::uint64_t sum = 0xCBF29CE484222325;
    const auto mix = [&sum](std::uint64_t word) { sum = (sum ^ word) * 0x100000001B3; };
    for (const std::int64_t time : times) mix(static_cast<std::uint64_t>(time));
    for (const double value : values) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &value, sizeof bits);
      mix(bits);
    }
    for (const std::uint64_t end : series_ends) mix(end);
    for (const std::uint64_t end : label_ends) mix(end);
    for (const char c : label_text) mix(static_cast<unsigned char>(c));
    return sum;
  }
};

/// Fills columns from our parser.
class ColumnSink : public ingest::SeriesSink {
 public:
  explicit ColumnSink(Columns& columns) : columns_(columns) {}
  void begin_series() override {}
  void labels(std::span<const ingest::Label> labels) override {
    for (const ingest::Label& label : labels) {
      columns_.add_text(label.name);
      columns_.add_text(label.value);
    }
  }
  void samples(std::span<const std::int64_t> times_ms, std::span<const double> values) override {
    columns_.times.insert(columns_.times.end(), times_ms.begin(), times_ms.end());
    columns_.values.insert(columns_.values.end(), values.begin(), values.end());
  }
  void end_series() override { columns_.end_series(); }

 private:
  Columns& columns_;
};

}  // namespace prorata::bench
