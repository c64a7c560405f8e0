// Node instances: how long each lived, what it has, and what it is called.
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cluster/input.h"
#include "engine/cluster/built.h"
#include "support/named.h"

namespace prorata::cluster {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using tests::level;
using tests::Point;
using tests::Series;

double seconds(Instant time) {
  return static_cast<double>(to_ms(time)) / 1000.0;
}

/// Capacity makes a node more than implied.
Series cores(std::string_view node, double count = 4) {
  return {"node=" + std::string(node) + ",resource=cpu", level(at("10:00"), at("12:00"), 1h, count)};
}

/// Presence at every five minutes in [first, last], showing a creation time; 1 where that is unknown.
Series present(std::string_view node, std::vector<std::pair<Window, double>> spans) {
  Series series{"node=" + std::string(node), {}};
  for (const auto& [span, created] : spans) {
    for (const Point& point : level(span.begin, span.end, 5min, created)) series.points.push_back(point);
  }
  return series;
}

struct Life {
  std::string labels;  // of node_info
  std::optional<Instant> first, last;
};
struct NodeCase {
  const char* name;
  std::vector<Life> lives;
  std::vector<Series> presence;
  Lines want;
  friend void PrintTo(const NodeCase& c, std::ostream* out) { *out << testing::PrintToString(c.want); }
};
const double kYesterday = seconds(at("00:00") - 24h);
const NodeCase kNodes[] = {
    {"AllTheTime",
     {{"node=a", at("09:00:30"), at("11:59:30")}},
     {present("a", {{between("09:05", "12:00"), kYesterday}})},
     {"a  09:00:00-12:00:00"}},
    {"NoLifetimeQueries", {{"node=a", {}, {}}}, {}, {"a  09:00:00-12:00:00"}},
    {"JoinsWhenItWasCreated",
     {{"node=a", at("10:01"), {}}},
     {present("a", {{between("10:05", "12:00"), seconds(at("10:00"))}})},
     {"a  10:00:00-12:00:00"}},
    {"JoinsAMinuteBeforeItsFirstSample",
     {{"node=a", at("10:01"), {}}},
     {present("a", {{between("10:05", "12:00"), 1}})},
     {"a  10:00:00-12:00:00"}},
    {"WasCreatedLongBeforeItsFirstSample",
     {{"node=a", at("10:20"), {}}},
     {present("a", {{between("10:20", "12:00"), seconds(at("10:00"))}})},
     {"a  10:19:00-12:00:00"}},
    {"CreationJustInsideTheSkew",
     {{"node=a", at("10:20"), {}}},
     {present("a", {{between("10:20", "12:00"), seconds(at("10:05:01"))}})},
     {"a  10:05:01-12:00:00"}},
    {"Leaves",
     {{"node=a", {}, at("11:00")}},
     {present("a", {{between("09:05", "11:00"), kYesterday}})},
     {"a  09:00:00-11:00:00"}},
    {"ShortAbsenceIsOneLife",
     {{"node=a", {}, {}}, {"node=b", {}, {}}},
     {present("a", {{between("09:05", "10:00"), 1}, {between("10:15", "12:00"), 1}}),
      present("b", {{between("09:05", "12:00"), 1}})},
     {"a  09:00:00-12:00:00", "b  09:00:00-12:00:00"}},
    {"LongAbsenceOfUnknownCreationIsTwo",
     {{"node=a", {}, {}}, {"node=b", {}, {}}},
     {present("a", {{between("09:05", "10:00"), 1}, {between("10:20", "12:00"), 1}}),
      present("b", {{between("09:05", "12:00"), 1}})},
     {"a  09:00:00-10:00:00", "a  10:20:00-12:00:00", "b  09:00:00-12:00:00"}},
    {"LongAbsenceWithOneCreationIsOneLife",
     {{"node=a", {}, {}}, {"node=b", {}, {}}},
     {present("a", {{between("09:05", "10:00"), kYesterday}, {between("10:40", "12:00"), kYesterday}}),
      present("b", {{between("09:05", "12:00"), kYesterday}})},
     {"a  09:00:00-12:00:00", "b  09:00:00-12:00:00"}},
    {"OutageOfAllNodesEndsNone",
     {{"node=a", {}, {}}, {"node=b", {}, {}}},
     {present("a", {{between("09:05", "10:00"), 1}, {between("10:40", "12:00"), 1}}),
      present("b", {{between("09:05", "10:00"), 1}, {between("10:40", "12:00"), 1}})},
     {"a  09:00:00-12:00:00", "b  09:00:00-12:00:00"}},
    {"AnotherCreationIsAnotherMachine",
     {{"node=a", {}, {}}},
     {present("a", {{between("09:05", "10:00"), kYesterday}, {between("10:05", "12:00"), seconds(at("10:02"))}})},
     {"a  09:00:00-10:00:00", "a  10:02:00-12:00:00"}},
    {"AnotherCreationLongAgo",
     {{"node=a", {}, {}}},
     {present("a", {{between("09:05", "10:00"), kYesterday}, {between("10:05", "12:00"), kYesterday - 60}})},
     {"a  09:00:00-10:00:00", "a  10:05:00-12:00:00"}},
    {"SameNameOtherMachine",
     {{"node=a,provider_id=i-1", at("09:00:30"), at("10:00")}, {"node=a,provider_id=i-2", at("10:03"), {}}},
     {present("a", {{between("09:05", "10:00"), kYesterday}, {between("10:05", "12:00"), seconds(at("10:02"))}})},
     {"a i-1 09:00:00-10:00:00", "a i-2 10:02:00-12:00:00"}},
    {"SuccessorEndsItsPredecessor",
     {{"node=a,provider_id=i-1", {}, at("10:30")}, {"node=a,provider_id=i-2", at("10:03"), {}}},
     {present("a", {{between("09:05", "12:00"), 1}})},
     {"a i-1 09:00:00-10:02:00", "a i-2 10:02:00-12:00:00"}},
    // The cloud's controller fills in the id a minute after the node registered: one machine, not two at once.
    {"IdentityThatComesLater",
     {{"node=a", at("10:01"), at("10:02")}, {"node=a,provider_id=i-1", at("10:03"), {}}},
     {present("a", {{between("10:05", "12:00"), seconds(at("10:00"))}})},
     {"a i-1 10:00:00-12:00:00"}},
    {"TwoMachinesWithoutLifetimes",
     {{"node=a,provider_id=i-1", {}, at("10:00")}, {"node=a,provider_id=i-2", {}, {}}},
     {},
     {"a i-2 09:00:00-12:00:00"}},
    {"GoneBeforeTheWindow", {{"node=a", {}, at("08:00")}, {"node=b", {}, {}}}, {}, {"b  09:00:00-12:00:00"}},
};
class NodeLives : public testing::TestWithParam<NodeCase> {};
TEST_P(NodeLives, AreFound) {
  Built built;
  std::vector<Series> infos, first, last;
  for (const Life& life : GetParam().lives) {
    infos.push_back(info(life.labels));
    if (life.first) first.push_back(time_series(life.labels, {*life.first}));
    if (life.last) last.push_back(time_series(life.labels, {*life.last}));
  }
  built.set(&Input::nodes, infos);
  built.set(&Input::node_first, first);
  built.set(&Input::node_last, last);
  built.set(&Input::node_presence, GetParam().presence);
  built.set(&Input::node_capacity, {cores("a"), cores("b")});
  EXPECT_EQ(built.build().nodes(), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, NodeLives, testing::ValuesIn(kNodes), by_name);

/// Two machines called `a`, the first until `last`, the second from 10:03.
Notices notices_of_two(Instant last, std::string_view second_id) {
  Built built;
  const std::string first = "node=a,provider_id=i-1", second = "node=a,provider_id=" + std::string(second_id);
  built.set(&Input::nodes, {info(first), info(second)});
  built.set(&Input::node_first, {time_series(second, {at("10:03")})});
  built.set(&Input::node_last, {time_series(first, {last})});
  built.set(&Input::node_presence, {present("a", {{between("09:05", "12:00"), 1}})});
  built.set(&Input::node_capacity, {cores("a")});
  built.build();
  return built.notices;
}

TEST(Nodes, OfOneNameAtOnceAreOfTwoClusters) {
  const Notices mixed = notices_of_two(at("11:30"), "i-2");
  EXPECT_EQ(mixed.find("node-replaced"), nullptr);
  ASSERT_NE(mixed.find("clusters-mixed"), nullptr);
  EXPECT_EQ(mixed.find("clusters-mixed")->range, between("10:02", "11:30"));
  const Notices replaced = notices_of_two(at("10:08"), "i-2");
  EXPECT_NE(replaced.find("node-replaced"), nullptr);
  EXPECT_EQ(replaced.find("clusters-mixed"), nullptr);
}

TEST(Nodes, OfTwoClustersKeepApart) {
  Built built;
  built.input.default_cluster = "home";
  built.set(&Input::nodes, {info("node=a,cluster=x"), info("node=a,cluster_id=y"), info("node=a,cluster_name=z"),
                            info("node=a,k8s_cluster=q"), info("node=a")});
  built.set(&Input::node_capacity,
            {{"node=a,cluster=x,resource=cpu", {{at("12:00"), 2}}}, {"node=a,resource=cpu", {{at("12:00"), 3}}}});
  built.build();
  Lines clusters;
  for (std::size_t n = 0; n < built.cluster.nodes.size(); ++n) {
    clusters.push_back(built.text(built.cluster.nodes.cluster[n]) + " " + text_of(built.cluster.nodes.capacity[n][0]));
  }
  EXPECT_EQ(clusters, (Lines{"home 12:00:00=3000000", "q ", "x 12:00:00=2000000", "y ", "z "}));
  EXPECT_EQ(built.noticed("node-without-capacity"), 5u) << "two have no memory, and three nothing";
}

/// Zero cores are no capacity, and a node that has neither cores nor memory costs what its pods do.
TEST(Nodes, ThatNeverHadCapacityAreSaid) {
  Built built;
  built.set(&Input::nodes, {info("node=a"), info("node=b"), info("node=c")});
  const auto zero = level(at("10:00"), at("12:00"), 1h, 0), some = level(at("10:00"), at("12:00"), 1h, 4096);
  built.set(&Input::node_capacity, {{"node=a,resource=cpu", zero},
                                    {"node=a,resource=memory", zero},
                                    {"node=b,resource=cpu", zero},
                                    {"node=b,resource=memory", some},
                                    {"node=c,resource=cpu", some},
                                    {"node=c,resource=memory", some}});
  EXPECT_EQ(built.build().nodes(),
            (Lines{"a  09:00:00-12:00:00 implied", "b  09:00:00-12:00:00", "c  09:00:00-12:00:00"}));
  const Notice* said = built.notices.find("node-without-capacity");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->objects, (Lines{"a", "b: CPU"}));
  EXPECT_EQ(said->concerns, (std::vector<Concern>{{Concern::Table::nodes, 0}, {Concern::Table::nodes, 1}}));
}

TEST(Nodes, HaveTheirCapacityInWholeUnits) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.set(&Input::node_capacity,
            {{"node=a,resource=cpu", {{at("10:00"), 3.92}, {at("11:00"), 3.92}, {at("12:00"), 8}}},
             {"node=a,resource=memory", {{at("10:00"), 34359738368.0}}},
             {"node=a,resource=nvidia_com_gpu", {{at("10:00"), 2}}},
             {"node=a,resource=pods", {{at("10:00"), 110}}}});
  built.build();
  const auto& capacity = built.cluster.nodes.capacity[0];
  EXPECT_EQ(text_of(capacity[0]), "11:00:00=3920000 12:00:00=8000000");
  EXPECT_EQ(text_of(capacity[1]), "10:00:00=33554432");
  EXPECT_EQ(text_of(capacity[2]), "12:00:00=2000000");
}

