#include "cli/scraped_files.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>

#include <zlib.h>

#include "promql/answer.h"

namespace prorata::cli {
namespace {

constexpr std::size_t kPiece = 1 << 18;
constexpr std::size_t kHead = 4096;

constexpr NoticeKind kFromText{"text-metrics", Severity::info,
                               "Costs are computed from text metrics, whose own samples are all there is.",
                               "Text does not mark where a series ends, and counters rise evenly between two samples. "
                               "Scrape more often where they "
                               "are far apart."};
constexpr NoticeKind kUntimed{"text-without-times", Severity::info,
                              "Samples have no time of their own; they count at the time when their file was written.",
                              "Keep files as they were written (`cp -p`), or scrape with times."};
constexpr NoticeKind kCut{"text-cut-short", Severity::warning,
                          "OpenMetrics text does not end with \"# EOF\", so a part of it may be missing.",
                          "Copy or export it again."};
constexpr NoticeKind kTwice{"text-duplicates", Severity::warning,
                            "Series have several values at one time; the greatest counts.",
                            "Look whether files of different clusters or replicas are read as one."};

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

Result<void> read_file_into(const std::string& path, Scraped& into) {
  const auto file = open_file(path);
  if (!file) return file.error();
  ingest::ScrapedReader reader(into.samples, written_at(path));
  const auto in_file = [&](Error error) {
    error.message = path + ", " + error.where + ": " + error.message;
    return error;
  };
  std::string piece(kPiece, '\0');
  for (;;) {
    const int got = gzread(file->get(), piece.data(), static_cast<unsigned>(piece.size()));
    int problem = Z_OK;
    const std::string why = gzerror(file->get(), &problem);
    if (got < 0 || problem == Z_BUF_ERROR) {
      return Error{ErrorCode::bad_input, path + ": cannot be unpacked: " + why, "copy or export it again", path};
    }
    if (got == 0) break;
    if (auto read = reader.write({piece.data(), static_cast<std::size_t>(got)}); !read) return in_file(read.error());
  }
  if (auto read = reader.finish(); !read) return in_file(read.error());
  if (reader.untimed() > 0) into.notices.add(kUntimed, path, {}, reader.untimed());
  if (reader.cut_short()) into.notices.add(kCut, path);
  return {};
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

Result<void> read_scraped(const std::vector<std::string>& paths, Scraped& into) {
  for (const std::string& path : paths) {
    if (auto read = read_file_into(path, into); !read) return read;
  }
  promql::Samples& samples = into.samples;
  samples.finish();
  const Window covered = samples.covered();
  if (samples.sample_count() == 0) {
    return Error{ErrorCode::no_data, paths.front() + ": none of its metrics is one that costs are computed from",
                 "docs/queries.md lists the metrics: those of kube-state-metrics and cAdvisor at least", paths.front()};
  }
  if (covered.empty()) {
    return Error{ErrorCode::no_data, "all samples are of one time, " + to_text(covered.begin),
                 "give a second scrape: --metrics FIRST --metrics SECOND, or a folder with both", paths.front()};
  }
  if (samples.duplicates() > 0) into.notices.add(kTwice, paths.front(), {}, samples.duplicates());
  into.notices.add(
      kFromText,
      std::to_string(samples.all().size()) + " series, samples " + to_text(samples.scrape_interval()) + " apart",
      covered, samples.sample_count());
  return {};
}

Result<void> answer_round(pipeline::Session& session, Scraped& scraped, const KeepAnswer& keep) {
  for (const plan::Request& request : session.plan()) {
    const auto body = promql::answer(request, scraped.samples);
    if (!body) return body.error();
    const auto input = session.ingest(request.id, request.chunk);
    if (!input) return input.error();
    if (auto taken = (*input)->write(*body); !taken) return taken;
    if (const auto summary = (*input)->end(); !summary) return summary.error();
    if (keep) keep(request, 200, *body);
  }
  return {};
}

Result<void> answer_all(pipeline::Session& session, Scraped& scraped, const KeepAnswer& keep) {
  session.note(scraped.notices);
  while (!session.plan().empty()) {
    if (auto answered = answer_round(session, scraped, keep); !answered) return answered;
  }
  return {};
}

}  // namespace prorata::cli
