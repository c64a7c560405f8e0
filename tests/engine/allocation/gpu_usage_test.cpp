// What DCGM shows of devices → what containers used of GPUs.
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/frames.h"
#include "support/named.h"
#include "support/world.h"

namespace prorata::allocation {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using tests::Series;
using tests::World;
using Column = std::vector<std::int64_t>;

constexpr std::int64_t kNot = Usage::kUnknown;
const std::string kTrain = "cluster=c,namespace=ml,pod=train,container=app",
                  kServe = "cluster=c,namespace=ml,pod=serve,container=app";
const std::string kA100 = ",modelName=NVIDIA A100-SXM4-80GB";

/// Pods `train` and `serve` over two hours; asks: their requests in µGPU, 0: none.
struct GpuCase {
  const char* name;
  std::vector<std::int64_t> asks;
  std::vector<Series> active, util;
  Column train, serve;  // µGPU of each hour; empty: nothing is known
  std::uint64_t shared = 0;
  Window serves = between("10:00", "12:00");
  friend void PrintTo(const GpuCase& c, std::ostream* out) { *out << c.name; }
};
const GpuCase kCases[] = {
    {"Whole", {1000000, 0}, {{kTrain + ",UUID=a", {{at("11:00"), 0.5}}}}, {}, {500000, kNot}, {}},
    {"SeveralDevicesAddUp",
     {2000000, 0},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.5}, {at("12:00"), 0.1}}}, {kTrain + ",UUID=b", {{at("11:00"), 0.25}}}},
     {},
     {750000, 100000},
     {}},
    {"ActivityBeforeUtilisation",
     {2000000, 0},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.5}}}},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.9}, {at("12:00"), 0.9}}}, {kTrain + ",UUID=b", {{at("11:00"), 0.3}}}},
     {800000, kNot},
     {}},
    // 0.7 of a seventh.
    {"MigDevice",
     {142857, 142857},
     {{kTrain + ",UUID=a,GPU_I_ID=7,GPU_I_PROFILE=1g.10gb" + kA100, {{at("11:00"), 0.7}}},
      {kServe + ",UUID=a,GPU_I_ID=8,GPU_I_PROFILE=1g.10gb" + kA100, {{at("11:00"), 0}}}},
     {},
     {100000, kNot},
     {0, kNot}},
    // A quarter and three quarters of 0.8.
    {"TurnsByRequest",
     {250000, 750000},
     {},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.8}}}, {kServe + ",UUID=a", {{at("11:00"), 0.8}}}},
     {200000, kNot},
     {600000, kNot},
     1},
    // Who asks for none has none of it beside one that asks: the device is charged once.
    {"TurnsOfThoseWhoAsk",
     {250000, 0},
     {},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.8}}}, {kServe + ",UUID=a", {{at("11:00"), 0.8}}}},
     {800000, kNot},
     {0, kNot},
     1},
    {"TurnsEvenlyWhereNobodyAsks",
     {0, 0},
     {},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.8}}}, {kServe + ",UUID=a", {{at("11:00"), 0.8}}}},
     {400000, kNot},
     {400000, kNot},
     1},
    // Alone until 10:30, then with another: 0.5 × 0.8 + 0.5 × 0.4.
    {"TurnsWhileBothRun",
     {250000, 250000},
     {},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.8}}}, {kServe + ",UUID=a", {{at("11:00"), 0.8}}}},
     {600000, kNot},
     {400000, kNot},
     1,
     between("10:30", "12:00")},
    {"OneAfterTheOther",
     {1000000, 1000000},
     {},
     {{kTrain + ",UUID=a", {{at("11:00"), 0.8}}}, {kServe + ",UUID=a", {{at("12:00"), 0.6}}}},
     {800000, kNot},
     {kNot, 600000}},
    {"ImpossibleValuesAreNone",
     {1000000, 0},
     {{kTrain + ",UUID=a", {{at("11:00"), 1.5}, {at("12:00"), -1}}}},
     {},
     {},
     {}},
    {"ExportedNames",
     {1000000, 0},
     {{"cluster=c,namespace=gpu,pod=dcgm-exporter-1,container=exporter,exported_namespace=ml,exported_pod=train,"
       "exported_container=app,UUID=a",
       {{at("11:00"), 0.5}}},
      {kServe + ",UUID=b", {{at("11:00"), 0.5}}}},
     {},
     {500000, kNot},
     {}},
    {"IdleDeviceWithItsExportersName",
     {1000000, 0},
     {{"cluster=c,namespace=gpu,pod=nvidia-dcgm-exporter-x,container=exporter,UUID=a", {{at("11:00"), 0.5}}}},
     {},
     {},
     {}},
};
class GpuUsage : public testing::TestWithParam<GpuCase> {};
TEST_P(GpuUsage, IsThatOfItsDevices) {
  World world(between("10:00", "12:00"));
  const auto node = world.node("n", 64, 256, {}, 8);
  const auto train = world.runs("ml", "train", node, 100, 100),
             serve = world.runs("ml", "serve", node, 100, 100, GetParam().serves);
  const auto exporter = world.container(world.pod("gpu", "nvidia-dcgm-exporter-x", node), "exporter");
  for (std::size_t i = 0; i < 2; ++i) {
    if (GetParam().asks[i] > 0) world.cluster.containers.request[i][2].append(at("12:00"), GetParam().asks[i]);
  }
  world.cluster.gpu_active = tests::frame_of(world.names, GetParam().active);
  world.cluster.gpu_util = tests::frame_of(world.names, GetParam().util);
  const cluster::UsageIndex index(world.cluster, world.names, "");
  const Usage usage = build_usage(world.cluster, index, {}, {}, world.names, world.grid, 60s, world.notices);
  const auto column = [&](std::uint32_t container) { return usage.gpu.empty() ? Column{} : usage.gpu[container]; };
  EXPECT_EQ(column(train), GetParam().train);
  EXPECT_EQ(column(serve), GetParam().serve);
  EXPECT_EQ(column(exporter), Column{});
  const Notice* shared = world.notices.find("gpu-device-shared");
  EXPECT_EQ(shared == nullptr ? 0 : shared->count, GetParam().shared);
}
INSTANTIATE_TEST_SUITE_P(, GpuUsage, testing::ValuesIn(kCases), by_name);

