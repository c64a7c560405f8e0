// Who receives the series of an answer, whatever format it came in.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace prorata::ingest {

/// Decoded, valid UTF-8; the views hold during the call they are passed to.
struct Label {
  std::string_view name;
  std::string_view value;
};

/// Called as the bytes arrive: begin_series, then `labels` once and `samples` any number of times in either order, then
/// end_series. What was delivered before an error stays delivered.
class SeriesSink {
 public:
  virtual ~SeriesSink() = default;
  virtual void begin_series() = 0;
  /// In the sender's order; a name may repeat if the sender repeated it. Empty where the series has none.
  virtual void labels(std::span<const Label> labels) = 0;
  /// Equally long; milliseconds since 1970 and finite values, in the sender's order, which need not ascend.
  virtual void samples(std::span<const std::int64_t> times_ms, std::span<const double> values) = 0;
  virtual void end_series() = 0;
};

}  // namespace prorata::ingest
