// Which kind of price file it is; OpenCost's price sheets.
#include "pricing/import.h"

#include <algorithm>
#include <array>

#include "pricing/builtin.h"

namespace prorata::pricing {
namespace {

using Kind = Document::Kind;

struct Field {
  std::string_view name, path;
};
/// Source: OpenCost, configs/default.json and those of the providers.
constexpr Field kSheet[]{{"CPU", "defaults.cpu"},
                         {"RAM", "defaults.memory"},
                         {"GPU", "defaults.gpu"},
                         {"spotCPU", "spot.cpu"},
                         {"spotRAM", "spot.memory"},
                         {"spotGPU", "spot.gpu"},
                         {"storage", "defaults.volume"},
                         {"storage", "defaults.disk"},
                         {"zoneNetworkEgress", "defaults.network.zone"},
                         {"regionNetworkEgress", "defaults.network.region"},
                         {"internetNetworkEgress", "defaults.network.internet"},
                         {"defaultLBPrice", "defaults.loadBalancer"},
                         {"firstFiveForwardingRulesCost", "defaults.loadBalancer"},
                         {"spotLabel", "spotNodes.label"},
                         {"spotLabelValue", "spotNodes.value"},
                         {"currencyCode", "currency"},
                         {"discount", "discounts.cpu"},
                         {"discount", "discounts.memory"},
                         {"negotiatedDiscount", "discounts.negotiated"}};
/// What a sheet says of other things than prices; may hold credentials, so values are never shown.
constexpr std::string_view kOther[]{"provider",    "description",           "customPricesEnabled", "defaultIdle",
                                    "clusterName", "shareTenancyCosts",     "sharedOverhead",      "projectID",
                                    "enabled",     "createPricingConfigmap"};

template <class Words>
bool is_in(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}
bool in_sheet(std::string_view name) {
  return std::any_of(std::begin(kSheet), std::end(kSheet), [&](const Field& field) { return field.name == name; });
}
/// Also where it is no text: then it is an error.
bool said(const Document* value) {
  return value != nullptr && value->kind != Kind::null && !(value->kind == Kind::scalar && value->text.empty());
}

/// "30%" and "30" are both thirty percent.
Document as_percent(Document value) {
  if (!value.text.ends_with('%')) value.text += '%';
  return value;
}

/// Enabled custom prices stand before exported ones: as entries that match everything.
void put_before_exported(const Document& sheet, Rewriter& into) {
  const auto entry = [&](std::string_view list, std::span<const Field> fields) -> Document* {
    Document* made = nullptr;
    for (const Field& field : fields) {
      const Document* value = sheet.find(field.name);
      if (!said(value)) continue;
      if (made == nullptr) made = &into.add(list, value->line);
      Rewriter::set(*made, field.path, value->text, *value);
    }
    return made;
  };
  constexpr Field kSpot[]{{"spotCPU", "cpu"}, {"spotRAM", "memory"}, {"spotGPU", "gpu"}};
  constexpr Field kNode[]{{"CPU", "cpu"}, {"RAM", "memory"}, {"GPU", "gpu"}};
  constexpr Field kVolume[]{{"storage", "price"}};
  if (Document* spot = entry("nodes", kSpot)) Rewriter::set(*spot, "spot", "true");
  (void)entry("nodes", kNode);
  (void)entry("volumes", kVolume);
  for (const Field& field : kSheet) {
    const Document* value = sheet.find(field.name);
    constexpr std::string_view kDefaults = "defaults.";
    const bool network = field.path.starts_with("defaults.network");
    if (network && said(value)) into.put(field.path.substr(kDefaults.size()), *value);
  }
}

Result<PriceBook> read_sheet(const Document& sheet, std::string_view file, bool month) {
  Rewriter into(month);
  import_sheet(sheet, into, DocumentReader(sheet, file, {}));
  return into.read(file);
}

/// Prices of a ConfigMap are per month, those of a sheet in one are per hour, as OpenCost reads them.
Result<PriceBook> read_config_map(const Document& data, std::string_view file) {
  const Document* sheet = nullptr;
  for (const Document& item : data.items) {
    if (!item.name.ends_with(".json")) continue;
    if (sheet == nullptr || item.name == "default.json") sheet = &item;
  }
  if (sheet == nullptr) return read_sheet(data, file, true);
  const std::string inner = std::string(file) + " (" + sheet->name + ")";
  const auto root = read_document(sheet->text, inner);
  if (!root) return root.error();
  return read_sheet(*root, inner, false);
}

}  // namespace

Rewriter::Rewriter(bool month) {
  root_.kind = Kind::map;
  put("format", "prorata.prices/1");
  constexpr std::array<std::string_view, 3> kUnits[]{
      {"units.cpu", "core-hour", "core-month"}, {"units.memory", "GiB-hour", "GiB-month"},
      {"units.gpu", "gpu-hour", "gpu-month"},   {"units.storage", "GiB-hour", "GiB-month"},
      {"units.node", "hour", "hour"},           {"units.loadBalancer", "hour", "hour"},
      {"units.network", "GiB", "GiB"}};
  for (const auto& [path, hour, monthly] : kUnits) put(path, month ? monthly : hour);
}

Document& Rewriter::at(std::string_view path) {
  Document* place = &root_;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view name = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    if (place->kind == Kind::null) place->kind = Kind::map;
    const auto found =
        std::find_if(place->items.begin(), place->items.end(), [&](const Document& item) { return item.name == name; });
    if (found != place->items.end()) {
      place = &*found;
    } else {
      place = &place->items.emplace_back();
      place->name = name;
    }
  }
  return *place;
}

