#include "explain/explain.h"

#include <algorithm>
#include <utility>

#include "core/flags.h"
#include "core/order.h"
#include "explain/terms.h"

namespace prorata::explain {
namespace {

using allocation::kEverySlice;
using allocation::Share;
using cluster::kNone;
using cluster::kResources;

constexpr std::string_view kResourceQueries[] = {
    "requests requests_fine cpu_usage pods pod_start pod_completion pod_first pod_last price_cpu price_node "
    "prices_fine",
    "requests requests_fine ram_usage pods pod_start pod_completion pod_first pod_last price_ram price_node "
    "prices_fine",
    "requests requests_fine node_labels gpu_active gpu_util pods pod_start pod_completion pod_first pod_last price_gpu "
    "price_node prices_fine",
    "requests requests_fine pods pod_start pod_completion pod_first pod_last"};
/// Money of a term in each step.
using Steps = std::vector<std::int64_t>;

class Deriver {
 public:
  Deriver(const Priced& priced, const query::Question& question, const query::Filter& of)
      : priced_(priced), question_(question), source_(priced.source), cluster_(priced.source.cluster), of_(of) {}

  std::vector<Term> run() {
    if (const std::string_view name = asked_idle(); !name.empty()) return idle_terms(priced_, name);
    find_chosen();
    read_ledger();
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) {
      if (chosen_[c]) add_container(c);
    }
    for (std::size_t i = 0; i < source_.charges.size(); ++i) add_charge(i);
    add_lines();
    return std::move(terms_);
  }

 private:
  /// The name of a row of idle, where one is asked for.
  [[nodiscard]] std::string_view asked_idle() const {
    for (const query::FilterPart& part : of_) {
      const query::Condition& condition = part.condition;
      const bool one = !condition.negated && condition.values.size() == 1;
      const std::string_view name = one ? std::string_view(condition.values.front()) : "";
      if (name == rollup::kIdleName || name.ends_with("/__idle__")) return name;
    }
    return {};
  }

  /// Which bearers, containers first, are asked for.
  void find_chosen() {
    chosen_ = rollup::select(source_, of_);
    for (std::size_t c = 0; c < cluster_.containers.size(); ++c) {
      const std::uint32_t pod = cluster_.containers.pod[c];
      const bool ran = cluster_.pods.node[pod] != kNone && !cluster_.pods.alive[pod].empty();
      if (!ran) chosen_[c] = 0;
    }
  }

  /// Entries of what is asked for, by container.
  void read_ledger() {
    received_.resize(cluster_.containers.size());
    for (const sharing::LedgerEntry& entry : priced_.ledger.entries) {
      if (asked(entry.step) && chosen_[entry.container]) received_[entry.container].push_back(&entry);
    }
  }
  [[nodiscard]] bool asked(std::size_t step) const { return priced_.window.contains(priced_.steps[step].begin); }

  [[nodiscard]] std::string text(NameId id) const { return std::string(source_.names.text(id)); }

  [[nodiscard]] Term term_of(std::size_t bearer) const {
    Term term;
    const allocation::Bearers& bearers = source_.charges.bearers;
    if (bearer >= bearers.containers) {
      const std::size_t row = bearer - bearers.containers;
      const bool overhead = bearers.kind[row] == allocation::BearerKind::overhead;
      term.kind = overhead ? rollup::RowKind::overhead : rollup::RowKind::unmounted;
      term.cluster = text(bearers.cluster[row]);
      term.name_space = text(bearers.name_space[row]);
      return term;
    }
    const cluster::Pods& pods = cluster_.pods;
    const std::uint32_t pod = cluster_.containers.pod[bearer];
    term.cluster = text(pods.cluster[pod]);
    term.name_space = text(pods.name_space[pod]);
    term.pod = text(pods.name[pod]);
    term.container = text(cluster_.containers.name[bearer]);
    term.node = text(cluster_.nodes.name[pods.node[pod]]);
    return term;
  }

