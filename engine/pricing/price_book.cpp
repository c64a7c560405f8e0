// The price file's reader: strings in, typed and unit-checked prices out, errors with file and line.
#include "pricing/price_book.h"

#include <algorithm>
#include <array>
#include <set>

#include <nlohmann/json.hpp>

#include "core/number.h"
#include "core/time.h"

namespace prorata::pricing {
namespace {

using Json = nlohmann::json;

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
constexpr std::array kCpuUnits{Unit{"core-hour", kSecondsPerHour}, Unit{"core-month", kSecondsPerMonth}};
constexpr std::array kMemoryUnits{
    Unit{"GiB-hour", kBytesPerGib* kSecondsPerHour}, Unit{"GB-hour", 1e9 * kSecondsPerHour},
    Unit{"GiB-month", kBytesPerGib* kSecondsPerMonth}, Unit{"GB-month", 1e9 * kSecondsPerMonth}};
constexpr std::array kGpuUnits{Unit{"gpu-hour", kSecondsPerHour}, Unit{"gpu-month", kSecondsPerMonth}};
constexpr std::array kNodeUnits{Unit{"hour", kSecondsPerHour}, Unit{"month", kSecondsPerMonth}};

/// A value of the file: its text, and the line it stands on (0: not known).
struct Scalar {
  std::string text;
  int line = 0;
};

class Reader {
 public:
  Reader(const Json& root, std::string_view file) : root_(root), file_(file) {}

  Result<PriceBook> read() {
    if (!root_.is_object()) return fail("the file must be a mapping", "start from examples/prices.yaml", 0);
    for (const auto step :
         {&Reader::read_head, &Reader::read_units, &Reader::read_default_rates, &Reader::read_nodes}) {
      if (auto done = (this->*step)(); !done) return done.error();
    }
    return std::move(book_);
  }

 private:
  [[nodiscard]] Error fail(std::string message, std::string hint, int line) const {
    std::string where(file_);
    if (line > 0) where += ":" + std::to_string(line);
    return {ErrorCode::bad_usage, where + ": " + std::move(message), std::move(hint), where};
  }

  static std::optional<Scalar> scalar(const Json& value) {
    if (value.is_string()) return Scalar{value.get<std::string>(), 0};
    if (value.is_number() || value.is_boolean()) return Scalar{value.dump(), 0};
    const bool located = value.is_object() && value.contains("value") && value["value"].is_string();
    if (!located) return std::nullopt;
    const int line = value.contains("line") && value["line"].is_number_integer() ? value["line"].get<int>() : 0;
    return Scalar{value["value"].get<std::string>(), line};
  }
  /// The text of a member; empty optional where the member is absent.
  static std::optional<Scalar> member(const Json& object, std::string_view name) {
    const auto found = object.find(std::string(name));
    if (found == object.end()) return std::nullopt;
    return scalar(*found);
  }
  [[nodiscard]] Result<void> only_members(const Json& object, std::initializer_list<std::string_view> known,
                                          std::string_view what) const {
    const std::set<std::string_view> names(known);
    for (const auto& [name, value] : object.items()) {
      if (names.contains(name)) continue;
      std::string list;
      for (const std::string_view each : known) list.append(list.empty() ? "" : ", ").append(each);
      const auto found = scalar(value);
      return fail("\"" + name + "\" is no field of " + std::string(what), "use " + list, found ? found->line : 0);
    }
    return {};
  }

  Result<void> read_head() {
    if (auto ok = only_members(
            root_, {"format", "currency", "asOf", "indicative", "source", "units", "defaults", "spot", "nodes"},
            "a price file");
        !ok) {
      return ok;
    }
    const auto format = member(root_, "format");
    if (!format || format->text != kFormat) {
      return fail("\"format\" must be " + std::string(kFormat), "add `format: " + std::string(kFormat) + "`",
                  format ? format->line : 0);
    }
    const auto currency = member(root_, "currency");
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!currency || currency->text.size() != 3 ||
        !std::all_of(currency->text.begin(), currency->text.end(), capital)) {
      return fail("\"currency\" must be an ISO 4217 code", "add for example `currency: USD`",
                  currency ? currency->line : 0);
    }
    book_.currency = currency_of(currency->text);
    const auto indicative = member(root_, "indicative");
    indicative_ = indicative && indicative->text == "true";
    if (const auto as_of = member(root_, "asOf")) as_of_ = as_of->text;
    book_.default_source = source_of("defaults", 0);
    return {};
  }

