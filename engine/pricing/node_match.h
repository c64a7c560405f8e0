// Which prices a node meets: its provider, its GPUs' product name, whether it is a spot node.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "cluster/cluster.h"
#include "core/names.h"
#include "pricing/price_book.h"

namespace prorata::pricing {

inline constexpr NoticeKind kNoExchangeRate{
    "currency-without-rate", Severity::warning,
    "A list price is in a currency without an exchange rate; it is not used.",
    "Write what it is worth: a price file with `extends: builtin` and `exchangeRates`."};

/// aws, gcp, azure, alibaba, or what stands before "://"; empty where the id tells none. Alibaba's ids are
/// "REGION.i-…".
[[nodiscard]] std::string_view provider_of(std::string_view provider_id);

/// Whether the conditions of an entry hold for a volume or balancer.
/// What a KiB of a volume of that many costs a second, in currency: by its size, which may have a least one, and what
/// each volume costs beside.
[[nodiscard]] double volume_price(const PriceRow& entry, std::int64_t kib);
[[nodiscard]] bool matches_volume(const PriceRow& entry, const cluster::Cluster& cluster, std::uint32_t volume,
                                  const Names& names);
[[nodiscard]] bool matches_balancer(const PriceRow& entry, const cluster::Cluster& cluster, std::uint32_t balancer,
                                    const Names& names);

class NodeMatcher {
 public:
  /// All must outlive it.
  NodeMatcher(const cluster::Cluster& cluster, const PriceBook& book, const Names& names);

  [[nodiscard]] bool matches(const PriceRow& row, std::size_t node) const;
  /// By its labels as the cluster knows them, or by the label of the prices.
  [[nodiscard]] bool is_spot(std::size_t node) const;
  /// Product name of a node's GPUs, as its labels or the list of its instance type tell; empty where nothing does.
  [[nodiscard]] std::string_view gpu_of(std::size_t node) const;
  [[nodiscard]] const PriceRow* gpu_price(std::size_t node) const;

  /// The list price of a node's type. spot: whether the list has it for spot nodes; the other is taken where it does
  /// not.
  struct Listed {
    const PriceRow* price = nullptr;
    bool spot = false;
    bool elsewhere = false;  ///< of another region: such a list is indicative anyway
  };
  [[nodiscard]] Listed listed(std::size_t node) const;

 private:
  [[nodiscard]] bool has_label(std::string_view label, std::string_view value, std::size_t node) const;
  [[nodiscard]] std::string_view text(NameId name) const { return names_.text(name); }

  const cluster::Cluster& cluster_;
  const PriceBook& book_;
  const Names& names_;
};

}  // namespace prorata::pricing
