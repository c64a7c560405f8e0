// Answers as text: exact decimals, fields that no reader misunderstands.
#include <cstdint>
#include <cstring>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/format.h"
#include "report/packed.h"
#include "report/partial.h"
#include "report/text.h"
#include "support/named.h"
#include "support/random.h"
#include "support/times.h"

namespace prorata::report {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::between;
using tests::by_name;
using Json = nlohmann::json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void add(CostColumns& columns, std::int64_t cpu, std::int64_t ram, double share, double efficiency) {
  for (auto* resource : {&columns.cpu, &columns.ram, &columns.gpu, &columns.disk}) {
    resource->charged.push_back(resource == &columns.gpu ? 0 : 3600000000);
    resource->requested.push_back(1800000000);
    resource->used.push_back(0);
    resource->requested_known.push_back(900000000);
    resource->own.emplace_back(cpu / 2);  // the other half was idle of others
  }
  columns.cpu.cost.emplace_back(cpu);
  columns.ram.cost.emplace_back(ram);
  columns.gpu.cost.emplace_back(0);
  columns.disk.cost.emplace_back(0);
  for (const auto charge : rollup::kChargeColumns) (columns.*charge).emplace_back(0);
  columns.total.emplace_back(cpu + ram);
  columns.share.push_back(share);
  columns.efficiency.push_back(efficiency);
  columns.cpu_efficiency.push_back(efficiency);
  columns.ram_efficiency.push_back(kNaN);
  columns.workload_idle.emplace_back(7);
  columns.custom.emplace_back(0);
  columns.workload_idle_ratio.push_back(kNaN);
  columns.running_ms.push_back(3600000);
  columns.cpu_usage_max.push_back(1.5);
  columns.ram_usage_max.push_back(kNaN);
}

/// Rows with names that formats could trip over, over two steps.
Answer answer_of(const std::vector<std::string>& names, std::size_t steps = 2) {
  Answer answer;
  answer.window = between("10:00", "12:00");
  answer.resolution = 5min;
  answer.mode = "stepped";
  answer.question.aggregate = {{query::KeyKind::namespace_, ""}, {query::KeyKind::label, "my \"team\""}};
  answer.question.step = {query::OutputStep::Unit::hour, 1};
  answer.currency = {"USD", 9};
  answer.steps = steps == 2 ? std::vector<Window>{between("10:00", "11:00"), between("11:00", "12:00")}
                            : std::vector<Window>{answer.window};
  answer.step_cut_short.assign(steps, false);
  std::int64_t total = 0;
  for (const std::string& name : names) {
    answer.kind.push_back(RowKind::workload);
    answer.name.push_back(name + "/x");
    answer.keys.push_back({name, "x"});
    add(answer.rows, 1234567891, -3, -0.0001, 0.5);
    answer.running.push_back(between("10:00", "11:00"));
    answer.running_end.push_back(static_cast<std::uint32_t>(answer.running.size()));
    total += 1234567888;
    for (std::size_t s = 0; s < steps; ++s) answer.step_cost.emplace_back(s == 0 ? 1234567889 : -1);
  }
  add(answer.totals, total, 0, kNaN, kNaN);
  for (std::size_t s = 0; s < steps; ++s) answer.step_totals.emplace_back(total);
  answer.asset_cost = Money(total);
  return answer;
}

const std::string kNasty = "a,\"b\"\\\n\t\x01=é";

TEST(JsonReport, ParsesAndHoldsExactDecimals) {
  Answer answer = answer_of({kNasty, "shop"});
  answer.partial = true;
  answer.notices = {
      {"some-id", Severity::warning, "What \"happened\".", "", 3, between("10:00", "11:00"), {kNasty}, {}, {}}};
  const std::string text = to_json(answer);
  const Json json = Json::parse(text, nullptr, false);
  ASSERT_FALSE(json.is_discarded()) << text;
  EXPECT_EQ(json["format"], "prorata.allocation/1");
  EXPECT_EQ(json["window"]["start"], "2026-03-02T10:00:00Z");
  EXPECT_EQ(json["aggregate"][1], "label:my \"team\"");
  EXPECT_EQ(json["rows"][0]["key"]["namespace"], kNasty);
  EXPECT_EQ(json["rows"][0]["key"]["label:my \"team\""], "x");
  EXPECT_EQ(json["rows"][0]["kind"], "workload");
  EXPECT_EQ(json["partial"], true);
  EXPECT_TRUE(json["totals"]["share"].is_null());
  EXPECT_EQ(json["diagnostics"][0]["objects"][0], kNasty);
  EXPECT_EQ(json["diagnostics"][0]["count"], 3);
  EXPECT_EQ(json["steps"].size(), 2u);
  EXPECT_NE(text.find("\"cpuCost\":1.234567891,"), std::string::npos);
  EXPECT_NE(text.find("\"ramCost\":-0.000000003,"), std::string::npos);
  EXPECT_NE(text.find("\"stepCost\":[1.234567889,-0.000000001]"), std::string::npos);
  EXPECT_NE(text.find("\"cpuCoreHours\":1,"), std::string::npos);
  EXPECT_NE(text.find("\"cpuCoreRequestHours\":0.5,"), std::string::npos);
  EXPECT_EQ(json["rows"][0]["runningHours"], 1);
  EXPECT_EQ(json["rows"][0]["cpuCores"], 1) << "3600 core-seconds in an hour";
  EXPECT_EQ(json["rows"][0]["cpuCoreRequestAverage"], 0.5);
  EXPECT_EQ(json["rows"][0]["cpuCoreUsageMax"], 1.5);
  EXPECT_TRUE(json["rows"][0]["ramByteUsageMax"].is_null());
  EXPECT_EQ(json["rows"][0]["ramByteRequestAverage"], 1.8e9 * 1024 / 3600);
  EXPECT_NE(text.find("\"workloadIdleCost\":0.000000007,"), std::string::npos);
}

TEST(JsonReport, OfNothingIsJsonToo) {
  const Json json = Json::parse(to_json(answer_of({})), nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_EQ(json["rows"], Json::array());
  EXPECT_EQ(json["diagnostics"], Json::array());
  EXPECT_FALSE(Json::parse(to_json(Assets{}), nullptr, false).is_discarded());
}

/// A reader of RFC 4180: records of fields.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> records(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      records.back().back() += text[i++];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == ',') {
      records.back().emplace_back();
    } else if (!quoted && text.substr(i, 2) == "\r\n") {
      records.push_back({""}), ++i;
    } else {
      records.back().back() += text[i];
    }
  }
  records.pop_back();
  return records;
}

