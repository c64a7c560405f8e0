// YAML into JSON of texts.
#include "cli/price_file.h"

#include <gtest/gtest.h>

namespace prorata::cli {
namespace {

TEST(YamlToJson, KeepsEveryScalarAsItWasWritten) {
  const auto json = yaml_to_json("a: 0.10\nb: yes\nc: 0x1F\nd: \"text\"\ne: 2026-03-02\n", "p.yaml");
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(*json, R"({"a":{"value":"0.10","line":1},"b":{"value":"yes","line":2},"c":{"value":"0x1F","line":3},)"
                   R"("d":{"value":"text","line":4},"e":{"value":"2026-03-02","line":5}})");
}

TEST(YamlToJson, TakesListsAndJson) {
  const auto json = yaml_to_json("{\"nodes\": [{\"price\": \"1.5\"},\n {\"price\": 2}]}", "p.json");
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(*json, R"({"nodes":[{"price":{"value":"1.5","line":1}},{"price":{"value":"2","line":2}}]})");
}

TEST(YamlToJson, NamesTheLineOfAMistake) {
  for (const auto& [text, where] : {std::pair{"a: 1\nb: [1,\n", "p.yaml:3"}, std::pair{"a: 1\na: 2\n", "p.yaml:2"},
                                    std::pair{"a: 1\n? [x]\n: 2\n", "p.yaml:2"}}) {
    const auto json = yaml_to_json(text, "p.yaml");
    ASSERT_FALSE(json) << text;
    EXPECT_EQ(json.error().code, ErrorCode::bad_usage);
    EXPECT_EQ(json.error().where, where);
  }
}

TEST(YamlToJson, TakesOneDocument) {
  const auto two = yaml_to_json("a: 1\n---\nb: 2\n", "p.yaml");
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().message, "p.yaml:2: a second document begins here, and only the first would be read");
  EXPECT_EQ(two.error().where, "p.yaml:2");
  const auto one = yaml_to_json("---\na: 1\n...\n", "p.yaml");
  ASSERT_TRUE(one) << one.error().message;
}

TEST(YamlToJson, StopsAtAliasesThatMultiply) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int level = 1; level < 9; ++level) {
    const std::string alias = "*a" + std::to_string(level - 1);
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + alias;
    for (int copy = 1; copy < 10; ++copy) text += "," + alias;
    text += "]\n";
  }
  const auto json = yaml_to_json(text, "bomb.yaml");
  ASSERT_FALSE(json);
  EXPECT_NE(json.error().message.find("too large"), std::string::npos);
}

TEST(PriceFile, IsReadWhateverItsKind) {
  const auto own = read_price_file(
      "format: prorata.prices/1\ncurrency: EUR\nunits: {cpu: core-hour}\ndefaults:\n  cpu: 0.03\n", "p.yaml");
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_EQ(own->currency.code, "EUR");
  const auto sheet = read_price_file("{\n  \"CPU\": \"0.03\",\n  \"RAM\": \"much\"\n}\n", "default.json");
  ASSERT_FALSE(sheet);
  EXPECT_EQ(sheet.error().where, "default.json:3");
  const auto csv = read_price_file(
      "EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version\n"
      ",node-1,,node,metadata.name,,0.12,\n",
      "p.csv");
  ASSERT_TRUE(csv) << csv.error().message;
  EXPECT_EQ(csv->nodes[0].source, "p.csv:2");
  const auto map = read_price_file(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: pricing}\ndata:\n  default.json: |\n    {\n     \"CPU\": "
      "\"0.04\",\n"
      "     \"RAM\": \"0.005\"}\n",
      "map.yaml");
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_DOUBLE_EQ(map->on_demand.cpu->count(), 0.04 / 3600);
}

}  // namespace
}  // namespace prorata::cli
