// Pods and containers: lifetimes, owners, labels, requests, and which usage is whose.
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cluster/tables.h"
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
using Times = std::vector<Instant>;

/// Node n1 with four cores, all the time.
Built with_node() {
  Built built;
  built.set(&Input::nodes, {info("node=n1")});
  built.set(&Input::node_capacity, {{"node=n1,resource=cpu", level(at("10:00"), at("12:00"), 1h, 4)}});
  return built;
}
const std::string kCart = "namespace=shop,pod=cart,uid=u1";

struct LifeCase {
  const char* name;
  Times start, completion, first, last, finished;  // empty: the query said nothing
  std::string want;
  friend void PrintTo(const LifeCase& c, std::ostream* out) { *out << c.want; }
};
const LifeCase kLives[] = {
    {"NothingKnown", {}, {}, {}, {}, {}, "09:00:00-12:00:00"},
    {"StartAndCompletion",
     {at("09:30")},
     {at("10:10:40")},
     {at("09:31")},
     {at("11:00")},
     {at("10:11")},
     "09:30:00-10:10:40"},
    {"FortySeconds", {at("09:30")}, {at("09:30:40")}, {}, {}, {}, "09:30:00-09:30:40"},
    {"StartedBefore", {at("08:00")}, {}, {}, {}, {}, "09:00:00-12:00:00"},
    {"FirstSampleWithoutStart", {}, {}, {at("10:00")}, {}, {}, "09:59:00-12:00:00"},
    {"FirstSampleAtTheWindowsBegin", {}, {}, {at("09:01")}, {}, {}, "09:00:00-12:00:00"},
    {"StartBeatsTheFirstSample", {at("09:30")}, {}, {at("09:45")}, {}, {}, "09:30:00-12:00:00"},
    {"LastSample", {at("09:30")}, {}, {}, {at("11:00")}, {}, "09:30:00-11:00:00"},
    {"LastSampleAtTheWindowsEnd", {at("09:30")}, {}, {}, {at("11:59")}, {}, "09:30:00-12:00:00"},
    {"CompletionBeatsTheLastSample", {at("09:30")}, {at("10:00")}, {}, {at("11:30")}, {}, "09:30:00-10:00:00"},
    {"FinishedWithoutCompletion", {at("09:30")}, {}, {}, {at("11:30")}, {at("10:00")}, "09:30:00-09:59:30"},
    {"VanishedBeforeItWasSeenFinished", {at("09:30")}, {}, {}, {at("09:50")}, {at("10:00")}, "09:30:00-09:50:00"},
    {"FinishedAsItStarted", {at("10:00")}, {}, {}, {}, {at("10:00:20")}, "never"},
    {"CompletedBeforeTheWindow", {at("08:00")}, {at("08:30")}, {}, {}, {}, "never"},
    {"CompletedAfterTheWindow", {at("08:00")}, {at("13:00")}, {}, {}, {}, "09:00:00-12:00:00"},
    {"CompletedBeforeItStarted", {at("10:00")}, {at("09:30")}, {}, {}, {}, "never"},
    {"TwoHalvesOfTheWindow",
     {at("09:30"), at("09:30")},
     {},
     {at("10:31"), at("09:31")},
     {at("11:00"), at("10:30")},
     {},
     "09:30:00-11:00:00"},
};
class PodLife : public testing::TestWithParam<LifeCase> {};
TEST_P(PodLife, IsFromStartToEnd) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  const auto set = [&](series::Frame Input::*slot, const Times& times) {
    if (!times.empty()) built.set(slot, {time_series(kCart, times)});
  };
  set(&Input::pod_start, GetParam().start);
  set(&Input::pod_completion, GetParam().completion);
  set(&Input::pod_first, GetParam().first);
  set(&Input::pod_last, GetParam().last);
  set(&Input::pod_finished, GetParam().finished);
  EXPECT_EQ(built.build().pods(), Lines{"shop/cart u1 on n1 " + GetParam().want});
}
INSTANTIATE_TEST_SUITE_P(, PodLife, testing::ValuesIn(kLives), by_name);

