// Values of charts (Kubecost, OpenCost) and of Alibaba Cloud's metrics adapter: prices, and rules that are kept for
// later.
#include <algorithm>
#include <optional>

#include "core/number.h"
#include "pricing/import.h"
#include "pricing/price_fields.h"

namespace prorata::pricing {
namespace {

using Kind = Document::Kind;

constexpr std::string_view kGpuPrices = "nvidia.com/gpu", kWeights = "costWeights", kTemplates = "customPricing";
constexpr std::string_view kMonthly = "defaultModelPricing", kHourly = "costModel", kZone = "zoneCostMultiplier";
constexpr std::string_view kShared = "sharedCosts", kBudgets = "budgets", kIdle = "cpuIdleCost";
constexpr std::string_view kGpuIdle = "gpuIdleCost", kRamIdle = "ramIdleCost", kShareIdle = "shareWithNamespaces";

bool is_off(const Document& map) {
  const Document* enabled = map.find("enabled");
  return enabled != nullptr && enabled->text == "false";
}

bool holds(const Document& place, const Document& part) {
  return &place == &part ||
         std::any_of(place.items.begin(), place.items.end(), [&](const Document& item) { return holds(item, part); });
}

/// The section that has `part` in it and says `enabled: false`; null where none does.
const Document* switched_off(const Document& place, const Document& part) {
  if (place.kind == Kind::map && is_off(place)) return &place;
  for (const Document& item : place.items) {
    if (holds(item, part)) return switched_off(item, part);
  }
  return nullptr;
}

class Values {
 public:
  /// rules: of idle, shared costs and budgets: whether somebody else reads them.
  Values(const Document& root, std::string_view file, bool rules)
      : rules_(rules), root_(root), file_(file), in_(root, file, "see docs/prices.md"), into_(has_map(kMonthly)) {}

  Result<PriceBook> read() {
    for (const std::string_view name : {kMonthly, kHourly}) {
      const Document* sheet = find_below(root_, name);
      if (sheet == nullptr) continue;
      if (sheet->kind != Kind::map) return in_.expected(*sheet, "a map of prices, such as {CPU: 0.03}"), in_.error();
      if (is_unused(*sheet)) continue;
      import_sheet(*sheet, into_, in_);
    }
    if (const Document* settings = find_below(root_, "kubecostProductConfigs")) {
      for (const auto& [name, path] : {std::pair{"currencyCode", "currency"}}) {
        if (const Document* value = settings->find(name)) into_.put(path, *value);
      }
    }
    read_gpus();
    read_network();
    read_weights();
    read_templates();
    note_rules();
    if (!in_.ok()) return in_.error();
    return into_.read(file_);
  }

 private:
  [[nodiscard]] bool has_map(std::string_view name) const {
    const Document* found = find_below(root_, name);
    return found != nullptr && found->kind == Kind::map;
  }
  void note(const Document& at) { into_.notices.add(kPriceNotUsed, in_.place(at)); }
  /// What a chart has switched off it does not use; that is said.
  bool is_unused(const Document& part) {
    const Document* off = switched_off(root_, part);
    if (off != nullptr) note(*off);
    return off != nullptr;
  }

  /// Prices by model; whether they are of one GPU or of an instance nobody says, so that unlikely ones are not applied.
  void read_gpus() {
    const Document* prices = find_below(root_, kGpuPrices, false);
    if (prices == nullptr) return;
    if (prices->kind != Kind::map) return in_.expected(*prices, "a map of prices by model, such as {a100-80gb: 4.10}");
    if (is_unused(*prices)) return;
    for (const Document& price : prices->items) {
      Document& entry = into_.add("gpus", price.line);
      entry.origin = kGpuPrices;
      Rewriter::set(entry, "model", price.name, price);
      Rewriter::set(entry, "perHour", price.text, price);
    }
  }

  void read_network() {
    const Document* costs = find_below(root_, "networkCosts");
    const Document& map = costs == nullptr ? root_ : *costs;
    if (costs != nullptr && is_unused(*costs)) return;
    constexpr std::string_view kFields[][2]{
        {"zone", kZone}, {"region", "regionCostMultiplier"}, {"internet", "internetCostMultiplier"}};
    for (const auto& [own, other] : kFields) {
      for (const std::string_view name : {other, own}) {
        const bool direct = name == other || costs != nullptr;
        const Document* value = direct ? find_below(map, name) : nullptr;
        if (value != nullptr) into_.put("network." + std::string(own), *value);
      }
    }
  }

