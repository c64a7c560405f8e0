// Generated Prometheus answers for the ingest benchmarks: the same bytes natively and in WebAssembly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace prorata::bench {

inline constexpr std::array<std::string_view, 6> kShapes = {"grid17",      "short-integers", "raw-ms",
                                                            "long-labels", "tiny-series",    "pretty"};

/// splitmix64: the standard library's distributions differ between implementations.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// [0, 1)
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

/// Writes one answer of a shape, series after series, until it has about `bytes` bytes.
class DocumentWriter {
 public:
  DocumentWriter(std::string_view shape, std::size_t bytes) : shape_(shape), pretty_(shape == "pretty") {
    text_.reserve(bytes + (std::size_t{1} << 16));
    text_ += R"({"status":"success","data":{"resultType":")";
    text_ += shape_ == "tiny-series" ? "vector" : "matrix";
    text_ += R"(","result":[)";
    for (std::uint64_t series = 0; text_.size() < bytes; ++series) {
      if (series != 0) text_ += ',';
      write_series(series);
    }
    text_ += "]}}";
  }
  std::string take() { return std::move(text_); }

 private:
  void line(int depth) {
    if (!pretty_) return;
    text_ += '\n';
    text_.append(static_cast<std::size_t>(2 * depth), ' ');
  }
  template <class... Values>
  void print(const char* format, Values... values) {
    std::array<char, 96> buffer;
    const int size = std::snprintf(buffer.data(), buffer.size(), format, values...);
    text_.append(buffer.data(), static_cast<std::size_t>(size));
  }

  void write_series(std::uint64_t series) {
    line(3);
    text_ += '{';
    line(4);
    text_ += pretty_ ? R"("metric": {)" : R"("metric":{)";
    write_labels(series);
    line(4);
    text_ += "},";
    line(4);
    if (shape_ == "tiny-series") {
      text_ += R"("value":)";
      write_point(1711382400'000);
    } else {
      text_ += pretty_ ? R"("values": [)" : R"("values":[)";
      write_points(shape_ == "long-labels" ? 2 : 288);
      line(4);
      text_ += ']';
    }
    line(3);
    text_ += '}';
  }

  void write_labels(std::uint64_t series) {
    const auto id = static_cast<unsigned long long>(series);
    const char* const separator = pretty_ ? "\": \"" : "\":\"";
    const auto label = [&](const char* name, const char* format, bool more) {
      line(5);
      text_ += '"';
      text_ += name;
      text_ += separator;
      print(format, id);
      text_ += more ? "\"," : "\"";
    };
    if (shape_ == "tiny-series") return label("pod", "cart-%llu", false);
    const bool all = shape_ == "long-labels" || shape_ == "raw-ms";
    label("namespace", all ? "team-%llu-production" : "team-%llu", true);
    label("pod", "cart-6d4b75cb6d-%05llu", true);
    if (all) write_target_labels(label);
    label("container", "app-%llu", false);
  }

  template <class LabelWriter>
  static void write_target_labels(LabelWriter& label) {
    label("__name__", "container_cpu_usage_seconds_total", true);
    label("cpu", "total", true);
    label("endpoint", "https-metrics", true);
    label("id", "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod9a8c88f0_399e_4c52_%05llu.slice", true);
    label("image", "registry.eu-west-1.example.com/shop/cart@sha256:3c71f0e2b14a6b5d7e8f9012%08llu", true);
    label("instance", "10.0.1.11:10250", true);
    label("job", "kubelet", true);
    label("metrics_path", "/metrics/cadvisor", true);
    label("name", "b5d1a2f3c4e5968778695a4b3c2d1e0f0f1e2d3c4b5a69788796a5b4c3d2%08llu", true);
    label("node", "ip-10-0-1-11.eu-west-1.compute.internal", true);
    label("service", "kube-prometheus-stack-kubelet", true);
  }

  void write_points(int count) {
    std::int64_t time_ms = 1711382400'000;
    for (int i = 0; i < count; ++i) {
      if (i != 0) text_ += ',';
      line(5);
      write_point(time_ms);
      time_ms += shape_ == "raw-ms" ? 30'000 + static_cast<std::int64_t>(random_.below(21)) - 10 : 300'000;
    }
  }

  void write_point(std::int64_t time_ms) {
    text_ += '[';
    line(6);
    if (shape_ == "raw-ms") {
      print("%lld.%03lld", static_cast<long long>(time_ms / 1000), static_cast<long long>(time_ms % 1000));
    } else {
      print("%lld", static_cast<long long>(time_ms / 1000));
    }
    text_ += ',';
    line(6);
    text_ += '"';
    write_value();
    text_ += '"';
    line(5);
    text_ += ']';
  }

  void write_value() {
    if (shape_ == "short-integers" || shape_ == "tiny-series") {
      print("%llu", static_cast<unsigned long long>(random_.below(10'000)));
    } else if (shape_ == "raw-ms") {
      print("%.9f", 86'400 * random_.unit());
    } else {
      print("%.17g", 4 * random_.unit());
    }
  }

  std::string_view shape_;
  bool pretty_;
  Random random_{20260101};
  std::string text_;
};

inline std::string make_document(std::string_view shape, std::size_t bytes) {
  return DocumentWriter(shape, bytes).take();
}

}  // namespace prorata::bench