void Rewriter::put(std::string_view path, const Document& value) {
  Document& place = at(path);
  if (place.kind != Kind::null) return;
  std::string name = std::move(place.name);
  place = value;
  place.origin = value.name;
  place.name = std::move(name);
}

void Rewriter::made_of(std::string_view path, const Document& from) {
  Document& place = at(path);
  place.line = from.line;
  place.origin = from.name;
}

void Rewriter::put(std::string_view path, std::string_view text) {
  Document value;
  value.kind = Kind::scalar;
  value.text = text;
  put(path, value);
}

Document& Rewriter::add(std::string_view list, std::int32_t line) {
  Document& place = at(list);
  place.kind = Kind::list;
  Document& entry = place.items.emplace_back();
  entry.kind = Kind::map;
  entry.line = line;
  return entry;
}

void Rewriter::set(Document& map, std::string_view name, std::string_view text, const Document& from) {
  set(map, name, text, from.line);
  map.items.back().origin = from.name;
}

void Rewriter::set(Document& map, std::string_view name, std::string_view text, std::int32_t line) {
  Document& value = map.items.emplace_back();
  value.kind = Kind::scalar;
  value.name = name;
  value.text = text;
  value.line = line;
}

Result<PriceBook> Rewriter::read(std::string_view file_name) const {
  Document root = root_;
  if (!root.has("currency")) {
    Rewriter more(*this);
    more.put("currency", "USD");
    root = std::move(more.root_);
  }
  auto book = read_own_format(root, file_name);
  if (!book) return book;
  book->notices.merge(notices);
  if (root.has("defaults")) return book;
  PriceBook built_in = default_prices();
  for (const auto rates : {&PriceBook::on_demand, &PriceBook::spot, &PriceBook::virtual_nodes}) {
    (*book).*rates = built_in.*rates;
  }
  book->volume = built_in.volume;
  book->balancer = built_in.balancer;
  book->default_network = built_in.default_network;
  book->default_source = built_in.default_source;
  return book;
}

void import_sheet(const Document& sheet, Rewriter& into, const DocumentReader& place) {
  const Document* enabled = sheet.find("customPricesEnabled");
  const bool before = enabled != nullptr && enabled->text == "true";
  for (const Field& field : kSheet) {
    const Document* value = sheet.find(field.name);
    if (!said(value)) continue;
    // Custom prices are what is paid: no discount is taken off them.
    const bool discount = field.path.starts_with("discounts");
    if (!discount) into.put(field.path, *value);
    if (discount && !before) into.put(field.path, as_percent(*value));
  }
  if (before) put_before_exported(sheet, into);
  const Document* overhead = sheet.find("sharedOverhead");
  if (said(overhead) && overhead->text.find_first_not_of("0.") != std::string::npos) {
    Document& line = into.add("lines", overhead->line);
    Rewriter::set(line, "name", "shared overhead");
    Rewriter::set(line, "perMonth", overhead->text, *overhead);
  }
  for (const Document& item : sheet.items) {
    const bool nothing = item.kind == Kind::scalar && (item.text.empty() || item.text == "false");
    if (in_sheet(item.name) || is_in(kOther, item.name) || nothing) continue;
    into.notices.add(kPriceNotUsed, place.place(item));
  }
}

const Document* find_below(const Document& root, std::string_view name, bool scalars) {
  if (root.kind == Kind::map) {
    const Document* found = root.find(name);
    if (found != nullptr && (scalars || found->kind != Kind::scalar)) return found;
  }
  for (const Document& item : root.items) {
    if (const Document* found = find_below(item, name, scalars)) return found;
  }
  return nullptr;
}

Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name) {
  const auto root = read_document(json, file_name);
  if (!root) return root.error();
  return read_price_book(*root, file_name);
}

Result<PriceBook> read_price_book(const Document& root, std::string_view file_name) {
  if (root.kind == Kind::scalar && root.quoted) {
    if (root.text == "builtin") return builtin_prices();
    return is_price_csv(root.text) ? import_csv(root.text, file_name)
                                   : read_price_book(std::string_view(root.text), file_name);
  }
  if (root.has("format")) return read_own_format(root, file_name);
  const Document* kind = root.find("kind");
  const Document* data = root.find("data");
  if (kind != nullptr && kind->text == "ConfigMap") {
    if (data != nullptr && data->kind == Kind::map) return read_config_map(*data, file_name);
    DocumentReader in(root, file_name, "see docs/prices.md");
    (void)in.member(root, "data", Need::required, "prices, or a sheet such as default.json");
    if (in.ok()) in.expected(*data, "a map of prices, or of sheets such as default.json");
    return in.error();
  }
  if (root.has("CPU") || root.has("RAM")) return read_sheet(root, file_name, false);
  if (has_known_values(root)) return import_values(root, file_name);
  return read_own_format(root, file_name);
}

}  // namespace prorata::pricing