TEST(Pods, WithoutANodeHoldNothing) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart)});
  EXPECT_EQ(built.build().pods(), Lines{"shop/cart u1 on nothing never"});
}

TEST(Pods, ThatWaitedForANodeAreThere) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart), info(kCart + ",node=n1")});
  EXPECT_EQ(built.build().pods(), Lines{"shop/cart u1 on n1 09:00:00-12:00:00"});
}

TEST(Pods, AreNamedByExportedLabelsWhereThereAreAny) {
  Built built = with_node();
  built.set(&Input::pods,
            {info("namespace=monitoring,pod=ksm-0,exported_namespace=shop,exported_pod=cart,uid=u1,node=n1")});
  built.set(&Input::containers, {info("namespace=monitoring,pod=ksm-0,container=ksm,exported_namespace=shop,"
                                      "exported_pod=cart,exported_container=app,uid=u1")});
  built.build();
  EXPECT_EQ(built.pods(), Lines{"shop/cart u1 on n1 09:00:00-12:00:00"});
  EXPECT_EQ(built.containers(), Lines{"cart/app"});
}

TEST(Pods, OnAnUnknownNodeImplyIt) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=ghost"), info("namespace=shop,pod=web,uid=u2,node=ghost"),
                           info("namespace=shop,pod=zoo,uid=u3,node=ghost")});
  built.set(&Input::pod_start,
            {time_series(kCart, {at("10:00")}), time_series("namespace=shop,pod=web,uid=u2", {at("09:30")}),
             time_series("namespace=shop,pod=zoo,uid=u3", {at("07:00")})});
  built.set(&Input::pod_completion,
            {time_series(kCart, {at("11:00")}), time_series("namespace=shop,pod=web,uid=u2", {at("10:30")}),
             time_series("namespace=shop,pod=zoo,uid=u3", {at("08:00")})});
  built.build();
  EXPECT_EQ(built.pods(), (Lines{"shop/cart u1 on ghost 10:00:00-11:00:00", "shop/web u2 on ghost 09:30:00-10:30:00",
                                 "shop/zoo u3 on ghost never"}));
  EXPECT_EQ(built.nodes(), (Lines{"n1  09:00:00-12:00:00", "ghost  09:30:00-11:00:00 implied"}));
  EXPECT_EQ(built.noticed("node-without-inventory"), 1u);
}

TEST(Pods, EndWithTheirNode) {
  Built built = with_node();
  built.set(&Input::node_last, {time_series("node=n1", {at("11:00")})});
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  EXPECT_EQ(built.build().pods(), Lines{"shop/cart u1 on n1 09:00:00-11:00:00"});
  EXPECT_EQ(built.noticed("pod-outside-node"), 1u);
}

TEST(Pods, AreOnTheMachineThatSharesMostOfTheirTime) {
  Built built = with_node();
  built.set(&Input::nodes, {info("node=n1,provider_id=i-1"), info("node=n1,provider_id=i-2")});
  built.set(&Input::node_last, {time_series("node=n1,provider_id=i-1", {at("10:00")})});
  built.set(&Input::node_first, {time_series("node=n1,provider_id=i-2", {at("10:31")})});
  built.set(&Input::pods, {info(kCart + ",node=n1"), info("namespace=shop,pod=web,uid=u2,node=n1")});
  built.set(&Input::pod_start, {time_series("namespace=shop,pod=web,uid=u2", {at("10:40")})});
  built.set(&Input::pod_last, {time_series(kCart, {at("10:00")})});
  built.build();
  EXPECT_EQ(built.cluster.pods.node, (std::vector<std::uint32_t>{0, 1}));
}

TEST(Pods, OnlyUsageKnowsLiveWhileItIsSeen) {
  Built built = with_node();
  const series::Frame cpu = tests::frame_of(
      built.names, {{"namespace=dark,pod=p,container=c,node=n1", level(at("10:00"), at("10:30"), 5min, 1)}});
  const series::Frame ram = tests::frame_of(
      built.names, {{"namespace=dark,pod=p,container=c,node=n1", level(at("10:05"), at("10:35"), 5min, 1)}});
  built.input.cpu_usage = &cpu;
  built.input.ram_usage = &ram;
  built.build();
  EXPECT_EQ(built.pods(), Lines{"dark/p  on n1 09:59:00-10:35:00"});
  EXPECT_EQ(built.containers(), Lines{"p/c"});
  EXPECT_EQ(built.noticed("pod-without-inventory"), 1u);
}

