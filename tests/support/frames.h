// Hand-made answers: series as labels and points, merged into the frames that later stages read.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/names.h"
#include "core/notice.h"
#include "series/collector.h"
#include "series/frame.h"
#include "support/times.h"

namespace prorata::tests {

struct Point {
  Instant at;
  double value = 0;
};

/// labels: "namespace=shop,pod=cart"; in the order written.
struct Series {
  std::string labels;
  std::vector<Point> points;
};

inline std::vector<ingest::Label> labels_of(std::string_view text) {
  std::vector<ingest::Label> labels;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    labels.push_back({pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1)});
  }
  return labels;
}

inline series::Batch batch_of(Names& names, const std::vector<Series>& all) {
  series::Collector collector(names);
  for (const Series& one : all) {
    collector.begin_series();
    collector.labels(labels_of(one.labels));
    for (const Point& point : one.points) {
      const std::int64_t time = to_ms(point.at);
      collector.samples({&time, 1}, {&point.value, 1});
    }
    collector.end_series();
  }
  return collector.take();
}

inline series::Frame frame_of(Names& names, const std::vector<Series>& all) {
  Notices ignored;
  std::vector<series::Batch> batches;
  batches.push_back(batch_of(names, all));
  return series::merge(std::move(batches), names, "test", ignored);
}

/// Equal values at every step in [first, last].
inline std::vector<Point> level(Instant first, Instant last, Duration step, double value) {
  std::vector<Point> points;
  for (Instant at = first; at <= last; at += step) points.push_back({at, value});
  return points;
}

/// A counter that stands at `start` at `first` and grows by `rate` per second.
inline std::vector<Point> growing(Instant first, Instant last, Duration step, double rate, double start = 0) {
  std::vector<Point> points;
  for (Instant at = first; at <= last; at += step) {
    points.push_back({at, start + rate * static_cast<double>((at - first).count()) / 1000.0});
  }
  return points;
}

/// One line per series: `{name=value,...} 10:00:00=1.5 ...` with clock times.
inline std::string dump(const series::Frame& frame, const Names& names) {
  std::string text;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    text += '{';
    for (const series::Label& label : frame.labels(i)) {
      if (text.back() != '{') text += ',';
      text.append(names.text(label.name)).append("=").append(names.text(label.value));
    }
    text += '}';
    for (std::size_t p = 0; p < frame.times(i).size(); ++p) {
      const std::string time = to_text(instant_ms(frame.times(i)[p]));
      std::string value = std::to_string(frame.values(i)[p]);
      value.erase(value.find_last_not_of('0') + 1);
      if (value.back() == '.') value.pop_back();
      text.append(" ").append(time.substr(11, time.size() - 12)).append("=").append(value);
    }
    text += '\n';
  }
  return text;
}

}  // namespace prorata::tests