/// A node may have devices of two makers, or none of one of them any more.
TEST(Nodes, AddUpTheDevicesOfSeveralMakers) {
  Built built;
  built.set(&Input::nodes, {info("node=a"), info("node=b")});
  built.set(&Input::node_capacity,
            {{"node=a,resource=amd_com_gpu", level(at("10:00"), at("12:00"), 1h, 0)},
             {"node=a,resource=nvidia_com_gpu", level(at("10:00"), at("12:00"), 1h, 4)},
             {"node=b,resource=amd_com_gpu", {{at("10:00"), 1}, {at("11:00"), 1}, {at("12:00"), 2}}},
             {"node=b,resource=nvidia_com_gpu", {{at("11:00"), 1}, {at("12:00"), 0}}}});
  built.build();
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[0][2]), "12:00:00=4000000");
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[1][2]), "12:00:00=2000000");
}

TEST(Nodes, WithImpossibleCapacityHaveNone) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.set(&Input::node_capacity, {{"node=a,resource=cpu", {{at("10:00"), -1}, {at("11:00"), 1e6}}}});
  EXPECT_EQ(built.build().nodes(), Lines{"a  09:00:00-12:00:00 implied"});
  EXPECT_EQ(built.noticed("impossible-amount"), 2u);
}

struct ImpossibleCase {
  const char* name;
  series::Frame Input::*frame;
  const char* labels;
  double value;
  const char* id;
  const char* object;
  friend void PrintTo(const ImpossibleCase& c, std::ostream* out) { *out << c.id; }
};
const ImpossibleCase kImpossible[] = {
    {"Memory", &Input::node_capacity, "node=a,resource=memory", -5, "impossible-amount", "a: memory"},
    {"HugeMemory", &Input::node_capacity, "node=a,resource=memory", 1e300, "impossible-amount", "a: memory"},
    {"Allocatable", &Input::node_allocatable, "node=a,resource=cpu", 1e6, "impossible-amount", "a: cpu"},
    {"Volume", &Input::volume_bytes, "persistentvolume=pv-1", -5, "impossible-amount", "pv-1"},
    {"Traffic", &Input::network_bytes, "pod_name=cart", 1e300, "impossible-amount", "cart"},
    {"SentBytes", &Input::transmit_bytes, "pod=cart", -1, "impossible-amount", "cart"},
    {"VolumePrice", &Input::price_volume, "persistentvolume=pv-1", -1, "impossible-price", "pv-1"},
    {"BalancerPrice", &Input::price_balancer, "service_name=lb", 1e9, "impossible-price", "lb"},
    {"Fee", &Input::management, "provisioner_name=GKE", -1, "impossible-price", "GKE"},
};
class ImpossibleValue : public testing::TestWithParam<ImpossibleCase> {};
TEST_P(ImpossibleValue, IsSaid) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.set(&Input::node_capacity, {cores("a")});
  built.set(GetParam().frame, {{GetParam().labels, {{at("11:00"), GetParam().value}}}});
  built.build();
  const Notice* notice = built.notices.find(GetParam().id);
  ASSERT_NE(notice, nullptr);
  EXPECT_EQ(notice->objects, Lines{GetParam().object});
  EXPECT_EQ(notice->severity, Severity::error);
}
INSTANTIATE_TEST_SUITE_P(, ImpossibleValue, testing::ValuesIn(kImpossible), by_name);

