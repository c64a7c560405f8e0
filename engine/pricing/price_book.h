// Prices as a user writes them, with units checked. docs/prices.md is the manual.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/cluster.h"
#include "core/document.h"
#include "core/money.h"
#include "core/notice.h"
#include "core/quantity.h"
#include "core/result.h"
#include "pricing/origin.h"

namespace prorata::pricing {

using cluster::PerResource;

/// Rates per resource; each may be absent, and absent is never free.
struct ResourceRates {
  std::optional<CoreSecondPrice> cpu;
  std::optional<ByteSecondPrice> ram;
  std::optional<GpuSecondPrice> gpu;
  std::optional<ByteSecondPrice> disk;  ///< the node's own disk
  PerResource<Written> written{};
};

/// For how long a provider charges a node that lived for less, and to what its life is rounded up. 0: to the moment.
struct Billing {
  Duration minimum{0}, round_to{0};
};

/// An entry of any list of prices: conditions, and what things that meet all of them cost. One type for all lists, so
/// that one reader and one search serve them all; each list uses some of the prices.
struct PriceRow {
  // Conditions. Those that are empty hold for anything.
  std::string name;          ///< of a node, exact; of a line, what it is called; of a template, lines of LABEL=VALUE
  std::string provider_id;   ///< all of it or what follows its last slash, capitals aside
  std::string label, value;  ///< node label and its value
  std::string provider;      ///< aws, gcp, azure, alibaba, or what stands before :// in the provider's id
  std::string instance_type;
  std::string region, zone;
  std::string gpu_model;  ///< words that the GPU's product name has: "a100-80gb" holds for NVIDIA-A100-SXM4-80GB
  std::string volume, storage_class, driver;
  std::string class_words;  ///< that the storage class has, as a product name has those of gpu_model
  std::string name_space, service;
  std::string cluster;  ///< of a line; empty: the first cluster
  std::string node;     ///< that a disk is attached to
  std::optional<bool> spot;

  /// A whole node, one GPU, a node of a commitment; in currency per hour.
  std::optional<double> per_hour;
  ResourceRates rates;                       ///< of a node without a price of the whole
  std::optional<ByteSecondPrice> size_rate;  ///< a volume
  /// A balancer, and each of its addresses after the first; a line.
  std::optional<SecondPrice> rate, address_rate;
  std::optional<SecondPrice> management;  ///< a cluster of the provider, where a node has the label
  std::optional<BytePrice> gib_rate;      ///< what a balancer processes
  cluster::PerNetworkClass<std::optional<BytePrice>> traffic;

  bool disk_included = true;  ///< whether the price of a node pays for its own disk
  bool attached = false;      ///< the price of a GPU comes on top of that of its node
  bool built_in = false;      ///< of the list that prorata brings
  bool by_request = false;    ///< a template is for what is asked for, else for what is charged
  bool by_limit = false;      ///< or for what may be used at most, where that is set
  Written written = 0;        ///< of per_hour, size_rate or rate
  double count = 0;  ///< nodes that a commitment covers at a time; 0: the share counts; cores of a template's pods
  double gib = 0;    ///< size of an attached disk; memory of a template's pods
  double share = 0;  ///< of each node's time that a commitment covers, 0 to 1
  Billing billing;

  std::optional<Instant> as_of;  ///< until when it was right
  bool indicative = false;       ///< near enough for other regions, where it is of a list
  std::string foreign;           ///< its currency, where it is not that of the prices
  double worth = 1;              ///< what one unit of it is; 0: nothing says, and then it has no price
  std::string source;            ///< said in every report, e.g. "prices.yaml:12"
};
using PriceRows = std::vector<PriceRow>;

/// How the price of a whole node becomes prices of its parts.
struct NodeSplit {
  enum class Method : std::uint8_t {
    ratio,     ///< as the weights of what the node has are to each other
    residual,  ///< the GPUs get what the rest at its weights leaves
    gpu_only,  ///< the GPUs get all
    shares     ///< every node's price, wherever it is from, by fixed parts
  };
  Method method = Method::ratio;
  std::optional<PerResource<double>> weights;  ///< per core, GiB, GPU and GiB; none: the default rates
};

/// What leaves a pod: to another zone of its region, to another region, to the internet.
struct NetworkPrice {
  cluster::PerNetworkClass<std::optional<BytePrice>> rate;
  /// A bill for all of it, spread by bytes sent where nothing tells the classes.
  std::optional<SecondPrice> bill;
  std::string source;
};

/// What was paid for the whole window, which all rates are scaled to.
struct Bill {
  double amount = 0;
  std::optional<Window> window;  ///< which it is for; none: any
  std::string source;
};

/// Prices that nobody pays, to see what they would cost, in per cent by `kWhatIf`: changes of the rates of nodes, in
/// the order of the resources; then how much of the time of nodes on demand runs on spot nodes instead, and how much of
/// the rest is committed, which takes `saving` off.
using WhatIf = std::array<double, 7>;
struct WhatIfField {
  std::string_view name;
  double least, most;
};
// Not down to nothing: a price of zero would be one that is not known.
inline constexpr WhatIfField kWhatIf[]{{"cpu", -99, 1000},  {"ram", -99, 1000}, {"gpu", -99, 1000},
                                       {"disk", -99, 1000}, {"spot", 0, 100},   {"committed", 0, 100},
                                       {"saving", 0, 99}};

/// Its special members stand in defaults.cpp: inlined wherever a book ends they are kilobytes of the page's engine.
struct PriceBook {
  PriceBook();
  PriceBook(const PriceBook& other);
  PriceBook(PriceBook&& other) noexcept;
  PriceBook& operator=(const PriceBook& other);
  PriceBook& operator=(PriceBook&& other) noexcept;
  ~PriceBook();

