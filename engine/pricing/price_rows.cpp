// Entries of the lists of a price file: what all have in common is a table, the rest a function each.
#include <algorithm>

#include "core/number.h"
#include "core/order.h"
#include "core/spelling.h"
#include "pricing/builtin.h"
#include "pricing/gpu_models.h"
#include "pricing/import.h"
#include "pricing/price_sections.h"

namespace prorata::pricing {
namespace {

struct Condition {
  std::string_view name;
  std::string PriceRow::*text;
};
constexpr Condition kConditions[]{{"name", &PriceRow::name},
                                  {"providerId", &PriceRow::provider_id},
                                  {"label", &PriceRow::label},
                                  {"value", &PriceRow::value},
                                  {"provider", &PriceRow::provider},
                                  {"instanceType", &PriceRow::instance_type},
                                  {"region", &PriceRow::region},
                                  {"zone", &PriceRow::zone},
                                  {"model", &PriceRow::gpu_model},
                                  {"gpuModel", &PriceRow::gpu_model},
                                  {"volume", &PriceRow::volume},
                                  {"storageClass", &PriceRow::storage_class},
                                  {"storageClassWords", &PriceRow::class_words},
                                  {"driver", &PriceRow::driver},
                                  {"namespace", &PriceRow::name_space},
                                  {"service", &PriceRow::service},
                                  {"cluster", &PriceRow::cluster},
                                  {"upToGib", &PriceRow::value},  // of a volume, which has no labels
                                  {"node", &PriceRow::node}};

/// One text of all conditions, equal where they are.
std::string key_of(const PriceRow& row) {
  std::string key;
  for (const Condition& condition : kConditions) key.append(row.*condition.text).append(1, '\n');
  return key.append(row.spot ? (*row.spot ? "spot" : "not") : "any");
}

constexpr std::string_view kAnyEntry = " currency asOf source";

}  // namespace

const Sections::List Sections::kLists[]{
    {"nodes", &PriceBook::nodes, &Sections::read_node,
     "name providerId label value provider instanceType region zone gpuModel spot price perHour perMonth cpu memory "
     "gpu "
     "disk minimumSeconds roundTo"},
    {"instances", &PriceBook::instances, &Sections::read_instance,
     "provider region zone instanceType spot gpuModel price perHour perMonth prices disk minimumSeconds roundTo"},
    {"gpus", &PriceBook::gpus, &Sections::read_gpu,
     "model label value provider price perHour perMonth priceScope gpusPerInstance"},
    {"commitments", &PriceBook::commitments, &Sections::read_commitment,
     "name providerId label value provider instanceType region zone gpuModel spot price perHour perMonth covered"},
    {"volumes", &PriceBook::volumes, &Sections::read_volume,
     "volume storageClass storageClassWords driver upToGib price perHour perMonth minGib"},
    {"loadBalancers", &PriceBook::balancers, &Sections::read_balancer,
     "namespace service price perHour perMonth perAddress perGib"},
    {"lines", &PriceBook::lines, &Sections::read_line,
     "name cluster node price perHour perMonth service provider count gbPerMonth"},
    {"disks", &PriceBook::lines, &Sections::read_disk, "name node cluster gib price"},
    {"services", &PriceBook::lines, &Sections::read_service, "provider service perHour perGb"},
    {"providers", &PriceBook::providers, &Sections::read_provider,
     "provider region network loadBalancer management volumes"},
    {"templates", &PriceBook::templates, &Sections::read_template,
     "namespace labels podCpu podGib cpu memory gpu basis"}};
const Sections::List Sections::kListedVolumes{
    "volumes", &PriceBook::listed_volumes, &Sections::read_volume,
    "storageClass storageClassWords driver upToGib price perHour perMonth minGib"};

void Sections::read_lists() {
  for (const List& list : kLists) {
    keys_.clear();
    for (const Document& entry : in_.list(root_, list.name)) read_entry(list, entry);
    check_distinct();
  }
}

void Sections::read_entry(const List& list, const Document& entry, const PriceRow* of) {
  in_.only(entry, std::string(list.fields).append(of == nullptr ? kAnyEntry : ""));
  PriceRow row;
  for (const Condition& condition : kConditions) {
    if (const auto text = in_.text(entry, condition.name)) row.*condition.text = *text;
  }
  row.provider = lowered(std::move(row.provider));
  if (entry.has("label") != entry.has("value")) {
    in_.fail(entry, "\"label\" and \"value\" belong together", "write both, or none");
  }
  row.spot = in_.flag(entry, "spot");
  if (of == nullptr) {
    open_row(list.name, entry, row);
  } else {
    row.provider = of->provider;
    row.region = of->region;
    row.source = of->source;
  }
  if (!entry.has("prices") && list.rows != &PriceBook::templates) keys_.emplace_back(key_of(row), &entry);
  if ((this->*list.read)(entry, row)) (book_.*list.rows).push_back(std::move(row));
}

void Sections::open_row(std::string_view list, const Document& entry, PriceRow& row) {
  const std::string_view what = row.gpu_model.empty() ? row.provider : row.gpu_model;
  const Row opened = fields_.open_row(entry, fields_.part(list, what));
  row.source = opened.source;
  row.as_of = opened.as_of;
  row.indicative = fields_.indicative();
  row.built_in = fields_.built_in();
  row.foreign = opened.foreign;
  row.worth = opened.worth;
  row.billing = book_.billing;
  read_billing(&entry, row.billing);
}

void Sections::check_distinct() {
  const auto order =
      ordered(keys_.size(), [&](std::uint32_t a, std::uint32_t b) { return keys_[a].first < keys_[b].first; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto& [key, before] = keys_[order[i - 1]];
    const auto& [same, entry] = keys_[order[i]];
    if (key != same) continue;
    const std::string other = before->line > 0 ? "line " + std::to_string(before->line) : in_.place(*before);
    in_.fail(*entry, "has the same conditions as " + other, "only the first could be taken: keep one of them");
  }
}

void Sections::read_billing(const Document* from, Billing& billing) {
  if (from == nullptr) return;
  const auto least = in_.number(*from, "minimumSeconds", {0, 31 * 86400.0, "seconds, such as 60"});
  if (least) billing.minimum = Duration(static_cast<std::int64_t>(*least * 1000));
  constexpr Duration kLengths[]{std::chrono::seconds(1), std::chrono::minutes(1), std::chrono::hours(1)};
  if (const auto step = in_.word(*from, "roundTo", "second minute hour")) billing.round_to = kLengths[*step];
}

bool Sections::has_price(const Document& entry, Need need) {
  const bool has = entry.has("price") || entry.has("perHour") || entry.has("perMonth");
  if (!has && need == Need::required) {
    in_.fail(entry, "has no price", "give one of \"price\", \"perHour\" and \"perMonth\"");
  }
  return has;
}

std::optional<SecondPrice> Sections::rate_of(const Document& entry, Priced of) {
  const auto rate = fields_.time_price(entry, of);
  return has_price(entry) && rate ? std::optional(SecondPrice(*rate)) : std::nullopt;
}

ResourceRates Sections::read_rates(const Document& map) {
  ResourceRates rates;
  if (const auto cpu = fields_.price(map, "cpu", Priced::cpu)) rates.cpu = CoreSecondPrice(*cpu);
  if (const auto ram = fields_.price(map, "memory", Priced::memory)) rates.ram = ByteSecondPrice(*ram);
  if (const auto gpu = fields_.price(map, "gpu", Priced::gpu)) rates.gpu = GpuSecondPrice(*gpu);
  rates.written = {fields_.written(Priced::cpu), fields_.written(Priced::memory), fields_.written(Priced::gpu), 0};
  return rates;
}

void Sections::read_traffic(const Document& map, cluster::PerNetworkClass<std::optional<BytePrice>>& rates) {
  constexpr std::string_view kNames[]{"zone", "region", "internet"};
  for (std::size_t kind = 0; kind < cluster::kNetworkClasses; ++kind) {
    for (const std::string_view more : {"", "CostMultiplier"}) {
      const std::string name = std::string(kNames[kind]).append(more);
      const auto rate = fields_.price(map, name, Priced::network);
      if (rate && rates[kind]) in_.fail(*map.find(name), "is there twice, by two names", "leave one of them out");
      if (rate) rates[kind] = BytePrice(*rate);
    }
  }
}

// Whole machines.

bool Sections::read_node(const Document& entry, PriceRow& row) {
  const bool by_resource = entry.has("cpu") || entry.has("memory") || entry.has("gpu");
  if (has_price(entry, Need::optional) == by_resource) {
    in_.fail(entry, by_resource ? "has a price of the whole node and prices of its parts" : "has no price",
             "give either \"price\", or prices of \"cpu\", \"memory\" and \"gpu\"");
  }
  row.per_hour = fields_.hour_price(entry, Priced::node);
  row.written = fields_.written(entry, Priced::node);
  row.disk_included = in_.word(entry, "disk", "included separate").value_or(0) == 0;
  row.rates = read_rates(entry);
  return row.per_hour || row.rates.cpu || row.rates.ram || row.rates.gpu;
}

/// A list price of one type, or of several: prices: {m5.large: 0.096, m5.xlarge: 0.192}.
bool Sections::read_instance(const Document& entry, PriceRow& row) {
  row.per_hour = fields_.hour_price(entry, Priced::node);
  row.written = fields_.written(entry, Priced::node);
  row.disk_included = in_.word(entry, "disk", "included separate").value_or(0) == 0;
  const Document* prices = in_.map(entry, "prices");
  const bool one = entry.has("instanceType") && has_price(entry, Need::optional);
  if (one == (prices != nullptr)) {
    in_.fail(entry, one ? "has a price of one type and of several" : "has no price",
             "give \"instanceType\" and \"price\", or prices: {m5.large: 0.096}");
  }
  const auto is_kept = [](const PriceRow& price) { return price.per_hour || price.worth == 0; };
  if (prices == nullptr) return is_kept(row);
  if (prices->items.empty()) in_.fail(*prices, "has no price", "name types and their prices: {m5.large: 0.096}");
  for (const Document& type : prices->items) {
    row.instance_type = type.name;
    const auto rate = fields_.price(*prices, type.name, Priced::node);
    row.per_hour = rate ? std::optional(*rate * kSecondsPerHour) : std::nullopt;
    row.written = fields_.written(Priced::node);
    row.source = fields_.source_of(fields_.part("instances", row.provider + " " + type.name), type);
    keys_.emplace_back(key_of(row), &type);
    if (is_kept(row)) book_.instances.push_back(row);
  }
  return false;
}

bool Sections::read_gpu(const Document& entry, PriceRow& row) {
  constexpr NoticeKind kGpuInstance{"gpu-price-looks-like-instance", Severity::warning,
                                    "The price of a GPU looks like that of a whole instance with several.",
                                    "Say what it is for: `priceScope: instance` with `gpusPerInstance`, or `gpu`."};
  if (entry.has("model") == entry.has("label")) in_.fail(entry, "needs either \"model\", or \"label\" and \"value\"");
  const auto scope = in_.word(entry, "priceScope", "gpu instance gpu-attach");
  const double gpus = fields_.count(entry, "gpusPerInstance").value_or(0);
  if ((scope == 1) != (gpus > 0)) in_.fail(entry, "\"priceScope: instance\" and \"gpusPerInstance\" belong together");
  row.attached = scope == 2;
  row.per_hour = fields_.hour_price(entry, Priced::gpu, gpus > 0 ? gpus : 1);
  row.written = fields_.written(entry, Priced::gpu);
  if (!has_price(entry) || !row.per_hour) return false;
  if (fields_.dollars(*row.per_hour) <= most_of_gpu(row.gpu_model)) return true;
  fields_.note(kGpuInstance, entry, row.gpu_model);
  return scope.has_value();  // else nobody said that it is the price of one
}

bool Sections::read_commitment(const Document& entry, PriceRow& row) {
  const Document* covered = in_.member(entry, "covered", Need::required, "a number of nodes or a percentage");
  if (covered == nullptr) return false;
  if (covered->text.ends_with('%')) {
    row.share = fields_.percent(*covered).value_or(0);
  } else {
    row.count = fields_.count(entry, "covered").value_or(0);
  }
  row.per_hour = fields_.hour_price(entry, Priced::node);
  return has_price(entry) && row.per_hour;
}

// Everything else.

bool Sections::read_volume(const Document& entry, PriceRow& row) {
  const bool each = entry.has("perHour") || entry.has("perMonth");
  if (!entry.has("price") && !each) in_.missing(entry, "price", kPriceRange.what);
  if (const auto rate = fields_.price(entry, "price", Priced::storage)) row.size_rate = ByteSecondPrice(*rate);
  if (entry.has("perHour") && entry.has("perMonth"))
    in_.fail(entry, "has two prices", "give \"perHour\" or \"perMonth\"");
  if (each) {
    if (const auto rate = fields_.own_time_price(entry, Priced::line)) row.rate = SecondPrice(*rate);
  }
  row.count = fields_.count(entry, "upToGib").value_or(0);
  row.gib = fields_.count(entry, "minGib").value_or(0);
  row.written = fields_.written(Priced::storage);
  return true;
}

bool Sections::read_balancer(const Document& entry, PriceRow& row) {
  const bool bytes_alone = entry.has("perGib") && !entry.has("perAddress");
  const bool any = has_price(entry, bytes_alone ? Need::optional : Need::required);
  if (any) row.rate = rate_of(entry, Priced::load_balancer);
  row.written = fields_.written(entry, Priced::load_balancer);
  const auto more = fields_.price(entry, "perAddress", Priced::load_balancer);
  if (more) row.address_rate = SecondPrice(*more);
  if (const auto bytes = fields_.gib_price(entry, "perGib")) row.gib_rate = BytePrice(*bytes);
  return true;
}

bool Sections::read_line(const Document& entry, PriceRow& row) {
  in_.text(entry, "name", Need::required);
  for (const std::string_view field : {"count", "gbPerMonth"}) {
    if (entry.has(field) && !entry.has("service")) {
      in_.fail(*entry.find(field), "is of a line that names a service", "leave it out, or write the price of all");
    }
  }
  row.rate = entry.has("service") ? service_rate(entry, row) : rate_of(entry, Priced::line);
  row.written = entry.has("service") ? Written{0} : fields_.written(entry, Priced::line);
  row.service.clear();
  row.provider.clear();
  return row.rate.has_value();
}

/// The services of a list that a line may mean by its words; all of them where it has none.
std::vector<const Document*> Sections::services_of(const Document& root, const PriceRow& line) {
  std::vector<const Document*> found;
  const Document* list = root.find("services");
  for (const Document& service : list == nullptr ? std::span<const Document>() : std::span(list->items)) {
    const Document *name = service.find("service"), *provider = service.find("provider");
    const bool same = name != nullptr && (line.service.empty() || name->text == line.service);
    const bool of = line.provider.empty() || (provider != nullptr && provider->text == line.provider);
    if (same && of) found.push_back(&service);
  }
  return found;
}

/// What a line costs that names a service of the file or of the built-in list: by the hour, and by the GB of a month.
std::optional<SecondPrice> Sections::service_rate(const Document& entry, PriceRow& row) {
  if (has_price(entry, Need::optional)) in_.fail(entry, "has a price and a service", "give one of them");
  const auto list = read_document(builtin_text(), {});
  std::vector<const Document*> found = services_of(root_, row);
  const bool own = !found.empty();
  if (!own && list) found = services_of(*list, row);
  if (found.size() != 1) {
    const PriceRow any{};
    std::string known;
    for (const Document* service : list ? services_of(*list, any) : found) {
      const std::string of = service->find("provider")->text + " " + service->find("service")->text;
      known.append(known.empty() ? "" : ", ").append(of);
    }
    in_.fail(*entry.find("service"), found.empty() ? "there is no such service" : "several providers have this service",
             "name its \"provider\"; there are: " + known);
  }
  if (!in_.ok()) return std::nullopt;
  const double worth = own ? fields_.worth_of(*found[0], "currency").value_or(1) : fields_.worth("USD");
  if (worth == 0) {
    in_.fail(*entry.find("service"), "the built-in prices are in USD, and there is no exchange rate for it",
             "add what one USD is worth: exchangeRates: {USD: 0.92}");
  }
  const auto price = [&](std::string_view name) {
    const Document* field = found[0]->find(name);
    const auto number = parse_number(field == nullptr ? "0" : std::string_view(field->text));
    return number ? *number * worth : 0;
  };
  const double hours = fields_.count(entry, "count").value_or(1);
  const double gb = in_.number(entry, "gbPerMonth", kAmountRange).value_or(0);
  if (gb > 0 && price("perGb") == 0) in_.fail(*entry.find("gbPerMonth"), "this service has no price per GB");
  if (gb == 0 && price("perHour") == 0) in_.missing(entry, "gbPerMonth", "how many GB a month");
  row.source.append(", ").append(found[0]->find("provider")->text).append(" ").append(row.service);
  if (!own) row.source += ", indicative";
  return SecondPrice((price("perHour") * hours + price("perGb") * gb / kHoursPerMonth) / kSecondsPerHour);
}

/// A service's price, for lines that name it.
bool Sections::read_service(const Document& entry, PriceRow&) {
  for (const auto field : {"provider", "service"}) in_.text(entry, field, Need::required);
  for (const auto field : {"perHour", "perGb"}) in_.number(entry, field, kPriceRange);
  if (!entry.has("perHour") && !entry.has("perGb"))
    in_.fail(entry, "has no price", "give \"perHour\", \"perGb\" or both");
  return false;
}

/// A disk that is attached to a node and is no volume of the cluster.
bool Sections::read_disk(const Document& entry, PriceRow& row) {
  for (const auto field : {"name", "node"}) in_.text(entry, field, Need::required);
  const auto gib = fields_.count(entry, "gib");
  if (!gib) in_.missing(entry, "gib", "a number of GiB, such as 200");
  const auto rate = fields_.price(entry, "price", Priced::storage);
  if (!entry.has("price")) in_.missing(entry, "price", kPriceRange.what);
  if (!gib || !rate) return false;
  row.gib = *gib;
  row.rate = SecondPrice(*rate * *gib * kBytesPerGib);
  row.written = fields_.written(Priced::storage) & kPerMonth;
  return true;
}

/// What pods would cost by prices of their own. Labels are lines of the name.
bool Sections::read_template(const Document& entry, PriceRow& row) {
  if (const Document* labels = in_.map(entry, "labels")) {
    for (const Document& label : labels->items) {
      row.name.append(label.name).append("=").append(in_.text(*labels, label.name).value_or("")).append("\n");
    }
  }
  row.count = fields_.count(entry, "podCpu").value_or(0);
  row.gib = fields_.count(entry, "podGib").value_or(0);
  const std::size_t basis = in_.word(entry, "basis", "request max limit").value_or(0);
  row.by_request = basis == 0;
  row.by_limit = basis == 2;
  row.rates = read_rates(entry);
  const bool any = row.rates.cpu || row.rates.ram || row.rates.gpu;
  if (!any) in_.fail(entry, "has no price", "give \"cpu\", \"memory\" or \"gpu\"");
  return any;
}

/// What a provider charges beside machines; all of it has one currency, day and source.
bool Sections::read_provider(const Document& entry, PriceRow& row) {
  in_.text(entry, "provider", Need::required);
  if (const Document* map = in_.map(entry, "network")) {
    in_.only(*map, "zone region internet");
    read_traffic(*map, row.traffic);
  }
  if (const Document* map = in_.map(entry, "loadBalancer")) {
    in_.only(*map, "price perHour perMonth currency");
    const double worth = fields_.in_currency_of(*map);
    row.rate = rate_of(*map, Priced::load_balancer);
    fields_.in_currency(worth);
  }
  if (const Document* map = in_.map(entry, "management")) {
    in_.only(*map, "price perHour perMonth nodeLabel");
    row.label = in_.text(*map, "nodeLabel", Need::required).value_or("");
    row.management = rate_of(*map, Priced::line);
  }
  for (const Document& volume : in_.list(entry, "volumes")) read_entry(kListedVolumes, volume, &row);
  return true;
}

}  // namespace prorata::pricing
