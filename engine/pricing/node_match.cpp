#include "pricing/node_match.h"

#include <algorithm>

#include "pricing/gpu_models.h"

namespace prorata::pricing {
namespace {

using cluster::LabelReader;

/// Labels that name the GPU: of NVIDIA's feature discovery, then of providers.
constexpr std::string_view kGpuLabels[]{"nvidia.com/gpu.product", "cloud.google.com/gke-accelerator",
                                        "k8s.amazonaws.com/accelerator", "karpenter.k8s.aws/instance-gpu-name",
                                        "aliyun.accelerator/nvidia_name"};

/// Without capitals.
bool same_letters(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return small(x) == small(y); });
}

constexpr double kKibPerGib = 1048576;

bool agrees(std::string_view wanted, std::string_view have) {
  return wanted.empty() || wanted == have;
}

}  // namespace

std::string_view provider_of(std::string_view provider_id) {
  const std::size_t scheme = provider_id.find("://");
  if (scheme == std::string_view::npos) return provider_id.find(".i-") == std::string_view::npos ? "" : "alibaba";
  const std::string_view name = provider_id.substr(0, scheme);
  return name == "gce" ? "gcp" : name;
}

double volume_price(const PriceRow& entry, std::int64_t kib) {
  const double per_kib = entry.size_rate ? entry.size_rate->count() * 1024 : 0;
  if (kib == 0 || (!entry.rate && entry.gib == 0)) return per_kib;
  const auto size = static_cast<double>(kib);
  const double each = entry.rate ? entry.rate->count() : 0;
  return (per_kib * std::max(size, entry.gib * kKibPerGib) + each) / size;
}

bool matches_volume(const PriceRow& entry, const cluster::Cluster& cluster, std::uint32_t volume, const Names& names) {
  const cluster::Volumes& volumes = cluster.volumes;
  const std::int64_t kib = volumes.kib[volume].at(cluster.window.end);
  if (entry.count > 0 && static_cast<double>(kib) > entry.count * kKibPerGib) return false;
  const std::string_view storage_class = names.text(volumes.storage_class[volume]);
  return agrees(entry.volume, names.text(volumes.name[volume])) && agrees(entry.storage_class, storage_class) &&
         agrees(entry.driver, names.text(volumes.driver[volume])) &&
         (entry.class_words.empty() || has_words(storage_class, entry.class_words));
}

bool matches_balancer(const PriceRow& entry, const cluster::Cluster& cluster, std::uint32_t balancer,
                      const Names& names) {
  const cluster::Balancers& balancers = cluster.balancers;
  return agrees(entry.name_space, names.text(balancers.name_space[balancer])) &&
         agrees(entry.service, names.text(balancers.service[balancer]));
}

NodeMatcher::NodeMatcher(const cluster::Cluster& cluster, const PriceBook& book, const Names& names)
    : cluster_(cluster), book_(book), names_(names) {}

bool NodeMatcher::has_label(std::string_view label, std::string_view value, std::size_t node) const {
  const LabelReader labels(cluster_, names_, label);
  return same_letters(text(labels.of_node(static_cast<std::uint32_t>(node))), value);
}

bool NodeMatcher::matches(const PriceRow& row, std::size_t node) const {
  const cluster::Nodes& nodes = cluster_.nodes;
  const std::string_view id = text(nodes.provider_id[node]);
  const std::pair<std::string_view, std::string_view> kTexts[]{{row.name, text(nodes.name[node])},
                                                               {row.instance_type, text(nodes.instance_type[node])},
                                                               {row.region, text(nodes.region[node])},
                                                               {row.zone, text(nodes.zone[node])},
                                                               {row.provider, provider_of(id)}};
  for (const auto& [wanted, have] : kTexts) {
    if (!agrees(wanted, have)) return false;
  }
  const bool same_id = row.provider_id.empty() || same_letters(row.provider_id, id) ||
                       same_letters(row.provider_id, id.substr(id.rfind('/') + 1));
  return same_id && (!row.spot || *row.spot == is_spot(node)) &&
         (row.label.empty() || has_label(row.label, row.value, node)) &&
         (row.gpu_model.empty() || has_words(gpu_of(node), row.gpu_model));
}

bool NodeMatcher::is_spot(std::size_t node) const {
  return cluster_.nodes.spot[node] ||
         (!book_.spot_label.empty() && has_label(book_.spot_label, book_.spot_value, node));
}

std::string_view NodeMatcher::gpu_of(std::size_t node) const {
  for (const std::string_view label : kGpuLabels) {
    const NameId product = LabelReader(cluster_, names_, label).of_node(static_cast<std::uint32_t>(node));
    if (product != kNoName) return text(product);
  }
  const PriceRow* type = listed(node).price;
  return type == nullptr ? std::string_view() : type->gpu_model;
}

const PriceRow* NodeMatcher::gpu_price(std::size_t node) const {
  for (const PriceRow& row : book_.gpus) {
    if (matches(row, node)) return &row;
  }
  return nullptr;
}

NodeMatcher::Listed NodeMatcher::listed(std::size_t node) const {
  const cluster::Nodes& nodes = cluster_.nodes;
  const std::string_view type = text(nodes.instance_type[node]), region = text(nodes.region[node]);
  const std::string_view zone = text(nodes.zone[node]), provider = provider_of(text(nodes.provider_id[node]));
  Listed best;
  int most = 0;
  if (type.empty()) return best;
  for (const PriceRow& price : book_.instances) {
    const bool spot = price.spot.value_or(false);
    const bool other = !price.provider.empty() && !provider.empty() && price.provider != provider;
    if (price.instance_type != type || other || (spot && !is_spot(node))) continue;
    const bool here = (price.region.empty() || price.region == region) && (price.zone.empty() || price.zone == zone);
    if (!here && !price.indicative) continue;
    const int fits = 1 + (here ? 2 : 0) + (spot ? 1 : 0);
    if (fits > most) best = {&price, spot, !here}, most = fits;
  }
  return best;
}

}  // namespace prorata::pricing
