// Names and maps of their ids.
#include "core/id_map.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/random.h"

namespace prorata {
namespace {

TEST(Names, GiveEachTextOneId) {
  Names names;
  EXPECT_EQ(names.find("pod"), kNoName);
  EXPECT_EQ(names.intern(""), kNoName);
  const NameId pod = names.intern("pod");
  EXPECT_EQ(names.intern(std::string("pod")), pod);
  EXPECT_EQ(names.find("pod"), pod);
  EXPECT_NE(names.intern("pods"), pod);
  EXPECT_EQ(names.text(pod), "pod");
  EXPECT_EQ(names.size(), 3u);
}

TEST(Names, HoldManyTextsOfAnyLength) {
  Names names;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 20000; ++i) texts.push_back(std::string(i % 50, 'x') + std::to_string(i));
  texts.emplace_back(100000, 'y');  // larger than a block
  texts.emplace_back("\0a", 2);
  texts.emplace_back("\0b", 2);
  for (std::size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(names.intern(texts[i]), NameId(i + 1));
  const Names moved = std::move(names);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(moved.find(texts[i]), NameId(i + 1));
    ASSERT_EQ(moved.text(NameId(i + 1)), texts[i]);
  }
}

TEST(IdMap, IsAMap) {
  tests::Random random(3);
  IdMap<2, std::string> map;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> plain;
  for (int i = 0; i < 20000; ++i) {
    const auto a = static_cast<std::uint32_t>(random.below(200)), b = static_cast<std::uint32_t>(random.below(200));
    map[{NameId{a}, NameId{b}}] += "x";
    plain[{a, b}] += "x";
  }
  ASSERT_EQ(static_cast<std::size_t>(map.end() - map.begin()), plain.size());
  for (const auto& [key, value] : map) {
    ASSERT_EQ(value, (plain[{static_cast<std::uint32_t>(key[0]), static_cast<std::uint32_t>(key[1])}]));
  }
  for (const auto& [key, value] : plain) {
    const auto found = map.find({NameId{key.first}, NameId{key.second}});
    ASSERT_NE(found, map.end());
    ASSERT_EQ(found->second, value);
  }
  EXPECT_EQ(map.find({NameId{200}, NameId{0}}), map.end());
  EXPECT_EQ(map.find({NameId{0}, NameId{200}}), map.end());
}

TEST(IdMap, KeepsTheOrderOfInsertionAndFirstValues) {
  IdMap<1, int> map;
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.begin(), map.end());
  EXPECT_EQ(map.find({NameId{7}}), map.end());
  EXPECT_TRUE(map.try_emplace({NameId{7}}, 70).second);
  for (std::uint32_t id = 1000; id > 7; --id) map.try_emplace({NameId{id}}, static_cast<int>(id));
  EXPECT_FALSE(map.try_emplace({NameId{7}}, 71).second);
  EXPECT_EQ(map.begin()[0].second, 70);
  EXPECT_EQ(map.begin()[1].first[0], NameId{1000});
  IdMap<1, int> other = std::move(map);
  map = std::move(other);
  EXPECT_EQ(map.end() - map.begin(), 994);
  EXPECT_EQ(map.find({NameId{8}})->second, 8);
}

TEST(IdMap, SortsByTexts) {
  Names names;
  const NameId second = names.intern("b"), first = names.intern("a");
  IdMap<2, int> map;
  map[{second, first}] = 3;
  map[{first, second}] = 2;
  map[{first, kNoName}] = 1;
  const auto sorted = map.by_text(names);
  ASSERT_EQ(sorted.size(), 3u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sorted[static_cast<std::size_t>(i)]->second, i + 1);
}

}  // namespace
}  // namespace prorata
