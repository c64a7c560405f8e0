#include "cluster/label_sets.h"

namespace prorata::cluster {

Instant last_seen(const series::Frame& frame, std::uint32_t set) {
  return instant_of_seconds(frame.largest(set));
}

bool overrides(const series::Frame& frame, std::uint32_t a, std::uint32_t b) {
  const Instant seen_a = last_seen(frame, a), seen_b = last_seen(frame, b);
  if (seen_a != seen_b) return seen_a > seen_b;
  const std::size_t size_a = frame.labels(a).size(), size_b = frame.labels(b).size();
  return size_a != size_b ? size_a > size_b : a > b;
}

bool note_changed_labels(const Input& input, const ObjectReader& reader, const series::Frame& frame, std::uint32_t own,
                         std::uint32_t other, std::string_view object, Notices& notices) {
  if (own == other) return false;
  // The first step of the query reaches back to before the window.
  const Instant seen = last_seen(frame, other), begin = input.window.begin;
  if (seen >= begin && seen <= begin + input.lifetime_resolution) return false;
  for (const series::Label& label : frame.labels(own)) {
    const NameId before = frame.label(other, label.name);
    const std::string_view name = reader.text(label.name);
    // What a scrape adds to a series is no label of the object.
    if (before == kNoName || before == label.value) continue;
    if (!name.starts_with("label_") && !name.starts_with("annotation_")) continue;
    notices.add(kLabelsChanged, object, input.window);
    return true;
  }
  return false;
}

}  // namespace prorata::cluster
