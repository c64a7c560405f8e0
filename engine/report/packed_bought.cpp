#include "report/packed_bought.h"

#include <utility>

#include "report/packed.h"

namespace prorata::report {
namespace {

using cluster::PerResource;
using cluster::StepValue;

void pass_cells(Pass& pass, allocation::CellRows& rows, PerResource<std::vector<std::int64_t>>& cells) {
  pass.column(rows.first);
  pass.column(rows.offset);
  for (std::vector<std::int64_t>& each : cells) pass.column(each);
}

void pass_capacity(Pass& pass, PerResource<StepValue>& capacity) {
  for (StepValue& each : capacity) StepValue::pass(pass, each);
}

void pass_rate(Pass& pass, pricing::Rate& rate) {
  pass.plain(rate.constant);
  pass.column(rate.by_slice);
}

/// Without what no reader of origins asks for.
void pass_nodes(Pass& pass, cluster::Nodes& nodes) {
  using cluster::Nodes;
  for (const auto names :
       {&Nodes::cluster, &Nodes::name, &Nodes::provider_id, &Nodes::instance_type, &Nodes::region, &Nodes::zone}) {
    pass.column(nodes.*names);
  }
  pass.column(nodes.spot);
  pass.column(nodes.implied);
  pass.column(nodes.alive);
  pass.column(nodes.label_row);
  pass.all<PerResource<StepValue>>(nodes.capacity, pass_capacity);
}

void pass_pods(Pass& pass, cluster::Pods& pods, cluster::Containers& containers) {
  using cluster::Pods;
  for (const auto names :
       {&Pods::cluster, &Pods::name_space, &Pods::name, &Pods::uid, &Pods::controller_kind, &Pods::controller}) {
    pass.column(pods.*names);
  }
  pass.column(pods.node);
  pass.column(pods.label_row);
  pass.column(containers.pod);
  pass.column(containers.name);
}

void pass_volumes(Pass& pass, cluster::Volumes& volumes) {
  using cluster::Volumes;
  for (const auto names : {&Volumes::cluster, &Volumes::name, &Volumes::storage_class}) pass.column(volumes.*names);
  pass.column(volumes.alive);
  pass.all<StepValue>(volumes.kib, StepValue::pass);
  pass.all<std::vector<cluster::Claim>>(volumes.claims,
                                        [](Pass& each, std::vector<cluster::Claim>& claims) { each.column(claims); });
}

void pass_cluster(Pass& pass, cluster::Cluster& all) {
  pass_nodes(pass, all.nodes);
  pass_pods(pass, all.pods, all.containers);
  pass_volumes(pass, all.volumes);
  cluster::Balancers& balancers = all.balancers;
  for (const auto names : {&balancers.cluster, &balancers.name_space, &balancers.service, &all.flows.cluster,
                           &all.fees.cluster, &all.fees.name}) {
    pass.column(*names);
  }
  pass.column(balancers.alive);
  pass.column(all.flows.kind);
  series::Frame::pass_labels(pass, all.node_labels);
  series::Frame::pass_labels(pass, all.pod_labels);
}

void pass_part(Pass& pass, pricing::ChargePart& part) {
  pass.plain(part.charge);
  pass.plain(part.bearer);
  pass.plain(part.step);
  pass.plain(part.money);
}

void pass_entry(Pass& pass, sharing::LedgerEntry& entry) {
  pass.plain<sharing::Given>(entry);
}

/// rates: of what is not of nodes.
void pass_charges(Pass& pass, allocation::Charges& charges, pricing::ChargeRates& rates) {
  pass.column(charges.kind);
  pass.column(charges.subject);
  pass.column(charges.row);
  pass.column(charges.cells.first);
  pass.column(charges.cells.offset);
  pass.column(charges.amount);
  allocation::Bearers& bearers = charges.bearers;
  pass.plain(bearers.containers);
  pass.column(bearers.kind);
  pass.column(bearers.cluster);
  pass.column(bearers.name_space);
  pass.all<pricing::Rate>(rates.rate, pass_rate);
  pass.all<pricing::Rate>(rates.line_rate, pass_rate);
  for (std::vector<std::string>* texts : {&rates.source, &rates.line_name, &rates.line_source}) pass.texts(*texts);
  pass.column(rates.line_bearer);
}

/// All that a Bought refers to.
struct Owned {
  Names names;
  cluster::Cluster cluster;
  allocation::Amounts amounts;
  allocation::Charges charges;
  sharing::StepCosts costs;
  Flags kept;
  pricing::Rates rates;
  pricing::ChargeRates charge_rates;
  std::vector<pricing::ChargePart> parts;
  pricing::StepOfSlice period_of;
  std::vector<std::uint32_t> step_of_period;
  sharing::StepCosts by_period;
  std::vector<std::size_t> taker;
  std::vector<sharing::LedgerEntry> entries;
};

/// The parts are in different hands on one side, and one value on the other.
void pass_bought(Pass& pass, const rollup::Bought& bought) {
  const auto of = []<class Part>(const Part& part) -> Part& { return const_cast<Part&>(part); };
  Names::pass(pass, of(bought.source.names));
  pass_cluster(pass, of(bought.source.cluster));
  allocation::Amounts& amounts = of(bought.source.amounts);
  pass_cells(pass, amounts.containers, amounts.charged);
  pass_cells(pass, amounts.nodes, amounts.capacity);
  for (sharing::StepCosts* costs : {&of(bought.source.costs), &of(bought.by_period)}) {
    pass.plain(costs->steps);
    for (auto* tables : {&costs->containers, &costs->idle, &costs->assets}) {
      for (std::vector<std::int64_t>& money : *tables) pass.column(money);
    }
  }
  pass_charges(pass, of(bought.source.charges), of(bought.charge_rates));
  pass.all<pricing::ChargePart>(of(bought.parts), pass_part);
  pass.column(of(bought.kept));
  pass.texts(of(bought.rates.source));
  pass.column(of(bought.rates.hourly));
  pass.column(of(bought.period_of.of));
  pass.column(of(bought.period_of.charges));
  pass.column(of(bought.step_of_period));
  pass.column(of(bought.taker));
  pass.all<sharing::LedgerEntry>(of(bought.entries), pass_entry);
}

}  // namespace

Result<void> BoughtPacker::take(const SetsHead& head, const std::vector<Window>& steps, const rollup::Bought& bought) {
  pass(packer_, const_cast<SetsHead&>(head));  // a Packer only reads
  packer_.column(const_cast<std::vector<Window>&>(steps));
  pass_bought(packer_, bought);
  return {};
}

Result<void> unpack_bought(std::string_view bytes, query::Question question, BoughtTaker& taker) {
  Unpacker unpacker(bytes);
  SetsHead head;
  std::vector<Window> steps;
  Owned all;
  const rollup::Source source{all.cluster, all.amounts, all.charges, all.costs, all.names};
  const rollup::Bought bought{source,        all.kept,           all.rates,     all.charge_rates, all.parts,
                              all.period_of, all.step_of_period, all.by_period, all.taker,        all.entries};
  pass(unpacker, head);
  unpacker.column(steps);
  pass_bought(unpacker, bought);
  if (!unpacker.done()) return of_another_version();
  question.method = head.question.method;
  head.question = std::move(question);
  return taker.take(head, steps, bought);
}

}  // namespace prorata::report
