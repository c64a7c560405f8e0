// The price file's reader: strings in, typed and unit-checked prices out, errors with file and line.
#include "pricing/price_book.h"

#include <algorithm>

#include "core/document.h"

namespace prorata::pricing {
namespace {

constexpr std::string_view kFormat = "prorata.prices/1";
/// Hours of a month in every price per month. Source: the run-rate that cloud calculators and OpenCost use.
constexpr double kHoursPerMonth = 730.0;

/// A unit as written, and how many base units (core, byte, GPU, node; seconds) it is.
struct Unit {
  std::string_view name;
  double base;
};
constexpr double kSecondsPerHour = 3600.0;
constexpr double kSecondsPerMonth = kHoursPerMonth * kSecondsPerHour;
constexpr Unit kCpuUnits[]{{"core-hour", kSecondsPerHour}, {"core-month", kSecondsPerMonth}};
constexpr Unit kMemoryUnits[]{{"GiB-hour", kBytesPerGib* kSecondsPerHour},
                              {"GB-hour", 1e9 * kSecondsPerHour},
                              {"GiB-month", kBytesPerGib* kSecondsPerMonth},
                              {"GB-month", 1e9 * kSecondsPerMonth}};
constexpr Unit kGpuUnits[]{{"gpu-hour", kSecondsPerHour}, {"gpu-month", kSecondsPerMonth}};
constexpr Unit kNodeUnits[]{{"hour", kSecondsPerHour}, {"month", kSecondsPerMonth}};

/// Below it nobody pays, above it a unit is wrong.
constexpr NumberRange kPriceRange{0, 1e6, "a price from 0 to 1000000, such as 0.031611"};

class Reader {
 public:
  Reader(const Document& root, std::string_view file)
      : root_(root), file_(file), in_(root, file, "see docs/prices.md") {}

  Result<PriceBook> read() {
    in_.only(root_, {"format", "currency", "asOf", "indicative", "source", "units", "defaults", "spot", "nodes"});
    read_head();
    read_units();
    book_.default_source = source_of("defaults", 0);
    read_default_rates();
    for (const Document& entry : in_.list(root_, "nodes")) book_.nodes.push_back(read_node(entry));
    if (!in_.ok()) return in_.error();
    return std::move(book_);
  }

 private:
  void read_head() {
    in_.word(root_, "format", {&kFormat, 1}, Need::required);
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    constexpr std::string_view kWanted = "an ISO 4217 code such as USD";
    const Document* currency = in_.member(root_, "currency", Need::required, kWanted);
    if (currency == nullptr) return;
    const std::string& code = currency->text;
    if (code.size() != 3 || !std::all_of(code.begin(), code.end(), capital)) in_.expected(*currency, kWanted);
    book_.currency = currency_of(code);
    indicative_ = in_.flag(root_, "indicative").value_or(false);
    as_of_ = in_.text(root_, "asOf").value_or("");
  }

  /// How many base units the unit has that prices of `name` are in; 0 where it is not given.
  double read_unit(const Document& units, std::string_view name, std::span<const Unit> known) {
    std::vector<std::string_view> names;
    for (const Unit& unit : known) names.push_back(unit.name);
    const auto unit = in_.word(units, name, names);
    return unit ? known[*unit].base : 0;
  }

  void read_units() {
    const Document* units = in_.map(root_, "units");
    if (units == nullptr) {
      return in_.missing(
          root_, "units",
          "what prices are per, for example {cpu: core-hour, memory: GiB-hour, gpu: gpu-hour, node: hour}");
    }
    in_.only(*units, {"cpu", "memory", "gpu", "node"});
    cpu_unit_ = read_unit(*units, "cpu", kCpuUnits);
    memory_unit_ = read_unit(*units, "memory", kMemoryUnits);
    gpu_unit_ = read_unit(*units, "gpu", kGpuUnits);
    node_unit_ = read_unit(*units, "node", kNodeUnits);
  }

  /// Price per base unit and second; nothing where the field is absent or zero, which is unpriced and never free.
  std::optional<double> read_price(const Document& map, std::string_view name, double unit, const char* unit_name) {
    const auto number = in_.number(map, name, kPriceRange);
    if (!number) return std::nullopt;
    if (unit == 0) {
      in_.fail(*map.find(name), "a price without a unit", std::string("add \"") + unit_name + "\" to \"units\"");
    }
    return *number == 0 ? std::nullopt : std::optional(*number / unit);
  }

  ResourceRates read_rates(const Document& map) {
    ResourceRates rates;
    if (const auto cpu = read_price(map, "cpu", cpu_unit_, "cpu")) rates.cpu = CoreSecondPrice(*cpu);
    if (const auto ram = read_price(map, "memory", memory_unit_, "memory")) rates.ram = ByteSecondPrice(*ram);
    if (const auto gpu = read_price(map, "gpu", gpu_unit_, "gpu")) rates.gpu = GpuSecondPrice(*gpu);
    return rates;
  }

  void read_default_rates() {
    for (const auto& [name, slot] : {std::pair{"defaults", &book_.on_demand}, std::pair{"spot", &book_.spot}}) {
      const Document* rates = in_.map(root_, name);
      if (rates == nullptr) continue;
      in_.only(*rates, {"cpu", "memory", "gpu"});
      *slot = read_rates(*rates);
    }
    // A spot node without spot rates costs what any node costs: never silently free.
    if (!root_.has("spot")) book_.spot = book_.on_demand;
  }

  NodePrice read_node(const Document& entry) {
    in_.only(entry, {"name", "label", "value", "instanceType", "region", "spot", "price", "cpu", "memory", "gpu"});
    NodePrice price;
    for (const auto& [name, slot] :
         {std::pair{"name", &price.name}, std::pair{"label", &price.label}, std::pair{"value", &price.value},
          std::pair{"instanceType", &price.instance_type}, std::pair{"region", &price.region}}) {
      *slot = in_.text(entry, name).value_or("");
    }
    if (entry.has("label") != entry.has("value")) {
      in_.fail(entry, "\"label\" and \"value\" belong together", "write both, or none");
    }
    price.spot = in_.flag(entry, "spot");
    price.per_hour = read_price(entry, "price", node_unit_ / kSecondsPerHour, "node");
    price.rates = read_rates(entry);
    const bool by_resource = entry.has("cpu") || entry.has("memory") || entry.has("gpu");
    if (entry.has("price") == by_resource) {
      in_.fail(entry, by_resource ? "has a price of the whole node and prices of its parts" : "has no price",
               "give either \"price\", or prices of \"cpu\", \"memory\" and \"gpu\"");
    }
    price.source = source_of("nodes", entry.line);
    return price;
  }

  [[nodiscard]] std::string source_of(std::string_view part, int line) const {
    std::string text(file_);
    text += line > 0 ? ":" + std::to_string(line) : " (" + std::string(part) + ")";
    if (!as_of_.empty()) text += " of " + as_of_;
    if (indicative_) text += ", indicative";
    return text;
  }

  const Document& root_;
  std::string_view file_;
  DocumentReader in_;
  PriceBook book_;
  bool indicative_ = false;
  std::string as_of_;
  double cpu_unit_ = 0, memory_unit_ = 0, gpu_unit_ = 0, node_unit_ = 0;
};

}  // namespace

Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name) {
  const auto root = read_document(json, file_name);
  if (!root) return root.error();
  return read_price_book(*root, file_name);
}

Result<PriceBook> read_price_book(const Document& root, std::string_view file_name) {
  return Reader(root, file_name).read();
}

}  // namespace prorata::pricing
