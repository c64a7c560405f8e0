// The series of one response: interned labels and ragged columns of samples.
#pragma once

#include <cstdint>
#include <vector>

#include "core/names.h"

namespace prorata::series {

struct Label {
  NameId name;
  NameId value;
  bool operator==(const Label&) const = default;
};

/// Series i has labels [label_begin[i], label_begin[i + 1]) and samples [point_begin[i], point_begin[i + 1]).
/// time: milliseconds since 1970, in the order of arrival.
struct Batch {
  std::vector<std::uint32_t> label_begin{0};
  std::vector<Label> labels;
  std::vector<std::uint64_t> point_begin{0};
  std::vector<std::int64_t> time;
  std::vector<double> value;
  [[nodiscard]] std::size_t size() const { return point_begin.size() - 1; }
};

}  // namespace prorata::series
