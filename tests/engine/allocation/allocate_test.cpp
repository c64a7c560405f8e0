// Amounts by hand: max(request, usage) of every interval, clipped to lifetimes and cut by steps.
#include "allocation/allocate.h"

#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/named.h"
#include "support/random.h"
#include "support/world.h"

namespace prorata::allocation {
namespace {

using namespace std::chrono_literals;
using query::Method;
using tests::at;
using tests::between;
using tests::by_name;
using tests::kGib;
using tests::World;
using Cells = std::vector<std::int64_t>;

/// One container over 10:00-12:00. It asks for 0.5 core and 512 MiB; it uses 1 core and 256 MiB in the first hour, and
/// 0.25 core and 768 MiB in the second until 11:30, where its samples end. Amounts in core-seconds and MiB-seconds.
struct MethodCase {
  const char* name;
  Method method;
  Cells cpu, ram;  // per hour
  friend void PrintTo(const MethodCase& c, std::ostream* out) { *out << name_of(c.method); }
};
const MethodCase kMethods[] = {
    // 3600 × 1; 3600 × max(0.5, 0.25) = 1800. 3600 × 512; 1800 × 768 + 1800 × 512
    {"Interval", Method::interval, {3600, 1800}, {1843200, 2304000}},
    {"Request", Method::request, {1800, 1800}, {1843200, 1843200}},
    // 3600 × 1; 1800 × 0.25 + 1800 × 0.5. 3600 × 256; 1800 × 768 + 1800 × 512
    {"Usage", Method::usage, {3600, 1350}, {921600, 2304000}},
    // used 4950 > asked 3600. used 3225600 < asked 3686400
    {"Average", Method::average, {3600, 1350}, {1843200, 1843200}},
};
class ByMethod : public testing::TestWithParam<MethodCase> {};
TEST_P(ByMethod, ChargesByHand) {
  World world(between("10:00", "12:00"));
  const auto node = world.node("n", 4, 16);
  const auto app = world.runs("shop", "cart", node, 500, 512);
  world.uses(app, 1, 256, between("10:00", "11:00"));
  world.uses(app, 0.25, 768, between("11:00", "11:30"));
  const Amounts amounts = world.allocate(GetParam().method);
  Cells cpu, ram;
  for (const std::int64_t cell : amounts.charged[0]) cpu.push_back(cell / 1000000);
  for (const std::int64_t cell : amounts.charged[1]) ram.push_back(cell / 1024);
  EXPECT_EQ(cpu, GetParam().cpu);
  EXPECT_EQ(ram, GetParam().ram);
  EXPECT_EQ(amounts.requested[0], (Cells{1800000000, 1800000000}));
  EXPECT_EQ(amounts.used[0], (Cells{3600000000, 450000000})) << "unknown usage is not usage";
  EXPECT_EQ(amounts.running_ms[0], 7200000);
  EXPECT_EQ(amounts.unknown_usage_ms[0], 1800000);
  EXPECT_EQ(world.notices.find("usage-unknown")->count, 1u);
  EXPECT_EQ(amounts.capacity[0], (Cells{14400000000, 14400000000}));
  EXPECT_EQ(amounts.capacity_total[1], Cells{16 * kGib * 7200});
}
INSTANTIATE_TEST_SUITE_P(, ByMethod, testing::ValuesIn(kMethods), by_name);

struct ChargeCase {
  const char* name;
  Window window, alive;
  std::int64_t milli;          // asked for; -1: nothing
  double cores;                // used; -1: unknown
  std::vector<double> core_s;  // charged per cell
  friend void PrintTo(const ChargeCase& c, std::ostream* out) { *out << c.name; }
};
const ChargeCase kCharges[] = {
    {"FortySeconds", between("10:00", "12:00"), between("10:10:40", "10:11:20"), 1000, -1, {40}},
    {"FortySecondsOverAnHour", between("10:00", "12:00"), between("10:59:40", "11:00:20"), 1000, -1, {20, 20}},
    {"FortySecondsOfUsage", between("10:00", "12:00"), between("10:10:40", "10:11:20"), 500, 2, {80}},
    {"NothingAskedNothingUsed", between("10:00", "11:00"), between("10:00", "11:00"), -1, -1, {0}},
    {"NothingAsked", between("10:00", "11:00"), between("10:00", "11:00"), -1, 0.3, {1080}},
    {"FirstIntervalInPart", between("09:50:30", "10:30"), between("09:50:30", "10:30"), 1000, 2, {1140, 3600}},
    {"LastIntervalInPart", between("10:00", "10:07:30"), between("10:00", "10:07:30"), 1000, 2, {900}},
    {"NeverThere", between("10:00", "11:00"), {at("10:00"), at("10:00")}, 1000, -1, {}},
    {"InsideOneInterval", between("10:01:10", "10:03:20"), between("10:01:10", "10:03:20"), 100, 0.5, {65}},
};
class ClippedCharge : public testing::TestWithParam<ChargeCase> {};
TEST_P(ClippedCharge, IsThatOfTheLifetime) {
  World world(GetParam().window);
  const auto app = world.runs("shop", "cart", world.node("n", 4, 16), GetParam().milli, 64, GetParam().alive);
  world.cluster.pods.started[0] =
      GetParam().alive.begin == GetParam().window.begin ? at("08:00") : GetParam().alive.begin;
  if (GetParam().cores >= 0) world.uses(app, GetParam().cores, 32);
  const Amounts amounts = world.allocate();
  std::vector<double> got;
  for (const std::int64_t cell : amounts.charged[0]) got.push_back(static_cast<double>(cell) / 1e6);
  EXPECT_EQ(got, GetParam().core_s);
  EXPECT_EQ(amounts.running_ms[0], GetParam().alive.length().count());
}
INSTANTIATE_TEST_SUITE_P(, ClippedCharge, testing::ValuesIn(kCharges), by_name);

TEST(Charge, FollowsTheRequestOfEachTime) {
  World world(between("10:00", "12:00"));
  const auto app = world.runs("shop", "cart", world.node("n", 4, 16), -1, -1);
  auto& request = world.cluster.containers.request[app][0];
  request.append(at("10:30"), 1000000);  // resized in the hour
  request.append(at("11:00"), 2000000);
  request.append(at("12:00"), 500000);  // changed at the hour
  EXPECT_EQ(world.allocate().charged[0], (Cells{5400000000, 1800000000}));
}

TEST(Charge, TakesGpusAsRequested) {
  for (const Method method : {Method::interval, Method::average, Method::usage, Method::request}) {
    World world(between("10:00", "12:00"));
    const auto node = world.node("n", 4, 16, {}, 2);
    (void)world.container(world.pod("ml", "train", node, between("10:30", "12:00")), "app", 100, 100, 2);
    EXPECT_EQ(world.allocate(method).charged[2], (Cells{3600000000, 7200000000}));
  }
}

/// Two GPUs asked for in the first hour, of which half of one is used; then nobody knows.
TEST(Charge, OfAGpuDoesNotDependOnItsUse) {
  for (const Method method : {Method::interval, Method::average, Method::usage, Method::request}) {
    World world(between("10:00", "12:00"));
    const auto app = world.container(world.pod("ml", "train", world.node("n", 4, 16, {}, 2)), "app", 100, 100, 2);
    world.uses_gpus(app, {0.5, -1});
    const Amounts amounts = world.allocate(method);
    EXPECT_EQ(amounts.charged[2], (Cells{7200000000, 7200000000}));
    EXPECT_EQ(amounts.used[2], (Cells{1800000000, 0}));
    EXPECT_EQ(amounts.requested_known[2], Cells{7200000000});
  }
}

struct BorrowedCase {
  const char* name;
  Method method;
  Cells charged;
  friend void PrintTo(const BorrowedCase& c, std::ostream* out) { *out << c.name; }
};
const BorrowedCase kBorrowed[] = {{"Interval", Method::interval, {1800000000, 0}},
                                  {"Average", Method::average, {1800000000, 0}},
                                  {"Usage", Method::usage, {1800000000, 0}},
                                  {"Request", Method::request, {0, 0}}};
class GpuNobodyAskedFor : public testing::TestWithParam<BorrowedCase> {};
TEST_P(GpuNobodyAskedFor, IsChargedAsUsed) {
  World world(between("10:00", "12:00"));
  const auto app = world.runs("ml", "notebook", world.node("n", 4, 16, {}, 2), 100, 100);
  world.uses_gpus(app, {0.5, -1});
  EXPECT_EQ(world.allocate(GetParam().method).charged[2], GetParam().charged);
}
INSTANTIATE_TEST_SUITE_P(, GpuNobodyAskedFor, testing::ValuesIn(kBorrowed), by_name);

/// The pod holds one core for its app. An init container uses half a core for 5 minutes, and 1.5 for 5 more: half a
/// core is beyond what is held, 150 core-seconds.
TEST(InitContainers, UseWhatTheirPodHolds) {
  World world(between("10:00", "11:00"));
  const auto pod = world.pod("shop", "cart", world.node("n", 4, 16));
  (void)world.container(pod, "app", 1000, 100);
  const auto copy = world.container(pod, "copy");
  world.cluster.containers.role[copy] = cluster::ContainerRole::init;
  world.uses(copy, 0.5, 10, between("10:00", "10:05"));
  world.uses(copy, 1.5, 10, between("10:05", "10:10"));
  for (const Method method : {Method::interval, Method::usage}) {
    const Amounts amounts = world.allocate(method);
    EXPECT_EQ(amounts.charged[0], (Cells{3600000000, 150000000}));
    EXPECT_EQ(amounts.used[0], (Cells{0, 600000000}));
    EXPECT_EQ(amounts.unknown_usage_ms, (Cells{3600000, 0})) << "it has ended";
  }
}

/// It asks for half a core more than the app, which is held all the time.
TEST(InitContainers, HoldTheirExcessForThePodsLife) {
  World world(between("10:00", "11:00"));
  const auto pod = world.pod("shop", "cart", world.node("n", 4, 16));
  (void)world.container(pod, "app", 1000, 100);
  const auto copy = world.container(pod, "copy", 500);
  world.cluster.containers.role[copy] = cluster::ContainerRole::init;
  world.uses(copy, 1.5, 10, between("10:00", "10:05"));
  const Amounts amounts = world.allocate();
  EXPECT_EQ(amounts.charged[0], (Cells{3600000000, 1800000000}));
  EXPECT_EQ(amounts.requested_known[0], (Cells{0, 1800000000}));
}

TEST(PodOverhead, IsChargedAndNeverMeasured) {
  World world(between("10:00", "11:00"));
  const auto pod = world.pod("shop", "cart", world.node("n", 4, 16));
  world.cluster.containers.role[world.container(pod, "__pod_overhead__", 250, 100)] = cluster::ContainerRole::overhead;
  const Amounts amounts = world.allocate(Method::usage);
  EXPECT_EQ(amounts.charged[0], Cells{900000000});
  EXPECT_EQ(amounts.requested_known[0], Cells{0});
  EXPECT_EQ(amounts.unknown_usage_ms[0], 0);
  EXPECT_EQ(world.notices.find("usage-unknown"), nullptr);
}

TEST(VirtualNodes, ChargeWhatWasAskedFor) {
  for (const Method method : {Method::interval, Method::average, Method::usage, Method::request}) {
    World world(between("10:00", "11:00"));
    const auto node = world.node("fargate", 0, 0);
    world.cluster.nodes.virtual_kind[node] = cluster::VirtualKind::fargate;
    const auto app = world.runs("shop", "cart", node, 500, 1024);
    world.uses(app, 2, 2048, between("10:00", "10:30"));
    world.cluster.containers.waiting[app] = {between("10:00", "10:05")};
    for (const bool charge_waiting : {true, false}) {
      const Amounts amounts =
          allocate(world.cluster, world.usage(), world.slices(), method, world.notices, charge_waiting);
      EXPECT_EQ(amounts.charged[0], Cells{1800000000});
      EXPECT_EQ(amounts.charged[1], Cells{kGib * 3600});
    }
  }
}

/// One core; waits from 10:00 to 10:15 and from 10:55 to 11:05. In the second it uses a tenth of a core at times.
TEST(Waiting, IsChargedUnlessToldOtherwise) {
  World world(between("10:00", "12:00"));
  const auto app = world.runs("shop", "cart", world.node("n", 4, 16), 1000, 100);
  world.cluster.containers.waiting[app] = {between("10:00", "10:15"), between("10:55", "11:05")};
  world.uses(app, 0.1, 10, between("11:00", "11:05"));
  const auto charged = [&](Method method, bool waiting) {
    return allocate(world.cluster, world.usage(), world.slices(), method, world.notices, waiting).charged[0];
  };
  EXPECT_EQ(charged(Method::interval, true), (Cells{3600000000, 3600000000}));
  EXPECT_EQ(charged(Method::interval, false), (Cells{2400000000, 3330000000}));  // 40 min; 55 min and 300 s × 0.1
  EXPECT_EQ(charged(Method::request, false), (Cells{2400000000, 3300000000}));
}

/// Half of the hour is known: efficiency is measured against half of the request.
TEST(RequestedKnown, IsOfTheTimeWithSamples) {
  World world(between("10:00", "11:00"));
  const auto app = world.runs("shop", "cart", world.node("n", 4, 16), 1000, 512);
  world.uses(app, 0.5, 256, between("10:00", "10:30"));
  const Amounts amounts = world.allocate();
  EXPECT_EQ(amounts.requested_known[0], Cells{1800000000});
  EXPECT_EQ(amounts.requested_known[1], Cells{kGib / 2 * 1800});
  EXPECT_EQ(amounts.used_total[0], Cells{900000000});
}

TEST(Charge, OfAContainerWithoutDataIsNothingAndSaid) {
  World world(between("10:00", "12:00"));
  (void)world.runs("shop", "cart", world.node("n", 4, 16), -1, -1);
  EXPECT_EQ(world.allocate().charged[0], (Cells{0, 0}));
  EXPECT_EQ(world.notices.find("container-without-data")->count, 1u);
}

TEST(Capacity, ChangesWithTheNodeAndEndsWithIt) {
  World world(between("10:00", "13:00"));
  const auto node = world.node("n", 0, 16, between("10:30", "12:15"));
  world.cluster.nodes.capacity[node][0].append(at("11:00"), 4000000);
  world.cluster.nodes.capacity[node][0].append(at("13:00"), 8000000);
  EXPECT_EQ(world.allocate().capacity[0], (Cells{7200000000, 28800000000, 7200000000}));
}

TEST(CostHours, OfALongGridAreItsSteps) {
  World world(between("09:00", "15:00"), 2h);
  const auto app = world.runs("shop", "cart", world.node("n", 4, 16), 1000, 64, between("09:30", "13:00"));
  world.uses(app, 3, 32, between("10:00", "12:00"));
  // 09:30-10:00 at 1, 10:00-12:00 at 3, 12:00-13:00 at 1
  EXPECT_EQ(world.allocate().charged[0], (Cells{1800000000, 21600000000, 3600000000}));
}

TEST(CostHours, OfADayOnImpossibleMachinesDoNotWrap) {
  World world({at("00:00"), at("00:00") + 24h}, 24h);
  const auto app = world.runs("shop", "cart", world.node("n", 4, 16), -1, -1);
  world.cluster.containers.request[app][0].append(world.cluster.window.end, 100000000000);
  EXPECT_EQ(world.allocate().charged[0], Cells{100000000000 * 86400});
}

/// Whatever the cuts: the slices of an hour add up to what the hour is without them.
TEST(Slices, OfAnHourAddUpToTheHour) {
  tests::Random random(5);
  const TimeZone zone = tests::kathmandu();
  for (int round = 0; round < 50; ++round) {
    World world(between("09:50:30", "14:07:11"));
    const auto node = world.node("n", 3.7, 7.3);
    for (int c = 0; c < 6; ++c) {
      const Instant begin = world.cluster.window.begin + Duration(random.below(15000000));
      const auto app = world.runs("ns", "p" + std::to_string(c), node, random.below(3000), random.below(3000),
                                  overlap({begin, begin + Duration(random.below(9000000))}, world.cluster.window));
      if (random.below(3) > 0)
        world.uses(app, static_cast<double>(random.below(1000)) / 333.0, static_cast<double>(random.below(999)) / 7.0);
    }
    const Method method = static_cast<Method>(random.below(4));
    const Amounts whole = world.allocate(method);
    std::vector<Instant> cuts;
    for (const Window& part : query::cut(world.cluster.window, {query::OutputStep::Unit::hour, 1}, zone))
      cuts.push_back(part.end);
    for (int k = 0; k < 3; ++k) cuts.push_back(world.cluster.window.begin + Duration(random.below(15400000)));
    const Amounts cut = world.allocate(method, cuts);
    EXPECT_EQ(cut.charged_total, whole.charged_total);
    EXPECT_EQ(cut.used_total, whole.used_total);
    EXPECT_EQ(cut.requested_known, whole.requested_known);
    EXPECT_EQ(cut.capacity_total, whole.capacity_total);
    EXPECT_EQ(cut.unknown_usage_ms, whole.unknown_usage_ms);
    for (std::size_t r = 0; r < kResources; ++r) {
      ASSERT_EQ(cut.charged[r].empty(), whole.charged[r].empty());
      for (std::size_t c = 0; !whole.charged[r].empty() && c < whole.containers.size(); ++c) {
        std::vector<std::int64_t> hours(whole.slices.size(), 0), sums = hours;
        for (std::size_t i = whole.containers.offset[c]; i < whole.containers.offset[c + 1]; ++i) {
          hours[whole.slices.hour[whole.containers.first[c] + i - whole.containers.offset[c]]] += whole.charged[r][i];
        }
        for (std::size_t i = cut.containers.offset[c]; i < cut.containers.offset[c + 1]; ++i) {
          EXPECT_GE(cut.charged[r][i], 0);
          sums[cut.slices.hour[cut.containers.first[c] + i - cut.containers.offset[c]]] += cut.charged[r][i];
        }
        ASSERT_EQ(sums, hours) << "round " << round << " container " << c;
      }
    }
  }
}

struct SliceCase {
  const char* name;
  Window window;
  Duration hour;
  std::vector<Instant> cuts;
  std::vector<Window> time;
  std::vector<std::uint32_t> hours;
  friend void PrintTo(const SliceCase& c, std::ostream* out) { *out << c.name; }
};
const SliceCase kSlices[] = {
    {"WholeHours", between("10:00", "12:00"), 1h, {}, {between("10:00", "11:00"), between("11:00", "12:00")}, {0, 1}},
    {"PartsAtTheEnds",
     between("09:50:30", "11:20"),
     1h,
     {},
     {between("09:50:30", "10:00"), between("10:00", "11:00"), between("11:00", "11:20")},
     {0, 1, 2}},
    {"InsideOneHour", between("10:10", "10:20"), 1h, {}, {between("10:10", "10:20")}, {0}},
    {"CutInsideAnHour",
     between("10:00", "12:00"),
     1h,
     {at("10:15"), at("11:15")},
     {between("10:00", "10:15"), between("10:15", "11:00"), between("11:00", "11:15"), between("11:15", "12:00")},
     {0, 0, 1, 1}},
    {"CutsThatChangeNothing",
     between("10:00", "12:00"),
     1h,
     {at("12:00"), at("11:00"), at("11:00"), at("10:00"), at("09:00"), at("13:00")},
     {between("10:00", "11:00"), between("11:00", "12:00")},
     {0, 1}},
    {"LongHours",
     between("09:30", "15:00"),
     2h,
     {at("12:30")},
     {between("09:30", "10:00"), between("10:00", "12:00"), between("12:00", "12:30"), between("12:30", "14:00"),
      between("14:00", "15:00")},
     {0, 1, 2, 2, 3}},
};
class MakeSlices : public testing::TestWithParam<SliceCase> {};
TEST_P(MakeSlices, CutsAtHoursAndSteps) {
  const Slices slices = make_slices(GetParam().window, GetParam().hour, GetParam().cuts);
  EXPECT_EQ(slices.time, GetParam().time);
  EXPECT_EQ(slices.hour, GetParam().hours);
}
INSTANTIATE_TEST_SUITE_P(, MakeSlices, testing::ValuesIn(kSlices), by_name);

/// Of n1 the price changes at 10:20 and 11:30, of n2 at the hour, of n3 never, of n4 before it is there.
TEST(SlicesOfNodes, AreCutWhereTheirPriceChanges) {
  tests::World world(between("10:00", "12:00"));
  (void)world.node("n1", 4, 16);
  (void)world.node("n2", 4, 16);
  (void)world.node("n3", 4, 16);
  (void)world.node("n4", 4, 16, between("11:00", "12:00"));
  auto& price = world.cluster.nodes.exported_price;
  const auto change = [&](std::size_t node, std::size_t resource, Instant when) {
    price[node][resource].append(when, 1);
    price[node][resource].append(at("12:00"), 2);
  };
  change(0, 0, at("10:20"));
  change(0, cluster::kWholePrice, at("11:30"));
  change(1, 0, at("11:00"));
  price[2][0].append(at("12:00"), 1);
  change(3, 1, at("10:45"));
  const Slices slices = make_slices(world.cluster, 1h, {at("11:30"), at("11:40")});
  EXPECT_EQ(slices.time,
            (std::vector<Window>{between("10:00", "10:20"), between("10:20", "11:00"), between("11:00", "11:30"),
                                 between("11:30", "11:40"), between("11:40", "12:00")}));
  using Hours = std::vector<std::uint32_t>;
  EXPECT_EQ(slices.hour, (Hours{0, 0, 1, 1, 1}));
  const auto hours_of = [&](std::uint32_t node) { return Hours(slices.hours_of(node), slices.hours_of(node) + 5); };
  EXPECT_EQ(hours_of(0), (Hours{0, 1, 2, 3, 3}));
  for (const std::uint32_t node : {1u, 2u, 3u, cluster::kNone}) EXPECT_EQ(hours_of(node), slices.hour) << node;
  price[0] = {};
  EXPECT_TRUE(make_slices(world.cluster, 1h, {}).cut.empty()) << "nobody has hours of its own";
}

TEST(MeetingSlices, AreThoseThatShareTime) {
  const Slices slices = make_slices(between("10:00", "13:00"), 1h, {});
  using Range = std::pair<std::uint32_t, std::uint32_t>;
  EXPECT_EQ(slices.meeting(between("10:00", "13:00")), Range(0, 3));
  EXPECT_EQ(slices.meeting(between("11:00", "12:00")), Range(1, 2));
  EXPECT_EQ(slices.meeting(between("10:59:59", "12:00:01")), Range(0, 3));
  EXPECT_EQ(slices.meeting({at("11:00"), at("11:00")}), Range(0, 0));
}

}  // namespace
}  // namespace prorata::allocation
