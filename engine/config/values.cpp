// Sections by name, wherever they stand in the file.
#include "config/values.h"

#include <algorithm>
#include <utility>

#include "pricing/import.h"

namespace prorata::config {
namespace {

using Kind = Document::Kind;
using pricing::find_below;

constexpr std::string_view kSettings = "kubecostProductConfigs";

/// Texts of a list, or of one text with commas.
std::vector<std::string> texts_of(const Document& value) {
  std::vector<std::string> texts;
  for (const Document& item : value.items) texts.push_back(item.text);
  for (std::string_view rest = value.text; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view part = rest.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) texts.emplace_back(part);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return texts;
}

std::string condition(std::string_view key, const std::vector<std::string>& values) {
  std::string text(key);
  for (const std::string& value : values) {
    text += text.size() == key.size() ? ":\"" : ",\"";
    for (const char c : value) text.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
    text += '"';
  }
  return text;
}

class Values {
 public:
  Values(const Document& root, DocumentReader& in, Config& config) : root_(root), in_(in), config_(config) {}

  void read() {
    read_idle();
    if (const Document* shared = find_below(root_, "sharedCosts")) {
      if (shared->kind != Kind::list) return in_.expected(*shared, "a list");
      for (const Document& rule : shared->items) read_rule(rule);
    }
    if (const Document* settings = find_below(root_, kSettings)) read_settings(*settings);
    if (const Document* budgets = find_below(root_, "budgets")) {
      if (budgets->kind != Kind::list) return in_.expected(*budgets, "a list");
      for (const Document& budget : budgets->items) read_budget(budget);
    }
  }

 private:
  /// Without a coefficient for memory that of CPU counts. Not shared with namespaces: idle stays apart.
  void read_idle() {
    constexpr std::string_view kFields[][2]{{"cpu", "cpuIdleCost"}, {"ram", "ramIdleCost"}, {"gpu", "gpuIdleCost"}};
    std::string& all = config_.idle_coefficients;
    const Document* cpu = nullptr;
    for (const auto& [resource, name] : kFields) {
      const Document* value = find_below(root_, name);
      if (resource == "cpu") cpu = value;
      if (value == nullptr && resource == "ram") value = cpu;
      if (value == nullptr) continue;
      if (!query::parse_idle_coefficients("cpu=" + value->text)) {
        return in_.expected(*value, "a number from 0 to 1");
      }
      all.append(all.empty() ? "" : ",").append(resource).append("=").append(value->text);
    }
    const Document* given = find_below(root_, "shareWithNamespaces");
    if (given == nullptr) given = find_below(root_, "defaultIdle");
    if (given != nullptr && given->text != "true" && given->text != "false") in_.expected(*given, "true or false");
    if (given != nullptr) config_.idle = given->text == "true" ? "share" : "separate";
    if (given == nullptr && !all.empty()) config_.idle = "share";
  }

  /// {name, type: namespace|cluster, namespaces, allocation: proportional|even|gpu-weighted}
  void read_rule(const Document& rule) {
    enum Type : std::uint8_t { of_namespaces, of_cluster };
    constexpr std::string_view kMethods[]{"weighted", "weighted", "even",    "gpu-weighted", "gpu",
                                          "cpu",      "ram",      "network", "network-bytes"};
    const auto type = in_.word(rule, "type", "namespace cluster").value_or(of_namespaces);
    const auto method =
        in_.word(rule, "allocation", "proportional weighted even gpu-weighted gpu cpu ram network network-bytes")
            .value_or(0);
    if (!in_.ok()) return;
    const std::vector<std::string> names = namespaces_of(rule);
    if (type == of_namespaces && names.empty()) return in_.missing(rule, "namespaces", "a list of namespaces");
    const std::string source = type == of_cluster ? "overhead" : condition("namespace", names);
    config_.shares.push_back(source + " by " + std::string(kMethods[method]));
  }

  [[nodiscard]] static std::vector<std::string> namespaces_of(const Document& map) {
    for (const std::string_view name : {"namespaces", "namespace"}) {
      if (const Document* found = find_below(map, name)) return texts_of(*found);
    }
    return {};
  }

  void read_settings(const Document& settings) {
    const auto texts = [&](std::string_view name) {
      const Document* found = settings.find(name);
      return found == nullptr ? std::vector<std::string>{} : texts_of(*found);
    };
    const std::vector<std::string> namespaces = texts("sharedNamespaces"), keys = texts("sharedLabelNames"),
                                   values = texts("sharedLabelValues");
    if (!namespaces.empty()) config_.shares.push_back(condition("namespace", namespaces));
    if (keys.size() != values.size()) {
      return in_.fail(*settings.find(keys.empty() ? "sharedLabelValues" : "sharedLabelNames"),
                      "expected as many values as names of labels");
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      config_.shares.push_back(condition("label[" + keys[i] + "]", {values[i]}));
    }
    if (const Document* tenancy = settings.find("shareTenancyCosts"); tenancy != nullptr && tenancy->text == "true") {
      config_.shares.emplace_back("overhead");
    }
    const Document* overhead = settings.find("sharedOverhead");
    if (overhead == nullptr || overhead->text.empty()) return;
    const std::string rule = overhead->text + "/month";
    if (!query::parse_spending(rule)) return in_.expected(*overhead, "an amount of money per month");
    config_.shares.push_back(rule);
  }

  /// {name, namespace(s), amount, period: monthly|weekly|daily, thresholds}
  void read_budget(const Document& budget) {
    constexpr std::string_view kPer[]{"/month", "/week", "/day"};
    Config::Budget out;
    out.name = in_.text(budget, "name", Need::required).value_or("");
    const std::vector<std::string> names = namespaces_of(budget);
    if (names.empty()) in_.missing(budget, "namespaces", "a list of namespaces");
    out.filter = condition("namespace", names);
    const bool period = budget.has("period");
    const auto per = in_.word(budget, period ? "period" : "interval", "monthly weekly daily").value_or(0);
    const Document* amount = nullptr;
    for (const std::string_view name : {"amount", "spendLimit", "monthly", "monthlyBudget"}) {
      if (amount == nullptr) amount = budget.find(name);
    }
    if (!in_.ok()) return;
    if (amount == nullptr) return in_.missing(budget, "amount", "an amount of money such as 50000");
    out.amount = amount->text + std::string(kPer[per]);
    if (!query::parse_spending(out.amount)) return in_.expected(*amount, "an amount of money such as 50000");
    for (const std::string_view name : {"thresholds", "alertThresholds", "actions"}) {
      if (const Document* found = budget.find(name)) config_.unused.push_back(in_.place(*found));
    }
    config_.budgets.push_back(std::move(out));
  }

  const Document& root_;
  DocumentReader& in_;
  Config& config_;
};

}  // namespace

bool has_values(const Document& root) {
  return pricing::has_known_values(root) || find_below(root, kSettings) != nullptr;
}

void read_values(const Document& root, DocumentReader& in, Config& config) {
  Values(root, in, config).read();
}

}  // namespace prorata::config
