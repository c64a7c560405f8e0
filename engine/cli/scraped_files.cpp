#include "cli/scraped_files.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>

#include <zlib.h>

namespace prorata::cli {
namespace {

constexpr std::size_t kPiece = 1 << 18;
constexpr std::size_t kHead = 4096;

struct GzCloser {
  void operator()(gzFile_s* file) const { (void)gzclose(file); }
};
using File = std::unique_ptr<gzFile_s, GzCloser>;

Result<File> open_file(const std::string& path) {
  File file(gzopen(path.c_str(), "rb"));  // reads what is not gzipped as it is
  if (!file) return Error{ErrorCode::bad_usage, "cannot read " + path + ": " + std::strerror(errno), "", path};
  (void)gzbuffer(file.get(), kPiece);
  return file;
}

Instant written_at(const std::string& path) {
  std::error_code problem;
  const auto time = std::filesystem::last_write_time(path, problem);
  if (problem) return {};
  return std::chrono::floor<Duration>(std::chrono::file_clock::to_sys(time));
}

Result<void> read_file_into(const std::string& path, promql::Scrapes& into) {
  const auto file = open_file(path);
  if (!file) return file.error();
  into.begin(path, written_at(path));
  std::string piece(kPiece, '\0');
  for (;;) {
    const int got = gzread(file->get(), piece.data(), static_cast<unsigned>(piece.size()));
    int problem = Z_OK;
    const std::string why = gzerror(file->get(), &problem);
    if (got < 0 || problem == Z_BUF_ERROR) {
      return Error{ErrorCode::bad_input, path + ": cannot be unpacked: " + why, "copy or export it again", path};
    }
    if (got == 0) return into.end();
    if (auto read = into.write({piece.data(), static_cast<std::size_t>(got)}); !read) return read;
  }
}

}  // namespace

Result<ingest::FileKind> kind_of(const std::string& path) {
  const auto file = open_file(path);
  if (!file) return file.error();
  std::string head(kHead, '\0');
  const int got = gzread(file->get(), head.data(), static_cast<unsigned>(head.size()));
  head.resize(static_cast<std::size_t>(std::max(got, 0)));
  return ingest::kind_of_file(head);
}

Result<void> read_scraped(const std::vector<std::string>& paths, promql::Scrapes& into) {
  for (const std::string& path : paths) {
    if (auto read = read_file_into(path, into); !read) return read;
  }
  return into.finish();
}

Result<void> answer_round(pipeline::Session& session, promql::Scrapes& scrapes, const KeepAnswer& keep) {
  for (const plan::Request& request : session.plan()) {
    const auto body = scrapes.answer(request);
    if (!body) return body.error();
    const auto input = session.ingest(request.id, request.chunk);
    if (!input) return input.error();
    if (auto taken = (*input)->write(*body); !taken) return taken;
    if (const auto summary = (*input)->end(); !summary) return summary.error();
    if (keep) keep(request, 200, *body);
  }
  return {};
}

Result<void> answer_all(pipeline::Session& session, promql::Scrapes& scrapes, const KeepAnswer& keep) {
  session.note(scrapes.notices());
  while (!session.plan().empty()) {
    if (auto answered = answer_round(session, scrapes, keep); !answered) return answered;
  }
  return {};
}

}  // namespace prorata::cli