  void add_container(std::size_t c) {
    const allocation::Amounts& amounts = source_.amounts;
    const std::uint32_t node = cluster_.pods.node[cluster_.containers.pod[c]];
    for (std::size_t r = 0; r < kResources; ++r) {
      if (amounts.charged_total[r][c] == 0) continue;
      Term term = term_of(c);
      term.what = kResourceWords[r].name;
      term.unit = kResourceWords[r].unit;
      term.per_unit = kResourceWords[r].per_unit;
      if (r < 2) count_samples(term, c, r == 0 ? priced_.usage.cpu : priced_.usage.ram);
      term.running_ms = running(c).length().count();
      term.queries = kResourceQueries[r];
      if (question_.method == query::Method::interval) {
        if (r == 0 && !priced_.usage.cpu_charged.empty()) term.queries += " cpu_charged";
        if (r == 1 && !priced_.usage.ram_charged.empty()) term.queries += " ram_charged";
      }
      term.price_source = priced_.rates.source[node];
      term.node_row = node;
      term.resource = static_cast<std::uint32_t>(r);
      term.hours = hours_of(
          priced_, {amounts.slices, amounts.containers, amounts.charged[r], amounts.requested[r], amounts.used[r]}, c,
          priced_.rates.node[node][r]);
      term.own = sum_of_parts(term.hours);
      const std::vector<std::int64_t>& own = priced_.before_sharing.containers[r];
      Steps steps(priced_.steps.size());
      for (std::size_t s = 0; s < steps.size() && !own.empty(); ++s) steps[s] = own[c * steps.size() + s];
      term.idle_received = receive(term, steps, c, sharing::LedgerEntry::kIdle, r);
      const bool any = std::any_of(term.hours.begin(), term.hours.end(), [](const Hour& h) { return h.amount != 0; });
      if (any) finish(std::move(term), c, steps);
    }
    for (std::uint32_t rule = 0; rule < question_.shares.size(); ++rule) {
      Term term = term_of(c);
      Steps steps(priced_.steps.size());
      term.what = "shared cost";
      term.running_ms = running(c).length().count();
      term.share_received = receive(term, steps, c, rule, 0);
      if (!term.received.empty()) finish(std::move(term), c, steps);
    }
  }

  /// What came to a container by a rule, or of its nodes' idle of a resource, step by step.
  Money receive(Term& term, Steps& steps, std::size_t c, std::uint32_t rule, std::size_t r) const {
    Money sum;
    for (const sharing::LedgerEntry* entry : received_[c]) {
      if (entry->rule != rule || entry->resource != r) continue;
      term.received.push_back(received(*entry));
      sum += Money(entry->part);
      steps[entry->step] += entry->part;
    }
    return sum;
  }

  [[nodiscard]] Window running(std::size_t c) const {
    return overlap(cluster_.pods.alive[cluster_.containers.pod[c]], priced_.window);
  }

  [[nodiscard]] Received received(const sharing::LedgerEntry& entry) const {
    Received out;
    out.time = priced_.steps[entry.step];
    if (entry.rule == sharing::LedgerEntry::kIdle) {
      const bool by_node = question_.idle_by != query::IdleBy::cluster;
      out.from = "idle of " + text(by_node ? cluster_.nodes.name[entry.node] : cluster_.nodes.cluster[entry.node]);
      out.coefficient = question_.idle_coefficients[entry.resource];
    } else {
      out.from = question_.shares[entry.rule].name;
      if (entry.cluster != kNoName) out.from += " of " + text(entry.cluster);
    }
    out.method = entry.method;
    out.source = Money(entry.source);
    out.pool = Money(entry.pool);
    out.namespaces = entry.namespaces;
    out.portion = Money(entry.portion);
    out.cost = Money(entry.part);
    out.weight = entry.weight;
    out.weights = entry.weights;
    if (entry.method == query::ShareMethod::metric) out.metric = question_.shares[entry.rule].metric;
    out.unit = entry.unit;
    return out;
  }

  void count_samples(Term& term, std::size_t c, const std::vector<std::int64_t>& column) const {
    const auto intervals = priced_.usage.of(column, c);
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      const auto place = static_cast<std::int64_t>(priced_.usage.first[c] + i);
      const Window ran = overlap(priced_.usage.grid.interval(place), running(c));
      if (ran.empty()) continue;
      ++term.intervals;
      if (intervals[i] != allocation::Usage::kUnknown) {
        ++term.sampled;
      } else {
        term.unknown_usage_ms += ran.length().count();
      }
    }
  }

