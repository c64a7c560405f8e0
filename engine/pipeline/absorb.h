// Several sources in one answer: each brings the series of its clusters.
#pragma once

#include <string>

#include "core/result.h"
#include "pipeline/store.h"

namespace prorata::pipeline {

/// Takes the series of `other` into `store`. Series without a label for the cluster get one: each source's own name.
/// Errors (bad_usage): both have a cluster of one name.
[[nodiscard]] Result<void> absorb(Store& store, const std::string& name, Store other, const std::string& other_name);

}  // namespace prorata::pipeline
