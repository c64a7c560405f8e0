#include "pipeline/sampled.h"

#include <cmath>

#include "plan/catalog.h"

namespace prorata::pipeline {
namespace {

using plan::QueryId;

constexpr std::string_view kRamInBytes = "ram_usage_bytes";

/// As the query for memory has it: whole KiB.
void bytes_to_kib(series::Batch& batch) {
  for (double& value : batch.value) value = std::nearbyint(value / 1024.0);
}

}  // namespace

Result<plan::Layout> layout_of(const query::Fetch& fetch) {
  if (!fetch.resolution) return Error{ErrorCode::bad_usage, "Sampled series need a resolution.", "", "resolution"};
  // Sums may be of a whole window, however long it is.
  constexpr Duration kDay = std::chrono::hours(24), kHour = std::chrono::hours(1);
  const Duration step = *fetch.resolution;
  const bool whole = fetch.mode == query::FetchMode::totals && step > kDay && step % kHour == Duration(0);
  if (auto fits = plan::check_resolution(step); !fits && !whole) return fits.error();
  if (auto fits = plan::check_grid(fetch.window, *fetch.resolution); !fits) return fits.error();
  plan::Layout layout;
  layout.window = fetch.window;
  layout.asked = fetch.asked;
  layout.resolution = *fetch.resolution;
  layout.lifetime_resolution = fetch.sampled->lifetime_resolution;
  layout.grid_offset = fetch.sampled->offset;
  layout.mode = fetch.mode;
  return layout;
}

Result<ingest::ResponseSummary> add_series(Store& store, std::span<const std::string> names,
                                           const series::Arrays& arrays) {
  std::vector<QueryId> queries;
  for (const std::string& name : names) {
    const plan::Query* query = name == kRamInBytes ? &plan::query_of(QueryId::ram_usage) : plan::find_query(name);
    if (query == nullptr) return Error{ErrorCode::bad_usage, "there is no query " + name, "", name};
    queries.push_back(query->id);
  }
  auto gathered = series::gather(arrays, names.size(), store.names);
  if (!gathered) return gathered.error();
  // Whoever asks at every step and at the end asks the last step twice.
  store.repeats = series::Repeats::fine;
  ingest::ResponseSummary all;
  for (std::size_t q = 0; q < names.size(); ++q) {
    series::Gathered& part = (*gathered)[q];
    if (names[q] == kRamInBytes) bytes_to_kib(part.batch);
    ingest::ResponseSummary summary;
    summary.samples = part.batch.time.size();
    summary.dropped_non_finite = part.non_finite;
    summary.out_of_range_times = part.out_of_range_times;
    all.dropped_non_finite += part.non_finite;
    all.out_of_range_times += part.out_of_range_times;
    all.series += part.batch.size();
    all.samples += summary.samples;
    store.add(queries[q], std::move(part.batch), summary);
  }
  all.success = true;
  return all;
}

}  // namespace prorata::pipeline