struct OwnerCase {
  const char* name;
  std::string created_by;
  std::string want;
  friend void PrintTo(const OwnerCase& c, std::ostream* out) { *out << c.created_by; }
};
const OwnerCase kOwners[] = {
    {"Deployment", ",created_by_kind=ReplicaSet,created_by_name=cart-6b", "deployment:cart"},
    {"ReplicaSetByItself", ",created_by_kind=ReplicaSet,created_by_name=lone", "replicaset:lone"},
    {"ReplicaSetNobodyKnows", ",created_by_kind=ReplicaSet,created_by_name=other", "replicaset:other"},
    {"CronJob", ",created_by_kind=Job,created_by_name=rollup-1", "cronjob:rollup"},
    {"Job", ",created_by_kind=Job,created_by_name=import", "job:import"},
    {"StatefulSet", ",created_by_kind=StatefulSet,created_by_name=db", "statefulset:db"},
    {"StaticPod", ",created_by_kind=Node,created_by_name=n1", "node:n1"},
    {"OnlyItsNamespaceCounts", ",created_by_kind=ReplicaSet,created_by_name=cart-7c", "replicaset:cart-7c"},
    {"None", ",created_by_kind=<none>,created_by_name=<none>", ":"},
    {"Absent", "", ":"},
};
class Owner : public testing::TestWithParam<OwnerCase> {};
TEST_P(Owner, IsFoundOverTwoHops) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1" + GetParam().created_by)});
  built.set(&Input::replicaset_owners,
            {info("namespace=shop,replicaset=cart-6b,owner_kind=Deployment,owner_name=cart"),
             info("namespace=elsewhere,replicaset=cart-7c,owner_kind=Deployment,owner_name=cart"),
             info("namespace=shop,replicaset=lone,owner_kind=<none>,owner_name=<none>")});
  built.set(
      &Input::job_owners,
      {info("namespace=monitoring,exported_namespace=shop,job_name=rollup-1,owner_kind=CronJob,owner_name=rollup"),
       info("namespace=shop,job_name=import,owner_kind=<none>,owner_name=<none>")});
  built.build();
  EXPECT_EQ(built.text(built.cluster.pods.controller_kind[0]) + ":" + built.text(built.cluster.pods.controller[0]),
            GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Owner, testing::ValuesIn(kOwners), by_name);

struct LabelCase {
  const char* name;
  const char* key;
  const char* want;
  friend void PrintTo(const LabelCase& c, std::ostream* out) { *out << c.key; }
};
constexpr LabelCase kLabels[] = {
    {"Own", "app.kubernetes.io/name", "cart"},
    {"OwnBeforeTheNamespaces", "team", "pod-team"},
    {"OfTheNamespace", "cost-center", "42"},
    {"OfTheNode", "pool", "general"},
    {"SnakeCase", "myTeam", "snake"},
    {"SnakeCaseAfterADigit", "v2Name", "digit"},
    {"Absent", "nothing", ""},
    {"Empty", "", ""},
    {"OtherCase", "Team", "pod-team"},
};
class Label : public testing::TestWithParam<LabelCase> {};
TEST_P(Label, IsFoundUnderItsExportedName) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  built.set(
      &Input::pod_labels,
      {info(kCart + ",label_app_kubernetes_io_name=cart,label_team=pod-team,label_my_team=snake,label_v2_name=digit")});
  built.set(&Input::namespace_labels, {info("namespace=shop,label_team=ns-team,label_cost_center=42")});
  built.set(&Input::node_labels, {info("node=n1,label_team=node-team,label_pool=general")});
  built.build();
  EXPECT_EQ(built.names.text(LabelReader(built.cluster, built.names, GetParam().key).of_pod(0)), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Label, testing::ValuesIn(kLabels), by_name);

