#include "pricing/node_split.h"

#include <algorithm>

namespace prorata::pricing {
namespace {

using cluster::index;
using cluster::kAllResources;
using cluster::kResources;
using cluster::Resource;
using Method = NodeSplit::Method;

constexpr std::size_t kGpu = index(Resource::gpu), kDisk = index(Resource::disk);

/// A billion an hour for a part of one node: more would not fit 64 bits as a weight.
constexpr double kMostWeight = 1e9;
constexpr double kNano = 1e9;

/// What the node's resources cost at `base`, in billionths.
PerResource<std::int64_t> weights_of(const SplitRequest& request, const PerResource<double>& base) {
  PerResource<std::int64_t> weights{};
  for (const Resource resource : kAllResources) {
    const std::size_t r = index(resource);
    const double cost = static_cast<double>(request.capacity[r]) * base_units(resource) * base[r] * kHour.count();
    weights[r] = to_whole(std::min(cost, kMostWeight) * kNano);
  }
  if (!request.disk) weights[kDisk] = 0;
  if (!request.gpu) weights[kGpu] = 0;
  return weights;
}

/// Weights per core, GiB, GPU and GiB as prices per base unit and second.
PerResource<double> as_base(const PerResource<double>& weights) {
  PerResource<double> base{};
  for (const Resource resource : kAllResources) {
    const double unit = cluster::in_bytes(resource) ? kBytesPerGib : 1.0;
    base[index(resource)] = weights[index(resource)] / unit / kHour.count();
  }
  return base;
}

PerResource<std::int64_t> shares_of(const SplitRequest& request, const PerResource<double>& shares) {
  PerResource<std::int64_t> weights{};
  for (std::size_t r = 0; r < kResources; ++r) {
    if (request.capacity[r] > 0) weights[r] = to_whole(shares[r] * kNano);
  }
  return weights;
}

bool none(const PerResource<std::int64_t>& weights) {
  return std::all_of(weights.begin(), weights.end(), [](std::int64_t weight) { return weight == 0; });
}

}  // namespace

PerResource<double> plain(const ResourceRates& rates) {
  const auto count = [](const auto& rate) { return rate ? rate->count() : 0.0; };
  return {count(rates.cpu), count(rates.ram), count(rates.gpu), count(rates.disk)};
}

PerResource<std::int64_t> split_weights(double per_hour, const NodeSplit& method, const SplitRequest& request) {
  if (method.method == Method::shares && method.weights) {
    const PerResource<std::int64_t> shares = shares_of(request, *method.weights);
    if (!none(shares)) return shares;
  }
  const bool own = method.weights && method.method != Method::shares;
  PerResource<std::int64_t> weights = weights_of(request, own ? as_base(*method.weights) : request.base);
  if (weights[0] + weights[1] + weights[kGpu] == 0) weights = weights_of(request, plain(default_prices().on_demand));
  if (!request.gpu || request.capacity[kGpu] == 0) return weights;
  if (method.method == Method::gpu_only) {
    weights = {};
    weights[kGpu] = 1;
  } else if (method.method == Method::residual) {
    const std::int64_t rest = weights[0] + weights[1] + weights[kDisk];
    weights[kGpu] = std::max<std::int64_t>(0, to_whole(std::min(per_hour, kMostWeight) * kNano) - rest);
  }
  return weights;
}

PerResource<std::int64_t> split_node(double per_hour, double scale, const NodeSplit& method,
                                     const SplitRequest& request) {
  const std::vector<std::int64_t> parts = split(to_whole(per_hour * scale), split_weights(per_hour, method, request));
  PerResource<std::int64_t> out{};
  std::copy(parts.begin(), parts.end(), out.begin());
  return out;
}

}  // namespace prorata::pricing
