// Metrics as text in files, asked like a server.
#pragma once

#include <string>
#include <vector>

#include "cli/fetch.h"
#include "core/result.h"
#include "ingest/scraped.h"
#include "pipeline/session.h"
#include "promql/scrapes.h"

namespace prorata::cli {

/// What kind of file it is, by its first bytes; gzip is unpacked. Errors (bad_usage): it cannot be read.
[[nodiscard]] Result<ingest::FileKind> kind_of(const std::string& path);

/// Reads files of one cluster, in any order. Errors name file and line; no_data where they hold no length of time.
[[nodiscard]] Result<void> read_scraped(const std::vector<std::string>& paths, promql::Scrapes& into);

/// Answers the session's plan to its end. keep: as for servers.
[[nodiscard]] Result<void> answer_all(pipeline::Session& session, promql::Scrapes& scrapes, const KeepAnswer& keep);
/// Only what the plan now asks.
[[nodiscard]] Result<void> answer_round(pipeline::Session& session, promql::Scrapes& scrapes, const KeepAnswer& keep);

}  // namespace prorata::cli
