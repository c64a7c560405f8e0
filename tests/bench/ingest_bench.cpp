// Ingest throughput, one core: our parser against simdjson On-Demand, nlohmann SAX and memcpy on the same bytes.
//
//   ingest_bench [megabytes = 100] [runs = 5] [json file] [numbers = 10000000]
//
// Every parser fills the same columns; their checksums must agree. Runs alternate between the parsers, so that a noisy
// moment of the machine hits all of them; the medians are compared. Before that, random numbers are read by our scanner
// and by fast_float and must agree bit for bit. Prints a table, and JSON if a file is named.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fast_float/fast_float.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "bench/ingest_columns.h"
#include "bench/ingest_documents.h"
#include "ingest/response_parser.h"

namespace {

using prorata::bench::Columns;
using prorata::bench::Random;

[[noreturn]] void stop(const std::string& message) {
  std::fprintf(stderr, "ingest_bench: %s\n", message.c_str());
  std::exit(1);
}

// --- The contenders ---

void parse_ours(std::string_view document, std::size_t chunk_bytes, Columns& columns) {
  prorata::bench::ColumnSink sink(columns);
  prorata::ingest::ResponseParser parser(sink);
  for (std::size_t at = 0; at < document.size(); at += chunk_bytes)
    if (const auto written = parser.write(document.substr(at, chunk_bytes)); !written) stop(written.error().message);
  if (const auto summary = parser.finish(); !summary) stop(summary.error().message);
}

template <class Element>
std::int64_t simdjson_time(Element element, bool whole_seconds) {
  if (whole_seconds) return element.get_int64().value() * 1000;
  return std::llround(element.get_double().value() * 1000);
}

void simdjson_point(simdjson::ondemand::array point, bool whole_seconds, Columns& columns) {
  auto item = point.begin().value();
  const std::int64_t time = simdjson_time(*item, whole_seconds);
  ++item;
  columns.add(time, (*item).get_double_in_string().value());
  ++item;
}

void parse_simdjson(simdjson::ondemand::parser& parser, const simdjson::padded_string& document, bool whole_seconds,
                    Columns& columns) {
  auto answer = parser.iterate(document);
  for (simdjson::ondemand::object series : answer["data"]["result"]) {
    for (auto label : series["metric"].get_object()) {
      columns.add_text(label.unescaped_key().value());
      columns.add_text(label.value().get_string().value());
    }
    simdjson::ondemand::array values;
    if (series["values"].get(values) == simdjson::SUCCESS) {
      for (simdjson::ondemand::array point : values) simdjson_point(point, whole_seconds, columns);
    } else {
      simdjson_point(series["value"].get_array(), whole_seconds, columns);
    }
    columns.end_series();
  }
}

/// The least that SAX needs: it trusts the member order of the generated documents.
class SaxReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit SaxReader(Columns& columns) : columns_(columns) {}
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t seconds) override { return time(static_cast<double>(seconds)); }
  bool number_unsigned(number_unsigned_t seconds) override { return time(static_cast<double>(seconds)); }
  bool number_float(number_float_t seconds, const string_t&) override { return time(seconds); }
  bool string(string_t& text) override {
    if (in_metric_) columns_.add_text(text);
    if (!in_points_) return true;
    double value = 0;
    fast_float::from_chars(text.data(), text.data() + text.size(), value);
    columns_.add(time_, value);
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t& name) override {
    if (in_metric_) {
      columns_.add_text(name);
    } else {
      in_metric_ = name == "metric";
      in_points_ = name == "values" || name == "value";
    }
    return true;
  }
  bool end_object() override {
    if (in_points_) columns_.end_series();
    in_metric_ = in_points_ = false;
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& problem) override {
    stop(problem.what());
  }

 private:
  bool time(double seconds) {
    time_ = std::llround(seconds * 1000);
    return true;
  }
  Columns& columns_;
  bool in_metric_ = false;
  bool in_points_ = false;
  std::int64_t time_ = 0;
};

void parse_nlohmann(const std::string& document, Columns& columns) {
  SaxReader reader(columns);
  nlohmann::json::sax_parse(document, &reader);
}

// --- Measuring ---