TEST(Labels, WithoutAUidBelongToTheName) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  built.set(&Input::pod_labels, {info("namespace=shop,pod=cart,label_app=x")});
  built.build();
  EXPECT_EQ(built.names.text(LabelReader(built.cluster, built.names, "app").of_pod(0)), "x");
}

TEST(Labels, AreToldFromAnnotations) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1"), info("namespace=shop,pod=other,uid=u9,node=n1")});
  built.set(&Input::pod_labels, {info(kCart + ",label_team=label")});
  built.set(&Input::pod_annotations, {info(kCart + ",annotation_team=own,annotation_a8r_io_owner=me")});
  built.set(&Input::namespace_annotations, {info("namespace=shop,annotation_team=inherited")});
  built.build();
  const LabelReader team(built.cluster, built.names, "team", LabelSource::annotations);
  EXPECT_EQ(built.names.text(team.of_pod(0)), "own");
  EXPECT_EQ(built.names.text(team.of_pod(1)), "inherited");
  EXPECT_EQ(built.names.text(LabelReader(built.cluster, built.names, "team").of_pod(0)), "label");
  EXPECT_EQ(label_keys_of(built.cluster, built.names, 0, LabelSource::annotations),
            (std::vector<std::string_view>{"a8r_io_owner", "team", "team"}));
}

TEST(Services, ArePutToThePodsThatTheirSelectorsChoose) {
  Built built = with_node();
  const std::string web = "namespace=shop,pod=web,uid=u2", far = "namespace=data,pod=web,uid=u3";
  built.set(&Input::pods, {info(kCart + ",node=n1"), info(web + ",node=n1"), info(far + ",node=n1")});
  built.set(&Input::pod_labels, {info(kCart + ",label_app=cart,label_tier=front"),
                                 info(web + ",label_app=web,label_tier=front"), info(far + ",label_app=web")});
  built.set(&Input::selectors,
            {info("namespace=shop,service=web,label_app=web"), info("namespace=shop,service=front,label_tier=front"),
             info("namespace=shop,service=both,label_app=web,label_tier=back"), info("namespace=shop,service=none")});
  built.build();
  Lines lines;
  for (std::size_t pod = 0; pod < built.cluster.pods.size(); ++pod) {
    std::string line = built.text(built.cluster.pods.name_space[pod]) + "/" + built.text(built.cluster.pods.name[pod]);
    for (const NameId service : built.cluster.pods.services[pod]) line += " " + built.text(service);
    lines.push_back(line);
  }
  EXPECT_EQ(lines, (Lines{"data/web", "shop/cart front", "shop/web front web"}));
}

const std::string kApp = kCart + ",container=app";

TEST(Requests, HoldUpToTheirHour) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  built.set(&Input::containers, {info(kApp), info(kCart + ",container=sidecar")});
  built.set(&Input::requests, {{kApp + ",resource=cpu", {{at("10:00"), 0.25}, {at("11:00"), 0.25}, {at("12:00"), 0.5}}},
                               {kApp + ",resource=memory", {{at("10:00"), 268435456}}},
                               {kApp + ",resource=nvidia_com_gpu", {{at("10:00"), 1}}},
                               {kApp + ",resource=amd_com_gpu", {{at("10:00"), 2}}},
                               {kApp + ",resource=ephemeral_storage", {{at("10:00"), 2048}}},
                               {"namespace=shop,pod=unknown,container=x,resource=cpu", {{at("10:00"), 1}}}});
  EXPECT_EQ(built.build().containers(),
            (Lines{"cart/app cpu 11:00:00=250000 12:00:00=500000", "cart/app ram 10:00:00=262144",
                   "cart/app gpu 10:00:00=3000000", "cart/app disk 10:00:00=2", "cart/sidecar"}));
}

TEST(Requests, ThatAreImpossibleAreLeftOut) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  built.set(&Input::requests,
            {{kApp + ",resource=cpu", {{at("10:00"), -1}, {at("11:00"), 100000}, {at("12:00"), 100001}}}});
  EXPECT_EQ(built.build().containers(), Lines{"cart/app cpu 11:00:00=100000000000"});
  EXPECT_EQ(built.noticed("impossible-amount"), 2u);
}

