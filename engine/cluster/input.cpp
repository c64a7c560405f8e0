#include "cluster/input.h"

#include <array>

namespace prorata::cluster {

ObjectReader::ObjectReader(Names& names, std::string_view default_cluster)
    : names_(names),
      default_cluster_(names.intern(default_cluster)),
      cluster_labels_{names.intern("cluster"), names.intern("cluster_id"), names.intern("cluster_name"),
                      names.intern("k8s_cluster")},
      namespace_(names.intern("namespace")),
      exported_namespace_(names.intern("exported_namespace")),
      pod_(names.intern("pod")),
      exported_pod_(names.intern("exported_pod")),
      container_(names.intern("container")),
      exported_container_(names.intern("exported_container")) {}

NameId ObjectReader::cluster(const series::Frame& frame, std::size_t series) const {
  for (const NameId label : cluster_labels_) {
    if (const NameId value = frame.label(series, label); value != kNoName) return value;
  }
  return default_cluster_;
}

/// Where Prometheus renamed an exporter's own label (no honor_labels), the renamed one is the object's.
NameId ObjectReader::first_of(const series::Frame& frame, std::size_t series, NameId a, NameId b) const {
  const NameId value = frame.label(series, a);
  return value != kNoName ? value : frame.label(series, b);
}

NameId ObjectReader::name_space(const series::Frame& frame, std::size_t series) const {
  return first_of(frame, series, exported_namespace_, namespace_);
}
NameId ObjectReader::pod(const series::Frame& frame, std::size_t series) const {
  return first_of(frame, series, exported_pod_, pod_);
}
NameId ObjectReader::container(const series::Frame& frame, std::size_t series) const {
  return first_of(frame, series, exported_container_, container_);
}

std::optional<Resource> resource_of(std::string_view label) {
  struct Known {
    std::string_view name;
    Resource resource;
  };
  constexpr std::array kKnown{Known{"cpu", Resource::cpu},
                              Known{"memory", Resource::ram},
                              Known{"nvidia_com_gpu", Resource::gpu},
                              Known{"amd_com_gpu", Resource::gpu},
                              Known{"gpu_intel_com_i915", Resource::gpu},
                              Known{"aliyun_com_gpu", Resource::gpu}};
  for (const Known& known : kKnown) {
    if (known.name == label) return known.resource;
  }
  return std::nullopt;
}

std::optional<std::int64_t> whole_amount(Resource resource, double value) {
  const double amount = resource == Resource::ram ? value / 1024.0 : value * 1e6;
  constexpr double kMost = 1e11;  // 100,000 cores or GPUs, 93 TiB: times a day in ms it still fits 64 bits
  if (!(amount >= 0 && amount <= kMost)) return std::nullopt;
  return to_whole(amount);
}

}  // namespace prorata::cluster
