#include "promql/pattern.h"

#include <string>

#include <gtest/gtest.h>

namespace prorata::promql {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto parsed = Pattern::parse(pattern);
  EXPECT_TRUE(parsed) << pattern;
  return parsed && parsed->matches(text);
}

TEST(Pattern, IsOfTheWholeText) {
  EXPECT_TRUE(matches("cpu|memory", "memory"));
  EXPECT_FALSE(matches("cpu|memory", "cpu_limit"));
  EXPECT_FALSE(matches("memory", "a memory"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_TRUE(matches("total|", ""));
  EXPECT_TRUE(matches("^web$", "web"));
}

TEST(Pattern, KnowsGroupsSetsAndRepeats) {
  EXPECT_TRUE(matches("kubecost_network_(zone|region)_egress_cost", "kubecost_network_region_egress_cost"));
  EXPECT_TRUE(matches("web-.*", "web-"));
  EXPECT_FALSE(matches("web-.+", "web-"));
  EXPECT_TRUE(matches("(?:ab)+c?", "ababab"));
  EXPECT_TRUE(matches("[a-c]+\\.x[^0-9]", "abc.xy"));
  EXPECT_FALSE(matches("[a-c]+\\.x[^0-9]", "abc.x1"));
  EXPECT_FALSE(matches("a\\.b", "axb"));
  EXPECT_TRUE(matches("\\d+\\w*", "12ab_"));
  EXPECT_TRUE(matches(".*?", "anything"));
}

TEST(Pattern, TakesLinearTime) {
  EXPECT_FALSE(matches("(a*)*(a*)*(a*)*b", std::string(2000, 'a')));
}

TEST(Pattern, RefusesWhatItDoesNotKnow) {
  for (const char* bad : {"a{2}", "(", "a)", "[a", "*a", "\\pL", "a\\", "(?i)a", "a$b"}) {
    EXPECT_FALSE(Pattern::parse(bad)) << bad;
  }
  EXPECT_FALSE(Pattern::parse(std::string(1000, '(')));
}

}  // namespace
}  // namespace prorata::promql
