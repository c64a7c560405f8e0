// From sources, as the user names them, to a session that can be asked.
#pragma once

#include <string>
#include <vector>

#include "cli/fetch.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/source.h"
#include "pipeline/session.h"

namespace prorata::cli {

/// Checks options against the sources, reads text metrics, and sets the windows that depend on them. Errors name the
/// option, or file and line.
[[nodiscard]] Result<void> prepare(std::vector<Source>& sources, const Options& options, Inputs& inputs);

/// Of a source that is ready, not loaded. fetch: what is asked of servers.
[[nodiscard]] pipeline::Session session_of(const Source& source, const query::Fetch& fetch);
/// threads: that a recording is read by; the session is the same with any number.
[[nodiscard]] Result<void> load_source(const Source& source, pipeline::Session& session, const FetchHooks& hooks,
                                       unsigned threads);
/// Loads all sources but the first, whose session takes them over, in their order. As many recordings at once as there
/// are threads; other sources one after the other.
[[nodiscard]] Result<void> load_others(const std::vector<Source>& sources, pipeline::Session& session,
                                       const query::Fetch& fetch, const FetchHooks& hooks, unsigned threads);
/// Answers only the first requests of a plan.
[[nodiscard]] Result<void> probe(const Source& source, pipeline::Session& session);

/// Whether what the sources cover is fixed: no server is among them.
[[nodiscard]] bool all_files(const std::vector<Source>& sources);
/// An address without credentials, or a file's name.
[[nodiscard]] std::string place_of(const Source& source);

}  // namespace prorata::cli
