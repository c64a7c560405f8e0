// Series that a host already has as numbers, such as the data frames of a dashboard → batches, without any text format.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/names.h"
#include "core/result.h"
#include "series/batch.h"

namespace prorata::series {

/// Series i belongs to query[i], has the labels [label_begin[i], label_begin[i + 1]) of `labels` and the samples
/// [point_begin[i], point_begin[i + 1]).
struct Arrays {
  std::string_view text;                                    ///< all label texts, UTF-8, one after the other
  std::span<const std::uint32_t> text_end;                  ///< where each text ends
  std::span<const std::uint32_t> query;                     ///< below the number of queries
  std::span<const std::uint32_t> label_begin, point_begin;  ///< one more than series, ascending from 0
  std::span<const std::uint32_t> labels;  ///< pairs: places of a name and of its value among the texts
  std::span<const double> time, value;    ///< milliseconds since 1970; NaN and infinity are no samples
};

/// What of one query the arrays held.
struct Gathered {
  Batch batch;
  std::uint64_t non_finite = 0;          ///< left out
  std::uint64_t out_of_range_times = 0;  ///< before 1970, from 2200 on or no whole millisecond: left out
};

/// One entry per query. Errors (bad_input): places that lead out of an array.
[[nodiscard]] Result<std::vector<Gathered>> gather(const Arrays& arrays, std::size_t queries, Names& names);

}  // namespace prorata::series