TEST(CsvReport, HasOneRecordPerRow) {
  const auto records = read_csv(to_csv(answer_of({kNasty, "shop"}, 1)));
  ASSERT_EQ(records.size(), 3u);
  for (const auto& record : records) EXPECT_EQ(record.size(), records[0].size());
  EXPECT_EQ(records[0][3], "namespace");
  EXPECT_EQ(records[0][4], "label:my \"team\"");
  EXPECT_EQ(records[1][3], kNasty);
  EXPECT_EQ(records[2][6], "1.234567891");
  EXPECT_EQ(records[2][7], "-0.000000003") << "a number is no formula";
}

TEST(CsvReport, HasOneRecordPerRowAndStep) {
  const auto records = read_csv(to_csv(answer_of({"a", "b"})));
  ASSERT_EQ(records.size(), 5u);
  EXPECT_EQ(records[1][0], "2026-03-02T10:00:00Z");
  EXPECT_EQ(records[3][0], "2026-03-02T11:00:00Z");
  EXPECT_EQ(records[0].back(), "cutShort");
  EXPECT_EQ(records[4][records[4].size() - 2], "-0.000000001");
  EXPECT_EQ(records[4].back(), "false");
}

struct CsvCase {
  const char* name;
  std::string text;
  std::string want;
  friend void PrintTo(const CsvCase& c, std::ostream* out) { *out << testing::PrintToString(c.text); }
};
const CsvCase kCsv[] = {
    {"Plain", "shop", "shop"},
    {"Empty", "", ""},
    {"Comma", "a,b", "\"a,b\""},
    {"Quote", "a\"b", "\"a\"\"b\""},
    {"Newline", "a\nb", "\"a\nb\""},
    {"Formula", "=1+1", "'=1+1"},
    {"Plus", "+1", "'+1"},
    {"Minus", "-1", "'-1"},
    {"At", "@SUM(A1)", "'@SUM(A1)"},
    {"TabFirst", "\t=1", "'\t=1"},
    {"ReturnFirst", "\r=1", "\"'\r=1\""},
    {"FormulaWithComma", "=A1,B1", "\"'=A1,B1\""},
    {"FormulaInside", "a=1", "a=1"},
};
class CsvText : public testing::TestWithParam<CsvCase> {};
TEST_P(CsvText, IsSafe) {
  EXPECT_EQ(csv_text(GetParam().text), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, CsvText, testing::ValuesIn(kCsv), by_name);

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) c == '\n' ? lines.emplace_back() : lines.back() += c;
  return lines;
}

