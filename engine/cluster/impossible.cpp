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

struct Check {
  series::Frame Input::*frame;
  double most;  ///< 0: by the label `resource`
  std::string_view object;
};
constexpr Check kAmounts[] = {{&Input::node_capacity, 0, "node"},
                              {&Input::node_allocatable, 0, "node"},
                              {&Input::volume_bytes, kMostBytes, "persistentvolume"},
                              {&Input::network_bytes, kMostTraffic, "pod_name"},
                              {&Input::transmit_bytes, kMostTraffic, "pod"}};
constexpr Check kPrices[] = {{&Input::price_volume, kMostPrice, "persistentvolume"},
                             {&Input::price_balancer, kMostPrice, "service_name"},
                             {&Input::price_network, kMostPrice, "__name__"},
                             {&Input::management, kMostPrice, "provisioner_name"}};

class Checker {
 public:
  Checker(const ObjectReader& reader, Notices& notices) : reader_(reader), notices_(notices) {}

  void check(const series::Frame& frame, const Check& check, const NoticeKind& kind) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const double most = check.most > 0 ? check.most : most_of(reader_.text(reader_.label(frame, i, "resource")));
      for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
        const double value = frame.values(i)[p];
        if (value >= 0 && value <= most) continue;
        const Instant at = instant_ms(frame.times(i)[p]);
        notices_.add(kind, object_of(frame, i, check.object), {at, at});
      }
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
  const ObjectReader& reader_;
  Notices& notices_;
};

}  // namespace

void note_impossible(const Input& input, const ObjectReader& reader, Notices& notices) {
  Checker checker(reader, notices);
  for (const Check& check : kAmounts) checker.check(input.*check.frame, check, kImpossibleAmount);
  for (const Check& check : kPrices) checker.check(input.*check.frame, check, kBadPrice);
  for (const series::Frame& frame : input.exported_price)
    checker.check(frame, {nullptr, kMostPrice, "node"}, kBadPrice);
}

}  // namespace prorata::cluster
