// Time zones of tzdata: listed transitions, and the rule behind the last of them.
#include "cli/zone_file.h"

#include <gtest/gtest.h>

namespace prorata::cli {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

Window years_around(int from, int to) {
  return {sys_days{year(from) / 1 / 1}, sys_days{year(to) / 1 / 1}};
}

TEST(ReadZone, GivesTheTransitionsOfTheRange) {
  const auto zone = read_zone("Europe/Berlin", years_around(2026, 2027));
  ASSERT_TRUE(zone) << zone.error().message;
  EXPECT_EQ(zone->initial_offset, 1h);
  const std::vector<ZoneTransition> want{{sys_days{2026y / March / 29} + 1h, 2h},
                                         {sys_days{2026y / October / 25} + 1h, 1h}};
  EXPECT_EQ(zone->transitions, want);
}

TEST(ReadZone, FollowsTheRuleWhereTheListEnds) {
  const auto zone = read_zone("Europe/Berlin", years_around(2090, 2091));
  ASSERT_TRUE(zone) << zone.error().message;
  const std::vector<ZoneTransition> want{{sys_days{2090y / March / 26} + 1h, 2h},
                                         {sys_days{2090y / October / 29} + 1h, 1h}};
  EXPECT_EQ(zone->transitions, want);
}

TEST(ReadZone, KnowsTheSouthAndHalfHours) {
  const auto zone = read_zone("Australia/Lord_Howe", years_around(2090, 2091));
  ASSERT_TRUE(zone) << zone.error().message;
  EXPECT_EQ(zone->initial_offset, 11h);
  const std::vector<ZoneTransition> want{{sys_days{2090y / April / 2} - 9h, 10h + 30min},
                                         {sys_days{2090y / October / 1} + 2h - 10h - 30min, 11h}};
  EXPECT_EQ(zone->transitions, want);
}

TEST(ReadZone, HasNoTransitionsWhereThereAreNone) {
  const auto zone = read_zone("Asia/Kathmandu", years_around(2020, 2090));
  ASSERT_TRUE(zone) << zone.error().message;
  EXPECT_EQ(zone->initial_offset, 5h + 45min);
  EXPECT_TRUE(zone->transitions.empty());
}

TEST(ReadZone, RefusesNamesThatAreNoZone) {
  for (const char* name : {"", "Europe/Atlantis", "/etc/passwd", "../../../etc/passwd", "Europe", "zone.tab"}) {
    const auto zone = read_zone(name, years_around(2026, 2027));
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::bad_usage) << name;
  }
}

TEST(ParseZone, RefusesDamagedFiles) {
  std::string file = "TZif2" + std::string(39, '\0');
  for (const std::string& bytes :
       {std::string(), std::string("TZif"), file, file + file, file + std::string(200, '\xff')}) {
    EXPECT_FALSE(parse_zone(bytes, "broken", years_around(2026, 2027)));
  }
}

}  // namespace
}  // namespace prorata::cli
