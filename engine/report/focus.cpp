#include "report/focus.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/json_text.h"
#include "report/json_writer.h"
#include "report/text.h"

namespace prorata::report {
namespace {

using rollup::Element;
using rollup::Origin;
using rollup::OriginKind;
using rollup::Portion;
__extension__ using Wide = __int128;

// Columns in the order of the file: FOCUS's by name, then ours.
enum class Column : std::uint8_t {
  AllocatedMethodDetails,
  AllocatedMethodId,
  AllocatedResourceId,
  AllocatedResourceName,
  AllocatedTags,
  AvailabilityZone,
  BilledCost,
  BillingAccountId,
  BillingAccountName,
  BillingCurrency,
  BillingPeriodEnd,
  BillingPeriodStart,
  ChargeCategory,
  ChargeClass,
  ChargeDescription,
  ChargeFrequency,
  ChargePeriodEnd,
  ChargePeriodStart,
  ConsumedQuantity,
  ConsumedUnit,
  ContractedCost,
  ContractedUnitPrice,
  EffectiveCost,
  HostProviderName,
  InvoiceId,
  InvoiceIssuerName,
  ListCost,
  ListUnitPrice,
  PricingCategory,
  PricingQuantity,
  PricingUnit,
  ProviderName,
  PublisherName,
  RegionId,
  RegionName,
  ResourceId,
  ResourceName,
  ResourceType,
  ServiceCategory,
  ServiceName,
  ServiceProviderName,
  ServiceSubcategory,
  SkuId,
  SkuMeter,
  SkuPriceDetails,
  SkuPriceId,
  SubAccountId,
  SubAccountName,
  Tags,
  CostBasis,
  Partial
};
constexpr std::string_view kNames[] = {"AllocatedMethodDetails",
                                       "AllocatedMethodId",
                                       "AllocatedResourceId",
                                       "AllocatedResourceName",
                                       "AllocatedTags",
                                       "AvailabilityZone",
                                       "BilledCost",
                                       "BillingAccountId",
                                       "BillingAccountName",
                                       "BillingCurrency",
                                       "BillingPeriodEnd",
                                       "BillingPeriodStart",
                                       "ChargeCategory",
                                       "ChargeClass",
                                       "ChargeDescription",
                                       "ChargeFrequency",
                                       "ChargePeriodEnd",
                                       "ChargePeriodStart",
                                       "ConsumedQuantity",
                                       "ConsumedUnit",
                                       "ContractedCost",
                                       "ContractedUnitPrice",
                                       "EffectiveCost",
                                       "HostProviderName",
                                       "InvoiceId",
                                       "InvoiceIssuerName",
                                       "ListCost",
                                       "ListUnitPrice",
                                       "PricingCategory",
                                       "PricingQuantity",
                                       "PricingUnit",
                                       "ProviderName",
                                       "PublisherName",
                                       "RegionId",
                                       "RegionName",
                                       "ResourceId",
                                       "ResourceName",
                                       "ResourceType",
                                       "ServiceCategory",
                                       "ServiceName",
                                       "ServiceProviderName",
                                       "ServiceSubcategory",
                                       "SkuId",
                                       "SkuMeter",
                                       "SkuPriceDetails",
                                       "SkuPriceId",
                                       "SubAccountId",
                                       "SubAccountName",
                                       "Tags",
                                       "x_CostBasis",
                                       "x_Partial"};
constexpr std::size_t kColumns = std::size(kNames);
constexpr std::size_t at(Column column) {
  return static_cast<std::size_t>(column);
}
constexpr bool is_allocation(std::size_t column) {
  return column <= at(Column::AllocatedTags);
}
/// Not in 1.2.
constexpr bool is_new(std::size_t column) {
  return column == at(Column::HostProviderName) || column == at(Column::ServiceProviderName);
}

/// The order of columns in a version: what is ours comes last.
std::vector<std::size_t> columns_of(bool v12) {
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < kColumns; ++c) {
    if (!v12 || (!is_allocation(c) && !is_new(c))) columns.push_back(c);
  }
  for (std::size_t c = 0; v12 && c < kColumns; ++c) {
    if (is_allocation(c)) columns.push_back(c);
  }
  return columns;
}
std::string name_in(std::size_t column, bool v12) {
  return (v12 && is_allocation(column) ? "x_" : "") + std::string(kNames[column]);
}

constexpr int kQuantityDigits = 10;
constexpr std::int64_t kOne = 10000000000;  // of quantities and ratios

/// `whole` in proportion to weights that add up to `sum`, which is not 0; exact by largest remainder. Weights may be
/// negative, as over-committed capacity is.
std::vector<std::int64_t> proportions(std::int64_t whole, const std::vector<std::int64_t>& weights, std::int64_t sum) {
  std::vector<std::int64_t> parts;
  std::vector<std::pair<Wide, std::size_t>> remainders;
  const Wide divisor = sum < 0 ? -static_cast<Wide>(sum) : sum;
  std::int64_t left = whole;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide product = static_cast<Wide>(whole) * (sum < 0 ? -static_cast<Wide>(weights[i]) : weights[i]);
    Wide part = product / divisor, rest = product % divisor;
    if (rest < 0) {
      part -= 1;
      rest += divisor;
    }
    parts.push_back(static_cast<std::int64_t>(part));
    left -= parts.back();
    remainders.emplace_back(-rest, i);
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; left > 0 && i < remainders.size(); ++i, --left) ++parts[remainders[i].second];
  return parts;
}

