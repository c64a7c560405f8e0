#include "pricing/packed_book.h"

#include "core/pass.h"

namespace prorata::pricing {
namespace {

constexpr std::string PriceRow::*kRowTexts[]{
    &PriceRow::name,   &PriceRow::provider_id,   &PriceRow::label,   &PriceRow::value,      &PriceRow::provider,
    &PriceRow::region, &PriceRow::instance_type, &PriceRow::zone,    &PriceRow::gpu_model,  &PriceRow::volume,
    &PriceRow::driver, &PriceRow::storage_class, &PriceRow::service, &PriceRow::name_space, &PriceRow::cluster,
    &PriceRow::source, &PriceRow::foreign,       &PriceRow::node,    &PriceRow::class_words};

void pass_rates(Pass& pass, ResourceRates& rates) {
  pass.plain(rates.cpu);
  pass.plain(rates.ram);
  pass.plain(rates.gpu);
  pass.plain(rates.disk);
  pass.plain(rates.written);
}

void pass_row(Pass& pass, PriceRow& row) {
  for (const auto words : kRowTexts) pass.text(row.*words);
  pass.plain(row.spot);
  pass.plain(row.per_hour);
  pass_rates(pass, row.rates);
  pass.plain(row.size_rate);
  for (const auto rate : {&PriceRow::rate, &PriceRow::address_rate, &PriceRow::management}) pass.plain(row.*rate);
  pass.plain(row.gib_rate);
  pass.plain(row.traffic);
  for (const auto flag : {&PriceRow::disk_included, &PriceRow::attached, &PriceRow::indicative, &PriceRow::built_in,
                          &PriceRow::by_request, &PriceRow::by_limit}) {
    pass.plain(row.*flag);
  }
  for (const auto number : {&PriceRow::count, &PriceRow::share, &PriceRow::gib, &PriceRow::worth})
    pass.plain(row.*number);
  pass.plain(row.written);
  pass.plain(row.billing);
  pass.plain(row.as_of);
}

constexpr PriceRows PriceBook::*kBookRows[]{&PriceBook::nodes,       &PriceBook::instances, &PriceBook::gpus,
                                            &PriceBook::commitments, &PriceBook::volumes,   &PriceBook::listed_volumes,
                                            &PriceBook::balancers,   &PriceBook::lines,     &PriceBook::providers,
                                            &PriceBook::templates};
constexpr std::string PriceBook::*kBookTexts[]{&PriceBook::default_source, &PriceBook::spot_label,
                                               &PriceBook::spot_value, &PriceBook::management_source};
constexpr double PriceBook::*kBookNumbers[]{&PriceBook::cpu_discount,  &PriceBook::ram_discount,
                                            &PriceBook::spot_discount, &PriceBook::exported,
                                            &PriceBook::per_dollar,    &PriceBook::default_worth};

void pass_traffic(Pass& pass, NetworkPrice& price) {
  pass.plain(price.rate);
  pass.plain(price.bill);
  pass.text(price.source);
}

void pass_bill(Pass& pass, std::optional<Bill>& bill) {
  bool has = bill.has_value();
  pass.plain(has);
  if (!has) return;
  if (!bill) bill.emplace();
  pass.plain(bill->amount);
  pass.plain(bill->window);
  pass.text(bill->source);
}

void pass_book(Pass& pass, PriceBook& book) {
  pass.text(book.currency.code);
  pass.plain(book.currency.digits);
  for (const auto rates : {&PriceBook::on_demand, &PriceBook::spot, &PriceBook::virtual_nodes}) {
    pass_rates(pass, book.*rates);
  }
  for (const auto rows : kBookRows) pass.all(book.*rows, pass_row);
  for (const auto words : kBookTexts) pass.text(book.*words);
  for (const auto number : kBookNumbers) pass.plain(book.*number);
  pass.text(book.exported_foreign);
  pass.text(book.default_foreign);
  pass.plain(book.default_in_foreign);
  for (const auto written :
       {&PriceBook::volume_written, &PriceBook::balancer_written, &PriceBook::management_written}) {
    pass.plain(book.*written);
  }
  pass.plain(book.exported_unsure);
  pass.plain(book.split.method);
  pass.plain(book.split.weights);
  pass.plain(book.billing);
  pass.plain(book.volume);
  pass.plain(book.balancer);
  pass.plain(book.management);
  for (const auto price : {&PriceBook::network, &PriceBook::default_network}) pass_traffic(pass, book.*price);
  pass_bill(pass, book.bill);
  pass.plain(book.as_of);
  prorata::pass(pass, book.notices);
}

}  // namespace

std::string pack_book(const PriceBook& book) {
  return packed(book, pass_book);
}

Result<PriceBook> unpack_book(std::string_view bytes) {
  PriceBook book;
  if (unpack(bytes, book, pass_book)) return book;
  return Error{ErrorCode::internal, "The prices were read by another version of prorata.", "Load the page again.", ""};
}

}  // namespace prorata::pricing
