// How a rate came about, as a sentence and as JSON, and what was asked for it. Internal to the stage.
#pragma once

#include <string>
#include <vector>

#include "explain/explain.h"
#include "report/json_writer.h"

namespace prorata::report {

/// Those of a term, in their order.
[[nodiscard]] std::vector<pricing::Origin> origins_of(const explain::Derivation& derivation, std::size_t term);

/// "0.192 USD an hour for the node = 0.192, of which weight 3 of 4 = 0.144, over 4 core, less 30 % = 0.0252
/// USD/core-hour"
[[nodiscard]] std::string origin_text(const explain::Derivation& derivation, const pricing::Origin& origin);
/// An object; what changes nothing is left out. docs/formats.md, "How a rate came about".
void write_origin(Writer& json, const explain::Derivation& derivation, const pricing::Origin& origin);

struct AskedQuery {
  std::string name, promql;  ///< no text: somebody else asked
  std::int64_t samples = 0;
};
/// Queries whose answers the terms are made of, in the order of the plan.
[[nodiscard]] std::vector<AskedQuery> queries_of(const explain::Derivation& derivation);
/// PromQL of a weight, as the user wrote it or as it was recorded; empty where it is not known.
[[nodiscard]] std::string weight_query(const explain::Asked& asked, const std::string& name);

}  // namespace prorata::report
