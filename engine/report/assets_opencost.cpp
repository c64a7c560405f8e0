// Assets as OpenCost's API answers /assets: https://opencost.io/docs/integrations/api.
#include <algorithm>

#include "core/spelling.h"
#include "report/asset_rows.h"
#include "report/format.h"
#include "report/json_writer.h"
#include "report/set_text.h"
#include "report/text.h"

namespace prorata::report {
namespace {

using rollup::AssetKind;

constexpr double kBytesPerGib = 1073741824.0;

struct Kind {
  std::string_view type, category;
};
Kind kind_of(AssetKind kind) {
  constexpr Kind kKinds[] = {{"Node", "Compute"},
                             {"Disk", "Storage"},
                             {"LoadBalancer", "Network"},
                             {"Network", "Network"},
                             {"ClusterManagement", "Management"},
                             {"Shared", "Other"},
                             {"Disk", "Storage"}};
  return kKinds[static_cast<std::size_t>(kind)];
}

/// As OpenCost calls them.
std::string_view provider_of(std::string_view provider_id) {
  if (provider_id.starts_with("aws:") || provider_id.starts_with("i-")) return "AWS";
  if (provider_id.starts_with("gce:")) return "GCP";
  if (provider_id.starts_with("azure:")) return "Azure";
  if (provider_id.find(".i-") != std::string_view::npos) return "Alibaba";
  return "";
}

class AssetsWriter {
 public:
  AssetsWriter(const Assets& assets, const query::Filter& filter) : assets_(assets), filter_(filter) {}

  std::string run() {
    json_.open('{');
    json_.raw("code", "200");
    json_.text("status", "success");
    json_.open("data", '{');
    for (std::size_t row = 0; row < assets_.name.size(); ++row) {
      if (!is_of_bytes(assets_, row)) put(row);
    }
    json_.close('}');
    json_.close('}');
    json_.line();
    return json_.take();
  }

 private:
  [[nodiscard]] std::string money(Money value) const { return decimal_text(value.nano(), assets_.currency.digits); }
  [[nodiscard]] double hours(std::size_t row) const { return hours_of(assets_.alive[row]); }

  /// Of a balancer NAMESPACE/SERVICE; a network has one asset for each class.
  [[nodiscard]] std::string name_of_asset(std::size_t row) const {
    if (assets_.kind[row] == AssetKind::balancer) return assets_.detail[row];
    return assets_.kind[row] == AssetKind::network ? assets_.name[row] + "/" + assets_.detail[row] : assets_.name[row];
  }

  /// A node's own disk is an asset of its own there.
  void put(std::size_t row) {
    const bool node = assets_.kind[row] == AssetKind::node;
    if (keeps(row, kind_of(assets_.kind[row]), name_of_asset(row))) put_asset(row, node);
    const Kind disk = kind_of(AssetKind::volume);
    if (!node || assets_.disk_cost[row] == Money() || !keeps(row, disk, assets_.name[row])) return;
    open(row, disk, assets_.name[row]);
    put_disk(row, assets_.disk_gib[row], "__local__", "", "");
    close(assets_.disk_cost[row]);
  }

  void put_asset(std::size_t row, bool node) {
    open(row, kind_of(assets_.kind[row]), name_of_asset(row));
    switch (assets_.kind[row]) {
      case AssetKind::node:
        put_node(row);
        break;
      case AssetKind::volume:
        put_volume(row);
        break;
      case AssetKind::disk:
        put_disk(row, assets_.amount[row], "__attached__", "", "");
        break;
      case AssetKind::balancer:
        json_.boolean("private", false);
        json_.text("ip", "");
        break;
      default:
        break;
    }
    close(node ? assets_.total_cost[row] - assets_.disk_cost[row] : whole_cost(assets_, row));
  }

  [[nodiscard]] bool keeps(std::size_t row, Kind kind, std::string_view name) const {
    return filter_.empty() || holds(0, row, kind, name);
  }
  /// Of the part of the filter at `at`.
  [[nodiscard]] bool holds(std::size_t at, std::size_t row, Kind kind, std::string_view name) const {
    const query::FilterPart& part = filter_[at];
    if (part.op == query::FilterPart::Op::condition) {
      const std::string_view field = part.condition.key.label;
      const bool labels = part.condition.key.kind == query::KeyKind::label;  // assets have none here
      const std::string text = labels ? "" : text_of(field, row, kind, name);
      const bool lower = field == "assetType" || field == "category";
      return (lower ? in_any_case(part.condition) : part.condition).names(text) != part.condition.negated;
    }
    const bool any = part.op == query::FilterPart::Op::any;
    bool joined = !any;
    for (std::size_t next = at + 1; next < at + part.size; next += filter_[next].size) {
      const bool held = holds(next, row, kind, name);
      joined = any ? joined || held : joined && held;
    }
    return joined;
  }
  [[nodiscard]] std::string text_of(std::string_view field, std::size_t row, Kind kind, std::string_view name) const {
    if (field == "name") return std::string(name);
    if (field == "assetType") return lowered(std::string(kind.type));
    if (field == "category") return lowered(std::string(kind.category));
    if (field == "cluster") return assets_.cluster[row];
    if (field == "provider") return std::string(provider_of(assets_.provider_id[row]));
    if (field == "providerID") return assets_.provider_id[row];
    return field == "service" ? "Kubernetes" : "";
  }
  /// Types are written in either case.
  static query::Condition in_any_case(query::Condition condition) {
    for (std::string& value : condition.values) value = lowered(std::move(value));
    return condition;
  }

