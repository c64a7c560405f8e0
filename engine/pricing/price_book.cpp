// The price file's reader: strings in, typed and unit-checked prices out, errors with file and line.
#include "pricing/price_book.h"

#include <algorithm>

#include "pricing/builtin.h"
#include "pricing/import.h"
#include "pricing/price_sections.h"
#include "pricing/rate_notices.h"

namespace prorata::pricing {
namespace {

constexpr std::string_view kFormat = "prorata.prices/1", kBuiltInName = "built-in prices";
constexpr std::string_view kFields =
    "format currency asOf indicative source units defaults spot virtualNodes nodes instances gpus volumes network "
    "loadBalancers management lines disks nodeSplit billing discounts spotDiscount spotNodes commitments exchangeRates "
    "exportedCurrency bill providers services templates extends";

/// What a reader fills, made before the sections that refer to it.
struct Owned {
  PriceFields own_fields;
  PriceBook own_book;
};

class Reader : Owned, Sections {
 public:
  /// over: the file that extends this one, the built-in list.
  Reader(const Document& root, std::string_view file, const PriceFields* over = nullptr)
      : Owned{PriceFields(root, file, over), {}}, Sections(root, own_fields, own_book) {}

  Result<PriceBook> read() {
    in_.only(root_, kFields);
    in_.word(root_, "format", kFormat, Need::required);
    fields_.read_head();
    book_.currency = currency_of(fields_.currency());
    book_.as_of = fields_.as_of();
    book_.per_dollar = fields_.dollars(1) > 0 ? 1 / fields_.dollars(1) : 0;
    book_.exported = fields_.worth_of(root_, "exportedCurrency").value_or(1);
    if (book_.exported != 1) book_.exported_foreign = root_.find("exportedCurrency")->text;
    book_.exported_unsure = book_.currency.code != "USD" && !root_.has("exportedCurrency");
    book_.default_source = fields_.source_of("defaults", Document{});
    book_.default_worth = fields_.worth(fields_.currency());
    if (book_.default_worth != 1) {
      book_.default_foreign = fields_.currency();
      book_.default_in_foreign = {true, true, true};
    }
    read_default_rates();
    read_rules();
    read_network();
    read_management();
    read_lists();
    if (root_.has("extends")) extend();
    if (!in_.ok()) return in_.error();
    book_.notices = fields_.take_notices();
    return std::move(book_);
  }

 private:
  /// What the file does not say is taken from the built-in list; its lists stand behind those of the file.
  void extend() {
    if (!in_.word(root_, "extends", "builtin") || !in_.ok()) return;
    const Document& place = *root_.find("extends");
    if (fields_.worth("USD") == 0) {
      return in_.fail(place, "the built-in prices are in USD, and there is no exchange rate for it",
                      "add what one USD is worth: exchangeRates: {USD: 0.92}");
    }
    const auto list = read_document(builtin_text(), kBuiltInName);
    auto base = list ? Reader(*list, kBuiltInName, &fields_).read() : Result<PriceBook>(list.error());
    if (!base) return in_.fail(place, base.error().message, base.error().hint);
    take(*base);
  }

