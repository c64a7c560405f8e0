#include "rollup/groups.h"

namespace prorata::rollup {
namespace {

using cluster::index;
using cluster::Resource;

Money sum_of_row(const std::vector<std::int64_t>& table, std::size_t row, std::size_t steps) {
  Money sum;
  for (std::size_t i = row * steps; i < (row + 1) * steps; ++i) sum += Money(table[i]);
  return sum;
}

}  // namespace

Assets list_assets(const Source& source, const pricing::Rates& rates) {
  const cluster::Nodes& nodes = source.cluster.nodes;
  const sharing::StepCosts& costs = source.costs;
  const auto text = [&](NameId id) { return std::string(source.names.text(id)); };
  Assets out;
  out.window = source.cluster.window;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    out.cluster.push_back(text(nodes.cluster[n]));
    out.name.push_back(text(nodes.name[n]));
    out.provider_id.push_back(text(nodes.provider_id[n]));
    out.instance_type.push_back(text(nodes.instance_type[n]));
    out.region.push_back(text(nodes.region[n]));
    out.price_source.push_back(rates.source[n]);
    out.spot.push_back(nodes.spot[n]);
    out.alive.push_back(nodes.alive[n]);
    const auto capacity = [&](Resource resource) {
      return static_cast<double>(nodes.capacity[n][index(resource)].at(nodes.alive[n].end));
    };
    out.cpu_cores.push_back(capacity(Resource::cpu) / 1e6);
    out.ram_gib.push_back(capacity(Resource::ram) / 1048576.0);
    out.gpus.push_back(capacity(Resource::gpu) / 1e6);
    out.hourly_price.push_back(rates.hourly[n]);
    Money total, idle;
    for (const auto& [column, r] :
         {std::pair{&out.cpu_cost, 0}, std::pair{&out.ram_cost, 1}, std::pair{&out.gpu_cost, 2}}) {
      column->push_back(sum_of_row(costs.assets[static_cast<std::size_t>(r)], n, costs.steps));
      total += column->back();
      idle += sum_of_row(costs.idle[static_cast<std::size_t>(r)], n, costs.steps);
    }
    out.total_cost.push_back(total);
    out.idle_cost.push_back(idle);
    out.total += total;
  }
  return out;
}

}  // namespace prorata::rollup