  template <std::size_t N>
  Result<void> read_unit(const Json& units, std::string_view name, const std::array<Unit, N>& known, double& into) {
    const auto unit = member(units, name);
    if (!unit) return {};
    std::string list;
    for (const Unit& each : known) {
      if (each.name == unit->text) into = each.base;
      list.append(list.empty() ? "" : ", ").append(each.name);
    }
    if (into == 0)
      return fail("\"" + unit->text + "\" is no unit of " + std::string(name), "use one of " + list, unit->line);
    return {};
  }

  Result<void> read_units() {
    const auto units = root_.find("units");
    if (units == root_.end() || !units->is_object()) {
      return fail("\"units\" is missing",
                  "say what prices are per, for example `units: {cpu: core-hour, memory: GiB-hour, "
                  "gpu: gpu-hour, node: hour}`",
                  0);
    }
    if (auto ok = only_members(*units, {"cpu", "memory", "gpu", "node"}, "units"); !ok) return ok;
    if (auto ok = read_unit(*units, "cpu", kCpuUnits, cpu_unit_); !ok) return ok;
    if (auto ok = read_unit(*units, "memory", kMemoryUnits, memory_unit_); !ok) return ok;
    if (auto ok = read_unit(*units, "gpu", kGpuUnits, gpu_unit_); !ok) return ok;
    return read_unit(*units, "node", kNodeUnits, node_unit_);
  }

  /// Price per base unit and second; nothing where the field is absent or zero, which is unpriced and never free.
  Result<std::optional<double>> read_price(const Json& object, std::string_view name, double unit,
                                           std::string_view unit_name) {
    const auto text = member(object, name);
    if (!text) {
      if (object.contains(std::string(name)))
        return fail("\"" + std::string(name) + "\" must be a number", "write a plain decimal", 0);
      return std::optional<double>{};
    }
    if (unit == 0) {
      return fail("\"" + std::string(name) + "\" has a price but no unit",
                  "add `" + std::string(unit_name) + "` to `units`", text->line);
    }
    const auto number = parse_number(text->text);
    if (!number)
      return fail("price \"" + text->text + "\" is not a number", "write a plain decimal such as 0.031611", text->line);
    if (*number < 0)
      return fail("price \"" + text->text + "\" is negative", "prices are zero or more; discounts are not in this file",
                  text->line);
    if (*number > 1e6) return fail("price \"" + text->text + "\" is too large", "check the unit", text->line);
    if (*number == 0) return std::optional<double>{};
    return std::optional<double>(*number / unit);
  }

  Result<ResourceRates> read_rates(const Json& object) {
    ResourceRates rates;
    const auto cpu = read_price(object, "cpu", cpu_unit_, "cpu");
    if (!cpu) return cpu.error();
    const auto ram = read_price(object, "memory", memory_unit_, "memory");
    if (!ram) return ram.error();
    const auto gpu = read_price(object, "gpu", gpu_unit_, "gpu");
    if (!gpu) return gpu.error();
    if (*cpu) rates.cpu = CoreSecondPrice(**cpu);
    if (*ram) rates.ram = ByteSecondPrice(**ram);
    if (*gpu) rates.gpu = GpuSecondPrice(**gpu);
    return rates;
  }