TEST(Nodes, WithImpossiblePricesSaySo) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.set(&Input::node_capacity, {cores("a")});
  built.input.exported_price[0] = tests::frame_of(built.names, {{"node=a", {{at("11:00"), -5}}}});
  built.build();
  EXPECT_EQ(built.noticed("impossible-price"), 1u);
}

/// A set of labels and when it was last seen.
Series labels_until(const char* labels, const char* last) {
  return time_series(labels, {at(last)});
}

/// It joined without its type, and was relabelled later. Sets stand in the order of their labels, not of time.
TEST(Nodes, HaveTheLabelsThatTheyHadLast) {
  Built built;
  built.set(&Input::nodes, {info("node=a"), info("node=b")});
  built.set(&Input::node_labels,
            {labels_until("node=a,label_zz=x", "10:05"),
             labels_until("node=a,label_node_kubernetes_io_instance_type=m5.large", "12:00"),
             labels_until("node=b,label_pool=z", "11:00"), labels_until("node=b,label_pool=a", "12:00")});
  built.build();
  EXPECT_EQ(built.text(built.cluster.nodes.instance_type[0]), "m5.large");
  const LabelReader pool(built.cluster, built.names, "pool");
  EXPECT_EQ(built.text(pool.of_node(1)), "a");
  const Notice* said = built.notices.find("labels-changed");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->objects, Lines{"b"}) << "a label that is added changes nothing";
}

