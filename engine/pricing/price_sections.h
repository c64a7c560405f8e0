// The lists of a price file and their entries. Internal to the stage.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pricing/price_book.h"
#include "pricing/price_fields.h"

namespace prorata::pricing {

/// Entries of all lists are read by price_rows.cpp, all else by price_book.cpp.
class Sections {
 public:
  Sections(const Document& root, PriceFields& fields, PriceBook& book)
      : root_(root), fields_(fields), in_(fields.in()), book_(book) {}

  /// nodes, instances, gpus, commitments, volumes, loadBalancers, lines, providers.
  void read_lists();
  /// What a node's life is billed as; null: nothing is said.
  void read_billing(const Document* from, Billing& billing);

 protected:
  /// Whether there is a price of a whole; else an error, where it is needed.
  bool has_price(const Document& entry, Need need = Need::required);
  std::optional<SecondPrice> rate_of(const Document& entry, Priced of);
  ResourceRates read_rates(const Document& map);
  void read_traffic(const Document& map, cluster::PerNetworkClass<std::optional<BytePrice>>& rates);

  const Document& root_;
  PriceFields& fields_;
  DocumentReader& in_;
  PriceBook& book_;

 private:
  /// A list of the file: where its entries go, and what they may say.
  struct List {
    std::string_view name;
    PriceRows PriceBook::*rows;
    bool (Sections::*read)(const Document&, PriceRow&);
    std::string_view fields;
  };
  static const List kLists[];
  static const List kListedVolumes;  ///< part of a provider's entry

  /// of: the provider whose list it stands in, where that is so; its currency, day and source hold.
  void read_entry(const List& list, const Document& entry, const PriceRow* of = nullptr);
  void open_row(std::string_view list, const Document& entry, PriceRow& row);
  void check_distinct();

  // What only entries of one list have. Whether the row is kept.
  bool read_node(const Document& entry, PriceRow& row);
  bool read_instance(const Document& entry, PriceRow& row);
  bool read_gpu(const Document& entry, PriceRow& row);
  bool read_commitment(const Document& entry, PriceRow& row);
  bool read_volume(const Document& entry, PriceRow& row);
  bool read_balancer(const Document& entry, PriceRow& row);
  bool read_line(const Document& entry, PriceRow& row);
  std::optional<SecondPrice> service_rate(const Document& entry, PriceRow& row);
  static std::vector<const Document*> services_of(const Document& root, const PriceRow& line);
  bool read_service(const Document& entry, PriceRow& row);
  bool read_disk(const Document& entry, PriceRow& row);
  bool read_provider(const Document& entry, PriceRow& row);
  bool read_template(const Document& entry, PriceRow& row);

  /// Conditions of entries of the list that is read; two with the same would never be both taken.
  std::vector<std::pair<std::string, const Document*>> keys_;
};

}  // namespace prorata::pricing
