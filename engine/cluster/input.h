// Reading labels and values of frames: spellings of exporters in, ids and whole amounts out. Internal to the stage.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "cluster/cluster.h"
#include "core/id_map.h"
#include "core/money.h"

namespace prorata::cluster {

/// Labels that name objects, as exporters and Prometheus spell them.
class ObjectReader {
 public:
  ObjectReader(Names& names, std::string_view default_cluster);

  [[nodiscard]] NameId cluster(const series::Frame& frame, std::size_t series) const;
  [[nodiscard]] NameId name_space(const series::Frame& frame, std::size_t series) const;
  [[nodiscard]] NameId pod(const series::Frame& frame, std::size_t series) const;
  [[nodiscard]] NameId container(const series::Frame& frame, std::size_t series) const;
  /// The first of these labels that the series has.
  [[nodiscard]] NameId any_of(const series::Frame& frame, std::size_t series,
                              std::initializer_list<std::string_view> names) const;
  [[nodiscard]] NameId label(const series::Frame& frame, std::size_t series, std::string_view name) const {
    return frame.label(series, names_.find(name));
  }
  [[nodiscard]] std::string_view text(NameId id) const { return names_.text(id); }
  [[nodiscard]] Names& names() const { return names_; }

 private:
  [[nodiscard]] NameId first_of(const series::Frame& frame, std::size_t series, NameId a, NameId b) const;
  Names& names_;
  NameId default_cluster_;
  std::array<NameId, 4> cluster_labels_;
  NameId namespace_, exported_namespace_, pod_, exported_pod_, container_, exported_container_;
};

/// cores, bytes or GPUs as µcore, KiB or µGPU; nothing where the value is negative or beyond all machines.
[[nodiscard]] std::optional<std::int64_t> whole_amount(Resource resource, double value);

/// Joins what one series says of a resource to what others said: devices of several makers add up.
inline void join(StepValue& into, Resource resource, const StepValue& value) {
  resource == Resource::gpu ? into.add(value) : into.join(value);
}

/// In kPriceUnits; nothing where a price is absent, which is not free.
[[nodiscard]] inline std::optional<std::int64_t> whole_price(double price) {
  if (!(price > 0 && price < 1e6)) return std::nullopt;
  return to_whole(price * kPriceUnits);
}
/// Samples of a series as values that hold up to their times. whole: value → whole number, or nothing.
template <class Whole>
[[nodiscard]] StepValue values_of(const series::Frame& frame, std::size_t series, Whole whole) {
  StepValue values;
  for (std::size_t p = 0; p < frame.times(series).size(); ++p) {
    const std::optional<std::int64_t> value = whole(frame.values(series)[p]);
    if (value) values.append(instant_ms(frame.times(series)[p]), *value);
  }
  return values;
}

/// From the first to the last sample of an object, which are known to the step of the lifetime queries.
[[nodiscard]] Window observed_life(const Input& input, std::optional<Instant> first, std::optional<Instant> last);

[[nodiscard]] inline Instant instant_of_seconds(double seconds) {
  return instant_ms(to_whole(seconds * 1000.0));
}

}  // namespace prorata::cluster
