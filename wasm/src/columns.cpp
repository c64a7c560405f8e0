// Packs answers. Nothing is computed here but units: core-hours from core-microseconds, currency from nano-units.
#include "columns.h"

#include <cstring>
#include <utility>

#include "core/number.h"

namespace prorata::wasm {
namespace {

constexpr double kMicroSecondsPerHour = 3600.0 * 1e6;         // µcore·s and µGPU·s in an hour of one
constexpr double kKibSecondsPerGibHour = 3600.0 * 1048576.0;  // KiB·s in a GiB-hour

double power_of_ten(int digits) {
  double power = 1;
  for (int digit = 0; digit < digits; ++digit) power *= 10;
  return power;
}

void put_span(JsonWriter& json, Window window) {
  json.number("startMs", to_ms(window.begin)).number("endMs", to_ms(window.end));
}

void add_resource(Columns& columns, const std::string& prefix, const report::ResourceColumns& resource,
                  const std::string& name, const std::string& unit, double per_hour) {
  columns.add(prefix + name + "Cost", resource.cost);
  columns.add(prefix + name + unit, resource.charged, per_hour);
  columns.add(prefix + name + "Request" + unit, resource.requested, per_hour);
  columns.add(prefix + name + "Usage" + unit, resource.used, per_hour);
}

constexpr std::pair<const char*, std::vector<double> report::CostColumns::*> kNumbers[]{
    {"efficiency", &report::CostColumns::efficiency},
    {"cpuEfficiency", &report::CostColumns::cpu_efficiency},
    {"ramEfficiency", &report::CostColumns::ram_efficiency},
    {"share", &report::CostColumns::share},
    {"workloadIdleRatio", &report::CostColumns::workload_idle_ratio},
    {"cpuCoreUsageMax", &report::CostColumns::cpu_usage_max},
    {"ramByteUsageMax", &report::CostColumns::ram_usage_max}};

void add_costs(Columns& columns, const std::string& prefix, const report::CostColumns& costs) {
  add_resource(columns, prefix, costs.cpu, "cpu", "CoreHours", kMicroSecondsPerHour);
  add_resource(columns, prefix, costs.ram, "ram", "GibHours", kKibSecondsPerGibHour);
  add_resource(columns, prefix, costs.gpu, "gpu", "Hours", kMicroSecondsPerHour);
  add_resource(columns, prefix, costs.disk, "disk", "GibHours", kKibSecondsPerGibHour);
  for (std::size_t k = 0; k < report::kChargeNames.size(); ++k) {
    columns.add(prefix + std::string(report::kChargeNames[k]), costs.*rollup::kChargeColumns[k]);
  }
  std::vector<Money> network;
  for (std::size_t row = 0; row < costs.total.size(); ++row) network.push_back(rollup::network_cost(costs, row));
  columns.add(prefix + "networkCost", network);
  columns.add(prefix + "totalCost", costs.total);
  columns.add(prefix + "workloadIdleCost", costs.workload_idle);
  columns.add(prefix + "runningHours", costs.running_ms, 3600000.0);
  for (const auto& [name, column] : kNumbers) columns.add(prefix + name, costs.*column);
}

void put_steps(JsonWriter& json, const report::Answer& answer) {
  json.key("steps").open('[');
  for (std::size_t step = 0; step < answer.steps.size(); ++step) {
    json.open('{');
    put_span(json, answer.steps[step]);
    json.boolean("partial", answer.step_cut_short[step]).close('}');
  }
  json.close(']');
}

void put_notice(JsonWriter& json, const Notice& notice, int digits) {
  json.open('{').text("id", notice.id).text("severity", severity_name(notice.severity));
  json.number("count", static_cast<std::int64_t>(notice.count));
  if (notice.range.empty()) {
    json.key("startMs").null().key("endMs").null();
  } else {
    put_span(json, notice.range);
  }
  const auto money = [&](std::string_view name, const std::optional<std::int64_t>& value) {
    json.key(name).raw(value ? decimal_text(*value, digits) : "null");
  };
  money("cost", notice.cost);
  money("estimate", notice.estimate);
  money("difference", notice.difference);
  json.texts("objects", notice.objects).close('}');
}

}  // namespace

double in_units(Money value, int digits) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  // Below 2^53 both numbers are exact, so the division is the only rounding. Above, the decimal text is read.
  if (-kExact < value.nano() && value.nano() < kExact) return static_cast<double>(value.nano()) / power_of_ten(digits);
  const auto read = parse_number(decimal_text(value.nano(), digits));
  return read ? *read : 0;
}

void Columns::open(std::string_view name, std::string_view type, std::size_t length) {
  table_.key(name).open('{').text("type", type);
  table_.number("at", static_cast<std::int64_t>(bytes_.size())).number("length", static_cast<std::int64_t>(length));
  table_.close('}');
}

void Columns::put(const void* data, std::size_t size) {
  if (size > 0) bytes_.append(static_cast<const char*>(data), size);
}

void Columns::add(std::string_view name, const std::vector<double>& values) {
  open(name, "f64", values.size());
  put(values.data(), values.size() * sizeof(double));
}

