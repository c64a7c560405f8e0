#include "explain/terms.h"

#include "core/steady.h"

namespace prorata::explain {
namespace {

using allocation::Subject;

constexpr std::string_view kClassNames[] = {"cross-zone", "cross-region", "internet"};

std::string_view queries_of(Subject subject) {
  switch (subject) {
    case Subject::volume:
      return "volume_bytes volume_first volume_last volumes claims claim_first claim_last mounts pods pod_start "
             "pod_completion price_volume";
    case Subject::balancer:
      return "balancers balancer_first balancer_last selectors pod_labels pods pod_start pod_completion price_balancer";
    case Subject::flow:
      return "network_bytes pods price_network";
    case Subject::fee:
      return "management";
    case Subject::network_bill:
      return "transmit_bytes pods";
    case Subject::balancer_bytes:
      return "balancers weights selectors pod_labels pods";
  }
  return {};
}

std::string name_of_charge(const rollup::Source& source, std::size_t charge) {
  const cluster::Cluster& cluster = source.cluster;
  const std::uint32_t row = source.charges.row[charge];
  const auto text = [&](NameId id) { return std::string(source.names.text(id)); };
  switch (source.charges.subject[charge]) {
    case Subject::volume:
      return "volume " + text(cluster.volumes.name[row]);
    case Subject::balancer:
      return "load balancer " + text(cluster.balancers.service[row]);
    case Subject::flow:
      return "traffic, " + std::string(kClassNames[static_cast<std::size_t>(cluster.flows.kind[row])]);
    case Subject::fee:
      return "cluster management " + text(cluster.fees.name[row]);
    case Subject::network_bill:
      return "network bill";
    case Subject::balancer_bytes:
      return "load balancer " + text(cluster.balancers.service[row]) + ", processed";
  }
  return "";
}

}  // namespace

std::vector<Hour> hours_of(const Priced& priced, const Cells& cells, std::size_t row, const pricing::Rate& rate,
                           bool evenly) {
  const allocation::Slices& slices = cells.slices;
  const std::uint32_t* hour_of = slices.hours_of(cells.rows.node[row]);
  std::vector<Hour> hours;
  const std::size_t first = cells.rows.first[row], offset = cells.rows.offset[row];
  const std::size_t count = cells.rows.offset[row + 1] - offset;
  const auto at = [](const std::vector<std::int64_t>& column, std::size_t cell) {
    return column.empty() ? 0 : column[cell];
  };
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t slice = first + i;
    if (!priced.window.contains(slices.time[slice].begin)) continue;
    const bool next = hours.empty() || hour_of[slice] != hour_of[slice - 1];
    if (next) hours.emplace_back().time.begin = slices.time[slice].begin;
    Hour& hour = hours.back();
    hour.time.end = slices.time[slice].end;
    hour.amount += at(cells.amount, offset + i);
    hour.requested += at(cells.requested, offset + i);
    hour.used += at(cells.used, offset + i);
    hour.rate = rate.at(slice);
  }
  for (Hour& hour : hours) {
    hour.whole = Money(evenly ? units_in(steady_of(hour.rate), hour.time)
                              : to_whole(static_cast<double>(hour.amount) * hour.rate));
    hour.part = hour.whole;
  }
  return hours;
}

Money sum_of_parts(const std::vector<Hour>& hours) {
  Money sum;
  for (const Hour& hour : hours) sum += hour.part;
  return sum;
}

void tell_charge(const Priced& priced, std::size_t charge, Term& term) {
  const Subject subject = priced.source.charges.subject[charge];
  term.what = name_of_charge(priced.source, charge);
  const bool bytes = subject == Subject::flow || subject == Subject::balancer_bytes;
  term.unit = subject == Subject::volume ? "GiB-hour" : bytes ? "GiB" : "hour";
  term.per_unit = subject == Subject::volume ? 3600.0 * 1048576.0 : bytes ? kBytesPerGib : 3.6e6;
  term.queries = queries_of(subject);
  term.price_source = priced.charge_rates.source[charge];
  term.price = priced.charge_rates.row[charge];
}

void tell_line(const Priced& priced, std::size_t line, Term& term) {
  const allocation::Slices& slices = priced.source.charges.slices;
  allocation::CellRows rows;
  rows.add(0, static_cast<std::uint32_t>(slices.size()));
  std::vector<std::int64_t> ms;
  for (const Window& slice : slices.time) ms.push_back(slice.length().count());
  term.what = priced.charge_rates.line_name[line];
  term.unit = "hour";
  term.per_unit = 3.6e6;
  term.price_source = priced.charge_rates.line_source[line];
  term.price = priced.charge_rates.line_row[line];
  term.hours = hours_of(priced, {slices, rows, ms, {}, {}}, 0, priced.charge_rates.line_rate[line], true);
  term.own = sum_of_parts(term.hours);
}

Term node_term(const Priced& priced, std::size_t node, std::size_t resource) {
  const rollup::Source& source = priced.source;
  const cluster::Nodes& nodes = source.cluster.nodes;
  Term term;
  term.cluster = source.names.text(nodes.cluster[node]);
  term.node = source.names.text(nodes.name[node]);
  term.what = kResourceWords[resource].name;
  term.unit = kResourceWords[resource].unit;
  term.per_unit = kResourceWords[resource].per_unit;
  term.running_ms = overlap(nodes.alive[node], priced.window).length().count();
  term.price_source = priced.rates.source[node];
  term.node_row = static_cast<std::uint32_t>(node);
  term.resource = static_cast<std::uint32_t>(resource);
  term.queries = "nodes node_first node_last node_presence node_capacity node_labels";
  term.hours =
      hours_of(priced, {source.amounts.slices, source.amounts.nodes, source.amounts.capacity[resource], {}, {}}, node,
               priced.rates.node[node][resource]);
  term.own = sum_of_parts(term.hours);
  return term;
}

}  // namespace prorata::explain
