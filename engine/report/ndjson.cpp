// One JSON object per row and step, each complete in itself, for tools that read lines.
#include "report/set_text.h"

namespace prorata::report {
namespace {

using cluster::Resource;

class NdjsonWriter final : public SetText {
 public:
  using SetText::SetText;

 private:
  std::string text_of(const rollup::Set& set) override {
    std::string out;
    for (std::size_t row = 0; row < set.groups.name.size(); ++row) {
      Writer json;
      json.open('{');
      json.text("start", to_text(set.window.begin));
      json.text("end", to_text(set.window.end));
      if (set.cut_short) json.boolean("cutShort", true);
      json.text("kind", name_of(set.groups.kind[row]));
      json.text("name", set.groups.name[row]);
      for (std::size_t k = 0; k < head_.question.aggregate.size(); ++k) {
        json.text(text_of_key(k), set.groups.keys[row][k]);
      }
      json.text("currency", head_.currency.code);
      put_costs(json, set.groups, row);
      json.close('}');
      out += json.take() + "\n";
    }
    return out;
  }
  [[nodiscard]] std::string text_of_key(std::size_t key) const { return query::text_of(head_.question.aggregate[key]); }

  void put_costs(Writer& json, const rollup::Groups& groups, std::size_t row) const {
    const auto cpu = resource_of(groups, row, Resource::cpu), ram = resource_of(groups, row, Resource::ram);
    const auto gpu = resource_of(groups, row, Resource::gpu), disk = resource_of(groups, row, Resource::disk);
    json.raw("cpuCost", money(cpu.cost));
    json.raw("ramCost", money(ram.cost));
    json.raw("gpuCost", money(gpu.cost));
    json.raw("diskCost", money(disk.cost));
    for (std::size_t k = 0; k < kChargeNames.size(); ++k) {
      json.raw(kChargeNames[k], money((groups.rows.*rollup::kChargeColumns[k])[row]));
    }
    put_rules(json, groups, row);
    json.raw("totalCost", money(groups.rows.total[row]));
    json.raw("cpuCoreHours", number_text(cpu.charged / 3.6e9));
    json.raw("cpuCoreRequestHours", number_text(cpu.requested / 3.6e9));
    json.raw("cpuCoreUsageHours", number_text(cpu.used / 3.6e9));
    json.raw("ramByteHours", number_text(byte_hours(1) * ram.charged));
    json.raw("ramByteRequestHours", number_text(byte_hours(1) * ram.requested));
    json.raw("ramByteUsageHours", number_text(byte_hours(1) * ram.used));
    json.raw("gpuHours", number_text(gpu.charged / 3.6e9));
    json.raw("diskByteHours", number_text(byte_hours(1) * disk.charged));
  }
};

}  // namespace

std::unique_ptr<SetsTaker> ndjson_writer(TextSink& out) {
  return std::make_unique<NdjsonWriter>(out);
}

}  // namespace prorata::report
