// What costs beside the nodes, and who bears it: volumes, balancers, network traffic and fees. No prices.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "allocation/amounts.h"
#include "cluster/cluster.h"
#include "core/names.h"
#include "core/notice.h"

namespace prorata::allocation {

/// Which cost a charge becomes. network_other: traffic whose class nothing tells.
enum class ChargeKind : std::uint8_t {
  volume,
  network_zone,
  network_region,
  network_internet,
  network_other,
  balancer,
  overhead,
  shared  ///< what sharing moves here from others; no charge is of it
};
inline constexpr std::size_t kChargeKinds = 8;
template <class Value>
using PerChargeKind = std::array<Value, kChargeKinds>;

/// What the amount of a charge is: KiB·s of a volume, bytes of a flow and of what a balancer processes, ms of all
/// others.
enum class Subject : std::uint8_t { volume, flow, balancer, fee, network_bill, balancer_bytes };

/// Which concerns are of a charge.
[[nodiscard]] constexpr Concern concern_of(Subject subject, std::uint32_t row) {
  using Table = Concern::Table;
  constexpr Table kTables[]{Table::volumes, Table::traffic, Table::balancers,
                            Table::fees,    Table::traffic, Table::balancers};
  static_assert(static_cast<int>(Subject::balancer_bytes) == 5);
  const Table table = kTables[static_cast<std::size_t>(subject)];
  return {table, table == Table::traffic ? 0 : row};
}

/// Those who bear charges: containers by their rows, then these.
enum class BearerKind : std::uint8_t { unmounted, overhead };
struct Bearers {
  std::size_t containers = 0;
  std::vector<BearerKind> kind;
  std::vector<NameId> cluster, name_space;  ///< kNoName: the whole cluster's
  [[nodiscard]] std::size_t size() const { return containers + kind.size(); }
};

/// A part of a charge in one slice; the weights of an hour say how its money is split. A charge that one bearer has
/// alone has one share, of slice kEverySlice.
inline constexpr std::uint32_t kEverySlice = 0xFFFFFFFF;
struct Share {
  std::uint32_t slice;
  std::uint32_t bearer;
  std::int64_t weight;
  bool operator==(const Share&) const = default;
};

/// One row per charge; amounts are cells as containers' are.
struct Charges {
  std::vector<ChargeKind> kind;
  std::vector<Subject> subject;
  std::vector<std::uint32_t> row;  ///< of the subject's table in the cluster; of a bill: of Cluster::network_prices
  Slices slices;                   ///< those of the amounts may be more: of prices of nodes charges know nothing
  CellRows cells;
  std::vector<std::int64_t> amount;
  std::vector<std::size_t> share_offset{0};  ///< shares of charge i: [share_offset[i], share_offset[i + 1])
  std::vector<Share> shares;                 ///< by slice, then by bearer
  Bearers bearers;
  /// Clusters in which nothing tells the classes of traffic, and the KiB that their pods sent.
  std::vector<NameId> unclassified;
  std::vector<std::int64_t> unclassified_kib;
  [[nodiscard]] std::size_t size() const { return kind.size(); }
};

/// A volume is shared by the pods that mount it at a time, evenly, and within a pod by its containers; while no pod
/// does, its claim's namespace bears it, and without a claim the cluster. A balancer is shared by the pods behind it
/// for as long as they run, and so are the bytes that it processes. Traffic is borne by the pod that sends it; of a
/// counter that is older than the data only what it grows counts. So the parts of a charge are the charge. Source:
/// OpenCost specification, "Persistent volumes" and "Load balancers"; docs/model.md says where this differs.
[[nodiscard]] Charges find_charges(const cluster::Cluster& cluster, Slices slices, const Names& names,
                                   Notices& notices);

}  // namespace prorata::allocation
