// As OpenCost's API answers /allocation and /allocation/summary: https://opencost.io/docs/integrations/api. Money is
// exact; other numbers are rounded to five decimals as there. docs/formats.md says what stands where OpenCost has no
// place for a cost.
#include <algorithm>
#include <cmath>

#include "report/set_text.h"

namespace prorata::report {
namespace {

using cluster::Resource;

/// Half away from zero.
std::string rounded(double value) {
  constexpr double kScale = 1e5, kExact = 9007199254740992.0;
  const double size = value < 0 ? -value : value;
  if (!(size * kScale < kExact)) return number_text(value);
  const double whole = std::floor(size * kScale + 0.5) / kScale;
  return number_text(value < 0 ? -whole : whole);
}

/// OpenCost's own: of all the time, 1 where something is used and nothing was requested.
double efficiency(double used, double requested, Money cost) {
  if (requested > 0) return used / requested;
  return used > 0 && cost != Money() ? 1 : 0;
}

/// Amounts of a row, in OpenCost's units.
struct Row {
  Window running;
  double hours = 0, cpu_hours = 0, ram_hours = 0, gpu_hours = 0;
  double cpu_requested = 0, cpu_used = 0, ram_requested = 0, ram_used = 0, gpu_requested = 0, gpu_used = 0;
  double cpu_efficiency = 0, ram_efficiency = 0, gpu_efficiency = 0, efficiency = 0;
  Money cpu, ram, gpu, volume, network, shared;
};

class OpenCost : public SetText {
 public:
  using SetText::SetText;

 protected:
  /// A row without members, such as idle, is there all the time.
  [[nodiscard]] static Window running_of(const rollup::Set& set, std::size_t row) {
    const Window running = set.members[row].running;
    return running.empty() ? set.window : running;
  }

  [[nodiscard]] static Row row_of(const rollup::Set& set, std::size_t at) {
    const auto cpu = resource_of(set.groups, at, Resource::cpu), ram = resource_of(set.groups, at, Resource::ram);
    const auto gpu = resource_of(set.groups, at, Resource::gpu);
    const rollup::CostColumns& costs = set.groups.rows;
    Row row;
    row.running = running_of(set, at);
    row.hours = hours_of(row.running);
    row.cpu_hours = cpu.charged / 3.6e9;
    row.cpu_requested = per(cpu.requested / 3.6e9, row.hours);
    row.cpu_used = per(cpu.used / 3.6e9, row.hours);
    row.ram_hours = byte_hours(1) * ram.charged;
    row.ram_requested = per(byte_hours(1) * ram.requested, row.hours);
    row.ram_used = per(byte_hours(1) * ram.used, row.hours);
    row.gpu_hours = gpu.charged / 3.6e9;
    row.gpu_requested = per(gpu.requested / 3.6e9, row.hours);
    row.gpu_used = per(gpu.used / 3.6e9, row.hours);
    row.cpu_efficiency = efficiency(cpu.used, cpu.requested, cpu.cost);
    row.ram_efficiency = efficiency(ram.used, ram.requested, ram.cost);
    row.gpu_efficiency = efficiency(gpu.used, gpu.requested, gpu.cost);
    const auto cpu_cost = static_cast<double>(cpu.cost.nano()), ram_cost = static_cast<double>(ram.cost.nano());
    const double weighted = row.cpu_efficiency * cpu_cost + row.ram_efficiency * ram_cost;
    row.efficiency = cpu_cost + ram_cost > 0 ? weighted / (cpu_cost + ram_cost) : 0;
    row.cpu = cpu.cost;
    row.ram = ram.cost;
    row.gpu = gpu.cost;
    row.volume = costs.volume[at] + costs.disk.cost[at];
    row.network = rollup::network_cost(costs, at);
    row.shared = costs.shared[at] + costs.overhead[at];
    return row;
  }

  static void put_window(Writer& json, std::string_view name, Window window) {
    json.open(name, '{');
    json.text("start", to_text(window.begin));
    json.text("end", to_text(window.end));
    json.close('}');
  }
};

class AllocationWriter final : public OpenCost {
 public:
  AllocationWriter(TextSink& out, bool details) : OpenCost(out), details_(details) {}
  [[nodiscard]] bool wants_details() const override { return details_; }
  void complete(const rollup::SetOrigin& origin, rollup::Set& set) const override { rollup::add_details(origin, set); }

