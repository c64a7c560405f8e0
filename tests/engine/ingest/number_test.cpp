// Numbers bit for bit: what the fast path makes of a text is what fast_float and strtod make of it.
#include "core/number.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <fast_float/fast_float.h>
#include <gtest/gtest.h>

#include "core/decimal.h"
#include "engine/ingest/parsed.h"
#include "ingest/decimal.h"

namespace prorata::ingest {
namespace {

class ValueSink : public SeriesSink {
 public:
  void begin_series() override {}
  void labels(std::span<const Label>) override {}
  void samples(std::span<const std::int64_t> times_ms, std::span<const double> values) override {
    times.insert(times.end(), times_ms.begin(), times_ms.end());
    got.insert(got.end(), values.begin(), values.end());
  }
  void end_series() override {}
  std::vector<std::int64_t> times;
  std::vector<double> got;
};

double reference(const std::string& text) {
  double value = std::numeric_limits<double>::quiet_NaN();
  fast_float::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// All numbers as the points of one series on a grid, through the fast path.
void expect_exact(const std::vector<std::string>& numbers) {
  std::string document = R"({"status":"success","data":{"resultType":"matrix","result":[{"values":[)";
  std::vector<double> want;
  for (const std::string& number : numbers) {
    const double value = reference(number);
    if (std::isfinite(value)) want.push_back(value);
    document +=
        (want.empty() || document.back() == '[' ? "[" : ",[") + std::to_string(1'500'000'000 + 60 * want.size());
    document += ",\"" + number + "\"]";
  }
  ValueSink sink;
  ResponseParser parser(sink);
  ASSERT_TRUE(parser.write(document + "]}]}}"));
  ASSERT_TRUE(parser.finish());
  ASSERT_EQ(sink.got.size(), want.size());
  if (std::memcmp(sink.got.data(), want.data(), want.size() * sizeof(double)) == 0) return;
  for (std::size_t i = 0; i < want.size(); ++i) ASSERT_EQ(sink.got[i], want[i]) << numbers[i];
  FAIL() << "the sign of a zero differs";
}

template <class... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 512> text;
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

double random_double(Random& random, std::uint64_t exponent_low, std::uint64_t exponents) {
  const std::uint64_t bits =
      (random.next() >> 12) | ((exponent_low + random.next() % exponents) << 52) | (random.next() << 63);
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// The shortest text that reads back as `value`.
std::string shortest(double value) {
  for (int digits = 15; digits < 17; ++digits)
    if (const std::string text = print("%.*g", digits, value); reference(text) == value) return text;
  return print("%.17g", value);
}

constexpr int kBatch = 50'000;

template <class Make>
void expect_exact_random(int batches, Make make) {
  Random random(11);
  std::vector<std::string> numbers(kBatch);
  for (int batch = 0; batch < batches; ++batch) {
    for (std::string& number : numbers) number = make(random);
    expect_exact(numbers);
  }
}

TEST(Numbers, SeventeenDigits) {
  expect_exact_random(6, [](Random& random) { return print("%.17g", random_double(random, 1000, 60)); });
}
TEST(Numbers, ShortestOfAnyMagnitude) {
  expect_exact_random(4, [](Random& random) { return shortest(random_double(random, 0, 2047)); });
}
TEST(Numbers, ShortestNearOne) {
  expect_exact_random(4, [](Random& random) { return shortest(random_double(random, 990, 80)); });
}
TEST(Numbers, Subnormal) {
  expect_exact_random(1, [](Random& random) { return print("%.17g", random_double(random, 0, 1)); });
}
TEST(Numbers, FixedDecimals) {
  expect_exact_random(6, [](Random& random) {
    const double value =
        static_cast<double>(random.next() >> 11) / static_cast<double>(std::uint64_t{1} << random.below(53));
    return print("%.*f", static_cast<int>(random.below(18)), value);
  });
}
TEST(Numbers, DigitsOfEveryLength) {
  expect_exact_random(4, [](Random& random) {
    std::string text = random.below(2) == 0 ? "-" : "";
    for (std::size_t digits = 1 + random.below(22); digits != 0; --digits)
      text += static_cast<char>('0' + random.below(10));
    if (random.below(2) == 0) text += ".";
    if (text.back() == '.')
      for (std::size_t digits = 1 + random.below(24); digits != 0; --digits)
        text += static_cast<char>('0' + random.below(10));
    if (random.below(4) == 0) text += print("e%d", static_cast<int>(random.below(600)) - 300);
    return text;
  });
}
TEST(Numbers, HalfWayBetweenTwoDoubles) {
  expect_exact_random(3, [](Random& random) {
    // 2^53 + odd is half way; so is it divided by a power of two, written out in full.
    const std::uint64_t half = (std::uint64_t{1} << 53) + 2 * random.below(1 << 30) + 1;
    if (random.below(2) == 0) return std::to_string(half);
    const auto quarters = static_cast<unsigned long long>(half) * 25;
    const std::string digits = std::to_string(quarters);
    return digits.substr(0, digits.size() - 2) + "." + digits.substr(digits.size() - 2);
  });
}

/// Half way between a double and the next one in all its digits, and the next decimal above and below that.
TEST(Numbers, HalfWayInFullLength) {
  expect_exact_random(1, [](Random& random) {
    std::array<char, 1200> text;
    const auto half = static_cast<long double>((std::uint64_t{1} << 53) + 2 * (random.next() >> 12) + 1);
    const int power = static_cast<int>(random.below(2040)) - 1075;
    std::snprintf(text.data(), text.size(), "%.1100Lg", std::ldexp(half, power));
    std::string number = text.data();
    const std::size_t exponent = std::min(number.find('e'), number.size());
    const std::size_t change = random.below(3);
    if (change == 1) number.insert(exponent, number.find('.') < exponent ? "0000001" : ".0000001");
    if (change == 2 && number[exponent - 1] != '0') --number[exponent - 1];
    return number;
  });
}
TEST(Numbers, HundredsOfDigits) {
  expect_exact_random(1, [](Random& random) {
    std::string number = "0.";
    number.append(random.below(200), '0');
    for (std::size_t digits = 1 + random.below(800); digits != 0; --digits)
      number += static_cast<char>('0' + random.below(10));
    return random.below(2) == 0 ? number : number + print("e%d", static_cast<int>(random.below(640)));
  });
}
TEST(Numbers, EndsOfTheRange) {
  // The largest double and what rounds to it or to infinity; the smallest, its half, and what rounds away from zero.
  for (const char* text : {"1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.797693134862315807e308",
                           "1.797693134862315808e308",
                           "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179"
                           "7758720709633028641669"
                           "2887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730"
                           "270069855571366959622"
                           "842914819860834936475292719074168444365510704342711559699508093042880e-1",
                           "4.9e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "2.47032822920623272088e-324",
                           "2.47032822920623272089e-324",
                           "1e-400",
                           "1e400",
                           "0e999999999999",
                           "0.0000e-5",
                           "123456789012345678901234567890e-330",
                           "-0",
                           "00",
                           "5.",
                           ".5",
                           "1e",
                           "1e+",
                           "1.5e-3x",
                           "1..2",
                           "9007199254740993.0000000000000000000000000000000001"}) {
    const std::string number = text;
    double want = 0, got = 0;
    const char* const end = number.data() + number.size();
    const auto [rest, problem] = fast_float::from_chars(number.data(), end, want);
    EXPECT_EQ(read_decimal(number, got), rest) << text;
    EXPECT_EQ(got, want) << text;
    EXPECT_EQ(std::signbit(got), std::signbit(want)) << text;
  }
  double value = 7;
  for (const char* text : {"", "-", ".", "-.", "e5", "+1", " 1", "nan", "inf", "Infinity"})
    EXPECT_EQ(read_decimal(text, value), nullptr) << text;
}

TEST(Numbers, PowersOfFiveAreThoseOfTheTable) {
  for (int word = 0; word < fast_float::powers::number_of_entries; ++word)
    ASSERT_EQ(kPowersOfFive[word], fast_float::powers::power_of_five_128[word]) << word;
}

TEST(Numbers, StrtodAgrees) {
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = print("%.17g", random_double(random, 0, 2047));
    const Value value = parse_value(text);
    ASSERT_EQ(value.kind, ValueKind::finite) << text;
    ASSERT_EQ(value.number, std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(Numbers, TimesKeepEveryMillisecond) {
  std::string document = R"({"status":"success","data":{"resultType":"matrix","result":[{"values":[)";
  std::vector<std::int64_t> want;
  Random random(9);
  for (int i = 0; i < 50'000; ++i) {
    const auto ms = static_cast<std::int64_t>(1'000'000'000'000 + random.next() % 6'000'000'000'000);
    const auto decimals = random.below(4);
    const std::int64_t kept = decimals == 0   ? ms / 1000 * 1000
                              : decimals == 1 ? ms / 100 * 100
                              : decimals == 2 ? ms / 10 * 10
                                              : ms;
    const std::string text =
        print("%lld.%03lld", static_cast<long long>(kept / 1000), static_cast<long long>(kept % 1000));
    document +=
        (i == 0 ? "[" : ",[") + text.substr(0, text.size() - 3 + decimals - (decimals == 0 ? 1 : 0)) + ",\"1\"]";
    want.push_back(kept);
  }
  ValueSink sink;
  ResponseParser parser(sink);
  ASSERT_TRUE(parser.write(document + "]}]}}"));
  ASSERT_TRUE(parser.finish());
  EXPECT_EQ(sink.times, want);
}

TEST(Times, Decimal) {
  const auto ms = [](const char* text) { return parse_time(text).ms; };
  EXPECT_EQ(ms("1767200007.0004999"), 1767200007000);
  EXPECT_EQ(ms("1767200007.0005"), 1767200007001);
  EXPECT_EQ(ms("17672000070e-1"), 1767200007000);
  EXPECT_EQ(ms("0.00000000000000000000000000000000000001"), 0);
  EXPECT_EQ(ms("1767200007.00000000000000000000000000000000001"), 1767200007000);
  for (const char* text : {"-1", "1e30", "1e99999999999", "99999999999999999999999999", "7258118400"})
    EXPECT_EQ(parse_time(text).kind, TimeKind::out_of_range) << text;
  for (const char* text : {"", "-", "1.", ".5", "01", "+1", "1e", "1 ", "NaN", "0x1"})
    EXPECT_EQ(parse_time(text).kind, TimeKind::garbage) << text;
}

TEST(ParseNumber, TakesWholeFiniteNumbersOnly) {
  EXPECT_EQ(*parse_number("0.031"), 0.031);
  EXPECT_EQ(*parse_number("-4e-3"), -0.004);
  for (const char* text : {"", " 1", "1 ", "1x", "x", "NaN", "inf", "-Infinity", "1e999", "0x10", "1,5"}) {
    const auto number = parse_number(text);
    ASSERT_FALSE(number) << text;
    EXPECT_EQ(number.error().code, ErrorCode::bad_input);
    EXPECT_NE(number.error().message.find(text), std::string::npos);
  }
}

}  // namespace
}  // namespace prorata::ingest