TEST(Requests, OfAResizedHourAreThoseOfTheGrid) {
  Built built = with_node();
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  built.set(&Input::requests, {{kApp + ",resource=cpu", {{at("10:00"), 1}, {at("11:00"), 2}, {at("12:00"), 2}}}});
  built.set(&Input::requests_fine,
            {{kApp + ",resource=cpu", {{at("10:15"), 1}, {at("10:30"), 1}, {at("10:45"), 2}, {at("11:00"), 2}}}});
  EXPECT_EQ(built.build().containers(), Lines{"cart/app cpu 10:30:00=1000000 12:00:00=2000000"});
}

/// Two hours are asked again for another container's sake; what changed between them at a whole hour stays as it was.
TEST(Requests, BetweenTwoRefinedHoursStay) {
  Built built = with_node();
  built.input.window = between("08:00", "12:00");
  built.set(&Input::pods, {info(kCart + ",node=n1")});
  built.set(&Input::requests,
            {{kApp + ",resource=cpu", {{at("09:00"), 1}, {at("10:00"), 1}, {at("11:00"), 3}, {at("12:00"), 3}}}});
  std::vector<tests::Point> fine = level(at("08:15"), at("09:00"), 15min, 1);
  for (const tests::Point& point : level(at("11:15"), at("12:00"), 15min, 3)) fine.push_back(point);
  built.set(&Input::requests_fine, {{kApp + ",resource=cpu", fine}});
  EXPECT_EQ(built.build().containers(), Lines{"cart/app cpu 10:00:00=1000000 12:00:00=3000000"});
}

/// db-0 ran until 10:20 and again from 10:40, under another uid.
Built with_reused_name() {
  Built built = with_node();
  const std::string first = "namespace=data,pod=db-0,uid=u1", second = "namespace=data,pod=db-0,uid=u2";
  built.set(&Input::pods, {info(first + ",node=n1"), info(second + ",node=n1")});
  built.set(&Input::pod_completion, {time_series(first, {at("10:20")})});
  built.set(&Input::pod_start, {time_series(second, {at("10:40")})});
  return built;
}

TEST(Requests, OfAnUnknownUidBelongToThePodOfTheTime) {
  for (const std::string uid : {"", ",uid=u9"}) {
    Built built = with_reused_name();
    built.set(&Input::requests, {{"namespace=data,pod=db-0,container=db,resource=cpu" + uid,
                                  {{at("10:00"), 1}, {at("11:00"), 2}, {at("12:00"), 4}}}});
    EXPECT_EQ(built.build().containers(),
              (Lines{"db-0/db cpu 10:00:00=1000000 11:00:00=2000000", "db-0/db cpu 11:00:00=2000000 12:00:00=4000000"}))
        << "both ran in the hour before 11:00";
  }
}

TEST(Requests, OfAnotherTimeThanAnyPodOfTheNameAreNobodys) {
  Built built = with_reused_name();
  built.input.window = between("09:00", "14:00");
  built.set(&Input::pod_completion, {time_series("namespace=data,pod=db-0,uid=u1", {at("10:20")}),
                                     time_series("namespace=data,pod=db-0,uid=u2", {at("11:30")})});
  built.set(&Input::requests, {{"namespace=data,pod=db-0,container=db,resource=cpu", {{at("13:00"), 1}}}});
  EXPECT_EQ(built.build().containers(), Lines{});
}

TEST(Requests, OfAKnownUidAreThatPods) {
  Built built = with_reused_name();
  built.set(&Input::requests,
            {{"namespace=data,pod=db-0,uid=u1,container=db,resource=cpu", {{at("10:00"), 1}, {at("12:00"), 2}}}});
  EXPECT_EQ(built.build().containers(), Lines{"db-0/db cpu 10:00:00=1000000 12:00:00=2000000"});
}