/// Sources that do not tell the time give each set the value 1, and more labels are more likely those of now.
TEST(Nodes, HaveTheFullestLabelsWhereTimeIsNotTold) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.set(&Input::node_labels,
            {info("node=a,label_node_kubernetes_io_instance_type=m5.large,label_pool=x"), info("node=a,label_zz=x")});
  built.build();
  EXPECT_EQ(built.text(built.cluster.nodes.instance_type[0]), "m5.large");
}

/// What was seen at the first step of the query may be from before the window.
TEST(Nodes, AreNotSaidToChangeBeforeTheWindow) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.set(&Input::node_labels,
            {labels_until("node=a,label_pool=z", "09:01"), labels_until("node=a,label_pool=a", "12:00")});
  built.build();
  EXPECT_EQ(built.noticed("labels-changed"), 0u);
}

TEST(Nodes, AreNamedByTheirLabels) {
  Built built;
  built.set(&Input::nodes, {info("node=a"), info("node=b"), info("node=c")});
  built.set(&Input::node_labels,
            {info("node=a,label_node_kubernetes_io_instance_type=m5.large,label_topology_kubernetes_io_region=eu,"
                  "label_topology_kubernetes_io_zone=eu-a,label_karpenter_sh_capacity_type=spot"),
             info("node=b,label_beta_kubernetes_io_instance_type=n1,label_failure_domain_beta_kubernetes_io_region=us,"
                  "label_eks_amazonaws_com_capacity_type=ON_DEMAND")});
  built.build();
  const Nodes& nodes = built.cluster.nodes;
  EXPECT_EQ(built.text(nodes.instance_type[0]), "m5.large");
  EXPECT_EQ(built.text(nodes.region[0]), "eu");
  EXPECT_EQ(built.text(nodes.zone[0]), "eu-a");
  EXPECT_TRUE(nodes.spot[0]);
  EXPECT_EQ(built.text(nodes.instance_type[1]), "n1");
  EXPECT_EQ(built.text(nodes.region[1]), "us");
  EXPECT_FALSE(nodes.spot[1]);
  EXPECT_EQ(nodes.label_row[2], kNone);
}

