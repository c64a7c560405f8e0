#include "ingest/response_parser.h"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/ingest/parsed.h"

namespace prorata::ingest {
namespace {

std::string matrix(const std::string& series) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[)" + series + "]}}";
}
std::string labelled(const std::string& members) {
  return matrix(R"({"metric":{)" + members + R"(},"values":[]})");
}
std::string valued(const std::string& points) {
  return matrix(R"({"metric":{},"values":[)" + points + "]}");
}

struct Case {
  const char* name;
  std::string document;
  std::string want;  // the series, or the start of the error
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.document.substr(0, 200); }
};
std::string name_of(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

// --- What is read ---

const Case kRead[] = {
    {"Matrix", matrix(R"({"metric":{"pod":"a"},"values":[[1,"2"],[3,"4.5"]]})"), "{pod=a} 1000:2 3000:4.5\n"},
    {"Vector",
     R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":"a"},"value":[1,"2"]},{"metric":{},"value":[1,"3"]}]}})",
     "{pod=a} 1000:2\n{} 1000:3\n"},
    {"Scalar", R"({"status":"success","data":{"resultType":"scalar","result":[1767200000.123,"2"]}})",
     "{} 1767200000123:2\n"},
    {"ScalarBeforeItsType", R"({"data":{"result":[1.5,"2"],"resultType":"scalar"},"status":"success"})", "{} 1500:2\n"},
    {"EmptyMatrix", matrix(""), ""},
    {"NullResult", R"({"status":"success","data":{"resultType":"vector","result":null}})", ""},
    {"NoMetric", matrix(R"({"values":[[1,"2"]]})"), "{} 1000:2\n"},
    {"ValuesBeforeMetric", matrix(R"({"values":[[1,"2"]],"metric":{"pod":"a"}})"), "{pod=a} 1000:2\n"},
    {"TypeAfterResultAndStatusLast",
     R"({"data":{"result":[{"values":[[1,"2"]],"metric":{"a":"b"}}],"resultType":"matrix"},"status":"success"})",
     "{a=b} 1000:2\n"},
    {"UnknownMembersEverywhere",
     R"({"x":[1,{"y":[null,true]}],"status":"success","data":{"z":{"result":[9]},"resultType":"matrix","result":[{"q":{"values":[[5,"5"]]},"metric":{"a":"b"},"w":"t\u0000","values":[[1,"2"]],"v":-1e9}],"stats":{"a":[[[]]]}},"isOk":false})",
     "{a=b} 1000:2\n"},
    {"WhiteSpace",
     " \r\n\t{ \"status\" : \"success\" , \"data\" : { \"resultType\" : \"matrix\" , \"result\" : [ { "
     "\"metric\" : { \"a\" : \"b\" } , \"values\" : [ [ 1 , \"2\" ] , [ 3 , \"4\" ] ] } ] } } \n",
     "{a=b} 1000:2 3000:4\n"},
    {"HistogramsAreSkipped",
     matrix(R"({"metric":{},"histograms":[[1,{"count":"3","buckets":[[0,"1","2","3"]]}]],"values":[[2,"1"]]})"),
     "{} 2000:1\n"},
    {"EscapedMemberName", R"({"st\u0061tus":"success","data":{"resultType":"vector","result":[]}})", ""},
    // Labels
    {"Escapes", labelled(R"("a":"\"\\\/\b\f\n\r\t\u003cnone\u003e")"), "{a=\"\\/\b\f\n\r\t<none>}\n"},
    {"EscapedLabelName", labelled(R"("\u0061b":"c")"), "{ab=c}\n"},
    {"SurrogatePair", labelled(R"("a":"\ud83d\ude00")"), "{a=\U0001F600}\n"},
    {"LoneSurrogates", labelled(R"("a":"\ud83dx\ude00\ud83d\u0041")"), "{a=\uFFFDx\uFFFD\uFFFDA}\n"},
    {"OtherScripts", labelled(R"("a":"Ωé☃😀")"), "{a=Ωé☃😀}\n"},
    {"BrokenUtf8", labelled("\"a\":\"\xFFx\xE2\x98\xC0\x80\""), "{a=\uFFFDx\uFFFD\uFFFD\uFFFD}\n"},
    {"LongLabel", labelled("\"a\":\"" + std::string(1000, 'x') + "\",\"b\":\"\""),
     "{a=" + std::string(1000, 'x') + ",b=}\n"},
    // Values and times
    {"NotFinite",
     valued(
         R"([1,"NaN"],[2,"+Inf"],[3,"-Inf"],[4,"Inf"],[5,"inf"],[6,"nan"],[7,"-NaN"],[8,null],[9,"1e999"],[10,"1"])"),
     "{} 10000:1\n"},
    {"BareValues", valued("[1,2],[3,-4.5e-1]"), "{} 1000:2 3000:-0.45000000000000001\n"},
    {"OddValues",
     valued(R"([1,"-0"],[2,"5e-324"],[3,"1.7976931348623157e+308"],[4,"+1"],[5,"1E3"],[6,"007"],[7,".5"])"),
     "{} 1000:-0 2000:4.9406564584124654e-324 3000:1.7976931348623157e+308 4000:1 5000:1000 6000:7 7000:0.5\n"},
    {"Times",
     valued(
         R"([1767200000,"1"],[1767200007.250,"2"],[1767200007.25,"3"],[1.7672e9,"4"],[1767200007.0005,"5"],[0,"6"])"),
     "{} 1767200000000:1 1767200007250:2 1767200007250:3 1767200000000:4 1767200007001:5 0:6\n"},
    {"TimesOutOfRange", valued(R"([-1,"1"],[7258118400,"2"],[1e300,"3"],[7258118399.999,"4"],[9999999999,"5"])"),
     "{} 7258118399999:4\n"},
    {"NotAscending", valued(R"([5,"1"],[5,"2"],[4,"3"],[6,"4"])"), "{} 5000:1 5000:2 4000:3 6000:4\n"},
};
class Reads : public testing::TestWithParam<Case> {};
TEST_P(Reads, Series) {
  const Parsed parsed = parse(GetParam().document);
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.series, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(ResponseParser, Reads, testing::ValuesIn(kRead), name_of);

// --- What is refused ---

const Case kRefused[] = {
    {"Nothing", "", "the answer is empty | byte 0"},
    {"White", " \n", "the answer is empty | byte 2"},
    {"PlainText", "Unauthorized\n", "this is no Prometheus answer: \"Unauthorized\" | byte 0"},
    {"WebPage", "\n<!DOCTYPE html><html>",
     "this is a web page, not a Prometheus answer: \"<!DOCTYPE html><html>\" | byte 1"},
    {"LongText", std::string(200, 'x') + "\x01", "this is no Prometheus answer: \"" + std::string(80, 'x') + "...\""},
    {"List", "[]", "this is no Prometheus answer: \"[]\" | byte 0"},
    {"Truncated", R"({"status":"suc)", "the answer ends in the middle of the document | byte 14"},
    {"Joined", matrix("") + "{}", "something follows the end of the document | byte 63"},
    {"NoStatus", "{}", "this JSON is no Prometheus answer: it has no status"},
    {"OtherStatus", R"({"status":"ok"})", "this is no Prometheus answer: its status is \"ok\""},
    {"NoData", R"({"status":"success"})", "the answer says success but holds no result"},
    {"OtherType", R"({"status":"success","data":{"resultType":"streams","result":[]}})",
     "the result type \"streams\" is none"},
    {"ScalarIsAList", R"({"status":"success","data":{"resultType":"scalar","result":[]}})",
     "the result is not of the type"},
    {"MatrixIsAPoint", R"({"status":"success","data":{"resultType":"matrix","result":[1,"2"]}})",
     "the result is not of the type"},
    {"PointAfterSeries", matrix(R"({"metric":{},"value":[1767200000,"1"]},5)"),
     "\"result\" is neither a list of series"},
    {"TextAsResult", R"({"data":{"result":"x"}})", "\"result\" is a text"},
    {"ListAsData", R"({"data":[]})", "a member of the answer is an object where a list"},
    {"TwiceData", R"({"data":null,"data":{}})", "the member \"data\" appears twice"},
    {"TwiceValues", matrix(R"({"values":[],"values":[]})"), "the member \"values\" appears twice"},
    {"PointOfOne", valued("[1]"), "a point is not [time, \"value\"]"},
    {"PointOfThree", valued(R"([1,"2",3])"), "a point is not [time, \"value\"]"},
    {"PointIsObject", valued("{}"), "a series or a point is not of the expected shape"},
    {"TimeIsText", valued(R"(["1","2"])"), "a point is not [time, \"value\"]"},
    {"ValueIsGarbage", valued(R"([1767200000,"1.2.3"])"), "the value \"1.2.3\" is no number"},
    {"ValueIsHex", valued(R"([1767200000,"0x10"])"), "the value \"0x10\" is no number"},
    {"ValueIsEmpty", valued(R"([1767200000,""])"), "the value \"\" is no number"},
    {"ValueHasSpace", valued(R"([1767200000," 1"])"), "the value \" 1\" is no number"},
    {"ValueIsHuge", valued("[1,\"" + std::string(2000, '1') + "\"]"), "a sample value is longer than 1024 bytes"},
    {"NumberIsHuge", valued("[" + std::string(2000, '1') + ",\"1\"]"),
     "the answer is no valid JSON: a value is expected"},
    {"LeadingZeroTime", valued(R"([0767200000,"1"])"), "the answer is no valid JSON: a value is expected"},
    {"LabelIsNumber", labelled(R"("a":1)"), "a label value is no text"},
    {"LabelIsObject", labelled(R"("a":{"b":"c"})"), "a label value is no text"},
    {"LabelIsListWithPairs", labelled(R"("a":["b":"c"])"), "a label value is no text"},
    {"BadEscape", labelled(R"("a":"\q")"), "the answer is no valid JSON: a text holds a raw control"},
    {"BadUnicodeEscape", labelled(R"("a":"\u12x4")"), "the answer is no valid JSON: a text holds an unknown escape"},
    {"RawNewlineInText", labelled("\"a\":\"\n\""), "the answer is no valid JSON: a text holds a raw control"},
    {"MissingColon", R"({"status" "success"})", "the answer is no valid JSON: a colon is missing | byte 10"},
    {"MissingComma", R"({"status":"success" "data":{}})", "the answer is no valid JSON: a comma or a closing"},
    {"TrailingComma", R"({"status":"success",})", "the answer is no valid JSON: a member name is missing"},
    {"BareNaN", valued("[1,NaN]"), "the answer is no valid JSON: a value is expected"},
    {"WrongBracket", R"({"a":[1}})", "the answer is no valid JSON: a comma or a closing"},
    {"DeepLists", R"({"a":)" + std::string(100'000, '['), "the answer is nested too deeply | byte 68"},
    {"BigLabel", labelled("\"a\":\"" + std::string(10'000'000, 'x') + "\""),
     "a label value is longer than 1048576 bytes"},
    {"BigLabelName", labelled("\"" + std::string(10'000'000, 'x') + "\":\"a\""),
     "a label name is longer than 1048576 bytes"},
};
class Refuses : public testing::TestWithParam<Case> {};
TEST_P(Refuses, WithMessageAndPlace) {
  const Parsed parsed = parse(GetParam().document);
  EXPECT_EQ(parsed.error.substr(0, GetParam().want.size()), GetParam().want);
  EXPECT_NE(parsed.error.find(" | byte "), std::string::npos) << parsed.error;
  EXPECT_NE(parsed.hint, "");
}
INSTANTIATE_TEST_SUITE_P(ResponseParser, Refuses, testing::ValuesIn(kRefused), name_of);

TEST(ResponseParser, StaysInErrorAndKeepsWhatItDelivered) {
  DumpSink sink;
  ResponseParser parser(sink);
  const std::string document = matrix(R"({"metric":{"a":"b"},"values":[[1,"2"]]},oops)");
  const auto first = parser.write(document);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, ErrorCode::bad_input);
  const auto again = parser.write("]}}");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), first.error());
  EXPECT_EQ(parser.finish().error(), first.error());
  EXPECT_EQ(sink.dump(), "{a=b} 1000:2\n");
}

TEST(ResponseParser, LimitsLabelsOfASeries) {
  Limits limits;
  limits.max_labels = 3;
  EXPECT_EQ(parse(labelled(R"("a":"","b":"","c":"")"), limits).error, "");
  EXPECT_NE(parse(labelled(R"("a":"","b":"","c":"","d":"")"), limits).error, "");
  limits = {};
  limits.max_metric_bytes = 10;
  EXPECT_EQ(parse(labelled(R"("a":"1234","b":"1234")"), limits).error, "");
  EXPECT_NE(parse(labelled(R"("a":"1234","b":"12345")"), limits).error, "");
}

TEST(ResponseParser, CutsLongMessagesAndCountsTooMany) {
  std::string warnings = "\"" + std::string(100'000, 'w') + "\"";
  for (int i = 0; i < 150; ++i) warnings += ",\"w\"";
  const Parsed parsed =
      parse(R"({"status":"success","warnings":[)" + warnings + R"(],"data":{"resultType":"vector","result":[]}})");
  EXPECT_EQ(parsed.error, "");
  ASSERT_EQ(parsed.summary.warnings.size(), 100U);
  EXPECT_EQ(parsed.summary.warnings[0].size(), Limits{}.max_text_bytes);
  EXPECT_EQ(parsed.summary.dropped_messages, 51U);
}

TEST(ResponseParser, CountsWhatItLeavesOut) {
  const ResponseSummary odd = parse(valued(R"([1,"NaN"],[-5,"1"],[9e99,"NaN"],[5,"1"],[5,"2"])")).summary;
  EXPECT_EQ(odd.dropped_non_finite, 1U);
  EXPECT_EQ(odd.out_of_range_times, 2U);
  EXPECT_EQ(odd.unordered_samples, 1U);
  EXPECT_EQ(odd.samples, 2U);
  const ResponseSummary text = parse(labelled("\"a\":\"\\ud800\xFF\xFF\"")).summary;
  EXPECT_EQ(text.lone_surrogates, 1U);
  EXPECT_EQ(text.invalid_utf8, 2U);
}

// --- Dialects, as the servers sent them ---

TEST(Dialect, PrometheusRawSamplesWithMilliseconds) {
  const Parsed parsed = parse(read_data("raw-cpu.json"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.summary.series, 2U);
  EXPECT_EQ(parsed.summary.samples, 16U);
  EXPECT_FALSE(parsed.summary.partial);
}

TEST(Dialect, PrometheusGapsAreMissingPoints) {
  const Parsed parsed = parse(read_data("range-gap.json"));
  EXPECT_EQ(parsed.summary.series, 2U);
  EXPECT_EQ(parsed.series.find("1767201800000"), std::string::npos);
  EXPECT_NE(parsed.series.find(" 1767201700000:1975332864 1767202100000:1918558208 "), std::string::npos);
}

TEST(Dialect, PrometheusOddValues) {
  const Parsed parsed = parse(read_data("odd-values.json"));
  EXPECT_EQ(parsed.summary.series, 8U);
  EXPECT_EQ(parsed.summary.dropped_non_finite, 12U);
  EXPECT_EQ(parsed.summary.samples, 20U);
  EXPECT_NE(parsed.series.find("text=quote\" back\\slash nl\n tab\t utf8 Ωé☃}"), std::string::npos);
}

TEST(Dialect, VictoriaMetricsRaw) {
  const Parsed parsed = parse(read_data("victoria-metrics-raw.json"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_NE(parsed.series.find("1767221846020:5008.4102"), std::string::npos);
  EXPECT_FALSE(parsed.summary.partial);
}

TEST(Dialect, VictoriaMetricsPartial) {
  const Parsed parsed = parse(read_data("victoria-metrics-partial.json"));
  EXPECT_TRUE(parsed.summary.partial);
  EXPECT_EQ(parsed.series, "{namespace=shop} 1767200000000:7\n");
}

TEST(Dialect, ThanosPartial) {
  const Parsed parsed = parse(read_data("thanos-partial.json"));
  EXPECT_TRUE(parsed.summary.partial);
  EXPECT_EQ(parsed.summary.warnings.size(), 2U);
}

TEST(Dialect, InfosAndRemarksAreNotPartial) {
  const Parsed infos = parse(read_data("infos.json"));
  EXPECT_EQ(infos.summary.infos.size(), 1U);
  EXPECT_FALSE(infos.summary.partial);
  const std::string start = R"({"status":"success","data":{"resultType":"vector","result":[]},"warnings":[)";
  EXPECT_FALSE(parse(start + R"("PromQL warning: x","No StoreAPIs matched for this query"]})").summary.partial);
  EXPECT_TRUE(parse(start + R"("results truncated due to limit"]})").summary.partial);
}

TEST(Dialect, RemoteReadWarningIsPartial) {
  const Parsed parsed = parse(read_data("remote-read-warning.json"));
  EXPECT_TRUE(parsed.summary.partial);
  EXPECT_EQ(parsed.summary.series, 8U);
}

TEST(Dialect, StatsAreSkipped) {
  const Parsed parsed = parse(read_data("stats.json"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.summary.samples, 8U);
}

TEST(Dialect, NativeHistogramsAreCounted) {
  const Parsed parsed = parse(read_data("native-histogram.json"));
  EXPECT_EQ(parsed.series, "{__name__=rpc_seconds} 1767200000000:1\n");
  EXPECT_EQ(parsed.summary.histogram_points, 1U);
}

TEST(Dialect, TextAndNotANumberResults) {
  EXPECT_EQ(parse(read_data("string.json")).summary.text, "hi");
  const Parsed nan = parse(read_data("scalar-nan.json"));
  EXPECT_EQ(nan.series, "{}\n");
  EXPECT_EQ(nan.summary.dropped_non_finite, 1U);
}

TEST(Dialect, ErrorAnswersAreSummaries) {
  const Parsed prometheus = parse(read_data("error-max-samples.json"));
  EXPECT_EQ(prometheus.error, "");
  EXPECT_FALSE(prometheus.summary.success);
  EXPECT_EQ(prometheus.summary.error_type, "execution");
  EXPECT_EQ(prometheus.summary.error, "query processing would load too many samples into memory in query execution");
  EXPECT_EQ(parse(read_data("victoria-metrics-error.json")).summary.error_type, "422");
  EXPECT_NE(parse(read_data("unauthorized.txt")).error.find("\"Unauthorized\""), std::string::npos);
}

}  // namespace
}  // namespace prorata::ingest