struct Contender {
  std::string name;
  std::function<void()> run;
  std::vector<double> seconds;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure(std::vector<Contender>& contenders, int runs) {
  for (int run = 0; run <= runs; ++run) {
    for (Contender& contender : contenders) {
      const auto start = std::chrono::steady_clock::now();
      contender.run();
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      if (run != 0) contender.seconds.push_back(took.count());  // the first run only touches the memory
    }
  }
}

nlohmann::ordered_json bench_shape(std::string_view shape, std::size_t bytes, int runs) {
  const std::string document = prorata::bench::make_document(shape, bytes);
  const simdjson::padded_string padded(document);
  simdjson::ondemand::parser parser;
  const bool whole_seconds = shape != "raw-ms";
  Columns ours;
  Columns chunked;
  Columns theirs;
  Columns sax;
  std::string copy(document.size(), 0);

  constexpr std::size_t kChunk = std::size_t{64} << 10;
  std::vector<Contender> contenders;
  const auto parse_into = [&contenders](const char* name, Columns& columns, auto parse) {
    contenders.push_back({name,
                          [&columns, parse] {
                            columns.clear();
                            parse(columns);
                          },
                          {}});
  };
  parse_into("prorata", ours, [&](Columns& into) { parse_ours(document, document.size(), into); });
  parse_into("prorata 64K", chunked, [&](Columns& into) { parse_ours(document, kChunk, into); });
  parse_into("simdjson", theirs, [&](Columns& into) { parse_simdjson(parser, padded, whole_seconds, into); });
  parse_into("nlohmann", sax, [&](Columns& into) { parse_nlohmann(document, into); });
  contenders.push_back({"memcpy", [&] { std::memcpy(copy.data(), document.data(), document.size()); }, {}});
  measure(contenders, runs);

  for (const Columns* columns : {&chunked, &theirs, &sax})
    if (columns->checksum() != ours.checksum()) stop("the parsers disagree on " + std::string(shape));

  nlohmann::ordered_json row{{"shape", shape}, {"bytes", document.size()}, {"samples", ours.times.size()}};
  std::printf("%-15s %7.1f MB", std::string(shape).c_str(), static_cast<double>(document.size()) / 1e6);
  for (const Contender& contender : contenders) {
    const double speed = static_cast<double>(document.size()) / 1e6 / median(contender.seconds);
    row["megabytesPerSecond"][contender.name] = speed;
    row["seconds"][contender.name] = contender.seconds;
    std::printf(" %11.0f", speed);
  }
  const double ratio = median(contenders[2].seconds) / median(contenders[0].seconds);
  row["timesSimdjson"] = ratio;
  std::printf(" %9.2fx\n", ratio);
  return row;
}

// --- Numbers ---

/// One number as text: any finite double at 17 digits, 1 to 19 digits with a point anywhere, or half way between two
/// doubles.
std::string random_number(Random& random) {
  char text[64];
  const std::uint64_t kind = random.below(4);
  double value = 0;
  std::uint64_t bits = random.next();
  std::memcpy(&value, &bits, sizeof value);
  if (kind == 0 && std::isfinite(value)) {
    std::snprintf(text, sizeof text, "%.*g", static_cast<int>(15 + random.below(3)), value);
  } else if (kind == 1) {
    std::snprintf(text, sizeof text, "%llu",
                  static_cast<unsigned long long>((std::uint64_t{1} << 53) + 2 * random.below(1 << 30) + 1));
  } else {
    std::snprintf(text, sizeof text, "%.*f", static_cast<int>(random.below(17)), 4 * random.unit());
  }
  return text;
}

void check_numbers(std::uint64_t count) {
  Random random(1);
  constexpr std::uint64_t kBatch = 100'000;
  for (std::uint64_t done = 0; done < count; done += kBatch) {
    std::string document = R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[)";
    std::vector<double> expected;
    for (std::uint64_t i = 0; i < kBatch; ++i) {
      const std::string number = random_number(random);
      double value = 0;
      fast_float::from_chars(number.data(), number.data() + number.size(), value);
      if (std::isfinite(value)) expected.push_back(value);
      document += (i == 0 ? "[" : ",[") + std::to_string(1'711'382'400 + 300 * i) + ",\"" + number + "\"]";
    }
    document += "]}]}}";
    Columns columns;
    parse_ours(document, document.size(), columns);
    if (columns.values.size() != expected.size() ||
        std::memcmp(columns.values.data(), expected.data(), expected.size() * sizeof(double)) != 0)
      stop("a number differs from fast_float's");
  }
  std::printf("%llu random numbers equal fast_float's, bit for bit\n\n", static_cast<unsigned long long>(count));
}

}  // namespace

int main(int argc, char** argv) {
  const double megabytes = argc > 1 ? std::atof(argv[1]) : 100;
  const int runs = argc > 2 ? std::atoi(argv[2]) : 5;
  check_numbers(argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 10'000'000);

  std::printf("%-15s %10s %11s %11s %11s %11s %11s %10s\n", "MB/s, medians", "", "prorata", "in 64 KiB", "simdjson",
              "nlohmann", "memcpy", "simdjson");
  nlohmann::ordered_json report{{"benchmark", "ingest"}, {"runs", runs}, {"shapes", nlohmann::json::array()}};
  for (const std::string_view shape : prorata::bench::kShapes)
    report["shapes"].push_back(bench_shape(shape, static_cast<std::size_t>(megabytes * 1e6), runs));
  if (argc > 3) std::ofstream(argv[3]) << report.dump(2) << '\n';
  return 0;
}
