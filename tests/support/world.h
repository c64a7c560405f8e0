// A cluster as tables, row by row, with usage per interval: what allocation and all later stages read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/allocate.h"
#include "allocation/usage.h"
#include "cluster/cluster.h"
#include "support/times.h"

namespace prorata::tests {

inline constexpr std::int64_t kGib = 1048576;  // KiB

struct World {
  explicit World(Window window, Duration step = std::chrono::minutes(5)) : grid(series::Grid::over(window, step)) {
    cluster.window = window;
  }

  /// Cores and GiB; a node without either is implied.
  std::uint32_t node(std::string_view name, double cores, double gib, std::optional<Window> alive = {},
                     double gpus = 0) {
    cluster::Nodes& nodes = cluster.nodes;
    nodes.cluster.push_back(names.intern("c"));
    nodes.name.push_back(names.intern(name));
    for (auto* column : {&nodes.provider_id, &nodes.instance_type, &nodes.region, &nodes.zone})
      column->push_back(kNoName);
    nodes.spot.push_back(false);
    nodes.alive.push_back(alive.value_or(cluster.window));
    nodes.capacity.emplace_back();
    nodes.allocatable.emplace_back();
    const auto set = [&](cluster::Resource resource, double amount) {
      if (amount > 0)
        nodes.capacity.back()[index(resource)].append(cluster.window.end, static_cast<std::int64_t>(amount));
    };
    set(cluster::Resource::cpu, cores * 1e6);
    set(cluster::Resource::ram, gib * static_cast<double>(kGib));
    set(cluster::Resource::gpu, gpus * 1e6);
    nodes.label_row.push_back(cluster::kNone);
    nodes.implied.push_back(cores == 0 && gib == 0);
    nodes.virtual_kind.push_back(cluster::VirtualKind::none);
    nodes.exported_price.emplace_back();
    return static_cast<std::uint32_t>(nodes.size() - 1);
  }

  std::uint32_t pod(std::string_view name_space, std::string_view name, std::uint32_t node,
                    std::optional<Window> alive = {}) {
    cluster::Pods& pods = cluster.pods;
    pods.cluster.push_back(names.intern("c"));
    pods.name_space.push_back(names.intern(name_space));
    pods.name.push_back(names.intern(name));
    for (auto* column : {&pods.uid, &pods.controller_kind, &pods.controller}) column->push_back(kNoName);
    pods.node.push_back(node);
    pods.alive.push_back(alive.value_or(cluster.window));
    pods.started.push_back(alive ? std::optional(alive->begin) : std::nullopt);
    pods.label_row.push_back(cluster::kNone);
    pods.namespace_label_row.push_back(cluster::kNone);
    pods.annotation_row.push_back(cluster::kNone);
    pods.namespace_annotation_row.push_back(cluster::kNone);
    pods.services.emplace_back();
    pods.host_network.push_back(false);
    return static_cast<std::uint32_t>(pods.size() - 1);
  }

  /// milli: millicores asked for, mib: memory asked for; -1: nothing.
  std::uint32_t container(std::uint32_t pod, std::string_view name, std::int64_t milli = -1, std::int64_t mib = -1,
                          std::int64_t gpus = 0) {
    cluster::Containers& containers = cluster.containers;
    containers.pod.push_back(pod);
    containers.name.push_back(names.intern(name));
    containers.role.push_back(cluster::ContainerRole::app);
    containers.waiting.emplace_back();
    containers.request.emplace_back();
    auto& request = containers.request.back();
    if (milli >= 0) request[0].append(cluster.window.end, milli * 1000);
    if (mib >= 0) request[1].append(cluster.window.end, mib * 1024);
    if (gpus > 0) request[2].append(cluster.window.end, gpus * 1000000);
    usage_of.emplace_back();
    return static_cast<std::uint32_t>(containers.size() - 1);
  }
  /// One container in a pod of its own.
  std::uint32_t runs(std::string_view name_space, std::string_view name, std::uint32_t node, std::int64_t milli,
                     std::int64_t mib, std::optional<Window> alive = {}) {
    return container(pod(name_space, name, node, alive), "app", milli, mib);
  }

  /// Level usage over the part of `span` that the container runs.
  void uses(std::uint32_t container, double cores, double mib, std::optional<Window> span = {}) {
    usage_of[container].push_back({span.value_or(cluster.window), cores, mib});
  }

  /// GPUs in use in each whole hour of the window; -1: nobody knows.
  void uses_gpus(std::uint32_t container, const std::vector<double>& gpus) {
    gpus_of.resize(cluster.containers.size());
    for (const double used : gpus) {
      gpus_of[container].push_back(used < 0 ? allocation::Usage::kUnknown : static_cast<std::int64_t>(used * 1e6));
    }
  }

  /// Usage columns as the allocation reads them.
  [[nodiscard]] allocation::Usage usage() const {
    allocation::Usage all;
    all.grid = grid;
    all.hours = series::Grid::over(grid.window, all.hours.step);
    all.gpu = gpus_of;
    if (!gpus_of.empty()) all.gpu.resize(cluster.containers.size());
    for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
      const Window alive = cluster.pods.alive[cluster.containers.pod[c]];
      std::int64_t first = 0, last = 0;
      if (!alive.empty()) {
        first = std::max<std::int64_t>(0, grid.index_of(alive.begin + Duration(1)));
        last = std::min(grid.size(), grid.index_of(alive.end) + 1);
      }
      all.first.push_back(static_cast<std::uint32_t>(first));
      all.offset.push_back(all.offset.back() + static_cast<std::size_t>(last - first));
      for (std::int64_t i = first; i < last; ++i) {
        std::int64_t cpu = allocation::Usage::kUnknown, ram = allocation::Usage::kUnknown;
        for (const Level& level : usage_of[c]) {
          const Window interval = grid.interval(i);
          if (overlap(interval, level.span).empty()) continue;
          const auto& started = cluster.pods.started[cluster.containers.pod[c]];
          const Instant begin = started && *started > interval.begin ? *started : interval.begin;
          const std::int64_t ran = overlap({begin, interval.end}, {interval.begin, alive.end}).length().count();
          cpu = static_cast<std::int64_t>(level.cores * 1e6 * static_cast<double>(ran));
          ram = static_cast<std::int64_t>(level.mib * 1024);
        }
        all.cpu.push_back(cpu);
        all.ram.push_back(ram);
      }
    }
    return all;
  }

  [[nodiscard]] Duration cost_hour() const { return std::max<Duration>(grid.step, std::chrono::hours(1)); }
  [[nodiscard]] allocation::Slices slices(std::vector<Instant> cuts = {}) const {
    return allocation::make_slices(cluster, cost_hour(), std::move(cuts));
  }
  /// Of charges, which know nothing of prices of nodes.
  [[nodiscard]] allocation::Slices charge_slices(const std::vector<Instant>& cuts = {}) const {
    return allocation::make_slices(cluster.window, cost_hour(), cuts);
  }
  allocation::Amounts allocate(query::Method method = query::Method::interval, std::vector<Instant> cuts = {}) {
    return allocation::allocate(cluster, usage(), slices(std::move(cuts)), method, notices);
  }

  struct Level {
    Window span;
    double cores = 0, mib = 0;
  };
  series::Grid grid;
  Names names;
  Notices notices;
  cluster::Cluster cluster;
  std::vector<std::vector<Level>> usage_of;  ///< per container
  std::vector<std::vector<std::int64_t>> gpus_of;
};

}  // namespace prorata::tests
