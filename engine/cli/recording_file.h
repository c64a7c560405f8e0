// Recordings as files: read into a session, written from answers.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "pipeline/session.h"
#include "plan/request.h"

namespace prorata::cli {

/// Feeds a recording, gzipped or not, into a session that waits for one. One whose packing is cut short is read as far
/// as it goes, and the session notes that it is damaged. With more than one thread, one reads and unpacks ahead.
[[nodiscard]] Result<void> load_recording(pipeline::Session& session, const std::string& path, unsigned threads);

/// `text` as the value of a line's `body`: JSON as it came but on one line and with the
/// series of an instant vector in order, anything else as a JSON text.
[[nodiscard]] std::string recorded_body(std::string_view text);

/// Whether a recording could be written there. Errors (bad_usage): it could not. Nothing that stands there is touched.
[[nodiscard]] Result<void> check_writable(const std::string& path);

/// Collects answers in a temporary file, so that memory does not grow, and writes them in the order of the plan.
class RecordingWriter {
 public:
  RecordingWriter();
  /// params: a JSON object.
  void add(const plan::Request& request, int status, std::string_view params, std::string_view body);
  /// Writes the manifest, with the number of lines of each query, and the lines to `path`, gzipped where it ends in
  /// .gz; "-" is standard output. The same answers give the same bytes. Errors (bad_usage): the file cannot be written;
  /// what stood there before is kept.
  [[nodiscard]] Result<void> write(const std::string& path, std::string_view manifest);
  [[nodiscard]] std::size_t size() const { return lines_.size(); }

 private:
  /// Lines of each query, as a JSON object.
  [[nodiscard]] std::string counts() const;

  struct Line {
    std::size_t rank;  ///< place of the query in the catalog
    std::int64_t end;  ///< then by time
    int chunk;
    long offset;
    std::size_t size;
  };
  struct Closer {
    void operator()(std::FILE* file) const { (void)std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> spool_;
  std::vector<Line> lines_;
  bool failed_ = false;
};

}  // namespace prorata::cli
