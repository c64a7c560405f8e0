#include "series/arrays.h"

#include <algorithm>
#include <cmath>

#include "core/order.h"

namespace prorata::series {
namespace {

using Places = std::span<const std::uint32_t>;

constexpr double kYear2200 = 7258118400000.0;

/// Borders of `parts` pieces that cover `length` places.
bool covers(Places border, std::size_t parts, std::size_t length) {
  return border.size() == parts + 1 && border.front() == 0 && border.back() == length &&
         std::is_sorted(border.begin(), border.end());
}

bool below(Places places, std::size_t limit) {
  return std::all_of(places.begin(), places.end(), [&](std::uint32_t place) { return place < limit; });
}

bool well_formed(const Arrays& arrays, std::size_t queries) {
  const std::size_t series = arrays.query.size();
  const Places ends = arrays.text_end;
  return covers(arrays.label_begin, series, arrays.labels.size() / 2) &&
         covers(arrays.point_begin, series, arrays.time.size()) && arrays.value.size() == arrays.time.size() &&
         std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == arrays.text.size() &&
         below(arrays.query, queries) && below(arrays.labels, ends.size());
}

std::vector<NameId> intern_all(const Arrays& arrays, Names& names) {
  std::vector<NameId> ids;
  ids.reserve(arrays.text_end.size());
  std::size_t begin = 0;
  for (const std::size_t end : arrays.text_end) {
    ids.push_back(names.intern(arrays.text.substr(begin, end - begin)));
    begin = end;
  }
  return ids;
}

void add_labels(Batch& batch, Places pairs, const std::vector<NameId>& ids) {
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
    const Label label{ids[pairs[i]], ids[pairs[i + 1]]};
    if (label.value != kNoName) batch.labels.push_back(label);  // an empty label is an absent one
  }
  sort_few(std::span(batch.labels).subspan(batch.label_begin.back()), [](Label a, Label b) { return a.name < b.name; });
  batch.label_begin.push_back(static_cast<std::uint32_t>(batch.labels.size()));
}

void add_samples(Gathered& into, std::span<const double> time, std::span<const double> value) {
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (!std::isfinite(value[i])) {
      ++into.non_finite;
    } else if (!(time[i] >= 0 && time[i] < kYear2200) || std::floor(time[i]) != time[i]) {
      ++into.out_of_range_times;
    } else {
      into.batch.time.push_back(static_cast<std::int64_t>(time[i]));
      into.batch.value.push_back(value[i]);
    }
  }
  into.batch.point_begin.push_back(into.batch.time.size());
}

}  // namespace

Result<std::vector<Gathered>> gather(const Arrays& arrays, std::size_t queries, Names& names) {
  if (!well_formed(arrays, queries)) {
    return Error{ErrorCode::bad_input, "The arrays of a frame do not fit together.", "", "frame"};
  }
  const std::vector<NameId> ids = intern_all(arrays, names);
  std::vector<Gathered> gathered(queries);
  std::vector<std::size_t> samples(queries, 0);
  for (std::size_t i = 0; i < arrays.query.size(); ++i) {
    samples[arrays.query[i]] += arrays.point_begin[i + 1] - arrays.point_begin[i];
  }
  for (std::size_t q = 0; q < queries; ++q) {
    gathered[q].batch.time.reserve(samples[q]);
    gathered[q].batch.value.reserve(samples[q]);
  }
  for (std::size_t i = 0; i < arrays.query.size(); ++i) {
    Gathered& into = gathered[arrays.query[i]];
    const std::size_t label = std::size_t{2} * arrays.label_begin[i], point = arrays.point_begin[i];
    add_labels(into.batch, arrays.labels.subspan(label, std::size_t{2} * arrays.label_begin[i + 1] - label), ids);
    const std::size_t points = arrays.point_begin[i + 1] - point;
    add_samples(into, arrays.time.subspan(point, points), arrays.value.subspan(point, points));
  }
  return gathered;
}

}  // namespace prorata::series