  void take(PriceBook& base) {
    const auto append = [](auto& list, auto& more) {
      list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(book_.instances, base.instances);
    append(book_.gpus, base.gpus);
    append(book_.providers, base.providers);
    append(book_.listed_volumes, base.listed_volumes);
    if (!root_.has("spotDiscount")) book_.spot_discount = base.spot_discount;
    book_.default_worth = base.default_worth;
    book_.default_foreign = base.default_foreign;
    if (!root_.has("virtualNodes")) {
      book_.virtual_nodes = base.virtual_nodes;
      book_.default_in_foreign[2] = base.default_in_foreign[2];
    }
    if (root_.has("defaults")) return;
    book_.default_in_foreign[0] = base.default_in_foreign[0];
    if (!root_.has("spot")) {
      book_.spot = base.spot;
      book_.default_in_foreign[1] = base.default_in_foreign[1];
    }
    book_.on_demand = base.on_demand;
    book_.volume = base.volume;
    book_.balancer = base.balancer;
    book_.volume_written = base.volume_written;
    book_.balancer_written = base.balancer_written;
    book_.default_network = base.default_network;
    book_.default_source = base.default_source;
    book_.as_of = base.as_of;
  }

  void read_default_rates() {
    struct Section {
      std::string_view name;
      ResourceRates PriceBook::*rates;
    };
    for (const auto& [name, rates] : {Section{"defaults", &PriceBook::on_demand}, Section{"spot", &PriceBook::spot},
                                      Section{"virtualNodes", &PriceBook::virtual_nodes}}) {
      const Document* map = in_.map(root_, name);
      // A spot node without spot rates costs what any node costs: never silently free.
      book_.*rates = book_.on_demand;
      if (map == nullptr) continue;
      const bool all = rates == &PriceBook::on_demand;
      in_.only(*map, all ? "cpu memory gpu disk volume loadBalancer network" : "cpu memory gpu disk");
      ResourceRates& into = book_.*rates;
      into = read_rates(*map);
      into.disk = book_.on_demand.disk;
      into.written[3] = book_.on_demand.written[3];
      if (const auto size = fields_.price(*map, "disk", Priced::storage)) {
        into.disk = ByteSecondPrice(*size);
        into.written[3] = fields_.written(Priced::storage);
      }
      if (all) read_other_defaults(*map);
    }
  }

  void read_other_defaults(const Document& map) {
    if (const auto size = fields_.price(map, "volume", Priced::storage)) book_.volume = ByteSecondPrice(*size);
    if (const auto rate = fields_.price(map, "loadBalancer", Priced::load_balancer))
      book_.balancer = SecondPrice(*rate);
    book_.volume_written = fields_.written(Priced::storage);
    book_.balancer_written = fields_.written(Priced::load_balancer);
    const Document* network = in_.map(map, "network");
    if (network == nullptr) return;
    in_.only(*network, "zone region internet");
    read_traffic(*network, book_.default_network.rate);
  }

  /// How prices are applied.
  void read_rules() {
    const Document* billing = in_.map(root_, "billing");
    if (billing != nullptr) in_.only(*billing, "minimumSeconds roundTo");
    read_billing(billing, book_.billing);
    book_.spot_discount = fields_.percent(root_, "spotDiscount").value_or(0);
    if (const Document* map = in_.map(root_, "discounts")) {
      in_.only(*map, "cpu memory negotiated");
      // Source: OpenCost, the discount of a price list and one that was negotiated on what is left.
      const double left = 1 - fields_.percent(*map, "negotiated").value_or(0);
      book_.cpu_discount = 1 - (1 - fields_.percent(*map, "cpu").value_or(0)) * left;
      book_.ram_discount = 1 - (1 - fields_.percent(*map, "memory").value_or(0)) * left;
    }
    if (const Document* map = in_.map(root_, "spotNodes")) {
      in_.only(*map, "label value");
      book_.spot_label = in_.text(*map, "label", Need::required).value_or("");
      book_.spot_value = in_.text(*map, "value", Need::required).value_or("");
    }
    read_split();
    read_bill();
  }

  void read_split() {
    const Document* map = in_.map(root_, "nodeSplit");
    if (map == nullptr) return;
    constexpr std::string_view kParts[]{"cpu", "memory", "gpu", "disk"};
    in_.only(*map, "method cpu memory gpu disk");
    book_.split.method = static_cast<NodeSplit::Method>(
        in_.word(*map, "method", "ratio residual gpu-only shares", Need::required).value_or(0));
    const bool shares = book_.split.method == NodeSplit::Method::shares;
    PerResource<double> weights{};
    double sum = 0;
    for (std::size_t r = 0; r < cluster::kResources; ++r) {
      weights[r] = in_.number(*map, kParts[r], {0, 1e6, "a number from 0 to 1000000"}).value_or(0);
      sum += weights[r];
    }
    if (shares && (sum < 1 - 1e-6 || sum > 1 + 1e-6)) in_.fail(*map, "shares must sum up to 1");
    if (!shares && weights[0] + weights[1] == 0 && (map->has("cpu") || map->has("memory") || sum > 0)) {
      in_.fail(*map, "\"cpu\" and \"memory\" are both zero, so nodes without GPUs have nothing to be split by",
               "give one of them a weight, or leave all out for the default rates");
    }
    if (sum > 0) book_.split.weights = weights;
  }

  void read_bill() {
    const Document* map = in_.map(root_, "bill");
    if (map == nullptr) return;
    in_.only(*map, "amount currency start end source");
    Bill bill;
    bill.source = fields_.open_row(*map, "bill").source;
    constexpr NumberRange kPaid{1e-9, kAmountRange.most, "an amount above zero, such as 1234.56"};
    bill.amount =
        in_.number(*map, "amount", kPaid, Need::required).value_or(0) * fields_.worth_of(*map, "currency").value_or(1);
    Window window;
    in_.read(*map, "start", parse_instant, window.begin);
    in_.read(*map, "end", parse_instant, window.end);
    if (map->has("start") != map->has("end")) in_.fail(*map, "\"start\" and \"end\" belong together");
    if (map->has("end") && window.empty()) in_.fail(*map, "must end after it starts");
    if (map->has("end")) bill.window = window;
    book_.bill = std::move(bill);
  }

  void read_network() {
    const Document* map = in_.map(root_, "network");
    if (map == nullptr) return;
    in_.only(*map,
             "zone region internet zoneCostMultiplier regionCostMultiplier internetCostMultiplier monthlyBill currency "
             "asOf source");
    const Row row = fields_.open_row(*map, "network");
    read_traffic(*map, book_.network.rate);
    book_.network.source = row.source;
    const auto bill = in_.number(*map, "monthlyBill", kAmountRange);
    if (bill && *bill > 0) {
      book_.network.bill =
          SecondPrice(*bill * fields_.worth_of(*map, "currency").value_or(1) / kHoursPerMonth / kSecondsPerHour);
    }
  }

  void read_management() {
    const Document* map = in_.map(root_, "management");
    if (map == nullptr) return;
    in_.only(*map, "price perHour perMonth currency asOf source");
    book_.management_source = fields_.open_row(*map, "management").source;
    book_.management = rate_of(*map, Priced::line);
    book_.management_written = fields_.written(*map, Priced::line);
  }
};

}  // namespace

Result<PriceBook> read_own_format(const Document& root, std::string_view file_name) {
  return Reader(root, file_name).read();
}

bool names_limits(const PriceBook& book) {
  return std::any_of(book.templates.begin(), book.templates.end(), [](const PriceRow& row) { return row.by_limit; });
}

void note_future(PriceBook& book, Instant now) {
  if (book.as_of && *book.as_of > now) book.notices.add(kFuture, book.default_source);
  for (const auto* rows : {&book.nodes, &book.instances, &book.gpus, &book.commitments, &book.volumes, &book.balancers,
                           &book.lines, &book.providers}) {
    for (const PriceRow& row : *rows) {
      if (!row.built_in && row.as_of && *row.as_of > now) book.notices.add(kFuture, row.source);
    }
  }
}

Result<PriceBook> builtin_prices() {
  constexpr std::string_view kAll = R"({"format":"prorata.prices/1","currency":"USD","units":{},"extends":"builtin"})";
  return read_price_book(kAll, "builtin");
}

}  // namespace prorata::pricing