 private:
  std::string opening() override { return "{\"code\":200,\"status\":\"success\",\"data\":["; }
  std::string closing() override { return "\n]}\n"; }

  std::string text_of(const rollup::Set& set) override {
    const std::vector<std::string> names = distinct_names(set.groups);
    Writer json;
    json.open('{');
    for (std::size_t row = 0; row < names.size(); ++row) {
      json.key(names[row]);
      json.element();
      json.open('{');
      json.text("name", names[row]);
      put_properties(json, set.members[row]);
      put_window(json, "window", set.window);
      put_row(json, set, row);
      json.close('}');
    }
    json.close('}');
    return (sets_ > 0 ? ",\n" : "\n") + json.take();
  }

  static void put_properties(Writer& json, const rollup::Member& member) {
    json.open("properties", '{');
    put_texts(json, {{"cluster", member.cluster},
                     {"node", member.node},
                     {"container", member.container},
                     {"controller", member.controller},
                     {"controllerKind", member.controller_kind},
                     {"namespace", member.name_space},
                     {"pod", member.pod},
                     {"providerID", member.provider_id}});
    if (!member.services.empty()) {
      json.open("services", '[');
      for (const std::string& service : member.services) {
        json.value(json_text(service));
      }
      json.close(']');
    }
    put_labels(json, "labels", member.labels);
    put_labels(json, "annotations", member.annotations);
    put_labels(json, "namespaceLabels", member.namespace_labels);
    put_labels(json, "namespaceAnnotations", member.namespace_annotations);
    json.close('}');
  }

  void put_row(Writer& json, const rollup::Set& set, std::size_t at) const {
    const Row row = row_of(set, at);
    const rollup::CostColumns& costs = set.groups.rows;
    const rollup::Member& member = set.members[at];
    json.text("start", to_text(row.running.begin));
    json.text("end", to_text(row.running.end));
    json.raw("minutes", rounded(row.hours * 60));
    json.raw("cpuCores", rounded(per(row.cpu_hours, row.hours)));
    json.raw("cpuCoreRequestAverage", rounded(row.cpu_requested));
    json.raw("cpuCoreUsageAverage", rounded(row.cpu_used));
    json.raw("cpuCoreHours", rounded(row.cpu_hours));
    put_cost(json, "cpu", row.cpu);
    json.raw("cpuEfficiency", rounded(row.cpu_efficiency));
    json.raw("gpuCount", rounded(per(row.gpu_hours, row.hours)));
    json.raw("gpuRequestAverage", rounded(row.gpu_requested));
    json.raw("gpuUsageAverage", rounded(row.gpu_used));
    json.raw("gpuHours", rounded(row.gpu_hours));
    put_cost(json, "gpu", row.gpu);
    json.raw("gpuEfficiency", rounded(row.gpu_efficiency));
    json.raw("networkTransferBytes", member.sent_bytes ? rounded(*member.sent_bytes) : "null");
    json.raw("networkReceiveBytes", "null");
    json.raw("networkCost", money(row.network));
    json.raw("networkCrossZoneCost", money(costs.network_zone[at]));
    json.raw("networkCrossRegionCost", money(costs.network_region[at]));
    json.raw("networkInternetCost", money(costs.network_internet[at]));
    json.raw("networkCostAdjustment", "0");
    json.raw("loadBalancerCost", money(costs.balancer[at]));
    json.raw("loadBalancerCostAdjustment", "0");
    json.raw("pvBytes", rounded(per(member.volume_byte_hours, row.hours)));
    json.raw("pvByteHours", rounded(member.volume_byte_hours));
    json.raw("pvCost", money(row.volume));
    put_held(json, "pvs", member.held, false);
    json.raw("pvCostAdjustment", "0");
    json.raw("ramBytes", rounded(per(row.ram_hours, row.hours)));
    json.raw("ramByteRequestAverage", rounded(row.ram_requested));
    json.raw("ramByteUsageAverage", rounded(row.ram_used));
    json.raw("ramByteHours", rounded(row.ram_hours));
    put_cost(json, "ram", row.ram);
    json.raw("ramEfficiency", rounded(row.ram_efficiency));
    json.raw("externalCost", "0");
    json.raw("sharedCost", money(row.shared));
    json.raw("totalCost", money(costs.total[at]));
    json.raw("totalEfficiency", rounded(row.efficiency));
    put_proportions(json, member.proportions);
    put_held(json, "lbAllocations", member.held, true);
    put_breakdown(json, set.groups, at);
  }

