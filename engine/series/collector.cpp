#include "series/collector.h"

#include <algorithm>

#include "core/order.h"

namespace prorata::series {

void Collector::expect(std::uint64_t samples) {
  constexpr std::uint64_t kMost = 1000000;  // an estimate may be wrong: 16 MB at the most
  const auto room = static_cast<std::size_t>(std::min(samples, kMost));
  batch_.time.reserve(room);
  batch_.value.reserve(room);
}

void Collector::labels(std::span<const ingest::Label> labels) {
  for (const ingest::Label& label : labels) {
    if (label.value.empty()) continue;  // an empty label is an absent one
    batch_.labels.push_back({names_.intern(label.name), names_.intern(label.value)});
  }
  // One order for equal sets, whatever order a server writes them in.
  sort_few(std::span(batch_.labels).subspan(batch_.label_begin.back()),
           [](Label a, Label b) { return a.name < b.name; });
}

void Collector::samples(std::span<const std::int64_t> times_ms, std::span<const double> values) {
  batch_.time.insert(batch_.time.end(), times_ms.begin(), times_ms.end());
  batch_.value.insert(batch_.value.end(), values.begin(), values.end());
}

void Collector::end_series() {
  batch_.label_begin.push_back(static_cast<std::uint32_t>(batch_.labels.size()));
  batch_.point_begin.push_back(batch_.time.size());
}

}  // namespace prorata::series
