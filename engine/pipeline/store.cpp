#include "pipeline/store.h"

#include <algorithm>

#include "core/money.h"

namespace prorata::pipeline {
namespace {

using plan::QueryId;

constexpr NoticeKind kWarned{"source-warned", Severity::warning, "The source says that data is missing.",
                             "Costs are a lower bound. Look at the stores or replicas behind the query layer."};
constexpr NoticeKind kNonFinite{"non-finite-samples", Severity::warning,
                                "Samples that are NaN or infinite were left out: what they stood for is unknown then.",
                                "Look at the exporter or recording rule that writes them."};
constexpr NoticeKind kNoneFinite{"no-finite-samples", Severity::warning,
                                 "An answer has no samples but NaN and infinite ones, so it counts as missing.",
                                 "Look at the exporter or recording rule that writes them."};
constexpr NoticeKind kHistograms{"histogram-samples", Severity::info, "Native histogram samples were skipped.",
                                 "See whether a recording rule writes a histogram under a metric's name."};
constexpr NoticeKind kBadTimes{"impossible-times", Severity::warning, "Samples with an impossible time were left out.",
                               "Look at the clock of the exporter."};
constexpr NoticeKind kNoScrapeInterval{"scrape-interval-unknown", Severity::info,
                                       "The scrape interval could not be measured; 1m is assumed.",
                                       "Nothing where the window ends before the cluster did. Else check that cAdvisor "
                                       "is scraped."};

}  // namespace

void Store::add(QueryId query, series::Batch batch, const ingest::ResponseSummary& summary) {
  const std::string_view name = plan::query_of(query).name;
  batches[static_cast<std::size_t>(query)].push_back(std::move(batch));
  samples[static_cast<std::size_t>(query)] += static_cast<std::int64_t>(summary.samples);
  if (summary.partial) {
    partial = true;
    notices.add(kWarned,
                summary.warnings.empty() ? std::string(name) : std::string(name) + ": " + summary.warnings.front());
  }
  if (summary.dropped_non_finite > 0) {
    notices.add(summary.samples > 0 ? kNonFinite : kNoneFinite, name, {}, summary.dropped_non_finite);
  }
  if (summary.histogram_points > 0) notices.add(kHistograms, name, {}, summary.histogram_points);
  if (summary.out_of_range_times > 0) notices.add(kBadTimes, name, {}, summary.out_of_range_times);
}

series::Frame Store::frame(QueryId query, bool keep, Notices& into) {
  auto& mine = batches[static_cast<std::size_t>(query)];
  std::vector<series::Batch> taken = keep ? mine : std::move(mine);
  return series::merge(std::move(taken), names, plan::query_of(query).name, into, repeats);
}

std::vector<std::string> Store::metrics() {
  Notices ignored;
  const series::Frame found = frame(QueryId::probe_metrics, true, ignored);
  const NameId name_label = names.find("__name__");
  std::vector<std::string> all;
  for (std::size_t i = 0; i < found.size(); ++i) all.emplace_back(names.text(found.label(i, name_label)));
  return all;
}

plan::Probes Store::probes() {
  plan::Probes probes;
  Notices ignored;
  probes.metrics = metrics();
  const series::Frame scrape = frame(QueryId::probe_scrape, true, ignored);
  if (scrape.size() > 0 && scrape.last(0) >= 1) {
    // 10 minutes hold this many scrapes; to the nearest whole second.
    probes.scrape_interval = std::chrono::seconds(std::max<std::int64_t>(1, to_whole(600.0 / scrape.last(0))));
    probes.scrape_interval_known = true;
  } else {
    notices.add(kNoScrapeInterval);
  }
  const series::Frame containers = frame(QueryId::probe_containers, true, ignored);
  if (containers.size() > 0 && containers.last(0) > 0)
    probes.containers = static_cast<std::uint64_t>(containers.last(0));
  return probes;
}

}  // namespace prorata::pipeline