TEST(Nodes, AreSpotWhereOpenCostSaysSo) {
  Built built;
  built.set(&Input::nodes,
            {info("node=a"), info("node=b"), info("node=c,provider_id=i-1"), info("node=c,provider_id=i-2")});
  built.set(&Input::node_first, {time_series("node=c,provider_id=i-2", {at("10:01")})});
  built.set(&Input::node_spot, {{"node=a,provider_id=i-9", {{at("12:00"), 1}}},
                                {"node=b", {{at("12:00"), 0}}},
                                {"node=c,provider_id=i-2", {{at("12:00"), 1}}}});
  built.build();
  EXPECT_EQ(built.cluster.nodes.spot, (Flags{true, false, false, true}));
}

TEST(Nodes, ReadExportedPrices) {
  Built built;
  built.set(&Input::nodes, {info("node=a")});
  built.input.exported_price[0] =
      tests::frame_of(built.names, {{"node=a", {{at("10:00"), 0.03}, {at("11:00"), 0}, {at("12:00"), 0.05}}}});
  built.build();
  EXPECT_EQ(text_of(built.cluster.nodes.exported_price[0][0]), "10:00:00=30000000000 12:00:00=50000000000")
      << "0 is absent";
}

TEST(Nodes, KeepAllDigitsOfSmallPrices) {
  EXPECT_EQ(whole_price(0.00005479452), 54794520) << "OpenCost's storage, per GiB and hour";
  EXPECT_EQ(whole_price(0.0000000004), 400) << "below a billionth";
  EXPECT_EQ(whole_price(999999), 999999000000000000);
  EXPECT_EQ(whole_price(1e6), std::nullopt);
  EXPECT_EQ(whole_price(-1), std::nullopt);
}

