// prorata's own JSON. Money is written as the exact decimal number that it is.
#include "core/json_text.h"
#include "report/format.h"
#include "report/json_writer.h"
#include "report/set_text.h"
#include "report/text.h"

namespace prorata::report {
namespace {

class AnswerWriter {
 public:
  explicit AnswerWriter(const Answer& answer) : answer_(answer) {}

  std::string run() {
    json_.open('{');
    write_head();
    write_steps();
    json_.key("rows");
    json_.element();
    json_.open('[');
    for (std::size_t row = 0; row < answer_.name.size(); ++row) {
      json_.element();
      json_.line();
      write_row(row);
    }
    json_.close(']');
    json_.line();
    json_.key("totals");
    json_.element();
    json_.open('{');
    write_columns(answer_.totals, 0);
    json_.close('}');
    json_.line();
    json_.raw("diagnostics", notices_json(answer_.notices, answer_.currency.digits));
    json_.close('}');
    json_.line();
    return json_.take();
  }

 private:
  [[nodiscard]] std::string money(Money value) const { return decimal_text(value.nano(), answer_.currency.digits); }

  void write_head() {
    const query::Question& question = answer_.question;
    json_.text("format", "prorata.allocation/1");
    json_.key("window");
    json_.element();
    json_.open('{');
    json_.text("start", to_text(answer_.window.begin));
    json_.text("end", to_text(answer_.window.end));
    if (answer_.asked.end > answer_.window.end) json_.text("askedEnd", to_text(answer_.asked.end));
    json_.close('}');
    if (question.dialect != query::Dialect::prorata) json_.text("dialect", name_of(question.dialect));
    json_.text("resolution", to_text(answer_.resolution));
    json_.text("mode", answer_.mode);
    json_.text("method", name_of(question.method));
    json_.text("idle", name_of(question.idle));
    if (question.idle_by) json_.text("idleBy", name_of(*question.idle_by));
    if (!question.charge_waiting) json_.boolean("chargeWaiting", false);
    json_.text("timeZone", question.zone.name);
    json_.key("aggregate");
    json_.element();
    json_.open('[');
    for (const query::Key& key : question.aggregate) json_.value(json_text(text_of(key)));
    json_.close(']');
    json_.boolean("filtered", !question.filter.empty());
    json_.text("currency", answer_.currency.code);
    json_.boolean("partial", answer_.partial);
    json_.raw("assetCost", money(answer_.asset_cost));
    json_.raw("remainder", money(answer_.remainder));
    json_.raw("idleCost", money(answer_.idle_cost));
    json_.raw("allocationCost", money(answer_.allocation_cost));
    json_.raw("idleRatio", number_or_null(ratio_of(answer_.idle_cost, answer_.allocation_cost)));
    json_.line();
  }

  void write_steps() {
    json_.key("steps");
    json_.element();
    json_.open('[');
    for (std::size_t s = 0; s < answer_.steps.size(); ++s) {
      json_.element();
      json_.open('{');
      json_.text("start", to_text(answer_.steps[s].begin));
      json_.text("end", to_text(answer_.steps[s].end));
      json_.boolean("cutShort", answer_.step_cut_short[s]);
      json_.raw("totalCost", money(answer_.step_totals[s]));
      json_.close('}');
    }
    json_.close(']');
    json_.line();
  }

  void write_row(std::size_t row) {
    json_.open('{');
    json_.text("name", answer_.name[row]);
    json_.text("kind", name_of(answer_.kind[row]));
    json_.key("key");
    json_.element();
    json_.open('{');
    for (std::size_t k = 0; k < answer_.keys[row].size(); ++k) {
      json_.text(text_of(answer_.question.aggregate[k]), answer_.keys[row][k]);
    }
    json_.close('}');
    write_columns(answer_.rows, row);
    if (!answer_.rule_cost.empty()) write_rules(row);
    json_.key("stepCost");
    json_.element();
    json_.open('[');
    for (std::size_t s = 0; s < answer_.steps.size(); ++s) {
      json_.value(money(answer_.step_cost[row * answer_.steps.size() + s]));
    }
    json_.close(']');
    json_.close('}');
  }