  Result<void> read_default_rates() {
    for (const auto& [name, slot] : {std::pair{"defaults", &book_.on_demand}, std::pair{"spot", &book_.spot}}) {
      const auto rates = root_.find(name);
      if (rates == root_.end()) continue;
      if (!rates->is_object())
        return fail("\"" + std::string(name) + "\" must be a mapping", "list cpu, memory and gpu", 0);
      if (auto ok = only_members(*rates, {"cpu", "memory", "gpu"}, name); !ok) return ok;
      auto read = read_rates(*rates);
      if (!read) return read.error();
      *slot = *read;
    }
    // A spot node without spot rates costs what any node costs: never silently free.
    if (!root_.contains("spot")) book_.spot = book_.on_demand;
    return {};
  }

  Result<void> read_nodes() {
    const auto nodes = root_.find("nodes");
    if (nodes == root_.end()) return {};
    if (!nodes->is_array()) return fail("\"nodes\" must be a list", "start each entry with a dash", 0);
    for (const Json& entry : *nodes) {
      auto price = read_node(entry);
      if (!price) return price.error();
      book_.nodes.push_back(*std::move(price));
    }
    return {};
  }

  Result<NodePrice> read_node(const Json& entry) {
    if (!entry.is_object()) return fail("an entry of \"nodes\" must be a mapping", "write conditions and prices", 0);
    if (auto ok = only_members(
            entry, {"name", "label", "value", "instanceType", "region", "spot", "price", "cpu", "memory", "gpu"},
            "a node price");
        !ok) {
      return ok.error();
    }
    NodePrice price;
    int line = 0;
    for (const auto& [name, slot] :
         {std::pair{"name", &price.name}, std::pair{"label", &price.label}, std::pair{"value", &price.value},
          std::pair{"instanceType", &price.instance_type}, std::pair{"region", &price.region}}) {
      if (!entry.contains(name)) continue;
      const auto text = member(entry, name);
      if (!text || text->text.empty()) {  // ignored, it would match every node
        return fail("\"" + std::string(name) + "\" must be a text", "write one text, or leave the field out",
                    text ? text->line : line);
      }
      *slot = text->text, line = text->line;
    }
    if (price.label.empty() != price.value.empty()) {
      return fail("\"label\" and \"value\" belong together", "write both, or none", line);
    }
    if (entry.contains("spot")) {
      const auto spot = member(entry, "spot");
      if (!spot || (spot->text != "true" && spot->text != "false")) {
        return fail("\"spot\" must be true or false", "write true or false", spot ? spot->line : line);
      }
      price.spot = spot->text == "true";
    }
    const auto whole = read_price(entry, "price", node_unit_ / kSecondsPerHour, "node");
    if (!whole) return whole.error();
    price.per_hour = *whole;
    auto rates = read_rates(entry);
    if (!rates) return rates.error();
    price.rates = *rates;
    const bool by_resource = entry.contains("cpu") || entry.contains("memory") || entry.contains("gpu");
    if (!entry.contains("price") && !by_resource) {
      return fail("an entry of \"nodes\" has no price", "give a \"price\" or prices of cpu, memory and gpu", line);
    }
    if (entry.contains("price") && by_resource) {
      return fail("a node has either a \"price\" or prices of cpu, memory and gpu", "remove one of them", line);
    }
    price.source = source_of("nodes", line);
    return price;
  }

  [[nodiscard]] std::string source_of(std::string_view part, int line) const {
    std::string text(file_);
    text += line > 0 ? ":" + std::to_string(line) : " (" + std::string(part) + ")";
    if (!as_of_.empty()) text += " of " + as_of_;
    if (indicative_) text += ", indicative";
    return text;
  }

  const Json& root_;
  std::string_view file_;
  PriceBook book_;
  bool indicative_ = false;
  std::string as_of_;
  double cpu_unit_ = 0, memory_unit_ = 0, gpu_unit_ = 0, node_unit_ = 0;
};

}  // namespace

Result<PriceBook> read_price_book(std::string_view json, std::string_view file_name) {
  const Json root = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) {
    return Error{ErrorCode::bad_usage, std::string(file_name) + ": is not a price file",
                 "write YAML or JSON as docs/prices.md shows", std::string(file_name)};
  }
  return Reader(root, file_name).read();
}

}  // namespace prorata::pricing
