#include "config/config.h"

#include <algorithm>
#include <utility>

#include "config/values.h"
#include "pricing/import.h"

namespace prorata::config {
namespace {

constexpr std::string_view kFormat = "prorata.config/1", kHint = "see docs/config.md";

class Reader {
 public:
  Reader(const Document& root, DocumentReader& in, Config& config) : root_(root), in_(in), config_(config) {}

  void read() {
    in_.only(root_, "format idle share weights aliases gpuResources budgets prices");
    const std::string_view format = in_.text(root_, "format", Need::required).value_or(kFormat);
    if (format != kFormat) in_.expected(*root_.find("format"), kFormat);
    read_idle();
    for (const Document& rule : in_.list(root_, "share")) {
      if (checked(rule, in_.text(rule), query::parse_share)) config_.shares.push_back(rule.text);
    }
    if (const Document* weights = in_.map(root_, "weights")) {
      for (const Document& entry : weights->items) {
        const std::string text = entry.name + "=" + entry.text;
        if (checked(entry, text, query::parse_weight)) config_.weights.push_back(*query::parse_weight(text));
      }
    }
    if (const Document* aliases = in_.map(root_, "aliases")) {
      for (const Document& entry : aliases->items) {
        config_.aliases.push_back(entry.name + "=" + entry.text);
        (void)checked(entry, config_.aliases.back(), query::parse_alias);
      }
    }
    for (const Document& entry : in_.list(root_, "gpuResources")) read_gpu(entry);
    for (const Document& entry : in_.list(root_, "budgets")) read_budget(entry);
  }

 private:
  template <class Value>
  bool checked(const Document& at, std::string_view text, Result<Value> (*parse)(std::string_view)) {
    if (!in_.ok()) return false;
    const auto value = parse(text);
    if (!value) in_.fail(at, value.error().message, value.error().hint);
    return value.has_value();
  }
  template <class Value>
  void copy(const Document& map, std::string_view name, Result<Value> (*parse)(std::string_view), std::string& into) {
    const auto text = in_.text(map, name);
    if (text && checked(*map.find(name), *text, parse)) into = *text;
  }

  void read_idle() {
    const Document* idle = root_.find("idle");
    if (idle == nullptr) return;
    if (idle->kind == Document::Kind::scalar) return copy(root_, "idle", query::parse_idle, config_.idle);
    in_.only(*idle, "policy by split coefficients");
    copy(*idle, "policy", query::parse_idle, config_.idle);
    copy(*idle, "by", query::parse_idle_by, config_.idle_by);
    copy(*idle, "split", query::parse_idle_split, config_.idle_split);
    const Document* coefficients = in_.map(*idle, "coefficients");
    if (coefficients == nullptr) return;
    in_.only(*coefficients, "cpu ram gpu disk");
    for (const Document& each : coefficients->items) {
      (void)in_.number(*coefficients, each.name, {0, 1, "a number from 0 to 1"});
      std::string& all = config_.idle_coefficients;
      all.append(all.empty() ? "" : ",").append(each.name).append("=").append(each.text);
    }
  }