TEST(TableReport, AlignsCharactersAndNotBytes) {
  const auto lines = lines_of(to_table(answer_of({"größe", "shop", "日本"}, 1)));
  const std::size_t width = width_of(lines[0]);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(width_of(lines[i]), width) << lines[i];
  EXPECT_EQ(lines[1].substr(0, 9), "größe/x");
}

TEST(TableReport, LetsNoControlCharacterThrough) {
  Answer answer = answer_of({"\x1b[31mred\x07\r\x7f",
                             "\xC2\x9B"
                             "2J",
                             "\xC2\xA0ok"});
  answer.notices = {{"some-id", Severity::info, "m", "f", 1, {}, {"\x1b]0;title\x07"}, {}, {}}};
  const std::string text = to_table(answer) + notices_table(answer.notices);
  for (const char c : text)
    EXPECT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) << static_cast<int>(c);
  EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
  EXPECT_NE(text.find("?2J/x"), std::string::npos);
  EXPECT_NE(text.find("\xC2\xA0ok"), std::string::npos) << "a space that is no control character";
}

TEST(TableReport, SaysWhatIsCutMissingOrLeftOut) {
  Answer answer = answer_of({"a"});
  answer.step_cut_short[1] = true;
  EXPECT_NE(to_table(answer).find("Adds up: rows are exactly the 1.23 that everything costs."), std::string::npos);
  answer.partial = true;
  answer.remainder = Money(-5000000);
  const std::string text = to_table(answer);
  EXPECT_NE(text.find("2026-03-02T11:00*"), std::string::npos);
  EXPECT_NE(text.find("* this step is cut short by the window"), std::string::npos);
  EXPECT_NE(text.find("PARTIAL"), std::string::npos);
  EXPECT_EQ(text.find("Adds up"), std::string::npos);
}

TEST(Reports, NeverPrintMinusZeroOrNaN) {
  for (const std::size_t steps : {std::size_t{1}, std::size_t{2}}) {
    const Answer answer = answer_of({"a"}, steps);
    for (const std::string& text : {to_json(answer), to_csv(answer), to_table(answer)}) {
      for (const char* bad : {"nan", "NaN", "inf", "-0.0%", "-0.00 ", "-0,", "-0}"}) {
        EXPECT_EQ(text.find(bad), std::string::npos) << bad << "\n" << text;
      }
    }
  }
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_or_null(kNaN), "null");
}

TEST(NumberText, IsWhatFmtWrites) {
  tests::Random random(7);
  std::vector<double> values{
      0.0,  -0.0,     1.0,  -1.0, 0.1,    1.0 / 3, 1e-4,     0.00012345, 1e-5, 1e15,   1e16,
      1e17, 12345e12, 5e17, 1e22, 1.5e22, 1e100,   4.9e-324, 1e-10,      1e9,  1234.5, 99999999999999984.0};
  values.insert(values.end(), {kNaN, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::max(), std::numeric_limits<double>::min()});
  for (int i = 0; i < 200000; ++i) {
    const std::uint64_t bits = random.next();
    std::memcpy(&values.emplace_back(), &bits, sizeof bits);
  }
  for (int i = 0; i < 200000; ++i) {
    values.push_back(static_cast<double>(random.below(1LL << 40)) / static_cast<double>(1LL << random.below(50)));
  }
  for (const double value : values) ASSERT_EQ(number_text(value), fmt::format("{}", value + 0.0));
}

