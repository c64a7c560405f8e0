// Sums by key, and the rows they become. Internal to the stage.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/names.h"
#include "rollup/groups.h"

namespace prorata::rollup {

using allocation::PerChargeKind;
using cluster::PerResource;

/// Sums of one group. Amounts of many containers over months can leave 64 bits; money was checked as it was made.
struct Group {
  RowKind kind = RowKind::workload;
  std::vector<std::string> keys;
  PerResource<std::int64_t> cost{};
  PerResource<std::int64_t> own{};  ///< of cost: without idle that was shared
  PerChargeKind<std::int64_t> charge{};
  PerResource<WideSum> charged, requested, used, requested_known;
  std::int64_t unused = 0, custom = 0;  ///< money
  MostUsed most{};
  std::vector<Window> running;  ///< in any order
  std::vector<std::int64_t> by_step;
  std::vector<std::int64_t> by_rule;  ///< shared cost of each rule

  [[nodiscard]] std::int64_t total() const;
  /// Both together, under the name of this one.
  void add(const Group& other);
  /// Many run all the time: that is said once.
  void ran(Window time) {
    if (running.empty() || running.back() != time) running.push_back(time);
  }
};

/// Ascending, with no time twice.
void unite(std::vector<Window>& times);

class GroupTable {
 public:
  explicit GroupTable(std::size_t steps) : steps_(steps) {}

  /// The group of these keys and this kind: a label may spell what idle is called. The reference holds until the next
  /// call.
  Group& at(const std::vector<std::string>& keys, RowKind kind);
  [[nodiscard]] std::uint32_t place_of(const Group& group) const {
    return static_cast<std::uint32_t>(&group - groups_.data());
  }
  /// The row that each group has in `finish`, by its place.
  [[nodiscard]] std::vector<std::uint32_t> rows() const;
  /// The largest `limit` workloads, everything that is none, and one row for all other workloads together.
  /// row_of: what each group is in it.
  [[nodiscard]] GroupTable folded(std::size_t limit, std::vector<std::uint32_t>& row_of) const;
  [[nodiscard]] Group& group(std::uint32_t row) { return groups_[row]; }
  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  /// The largest of all groups' sums: set by whoever knows the cells.
  MostUsed most{};
  void forget_maxima();
  /// Rows in their final order, totals, shares and efficiencies. ErrorCode::overflow where an amount leaves 64 bits.
  [[nodiscard]] Result<Groups> finish(Money asset_cost);

 private:
  [[nodiscard]] std::vector<std::uint32_t> sorted() const;
  [[nodiscard]] Group sum_of_all() const;

  std::size_t steps_;
  Names known_;  ///< kinds and keys of groups_ as texts, which count from 1
  std::vector<Group> groups_;
};

}  // namespace prorata::rollup
