// Runs the parser over a document in pieces and writes down everything that came out of it as text.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ingest/response_parser.h"

namespace prorata::ingest {

/// splitmix64: the same numbers in every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

inline std::string read_data(const std::string& name) {
  std::ifstream file(std::string(PRORATA_TEST_DATA) + "/data/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One line per series: `{name=value,…} 1000:1.5 2000:3`; times in milliseconds.
class DumpSink : public SeriesSink {
 public:
  void begin_series() override { labels_ = "(no labels call)"; }
  void labels(std::span<const Label> labels) override {
    labels_ = "{";
    for (const Label& label : labels) {
      labels_ += labels_.size() == 1 ? "" : ",";
      labels_.append(label.name).append("=").append(label.value);
    }
    labels_ += "}";
  }
  void samples(std::span<const std::int64_t> times_ms, std::span<const double> values) override {
    for (std::size_t i = 0; i < times_ms.size(); ++i) {
      std::array<char, 64> text;
      std::snprintf(text.data(), text.size(), " %lld:%.17g", static_cast<long long>(times_ms[i]), values[i]);
      samples_ += text.data();
    }
    count_ += values.size();
  }
  void end_series() override {
    dump_ += labels_ + samples_ + "\n";
    samples_.clear();
  }

  [[nodiscard]] const std::string& dump() const { return dump_; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::string labels_;
  std::string samples_;
  std::string dump_;
  std::size_t count_ = 0;
};

struct Parsed {
  std::string series;       ///< DumpSink's lines
  ResponseSummary summary;  ///< where it succeeded
  std::string error;        ///< "message | where" where it did not
  std::string hint;
  bool operator==(const Parsed&) const = default;
};

/// `next_size` gives the size of each piece. Every piece is a heap block of its exact size, so that the address
/// sanitizer sees a read beyond it.
template <class NextSize>
Parsed parse_in_pieces(std::string_view document, NextSize next_size, const Limits& limits = {}) {
  DumpSink sink;
  ResponseParser parser(sink, limits);
  for (std::size_t at = 0; at < document.size();) {
    const std::size_t size = std::min(document.size() - at, static_cast<std::size_t>(next_size()));
    const auto piece = std::make_unique<char[]>(size);
    document.copy(piece.get(), size, at);
    at += size;
    if (!parser.write({piece.get(), size})) break;
  }
  const auto summary = parser.finish();
  Parsed parsed;
  parsed.series = sink.dump();
  if (summary) {
    parsed.summary = *summary;
  } else {
    parsed.error = summary.error().message + " | " + summary.error().where;
    parsed.hint = summary.error().hint;
    parsed.summary.samples = sink.count();
  }
  return parsed;
}

inline Parsed parse(std::string_view document, const Limits& limits = {}) {
  return parse_in_pieces(
      document, [&] { return document.size(); }, limits);
}

}  // namespace prorata::ingest
