// Answers without names, and the text tools behind them.
#include "cli/anonymize.h"

#include <gtest/gtest.h>

#include "cli/json_text.h"
#include "cli/sha256.h"

namespace prorata::cli {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const std::uint8_t byte : sha256(bytes)) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

// Source: FIPS 180-4, examples of the algorithm's publication.
TEST(Sha256, EqualsThePublishedExamples) {
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Anonymizer, HashesNamesAndKeepsWordsAndNumbers) {
  const Anonymizer anonymizer("salt");
  const std::string pod = anonymizer.hashed("cart-1"), shop = anonymizer.hashed("shop");
  EXPECT_EQ(anonymizer.answer(R"({"status":"success","data":{"result":[{"metric":{"pod":"cart-1","namespace":"shop",)"
                              R"("resource":"cpu","created_by_kind":"ReplicaSet"},"values":[[1.50,"0.10"]]}]}})"),
            R"({"status":"success","data":{"result":[{"metric":{"pod":")" + pod + R"(","namespace":")" + shop +
                R"(","resource":"cpu","created_by_kind":"ReplicaSet"},"values":[[1.50,"0.10"]]}]}})");
}

TEST(Anonymizer, KeepsStructureAcrossLabels) {
  const Anonymizer anonymizer("salt");
  EXPECT_EQ(anonymizer.value("node", "n1"), anonymizer.value("exported_node", "n1"));
  EXPECT_NE(anonymizer.value("node", "n1"), anonymizer.value("node", "n2"));
  EXPECT_NE(anonymizer.value("node", "n1"), Anonymizer("pepper").value("node", "n1"));
  EXPECT_EQ(anonymizer.value("pod", ""), "");
  EXPECT_EQ(anonymizer.value("container", "POD"), "POD");
  EXPECT_EQ(anonymizer.value("label_node_kubernetes_io_instance_type", "m5.large"), "m5.large");
  EXPECT_EQ(anonymizer.value("provider_id", "aws:///eu-1a/i-0abc").substr(0, 7), "aws://x");
}

TEST(Anonymizer, RemovesRemarksButNotTheirKind) {
  const Anonymizer anonymizer("salt");
  EXPECT_EQ(anonymizer.answer(
                R"({"status":"success","warnings":["store thanos-7 is down"],"infos":["PromQL info: x of y"]})"),
            R"j({"status":"success","warnings":["(removed)"],"infos":["PromQL info: (removed)"]})j");
}

TEST(Anonymizer, IsNotFooledByTextsThatLookLikeNames) {
  const Anonymizer anonymizer("salt");
  const std::string odd = R"("metric":{"a":"b"}, \)";
  const std::string hashed = anonymizer.hashed(odd);
  EXPECT_EQ(anonymizer.answer(R"({"result":[{"metric":{"pod":"\"metric\":{\"a\":\"b\"}, \\"},"value":[1,"2"]}]})"),
            R"({"result":[{"metric":{"pod":")" + hashed + R"("},"value":[1,"2"]}]})");
}

TEST(WithSortedVector, SortsSeriesOfVectorsOnly) {
  EXPECT_EQ(with_sorted_vector(R"({"data":{"resultType":"vector","result":[{"b":"]"}, {"a":1}]},"x":[2,1]})"),
            R"({"data":{"resultType":"vector","result":[{"a":1},{"b":"]"}]},"x":[2,1]})");
  EXPECT_EQ(with_sorted_vector(R"({"data":{"result":[],"resultType":"vector"}})"),
            R"({"data":{"result":[],"resultType":"vector"}})");
  const std::string matrix = R"({"data":{"resultType":"matrix","result":[{"b":1},{"a":1}]}})";
  EXPECT_EQ(with_sorted_vector(matrix), matrix);
}

}  // namespace
}  // namespace prorata::cli
