// Units of GPU resources → physical GPUs: sharing, MIG, and what a node has of them.
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/cluster/built.h"
#include "support/named.h"

namespace prorata::cluster {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::by_name;
using tests::level;
using tests::Series;

struct Units {
  std::string resource;
  double units = 0;
};
/// Node n1 with labels (without "label_") and capacities; one pod for each request. In µGPU: 1/7 is 142857.
struct GpuCase {
  const char* name;
  std::string labels;
  std::vector<Units> offers, requests;
  std::vector<std::int64_t> want;  // per request
  std::int64_t capacity = 0;
  Lines notices;
  friend void PrintTo(const GpuCase& c, std::ostream* out) { *out << c.name; }
};

std::string prefixed(std::string_view labels) {
  std::string text = "node=n1";
  for (const auto& label : tests::labels_of(labels)) {
    text.append(",label_").append(label.name).append("=").append(label.value);
  }
  return text;
}

Built built_of(const GpuCase& test) {
  Built built;
  built.set(&Input::nodes, {info("node=n1")});
  if (!test.labels.empty()) built.set(&Input::node_labels, {info(prefixed(test.labels))});
  std::vector<Series> capacity{{"node=n1,resource=cpu", level(at("10:00"), at("12:00"), 1h, 64)}}, pods, requests;
  for (const Units& offer : test.offers) {
    capacity.push_back({"node=n1,resource=" + offer.resource, level(at("10:00"), at("12:00"), 1h, offer.units)});
  }
  for (std::size_t i = 0; i < test.requests.size(); ++i) {
    const std::string pod = "namespace=ml,pod=p" + std::to_string(i);
    pods.push_back(info(pod + ",node=n1"));
    requests.push_back({pod + ",container=app,resource=" + test.requests[i].resource,
                        level(at("10:00"), at("12:00"), 1h, test.requests[i].units)});
  }
  capacity.push_back({"node=n1,resource=memory", level(at("10:00"), at("12:00"), 1h, 1e9)});
  built.set(&Input::node_capacity, capacity);
  built.set(&Input::pods, pods);
  built.set(&Input::requests, requests);
  return built;
}

void expect(const Built& built, const GpuCase& test) {
  std::vector<std::int64_t> got;
  for (const auto& request : built.cluster.containers.request) got.push_back(request[2].at(at("11:00")));
  EXPECT_EQ(got, test.want);
  EXPECT_EQ(built.cluster.nodes.capacity[0][2].at(at("11:00")), test.capacity);
  Lines notices;
  for (const Notice& notice : built.notices.list()) notices.push_back(notice.id);
  EXPECT_EQ(notices, test.notices);
}

const std::string kA100 = "nvidia_com_gpu_product=NVIDIA-A100-SXM4-80GB";
const GpuCase kGpus[] = {
    {"Whole",
     "nvidia_com_gpu_count=4,nvidia_com_gpu_replicas=1,nvidia_com_gpu_product=Tesla-T4",
     {{"nvidia_com_gpu", 4}},
     {{"nvidia_com_gpu", 2}},
     {2000000},
     4000000,
     {}},
    {"OtherMakers",
     "",
     {{"amd_com_gpu", 8}, {"gpu_intel_com_i915", 2}, {"gpu_intel_com_millicores", 2000}},
     {{"amd_com_gpu", 1}, {"gpu_intel_com_i915", 1}},
     {1000000, 1000000},
     10000000,
     {}},
    // 8 cards in 4 turns each are 32 units: one is 8/32.
    {"TimeSliced",
     "nvidia_com_gpu_count=8,nvidia_com_gpu_replicas=4,nvidia_com_gpu_product=NVIDIA-H100-80GB-HBM3-SHARED",
     {{"nvidia_com_gpu", 32}},
     {{"nvidia_com_gpu", 1}},
     {250000},
     8000000,
     {}},
    {"TimeSlicedWithReplicasOfAllCards",
     "nvidia_com_gpu_count=8,nvidia_com_gpu_replicas=32,nvidia_com_gpu_product=Tesla-T4-SHARED",
     {{"nvidia_com_gpu", 32}},
     {{"nvidia_com_gpu", 1}},
     {250000},
     8000000,
     {}},
    {"TimeSlicedAndRenamed",
     "nvidia_com_gpu_count=8,nvidia_com_gpu_replicas=4,nvidia_com_gpu_product=Tesla-T4",
     {{"nvidia_com_gpu", 0}, {"nvidia_com_gpu_shared", 32}},
     {{"nvidia_com_gpu_shared", 1}},
     {250000},
     8000000,
     {}},
    {"SharedByMps",
     "nvidia_com_gpu_count=1,nvidia_com_gpu_replicas=10,nvidia_com_gpu_sharing_strategy=mps",
     {{"nvidia_com_gpu", 10}},
     {{"nvidia_com_gpu", 1}},
     {100000},
     1000000,
     {}},
    {"SharedWithoutACount",
     "nvidia_com_gpu_replicas=4",
     {{"nvidia_com_gpu", 8}},
     {{"nvidia_com_gpu", 1}},
     {250000},
     2000000,
     {}},
    {"SharedAndNothingSaysHow",
     "",
     {{"nvidia_com_gpu_shared", 8}},
     {{"nvidia_com_gpu_shared", 1}},
     {1000000},
     8000000,
     {"gpu-share-unknown"}},
    // E6: 5 of the 32 units of 8 cards.
    {"SeveralTurns",
     "nvidia_com_gpu_count=8,nvidia_com_gpu_replicas=4",
     {{"nvidia_com_gpu", 32}},
     {{"nvidia_com_gpu", 5}},
     {1250000},
     8000000,
     {"gpu-shared-units"}},
    // The label counts the cards of one model, and the node has two. Nothing is shared.
    {"TwoModels",
     "nvidia_com_gpu_count=1,nvidia_com_gpu_replicas=1,nvidia_com_gpu_product=Tesla-T4",
     {{"nvidia_com_gpu", 4}},
     {{"nvidia_com_gpu", 1}},
     {1000000},
     4000000,
     {}},
    // Four units of one card, and no label says how they are shared.
    {"MoreUnitsThanCards",
     "nvidia_com_gpu_count=1,nvidia_com_gpu_product=Tesla-T4",
     {{"nvidia_com_gpu", 4}},
     {{"nvidia_com_gpu", 1}},
     {250000},
     1000000,
     {"gpu-share-inferred"}},
    // Not as many units to each: one of two models is counted.
    {"UnitsThatNoCardsShare",
     "nvidia_com_gpu_count=2,nvidia_com_gpu_product=Tesla-T4",
     {{"nvidia_com_gpu", 3}},
     {{"nvidia_com_gpu", 1}},
     {1000000},
     3000000,
     {}},
    {"MigSevenths",
     kA100 + ",nvidia_com_gpu_count=1",
     {{"nvidia_com_mig_1g_10gb", 7}},
     {{"nvidia_com_mig_1g_10gb", 1}, {"nvidia_com_mig_1g_10gb", 7}},
     {142857, 1000000},
     1000000,
     {}},
    // 4/7 + 2/7 + 1/7
    {"MigMixed",
     kA100 + ",nvidia_com_gpu_count=1",
     {{"nvidia_com_mig_1g_10gb", 1}, {"nvidia_com_mig_2g_20gb", 1}, {"nvidia_com_mig_4g_40gb", 1}},
     {{"nvidia_com_mig_1g_10gb", 1}, {"nvidia_com_mig_2g_20gb", 1}, {"nvidia_com_mig_4g_40gb", 1}},
     {142857, 285714, 571429},
     1000000,
     {}},
    // Half of the memory is half of the card, though 3 of 7 compute slices are less.
    {"MigHalves",
     kA100 + ",nvidia_com_gpu_count=1",
     {{"nvidia_com_mig_3g_40gb", 2}},
     {{"nvidia_com_mig_3g_40gb", 1}, {"nvidia_com_mig_3g_40gb", 1}},
     {500000, 500000},
     1000000,
     {}},
    // 3 × 2/7; the seventh that is left is idle of the node.
    {"MigLeavesARest",
     kA100 + ",nvidia_com_gpu_count=1",
     {{"nvidia_com_mig_2g_20gb", 3}},
     {{"nvidia_com_mig_2g_20gb", 1}},
     {285714},
     1000000,
     {}},
    // 3 × 2/7 + 4/7 = 10/7 of a card: each counts for 7/10 of itself.
    {"MigLayoutThatCannotBe",
     kA100 + ",nvidia_com_gpu_count=1",
     {{"nvidia_com_mig_2g_20gb", 3}, {"nvidia_com_mig_4g_40gb", 1}},
     {{"nvidia_com_mig_2g_20gb", 1}, {"nvidia_com_mig_4g_40gb", 1}},
     {200000, 400000},
     1000000,
     {"mig-layout-impossible"}},
    // 4/7 + 2/8 + 2/8 = 15/14 of a card that it fits: 6 compute slices, 8 of memory.
    {"MigLayoutOfMoreThanAll",
     kA100 + ",nvidia_com_gpu_count=1",
     {{"nvidia_com_mig_4g_40gb", 1}, {"nvidia_com_mig_1g_20gb", 2}},
     {{"nvidia_com_mig_4g_40gb", 1}, {"nvidia_com_mig_1g_20gb", 1}},
     {533333, 233333},
     1000000,
     {}},
    {"MigBesideWholeCards",
     kA100 + ",nvidia_com_gpu_count=8",
     {{"nvidia_com_gpu", 6}, {"nvidia_com_mig_1g_10gb", 10}},
     {{"nvidia_com_gpu", 1}, {"nvidia_com_mig_1g_10gb", 1}},
     {1000000, 142857},
     8000000,
     {}},
    {"MigOfUnknownCards", "", {{"nvidia_com_mig_1g_10gb", 9}}, {{"nvidia_com_mig_1g_10gb", 1}}, {142857}, 2000000, {}},
    // All units as MIG devices: 24 of 2/7, three on each of eight cards.
    {"MigSingle",
     "nvidia_com_gpu_count=24,nvidia_com_gpu_replicas=1,nvidia_com_gpu_memory=9856,"
     "nvidia_com_gpu_product=NVIDIA-A100-SXM4-40GB-MIG-2g.10gb",
     {{"nvidia_com_gpu", 24}},
     {{"nvidia_com_gpu", 1}},
     {285714},
     8000000,
     {}},
    // 1/7 in two turns.
    {"MigSingleShared",
     "nvidia_com_gpu_count=7,nvidia_com_gpu_replicas=2,"
     "nvidia_com_gpu_product=NVIDIA-A100-SXM4-40GB-MIG-1g.5gb-SHARED",
     {{"nvidia_com_gpu", 14}},
     {{"nvidia_com_gpu", 1}},
     {71429},
     1000000,
     {}},
    // 1/7 in four turns: 1/28.
    {"MigShared",
     kA100 + ",nvidia_com_gpu_count=1,nvidia_com_mig_1g_10gb_count=7",
     {{"nvidia_com_mig_1g_10gb_shared", 28}},
     {{"nvidia_com_mig_1g_10gb_shared", 1}, {"nvidia_com_mig_1g_10gb_shared", 2}},
     {35714, 71429},
     1000000,
     {"gpu-shared-units"}},
    // 4 cards in ten parts.
    {"AwsVgpu", "", {{"k8s_amazonaws_com_vgpu", 40}}, {{"k8s_amazonaws_com_vgpu", 3}}, {300000}, 4000000, {}},
    {"AlibabaMemoryByLabel",
     "aliyun_accelerator_nvidia_mem=16384MiB",
     {{"aliyun_com_gpu_mem", 64}},
     {{"aliyun_com_gpu_mem", 4}},
     {250000},
     4000000,
     {}},
    {"AlibabaMemoryByCount",
     "",
     {{"aliyun_com_gpu_mem", 30}, {"aliyun_com_gpu_count", 2}},
     {{"aliyun_com_gpu_mem", 3}},
     {200000},
     2000000,
     {}},
    {"NoGpusAtAll", "", {{"amd_com_gpu_partition", 8}}, {{"cpu", 1}}, {0}, 0, {"gpu-resource-unknown"}},
    {"OtherAccelerators", "", {{"google_com_tpu", 4}}, {{"cpu", 1}}, {0}, 0, {"gpu-resource-unknown"}},
};
class Gpu : public testing::TestWithParam<GpuCase> {};
TEST_P(Gpu, IsAPartOfPhysicalOnes) {
  Built built = built_of(GetParam());
  expect(built.build(), GetParam());
}
INSTANTIATE_TEST_SUITE_P(, Gpu, testing::ValuesIn(kGpus), by_name);

TEST(GpuShares, OfTheUserComeFirst) {
  const GpuCase test{"",
                     "nvidia_com_gpu_count=1,nvidia_com_gpu_replicas=4",
                     {{"example_com_slice", 10}, {"nvidia_com_gpu_shared", 4}},
                     {{"example_com_slice", 2}, {"nvidia_com_gpu_shared", 1}},
                     {400000, 500000},
                     4000000,
                     {}};
  Built built = built_of(test);
  built.input.gpu_shares = {{"example.com/slice", 0.2}, {"nvidia.com/gpu.shared", 0.5}};
  expect(built.build(), test);
}

TEST(GpuShares, AreCountedByDcgmWhereNoLabelDoes) {
  const GpuCase test{"", "", {{"nvidia_com_gpu_shared", 8}}, {{"nvidia_com_gpu_shared", 1}}, {250000}, 2000000, {}};
  Built built = built_of(test);
  built.set(&Input::gpu_util, {info("UUID=a,Hostname=n1,pod=x"), info("UUID=a,Hostname=n1,pod=y"),
                               info("UUID=b,Hostname=n1"), info("UUID=c,Hostname=n2")});
  expect(built.build(), test);
}

/// A plugin that restarts offers nothing for an hour; what a pod holds stays a quarter of a card.
TEST(GpuShares, OutlastARestartOfThePlugin) {
  Built built =
      built_of({"", "nvidia_com_gpu_count=2,nvidia_com_gpu_replicas=4", {}, {{"nvidia_com_gpu", 1}}, {}, 0, {}});
  built.set(&Input::node_capacity,
            {{"node=n1,resource=nvidia_com_gpu", {{at("10:00"), 8}, {at("11:00"), 0}, {at("12:00"), 8}}}});
  built.build();
  EXPECT_EQ(text_of(built.cluster.containers.request[0][2]), "12:00:00=250000");
}

/// Sharing is switched on at 11:00: one unit was a card, and then is half of one.
TEST(GpuShares, ChangeWithTheNode) {
  Built built =
      built_of({"", "nvidia_com_gpu_count=2,nvidia_com_gpu_replicas=2", {}, {{"nvidia_com_gpu", 1}}, {}, 0, {}});
  built.set(&Input::node_capacity,
            {{"node=n1,resource=nvidia_com_gpu", {{at("10:00"), 2}, {at("11:00"), 2}, {at("12:00"), 4}}}});
  built.build();
  EXPECT_EQ(text_of(built.cluster.containers.request[0][2]), "11:00:00=1000000 12:00:00=500000");
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[0][2]), "12:00:00=2000000");
}

