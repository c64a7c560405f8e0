// Values that nothing in a cluster can have: builders leave them out, and here they are said.
#include <cmath>

#include "cluster/tables.h"

namespace prorata::cluster {
namespace {

constexpr NoticeKind kBadPrice{
    "impossible-price", Severity::error,
    "An exported price is negative or beyond all prices and was left out: the next source of a "
    "price is taken.",
    "Look at the exporter that writes it."};

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
      bool found = false;
      for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
        const double value = frame.values(i)[p];
        if (value >= 0 && value <= most) continue;
        const Instant at = instant_ms(frame.times(i)[p]);
        notices_.add(kind, object_of(frame, i, check.object), {at, at});
        found = true;
      }
      if (found) concern(kind, check.table, reader_.cluster(frame, i), reader_.label(frame, i, check.object));
    }
  }

 private:
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
  for (const series::Frame& frame : input.exported_price)
    checker.check(frame, {nullptr, kMostPrice, "node", Table::nodes}, kBadPrice);
}

}  // namespace prorata::cluster
