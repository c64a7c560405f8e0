// Usage series → columns per container.
#include "allocation/usage.h"

#include <ostream>
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
using tests::level;
using tests::Series;
using tests::World;
using Column = std::vector<std::int64_t>;

constexpr std::int64_t kNot = Usage::kUnknown;
const std::string kCart = "cluster=c,namespace=shop,pod=cart,container=app";

Usage read(World& world, const std::vector<Series>& cpu, const std::vector<Series>& ram) {
  const cluster::UsageIndex index(world.cluster, world.names, "");
  const series::Frame cpu_frame = tests::frame_of(world.names, cpu), ram_frame = tests::frame_of(world.names, ram);
  return build_usage(world.cluster, index, cpu_frame, ram_frame, world.names, world.grid, 60s, world.notices);
}
/// Core-seconds of each interval.
Column core_seconds(const Usage& usage, std::size_t container) {
  Column column;
  for (const std::int64_t value : usage.of(usage.cpu, container))
    column.push_back(value == kNot ? kNot : value / 1000000000);
  return column;
}
Column kib(const Usage& usage, std::size_t container) {
  const auto column = usage.of(usage.ram, container);
  return {column.begin(), column.end()};
}
std::uint64_t noticed(const World& world, std::string_view id) {
  const Notice* notice = world.notices.find(id);
  return notice == nullptr ? 0 : notice->count;
}

/// A quarter of an hour from 10:00, three intervals.
World quarter(std::optional<Window> alive = {}) {
  World world(between("10:00", "10:15"));
  (void)world.runs("shop", "cart", world.node("n", 4, 16), 100, 100, alive);
  return world;
}

TEST(Usage, IsWhatCountersGrewAndGaugesShow) {
  World world = quarter();
  const Usage usage = read(world, {{kCart, growing(at("10:00"), at("10:15"), 5min, 2, 777)}},
                           {{kCart, {{at("10:05"), 1024}, {at("10:15"), 2048.5}}}});
  EXPECT_EQ(core_seconds(usage, 0), (Column{600, 600, 600}));
  EXPECT_EQ(kib(usage, 0), (Column{1024, kNot, 2048}));
  EXPECT_EQ(world.notices.find("scrape-gap")->objects, std::vector<std::string>{"2026-03-02T10:05:00Z"});
}

TEST(Usage, OfACounterThatBeginsAgainIsCounted) {
  World world = quarter();
  const Usage usage =
      read(world, {{kCart, {{at("10:00"), 900}, {at("10:05"), 960}, {at("10:10"), 30}, {at("10:15"), 40}}}}, {});
  EXPECT_EQ(core_seconds(usage, 0), (Column{60, 30, 10}));
  EXPECT_EQ(noticed(world, "counter-reset"), 1U);
  EXPECT_EQ(world.notices.find("counter-reset")->objects, std::vector<std::string>{"shop/cart/app"});
}

/// A pod that began at 10:10, and samples of its own cgroup from before.
TEST(Usage, FromBeforeItsPodShowsThatClocksDiffer) {
  const std::string uid = "0a1b2c3d-0000-4000-8000-00000000000a", other = "0a1b2c3d-0000-4000-8000-00000000000b";
  for (const auto& [path, notices] : {std::pair{"/kubepods/pod" + uid + "/x", 1U},
                                      {"/kubepods/pod" + other + "/x", 0U},  // of a pod of that name before
                                      {std::string("/x"), 0U}}) {
    World world = quarter(between("10:10", "10:15"));
    world.cluster.pods.uid.back() = world.names.intern(uid);
    (void)read(world, {{kCart + ",id=" + path, growing(at("10:05"), at("10:15"), 5min, 1, 100)}}, {});
    EXPECT_EQ(noticed(world, "clock-skew"), notices) << path;
  }
}

/// Twenty containers without a sample from 10:10 to 10:20, but for one that is scraped again just before its end.
TEST(Usage, OfAnOutageIsMissingUntilMostAreBack) {
  World world(between("10:00", "10:30"));
  const auto node = world.node("n", 40, 160);
  std::vector<Series> ram;
  for (int pod = 0; pod < 20; ++pod) {
    const std::string name = "p" + std::to_string(pod);
    (void)world.runs("shop", name, node, 100, 100);
    Series series{"cluster=c,namespace=shop,container=app,pod=" + name, {{at("10:05"), 7}, {at("10:10"), 7}}};
    if (pod == 11) series.points.push_back({at("10:20"), 7});
    for (const char* back : {"10:25", "10:30"}) series.points.push_back({at(back), 7});
    ram.push_back(series);
  }
  (void)read(world, {}, ram);
  const Notice* gap = world.notices.find("scrape-gap");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->count, 2u);
  EXPECT_EQ(gap->range, between("10:10", "10:20"));
}

