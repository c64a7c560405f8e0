// Prices as a user writes them, with units checked. docs/prices.md is the manual.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/cluster.h"
#include "core/document.h"
#include "core/money.h"
#include "core/quantity.h"
#include "core/result.h"

namespace prorata::pricing {

/// Rates per resource; each may be absent, and absent is never free.
struct ResourceRates {
  std::optional<CoreSecondPrice> cpu;
  std::optional<ByteSecondPrice> ram;
  std::optional<GpuSecondPrice> gpu;
  std::optional<ByteSecondPrice> disk;  ///< the node's own disk
};

/// A price for nodes that match every condition given (empty: any).
struct NodePrice {
  std::string name;          ///< node name, exact
  std::string label, value;  ///< node label and its value
  std::string instance_type;
  std::string region;
  std::optional<bool> spot;
  std::optional<double> per_hour;  ///< whole node, in currency per hour
  bool disk_included = true;       ///< whether `per_hour` pays for the node's own disk
  ResourceRates rates;
  std::string source;  ///< said in every report, e.g. "prices.yaml:12"
};

/// Block storage. Conditions that are empty match any volume.
struct VolumePrice {
  std::string volume, storage_class, driver;
  std::optional<ByteSecondPrice> rate;
  std::string source;
};

/// A load balancer: an hourly price, more for each address after the first, and for the data it takes in.
struct BalancerPrice {
  std::string name_space, service;  ///< empty: any
  std::optional<SecondPrice> rate, address_rate;
  std::optional<BytePrice> data;
  std::string source;
};

/// What leaves a pod: to another zone of its region, to another region, to the internet.
struct NetworkPrice {
  cluster::PerNetworkClass<std::optional<BytePrice>> rate;
  /// A bill for all of it, spread by bytes sent where nothing tells the classes.
  std::optional<SecondPrice> bill;
  std::string source;
};

/// A cost of a whole cluster that no metric tells: its management fee, support, a NAT gateway.
struct Line {
  std::string name;
  std::string cluster;  ///< empty: of the first cluster
  SecondPrice rate;
  std::string source;
};

struct PriceBook {
  Currency currency;
  ResourceRates on_demand;  ///< default rates
  ResourceRates spot;
  std::string default_source = "built-in default rates (indicative)";
  std::vector<NodePrice> nodes;  ///< first match wins
  ResourceRates virtual_nodes;   ///< of pods that run without a node of their own (Fargate, ECI)

  std::vector<VolumePrice> volumes;  ///< first match wins, before exported prices
  std::optional<ByteSecondPrice> volume;
  std::vector<BalancerPrice> balancers;  ///< first match wins, before exported prices
  std::optional<SecondPrice> balancer;
  NetworkPrice network;          ///< before exported prices
  NetworkPrice default_network;  ///< after them
  std::optional<SecondPrice> management;
  std::vector<Line> lines;
};

/// The rates that OpenCost ships for a cluster without a cloud's price list (USD, indicative).
[[nodiscard]] PriceBook default_prices();
/// A price file as JSON: what hosts make of YAML with implicit typing off (core/document.h says how).
[[nodiscard]] Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name);
[[nodiscard]] Result<PriceBook> read_price_book(const Document& root, std::string_view file_name);

}  // namespace prorata::pricing