/// Values of a name that two machines had one after the other belong to the one that lived then.
TEST(Nodes, LeaveTheHourOfAChangeToThoseWithoutAnother) {
  Built built;
  built.set(&Input::nodes, {info("node=a,provider_id=i-1"), info("node=a,provider_id=i-2")});
  built.set(&Input::node_last, {time_series("node=a,provider_id=i-1", {at("10:00")})});
  built.set(&Input::node_first, {time_series("node=a,provider_id=i-2", {at("10:31")})});
  built.set(&Input::node_capacity, {{"node=a,resource=cpu", {{at("10:00"), 4}, {at("11:00"), 8}, {at("12:00"), 8}}}});
  built.build();
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[0][0]), "10:00:00=4000000");
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[1][0]), "12:00:00=8000000");
}

TEST(Nodes, ThatAreReplacedInTheFirstHourKeepWhatTheyWereBefore) {
  Built built;
  built.input.window = tests::between("10:00", "12:00");
  built.set(&Input::nodes, {info("node=a,provider_id=i-1"), info("node=a,provider_id=i-2")});
  built.set(&Input::node_last, {time_series("node=a,provider_id=i-1", {at("10:40")})});
  built.set(&Input::node_first, {time_series("node=a,provider_id=i-2", {at("10:50")})});
  built.set(&Input::node_capacity, {{"node=a,resource=cpu", {{at("10:00"), 4}, {at("11:00"), 8}, {at("12:00"), 8}}}});
  built.build();
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[0][0]), "10:00:00=4000000");
  EXPECT_EQ(text_of(built.cluster.nodes.capacity[1][0]), "12:00:00=8000000");
}

StepValue steps(std::vector<std::pair<Instant, std::int64_t>> values) {
  StepValue value;
  for (const auto& [until, amount] : values) value.append(until, amount);
  return value;
}

TEST(StepValue, HoldsUpToEachStepAndBeyondTheEnds) {
  const StepValue value = steps({{at("10:00"), 1}, {at("11:00"), 1}, {at("12:00"), 2}});
  EXPECT_EQ(text_of(value), "11:00:00=1 12:00:00=2");
  EXPECT_EQ(value.at(at("08:00")), 1);
  EXPECT_EQ(value.at(at("11:00")), 1);
  EXPECT_EQ(value.at(at("11:00:01")), 2);
  EXPECT_EQ(value.at(at("23:00")), 2);
  EXPECT_EQ(StepValue().at(at("10:00")), 0);
  EXPECT_FALSE(StepValue().known());
}

struct RefineCase {
  const char* name;
  std::vector<std::pair<Instant, std::int64_t>> coarse, finer;
  Instant begin;
  const char* want;
  friend void PrintTo(const RefineCase& c, std::ostream* out) { *out << c.want; }
};
const RefineCase kRefines[] = {
    {"HourInTheMiddle",
     {{at("10:00"), 1}, {at("11:00"), 5}, {at("12:00"), 2}},
     {{at("10:30"), 1}, {at("11:00"), 5}},
     at("10:00"),
     "10:30:00=1 11:00:00=5 12:00:00=2"},
    {"FirstHour",
     {{at("10:00"), 5}, {at("12:00"), 5}},
     {{at("09:30"), 1}, {at("10:00"), 5}},
     at("09:00"),
     "09:00:00=5 09:30:00=1 12:00:00=5"},
    {"LastHour",
     {{at("11:00"), 1}, {at("12:00"), 5}},
     {{at("11:20"), 1}, {at("12:00"), 5}},
     at("11:00"),
     "11:20:00=1 12:00:00=5"},
    {"InsideALongStep",
     {{at("12:00"), 3}},
     {{at("10:30"), 1}, {at("11:00"), 3}},
     at("10:00"),
     "10:00:00=3 10:30:00=1 12:00:00=3"},
    {"NothingCoarse", {}, {{at("10:30"), 1}}, at("10:00"), "10:30:00=1"},
    {"NothingFiner", {{at("10:00"), 5}}, {}, at("09:00"), "10:00:00=5"},
};
class RefineSteps : public testing::TestWithParam<RefineCase> {};
TEST_P(RefineSteps, ReplacesWhatFinerCovers) {
  StepValue value = steps(GetParam().coarse);
  value.refine(GetParam().begin, steps(GetParam().finer));
  EXPECT_EQ(text_of(value), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, RefineSteps, testing::ValuesIn(kRefines), by_name);

}  // namespace
}  // namespace prorata::cluster
