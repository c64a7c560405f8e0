// Packs answers. Nothing is computed here but units: core-hours from core-microseconds, currency from nano-units.
#include "columns.h"

#include <cstring>

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

Json span_of(Window window) {
  return {{"startMs", to_ms(window.begin)}, {"endMs", to_ms(window.end)}};
}

template <class Values, class Name>
Json list_of(const Values& values, Name name) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(name(value));
  return list;
}

void add_resource(Columns& columns, const std::string& prefix, const report::ResourceColumns& resource,
                  const std::string& name, const std::string& unit, double per_hour) {
  columns.add(prefix + name + "Cost", resource.cost);
  columns.add(prefix + name + unit, resource.charged, per_hour);
  if (name == "gpu") return;
  columns.add(prefix + name + "Request" + unit, resource.requested, per_hour);
  columns.add(prefix + name + "Usage" + unit, resource.used, per_hour);
}

void add_costs(Columns& columns, const std::string& prefix, const report::CostColumns& costs) {
  add_resource(columns, prefix, costs.cpu, "cpu", "CoreHours", kMicroSecondsPerHour);
  add_resource(columns, prefix, costs.ram, "ram", "GibHours", kKibSecondsPerGibHour);
  add_resource(columns, prefix, costs.gpu, "gpu", "Hours", kMicroSecondsPerHour);
  columns.add(prefix + "totalCost", costs.total);
  columns.add(prefix + "efficiency", costs.efficiency);
  columns.add(prefix + "cpuEfficiency", costs.cpu_efficiency);
  columns.add(prefix + "ramEfficiency", costs.ram_efficiency);
  columns.add(prefix + "share", costs.share);
}

Json steps_of(const report::Answer& answer) {
  Json steps = Json::array();
  for (std::size_t step = 0; step < answer.steps.size(); ++step) {
    Json entry = span_of(answer.steps[step]);
    entry["partial"] = static_cast<bool>(answer.step_cut_short[step]);
    steps.push_back(std::move(entry));
  }
  return steps;
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
  table_[std::string(name)] = {{"type", type}, {"at", bytes_.size()}, {"length", length}};
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

Json notices_of(const std::vector<Notice>& notices, int digits) {
  return list_of(notices, [&](const Notice& notice) {
    const bool timed = !notice.range.empty();
    return Json{{"id", notice.id},
                {"severity", severity_name(notice.severity)},
                {"message", notice.message},
                {"fix", notice.fix},
                {"count", notice.count},
                {"startMs", timed ? Json(to_ms(notice.range.begin)) : Json(nullptr)},
                {"endMs", timed ? Json(to_ms(notice.range.end)) : Json(nullptr)},
                {"objects", notice.objects}};
  });
}

Packed pack(const report::Answer& answer) {
  Columns columns(answer.currency.digits);
  add_costs(columns, "rows.", answer.rows);
  add_costs(columns, "totals.", answer.totals);
  columns.add("stepCost", answer.step_cost);
  columns.add("stepTotals", answer.step_totals);
  columns.add("assetCost", std::vector{answer.asset_cost});
  columns.add("remainder", std::vector{answer.remainder});

  Json header{
      {"window", span_of(answer.window)},
      {"resolutionMs", answer.resolution.count()},
      {"mode", answer.mode},
      {"method", query::name_of(answer.question.method)},
      {"currency", answer.currency.code},
      {"digits", answer.currency.digits},
      {"aggregate", list_of(answer.question.aggregate, [](const query::Key& key) { return query::text_of(key); })},
      {"rowCount", answer.name.size()},
      {"names", answer.name},
      {"kinds", list_of(answer.kind, [](report::RowKind kind) { return report::name_of(kind); })},
      {"keys", answer.keys},
      {"steps", steps_of(answer)},
      {"filtered", !answer.question.filter.empty()},
      {"partial", answer.partial},
      {"diagnostics", notices_of(answer.notices, answer.currency.digits)},
      {"table", columns.table()}};
  return {std::move(header), columns.take_bytes()};
}

Packed pack(const report::Assets& assets) {
  Columns columns(assets.currency.digits);
  std::vector<std::int64_t> alive_ms;
  for (const Window& alive : assets.alive) alive_ms.push_back(alive.length().count());
  columns.add("hours", alive_ms, 3600000.0);
  columns.add("cpuCores", assets.cpu_cores);
  columns.add("ramGib", assets.ram_gib);
  columns.add("gpus", assets.gpus);
  columns.add("hourlyPrice", assets.hourly_price);
  columns.add("cpuCost", assets.cpu_cost);
  columns.add("ramCost", assets.ram_cost);
  columns.add("gpuCost", assets.gpu_cost);
  columns.add("totalCost", assets.total_cost);
  columns.add("idleCost", assets.idle_cost);

  Json header{{"currency", assets.currency.code},
              {"digits", assets.currency.digits},
              {"rowCount", assets.name.size()},
              {"names", assets.name},
              {"clusters", assets.cluster},
              {"instanceTypes", assets.instance_type},
              {"spot", list_of(assets.spot, [](bool spot) { return spot; })},
              {"priceSources", assets.price_source},
              {"table", columns.table()}};
  return {std::move(header), columns.take_bytes()};
}

}  // namespace prorata::wasm
