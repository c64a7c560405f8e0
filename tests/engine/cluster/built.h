// Builds a cluster from hand-made answers and writes it down as text, one line per row.
#pragma once

#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "support/frames.h"

namespace prorata::cluster {

inline std::string clock(Instant at) {
  const std::string text = to_text(at);
  return text.substr(11, text.size() - 12);
}
inline std::string span_text(Window window) {
  return window.empty() ? "never" : clock(window.begin) + "-" + clock(window.end);
}
inline std::string text_of(const StepValue& value) {
  std::string text;
  for (const ValueStep& step : value.steps()) {
    text += (text.empty() ? "" : " ") + clock(step.until) + "=" + std::to_string(step.value);
  }
  return text;
}

/// Series whose one value is a time in seconds, as the lifetime queries answer.
inline tests::Series time_series(std::string labels, std::vector<Instant> times) {
  tests::Series series{std::move(labels), {}};
  Instant asked = tests::at("12:00");
  for (const Instant time : times) {
    series.points.push_back({asked, static_cast<double>(to_ms(time)) / 1000.0});
    asked -= std::chrono::hours(1);
  }
  return series;
}
/// An info metric: labels with the value 1 at noon.
inline tests::Series info(std::string labels) {
  return {std::move(labels), {{tests::at("12:00"), 1}}};
}

/// Input over 09:00-12:00 with lifetimes known to the minute.
struct Built {
  Built() {
    input.window = tests::between("09:00", "12:00");
    input.lifetime_resolution = std::chrono::minutes(1);
    input.resolution = std::chrono::minutes(5);
  }
  void set(series::Frame Input::*slot, const std::vector<tests::Series>& series) {
    input.*slot = tests::frame_of(names, series);
  }
  Built& build() {
    cluster = cluster::build(std::move(input), names, notices);
    return *this;
  }
  [[nodiscard]] std::string text(NameId id) const { return std::string(names.text(id)); }

  /// "n1 id 09:00:00-12:00:00", in the order of rows; "implied" where it is.
  [[nodiscard]] std::vector<std::string> nodes() const {
    std::vector<std::string> lines;
    const Nodes& all = cluster.nodes;
    for (std::size_t n = 0; n < all.size(); ++n) {
      lines.push_back(text(all.name[n]) + " " + text(all.provider_id[n]) + " " + span_text(all.alive[n]) +
                      (all.implied[n] ? " implied" : ""));
    }
    return lines;
  }
  /// "shop/cart u1 on n1 09:00:00-12:00:00"
  [[nodiscard]] std::vector<std::string> pods() const {
    std::vector<std::string> lines;
    const Pods& all = cluster.pods;
    for (std::size_t p = 0; p < all.size(); ++p) {
      lines.push_back(text(all.name_space[p]) + "/" + text(all.name[p]) + " " + text(all.uid[p]) + " on " +
                      (all.node[p] == kNone ? "nothing" : text(cluster.nodes.name[all.node[p]])) + " " +
                      span_text(all.alive[p]));
    }
    return lines;
  }
  /// "cart/app cpu 12:00:00=500000", one line per container and requested resource, or "cart/app" alone. What is no app
  /// container says so: "cart/app (sidecar)".
  [[nodiscard]] std::vector<std::string> containers() const {
    std::vector<std::string> lines;
    const Containers& all = cluster.containers;
    const char* const roles[] = {"", " (init)", " (sidecar)", " (overhead)"};
    const char* const resources[] = {" cpu ", " ram ", " gpu ", " disk "};
    for (std::size_t c = 0; c < all.size(); ++c) {
      const std::string name =
          text(cluster.pods.name[all.pod[c]]) + "/" + text(all.name[c]) + roles[static_cast<std::size_t>(all.role[c])];
      bool any = false;
      for (std::size_t r = 0; r < kResources; ++r) {
        if (!all.request[c][r].known()) continue;
        lines.push_back(name + resources[r] + text_of(all.request[c][r]));
        any = true;
      }
      if (!any) lines.push_back(name);
    }
    return lines;
  }
  [[nodiscard]] std::uint64_t noticed(std::string_view id) const {
    const Notice* notice = notices.find(id);
    return notice == nullptr ? 0 : notice->count;
  }

  Names names;
  Notices notices;
  Input input;
  Cluster cluster;
};

using Lines = std::vector<std::string>;

}  // namespace prorata::cluster