TEST(GpuDevice, ThatIsMoreThanBusyIsSaid) {
  World world(between("10:00", "12:00"));
  (void)world.runs("ml", "train", world.node("n", 64, 256, {}, 8), 100, 100);
  world.cluster.gpu_active =
      tests::frame_of(world.names, {{kTrain + ",UUID=a", {{at("11:00"), 1.5}, {at("12:00"), 0.5}}}});
  const cluster::UsageIndex index(world.cluster, world.names, "");
  const Usage usage = build_usage(world.cluster, index, {}, {}, world.names, world.grid, 60s, world.notices);
  EXPECT_EQ(usage.gpu[0], (Column{kNot, 500000}));
  const Notice* said = world.notices.find("gpu-activity-impossible");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->objects, std::vector<std::string>{"ml/train"});
  EXPECT_EQ(said->range, between("10:00", "11:00"));
}

TEST(GpuDevice, OfNobodyIsSaid) {
  World world(between("10:00", "14:00"));
  (void)world.runs("ml", "train", world.node("n", 64, 256, {}, 8), 100, 100);
  world.cluster.gpu_util = tests::frame_of(
      world.names, {{"cluster=c,namespace=ml,pod=stranger,container=app,UUID=a", {{at("14:00"), 0.5}}}});
  const cluster::UsageIndex index(world.cluster, world.names, "");
  (void)build_usage(world.cluster, index, {}, {}, world.names, world.grid, 60s, world.notices);
  EXPECT_EQ(world.notices.find("usage-without-container")->count, 1u);
}

}  // namespace
}  // namespace prorata::allocation
