#include "promql/scrapes.h"

#include <utility>

#include "promql/answer.h"

namespace prorata::promql {
namespace {

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

}  // namespace

void Scrapes::begin(std::string name, Instant written_at) {
  if (first_name_.empty()) first_name_ = name;
  name_ = std::move(name);
  reader_.emplace(samples_, written_at);
}

Result<void> Scrapes::in_file(const Result<void>& read) const {
  if (read) return read;
  Error error = read.error();
  error.message = name_ + ", " + error.where + ": " + error.message;
  return error;
}

Result<void> Scrapes::write(std::string_view bytes) {
  return in_file(reader_->write(bytes));
}

Result<void> Scrapes::end() {
  if (auto read = in_file(reader_->finish()); !read) return read;
  if (reader_->untimed() > 0) notices_.add(kUntimed, name_, {}, reader_->untimed());
  if (reader_->cut_short()) notices_.add(kCut, name_);
  reader_.reset();
  return {};
}

Result<void> Scrapes::finish() {
  samples_.finish();
  if (samples_.sample_count() == 0) {
    return Error{ErrorCode::no_data, first_name_ + ": none of its metrics is one that costs are computed from",
                 "docs/queries.md lists the metrics: those of kube-state-metrics and cAdvisor at least", first_name_};
  }
  if (covered().empty()) {
    return Error{ErrorCode::no_data, "all samples are of one time, " + to_text(covered().begin),
                 "read a second scrape with it, some minutes older or younger", first_name_};
  }
  if (samples_.duplicates() > 0) notices_.add(kTwice, first_name_, {}, samples_.duplicates());
  notices_.add(
      kFromText,
      std::to_string(samples_.all().size()) + " series, samples " + to_text(samples_.scrape_interval()) + " apart",
      covered(), samples_.sample_count());
  return {};
}

Result<std::string> Scrapes::answer(const plan::Request& request) {
  return promql::answer(request, samples_);
}

}  // namespace prorata::promql
