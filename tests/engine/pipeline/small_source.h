// A source that answers the plan's requests about two pods on one node, small enough for hand arithmetic.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/session.h"
#include "plan/planner.h"
#include "support/times.h"

namespace prorata::pipeline {

// 10:00-12:00 on node n1 (4 cores, 8 GiB), resolution 5m.
//
// pod        asks for                                lives          uses
// shop/cart  1 core, from 11:30 on 2 cores; 1 GiB    since 09:00    0.5 core, 0.5 GiB
// data/db    2 cores, 4 GiB                          10:30-11:15    nothing known
//
// cart 1.5 × 1 + 0.5 × 2 = 2.5 core-h and 2 GiB-h; db 1.5 core-h and 3 GiB-h; the node 8 core-h and 16 GiB-h.
class SmallSource {
 public:
  SmallSource() {
    const auto since = [](std::string_view clock) {
      return [seconds = static_cast<double>(to_ms(tests::at(clock))) / 1000](Instant) { return seconds; };
    };
    const auto always = [](double value) { return [value](Instant) { return value; }; };
    const std::string cart = R"("namespace":"shop","pod":"cart","uid":"u1")",
                      db = R"("namespace":"data","pod":"db","uid":"u2")";
    const std::string app = R"(,"container":"app")", cpu = R"(,"resource":"cpu")", memory = R"(,"resource":"memory")";
    add("probe_metrics", R"("__name__":"kube_pod_info")", always(2));
    add("probe_scrape", "", always(10));
    add("probe_containers", "", always(1));
    for (const std::string& pod : {cart, db}) {
      add("pods", pod + R"(,"node":"n1","created_by_kind":"StatefulSet","created_by_name":"s")", always(1));
      add("containers", pod + app, always(1));
    }
    add("pod_start", cart, since("09:00"));
    add("pod_start", db, since("10:30"));
    add("pod_completion", db, since("11:15"));
    add("nodes", R"("node":"n1")", always(1));
    add("node_presence", R"("node":"n1")", always(1));
    add("node_capacity", R"("node":"n1","resource":"cpu")", always(4));
    add("node_capacity", R"("node":"n1","resource":"memory")", always(8589934592.0));
    add("requests", cart + app + cpu, [](Instant at) { return at <= tests::at("11:00") ? 1.0 : 2.0; });
    add("requests", cart + app + memory, always(1073741824.0));
    add("requests", db + app + cpu, always(2));
    add("requests", db + app + memory, always(4294967296.0));
    add("requests_changed", cart + app + cpu, always(2), tests::between("11:00:01", "12:00:01"));
    add("requests_fine", cart + app + cpu, [](Instant at) { return at <= tests::at("11:30") ? 1.0 : 2.0; });
    add("cpu_usage", R"("namespace":"shop","pod":"cart","container":"app")",
        [](Instant at) { return 1000 + static_cast<double>((at - tests::at("09:00")).count()) / 2000; });
    add("ram_usage", R"("namespace":"shop","pod":"cart","container":"app")", always(524288));
  }

  /// db waits for its image from 10:30 to 10:45.
  SmallSource& with_waiting() {
    const auto one = [](Instant) { return 1.0; };
    add("probe_metrics", R"("__name__":"kube_pod_container_status_waiting_reason")", one);
    add("waiting", R"("namespace":"data","pod":"db","uid":"u2","container":"app","reason":"ImagePullBackOff")", one,
        tests::between("10:35", "10:45:01"));
    return *this;
  }

  [[nodiscard]] std::string answer(const plan::Request& request) const {
    std::string series;
    for (const Series& one : series_) {
      if (one.id != request.id) continue;
      const std::string points = points_of(one, request);
      if (points.empty()) continue;
      series += (series.empty() ? "" : ",") + std::string(R"({"metric":{)") + one.metric + "}," + points + "}";
    }
    return std::string(R"({"status":"success","data":{"resultType":")") +
           (request.kind == plan::Kind::vector ? "vector" : "matrix") + R"(","result":[)" + series + "]}}";
  }

 private:
  struct Series {
    std::string id, metric;
    std::function<double(Instant)> value;
    Window seen;
  };
  void add(std::string id, std::string metric, std::function<double(Instant)> value,
           Window seen = tests::between("08:00", "12:00:01")) {
    series_.push_back({std::move(id), std::move(metric), std::move(value), seen});
  }
  static std::string point(const Series& one, Instant at) {
    return "[" + to_unix_text(at) + ",\"" + std::to_string(one.value(at)) + "\"]";
  }
  static std::string points_of(const Series& one, const plan::Request& request) {
    if (request.kind == plan::Kind::vector) {
      return one.seen.contains(request.end) ? "\"value\":" + point(one, request.end) : "";
    }
    std::string values;
    for (Instant at = request.start; at <= request.end; at += request.step) {
      if (one.seen.contains(at)) values += (values.empty() ? "" : ",") + point(one, at);
    }
    return values.empty() ? "" : "\"values\":[" + values + "]";
  }

  std::vector<Series> series_;
};

}  // namespace prorata::pipeline