  /// A cost that a rule takes is borne by others, in steps in which it found any. steps: the term's money.
  /// of_all: a line of no cluster.
  void finish(Term term, std::size_t bearer, const Steps& steps, bool of_all = false) {
    term.total = term.own - term.less + term.idle_received + term.share_received;
    const std::vector<std::size_t>& taker = source_.costs.taker;
    const std::size_t rule = taker.empty() ? question_.shares.size() : taker[bearer];
    for (std::size_t s = 0; s < steps.size() && rule < question_.shares.size(); ++s) {
      if (!asked(s) || priced_.ledger.shared[rule * steps.size() + s] == 0 || is_kept(rule, s, bearer, of_all))
        continue;
      term.given_to = question_.shares[rule].name;
      term.given += Money(steps[s]);
    }
    term.total -= term.given;
    terms_.push_back(std::move(term));
  }
  /// Whether overhead found no receiver in a step in which that of other clusters did.
  [[nodiscard]] bool is_kept(std::size_t rule, std::size_t step, std::size_t bearer, bool of_all) const {
    const allocation::Bearers& bearers = source_.charges.bearers;
    if (bearer < bearers.containers || of_all) return false;
    const NameId cluster = bearers.cluster[bearer - bearers.containers];
    const auto& kept = priced_.ledger.kept;
    return std::any_of(kept.begin(), kept.end(), [&](const sharing::Ledger::Kept& each) {
      return each.rule == rule && each.step == step && each.cluster == cluster;
    });
  }
  /// Of a charge, or of a line behind them.
  [[nodiscard]] Steps steps_of_charge(std::size_t charge, std::size_t bearer) const {
    Steps steps(priced_.steps.size());
    const auto before = [](const pricing::ChargePart& part, std::size_t number) { return part.charge < number; };
    const auto& parts = priced_.parts;
    for (auto part = std::lower_bound(parts.begin(), parts.end(), charge, before);
         part != parts.end() && part->charge == charge; ++part) {
      if (part->bearer == bearer) steps[part->step] += part->money;
    }
    return steps;
  }

  void add_charge(std::size_t i) {
    const auto& offset = source_.charges.share_offset;
    const std::span<const Share> shares(source_.charges.shares.data() + offset[i], offset[i + 1] - offset[i]);
    std::vector<std::uint32_t> bearers;
    for (const Share& share : shares) {
      if (chosen_[share.bearer]) bearers.push_back(share.bearer);
    }
    if (bearers.empty()) return;
    sort_unique(bearers);
    const std::vector<Hour> hours =
        hours_of(priced_, {source_.charges.slices, source_.charges.cells, source_.charges.amount, {}, {}}, i,
                 priced_.charge_rates.rate[i], pricing::comes_evenly(source_.charges.subject[i]));
    for (const std::uint32_t bearer : bearers) {
      Term term = term_of(bearer);
      tell_charge(priced_, i, term);
      term.hours = parts_of(hours, shares, bearer);
      term.own = sum_of_parts(term.hours);
      if (!term.hours.empty()) finish(std::move(term), bearer, steps_of_charge(i, bearer));
    }
  }

  /// The hours in which a bearer has a part, with the part: what `split` gives by the weights of the hour.
  [[nodiscard]] std::vector<Hour> parts_of(const std::vector<Hour>& hours, std::span<const Share> shares,
                                           std::uint32_t bearer) const {
    if (shares.front().slice == kEverySlice) return hours;
    std::vector<Hour> mine;
    const auto& time = source_.charges.slices.time;
    for (const Hour& whole : hours) {
      std::vector<std::uint32_t> bearers;
      std::vector<std::int64_t> weights;
      for (const Share& share : shares) {
        if (overlap(time[share.slice], whole.time).empty()) continue;
        const auto place = std::find(bearers.begin(), bearers.end(), share.bearer) - bearers.begin();
        if (static_cast<std::size_t>(place) == bearers.size()) bearers.push_back(share.bearer), weights.push_back(0);
        weights[static_cast<std::size_t>(place)] += share.weight;
      }
      add_part(mine, whole, std::move(bearers), std::move(weights), bearer);
    }
    return mine;
  }
  static void add_part(std::vector<Hour>& mine, Hour hour, std::vector<std::uint32_t> bearers,
                       std::vector<std::int64_t> weights, std::uint32_t bearer) {
    // In the order of bearers, which decides ties.
    const auto order =
        ordered(bearers.size(), [&](std::uint32_t a, std::uint32_t b) { return bearers[a] < bearers[b]; });
    std::vector<std::int64_t> sorted;
    std::size_t place = bearers.size();
    hour.weights = 0;
    for (const std::uint32_t i : order) {
      if (bearers[i] == bearer) place = sorted.size();
      sorted.push_back(weights[i]);
      hour.weights += weights[i];
    }
    if (place == bearers.size()) return;
    hour.weight = sorted[place];
    hour.part = Money(split(hour.whole.nano(), sorted)[place]);
    mine.push_back(hour);
  }