/// Two of a half and one of two sevenths are more than a card: the layout is refused while it lasts, and the card is
/// shared by profiles: 0.5 / (2 × 0.5 + 2 / 7) = 7 / 18 of it. It is said with its node and its time.
TEST(GpuShares, OfALayoutThatIsImpossibleForAnHour) {
  Built built = built_of({"", kA100 + ",nvidia_com_gpu_count=1", {}, {{"nvidia_com_mig_3g_40gb", 1}}, {}, 0, {}});
  built.set(&Input::node_capacity, {{"node=n1,resource=nvidia_com_mig_3g_40gb", level(at("10:00"), at("12:00"), 1h, 2)},
                                    {"node=n1,resource=nvidia_com_mig_2g_20gb", {{at("11:00"), 1}, {at("12:00"), 0}}}});
  built.build();
  EXPECT_EQ(built.cluster.containers.request[0][2].at(at("11:00")), 388889);
  EXPECT_EQ(built.cluster.containers.request[0][2].at(at("12:00")), 500000);
  const Notice* said = built.notices.find("mig-layout-impossible");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->range.end, at("11:00"));
  EXPECT_EQ(said->count, 1u);
  EXPECT_EQ(said->concerns.front(), (Concern{Concern::Table::nodes, 0}));
}

/// A card is cut into halves at 11:00, and before it was in sevenths: it stays one card.
TEST(GpuShares, OfACardThatIsCutAnew) {
  Built built = built_of({"",
                          kA100 + ",nvidia_com_gpu_count=1",
                          {},
                          {{"nvidia_com_mig_1g_10gb", 1}, {"nvidia_com_mig_3g_40gb", 1}},
                          {},
                          0,
                          {}});
  built.set(&Input::node_capacity, {{"node=n1,resource=nvidia_com_mig_1g_10gb", {{at("10:00"), 7}}},
                                    {"node=n1,resource=nvidia_com_mig_3g_40gb", {{at("11:00"), 2}, {at("12:00"), 2}}}});
  built.build();
  EXPECT_EQ(built.cluster.containers.request[0][2].at(at("10:00")), 142857);
  EXPECT_EQ(built.cluster.containers.request[1][2].at(at("12:00")), 500000);
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[0][2]), "12:00:00=1000000");
  EXPECT_EQ(built.noticed("mig-layout-impossible"), 0u);
}