TEST(Usage, OfFewWhoAlwaysHaveSamplesIsNoOutage) {
  World world(between("10:00", "10:15"));
  const auto node = world.node("n", 40, 160);
  for (int pod = 0; pod < 20; ++pod) (void)world.runs("shop", "p" + std::to_string(pod), node, 100, 100);
  (void)read(world, {}, {{"cluster=c,namespace=shop,container=app,pod=p3", level(at("10:05"), at("10:15"), 5min, 7)}});
  EXPECT_EQ(noticed(world, "scrape-gap"), 0u);
}

TEST(Usage, OfAPodThatStartedInsideCountsFromItsStart) {
  World world = quarter(between("10:07", "10:15"));
  const Usage usage = read(world, {{kCart, {{at("10:10"), 90}, {at("10:15"), 100}}}}, {});
  EXPECT_EQ(core_seconds(usage, 0), (Column{90, 10}));
  EXPECT_EQ(usage.first[0], 1u);
}

TEST(Usage, OfARestartedContainerAddsBothCgroups) {
  World world = quarter();
  const Usage usage = read(world,
                           {{kCart + ",id=/a", {{at("10:00"), 100}, {at("10:05"), 130}, {at("10:10"), 140}}},
                            {kCart + ",id=/b", {{at("10:10"), 5}, {at("10:15"), 25}}}},
                           {});
  EXPECT_EQ(core_seconds(usage, 0), (Column{30, 15, 20}));
}

TEST(Usage, BeforeACounterWasSeenIsNotGuessed) {
  World world = quarter();
  world.cluster.pods.started[0] = at("07:00");
  const Usage usage = read(world, {{kCart, {{at("10:10"), 5000}, {at("10:15"), 5010}}}}, {});
  EXPECT_EQ(core_seconds(usage, 0), (Column{kNot, kNot, 10}));
  EXPECT_EQ(noticed(world, "counter-origin-unknown"), 1u);
}

TEST(Usage, OfTwoJobsIsThatOfTheOneWithMoreSeries) {
  World world = quarter();
  (void)world.runs("shop", "web", 0, 100, 100);
  const std::string web = "cluster=c,namespace=shop,pod=web,container=app";
  const Usage usage = read(world,
                           {{kCart + ",job=kubelet", growing(at("10:00"), at("10:15"), 5min, 1)},
                            {web + ",job=kubelet", growing(at("10:00"), at("10:15"), 5min, 1)},
                            {kCart + ",job=cadvisor", growing(at("10:00"), at("10:15"), 5min, 2)}},
                           {{kCart + ",job=a", level(at("10:05"), at("10:15"), 5min, 7)},
                            {kCart + ",job=b", level(at("10:05"), at("10:15"), 5min, 9)}});
  EXPECT_EQ(core_seconds(usage, 0), (Column{300, 300, 300}));
  EXPECT_EQ(core_seconds(usage, 1), (Column{300, 300, 300}));
  EXPECT_EQ(kib(usage, 0), (Column{7, 7, 7})) << "equals go by name";
  EXPECT_EQ(noticed(world, "duplicate-scrape-jobs"), 2u);
}

TEST(Usage, OfNobodyIsSaid) {
  World world = quarter();
  (void)read(world, {{"cluster=c,namespace=shop,pod=stranger,container=app", level(at("10:05"), at("10:15"), 5min, 7)}},
             {});
  EXPECT_EQ(noticed(world, "usage-without-container"), 1u);
}

TEST(Usage, ThatIsImpossibleIsLeftOut) {
  World world = quarter();
  const Usage usage = read(world, {{kCart, {{at("10:00"), 0}, {at("10:05"), 1e300}, {at("10:10"), 1e300}}}},
                           {{kCart, {{at("10:05"), -1}, {at("10:10"), 1e15}, {at("10:15"), 1e11}}}});
  EXPECT_EQ(core_seconds(usage, 0), (Column{kNot, kNot, kNot}));
  EXPECT_EQ(noticed(world, "impossible-counter"), 2u);
  EXPECT_EQ(kib(usage, 0), (Column{kNot, kNot, 100000000000}));
}

/// A server or proxy that answers with other times than were asked for.
TEST(Usage, OfAnotherTimeIsLeftOutAndSaid) {
  World world = quarter();
  const Usage usage = read(world, {}, {{kCart, {{at("09:00"), 5}, {at("10:05"), 7}, {at("12:00"), 9}}}});
  EXPECT_EQ(kib(usage, 0).front(), 7);
  const Notice* said = world.notices.find("samples-outside-window");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->count, 2u);
  EXPECT_EQ(said->objects, std::vector<std::string>{"shop/cart/app"});
  EXPECT_EQ(said->concerns.size(), 2u);
}

