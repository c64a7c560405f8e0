// Reads and writes recordings. Gzip carries no time and no name, so equal answers give equal files.
#include "cli/recording_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <tuple>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include "cli/json_text.h"
#include "cli/read_ahead.h"
#include "plan/catalog.h"
#include "plan/planner.h"

namespace prorata::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPiece = 1 << 18;
/// Ends a recording whose packing is cut short, so that it reads as one that is cut, wherever the cut is.
constexpr const char* kUnfinishedLine = "{";

struct GzCloser {
  void operator()(gzFile_s* file) const { (void)gzclose(file); }
};

struct FileCloser {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};

/// Written first and renamed when whole.
std::string draft_of(const std::string& path) {
  return path + ".part";
}

Error cannot_write(const std::string& path, const std::string& why) {
  return {ErrorCode::bad_usage, "cannot write " + path + ": " + why, "check the path, its folder and the space left",
          path};
}

/// Bytes into a file, packed on the way where asked.
class Output {
 public:
  Output(std::FILE* file, bool packed) : file_(file), packed_(packed) {
    constexpr int kGzip = 15 + 16;  // the largest window, with a gzip header whose time and name stay empty
    if (packed_) good_ = deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (packed_) (void)deflateEnd(&stream_);
  }
  void put(std::string_view bytes) {
    if (packed_)
      pack(bytes, Z_NO_FLUSH);
    else
      store(bytes);
  }
  /// True where everything arrived.
  bool finish() {
    if (packed_) pack({}, Z_FINISH);
    return std::fflush(file_) == 0 && good_;
  }

 private:
  void store(std::string_view bytes) {
    good_ = good_ && std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size();
  }

  void pack(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write to it
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      (void)deflate(&stream_, flush);
      store({buffer_.data(), buffer_.size() - stream_.avail_out});
    } while (stream_.avail_out == 0);
  }

  std::FILE* file_;
  bool packed_;
  bool good_ = true;
  z_stream stream_{};
  std::string buffer_ = std::string(kPiece, '\0');
};

}  // namespace

namespace {

/// A recording's bytes, gzipped or not, piece by piece.
class Pieces {
 public:
  explicit Pieces(const std::string& path) : path_(path), file_(gzopen(path.c_str(), "rb")) {
    if (file_) (void)gzbuffer(file_.get(), kPiece);
  }
  [[nodiscard]] bool open() const { return file_ != nullptr; }

  /// Empty at the end. Where packing is cut short, the last piece is kUnfinishedLine.
  [[nodiscard]] Result<void> next(std::string& piece) {
    piece.resize(kPiece);
    const int got = ended_ ? 0 : gzread(file_.get(), piece.data(), static_cast<unsigned>(piece.size()));
    int problem = Z_OK;
    const std::string why = gzerror(file_.get(), &problem);
    if (got < 0) {
      // Bytes before the place where it was found may be wrong as well.
      return Error{ErrorCode::bad_input, path_ + ": cannot be unpacked: " + why, "copy or record it again", path_};
    }
    piece.resize(static_cast<std::size_t>(got));
    if (got == 0 && problem == Z_BUF_ERROR && !ended_) piece = kUnfinishedLine;
    ended_ = got == 0;
    return {};
  }

 private:
  const std::string& path_;
  std::unique_ptr<gzFile_s, GzCloser> file_;  // reads what is not gzipped as it is
  bool ended_ = false;
};

}  // namespace

Result<void> load_recording(pipeline::Session& session, const std::string& path, unsigned threads) {
  Pieces pieces(path);
  if (!pieces.open()) {
    return Error{ErrorCode::bad_usage, "cannot read " + path + ": " + std::strerror(errno), "", path};
  }
  const auto input = session.ingest_recording();
  if (!input) return input.error();

  const auto in_file = [&](Error error) {
    error.message = path + ": " + error.message;
    return error;
  };
  std::optional<ReadAhead> ahead;
  if (threads > 1) ahead.emplace([&](std::string& piece) { return pieces.next(piece); });
  for (std::string piece;;) {
    if (auto got = ahead ? ahead->take(piece) : pieces.next(piece); !got) return got;
    if (auto read = (*input)->write(piece); !read) return in_file(read.error());
    if (piece.empty()) break;
  }
  const auto summary = (*input)->end();
  return summary ? Result<void>() : Result<void>(in_file(summary.error()));
}