  Currency currency;
  ResourceRates on_demand;  ///< default rates
  ResourceRates spot;
  ResourceRates virtual_nodes;  ///< of pods that run without a node of their own (Fargate, ECI)
  std::string default_source = "built-in default rates (indicative)";
  /// What one unit of the currency is worth in which default rates are written, where that is not that of the prices,
  /// and which are: on_demand with all that is no node's, spot, virtual_nodes.
  double default_worth = 1;
  std::string default_foreign;
  std::array<bool, 3> default_in_foreign{};
  Written volume_written = 0, balancer_written = 0, management_written = 0;

  PriceRows nodes;      ///< first match wins, before exported prices
  PriceRows instances;  ///< list prices by provider, region and type, after exported prices
  PriceRows gpus;       ///< first match wins, before the default rate
  NodeSplit split;
  Billing billing;                            ///< of nodes whose own price has none
  double cpu_discount = 0, ram_discount = 0;  ///< of exported and list prices, 0 to 1
  double spot_discount = 0;                   ///< of the on-demand price of a list that has none for spot
  std::string spot_label, spot_value;         ///< nodes that have it are spot nodes
  PriceRows commitments;                      ///< instances paid for in advance; the first that matches covers a node

  PriceRows volumes;         ///< first match wins, before exported prices
  PriceRows listed_volumes;  ///< of providers, after exported prices
  std::optional<ByteSecondPrice> volume;
  PriceRows balancers;  ///< first match wins, before exported prices
  std::optional<SecondPrice> balancer;
  NetworkPrice network;                   ///< before exported prices
  NetworkPrice default_network;           ///< after them
  std::optional<SecondPrice> management;  ///< of each cluster that exports no fee
  std::string management_source;
  /// Costs of a whole cluster that no metric tells: support, a NAT gateway, disks of nodes beside their own.
  PriceRows lines;
  PriceRows providers;  ///< what a provider charges beside machines and volumes, after exported prices
  PriceRows templates;  ///< what pods would cost by prices of their own; first match wins

  double exported = 1;           ///< what one unit of the currency of exported prices is worth
  std::string exported_foreign;  ///< that currency, where it is not that of the prices
  bool exported_unsure = false;  ///< not in dollars, and nothing says in which currency exported prices are
  double per_dollar = 1;         ///< units of the currency that are about a dollar; 0: unknown
  std::optional<Bill> bill;
  WhatIf what_if{};              ///< of a question, not of a file; a bill is for what was paid without it
  std::optional<Instant> as_of;  ///< of the default rates
  Notices notices;               ///< what is odd about the prices; they are part of every answer
};

/// What a factor adds to the source of a rate: ", times 1.5 for the bill"; nothing where it is 1.
[[nodiscard]] std::string times_factor(double factor);
/// Of a book with a bill: the factor on all rates that makes `total` (money units of the whole window at these prices)
/// what the bill says, which a notice shows. 1, with a notice, where the bill is for another window or nothing costs
/// anything.
[[nodiscard]] double bill_factor(const PriceBook& book, Window window, std::int64_t total, Notices& notices);

/// The rates that OpenCost ships for a cluster without a cloud's price list (USD, indicative).
[[nodiscard]] PriceBook default_prices();
/// A price file as JSON: what hosts make of YAML with implicit typing off (core/document.h says how). Files of other
/// tools are told apart by their content: OpenCost's price sheets and ConfigMaps, values of Kubecost's chart, cost
/// weights of ACK, and, as one text, JSON of any of them and OpenCost's CSV.
/// The text "builtin" is the list that prorata brings.
[[nodiscard]] Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name);
[[nodiscard]] Result<PriceBook> read_price_book(const Document& root, std::string_view file_name);
/// `spot:35,cpu:-10`: per cent of these fields.
[[nodiscard]] Result<WhatIf> parse_what_if(std::string_view text);
/// Whether a template is by limits, which are fetched for nothing else.
[[nodiscard]] bool names_limits(const PriceBook& book);
/// A notice of prices that are right from a day on which is yet to come: a year that is mistyped.
void note_future(PriceBook& book, Instant now);
/// Whether a text is OpenCost's CSV price sheet: its first line names the columns. It is no YAML, so hosts hand it in
/// as it is, as one JSON string.
[[nodiscard]] bool is_price_csv(std::string_view text);

}  // namespace prorata::pricing