/// The exact decimal of value × 10^-digits.
std::string wide_decimal(Wide value, int digits) {
  std::string text;
  for (Wide rest = value < 0 ? -value : value; rest > 0; rest /= 10) {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  text.insert(text.size() - places, 1, '.');
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return value < 0 ? "-" + text : text;
}

/// FOCUS has no fractions of a second.
std::string second_of(Instant time, bool up) {
  const Duration second = std::chrono::seconds(1);
  return to_text(up ? ceil_to(time, second) : floor_to(time, second));
}

Window month_of(Instant time) {
  using namespace std::chrono;
  const year_month_day day(floor<days>(time));
  const auto first = day.year() / day.month() / 1;
  return {Instant(sys_days(first)), Instant(sys_days(first + months(1)))};
}

struct Provider {
  std::string_view scheme, name, word, machine, disk, balancer, kubernetes;
};
constexpr Provider kProviders[] = {
    {"aws", "AWS", "aws", "Amazon Elastic Compute Cloud", "Amazon Elastic Block Store", "Elastic Load Balancing",
     "Amazon Elastic Kubernetes Service"},
    {"gce", "Google Cloud", "gcp", "Compute Engine", "Persistent Disk", "Cloud Load Balancing",
     "Google Kubernetes Engine"},
    {"azure", "Microsoft", "azure", "Virtual Machines", "Managed Disks", "Load Balancer", "Azure Kubernetes Service"},
    {"oci", "Oracle", "oci", "Compute", "Block Volumes", "Load Balancing", "Kubernetes Engine"},
    {"alibaba", "Alibaba Cloud", "alibaba", "Elastic Compute Service", "Elastic Block Storage", "Server Load Balancer",
     "Container Service for Kubernetes"}};
constexpr Provider kOwn{"", "Self-managed", "own", "Machines", "Volumes", "Load balancers", "Kubernetes"};

const Provider& provider_of(std::string_view provider_id) {
  for (const Provider& provider : kProviders) {
    if (provider_id.starts_with(std::string(provider.scheme) + ":")) return provider;
  }
  return provider_id.find(".i-") != std::string_view::npos ? kProviders[4] : kOwn;
}

/// What each kind of origin is called.
struct Service {
  std::string_view category, subcategory, resource_type, meter, word;
  std::string_view Provider::*name;
};
const Service& service_of(OriginKind kind) {
  static constexpr Service kServices[] = {
      {"Compute", "Virtual Machines", "Instance", "Compute Usage", "machine", &Provider::machine},
      {"Storage", "Block Storage", "Volume", "Block Volume Usage", "volume", &Provider::disk},
      {"Networking", "Application Networking", "Load Balancer", "Load Balancer Usage", "balancer", &Provider::balancer},
      {"Networking", "Network Connectivity", "", "Data Transfer", "traffic", nullptr},
      {"Compute", "Containers", "Cluster", "Cluster Management", "management", &Provider::kubernetes},
      {"Networking", "Network Connectivity", "", "Data Transfer", "traffic", nullptr},
      {"Other", "Other (Other)", "", "Additional Cost", "line", nullptr}};
  return kServices[static_cast<std::size_t>(kind)];
}
std::string_view service_name(OriginKind kind, const Provider& provider) {
  const Service& service = service_of(kind);
  if (service.name != nullptr) return provider.*service.name;
  return kind == OriginKind::line ? "Additional costs" : "Data Transfer";
}

std::string flat_json(const rollup::Properties& properties) {
  Writer json;
  json.open('{');
  for (const auto& [key, value] : properties) json.text(key, value);
  json.close('}');
  return json.take();
}

Result<void> allows_focus(const query::Question& question) {
  if (question.shard.count <= 1) return {};
  return Error{ErrorCode::bad_usage, "FOCUS is of a whole answer, not of a shard of the nodes", "leave the shard out",
               "format"};
}

/// "prorata/interval+idle/v1": how it was split.
std::string method_id(const query::Question& question) {
  std::string id = "prorata/" + std::string(query::name_of(question.method));
  if (question.idle == query::IdlePolicy::share) {
    id += question.idle_by == query::IdleBy::cluster ? "+cluster-idle" : "+idle";
  }
  return id + (question.shares.empty() ? "/v1" : "+shared/v1");
}

class FocusWriter final : public BoughtTaker {
 public:
  FocusWriter(FocusOptions options, TextSink& out)
      : options_(std::move(options)), out_(out), columns_(columns_of(options_.v12)) {}

  Result<void> take(const SetsHead& head, const std::vector<Window>& periods, const rollup::Bought& bought) override {
    if (auto allowed = allows_focus(head.question); !allowed) return allowed;
    head_ = head;
    if (auto begun = put_head(); !begun) return begun;
    const std::vector<std::uint32_t>& step = bought.step_of_period;
    for (std::size_t first = 0, end = 0; first < periods.size(); first = end) {
      while (end < periods.size() && step[end] == step[first]) ++end;
      const std::span<const Window> of_step = std::span(periods).subspan(first, end - first);
      const auto origins = origins_of(bought, head.question, first, of_step);
      for (std::size_t k = 0; k < of_step.size(); ++k) {
        if (auto put = put_period(of_step[k], origins[k]); !put) return put;
      }
    }
    return {};
  }

 private:
  using Row = std::array<std::string, kColumns>;

  Result<void> put_head() {
    std::string line;
    for (const std::size_t column : columns_)
      line.append(line.empty() ? "" : ",").append(name_in(column, options_.v12));
    return emit(line + "\r\n");
  }

  Result<void> put_period(Window period, const std::vector<Origin>& origins) {
    std::string text;
    for (const Origin& origin : origins) {
      if (origin.kind == OriginKind::node) note_provider(origin);
      put(text, period, origin);
    }
    return emit(text);
  }

  Result<void> emit(const std::string& text) {
    if (text.empty() || out_.write(text)) return {};
    return Error{ErrorCode::no_data, "the output could not be written", "", ""};
  }

  /// Only nodes say whose they are; what else a cluster has is of the same.
  void note_provider(const Origin& node) {
    for (auto& [cluster, provider] : providers_) {
      if (cluster == node.cluster) return;
    }
    providers_.emplace_back(node.cluster, &provider_of(node.id));
  }
  [[nodiscard]] const Provider& provider_for(const Origin& origin) const {
    if (origin.kind == OriginKind::node) return provider_of(origin.id);
    for (const auto& [cluster, provider] : providers_) {
      if (cluster == origin.cluster) return *provider;
    }
    return kOwn;
  }

  void put(std::string& text, Window period, const Origin& origin) {
    Row common;
    put_common(common, period, origin);
    std::vector<std::int64_t> weights;
    for (const Portion& portion : origin.portions) {
      for (const Element& element : portion.elements) weights.push_back(element.cost.nano());
    }
    const std::vector<std::int64_t> ratios = proportions(kOne, weights, origin.cost.nano());
    std::vector<std::int64_t> portion_ratios;
    std::size_t element = 0;
    for (const Portion& portion : origin.portions) {
      portion_ratios.push_back(0);
      for (std::size_t e = 0; e < portion.elements.size(); ++e) portion_ratios.back() += ratios[element++];
    }
    const auto whole = static_cast<std::int64_t>(to_whole(origin.quantity * static_cast<double>(kOne)));
    const std::vector<std::int64_t> quantities = proportions(whole, portion_ratios, kOne);
    element = 0;
    for (std::size_t p = 0; p < origin.portions.size(); ++p) {
      const Portion& portion = origin.portions[p];
      Row row = common;
      put_amounts(row, origin, portion, quantities[p]);
      if (origin.is_split) put_allocation(row, portion, ratios, element);
      element += portion.elements.size();
      row[at(Column::ChargeDescription)] = description(origin, portion);
      put_line(text, row);
    }
  }

  void put_common(Row& row, Window period, const Origin& origin) const {
    const auto set = [&row](Column column, std::string_view value) { row[at(column)] = value; };
    const Provider& provider = provider_for(origin);
    const Service& service = service_of(origin.kind);
    const Window month = month_of(period.begin);
    set(Column::AvailabilityZone, origin.zone);
    set(Column::BillingAccountId, options_.billing_account.empty() ? origin.cluster : options_.billing_account);
    set(Column::BillingCurrency, head_.currency.code);
    set(Column::BillingPeriodStart, to_text(month.begin));
    set(Column::BillingPeriodEnd, to_text(month.end));
    set(Column::ChargeCategory, "Usage");
    const bool fixed = origin.kind == OriginKind::fee || origin.kind == OriginKind::line;
    set(Column::ChargeFrequency, fixed ? "Recurring" : "Usage-Based");
    set(Column::ChargePeriodStart, second_of(period.begin, false));
    set(Column::ChargePeriodEnd, second_of(period.end, true));
    set(Column::ConsumedUnit, origin.unit);
    set(Column::PricingUnit, origin.unit);
    set(Column::PricingCategory, origin.spot ? "Dynamic" : "Standard");
    for (const Column column :
         {Column::HostProviderName, Column::ProviderName, Column::PublisherName, Column::ServiceProviderName}) {
      set(column, provider.name);
    }
    set(Column::InvoiceIssuerName, options_.invoice_issuer.empty() ? provider.name : options_.invoice_issuer);
    set(Column::RegionId, origin.region);
    set(Column::RegionName, origin.region);
    if (!service.resource_type.empty()) {
      set(Column::ResourceId, origin.id.empty() ? origin.cluster + "/" + origin.name : origin.id);
      set(Column::ResourceName, origin.name);
      set(Column::ResourceType, service.resource_type);
    }
    set(Column::ServiceCategory, service.category);
    set(Column::ServiceSubcategory, service.subcategory);
    set(Column::ServiceName, service_name(origin.kind, provider));
    put_sku(row, origin, provider, service);
    set(Column::SubAccountId, origin.cluster);
    set(Column::SubAccountName, origin.cluster);
    set(Column::Tags, flat_json(origin.tags));
    set(Column::CostBasis, "price-book");
    set(Column::Partial, head_.partial ? "true" : "false");
  }

  void put_sku(Row& row, const Origin& origin, const Provider& provider, const Service& service) const {
    std::string sku = std::string(provider.word) + "/" + std::string(service.word);
    if (!origin.region.empty()) sku += "/" + origin.region;
    const bool named = origin.kind == OriginKind::network || origin.kind == OriginKind::line;
    const std::string& type = named ? origin.name : origin.type;
    if (!type.empty()) sku += "/" + type;
    // Its hours and what it processes are two prices.
    const bool processed = origin.kind == OriginKind::balancer && origin.unit == "GiB";
    if (processed) sku += "/processed";
    row[at(Column::SkuId)] = sku;
    row[at(Column::SkuPriceId)] = sku + (origin.spot ? "/spot" : "/on-demand");
    row[at(Column::SkuMeter)] = processed ? "Load Balancer Data Processing" : service.meter;
    Writer json;
    json.open('{');
    if (origin.cores > 0) json.raw("CoreCount", number_text(origin.cores));
    if (origin.gib > 0) json.raw(origin.kind == OriginKind::node ? "MemorySize" : "DiskSpace", number_text(origin.gib));
    if (origin.gpus > 0) json.raw("GpuCount", number_text(origin.gpus));
    if (!origin.type.empty()) json.text(origin.kind == OriginKind::node ? "InstanceType" : "StorageClass", origin.type);
    json.text("x_PriceSource", origin.price_source);
    json.close('}');
    row[at(Column::SkuPriceDetails)] = json.take();
  }

  void put_amounts(Row& row, const Origin& origin, const Portion& portion, std::int64_t quantity) const {
    const std::string cost = decimal_text(portion.cost.nano(), head_.currency.digits);
    row[at(Column::BilledCost)] = cost;
    row[at(Column::EffectiveCost)] = cost;
    const std::string price = decimal_text(origin.unit_price.nano(), head_.currency.digits);
    row[at(Column::ListUnitPrice)] = price;
    row[at(Column::ContractedUnitPrice)] = price;
    const std::string product =
        wide_decimal(static_cast<Wide>(origin.unit_price.nano()) * quantity, head_.currency.digits + kQuantityDigits);
    row[at(Column::ListCost)] = product;
    row[at(Column::ContractedCost)] = product;
    const std::string amount = decimal_text(quantity, kQuantityDigits);
    row[at(Column::PricingQuantity)] = amount;
    row[at(Column::ConsumedQuantity)] = amount;
  }

  /// first: of the portion's elements among the ratios.
  void put_allocation(Row& row, const Portion& portion, const std::vector<std::int64_t>& ratios,
                      std::size_t first) const {
    row[at(Column::AllocatedMethodId)] = method_id(head_.question);
    row[at(Column::AllocatedResourceId)] = portion.id;
    row[at(Column::AllocatedResourceName)] = portion.id.empty() ? "" : portion.name;
    row[at(Column::AllocatedTags)] = flat_json(portion.tags);
    Writer json;
    json.open('{');
    json.open("Elements", '[');
    for (std::size_t e = 0; e < portion.elements.size(); ++e) {
      json.element();
      json.open('{');
      json.raw("AllocatedRatio", decimal_text(ratios[first + e], kQuantityDigits));
      json.text("UsageUnit", portion.elements[e].unit);
      json.raw("UsageQuantity", number_text(portion.elements[e].quantity));
      if (portion.elements[e].idle) json.text("x_Part", "Idle");
      if (!portion.elements[e].shared_from.empty()) json.text("x_SharedFrom", portion.elements[e].shared_from);
      json.close('}');
    }
    json.close(']');
    json.close('}');
    row[at(Column::AllocatedMethodDetails)] = json.take();
  }

  static std::string description(const Origin& origin, const Portion& portion) {
    const std::string& what = origin.type.empty() ? origin.name : origin.type;
    if (!origin.is_split) return what;
    return what + ", " + (portion.id.empty() ? "unallocated (idle) share" : "share of " + portion.id);
  }

  void put_line(std::string& text, const Row& row) const {
    bool first = true;
    for (const std::size_t column : columns_) {
      if (!std::exchange(first, false)) text += ',';
      // A number is no formula, whatever it begins with.
      const bool number = !row[column].empty() && row[column].front() == '-' &&
                          row[column].find_first_not_of("-.0123456789") == std::string::npos;
      text += number ? row[column] : csv_text(row[column]);
    }
    text += "\r\n";
  }

  FocusOptions options_;
  TextSink& out_;
  std::vector<std::size_t> columns_;
  std::vector<std::pair<std::string, const Provider*>> providers_;  ///< by cluster
  SetsHead head_;
};

std::string_view type_of(std::size_t column) {
  switch (static_cast<Column>(column)) {
    case Column::BilledCost:
    case Column::ConsumedQuantity:
    case Column::ContractedCost:
    case Column::ContractedUnitPrice:
    case Column::EffectiveCost:
    case Column::ListCost:
    case Column::ListUnitPrice:
    case Column::PricingQuantity:
      return "DECIMAL";
    case Column::BillingPeriodEnd:
    case Column::BillingPeriodStart:
    case Column::ChargePeriodEnd:
    case Column::ChargePeriodStart:
      return "DATETIME";
    case Column::AllocatedMethodDetails:
    case Column::AllocatedTags:
    case Column::SkuPriceDetails:
    case Column::Tags:
      return "JSON";
    default:
      return "STRING";
  }
}

}  // namespace