  /// Volumes or balancers of a row, by OpenCost's keys; null where it has none.
  void put_held(Writer& json, std::string_view name, const std::vector<rollup::Held>& all, bool balancers) const {
    const auto other = [&](const rollup::Held& held) { return held.balancer != balancers; };
    if (std::all_of(all.begin(), all.end(), other)) return json.raw(name, "null");
    json.open(name, '{');
    for (const rollup::Held& held : all) {
      if (other(held)) continue;
      const std::string service = held.name_space + "/" + held.name;
      json.open(balancers ? held.cluster + "/" + service : "cluster=" + held.cluster + ":name=" + held.name, '{');
      if (balancers) {
        json.text("service", service);
        json.raw("cost", money(held.cost));
        json.boolean("private", false);
        json.text("ip", "");
        json.raw("hours", number_text(held.amount));
      } else {
        json.raw("byteHours", number_text(held.amount));
        json.raw("cost", money(held.cost));
        json.text("providerID", "");
      }
      json.raw("adjustment", "0");
      json.close('}');
    }
    json.close('}');
  }

  static void put_proportions(Writer& json, const std::vector<rollup::Proportion>& all) {
    constexpr std::string_view kName = "proportionalAssetResourceCosts";
    if (all.empty()) return json.raw(kName, "null");
    json.open(kName, '{');
    for (const rollup::Proportion& each : all) {
      json.open(each.node.empty() ? each.cluster : each.cluster + "," + each.node, '{');
      json.text("cluster", each.cluster);
      json.text("name", each.node);
      json.text("type", each.node.empty() ? "" : "Node");
      json.text("providerID", "");
      json.raw("cpuPercentage", number_text(each.cpu));
      json.raw("gpuPercentage", number_text(each.gpu));
      json.raw("ramPercentage", number_text(each.ram));
      json.raw("loadBalancerPercentage", number_text(each.balancer));
      json.raw("pvPercentage", number_text(each.volume));
      json.raw("nodeResourceCostPercentage", number_text(each.whole));
      json.close('}');
    }
    json.close('}');
  }

  void put_cost(Writer& json, const std::string& resource, Money cost) const {
    json.raw(resource + "Cost", money(cost));
    json.raw(resource + "CostAdjustment", "0");
    json.raw(resource + "CostIdle", "0");
  }

  /// What came by each rule; null where costs are not shared.
  void put_breakdown(Writer& json, const rollup::Groups& groups, std::size_t row) const {
    const auto& rules = head_.question.shares;
    if (rules.empty() || groups.rule_cost.size() != groups.name.size() * rules.size()) {
      return json.raw("sharedCostBreakdown", "null");
    }
    json.open("sharedCostBreakdown", '{');
    for (std::size_t rule = 0; rule < rules.size(); ++rule) {
      const auto same = [&](const query::ShareRule& other) { return other.name == rules[rule].name; };
      const auto before = std::count_if(rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(rule), same);
      std::string name = rules[rule].name;
      if (before > 0) name += " (" + std::to_string(before + 1) + ")";
      json.open(name, '{');
      json.text("name", name);
      json.raw("totalCost", money(groups.rule_cost[row * rules.size() + rule]));
      json.close('}');
    }
    json.close('}');
  }

  bool details_;
};

/// Rows with fewer fields, under the step and windows of the sets.
class SummaryWriter final : public OpenCost {
 public:
  using OpenCost::OpenCost;

 private:
  std::string opening() override {
    const Duration step = head_.steps > 0 ? head_.window.length() / static_cast<std::int64_t>(head_.steps) : Duration{};
    return "{\"code\":200,\"status\":\"success\",\"data\":{\"step\":" + std::to_string(step.count()) +
           "000000,\"sets\":[";
  }
  std::string closing() override {
    Writer json;
    json.open('{');
    put_window(json, "window", head_.window);
    json.close('}');
    return "\n]," + json.take().substr(1) + "}\n";
  }

