// What an asset costs, whoever bears it: its amount of each hour times its rate.
#include <initializer_list>

#include "explain/terms.h"

namespace prorata::explain {
namespace {

using allocation::Subject;

class AssetDeriver {
 public:
  AssetDeriver(const Priced& priced, std::string_view name)
      : priced_(priced), source_(priced.source), cluster_(priced.source.cluster), name_(name) {}

  std::vector<Term> run() {
    for (std::size_t n = 0; n < cluster_.nodes.size(); ++n) {
      if (is_meant(cluster_.nodes.cluster[n], {text(cluster_.nodes.name[n])})) add_node(n);
    }
    for (std::size_t i = 0; i < source_.charges.size(); ++i) add_charge(i);
    for (std::size_t i = 0; i < priced_.charge_rates.line_name.size(); ++i) add_line(i);
    return std::move(terms_);
  }

 private:
  [[nodiscard]] std::string text(NameId id) const { return std::string(source_.names.text(id)); }

  /// names: by which the list of assets and its details call it.
  [[nodiscard]] bool is_meant(NameId cluster, std::initializer_list<std::string> names) const {
    for (const std::string& name : names) {
      if (name == name_ || text(cluster) + "/" + name == name_) return true;
    }
    return false;
  }

  /// A class of it has a row of its own.
  static std::string network_of(std::string_view kind) { return std::string("network/").append(kind); }

  void add(NameId cluster, Term term) {
    if (term.hours.empty()) return;
    term.kind = rollup::RowKind::asset;
    term.cluster = text(cluster);
    term.total = term.own;
    terms_.push_back(std::move(term));
  }

  void add_node(std::size_t n) {
    for (std::size_t r = 0; r < cluster::kResources; ++r) {
      Term term = node_term(priced_, n, r);
      if (cluster_.nodes.implied[n]) {
        add_pods(n, r, std::move(term));
      } else if (has_amount(term)) {
        add(cluster_.nodes.cluster[n], std::move(term));
      }
    }
  }
  /// Such a node costs what its containers do. term: of the node.
  void add_pods(std::size_t n, std::size_t r, Term term) {
    const allocation::Amounts& amounts = source_.amounts;
    const cluster::Pods& pods = cluster_.pods;
    term.queries = "requests requests_fine pods";
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) {
      const std::uint32_t pod = cluster_.containers.pod[c];
      if (pods.node[pod] != n) continue;
      term.name_space = text(pods.name_space[pod]);
      term.pod = text(pods.name[pod]);
      term.container = text(cluster_.containers.name[c]);
      term.hours = hours_of(
          priced_, {amounts.slices, amounts.containers, amounts.charged[r], amounts.requested[r], amounts.used[r]}, c,
          priced_.rates.node[n][r]);
      term.own = sum_of_parts(term.hours);
      if (has_amount(term)) add(cluster_.nodes.cluster[n], term);
    }
  }
  static bool has_amount(const Term& term) {
    for (const Hour& hour : term.hours) {
      if (hour.amount != 0) return true;
    }
    return false;
  }

  void add_charge(std::size_t i) {
    const std::uint32_t row = source_.charges.row[i];
    NameId cluster = kNoName;
    bool meant = false;
    switch (source_.charges.subject[i]) {
      case Subject::volume:
        cluster = cluster_.volumes.cluster[row];
        meant = is_meant(cluster, {text(cluster_.volumes.name[row])});
        break;
      case Subject::balancer:
      case Subject::balancer_bytes: {
        const cluster::Balancers& balancers = cluster_.balancers;
        cluster = balancers.cluster[row];
        const std::string service = text(balancers.service[row]);
        meant = is_meant(cluster, {service, text(balancers.name_space[row]) + "/" + service});
        break;
      }
      case Subject::flow:
        cluster = cluster_.flows.cluster[row];
        meant = is_meant(
            cluster,
            {"network", network_of(rollup::kTrafficNames[static_cast<std::size_t>(cluster_.flows.kind[row])])});
        break;
      case Subject::fee:
        cluster = cluster_.fees.cluster[row];
        meant = is_meant(cluster, {text(cluster_.fees.name[row])});
        break;
      case Subject::network_bill:
        if (priced_.charge_rates.source[i].empty()) return;
        cluster = cluster_.nodes.cluster.front();
        meant = is_meant(cluster, {"network", network_of("bill")});
        break;
    }
    if (!meant) return;
    Term term;
    tell_charge(priced_, i, term);
    const allocation::Charges& charges = source_.charges;
    term.hours = hours_of(priced_, {charges.slices, charges.cells, charges.amount, {}, {}}, i,
                          priced_.charge_rates.rate[i], pricing::comes_evenly(charges.subject[i]));
    term.own = sum_of_parts(term.hours);
    if (charges.subject[i] == Subject::flow) {
      term.name_space = text(cluster_.flows.name_space[row]);
      term.pod = text(cluster_.flows.pod_name[row]);
    }
    add(cluster, std::move(term));
  }

  void add_line(std::size_t i) {
    const allocation::Bearers& bearers = source_.charges.bearers;
    const NameId cluster = bearers.cluster[priced_.charge_rates.line_bearer[i] - bearers.containers];
    const std::string &name = priced_.charge_rates.line_name[i], &node = priced_.charge_rates.line_node[i];
    if (!is_meant(cluster, {name, node.empty() ? name : node + "/" + name})) return;
    Term term;
    tell_line(priced_, i, term);
    add(cluster, std::move(term));
  }

  const Priced& priced_;
  const rollup::Source& source_;
  const cluster::Cluster& cluster_;
  std::string_view name_;
  std::vector<Term> terms_;
};

}  // namespace

std::vector<Term> asset_terms(const Priced& priced, std::string_view name) {
  return AssetDeriver(priced, name).run();
}

}  // namespace prorata::explain
