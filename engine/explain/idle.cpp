// What of a node nobody pays: its cost less what its containers are charged, with its sign.
#include "explain/terms.h"

namespace prorata::explain {

std::vector<Term> idle_terms(const Priced& priced, std::string_view name) {
  const rollup::Source& source = priced.source;
  const cluster::Nodes& nodes = source.cluster.nodes;
  std::vector<Term> terms;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const bool meant = name == rollup::kIdleName || name == rollup::idle_name(source, n, true) ||
                       name == rollup::idle_name(source, n, false);
    if (!meant) continue;
    for (std::size_t r = 0; r < cluster::kResources; ++r) {
      Money left, before;
      bool any = false;
      for (std::size_t s = 0; s < priced.steps.size(); ++s) {
        if (!priced.window.contains(priced.steps[s].begin)) continue;
        const std::size_t cell = n * priced.steps.size() + s;
        left += Money(source.costs.idle[r][cell]);
        before += Money(priced.before_sharing.idle[r][cell]);
        any = any || source.costs.idle[r][cell] != 0;
      }
      if (!any || nodes.implied[n]) continue;
      Term term = node_term(priced, n, r);
      term.kind = rollup::RowKind::idle;
      term.less = term.own - before;
      // Shared idle that found no receiver stays where it is.
      term.idle_received = left - before;
      term.total = term.own - term.less + term.idle_received;
      terms.push_back(std::move(term));
    }
  }
  return terms;
}

}  // namespace prorata::explain