  /// A map, or JSON in a text: {"cpu":"1.0","memory":"0.0"}.
  void read_weights() {
    const Document* weights = find_below(root_, kWeights);
    if (weights == nullptr) return;
    Document inner;
    if (weights->kind == Kind::scalar) {
      auto read = read_document(weights->text, in_.place(*weights));
      if (!read) return in_.fail(*weights, "expected shares such as {\"cpu\":\"1.0\",\"memory\":\"0.0\"}");
      inner = *std::move(read);
      weights = &inner;
    }
    into_.put("nodeSplit.method", "shares");
    into_.made_of("nodeSplit", *find_below(root_, kWeights));
    for (const Document& weight : weights->items) into_.put("nodeSplit." + weight.name, weight);
  }

  /// Price templates of ACK, which are a list per hour; OpenCost's chart has a section of that name.
  void read_templates() {
    const Document* list = find_below(root_, kTemplates);
    if (list == nullptr) return;
    const bool sheet = has_map(kMonthly) || find_below(*list, kHourly) != nullptr || is_off(*list);
    if (list->kind == Kind::list && has_map(kMonthly)) return note(*list);  // whose prices are per month
    if (list->kind != Kind::list)
      return sheet ? void() : in_.expected(*list, "a list of templates, or prices in costModel");
    for (const Document& from : list->items) {
      Document& entry = into_.add("templates", from.line);
      entry.origin = std::string(kTemplates) + "[" + std::to_string(&from - list->items.data()) + "]";
      read_template(from, "", entry);
    }
  }

  /// of: the map that `from` is in its template, empty where it is all of it.
  void read_template(const Document& from, std::string_view of, Document& entry) {
    constexpr std::string_view kFields[][3]{{"match", "namespace", "namespace"},
                                            {"match", "labels", "labels"},
                                            {"match", "cpu", "podCpu"},
                                            {"match", "memGiB", "podGib"},
                                            {"", "cpuPerCoreHour", "cpu"},
                                            {"", "ramPerGiBHour", "memory"},
                                            {"", "basis", "basis"}};
    for (const Document& value : from.items) {
      if (of.empty() && value.name == "match" && value.kind == Kind::map) {
        read_template(value, "match", entry);
        continue;
      }
      const auto* field = std::find_if(std::begin(kFields), std::end(kFields),
                                       [&](const auto& known) { return known[0] == of && known[1] == value.name; });
      if (field == std::end(kFields)) return in_.fail(value, "there is no such field in a price template");
      Document& copy = entry.items.emplace_back(value);
      copy.name = (*field)[2];
      copy.origin = entry.origin + "." + value.name;
    }
  }

  /// Rules for idle, shared costs and budgets.
  void note_rules() {
    for (const std::string_view name : {kIdle, kGpuIdle, kRamIdle, kShareIdle, kShared, kBudgets}) {
      if (rules_) return;
      if (const Document* found = find_below(root_, name)) note(*found);
    }
  }

  bool rules_;
  const Document& root_;
  std::string_view file_;
  DocumentReader in_;
  Rewriter into_;
};

}  // namespace

bool has_known_values(const Document& root) {
  constexpr std::string_view kKnown[]{kGpuPrices, kWeights, kTemplates, kMonthly, kHourly,
                                      kZone,      kShared,  kBudgets,   kIdle,    "networkCosts"};
  return std::any_of(std::begin(kKnown), std::end(kKnown),
                     [&](std::string_view name) { return find_below(root, name) != nullptr; });
}

Result<PriceBook> import_values(const Document& root, std::string_view file_name) {
  return Values(root, file_name, false).read();
}

Result<std::optional<PriceBook>> read_values_prices(const Document& root, std::string_view file_name) {
  constexpr std::string_view kPrices[]{kGpuPrices, kWeights, kMonthly, kHourly, kZone, "networkCosts", kTemplates};
  const bool any = std::any_of(std::begin(kPrices), std::end(kPrices),
                               [&](std::string_view name) { return find_below(root, name) != nullptr; });
  if (!any) return std::optional<PriceBook>{};
  auto book = Values(root, file_name, true).read();
  if (!book) return book.error();
  return std::optional(*std::move(book));
}

}  // namespace prorata::pricing