void Columns::add(std::string_view name, const std::vector<Money>& values) {
  open(name, "money", values.size());
  for (const Money value : values) {
    const std::int64_t nano = value.nano();
    put(&nano, sizeof nano);
  }
  for (const Money value : values) {
    const double units = in_units(value, digits_);
    put(&units, sizeof units);
  }
}

void Columns::add(std::string_view name, const std::vector<std::int64_t>& amounts, double unit) {
  open(name, "f64", amounts.size());
  for (const std::int64_t amount : amounts) {
    const double value = static_cast<double>(amount) / unit;
    put(&value, sizeof value);
  }
}

std::string notices_of(const std::vector<Notice>& notices, int digits) {
  JsonWriter json;
  json.open('[');
  for (const Notice& notice : notices) put_notice(json, notice, digits);
  return json.close(']').take();
}

std::string pack(const report::Answer& answer, std::string& bytes) {
  Columns columns(answer.currency.digits);
  add_costs(columns, "rows.", answer.rows);
  add_costs(columns, "totals.", answer.totals);
  columns.add("stepCost", answer.step_cost);
  columns.add("stepTotals", answer.step_totals);
  constexpr std::pair<const char*, Money rollup::Groups::*> kWhole[]{
      {"assetCost", &rollup::Groups::asset_cost},
      {"remainder", &rollup::Groups::remainder},
      {"idleCost", &rollup::Groups::idle_cost},
      {"allocationCost", &rollup::Groups::allocation_cost}};
  for (const auto& [name, money] : kWhole) columns.add(name, std::vector{answer.*money});
  columns.add("idleRatio", std::vector{report::ratio_of(answer.idle_cost, answer.allocation_cost)});

  JsonWriter json;
  json.open('{').key("window").open('{');
  put_span(json, answer.window);
  json.close('}').number("resolutionMs", answer.resolution.count()).text("mode", answer.mode);
  json.text("method", query::name_of(answer.question.method)).text("currency", answer.currency.code);
  json.number("digits", answer.currency.digits);
  json.list("aggregate", answer.question.aggregate, [&](const query::Key& key) { json.text(query::text_of(key)); });
  json.number("rowCount", static_cast<std::int64_t>(answer.name.size())).texts("names", answer.name);
  json.list("kinds", answer.kind, [&](report::RowKind kind) { json.text(report::name_of(kind)); });
  json.list("keys", answer.keys, [&](const std::vector<std::string>& parts) {
    json.open('[');
    for (const std::string& part : parts) json.text(part);
    json.close(']');
  });
  put_steps(json, answer);
  json.boolean("filtered", !answer.question.filter.empty()).boolean("partial", answer.partial);
  json.key("diagnostics")
      .raw(notices_of(answer.notices, answer.currency.digits))
      .key("table")
      .raw(columns.take_table())
      .close('}');
  bytes = columns.take_bytes();
  return json.take();
}

std::string pack(const report::Assets& assets, std::string& bytes) {
  Columns columns(assets.currency.digits);
  std::vector<std::int64_t> alive_ms;
  for (const Window& alive : assets.alive) alive_ms.push_back(alive.length().count());
  columns.add("hours", alive_ms, 3600000.0);
  columns.add("cpuCores", assets.cpu_cores);
  columns.add("ramGib", assets.ram_gib);
  columns.add("gpus", assets.gpus);
  columns.add("diskGib", assets.disk_gib);
  columns.add("cpuOverhead", assets.cpu_overhead);
  columns.add("ramOverhead", assets.ram_overhead);
  columns.add("amount", assets.amount);
  columns.add("rate", assets.rate);
  columns.add("hourlyPrice", assets.hourly_price);
  columns.add("cpuCost", assets.cpu_cost);
  columns.add("ramCost", assets.ram_cost);
  columns.add("gpuCost", assets.gpu_cost);
  columns.add("diskCost", assets.disk_cost);
  columns.add("reservedCost", assets.reserved_cost);
  columns.add("totalCost", assets.total_cost);
  columns.add("idleCost", assets.idle_cost);
  columns.add("unmountedCost", assets.unmounted_cost);

  JsonWriter json;
  json.open('{').text("currency", assets.currency.code).number("digits", assets.currency.digits);
  json.number("rowCount", static_cast<std::int64_t>(assets.name.size())).texts("names", assets.name);
  json.list("kinds", assets.kind, [&](rollup::AssetKind kind) { json.text(report::name_of(kind)); });
  json.texts("clusters", assets.cluster).texts("instanceTypes", assets.instance_type);
  json.texts("of", assets.detail)
      .texts("units", assets.unit)
      .texts("regions", assets.region)
      .texts("zones", assets.zone)
      .texts("states", assets.state);
  json.list("spot", assets.spot, [&](bool spot) { json.boolean(spot); });
  json.texts("priceSources", assets.price_source).key("table").raw(columns.take_table()).close('}');
  bytes = columns.take_bytes();
  return json.take();
}

}  // namespace prorata::wasm