  void open(std::size_t row, Kind kind, std::string_view name) {
    const std::string_view id = assets_.provider_id[row], provider = provider_of(id);
    std::string key;
    for (const std::string_view part :
         {provider, std::string_view(), std::string_view(), kind.category, std::string_view(assets_.cluster[row]),
          kind.type, std::string_view("Kubernetes"), id, name}) {
      key.append(key.empty() ? "" : "/").append(part.empty() ? "__undefined__" : part);
    }
    json_.open(distinct(std::move(key)), '{');
    json_.text("type", kind.type);
    json_.open("properties", '{');
    for (const auto& [field, value] : {std::pair{"category", kind.category}, std::pair{"provider", provider},
                                       std::pair{"service", std::string_view("Kubernetes")},
                                       std::pair{"cluster", std::string_view(assets_.cluster[row])},
                                       std::pair{"name", name}, std::pair{"providerID", id}}) {
      if (!value.empty()) json_.text(field, value);
    }
    json_.close('}');
    put_labels(row);
    put_window("window", assets_.window);
    json_.text("start", to_text(assets_.alive[row].begin));
    json_.text("end", to_text(assets_.alive[row].end));
    json_.raw("minutes", fixed(hours(row) * 60));
    has_adjustment_ = kind.type != "ClusterManagement" && kind.type != "Shared";
  }
  /// Where a node is, as Kubernetes labels say it.
  void put_labels(std::size_t row) {
    json_.open("labels", '{');
    for (const auto& [label, value] : {std::pair{"topology.kubernetes.io/region", &assets_.region[row]},
                                       std::pair{"topology.kubernetes.io/zone", &assets_.zone[row]}}) {
      if (!value->empty()) json_.text(label, *value);
    }
    json_.close('}');
  }
  void close(Money total) {
    if (has_adjustment_) json_.raw("adjustment", "0");
    json_.raw("totalCost", money(total));
    json_.close('}');
  }

  void put_window(std::string_view name, Window window) {
    json_.open(name, '{');
    json_.text("start", to_text(window.begin));
    json_.text("end", to_text(window.end));
    json_.close('}');
  }

  void put_node(std::size_t row) {
    json_.text("nodeType", assets_.instance_type[row]);
    json_.raw("cpuCores", fixed(assets_.cpu_cores[row]));
    json_.raw("ramBytes", fixed(assets_.ram_gib[row] * kBytesPerGib));
    json_.raw("cpuCoreHours", fixed(assets_.cpu_cores[row] * hours(row)));
    json_.raw("ramByteHours", fixed(assets_.ram_gib[row] * kBytesPerGib * hours(row)));
    json_.raw("GPUHours", fixed(assets_.gpus[row] * hours(row)));
    json_.raw("cpuBreakdown", "null");
    json_.raw("ramBreakdown", "null");
    json_.raw("preemptible", assets_.spot[row] != 0 ? "1" : "0");
    json_.raw("discount", "0");
    json_.raw("cpuCost", money(assets_.cpu_cost[row]));
    json_.raw("gpuCost", money(assets_.gpu_cost[row]));
    json_.raw("gpuCount", fixed(assets_.gpus[row]));
    json_.raw("ramCost", money(assets_.ram_cost[row]));
    json_.open("overhead", '{');
    const double total = static_cast<double>(assets_.total_cost[row].nano());
    json_.raw("CpuOverheadFraction", fixed(std::max(0.0, assets_.cpu_overhead[row])));
    json_.raw("RamOverheadFraction", fixed(std::max(0.0, assets_.ram_overhead[row])));
    json_.raw("OverheadCostFraction", fixed(per(static_cast<double>(assets_.reserved_cost[row].nano()), total)));
    json_.close('}');
  }

  /// detail of a volume: namespace/claim.
  void put_volume(std::size_t row) {
    const std::string_view claim = assets_.detail[row];
    const std::size_t slash = claim.find('/');
    const bool claimed = slash != std::string_view::npos;
    put_disk(row, assets_.amount[row], "", claimed ? claim.substr(slash + 1) : "",
             claimed ? claim.substr(0, slash) : "");
  }
  void put_disk(std::size_t row, double gib, std::string_view storage_class, std::string_view claim,
                std::string_view name_space) {
    json_.raw("byteHours", fixed(gib * kBytesPerGib * hours(row)));
    json_.raw("bytes", fixed(gib * kBytesPerGib));
    json_.raw("byteHoursUsed", "null");
    json_.raw("byteUsageMax", "null");
    json_.raw("breakdown", "null");
    json_.text("storageClass", storage_class.empty() ? std::string_view(assets_.instance_type[row]) : storage_class);
    json_.text("volumeName", storage_class.empty() ? std::string_view(assets_.name[row]) : std::string_view());
    json_.text("claimName", claim);
    json_.text("claimNamespace", name_space);
  }

  /// Six decimals, as there.
  static std::string fixed(double value) { return value < 9e12 ? fixed_number(value, 6) : number_text(value); }

  std::string distinct(std::string key) {
    while (!is_new(key)) key += " (again)";
    return key;
  }
  bool is_new(const std::string& key) {
    const std::size_t before = keys_.size();
    (void)keys_.intern(key);
    return keys_.size() > before;
  }

  const Assets& assets_;
  const query::Filter& filter_;
  Writer json_;
  Names keys_;
  bool has_adjustment_ = true;
};

}  // namespace

std::string to_opencost(const Assets& assets, const query::Filter& filter) {
  return AssetsWriter(assets, filter).run();
}

}  // namespace prorata::report