struct MoneyCase {
  const char* name;
  std::int64_t nano;
  int digits, decimals;
  const char* want;
  friend void PrintTo(const MoneyCase& c, std::ostream* out) { *out << c.nano; }
};
constexpr MoneyCase kMoney[] = {
    {"Plain", 1234567890, 9, 2, "1.23"},
    {"HalfToEvenDown", 1225000000, 9, 2, "1.22"},
    {"HalfToEvenUp", 1235000000, 9, 2, "1.24"},
    {"JustAboveHalf", 1225000001, 9, 2, "1.23"},
    {"NegativeHalf", -1235000000, 9, 2, "-1.24"},
    {"TooSmallForASign", -4999999, 9, 2, "0.00"},
    {"NegativeHalfOfACent", -5000000, 9, 2, "0.00"},
    {"OneNano", 1, 9, 9, "0.000000001"},
    {"NoDecimals", 1500000, 6, 0, "2"},
    {"Carry", 999995000, 9, 2, "1.00"},
    {"Largest", 9223372036854775807, 9, 2, "9223372036.85"},
};
class FixedMoney : public testing::TestWithParam<MoneyCase> {};
TEST_P(FixedMoney, RoundsHalfToEven) {
  EXPECT_EQ(fixed_money(Money(GetParam().nano), GetParam().digits, GetParam().decimals), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, FixedMoney, testing::ValuesIn(kMoney), by_name);

TEST(FixedNumber, RoundsAndStaysInRange) {
  EXPECT_EQ(fixed_number(50.25, 1), "50.2");
  EXPECT_EQ(fixed_number(-0.04, 1), "0.0");
  EXPECT_EQ(fixed_number(4, 0), "4");
  EXPECT_EQ(fixed_number(1e30, 1), "900000000000000000.0");
}

TEST(Partial, ReadsBackAsTheAnswer) {
  Answer answer = answer_of({kNasty, "shop"});
  answer.partial = true;
  answer.question.filter = *query::parse_filter(R"(pod!:"a\"b","c")");
  answer.question.charge_waiting = false;
  answer.notices = {{"some-id", Severity::warning, "m", "f", 3, between("10:00", "11:00"), {kNasty}, {}, {}}};
  const auto read = read_partial(to_partial(answer), "p.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_partial(*read), to_partial(answer));
  EXPECT_EQ(read->notices.size(), 1u);
  EXPECT_EQ(read->notices.front().id, "some-id");
  EXPECT_EQ(read->notices.front().severity, Severity::warning);
  EXPECT_EQ(read->notices.front().range, between("10:00", "11:00"));
}

TEST(Partial, OfBeforeDiagnosticsIsRead) {
  Json old = Json::parse(to_partial(answer_of({"a"})));
  old.erase("diagnostics");
  const auto read = read_partial(old.dump(), "p.json");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->notices.empty());
}

TEST(Partial, HandsItsDiagnosticsToTheWhole) {
  Answer first = answer_of({"a"}), second = answer_of({"b"});
  first.question.shard = {0, 2};
  second.question.shard = {1, 2};
  first.notices = {{"both", Severity::error, "m", "f", 2, between("10:00", "10:30"), {"x"}, 5, {}},
                   {"one", Severity::info, "m", "", 1, {}, {}, {}, {}}};
  second.notices = {{"both", Severity::error, "m", "f", 3, between("10:10", "11:00"), {"a", "x"}, 7, {}, 8}};
  auto whole = merge_answers(std::vector<Answer>{first, second});
  ASSERT_TRUE(whole) << whole.error().message;
  // A program without the texts of notices takes them from a table, which these are not in.
  for (Notice& notice : whole->notices) notice.message = notice.fix = "";
  EXPECT_EQ(whole->notices,
            (std::vector<Notice>{{"both", Severity::error, "", "", 5, between("10:00", "11:00"), {"a", "x"}, 12, {}, 8},
                                 {"one", Severity::info, "", "", 1, {}, {}, {}, {}}}));
  EXPECT_FALSE(whole->partial);
}

TEST(Merge, TellsPartsApartByTheirClusters) {
  Answer eu = answer_of({"a"}), us = answer_of({"a"});
  eu.clusters = {"eu"};
  us.clusters = {"asia", "us"};
  const auto whole = merge_answers(std::vector<Answer>{us, eu});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->clusters, (std::vector<std::string>{"asia", "eu", "us"}));
  EXPECT_EQ(whole->asset_cost.nano(), 2 * eu.asset_cost.nano());
  EXPECT_FALSE(whole->partial);
  EXPECT_EQ(read_partial(to_partial(*whole), "p")->clusters, whole->clusters);

  eu.clusters = {"eu", "us"};
  const auto twice = merge_answers(std::vector<Answer>{us, eu});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().message.substr(0, 51), "two parts cover the same time and the same nodes, f");

  // Each cluster needs all of its shards.
  eu.clusters = {"eu"};
  us.question.shard = {0, 2};
  const auto lacking = merge_answers(std::vector<Answer>{us, eu});
  ASSERT_TRUE(lacking);
  EXPECT_TRUE(lacking->partial);
  ASSERT_EQ(lacking->notices.size(), 1u);
  EXPECT_EQ(lacking->notices[0].id, "merge-missing-shard");
  EXPECT_EQ(lacking->notices[0].objects.front().substr(0, 6), "asia: ");
}

