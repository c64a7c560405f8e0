// What is odd about the data, and the money that it concerns.
#include "insights/doctor.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/costs.h"
#include "support/frames.h"

namespace prorata::insights {
namespace {

using namespace std::chrono_literals;
using tests::between;
using tests::World;
using Objects = std::vector<std::string>;

/// A core-hour costs 1, a GiB-hour 0.5.
pricing::PriceBook simple_prices() {
  pricing::PriceBook book;
  book.on_demand.cpu = Cost(1) / (Cores(1) * kHour);
  book.on_demand.ram = Cost(0.5) / (Bytes(kBytesPerGib) * kHour);
  book.spot = book.on_demand;
  return book;
}

Notices examined(World& world, const Families& families = {}) {
  Notices notices;
  examine(world.cluster, world.usage(), families, "c", 1min, world.names, notices);
  return notices;
}

std::vector<Notice> weighed(World& world, const Notices& notices) {
  std::vector<Notice> list = notices.list();
  weigh(world.cluster, {}, {}, tests::costs_of(world, {world.cluster.window}, simple_prices()).steps, world.names,
        list);
  return list;
}

/// One pod with an owner and samples on one node.
struct Sound : World {
  Sound() : World(between("10:00", "12:00")) {
    n = node("n", 4, 16);
    web = runs("shop", "web", n, 1000, 2048);
    uses(web, 0.5, 1024);
    own();
  }
  void own() {
    cluster.pods.controller_kind.back() = names.intern("deployment");
    cluster.pods.uid.back() = names.intern("uid-" + std::to_string(cluster.pods.size()));
  }
  std::uint32_t n = 0, web = 0;
};

TEST(Doctor, FindsNothingInSoundData) {
  Sound world;
  EXPECT_TRUE(examined(world).list().empty());
}

TEST(Doctor, NamesWhatIsMissingAndHowToGetIt) {
  Sound world;
  Families families;
  families.requests = families.cpu_usage = families.ram_usage = families.pod_start = false;
  families.workload_labels = families.node_labels = false;
  const Notices notices = examined(world, families);
  Objects ids;
  for (const Notice& notice : notices.list()) {
    ids.push_back(notice.id);
    EXPECT_FALSE(notice.fix.empty()) << notice.id;
  }
  EXPECT_EQ(ids, (Objects{"labels-not-exported", "missing-cpu-usage", "missing-memory-usage", "missing-pod-times",
                          "missing-requests", "node-labels-not-exported"}));
}

TEST(Doctor, SaysNothingOfWhatMayHaveBeenLost) {
  Sound world;
  (void)world.runs("shop", "silent", world.n, 1000, 1024);
  Families families;
  families.requests = families.complete = false;
  EXPECT_TRUE(examined(world, families).list().empty());
}

TEST(Doctor, MissesOwnersOnlyWhereThereAreReplicaSets) {
  Sound world;
  Families families;
  families.replicaset_owners = false;
  EXPECT_EQ(examined(world, families).find("missing-owners"), nullptr);
  world.cluster.pods.controller_kind.back() = world.names.intern("replicaset");
  const Notices notices = examined(world, families);
  ASSERT_NE(notices.find("missing-owners"), nullptr);
  EXPECT_EQ(notices.find("missing-owners")->objects, Objects{"shop/web"});
}

TEST(Doctor, WeighsPodsWithoutOwner) {
  Sound world;
  (void)world.runs("shop", "debug", world.n, 500, 1024);
  world.cluster.pods.uid.back() = world.names.intern("uid-debug");
  world.uses(1, 0.1, 100);
  const auto list = weighed(world, examined(world));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, "pod-without-owner");
  EXPECT_EQ(list[0].objects, Objects{"shop/debug"});
  // Two hours of half a core and of a GiB: 2 * (0.5 + 0.5)
  EXPECT_EQ(list[0].cost, 2000000000);
  EXPECT_TRUE(list[0].concerns.empty());
}

TEST(Doctor, TellsShortContainersFromOnesThatNoScrapeEverSees) {
  Sound world;
  for (const auto& [name, alive] :
       {std::pair{"short", between("10:30", "10:31")}, std::pair{"long", between("10:00", "11:00")}}) {
    (void)world.runs("shop", name, world.n, 1000, 0, alive);
    world.own();
  }
  const auto list = weighed(world, examined(world));
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].id, "container-never-scraped");
  EXPECT_EQ(list[0].objects, Objects{"shop/long/app"});
  EXPECT_EQ(list[0].cost, 1000000000);
  EXPECT_EQ(list[1].id, "pod-between-scrapes");
  EXPECT_EQ(list[1].objects, Objects{"shop/short/app"});
  EXPECT_EQ(list[1].cost, 16666667);  // a minute of a core
  // Nobody expects samples of what waits, of init containers, or where no family has any.
  world.cluster.containers.waiting[1].push_back(between("10:30", "10:31"));
  world.cluster.containers.role[2] = cluster::ContainerRole::init;
  EXPECT_TRUE(examined(world).list().empty());
}

TEST(Doctor, FindsNodesWithMoreChargedThanTheyHave) {
  Sound world;
  const auto greedy = world.runs("shop", "greedy", world.n, 1000, 1024);
  world.own();
  world.uses(greedy, 4, 1024, between("11:00", "12:00"));
  world.uses(greedy, 0.5, 1024, between("10:00", "11:00"));
  Notices notices;
  find_overcommitted(world.cluster, world.allocate(), world.names, notices);
  const auto list = weighed(world, notices);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, "node-overcommitted");
  EXPECT_EQ(list[0].objects, Objects{"n: CPU"});
  EXPECT_EQ(list[0].range, between("11:00", "12:00"));
  EXPECT_EQ(list[0].cost, 24000000000);  // the node: 2 * (4 + 16 * 0.5)
}

TEST(Doctor, FindsSeriesWithoutTheClustersName) {
  Sound world;
  (void)world.runs("shop", "other", world.n, 1000, 1024);
  world.uses(1, 0.5, 1024);
  world.own();
  world.cluster.pods.cluster.back() = world.names.intern("prod");
  const Notices notices = examined(world);
  ASSERT_NE(notices.find("cluster-label-partial"), nullptr);
  EXPECT_EQ(notices.find("cluster-label-partial")->objects, Objects{"prod"});
}

TEST(Doctor, CountsEachObjectOnce) {
  Sound world;
  Notices notices;
  constexpr NoticeKind kind{"test", Severity::info, "A test.", ""};
  notices.add(kind, {}, {}, 1, {Concern::Table::containers, world.web});
  notices.add(kind, {}, {}, 1, {Concern::Table::pods, 0});
  notices.add(kind, {}, {}, 1, {Concern::Table::containers, world.web});
  EXPECT_EQ(weighed(world, notices)[0].cost, 4000000000);  // 2 * (1 + 2 * 0.5)
}

TEST(Doctor, KnowsLabelsOfObjects) {
  Names names;
  EXPECT_FALSE(has_labels(tests::frame_of(names, {{"namespace=a,pod=b", {{tests::at("10:00"), 1}}}}), names));
  EXPECT_TRUE(has_labels(tests::frame_of(names, {{"pod=b,label_team=x", {{tests::at("10:00"), 1}}}}), names));
}

}  // namespace
}  // namespace prorata::insights
