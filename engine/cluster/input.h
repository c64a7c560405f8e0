// Reading labels and values of frames: spellings of exporters in, ids and whole amounts out. Internal to the stage.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cluster/cluster.h"
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

/// The resource of a `resource` label; nothing for those that are not priced.
[[nodiscard]] std::optional<Resource> resource_of(std::string_view label);
/// cores, bytes or devices as µcore, KiB or µGPU; nothing where the value is negative or beyond all machines.
[[nodiscard]] std::optional<std::int64_t> whole_amount(Resource resource, double value);

/// Joins what one series says of a resource to what others said: devices of several makers add up.
inline void join(StepValue& into, Resource resource, const StepValue& value) {
  resource == Resource::gpu ? into.add(value) : into.join(value);
}

/// A few ids as one key of a hash map.
template <std::size_t N>
using IdKey = std::array<NameId, N>;

struct IdKeyHash {
  template <std::size_t N>
  std::size_t operator()(const IdKey<N>& key) const {
    std::uint64_t hash = 0x9E3779B97F4A7C15u;
    for (const NameId id : key) hash = (hash ^ static_cast<std::uint64_t>(id)) * 0x100000001B3u ^ (hash >> 29);
    return static_cast<std::size_t>(hash);
  }
};
template <std::size_t N, class Value>
using IdMap = std::unordered_map<IdKey<N>, Value, IdKeyHash>;

[[nodiscard]] inline Instant instant_of_seconds(double seconds) {
  return instant_ms(to_whole(seconds * 1000.0));
}

}  // namespace prorata::cluster