struct MigCase {
  const char* name;
  const char *profile, *product;
  double fraction;
  friend void PrintTo(const MigCase& c, std::ostream* out) { *out << c.profile << " of " << c.product; }
};
constexpr MigCase kProfiles[] = {
    {"OneOfForty", "1g.5gb", "NVIDIA-A100-SXM4-40GB", 1.0 / 7},
    {"DoubleMemoryOfForty", "1g.10gb", "NVIDIA-A100-PCIE-40GB", 2.0 / 8},
    {"OneOfEighty", "1g_10gb", "NVIDIA-A100-SXM4-80GB", 1.0 / 7},
    {"DoubleMemoryOfEighty", "1g.20gb", "NVIDIA-H100-80GB-HBM3", 2.0 / 8},
    {"Whole", "7g.80gb", "NVIDIA-H100-80GB-HBM3", 1},
    {"H200", "1g.18gb", "NVIDIA-H200", 1.0 / 7},
    {"H200Double", "1g.35gb", "NVIDIA-H200", 2.0 / 8},
    {"H200Half", "3g.71gb", "NVIDIA-H200", 4.0 / 8},
    {"H100Nvl", "2g.24gb", "NVIDIA H100 NVL", 2.0 / 7},
    {"GraceHopper", "1g.12gb", "NVIDIA-GH200-480GB", 1.0 / 7},
    {"B200", "1g.45gb", "NVIDIA-B200", 2.0 / 8},
    {"A30", "1g.6gb", "NVIDIA-A30", 1.0 / 4},
    {"A30Half", "2g.12gb", "NVIDIA-A30-MIG-2g.12gb", 2.0 / 4},
    {"NoProduct", "3g.20gb", "", 4.0 / 8},
    {"NoProductA30", "2g.12gb", "", 2.0 / 4},
    {"WithMedia", "1g.10gb.me", "NVIDIA-A100-SXM4-80GB", 1.0 / 7},
    {"ComputeInstance", "1c.3g.20gb", "NVIDIA-A100-SXM4-40GB", 4.0 / 8 / 3},
    {"NoProfile", "INVALID", "NVIDIA-A100-SXM4-40GB", 0},
    {"NoMemory", "1g.", "NVIDIA-A100-SXM4-40GB", 0},
    {"Empty", "", "", 0},
};
class MigFraction : public testing::TestWithParam<MigCase> {};
TEST_P(MigFraction, IsTheLargerOfComputeAndMemory) {
  EXPECT_DOUBLE_EQ(mig_slices(GetParam().profile, GetParam().product).fraction(), GetParam().fraction);
}
INSTANTIATE_TEST_SUITE_P(, MigFraction, testing::ValuesIn(kProfiles), by_name);

}  // namespace
}  // namespace prorata::cluster
