// Answers of the Prometheus HTTP API (/api/v1/query, /api/v1/query_range), read as they arrive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/series_sink.h"

namespace prorata::ingest {

/// What one answer may make the parser hold in memory; more is an error, or is cut and counted where it says so.
struct Limits {
  std::size_t max_depth = 64;                           ///< open objects and arrays
  std::size_t max_label_bytes = std::size_t{1} << 20;   ///< one label name or value, as sent
  std::size_t max_metric_bytes = std::size_t{4} << 20;  ///< all labels of one series, decoded
  std::size_t max_labels = 1024;                        ///< per series
  std::size_t max_text_bytes = std::size_t{64} << 10;   ///< error texts, warnings, infos: longer ones are cut
  std::size_t max_messages = 100;                       ///< warnings and infos kept of each; the rest is counted
};

/// What an answer said besides its series, and what was left out of them.
struct ResponseSummary {
  bool success = false;    ///< "status"; false: error_type and error hold what the server said
  std::string error_type;  ///< Prometheus' words ("bad_data", "execution"), VictoriaMetrics' status code
  std::string error;
  std::string result_type;  ///< "matrix", "vector", "scalar", "string"; empty in most error answers
  std::string text;         ///< the value of a "string" result
  std::vector<std::string> warnings;
  std::vector<std::string> infos;  ///< hints; they never mean lost data
  bool partial = false;            ///< isPartial, or a warning that is no remark on the query: data is missing

  std::uint64_t bytes = 0;
  std::uint64_t series = 0;              ///< delivered, those without a sample too
  std::uint64_t samples = 0;             ///< delivered
  std::uint64_t dropped_non_finite = 0;  ///< NaN, infinite, null or too large for a double
  std::uint64_t histogram_points = 0;    ///< native histograms, skipped
  std::uint64_t out_of_range_times = 0;  ///< before 1970 or from 2200 on, dropped
  std::uint64_t unordered_samples = 0;   ///< delivered, though not later than the sample before them
  std::uint64_t lone_surrogates = 0;     ///< replaced by U+FFFD
  std::uint64_t invalid_utf8 = 0;        ///< sequences replaced by U+FFFD
  std::uint64_t dropped_messages = 0;    ///< warnings and infos beyond the limit

  bool operator==(const ResponseSummary&) const = default;
};

/// Push parser for one answer: write() the bytes in pieces of any size, then finish().
///
/// Members may come in any order and unknown ones are skipped. A scalar is delivered as one series without labels.
/// Memory is bounded by the limits and a block of samples, never by the length of the answer. The first error stays:
/// every later call gives it again, and what was delivered before it stays delivered.
///
/// Errors (bad_input, `where` = "byte N"): no JSON, a web page, plain text, a truncated or joined answer, a shape that
/// is none of the API's, a limit. An error answer of the server is no error here but a summary without success.
class ResponseParser {
 public:
  /// `sink` must outlive the parser.
  explicit ResponseParser(SeriesSink& sink, const Limits& limits = {});
  ~ResponseParser();
  ResponseParser(ResponseParser&&) noexcept;
  ResponseParser& operator=(ResponseParser&&) noexcept;

  [[nodiscard]] Result<void> write(std::string_view chunk);
  /// The end of the answer. Call it once, last.
  [[nodiscard]] Result<ResponseSummary> finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace prorata::ingest