struct WrongPart {
  const char* name;
  const char* member;  // of the row
  const char* value;
  const char* message;
  friend void PrintTo(const WrongPart& c, std::ostream* out) { *out << c.name; }
};
constexpr WrongPart kWrongParts[] = {
    {"NegativeCharge", "charged", "[-1,2,3]", "p.json: \"charged\" is missing, negative or of another type"},
    {"NegativeRequest", "requested", "[1,-2,3]", "p.json: \"requested\" is missing, negative or of another type"},
    {"NegativeUse", "used", "[1,2,-3]", "p.json: \"used\" is missing, negative or of another type"},
    {"OtherKind", "kind", "\"ghost\"", "p.json: \"kind\" is missing, negative or of another type"},
};
class PartialRow : public testing::TestWithParam<WrongPart> {};
TEST_P(PartialRow, IsRefused) {
  Json json = Json::parse(to_partial(answer_of({"a"})));
  json["rows"][0][GetParam().member] = Json::parse(GetParam().value);
  const auto read = read_partial(json.dump(), "p.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(, PartialRow, testing::ValuesIn(kWrongParts), by_name);

TEST(Partial, WithWrongDiagnosticsIsRefused) {
  for (const char* wrong :
       {"{}", "[1]", R"([{"id":"x"}])",
        R"([{"id":"x","severity":"loud","message":"","fix":"","count":1,"objects":[]}])",
        R"([{"id":"x","severity":"info","message":"","fix":"","count":-1,"objects":[]}])",
        R"([{"id":"x","severity":"info","message":"","fix":"","count":1,"objects":[1]}])",
        R"([{"id":"x","severity":"info","message":"","fix":"","count":1,"start":"now","end":"x","objects":[]}])"}) {
    Json json = Json::parse(to_partial(answer_of({"a"})));
    json["diagnostics"] = Json::parse(wrong);
    EXPECT_FALSE(read_partial(json.dump(), "p.json")) << wrong;
  }
}

/// A partial that is cut anywhere, or that lost a member, is an error and nothing worse.
TEST(Partial, ThatIsDamagedIsRefused) {
  const std::string text = to_partial(answer_of({"a"}));
  for (std::size_t size = 0; size + 2 < text.size(); ++size)
    EXPECT_FALSE(read_partial(text.substr(0, size), "p.json")) << size;
  const Json whole = Json::parse(text);
  for (const auto& [name, value] : whole.items()) {
    Json without = whole;
    without.erase(name);
    (void)read_partial(without.dump(), "p.json");
    for (const Json& wrong : {Json(), Json(7), Json("x"), Json::array({1}), Json::object(), Json(-1.5)}) {
      Json other = whole;
      other[name] = wrong;
      (void)read_partial(other.dump(), "p.json");
    }
  }
  EXPECT_FALSE(read_partial("{}", "p.json"));
  EXPECT_FALSE(read_partial("[]", "p.json"));
}

TEST(Packed, AnswersReadBackAsThemselves) {
  Answer answer = answer_of({"a", std::string(kNasty)});
  answer.rule_cost = {Money(-1), Money(2)};
  answer.partial = true;
  answer.notices.push_back({"x", Severity::error, "m", "f", 3, between("10:00", "11:00"), {"o"}, 7, {}, {}, -9});
  const std::string bytes = pack(answer);
  const auto read = unpack_answer(bytes, answer.question);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(answer));
  EXPECT_EQ(to_table(*read), to_table(answer));
  EXPECT_EQ(to_partial(*read), to_partial(answer));
  EXPECT_EQ(read->rule_cost, answer.rule_cost);
  EXPECT_EQ(read->notices, answer.notices);
  for (const std::size_t size : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_FALSE(unpack_answer(std::string_view(bytes).substr(0, size), {})) << size;
  }
  EXPECT_FALSE(unpack_answer(bytes + "x", {}));
}

TEST(Packed, DerivationsReadBackAsThemselves) {
  explain::Derivation derivation;
  derivation.window = between("10:00", "12:00");
  derivation.total = Money(5);
  explain::Term term;
  term.pod = kNasty;
  term.queries = "requests pods";
  term.hours.push_back({between("10:00", "11:00"), 1, 2, 3, 0.1, Money(4), Money(5), 6, 7});
  derivation.terms = {term, {}};
  const auto read = unpack_derivation(pack(derivation), {});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(derivation));
  EXPECT_NE(to_json(*read).find(R"("queries":["requests","pods"])"), std::string::npos);
}

}  // namespace
}  // namespace prorata::report
