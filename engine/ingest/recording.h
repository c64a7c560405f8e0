// Recordings (*.prorata.ndjson): stored answers, read back as they would have come from the source.
//
// Line 1 is the manifest, a JSON object with "format": "prorata.recording". Every further line is one answer:
//
//   {"query": "cpu", "chunk": 0, "path": "/api/v1/query_range", "params": {…}, "status": 200, "body": …}
//
// with the members in this order. The body is the JSON the source sent, or a JSON text where it sent something else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace prorata::ingest {

/// What stands before the body of an answer.
struct RecordedRequest {
  std::string query;          ///< id of the query in the plan
  std::uint32_t chunk = 0;    ///< which piece of the query's time range
  std::string path;           ///< "/api/v1/query_range"
  int status = 0;             ///< of HTTP
  std::string promql;         ///< that was asked
  bool body_is_text = false;  ///< the body is a JSON text: the source did not answer with JSON
};

/// Called in the order of the file. An error that a function gives back ends the reading and is passed on.
class RecordingHandler {
 public:
  virtual ~RecordingHandler() = default;
  virtual Result<void> manifest(std::string_view json) = 0;
  virtual Result<void> begin_response(const RecordedRequest& request) = 0;
  /// The next piece of the body, the bytes of the file untouched; any number of times.
  virtual Result<void> body(std::string_view bytes) = 0;
  virtual Result<void> end_response() = 0;
  /// A line is no whole answer and is skipped; what of it was begun is void.
  virtual void damaged(const Error& error) = 0;
};

/// Push reader: write() the bytes of a recording, not compressed, in pieces of any size, then finish().
///
/// Bodies are passed on and never held; a manifest may have 4 MiB, what stands before a body 64 KiB. Lines may end in
/// \r\n, empty lines are skipped, the last line needs no end. Error (bad_input, `where` = "line 1"): no recording. A
/// line that is cut short, or whose members are not the ones above in their order, is damaged and skipped. A line that
/// is cut exactly behind a brace of its body cannot be told from a whole one; whoever parses the body finds it
/// incomplete.
class RecordingReader {
 public:
  /// `handler` must outlive the reader.
  explicit RecordingReader(RecordingHandler& handler);
  ~RecordingReader();
  RecordingReader(RecordingReader&&) noexcept;
  RecordingReader& operator=(RecordingReader&&) noexcept;

  [[nodiscard]] Result<void> write(std::string_view bytes);
  /// The end of the recording. Call it once, last.
  [[nodiscard]] Result<void> finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace prorata::ingest