  /// What of the shared cost came by which rule.
  void write_rules(std::size_t row) {
    const auto& rules = answer_.question.shares;
    json_.key("sharedBy");
    json_.element();
    json_.open('[');
    for (std::size_t p = 0; p < rules.size(); ++p) {
      json_.element();
      json_.open('{');
      json_.text("rule", rules[p].name);
      json_.text("method", query::method_of(rules[p]));
      json_.raw("cost", money(answer_.rule_cost[row * rules.size() + p]));
      json_.close('}');
    }
    json_.close(']');
  }

  void write_columns(const CostColumns& columns, std::size_t row) {
    json_.raw("cpuCost", money(columns.cpu.cost[row]));
    json_.raw("ramCost", money(columns.ram.cost[row]));
    json_.raw("gpuCost", money(columns.gpu.cost[row]));
    json_.raw("diskCost", money(columns.disk.cost[row]));
    for (std::size_t k = 0; k < kChargeNames.size(); ++k) {
      json_.raw(kChargeNames[k], money((columns.*rollup::kChargeColumns[k])[row]));
    }
    json_.raw("networkCost", money(rollup::network_cost(columns, row)));
    json_.raw("totalCost", money(columns.total[row]));
    json_.raw("share", number_or_null(columns.share[row]));
    json_.raw("cpuCoreHours", number_text(core_hours(columns.cpu.charged[row])));
    json_.raw("cpuCoreRequestHours", number_text(core_hours(columns.cpu.requested[row])));
    json_.raw("cpuCoreUsageHours", number_text(core_hours(columns.cpu.used[row])));
    json_.raw("ramByteHours", number_text(byte_hours(columns.ram.charged[row])));
    json_.raw("ramByteRequestHours", number_text(byte_hours(columns.ram.requested[row])));
    json_.raw("ramByteUsageHours", number_text(byte_hours(columns.ram.used[row])));
    json_.raw("gpuHours", number_text(core_hours(columns.gpu.charged[row])));
    json_.raw("gpuUsageHours", number_text(core_hours(columns.gpu.used[row])));
    json_.raw("diskByteHours", number_text(byte_hours(columns.disk.charged[row])));
    json_.raw("cpuEfficiency", number_or_null(columns.cpu_efficiency[row]));
    json_.raw("ramEfficiency", number_or_null(columns.ram_efficiency[row]));
    json_.raw("totalEfficiency", number_or_null(columns.efficiency[row]));
    json_.raw("workloadIdleCost", money(columns.workload_idle[row]));
    if (answer_.totals.custom[0] != Money()) json_.raw("customCost", money(columns.custom[row]));
    json_.raw("workloadIdleRatio", number_or_null(columns.workload_idle_ratio[row]));
    json_.raw("runningHours", number_text(static_cast<double>(columns.running_ms[row]) / 3.6e6));
    for (const Average& average : averages_of(columns, row)) json_.raw(average.name, number_or_null(average.value));
  }