  std::string text_of(const rollup::Set& set) override {
    const std::vector<std::string> names = distinct_names(set.groups);
    Writer json;
    json.open('{');
    json.open("allocations", '{');
    for (std::size_t row = 0; row < names.size(); ++row) {
      json.open(names[row], '{');
      json.text("name", names[row]);
      put_row(json, set, row);
      json.close('}');
    }
    json.close('}');
    put_window(json, "window", set.window);
    json.close('}');
    return (sets_ > 0 ? ",\n" : "\n") + json.take();
  }

  void put_row(Writer& json, const rollup::Set& set, std::size_t at) const {
    const Row row = row_of(set, at);
    const rollup::CostColumns& costs = set.groups.rows;
    json.text("start", to_text(row.running.begin));
    json.text("end", to_text(row.running.end));
    json.raw("cpuCoreRequestAverage", number_text(row.cpu_requested));
    json.raw("cpuCoreUsageAverage", number_text(row.cpu_used));
    json.raw("cpuCost", money(row.cpu));
    json.raw("cpuCostIdle", "0");
    json.raw("gpuRequestAverage", number_text(row.gpu_requested));
    json.raw("gpuUsageAverage", number_text(row.gpu_used));
    json.raw("gpuCost", money(row.gpu));
    json.raw("gpuCostIdle", "0");
    json.raw("networkCost", money(row.network));
    json.raw("loadBalancerCost", money(costs.balancer[at]));
    json.raw("pvCost", money(row.volume));
    json.raw("ramByteRequestAverage", number_text(row.ram_requested));
    json.raw("ramByteUsageAverage", number_text(row.ram_used));
    json.raw("ramCost", money(row.ram));
    json.raw("ramCostIdle", "0");
    json.raw("sharedCost", money(row.shared));
    json.raw("externalCost", "0");
    json.raw("totalCost", money(costs.total[at]));
    json.raw("efficiency", number_text(row.efficiency));
  }
};

/// The columns of OpenCost's CSV exporter: one line per day and container, without idle.
class CsvWriter final : public OpenCost {
 public:
  using OpenCost::OpenCost;

 private:
  std::string opening() override {
    return "Date,Namespace,ControllerKind,ControllerName,Pod,Container,CPUCoreUsageAverage,CPUCoreRequestAverage,"
           "RAMBytesUsageAverage,RAMBytesRequestAverage,NetworkReceiveBytes,NetworkTransferBytes,GPUs,PVBytes,CPUCost,"
           "RAMCost,NetworkCost,PVCost,GPUCost,TotalCost\n";
  }

  std::string text_of(const rollup::Set& set) override {
    std::string out;
    for (std::size_t at = 0; at < set.groups.name.size(); ++at) {
      if (set.groups.kind[at] == rollup::RowKind::idle) continue;
      const Row row = row_of(set, at);
      const rollup::Member& member = set.members[at];
      std::string line = to_text(set.window.begin).substr(0, 10);
      for (const std::string* text :
           {&member.name_space, &member.controller_kind, &member.controller, &member.pod, &member.container}) {
        line.append(",").append(csv_text(*text));
      }
      for (const double number : {row.cpu_used, row.cpu_requested, row.ram_used, row.ram_requested}) {
        line.append(",").append(number_text(number));
      }
      line += ",,";  // bytes of all traffic are not asked for
      line.append(",").append(number_text(per(row.gpu_hours, row.hours)));
      line.append(",").append(number_text(per(member.volume_byte_hours, row.hours)));
      for (const Money cost : {row.cpu, row.ram, row.network, row.volume, row.gpu, set.groups.rows.total[at]}) {
        line.append(",").append(money(cost));
      }
      out += line + "\n";
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<SetsTaker> opencost_writer(TextSink& out, bool details) {
  return std::make_unique<AllocationWriter>(out, details);
}
std::unique_ptr<SetsTaker> opencost_summary_writer(TextSink& out) {
  return std::make_unique<SummaryWriter>(out);
}
std::unique_ptr<SetsTaker> opencost_csv_writer(TextSink& out) {
  return std::make_unique<CsvWriter>(out);
}

}  // namespace prorata::report