std::string recorded_body(std::string_view text) {
  if (!Json::accept(text)) return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  // A line break in valid JSON stands between values, never inside a text.
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const std::size_t first = line.find_first_not_of(" \t");
  return with_sorted_vector(std::string_view(line).substr(first, line.find_last_not_of(" \t") + 1 - first));
}

Result<void> check_writable(const std::string& path) {
  if (path == "-") return {};
  std::error_code problem;
  if (path.empty() || std::filesystem::is_directory(path, problem)) {
    return cannot_write(path.empty() ? "a file without a name" : path, "name a file, not a folder");
  }
  const std::string draft = draft_of(path);
  const bool made = std::unique_ptr<std::FILE, FileCloser>(std::fopen(draft.c_str(), "ab")) != nullptr;
  if (!made) return cannot_write(path, std::strerror(errno));
  if (std::filesystem::is_empty(draft, problem)) (void)std::filesystem::remove(draft, problem);
  return {};
}

RecordingWriter::RecordingWriter() : spool_(std::tmpfile()) {}

void RecordingWriter::add(const plan::Request& request, int status, std::string_view params, std::string_view body) {
  std::string line = "{\"query\": " + Json(request.id).dump() + ", \"chunk\": " + std::to_string(request.chunk) +
                     ", \"path\": \"" + plan::path_of(request) + "\", \"params\": ";
  line.append(params)
      .append(", \"status\": ")
      .append(std::to_string(status))
      .append(", \"body\": ")
      .append(body)
      .append("}\n");
  const plan::Query* query = plan::find_query(request.id);
  const std::size_t rank = query == nullptr ? plan::kQueryCount : static_cast<std::size_t>(query->id);
  const long offset = spool_ ? std::ftell(spool_.get()) : -1;
  failed_ = failed_ || offset < 0 || std::fwrite(line.data(), 1, line.size(), spool_.get()) != line.size();
  lines_.push_back({rank, to_ms(request.end), request.chunk, offset, line.size()});
}

std::string RecordingWriter::counts() const {
  Json counts = Json::object();
  for (const plan::Query& query : plan::catalog()) {
    const auto of_query = [&](const Line& line) { return line.rank == static_cast<std::size_t>(query.id); };
    const auto count = std::count_if(lines_.begin(), lines_.end(), of_query);
    if (count > 0) counts[std::string(query.name)] = count;
  }
  return counts.dump();
}

Result<void> RecordingWriter::write(const std::string& path, std::string_view manifest) {
  if (failed_ || !spool_) return cannot_write("a temporary file", std::strerror(errno));
  const bool to_stdout = path == "-";
  const std::string draft = draft_of(path);
  const std::unique_ptr<std::FILE, FileCloser> owned(to_stdout ? nullptr : std::fopen(draft.c_str(), "wb"));
  std::FILE* file = to_stdout ? stdout : owned.get();
  if (file == nullptr) return cannot_write(path, std::strerror(errno));

  std::sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) {
    return std::tie(a.rank, a.end, a.chunk) < std::tie(b.rank, b.end, b.chunk);
  });
  Output output(file, path.ends_with(".gz"));
  output.put(manifest.substr(0, manifest.size() - 1));
  output.put(",\"answers\":" + counts() + "}\n");
  std::string text;
  for (const Line& line : lines_) {
    text.resize(line.size);
    const bool read = std::fseek(spool_.get(), line.offset, SEEK_SET) == 0 &&
                      std::fread(text.data(), 1, line.size, spool_.get()) == line.size;
    if (!read) return cannot_write("a temporary file", "it cannot be read back");
    output.put(text);
  }
  if (!output.finish()) return cannot_write(path, std::strerror(errno));
  std::error_code problem;
  if (!to_stdout) std::filesystem::rename(draft, path, problem);
  return problem ? Result<void>(cannot_write(path, problem.message())) : Result<void>();
}

}  // namespace prorata::cli