  void add_lines() {
    for (std::size_t i = 0; i < priced_.charge_rates.line_name.size(); ++i) {
      const std::uint32_t bearer = priced_.charge_rates.line_bearer[i];
      if (!chosen_[bearer]) continue;
      Term term = term_of(bearer);
      tell_line(priced_, i, term);
      finish(std::move(term), bearer, steps_of_charge(source_.charges.size() + i, bearer),
             priced_.charge_rates.line_of_all[i] != 0);
    }
  }

  const Priced& priced_;
  const query::Question& question_;
  const rollup::Source& source_;
  const cluster::Cluster& cluster_;
  const query::Filter& of_;
  Flags chosen_;
  std::vector<std::vector<const sharing::LedgerEntry*>> received_;  ///< per container
  std::vector<Term> terms_;
};

/// Of a charge: a price of one unit. listed: with what was done to it.
pricing::Origin origin_of_charge(const Priced& priced, const Term& term, double listed) {
  pricing::Origin origin;
  origin.bill = priced.factor;
  origin.listed = listed / priced.factor;
  const pricing::PriceBook& book = priced.book;
  const bool sized = term.unit == "GiB-hour", timed = term.unit == "hour";
  const std::string_view source = term.price_source;
  if (term.price != nullptr) {
    tell_currency(origin, term.price->worth, term.price->foreign);
    const bool each = sized && (term.price->rate || term.price->gib > 0);  // no price of a GiB stands anywhere
    if ((sized || timed) && !each) origin.written = term.price->written;
  } else if (source.starts_with(pricing::kExported)) {
    tell_currency(origin, book.exported, book.exported_foreign);
  } else if (source.starts_with(book.default_source)) {
    if (book.default_in_foreign[0]) tell_currency(origin, book.default_worth, book.default_foreign);
    origin.written = sized ? book.volume_written : timed ? book.balancer_written : pricing::Written{0};
  } else if (timed && !book.management_source.empty() && source.starts_with(book.management_source)) {
    origin.written = book.management_written;
  } else if (timed && book.network.bill && source.starts_with(book.network.source)) {
    origin.written = pricing::kPerMonth;
  }
  return origin;
}

/// One for each change of a term's rate.
void find_origins(const Priced& priced, Derivation& derivation) {
  const auto& slices = priced.source.amounts.slices;
  for (std::size_t t = 0; t < derivation.terms.size(); ++t) {
    const Term& term = derivation.terms[t];
    double rate = -1;
    for (const Hour& hour : term.hours) {
      if (hour.rate == rate) continue;
      rate = hour.rate;
      pricing::Origin origin = origin_of_charge(priced, term, rate * term.per_unit / units_of(derivation.currency));
      if (term.node_row != kNone) origin = {};
      origin.term = static_cast<std::int64_t>(t);
      origin.from = hour.time.begin;
      origin.rate = rate;
      if (term.node_row != kNone) {
        origin.node = term.node_row;
        origin.resource = term.resource;
        while (slices.time[static_cast<std::size_t>(origin.slice)].begin < origin.from) ++origin.slice;
      }
      derivation.origins.append(reinterpret_cast<const char*>(&origin), sizeof(origin));
    }
  }
  pricing::describe_rates(priced.source.cluster, slices, priced.book, priced.source.names, priced.factor,
                          priced.book.what_if, derivation.origins);
}

}  // namespace

Result<Derivation> derive(const Priced& priced, const query::Question& question, const query::Explained& of,
                          Currency currency) {
  Derivation out;
  out.window = priced.window;
  out.currency = std::move(currency);
  out.method = question.method;
  out.idle = question.idle;
  out.of = of;
  const bool asset = !of.asset.empty();
  std::vector<Term> terms = asset ? asset_terms(priced, of.asset) : Deriver(priced, question, of.rows).run();
  if (terms.empty()) {
    return Error{ErrorCode::no_data, "nothing with a cost meets " + text_of(of),
                 asset ? "see the names with `prorata assets`" : "see the names with `prorata allocate`", "of"};
  }
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return terms[a].total.nano() > terms[b].total.nano(); };
  for (const std::uint32_t i : ordered(terms.size(), before)) {
    out.total += terms[i].total;
    out.terms.push_back(std::move(terms[i]));
  }
  out.split = priced.book.split;
  find_origins(priced, out);
  return out;
}

}  // namespace prorata::explain
