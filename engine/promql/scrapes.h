// Metrics as text, file by file, asked like a server then. The files are those of one cluster, in any order.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/notice.h"
#include "core/result.h"
#include "core/time.h"
#include "ingest/scraped.h"
#include "plan/request.h"
#include "promql/samples.h"

namespace prorata::promql {

class Scrapes {
 public:
  Scrapes() = default;
  Scrapes(const Scrapes&) = delete;
  Scrapes& operator=(const Scrapes&) = delete;

  /// Begins a file. name: for errors and notices; written_at: the time of samples that have none of their own.
  void begin(std::string name, Instant written_at);
  /// The next bytes of the file, not compressed, in pieces of any size. Errors (bad_input) name file and line.
  [[nodiscard]] Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> end();

  /// Call it once, after the last file; what follows may be asked then. Errors (no_data): no metric that costs are
  /// computed from, or no length of time.
  [[nodiscard]] Result<void> finish();

  /// As promql::answer.
  [[nodiscard]] Result<std::string> answer(const plan::Request& request);
  [[nodiscard]] const Samples& samples() const { return samples_; }
  [[nodiscard]] Window covered() const { return samples_.covered(); }
  /// What was noticed while the files were read.
  [[nodiscard]] const Notices& notices() const { return notices_; }

 private:
  [[nodiscard]] Result<void> in_file(const Result<void>& read) const;

  Samples samples_;
  Notices notices_;
  std::string name_, first_name_;
  std::optional<ingest::ScrapedReader> reader_;
};

}  // namespace prorata::promql
