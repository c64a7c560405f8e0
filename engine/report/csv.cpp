// CSV with one line per row and output step; plain decimals, RFC 4180, safe to open in a spreadsheet.
#include "report/format.h"
#include "report/set_text.h"
#include "report/text.h"

namespace prorata::report {
namespace {

class Csv {
 public:
  void field(std::string_view text) {
    if (!line_.empty() || started_) line_ += ',';
    started_ = true;
    line_ += text;
  }
  void end_line() {
    out_ += line_;
    out_ += "\r\n";
    line_.clear();
    started_ = false;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string line_, out_;
  bool started_ = false;
};

void head(Csv& csv, const Answer& answer, std::initializer_list<std::string_view> columns, std::string_view last = {}) {
  csv.field("start");
  csv.field("end");
  csv.field("kind");
  for (const query::Key& key : answer.question.aggregate) csv.field(csv_text(text_of(key)));
  csv.field("currency");
  for (const std::string_view column : columns) csv.field(column);
  if (!last.empty()) csv.field(last);
  csv.end_line();
}

void keys(Csv& csv, const Answer& answer, std::size_t row, Window span) {
  csv.field(to_text(span.begin));
  csv.field(to_text(span.end));
  csv.field(name_of(answer.kind[row]));
  for (const std::string& key : answer.keys[row]) csv.field(csv_text(key));
  csv.field(answer.currency.code);
}

std::string or_empty(double value) {
  return value == value ? number_text(value) : "";
}

std::string whole_window(const Answer& answer) {
  Csv csv;
  const bool has_custom = answer.totals.custom[0] != Money();
  head(csv, answer,
       {"cpuCost",
        "ramCost",
        "gpuCost",
        "diskCost",
        kChargeNames[0],
        kChargeNames[1],
        kChargeNames[2],
        kChargeNames[3],
        kChargeNames[4],
        kChargeNames[5],
        kChargeNames[6],
        kChargeNames[7],
        "totalCost",
        "share",
        "cpuCoreHours",
        "cpuCoreRequestHours",
        "cpuCoreUsageHours",
        "ramByteHours",
        "ramByteRequestHours",
        "ramByteUsageHours",
        "gpuHours",
        "cpuEfficiency",
        "ramEfficiency",
        "totalEfficiency",
        "workloadIdleCost",
        "workloadIdleRatio",
        "runningHours",
        kAverageNames[0],
        kAverageNames[1],
        kAverageNames[2],
        kAverageNames[3],
        kAverageNames[4],
        kAverageNames[5],
        kAverageNames[6],
        kAverageNames[7],
        kAverageNames[8]},
       has_custom ? "customCost" : "");
  const CostColumns& rows = answer.rows;
  const auto money = [&](Money value) { return decimal_text(value.nano(), answer.currency.digits); };
  for (std::size_t i = 0; i < answer.name.size(); ++i) {
    keys(csv, answer, i, answer.window);
    for (const auto column : rollup::kResourceColumns) csv.field(money((rows.*column).cost[i]));
    for (const auto column : rollup::kChargeColumns) csv.field(money((rows.*column)[i]));
    csv.field(money(rows.total[i]));
    csv.field(or_empty(rows.share[i]));
    for (const std::int64_t amount : {rows.cpu.charged[i], rows.cpu.requested[i], rows.cpu.used[i]}) {
      csv.field(number_text(core_hours(amount)));
    }
    for (const std::int64_t amount : {rows.ram.charged[i], rows.ram.requested[i], rows.ram.used[i]}) {
      csv.field(number_text(byte_hours(amount)));
    }
    csv.field(number_text(core_hours(rows.gpu.charged[i])));
    for (const double ratio : {rows.cpu_efficiency[i], rows.ram_efficiency[i], rows.efficiency[i]})
      csv.field(or_empty(ratio));
    csv.field(money(rows.workload_idle[i]));
    csv.field(or_empty(rows.workload_idle_ratio[i]));
    csv.field(number_text(static_cast<double>(rows.running_ms[i]) / 3.6e6));
    for (const Average& average : averages_of(rows, i)) csv.field(or_empty(average.value));
    if (has_custom) csv.field(money(rows.custom[i]));
    csv.end_line();
  }
  return csv.take();
}

}  // namespace

std::string to_csv(const Answer& answer) {
  if (answer.steps.size() == 1) return whole_window(answer);
  Csv csv;
  head(csv, answer, {"totalCost", "cutShort"});
  for (std::size_t step = 0; step < answer.steps.size(); ++step) {
    for (std::size_t row = 0; row < answer.name.size(); ++row) {
      keys(csv, answer, row, answer.steps[step]);
      csv.field(decimal_text(answer.step_cost[row * answer.steps.size() + step].nano(), answer.currency.digits));
      csv.field(answer.step_cut_short[step] != 0 ? "true" : "false");
      csv.end_line();
    }
  }
  return csv.take();
}

std::string to_csv(const Assets& assets) {
  Csv csv;
  for (const std::string_view column : {"kind",
                                        "cluster",
                                        "name",
                                        "of",
                                        "providerID",
                                        "instanceType",
                                        "region",
                                        "spot",
                                        "start",
                                        "end",
                                        "amount",
                                        "unit",
                                        "currency",
                                        "rate",
                                        "priceSource",
                                        "cpuCores",
                                        "ramGiB",
                                        "gpus",
                                        "diskGiB",
                                        "hourlyPrice",
                                        "cpuCost",
                                        "ramCost",
                                        "gpuCost",
                                        "diskCost",
                                        "totalCost",
                                        "idleCost",
                                        "reservedCost",
                                        "zone",
                                        "hours",
                                        "cpuAllocatable",
                                        "ramGiBAllocatable",
                                        "cpuOverhead",
                                        "ramOverhead",
                                        "state",
                                        "unmountedCost"}) {
    csv.field(column);
  }
  csv.end_line();
  for (std::size_t n = 0; n < assets.name.size(); ++n) {
    csv.field(name_of(assets.kind[n]));
    for (const std::string* text : {&assets.cluster[n], &assets.name[n], &assets.detail[n], &assets.provider_id[n],
                                    &assets.instance_type[n], &assets.region[n]}) {
      csv.field(csv_text(*text));
    }
    csv.field(assets.spot[n] ? "true" : "false");
    csv.field(to_text(assets.alive[n].begin));
    csv.field(to_text(assets.alive[n].end));
    csv.field(number_text(assets.amount[n]));
    csv.field(assets.unit[n]);
    csv.field(assets.currency.code);
    csv.field(price_text(assets.rate[n]));
    csv.field(csv_text(assets.price_source[n]));
    for (const double value : {assets.cpu_cores[n], assets.ram_gib[n], assets.gpus[n], assets.disk_gib[n]}) {
      csv.field(number_text(value));
    }
    for (const Money cost : {assets.hourly_price[n], assets.cpu_cost[n], assets.ram_cost[n], assets.gpu_cost[n],
                             assets.disk_cost[n], assets.total_cost[n], assets.idle_cost[n], assets.reserved_cost[n]}) {
      csv.field(decimal_text(cost.nano(), assets.currency.digits));
    }
    csv.field(csv_text(assets.zone[n]));
    csv.field(number_text(hours_of(assets.alive[n])));
    for (const double known :
         {assets.cpu_allocatable[n], assets.ram_allocatable[n], assets.cpu_overhead[n], assets.ram_overhead[n]}) {
      csv.field(known < 0 ? "" : price_text(known));
    }
    csv.field(assets.state[n]);
    csv.field(decimal_text(assets.unmounted_cost[n].nano(), assets.currency.digits));
    csv.end_line();
  }
  return csv.take();
}

}  // namespace prorata::report
