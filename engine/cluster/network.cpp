// What pods send, by class where the network-costs daemonset counts it, else in one sum.
#include <algorithm>

#include "cluster/tables.h"

namespace prorata::cluster {
namespace {

constexpr std::string_view kPriceNames[] = {"kubecost_network_zone_egress_cost", "kubecost_network_region_egress_cost",
                                            "kubecost_network_internet_egress_cost"};

std::optional<std::int64_t> whole_kib(double kib) {
  return whole_amount(Resource::cpu, kib / 1e6);
}

/// Nothing where the traffic stays in its zone.
std::optional<NetworkClass> class_of(const series::Frame& frame, std::size_t i, const ObjectReader& reader) {
  const auto is = [&](std::string_view label) { return reader.text(reader.label(frame, i, label)) == "true"; };
  if (is("internet")) return NetworkClass::internet;
  if (is("same_zone")) return std::nullopt;
  return is("same_region") ? NetworkClass::zone : NetworkClass::region;
}

}  // namespace

Flows build_flows(const Input& input, const ObjectReader& reader, const Pods& pods) {
  const series::Frame& frame = input.network_bytes;
  IdMap<3, PerNetworkClass<std::vector<std::uint32_t>>> flows;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto kind = class_of(frame, i, reader);
    if (!kind) continue;
    auto& flow = flows[{reader.cluster(frame, i), reader.name_space(frame, i),
                        reader.any_of(frame, i, {"pod_name", "exported_pod", "pod"})}];
    flow[static_cast<std::size_t>(*kind)].push_back(static_cast<std::uint32_t>(i));
  }
  const auto by_name = pods_by_name(pods);
  Flows out;
  for (const auto* flow : flows.by_text(reader.names())) {
    const auto found = by_name.find(flow->first);
    for (std::size_t kind = 0; kind < kNetworkClasses; ++kind) {
      if (flow->second[kind].empty()) continue;
      out.cluster.push_back(flow->first[0]);
      out.name_space.push_back(flow->first[1]);
      out.pod_name.push_back(flow->first[2]);
      out.kind.push_back(static_cast<NetworkClass>(kind));
      out.pods.push_back(found == by_name.end() ? std::vector<std::uint32_t>{} : found->second);
      out.series.push_back(flow->second[kind]);
    }
  }
  return out;
}

NetworkPrices build_network_prices(const Input& input, const ObjectReader& reader) {
  IdMap<1, PerNetworkClass<StepValue>> prices;
  const series::Frame& frame = input.price_network;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const std::string_view name = reader.text(reader.label(frame, i, "__name__"));
    const auto known = std::find(std::begin(kPriceNames), std::end(kPriceNames), name);
    if (known == std::end(kPriceNames)) continue;
    auto& price = prices[{reader.cluster(frame, i)}];
    price[static_cast<std::size_t>(known - std::begin(kPriceNames))].join(values_of(frame, i, whole_price));
  }
  NetworkPrices out;
  for (const auto* price : prices.by_text(reader.names())) {
    out.cluster.push_back(price->first[0]);
    out.price.push_back(price->second);
  }
  return out;
}

std::vector<StepValue> build_sent(const Input& input, const ObjectReader& reader, const Pods& pods) {
  std::vector<StepValue> sent(pods.size());
  const auto by_name = pods_by_name(pods);
  const series::Frame& frame = input.transmit_bytes;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto found = by_name.find({reader.cluster(frame, i), reader.name_space(frame, i), reader.pod(frame, i)});
    if (found == by_name.end()) continue;
    for (const std::uint32_t pod : found->second) {
      // What a pod on its node's network shows are the node's counters.
      if (!pods.host_network[pod]) sent[pod].join(values_of(frame, i, whole_kib));
    }
  }
  return sent;
}

}  // namespace prorata::cluster