TEST(HoursToRefine, AreTheEndsOfHoursOnce) {
  Names names;
  const series::Frame changed = tests::frame_of(names, {{"pod=a", {{at("10:00"), 2}, {at("12:00"), 2}}},
                                                        {"pod=b", {{at("10:00"), 2}}},
                                                        {"pod=c", {{at("12:20:30"), 2}}}});
  EXPECT_EQ(hours_to_refine(changed), (Times{at("10:00"), at("12:00"), at("13:00")}));
  EXPECT_TRUE(hours_to_refine({}).empty());
}

struct UidCase {
  const char* name;
  const char* path;
  const char* want;
  friend void PrintTo(const UidCase& c, std::ostream* out) { *out << c.path; }
};
constexpr UidCase kUids[] = {
    {"Cgroupfs", "/kubepods/burstable/pod0a1b2c3d-0000-4444-8888-123456789abc/crio-1",
     "0a1b2c3d-0000-4444-8888-123456789abc"},
    {"Systemd",
     "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0a1b2c3d_0000_4444_8888_123456789abc.slice/cri",
     "0a1b2c3d-0000-4444-8888-123456789abc"},
    {"AtTheBegin", "pod0a1b2c3d-0000-4444-8888-123456789abc", "0a1b2c3d-0000-4444-8888-123456789abc"},
    {"StaticPodsHash", "/kubepods/pod0a1b2c3d00004444888812345678abcd/x", ""},
    {"WordInsideAWord", "/subpod0a1b2c3d-0000-4444-8888-123456789abc", ""},
    {"Cut", "/kubepods/pod0a1b2c3d-0000", ""},
    {"Empty", "", ""},
};
class UidOfCgroup : public testing::TestWithParam<UidCase> {};
TEST_P(UidOfCgroup, IsFoundInThePath) {
  EXPECT_EQ(uid_of_cgroup(GetParam().path), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, UidOfCgroup, testing::ValuesIn(kUids), by_name);

constexpr const char* kFirst = "0a1b2c3d-0000-4444-8888-000000000001";
constexpr const char* kSecond = "0a1b2c3d-0000-4444-8888-000000000002";

struct UsageCase {
  const char* name;
  std::string labels;
  std::vector<std::uint32_t> want;
  friend void PrintTo(const UsageCase& c, std::ostream* out) { *out << c.labels; }
};
const std::string kDb = "namespace=data,pod=db-0,container=db";
const UsageCase kUsages[] = {
    {"OnlyOne", "namespace=shop,pod=cart,container=app,node=n9,id=/kubepods/podx", {2}},
    {"ByUid", kDb + ",id=/kubepods/pod" + std::string(kSecond) + "/c", {1}},
    {"ByNode", kDb + ",node=n2", {1}},
    {"UidBeforeNode", kDb + ",node=n2,id=/kubepods/pod" + std::string(kFirst) + "/c", {0}},
    {"CannotTell", kDb, {0, 1}},
    {"UnknownUidCannotTellEither", kDb + ",id=/kubepods/pod0a1b2c3d-0000-4444-8888-000000000009/c", {0, 1}},
    {"UnknownContainer", "namespace=data,pod=db-0,container=other", {}},
    {"UnknownPod", "namespace=data,pod=db-1,container=db", {}},
    {"OtherCluster", kDb + ",cluster=x", {}},
};
class UsageOf : public testing::TestWithParam<UsageCase> {};
TEST_P(UsageOf, BelongsToThePodThatCanBe) {
  Built built;
  built.set(&Input::nodes, {info("node=n1"), info("node=n2")});
  const std::string first = "namespace=data,pod=db-0,uid=" + std::string(kFirst),
                    second = "namespace=data,pod=db-0,uid=" + std::string(kSecond);
  built.set(&Input::pods, {info(first + ",node=n1"), info(second + ",node=n2"), info(kCart + ",node=n1")});
  built.set(&Input::containers, {info(first + ",container=db"), info(second + ",container=db"), info(kApp)});
  built.build();
  const series::Frame usage = tests::frame_of(built.names, {{GetParam().labels, {{at("10:00"), 1}}}});
  EXPECT_EQ(UsageIndex(built.cluster, built.names, "").containers_of(usage, 0), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, UsageOf, testing::ValuesIn(kUsages), by_name);

}  // namespace
}  // namespace prorata::cluster
