// Values that nothing in a cluster can have: builders leave them out, and here they are said.
#include <array>

#include "cluster/tables.h"

namespace prorata::cluster {
namespace {

constexpr NoticeKind kBadPrice{
    "impossible-price", Severity::error,
    "An exported price is negative or beyond all prices and was left out: the next source of a "
    "price is taken.",
    "Look at the exporter that writes it."};

constexpr NoticeKind kZeroPrice{
    "exported-price-zero", Severity::warning,
    "An exported price is 0: that is no price, so the next source of one is taken.",
    "Look at the exporter that writes it. Where it is right, say so in a price file: `free`, or a small price."};

constexpr double kMostCount = 1e5;       // cores, GPUs
constexpr double kMostBytes = 1.024e14;  // 93 TiB
constexpr double kMostTraffic = 1e18;    // bytes of a counter: a year at 250 Gbit/s
constexpr double kMostPrice = 1e6;

using Table = Concern::Table;

struct Check {
  series::Frame Input::*frame;
  double most;  ///< 0: by the label `resource`
  std::string_view object;
  Table table;
  std::size_t resource = 0;  ///< of a node's price
};
constexpr Check kAmounts[] = {{&Input::node_capacity, 0, "node", Table::nodes},
                              {&Input::node_allocatable, 0, "node", Table::nodes},
                              {&Input::volume_bytes, kMostBytes, "persistentvolume", Table::volumes},
                              {&Input::network_bytes, kMostTraffic, "pod_name", Table::pods},
                              {&Input::transmit_bytes, kMostTraffic, "pod", Table::pods}};
constexpr Check kPrices[] = {{&Input::price_volume, kMostPrice, "persistentvolume", Table::volumes},
                             {&Input::price_balancer, kMostPrice, "service_name", Table::balancers},
                             {&Input::price_network, kMostPrice, "__name__", Table::traffic},
                             {&Input::management, kMostPrice, "provisioner_name", Table::fees}};

class Checker {
 public:
  Checker(const ObjectReader& reader, const Cluster& cluster, Notices& notices)
      : reader_(reader), cluster_(cluster), notices_(notices) {}

  void check(const series::Frame& frame, const Check& check, const NoticeKind& kind) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const double most = check.most > 0 ? check.most : most_of(reader_.text(reader_.label(frame, i, "resource")));
      const NameId in = reader_.cluster(frame, i), name = reader_.label(frame, i, check.object);
      const bool zeros = &kind == &kBadPrice && is_bought(check, in, name);
      std::array<bool, 2> found{};
      for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
        const double value = frame.values(i)[p];
        const bool zero = zeros && value == 0;
        if (value >= 0 && value <= most && !zero) continue;
        const Instant at = instant_ms(frame.times(i)[p]);
        // Series of a host have one more sample, at the begin of the window, which is of the hour before.
        if (zero && at <= cluster_.window.begin) continue;
        // A zero counts once for what it is about, whatever the hours.
        notices_.add(zero ? kZeroPrice : kind, object_of(frame, i, check.object), {at, at}, zero && found[1] ? 0 : 1);
        found[zero ? 1 : 0] = true;
      }
      if (found[0]) concern(kind, check.table, in, name);
      if (found[1]) concern(kZeroPrice, check.table, in, name);
    }
  }

 private:
  /// Whether a price of 0 changes anything: OpenCost writes one for GPUs that a node does not have, and for control
  /// planes that cost nothing.
  [[nodiscard]] bool is_bought(const Check& check, NameId in, NameId name) const {
    if (check.table == Table::fees) return false;
    if (check.table == Table::traffic) return cluster_.flows.size() > 0;
    if (check.table != Table::nodes) return true;
    const Nodes& nodes = cluster_.nodes;
    const std::size_t of = check.resource == kWholePrice ? index(Resource::cpu) : check.resource;
    for (std::size_t row = 0; row < nodes.size(); ++row) {
      if (nodes.cluster[row] == in && nodes.name[row] == name && nodes.capacity[row][of].largest() > 0) return true;
    }
    return false;
  }
  static double most_of(std::string_view resource) {
    return resource == "memory" || resource == "ephemeral_storage" ? kMostBytes : kMostCount;
  }
  [[nodiscard]] std::string object_of(const series::Frame& frame, std::size_t i, std::string_view label) const {
    std::string text(reader_.text(reader_.label(frame, i, label)));
    const std::string_view resource = reader_.text(reader_.label(frame, i, "resource"));
    return resource.empty() ? text : text.append(": ").append(resource);
  }
  /// All of the name: which of them it was says nothing here.
  void concern(const NoticeKind& kind, Table table, NameId in, NameId name) {
    const auto add = [&](const std::vector<NameId>& clusters, const std::vector<NameId>& names) {
      for (std::uint32_t row = 0; row < names.size(); ++row) {
        if (clusters[row] == in && names[row] == name) notices_.concern(kind.id, {table, row});
      }
    };
    if (table == Table::nodes) add(cluster_.nodes.cluster, cluster_.nodes.name);
    if (table == Table::pods) add(cluster_.pods.cluster, cluster_.pods.name);
    if (table == Table::volumes) add(cluster_.volumes.cluster, cluster_.volumes.name);
    if (table == Table::balancers) add(cluster_.balancers.cluster, cluster_.balancers.service);
    if (table == Table::fees) add(cluster_.fees.cluster, cluster_.fees.name);
    if (table == Table::traffic) notices_.concern(kind.id, {table, 0});
  }

  const ObjectReader& reader_;
  const Cluster& cluster_;
  Notices& notices_;
};

}  // namespace

void note_impossible(const Input& input, const ObjectReader& reader, const Cluster& cluster, Notices& notices) {
  Checker checker(reader, cluster, notices);
  for (const Check& check : kAmounts) checker.check(input.*check.frame, check, kImpossibleAmount);
  for (const Check& check : kPrices) checker.check(input.*check.frame, check, kBadPrice);
  for (std::size_t r = 0; r < input.exported_price.size(); ++r) {
    checker.check(input.exported_price[r], {nullptr, kMostPrice, "node", Table::nodes, r}, kBadPrice);
  }
}

}  // namespace prorata::cluster