std::unique_ptr<BoughtTaker> focus_writer(const FocusOptions& options, TextSink& out) {
  return std::make_unique<FocusWriter>(options, out);
}

std::string focus_schema(bool v12) {
  Writer json;
  json.open('{');
  json.text("SchemaId", v12 ? "4b1c8a5e-0d27-4f5b-8a36-91d7c2e4f012" : "b6f3f2f0-5a3e-4c1d-9c57-6f0e2a9d1b13");
  json.text("FocusVersion", v12 ? "1.2" : "1.3");
  json.text("CreationDate", "2026-11-22T00:00:00Z");
  json.text("DataGenerator", "prorata");
  json.open("ProviderTagPrefixes", '[');
  for (const char* prefix : {"prorata/", "k8s-label/"}) json.value(json_text(prefix));
  json.close(']');
  json.open("ColumnDefinition", '[');
  for (const std::size_t column : columns_of(v12)) {
    json.element();
    json.line();
    json.open('{');
    json.text("ColumnName", name_in(column, v12));
    const std::string_view type = type_of(column);
    json.text("DataType", type);
    if (type == "DECIMAL") {
      json.raw("NumericPrecision", "38");
      json.raw("NumberScale", "19");
    }
    if (type == "STRING") json.text("StringEncoding", "UTF-8");
    json.close('}');
  }
  json.close(']');
  json.close('}');
  json.line();
  return json.take();
}

}  // namespace prorata::report
