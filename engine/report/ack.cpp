// As the Cost V2 API of Alibaba Cloud's ACK answers: averages over the whole set, cost, and its part of what the whole
// cluster costs in the set.
#include <algorithm>
#include <chrono>

#include "report/set_text.h"

namespace prorata::report {
namespace {

using cluster::Resource;

/// One row's figures.
struct Item {
  double cpu_requested = 0, cpu_used = 0, ram_requested = 0, ram_used = 0;
  Money cost, custom;
  double ratio = 0;
};

class Ack : public SetText {
 public:
  using SetText::SetText;

 protected:
  /// In the time of the question's zone, with its offset.
  [[nodiscard]] std::string local(Instant at) const {
    const query::Question& question = head_.question;
    const auto minutes = std::chrono::floor<std::chrono::minutes>(question.zone.offset_at(at)).count();
    std::string text = to_text(question.zone.to_local(at));
    if (minutes == 0) return text;
    const auto two = [](auto number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
    const auto far = minutes < 0 ? -minutes : minutes;
    text.pop_back();  // the Z
    return text + (minutes < 0 ? "-" : "+") + two(far / 60) + ":" + two(far % 60);
  }
  /// Whether items are pods, which have properties; groups have a name.
  [[nodiscard]] bool of_pods() const { return has_key(query::KeyKind::pod); }
  [[nodiscard]] bool has_key(query::KeyKind kind) const {
    const auto& keys = head_.question.aggregate;
    return std::any_of(keys.begin(), keys.end(), [&](const query::Key& key) { return key.kind == kind; });
  }
  [[nodiscard]] static Item item_of(const rollup::Set& set, std::size_t row) {
    const auto cpu = resource_of(set.groups, row, Resource::cpu), ram = resource_of(set.groups, row, Resource::ram);
    const double hours = hours_of(set.window);
    Item item;
    item.cpu_requested = per(cpu.requested / 3.6e9, hours);
    item.cpu_used = per(cpu.used / 3.6e9, hours);
    item.ram_requested = per(byte_hours(1) * ram.requested, hours);
    item.ram_used = per(byte_hours(1) * ram.used, hours);
    item.cost = set.groups.rows.total[row];
    item.custom = set.groups.rows.custom[row];
    item.ratio = per(static_cast<double>(item.cost.nano()), static_cast<double>(set.groups.asset_cost.nano()));
    return item;
  }
  /// The machine's own id: what follows the region or the last slash.
  [[nodiscard]] static std::string_view machine_of(std::string_view provider_id) {
    const std::size_t at = provider_id.find_last_of("/.");
    return at == std::string_view::npos ? provider_id : provider_id.substr(at + 1);
  }
};

class JsonWriter final : public Ack {
 public:
  using Ack::Ack;

 private:
  std::string opening() override { return "{\"code\":200,\"status\":\"success\",\"data\":["; }
  std::string closing() override { return "\n]}\n"; }

  std::string text_of(const rollup::Set& set) override {
    const std::vector<std::string> names = distinct_names(set.groups);
    Writer json;
    json.open('{');
    for (std::size_t row = 0; row < names.size(); ++row) {
      json.open(names[row], '{');
      json.text("name", names[row]);
      if (of_pods() && !set.members[row].pod.empty()) put_properties(json, set.members[row]);
      json.text("start", local(set.window.begin));
      json.text("end", local(set.window.end));
      const Item item = item_of(set, row);
      json.raw("cpuCoreRequestAverage", number_text(item.cpu_requested));
      json.raw("cpuCoreUsageAverage", number_text(item.cpu_used));
      json.raw("ramByteRequestAverage", number_text(item.ram_requested));
      json.raw("ramByteUsageAverage", number_text(item.ram_used));
      json.raw("cost", money(item.cost));
      json.raw("costRatio", number_text(item.ratio));
      json.raw("customCost", money(item.custom));
      json.close('}');
    }
    json.close('}');
    return (sets_ > 0 ? ",\n" : "\n") + json.take();
  }

  static void put_properties(Writer& json, const rollup::Member& member) {
    json.open("properties", '{');
    put_texts(json, {{"cluster", member.cluster},
                     {"node", member.node},
                     {"namespace", member.name_space},
                     {"controllerKind", member.controller_kind},
                     {"controller", member.controller},
                     {"pod", member.pod},
                     {"providerID", machine_of(member.provider_id)}});
    put_labels(json, "labels", member.labels);
    json.close('}');
  }
};

class CsvWriter final : public Ack {
 public:
  using Ack::Ack;

 private:
  std::string opening() override {
    return "start,end,name,namespace,controllerKind,controller,pod,node,cpuCoreRequestAverage,cpuCoreUsageAverage,"
           "ramByteRequestAverage,ramByteUsageAverage,cost,costRatio,customCost\r\n";
  }

  std::string text_of(const rollup::Set& set) override {
    std::string out;
    for (std::size_t row = 0; row < set.groups.name.size(); ++row) {
      const rollup::Member& member = set.members[row];
      out.append(local(set.window.begin)).append(",").append(local(set.window.end));
      out.append(",").append(csv_text(set.groups.name[row]));
      using Kind = query::KeyKind;
      for (const auto& [kind, text] : {std::pair{Kind::namespace_, &member.name_space},
                                       {Kind::controller_kind, &member.controller_kind},
                                       {Kind::controller, &member.controller},
                                       {Kind::pod, &member.pod},
                                       {Kind::node, &member.node}}) {
        out.append(",").append(of_pods() || has_key(kind) ? csv_text(*text) : "");
      }
      const Item item = item_of(set, row);
      for (const double number : {item.cpu_requested, item.cpu_used, item.ram_requested, item.ram_used}) {
        out.append(",").append(number_text(number));
      }
      out.append(",").append(money(item.cost)).append(",").append(number_text(item.ratio));
      out.append(",").append(money(item.custom)).append("\r\n");
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<SetsTaker> ack_writer(TextSink& out) {
  return std::make_unique<JsonWriter>(out);
}
std::unique_ptr<SetsTaker> ack_csv_writer(TextSink& out) {
  return std::make_unique<CsvWriter>(out);
}

}  // namespace prorata::report
