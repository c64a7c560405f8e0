// Answers on their way in and, once complete, the batches of every query.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/names.h"
#include "core/notice.h"
#include "ingest/response_parser.h"
#include "plan/catalog.h"
#include "plan/planner.h"
#include "series/batch.h"
#include "series/frame.h"

namespace prorata::pipeline {

struct Store {
  Names names;
  std::array<std::vector<series::Batch>, plan::kQueryCount> batches;
  std::array<std::int64_t, plan::kQueryCount> samples{};  ///< that came, by query
  Notices notices;
  bool partial = false;
  series::Repeats repeats = series::Repeats::told;

  void add(plan::QueryId query, series::Batch batch, const ingest::ResponseSummary& summary);
  /// All batches of a query as one frame. keep: the batches stay, because more may come.
  [[nodiscard]] series::Frame frame(plan::QueryId query, bool keep, Notices& into);
  /// What the probes said.
  [[nodiscard]] plan::Probes probes();
  /// Of the probes: recorded series that are there.
  [[nodiscard]] std::vector<std::string> metrics();
};

}  // namespace prorata::pipeline