  const Answer& answer_;
  Writer json_;
};

}  // namespace

std::string to_json(const Answer& answer) {
  return AnswerWriter(answer).run();
}

/// What of a node is left out where nothing tells it.
constexpr std::pair<std::string_view, const std::vector<double> Assets::*> kKnownOfNode[]{
    {"cpuAllocatable", &Assets::cpu_allocatable},
    {"ramGiBAllocatable", &Assets::ram_allocatable},
    {"cpuOverhead", &Assets::cpu_overhead},
    {"ramOverhead", &Assets::ram_overhead}};

std::string to_json(const Assets& assets) {
  const auto money = [&](Money value) { return decimal_text(value.nano(), assets.currency.digits); };
  Writer json;
  json.open('{');
  json.text("format", "prorata.assets/1");
  json.key("window");
  json.element();
  json.open('{');
  json.text("start", to_text(assets.window.begin));
  json.text("end", to_text(assets.window.end));
  json.close('}');
  json.text("currency", assets.currency.code);
  json.raw("totalCost", money(assets.total));
  json.line();
  json.key("assets");
  json.element();
  json.open('[');
  for (std::size_t n = 0; n < assets.name.size(); ++n) {
    const bool node = assets.kind[n] == rollup::AssetKind::node;
    json.element();
    json.line();
    json.open('{');
    json.text("kind", name_of(assets.kind[n]));
    json.text("cluster", assets.cluster[n]);
    json.text("name", assets.name[n]);
    if (!assets.detail[n].empty()) json.text("of", assets.detail[n]);
    if (!assets.state[n].empty()) json.text("state", assets.state[n]);
    if (node) json.text("providerID", assets.provider_id[n]);
    if (!assets.instance_type[n].empty()) json.text(node ? "instanceType" : "storageClass", assets.instance_type[n]);
    if (node) json.text("region", assets.region[n]);
    if (node) json.text("zone", assets.zone[n]);
    if (node) json.boolean("spot", assets.spot[n]);
    json.text("start", to_text(assets.alive[n].begin));
    json.text("end", to_text(assets.alive[n].end));
    json.raw("hours", number_text(hours_of(assets.alive[n])));
    json.raw("amount", number_text(assets.amount[n]));
    json.text("unit", assets.unit[n]);
    json.raw("rate", price_text(assets.rate[n]));
    json.text("priceSource", assets.price_source[n]);
    if (node) {
      json.raw("cpuCores", number_text(assets.cpu_cores[n]));
      json.raw("ramGiB", number_text(assets.ram_gib[n]));
      json.raw("gpus", number_text(assets.gpus[n]));
      json.raw("diskGiB", number_text(assets.disk_gib[n]));
      for (const auto& [name, column] : kKnownOfNode) {
        if ((assets.*column)[n] >= 0) json.raw(name, price_text((assets.*column)[n]));
      }
      json.raw("hourlyPrice", money(assets.hourly_price[n]));
      json.raw("cpuCost", money(assets.cpu_cost[n]));
      json.raw("ramCost", money(assets.ram_cost[n]));
      json.raw("gpuCost", money(assets.gpu_cost[n]));
      json.raw("diskCost", money(assets.disk_cost[n]));
      json.raw("idleCost", money(assets.idle_cost[n]));
      json.raw("reservedCost", money(assets.reserved_cost[n]));
    }
    const bool mounts = assets.kind[n] == rollup::AssetKind::volume || assets.kind[n] == rollup::AssetKind::balancer;
    if (mounts) json.raw("unmountedCost", money(assets.unmounted_cost[n]));
    json.raw("totalCost", money(assets.total_cost[n]));
    json.close('}');
  }
  json.close(']');
  json.line();
  json.raw("diagnostics", notices_json(assets.notices, assets.currency.digits));
  json.close('}');
  json.line();
  return json.take();
}

std::string notices_json(const std::vector<Notice>& notices, int digits) {
  Writer json;
  json.open('[');
  for (const Notice& notice : notices) {
    json.element();
    json.line();
    json.open('{');
    json.text("id", notice.id);
    json.text("severity", severity_name(notice.severity));
    json.text("message", notice.message);
    json.text("fix", notice.fix);
    json.raw("count", std::to_string(notice.count));
    if (!notice.range.empty()) {
      json.text("start", to_text(notice.range.begin));
      json.text("end", to_text(end_of(notice)));
    }
    if (notice.cost) json.raw("cost", decimal_text(*notice.cost, digits));
    if (notice.estimate) json.raw("estimate", decimal_text(*notice.estimate, digits));
    if (notice.difference) json.raw("difference", decimal_text(*notice.difference, digits));
    json.key("objects");
    json.element();
    json.open('[');
    for (const std::string& object : notice.objects) json.value(json_text(object));
    json.close(']');
    json.close('}');
  }
  json.close(']');
  return json.take();
}

}  // namespace prorata::report
