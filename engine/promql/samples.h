// Raw samples in memory: series by metric, ready to be asked.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/id_map.h"
#include "core/names.h"
#include "core/time.h"
#include "ingest/scraped.h"
#include "promql/expression.h"

namespace prorata::promql {

using Labels = std::vector<std::pair<NameId, NameId>>;  ///< name and value, by name

struct Series {
  NameId metric = kNoName;
  Labels labels;                   ///< without `__name__`
  std::vector<std::int64_t> time;  ///< ms, rising
  std::vector<double> value;       ///< NaN: the series ends here
};

class Samples final : public ingest::ScrapeSink {
 public:
  /// Keeps only metrics that some query of the plan asks for, so that what exporters tell of themselves takes no room.
  Samples();

  std::uint32_t series(std::span<const ingest::ScrapedLabel> labels) override;
  void sample(std::uint32_t series, Instant time, double value) override;
  /// Puts everything in order; the order of files then no longer shows. Call it once, after the last sample.
  void finish();

  [[nodiscard]] const std::vector<Series>& all() const { return series_; }
  [[nodiscard]] std::vector<const Series*> select(const Expression& selector) const;
  [[nodiscard]] const Names& names() const { return names_; }
  Names& names() { return names_; }
  /// First to last sample; empty where there is none.
  [[nodiscard]] Window covered() const { return covered_; }
  /// Half of all distances between neighbouring samples are shorter; nothing where no series has two.
  [[nodiscard]] Duration scrape_interval() const { return scrape_interval_; }
  [[nodiscard]] std::uint64_t sample_count() const { return count_; }
  /// Samples of equal series and time; the greater one counts.
  [[nodiscard]] std::uint64_t duplicates() const { return duplicates_; }
  /// Of metrics that no query asks for.
  [[nodiscard]] std::uint64_t skipped_series() const { return skipped_; }

 private:
  [[nodiscard]] bool is_wanted(std::string_view metric);
  void sort(Series& series);
  void measure();

  Names names_;
  std::vector<Expression> selectors_;  ///< of the plan's queries
  IdMap<1, bool> wanted_;              ///< by metric
  std::vector<Series> series_;
  Names keys_;                         ///< metrics and labels of series, as bytes of their ids
  std::vector<std::uint32_t> of_key_;  ///< the series of each
  Window covered_;
  Duration scrape_interval_{};
  std::uint64_t count_ = 0, duplicates_ = 0, skipped_ = 0;
};

/// Whether a text meets matchers of this label; those of patterns that cannot be read meet nothing.
[[nodiscard]] bool meets(const Matcher& matcher, std::string_view text);

}  // namespace prorata::promql
