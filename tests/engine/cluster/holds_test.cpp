// What pods hold beside their app containers: init containers, sidecars, overhead, and what virtual nodes bill.
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cluster/drafts.h"
#include "engine/cluster/built.h"
#include "support/named.h"

namespace prorata::cluster {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using tests::level;
using tests::Series;

const std::string kPod = "namespace=shop,pod=cart,uid=u1";
constexpr double kMib = 1048576;

/// One request: of a container, or, where it is "overhead", of the pod.
struct Ask {
  std::string container;
  double cores = -1, mib = -1;
};
struct HoldCase {
  const char* name;
  std::vector<Ask> apps, inits;
  std::vector<std::string> sidecars;  // of the inits
  Ask overhead;
  Lines want;  // µcore and KiB up to 12:00
  friend void PrintTo(const HoldCase& c, std::ostream* out) { *out << testing::PrintToString(c.want); }
};
const HoldCase kHolds[] = {
    {"SmallInit",
     {{"app", 1, 1024}},
     {{"copy", 0.5, 512}},
     {},
     {},
     {"cart/app cpu 12:00:00=1000000", "cart/app ram 12:00:00=1048576"}},
    // 2 - 1.5 cores; 1 GiB is less than 1.5.
    {"InitOfMoreCpu",
     {{"app", 1, 1024}, {"log", 0.5, 512}},
     {{"copy", 2, 1024}},
     {},
     {},
     {"cart/app cpu 12:00:00=1000000", "cart/app ram 12:00:00=1048576", "cart/copy (init) cpu 12:00:00=500000",
      "cart/log cpu 12:00:00=500000", "cart/log ram 12:00:00=524288"}},
    // They run one after another: each resource goes to the one that asks for most of it.
    {"TwoInits",
     {{"app", 1, 1024}},
     {{"copy", 3, 512}, {"migrate", 2, 4096}},
     {},
     {},
     {"cart/app cpu 12:00:00=1000000", "cart/app ram 12:00:00=1048576", "cart/copy (init) cpu 12:00:00=2000000",
      "cart/migrate (init) ram 12:00:00=3145728"}},
    {"EqualInits",
     {{"app", 1, -1}},
     {{"b", 2, -1}, {"a", 2, -1}},
     {},
     {},
     {"cart/a (init) cpu 12:00:00=1000000", "cart/app cpu 12:00:00=1000000"}},
    {"InitOfAPodThatAsksForNothing",
     {{"app", -1, -1}},
     {{"copy", 2, -1}},
     {},
     {},
     {"cart/app", "cart/copy (init) cpu 12:00:00=2000000"}},
    // Beside the sidecar run the app (1 core) and before it the init (1.5): max(1 + 0.2, 1.5 + 0.2).
    {"Sidecar",
     {{"app", 1, -1}},
     {{"copy", 1.5, -1}, {"proxy", 0.2, 64}},
     {"proxy"},
     {},
     {"cart/app cpu 12:00:00=1000000", "cart/copy (init) cpu 12:00:00=500000",
      "cart/proxy (sidecar) cpu 12:00:00=200000", "cart/proxy (sidecar) ram 12:00:00=65536"}},
    {"Overhead",
     {{"app", 1, 1024}},
     {},
     {},
     {"overhead", 0.25, 120},
     {"cart/__pod_overhead__ (overhead) cpu 12:00:00=250000", "cart/__pod_overhead__ (overhead) ram 12:00:00=122880",
      "cart/app cpu 12:00:00=1000000", "cart/app ram 12:00:00=1048576"}},
};

Series request(const std::string& container, std::string_view resource, double value) {
  return {kPod + ",container=" + container + ",resource=" + std::string(resource),
          level(at("10:00"), at("12:00"), 1h, value)};
}

Built built_of(const HoldCase& test, const std::string& node = "n1") {
  Built built;
  built.set(&Input::nodes, {info("node=" + node)});
  built.set(&Input::node_capacity, {{"node=" + node + ",resource=cpu", level(at("10:00"), at("12:00"), 1h, 64)}});
  built.set(&Input::pods, {info(kPod + ",node=" + node)});
  const auto requests_of = [](const std::vector<Ask>& asks) {
    std::vector<Series> series;
    for (const Ask& ask : asks) {
      if (ask.cores >= 0) series.push_back(request(ask.container, "cpu", ask.cores));
      if (ask.mib >= 0) series.push_back(request(ask.container, "memory", ask.mib * kMib));
    }
    return series;
  };
  std::vector<Series> apps, inits;
  for (const Ask& app : test.apps) apps.push_back(info(kPod + ",container=" + app.container));
  for (const Ask& init : test.inits) inits.push_back(info(kPod + ",container=" + init.container));
  for (const std::string& sidecar : test.sidecars) {
    inits.push_back(info(kPod + ",container=" + sidecar + ",restart_policy=Always"));
  }
  built.set(&Input::containers, apps);
  built.set(&Input::requests, requests_of(test.apps));
  built.set(&Input::init_containers, inits);
  built.set(&Input::init_requests, requests_of(test.inits));
  if (!test.overhead.container.empty()) {
    built.set(&Input::pod_overhead,
              {{"__name__=kube_pod_overhead_cpu_cores," + kPod, {{at("12:00"), test.overhead.cores}}},
               {"__name__=kube_pod_overhead_memory_bytes," + kPod, {{at("12:00"), test.overhead.mib * kMib}}}});
  }
  return built;
}

class PodHolds : public testing::TestWithParam<HoldCase> {};
TEST_P(PodHolds, TheLargerOfInitAndApps) {
  EXPECT_EQ(built_of(GetParam()).build().containers(), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, PodHolds, testing::ValuesIn(kHolds), by_name);

/// The apps ask for 1 core and from 11:00 on for 3; an init container for 2.
TEST(InitContainers, HoldLessWhereAppsHoldMore) {
  Built built = built_of({"", {{"app", -1, -1}}, {{"copy", 2, -1}}, {}, {}, {}});
  built.set(&Input::requests,
            {{kPod + ",container=app,resource=cpu", {{at("10:00"), 1}, {at("11:00"), 1}, {at("12:00"), 3}}}});
  EXPECT_EQ(built.build().containers(), (Lines{"cart/app cpu 11:00:00=1000000 12:00:00=3000000",
                                               "cart/copy (init) cpu 11:00:00=1000000 12:00:00=0"}));
}

TEST(InitContainers, ThatAreSeenToUseSomethingAreRows) {
  Built built = built_of({"", {{"app", 1, -1}}, {{"copy", 0.5, -1}}, {}, {}, {}});
  const series::Frame cpu = tests::frame_of(
      built.names, {{"namespace=shop,pod=cart,container=copy", level(at("10:00"), at("10:05"), 5min, 1)}});
  built.input.cpu_usage = &cpu;
  EXPECT_EQ(built.build().containers(), (Lines{"cart/app cpu 12:00:00=1000000", "cart/copy (init)"}));
}

TEST(Shares, AreForContainersThatStay) {
  EXPECT_TRUE(takes_shares(ContainerRole::app));
  EXPECT_TRUE(takes_shares(ContainerRole::sidecar));
  EXPECT_FALSE(takes_shares(ContainerRole::init));
  EXPECT_FALSE(takes_shares(ContainerRole::overhead));
}

struct SizeCase {
  const char* name;
  VirtualKind kind;
  std::int64_t milli, mib;            // asked for
  std::int64_t want_milli, want_mib;  // billed
  friend void PrintTo(const SizeCase& c, std::ostream* out) { *out << c.milli << "m " << c.mib << "Mi"; }
};
constexpr SizeCase kSizes[] = {
    {"Nothing", VirtualKind::fargate, 0, 0, 250, 512},
    {"SmallestThatFits", VirtualKind::fargate, 250, 256, 250, 512},
    {"ItsOwnMemory", VirtualKind::fargate, 250, 257, 250, 1024},
    {"DoublesToTwo", VirtualKind::fargate, 100, 1024, 250, 2048},
    {"MemoryNeedsMoreCpu", VirtualKind::fargate, 250, 2048, 500, 3072},
    {"CpuNeedsMoreMemory", VirtualKind::fargate, 1000, 512, 1000, 2048},
    {"JustAboveACore", VirtualKind::fargate, 1001, 512, 2000, 4096},
    {"OneAndEightIsTwoAndNine", VirtualKind::fargate, 1000, 8192, 2000, 9216},
    {"FourCores", VirtualKind::fargate, 4000, 20000, 4000, 20480},
    {"EightCoresInStepsOfFour", VirtualKind::fargate, 8000, 16384, 8000, 20480},
    {"SixteenCoresInStepsOfEight", VirtualKind::fargate, 16000, 32768, 16000, 40960},
    {"MoreThanThereIs", VirtualKind::fargate, 17000, 1024, 17000, 1280},
    {"Eci", VirtualKind::eci, 300, 600, 500, 1024},
    {"EciExactly", VirtualKind::eci, 500, 1024, 500, 1024},
    {"EciNothing", VirtualKind::eci, 0, 0, 250, 512},
    {"OthersAsAsked", VirtualKind::other, 300, 600, 300, 600},
};
class BilledSize : public testing::TestWithParam<SizeCase> {};
TEST_P(BilledSize, IsTheNextOneThatFits) {
  const SizeCase& c = GetParam();
  const PodSize got = billed_size(c.kind, {c.milli * 1000, c.mib * 1024});
  EXPECT_EQ(got.cpu, c.want_milli * 1000);
  EXPECT_EQ(got.ram, c.want_mib * 1024);
}
INSTANTIATE_TEST_SUITE_P(, BilledSize, testing::ValuesIn(kSizes), by_name);

/// 1.5 cores and 1.5 GiB, and 256 MiB of Fargate's own: 2 cores and 4 GiB. 500 m and 2.5 GiB are left to the overhead.
TEST(VirtualNodes, BillThePodsSize) {
  Built built = built_of({"", {{"app", 1, 1024}, {"log", 0.5, 512}}, {}, {}, {}, {}}, "fargate-ip-10-0-0-1");
  built.build();
  EXPECT_EQ(built.containers(),
            (Lines{"cart/__pod_overhead__ (overhead) cpu 12:00:00=500000",
                   "cart/__pod_overhead__ (overhead) ram 12:00:00=2621440", "cart/app cpu 12:00:00=1000000",
                   "cart/app ram 12:00:00=1048576", "cart/log cpu 12:00:00=500000", "cart/log ram 12:00:00=524288"}));
  EXPECT_EQ(built.nodes(), Lines{"fargate-ip-10-0-0-1  09:00:00-12:00:00 implied"});
  EXPECT_FALSE(built.cluster.nodes.capacity[0][0].known());
  EXPECT_EQ(built.noticed("node-without-capacity"), 0u);
}

/// 0.25 core is billed as asked for, and the steps of memory follow the request: 0.5 GiB, then 1 GiB.
TEST(VirtualNodes, BillARequestThatChanges) {
  Built built = built_of({"", {{"app", 0.25, -1}}, {}, {}, {}, {}}, "fargate-ip-10-0-0-1");
  built.set(&Input::requests, {request("app", "cpu", 0.25),
                               {kPod + ",container=app,resource=memory",
                                {{at("10:00"), 256 * kMib}, {at("11:00"), 256 * kMib}, {at("12:00"), 512 * kMib}}}});
  EXPECT_EQ(built.build().containers(),
            (Lines{"cart/__pod_overhead__ (overhead) cpu 12:00:00=0",
                   "cart/__pod_overhead__ (overhead) ram 11:00:00=262144 12:00:00=524288",
                   "cart/app cpu 12:00:00=250000", "cart/app ram 11:00:00=262144 12:00:00=524288"}));
}

struct KindCase {
  const char* name;
  std::string node, provider_id, labels;
  VirtualKind want;
  friend void PrintTo(const KindCase& c, std::ostream* out) { *out << c.node << " " << c.labels; }
};
const KindCase kKinds[] = {
    {"Machine", "ip-10-0-0-1", "aws:///eu-west-1a/i-1", "label_type=gpu", VirtualKind::none},
    {"FargateByName", "fargate-ip-10-0-0-1", "", "", VirtualKind::fargate},
    {"FargateByProviderId", "ip-10-0-0-1", "aws:///eu-west-1a/5fa7/fargate-ip-10-0-0-1", "", VirtualKind::fargate},
    {"FargateByLabel", "ip-10-0-0-1", "", "label_eks_amazonaws_com_compute_type=fargate", VirtualKind::fargate},
    {"Ec2ByLabel", "ip-10-0-0-1", "", "label_eks_amazonaws_com_compute_type=ec2", VirtualKind::none},
    {"VirtualKubelet", "aci-1", "", "label_type=virtual-kubelet", VirtualKind::other},
    {"AgentByName", "virtual-pool", "", "label_kubernetes_io_role=agent", VirtualKind::other},
    {"AgentThatIsAMachine", "aks-pool-1", "", "label_kubernetes_io_role=agent", VirtualKind::none},
    {"Aci", "virtual-node-aci-linux", "", "label_type=virtual-kubelet", VirtualKind::other},
    {"Eci", "virtual-node-eci-0", "", "label_type=virtual-kubelet", VirtualKind::eci},
    {"EciOfAZone", "virtual-kubelet-cn-hangzhou-i", "", "", VirtualKind::eci},
};
class VirtualNode : public testing::TestWithParam<KindCase> {};
TEST_P(VirtualNode, IsRecognised) {
  Built built;
  built.set(&Input::nodes, {info("node=" + GetParam().node + ",provider_id=" + GetParam().provider_id)});
  if (!GetParam().labels.empty())
    built.set(&Input::node_labels, {info("node=" + GetParam().node + "," + GetParam().labels)});
  built.build();
  EXPECT_EQ(built.cluster.nodes.virtual_kind[0], GetParam().want);
  EXPECT_EQ(built.cluster.nodes.is_virtual(0), GetParam().want != VirtualKind::none);
}
INSTANTIATE_TEST_SUITE_P(, VirtualNode, testing::ValuesIn(kKinds), by_name);

TEST(Waiting, IsKnownToTheGrid) {
  Built built = built_of({"", {{"app", 1, -1}, {"log", 1, -1}}, {}, {}, {}, {}});
  built.set(&Input::waiting,
            {{kPod + ",container=app,reason=ContainerCreating", {{at("09:05"), 1}}},
             {kPod + ",container=app,reason=ErrImagePull", {{at("09:05"), 1}, {at("09:10"), 1}, {at("10:00"), 1}}},
             {kPod + ",container=app,reason=ImagePullBackOff", {{at("09:15"), 1}}},
             {kPod + ",container=log,reason=PodInitializing", {{at("09:05"), 1}}}});
  built.set(&Input::pod_start, {time_series(kPod, {at("09:02")})});
  built.build();
  using Windows = std::vector<Window>;
  EXPECT_EQ(built.cluster.containers.waiting[0], (Windows{between("09:02", "09:15"), between("09:55", "10:00")}));
  EXPECT_EQ(built.cluster.containers.waiting[1], Windows{});
  const Notice* notice = built.notices.find("waiting-containers");
  ASSERT_NE(notice, nullptr);
  EXPECT_EQ(notice->count, 1u);
  EXPECT_EQ(notice->range, between("09:02", "10:00"));
  EXPECT_EQ(notice->objects, Lines{"shop/cart/app: ContainerCreating, ErrImagePull, ImagePullBackOff"});
}

TEST(Waiting, OfPodsWithoutANodeIsNotCharged) {
  Built built = built_of({"", {{"app", 1, -1}}, {}, {}, {}, {}});
  built.set(&Input::pods, {info(kPod)});
  built.set(&Input::waiting, {{kPod + ",container=app,reason=ContainerCreating", {{at("09:05"), 1}}}});
  built.build();
  EXPECT_TRUE(built.cluster.containers.waiting[0].empty());
  EXPECT_EQ(built.noticed("waiting-containers"), 0u);
}

}  // namespace
}  // namespace prorata::cluster