/// Two pods had the name one after the other, and the series does not say whose it is: each gets its own time's.
TEST(Usage, OfAReusedNameFallsToWhoLived) {
  World world(between("10:00", "10:30"));
  const auto node = world.node("n", 4, 16);
  (void)world.runs("data", "db-0", node, 100, 100, between("10:00", "10:15"));
  (void)world.runs("data", "db-0", node, 100, 100, between("10:17", "10:30"));
  const std::string db = "cluster=c,namespace=data,pod=db-0,container=app";
  const Usage usage = read(world,
                           {{db,
                             {{at("10:00"), 100},
                              {at("10:05"), 110},
                              {at("10:10"), 120},
                              {at("10:15"), 130},
                              {at("10:20"), 6},
                              {at("10:25"), 16},
                              {at("10:30"), 26}}}},
                           {{db, level(at("10:05"), at("10:30"), 5min, 50)}});
  EXPECT_EQ(core_seconds(usage, 0), (Column{10, 10, 10}));
  EXPECT_EQ(core_seconds(usage, 1), (Column{6, 10, 10}));
  EXPECT_EQ(kib(usage, 1), (Column{50, 50, 50}));
}

/// A last interval shorter than four scrapes says little: its growth is that of both, spread over both.
TEST(Usage, OfAShortLastIntervalIsSpreadWithTheOneBefore) {
  for (const auto& [end, want] : {std::pair("10:12", Column{60, 50, 20}), std::pair("10:14", Column{60, 60, 10})}) {
    World world(between("10:00", end));
    (void)world.runs("shop", "cart", world.node("n", 4, 16), -1, -1);
    const Usage usage =
        read(world, {{kCart, {{at("10:00"), 0}, {at("10:05"), 60}, {at("10:10"), 120}, {at(end), 130}}}}, {});
    EXPECT_EQ(core_seconds(usage, 0), want) << end;
  }
  World world(between("10:00", "10:12"));  // a reset in it is no growth to be spread
  (void)world.runs("shop", "cart", world.node("n", 4, 16), -1, -1);
  const Usage usage =
      read(world, {{kCart, {{at("10:00"), 0}, {at("10:05"), 60}, {at("10:10"), 120}, {at("10:12"), 7}}}}, {});
  EXPECT_EQ(core_seconds(usage, 0), (Column{60, 60, 7}));
}

/// From 09:50:30 on: the interval that began before the window is charged by the part inside.
TEST(Usage, OfTheFirstIntervalIsCutByTime) {
  World world(between("09:50:30", "10:00"));
  (void)world.runs("shop", "cart", world.node("n", 4, 16), -1, -1);
  world.cluster.pods.started[0] = at("08:00");
  const Usage usage = read(world, {{kCart, growing(at("09:50"), at("10:00"), 5min, 1, 50)}}, {});
  EXPECT_EQ(core_seconds(usage, 0), (Column{300, 300}));
  const Amounts amounts = allocate(world.cluster, usage, world.slices(), query::Method::interval, world.notices);
  EXPECT_EQ(amounts.charged[0], Column{570000000});
}

/// Of a request and a usage that no label joins the larger counts; what is impossible is left out and said.
TEST(Charged, IsWhatAServerSummed) {
  World world = quarter();
  Usage usage = read(world, {}, {{kCart, {{at("10:05"), 8}, {at("10:10"), 8}, {at("10:15"), 8}}}});
  EXPECT_FALSE(knows_charged(usage));
  const cluster::UsageIndex index(world.cluster, world.names, "");
  const auto cpu =
      tests::frame_of(world.names, {{kCart, {{at("10:05"), 0.5}, {at("10:10"), -1}, {at("10:15"), 2}}},
                                    {kCart + ",node=n", {{at("10:05"), 0.75}, {at("10:10"), 1e9}, {at("10:20"), 3}}}});
  const auto ram = tests::frame_of(world.names, {{kCart, {{at("10:05"), 2048}, {at("10:10"), 1e18}}}});
  read_charged(index, cpu, ram, usage, world.notices);
  EXPECT_EQ(usage.cpu_charged, (Column{750000, kNot, 2000000}));
  EXPECT_EQ(usage.ram_charged, (Column{2, kNot, kNot}));
  EXPECT_EQ(noticed(world, "impossible-counter"), 2U);
  EXPECT_EQ(noticed(world, "impossible-memory"), 1U);
  EXPECT_FALSE(knows_charged(usage)) << "one interval of three";
  usage.cpu_charged = usage.ram_charged = {1, 1, 1};
  EXPECT_TRUE(knows_charged(usage));
}

}  // namespace
}  // namespace prorata::allocation
