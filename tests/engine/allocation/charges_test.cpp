// Costs beside the nodes, and who bears them.
#include "allocation/charges.h"

#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/frames.h"
#include "support/world.h"

namespace prorata::allocation {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::growing;
using tests::World;

/// Four hours from 10:00; flows of pods `old`, which ran before, and `young`, which begins at 11:30.
class Traffic : public testing::Test {
 protected:
  Traffic() : world_({at("10:00:00"), at("14:00:00")}) {
    const std::uint32_t node = world_.node("n", 4, 16);
    (void)world_.runs("shop", "old", node, 100, 100);
    (void)world_.runs("shop", "young", node, 100, 100, between("11:30:00", "14:00:00"));
  }

  /// A counter, hour by hour, that stands at `start` bytes at its first sample and grows by one byte a second.
  void counts(std::uint32_t pod, const char* first, double start) {
    cluster::Flows& flows = world_.cluster.flows;
    flows.cluster.push_back(world_.cluster.pods.cluster[pod]);
    flows.name_space.push_back(world_.cluster.pods.name_space[pod]);
    flows.pod_name.push_back(world_.cluster.pods.name[pod]);
    flows.kind.push_back(cluster::NetworkClass::internet);
    flows.pods.push_back({pod});
    flows.series.push_back({static_cast<std::uint32_t>(series_.size())});
    series_.push_back({"series=" + std::to_string(series_.size()), growing(at(first), at("14:00:00"), 1h, 1, start)});
  }

  /// Bytes of each flow.
  std::vector<std::int64_t> bytes() {
    world_.cluster.network_bytes = tests::frame_of(world_.names, series_);
    const Charges charges = find_charges(world_.cluster, world_.slices(), world_.names, world_.notices);
    std::vector<std::int64_t> sums;
    auto amount = charges.amount.begin();
    for (std::size_t i = 0; i < charges.size(); ++i) {
      sums.push_back(std::accumulate(amount, amount + 4, std::int64_t{0}));
      amount += 4;
    }
    return sums;
  }
  [[nodiscard]] std::uint64_t unknown() const {
    const Notice* notice = world_.notices.find("traffic-origin-unknown");
    return notice == nullptr ? 0 : notice->count;
  }

  World world_;
  std::vector<tests::Series> series_;
};

using Bytes = std::vector<std::int64_t>;

TEST_F(Traffic, OfACounterOlderThanTheDataIsWhatItGrows) {
  counts(0, "11:00:00", 1e9);
  EXPECT_EQ(bytes(), (Bytes{3 * 3600}));
  EXPECT_EQ(unknown(), 1U);
}

TEST_F(Traffic, OfACounterKnownAtTheWindowsBeginIsWhatItGrows) {
  counts(0, "10:00:00", 1e9);
  EXPECT_EQ(bytes(), (Bytes{4 * 3600}));
  EXPECT_EQ(unknown(), 0U);
}

TEST_F(Traffic, OfAPodThatBeginsInTheWindowIsAllThatItsCounterCounts) {
  counts(1, "12:00:00", 1800);
  EXPECT_EQ(bytes(), (Bytes{1800 + 2 * 3600}));
  EXPECT_EQ(unknown(), 0U);
}

TEST_F(Traffic, OfAClassThatAnOldPodBeginsToSendIsAllThatItsCounterCounts) {
  counts(0, "10:00:00", 1e9);
  counts(0, "13:00:00", 600);
  EXPECT_EQ(bytes(), (Bytes{4 * 3600, 600 + 3600}));
  EXPECT_EQ(unknown(), 0U);
}

TEST_F(Traffic, OfALongSliceIsThatOfAllItsHours) {
  counts(0, "10:00:00", 1e9);
  counts(1, "12:00:00", 1800);
  world_.cluster.network_bytes = tests::frame_of(world_.names, series_);
  const Slices whole = make_slices(world_.cluster.window, 4h, {});
  const Charges charges = find_charges(world_.cluster, whole, world_.names, world_.notices);
  EXPECT_EQ(charges.amount, (Bytes{2 * 3600, 2 * 3600, 1800, 2 * 3600})) << "cut at noon";
}

TEST_F(Traffic, WithoutClassesIsBorneByWhatAllHoursOfALongSliceSaw) {
  auto& sent = world_.cluster.sent;
  sent.resize(2);
  for (const char* hour : {"11:00:00", "12:00:00", "13:00:00"}) sent[0].append(at(hour), 100);
  sent[0].append(at("14:00:00"), 0);
  sent[1].append(at("14:00:00"), 200);  // of each hour; of its first it runs half
  const Slices whole = make_slices(world_.cluster.window, 4h, {});
  const Charges charges = find_charges(world_.cluster, whole, world_.names, world_.notices);
  ASSERT_EQ(charges.shares.size(), 4U);
  EXPECT_EQ(charges.shares[0].weight * 100, charges.shares[1].weight * 200) << "until noon";
  EXPECT_EQ(charges.shares[2].weight * 400, charges.shares[3].weight * 100);
  EXPECT_EQ(charges.unclassified_kib, (Bytes{800}));
}

}  // namespace
}  // namespace prorata::allocation
