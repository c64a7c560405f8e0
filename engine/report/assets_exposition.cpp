// Prices as the metrics that OpenCost exports, so that rules and dashboards for those work.
// https://opencost.io/docs/integrations/metrics
#include "report/asset_rows.h"
#include "report/format.h"
#include "report/set_text.h"
#include "report/text.h"

namespace prorata::report {
namespace {

using rollup::AssetKind;

/// What of an asset a metric is the price of, per hour and unit.
struct Family {
  std::string_view name, help;
  AssetKind kind;
  const std::vector<Money> Assets::*cost;
  const std::vector<double> Assets::*units;  ///< null: the asset as a whole
};
constexpr Family kFamilies[] = {
    {"node_cpu_hourly_cost", "Cost of a core and hour.", AssetKind::node, &Assets::cpu_cost, &Assets::cpu_cores},
    {"node_ram_hourly_cost", "Cost of a GiB of memory and hour.", AssetKind::node, &Assets::ram_cost, &Assets::ram_gib},
    {"node_gpu_hourly_cost", "Cost of a GPU and hour.", AssetKind::node, &Assets::gpu_cost, &Assets::gpus},
    {"node_total_hourly_cost", "Cost of a node and hour.", AssetKind::node, &Assets::total_cost, nullptr},
    {"pv_hourly_cost", "Cost of a GiB of a volume and hour.", AssetKind::volume, &Assets::total_cost, &Assets::amount},
    {"kubecost_load_balancer_cost", "Cost of a load balancer and hour.", AssetKind::balancer, &Assets::total_cost,
     nullptr},
    {"kubecost_cluster_management_cost", "Fee of a cluster and hour.", AssetKind::management, &Assets::total_cost,
     nullptr}};

class Labels {
 public:
  Labels& add(std::string_view name, std::string_view value) {
    text_.append(text_.empty() ? "" : ",").append(name).append("=").append(exposition_text(value));
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string labels_of(const Assets& assets, std::size_t row) {
  Labels labels;
  const std::string_view name = assets.name[row], detail = assets.detail[row];
  switch (assets.kind[row]) {
    case AssetKind::node:
      labels.add("node", name).add("instance", name).add("instance_type", assets.instance_type[row]);
      labels.add("region", assets.region[row]).add("provider_id", assets.provider_id[row]);
      break;
    case AssetKind::volume:
      labels.add("volumename", name).add("persistentvolume", name);
      break;
    case AssetKind::balancer:
      labels.add("namespace", detail.substr(0, detail.find('/'))).add("service_name", name);
      break;
    default:
      labels.add("provisioner_name", name);
  }
  return labels.add("cluster", assets.cluster[row]).text();
}

/// Currency per hour and unit, of all the time that the asset was there.
double price_of(const Assets& assets, const Family& family, std::size_t row) {
  const bool whole = family.cost == &Assets::total_cost;
  auto cost = static_cast<double>((whole ? whole_cost(assets, row) : (assets.*family.cost)[row]).nano());
  for (int digit = 0; digit < assets.currency.digits; ++digit) cost /= 10;
  const double units = family.units == nullptr ? 1 : (assets.*family.units)[row];
  return per(cost, units * hours_of(assets.alive[row]));
}

}  // namespace

std::string to_exposition(const Assets& assets) {
  std::string out;
  for (const Family& family : kFamilies) {
    std::string lines;
    for (std::size_t row = 0; row < assets.name.size(); ++row) {
      if (assets.kind[row] != family.kind || is_of_bytes(assets, row)) continue;
      lines.append(family.name).append("{").append(labels_of(assets, row)).append("} ");
      lines.append(price_text(price_of(assets, family, row))).append("\n");
    }
    if (!lines.empty()) out += exposition_head(family.name, family.help) + lines;
  }
  return out;
}

}  // namespace prorata::report
