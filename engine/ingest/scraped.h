// Samples as exporters and databases write them: Prometheus' and OpenMetrics' text, `promtool tsdb dump`, and the JSON
// lines of VictoriaMetrics' /api/v1/export.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace prorata::ingest {

struct ScrapedLabel {
  std::string_view name, value;
};

/// Takes what a reader finds.
class ScrapeSink {
 public:
  static constexpr std::uint32_t kSkipped = 0xFFFFFFFF;
  virtual ~ScrapeSink() = default;
  /// labels: with `__name__`, in the order of the text. Gives the number of the series, or kSkipped.
  virtual std::uint32_t series(std::span<const ScrapedLabel> labels) = 0;
  /// value: NaN where the source says that the series ends here.
  virtual void sample(std::uint32_t series, Instant time, double value) = 0;
};

/// What kind of file begins with these bytes.
enum class FileKind : std::uint8_t { recording, scraped, unknown };
[[nodiscard]] FileKind kind_of_file(std::string_view head);

/// Push reader: write() the bytes of one file, not compressed, in pieces of any size, then finish().
///
/// A time of at least 10^11 counts as milliseconds (Prometheus' text, both databases), a smaller one as seconds
/// (OpenMetrics). Errors (bad_input, `where` = "line N") say what was expected there.
class ScrapedReader {
 public:
  /// scraped_at: the time of samples that have none. sink must outlive the reader.
  ScrapedReader(ScrapeSink& sink, Instant scraped_at);
  ~ScrapedReader();
  ScrapedReader(ScrapedReader&&) noexcept;

  [[nodiscard]] Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> finish();
  /// Samples that had no time of their own.
  [[nodiscard]] std::uint64_t untimed() const;
  /// OpenMetrics ends with `# EOF`: what has times in seconds and lacks it was cut short.
  [[nodiscard]] bool cut_short() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace prorata::ingest