  /// What one unit of a resource is.
  void read_gpu(const Document& entry) {
    enum Kind : std::uint8_t { whole, slice, memory, percentage, none };
    in_.only(entry, "resource vendor kind of gib");
    const std::string_view resource = in_.text(entry, "resource", Need::required).value_or("");
    (void)in_.text(entry, "vendor");
    const auto kind = in_.word(entry, "kind", "whole slice memory percentage none", Need::required);
    if (!in_.ok()) return;
    query::GpuShare share{std::string(resource), 1};
    if (is_known(share)) return in_.fail(*entry.find("resource"), "stands twice", "keep one of the entries");
    if (!is_resource(share)) in_.expected(*entry.find("resource"), "the name of a resource such as example.com/gpu");
    const NumberRange parts{1, 1000, "how many slices a GPU has, from 1 to 1000"};
    const NumberRange size{0.001, 100000, "the GiB that a GPU has, such as 16"};
    const bool is_slice = *kind == slice, is_memory = *kind == memory;
    if (is_slice) share.gpus = 1 / in_.number(entry, "of", parts, Need::required).value_or(1);
    if (is_memory) share.gpus = 1 / in_.number(entry, "gib", size, Need::required).value_or(1);
    if (!is_slice && entry.has("of")) in_.fail(*entry.find("of"), "belongs to the kind slice");
    if (!is_memory && entry.has("gib")) in_.fail(*entry.find("gib"), "belongs to the kind memory");
    if (*kind == percentage) share.gpus = 0.01;
    if (*kind == none) share.gpus = 0;
    config_.gpus.push_back(std::move(share));
  }
  [[nodiscard]] bool is_known(const query::GpuShare& share) const {
    return std::any_of(config_.gpus.begin(), config_.gpus.end(), [&](const query::GpuShare& each) {
      return query::exported_resource(each.resource) == query::exported_resource(share.resource);
    });
  }
  /// A name that is no other resource's.
  [[nodiscard]] static bool is_resource(const query::GpuShare& share) {
    const std::string exported = query::exported_resource(share.resource);
    const auto odd = [](char c) {
      return query::exported_resource({&c, 1})[0] == '_' && std::string_view("./-_").find(c) == std::string_view::npos;
    };
    const bool other = exported == "cpu" || exported == "memory" || exported == "ephemeral_storage";
    return !other && std::none_of(share.resource.begin(), share.resource.end(), odd);
  }

  void read_budget(const Document& entry) {
    in_.only(entry, "name filter amount");
    Config::Budget budget;
    budget.name = in_.text(entry, "name", Need::required).value_or("");
    copy(entry, "filter", query::parse_filter, budget.filter);
    if (!in_.text(entry, "amount", Need::required)) return;
    copy(entry, "amount", query::parse_spending, budget.amount);
    config_.budgets.push_back(std::move(budget));
  }

  const Document& root_;
  DocumentReader& in_;
  Config& config_;
};

/// Prices in the file have the fields of a price file, which needs no format of its own here.
Result<void> read_prices(const Document& root, std::string_view file, Config& config) {
  const Document* prices = root.find("prices");
  if (prices == nullptr) return {};
  if (prices->kind == Document::Kind::scalar) {
    config.prices_file = prices->text;
    config.prices_line = prices->line;
    return {};
  }
  Document book = *prices;
  if (!book.has("format")) {
    Document& format = book.items.emplace_back();
    format.kind = Document::Kind::scalar;
    format.name = "format";
    format.text = "prorata.prices/1";
  }
  auto read = pricing::read_price_book(book, file);
  if (!read) return read.error();
  config.prices = *std::move(read);
  return {};
}

}  // namespace

Result<Config> read_config(const Document& root, std::string_view file_name) {
  Config config;
  DocumentReader in(root, file_name, kHint);
  if (!root.has("format") && has_values(root)) {
    read_values(root, in, config);
    if (!in.ok()) return in.error();
    auto prices = pricing::read_values_prices(root, file_name);
    if (!prices) return prices.error();
    config.prices = *std::move(prices);
    return config;
  }
  Reader(root, in, config).read();
  if (!in.ok()) return in.error();
  if (auto read = read_prices(root, file_name, config); !read) return read.error();
  return config;
}

Result<Config> read_config(std::string_view json, std::string_view file_name) {
  const auto root = read_document(json, file_name);
  if (!root) return root.error();
  return read_config(*root, file_name);
}

Result<query::Budget> budget_of(const Config::Budget& budget) {
  query::Budget out;
  out.name = budget.name;
  out.text = budget.amount;
  auto filter = query::parse_filter(budget.filter);
  const auto per_hour = query::parse_spending(budget.amount);
  if (!filter && !budget.filter.empty()) return filter.error();
  if (!per_hour) return per_hour.error();
  if (!budget.filter.empty()) out.filter = *std::move(filter);
  out.per_hour = *per_hour;
  return out;
}

}  // namespace prorata::config
