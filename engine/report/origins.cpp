#include "report/origins.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "plan/planner.h"
#include "pricing/node_split.h"
#include "report/text.h"

namespace prorata::report {
namespace {

using explain::Derivation, explain::Term;
using pricing::Origin;

/// A price of the whole, in money units per hour, and which part of it is the resource's.
struct Part {
  std::int64_t whole = 0, part = 0, weight = 0, weights = 0;
};

/// What an origin says, with what follows from it.
class Facts {
 public:
  Facts(const Derivation& derivation, const Origin& of)
      : term(derivation.terms[static_cast<std::size_t>(of.term)]),
        origin(of),
        currency(derivation.currency),
        method_(derivation.split),
        r_(static_cast<std::size_t>(of.resource)),
        units_(units_of(derivation.currency)) {
    const bool apart = (r_ == index(cluster::Resource::disk) && origin.disk == 0) ||
                       (r_ == index(cluster::Resource::gpu) && origin.gpu == 0);
    const bool of_node = origin.node >= 0 && origin.capacity[r_] > 0;
    if (of_node && origin.per_hour != 0 && !apart)
      split = part_of(origin.per_hour * origin.lasting, origin.disk != 0, origin.gpu != 0);
    // What the price of a node does not pay for costs the same with a commitment.
    const bool attached = r_ == index(cluster::Resource::gpu) && origin.gpu == 0;
    if (of_node && origin.covered != 0 && !attached) commitment = part_of(origin.committed, true, origin.gpu != 0);
    if (of_node && origin.pooled != 0) pooled = part_of(origin.pooled / units_ / origin.bill, true, true);
  }

  [[nodiscard]] double listed() const {
    if (split) return origin.per_hour / origin.worth;
    const double unit = origin.node < 0 ? 1 : cluster::in_bytes(cluster::kAllResources[r_]) ? kBytesPerGib : 1.0;
    return origin.node < 0 ? origin.listed : origin.listed * unit * kHour.count();
  }
  /// As it is written: for a month, per GB.
  [[nodiscard]] double hours_written() const { return (origin.written & pricing::kPerMonth) != 0 ? 730 : 1; }
  [[nodiscard]] double gib_written() const { return (origin.written & pricing::kPerGb) != 0 ? 1e9 / kBytesPerGib : 1; }
  [[nodiscard]] double written() const { return listed() * hours_written() * gib_written(); }
  [[nodiscard]] std::string unit_written() const {
    std::string unit = split ? "hour" : term.unit;
    if (gib_written() != 1) unit.replace(unit.find("GiB"), 3, "GB");
    if (hours_written() != 1) unit.replace(unit.find("hour"), 4, "month");
    return unit;
  }
  /// "core" of "core-hour".
  [[nodiscard]] std::string thing() const { return term.unit.substr(0, term.unit.find("-hour")); }
  [[nodiscard]] std::string written_in() const {
    const std::string own(origin.currency.data());
    return own.empty() ? currency.code : own;
  }
  [[nodiscard]] double capacity() const { return static_cast<double>(origin.capacity[r_]) * 3600 / term.per_unit; }
  [[nodiscard]] double rate() const { return origin.rate * term.per_unit / units_; }

  const Term& term;
  const Origin& origin;
  const Currency& currency;
  std::optional<Part> split, commitment, pooled;

 private:
  [[nodiscard]] Part part_of(double per_hour, bool disk, bool gpu) const {
    pricing::SplitRequest request{origin.capacity, origin.base, disk, gpu};
    const auto weights = pricing::split_weights(per_hour, method_, request);
    const double scale = units_ * origin.bill;
    return {to_whole(per_hour * scale), pricing::split_node(per_hour, scale, method_, request)[r_], weights[r_],
            std::accumulate(weights.begin(), weights.end(), std::int64_t{0})};
  }

  const pricing::NodeSplit& method_;
  std::size_t r_;
  double units_;
};

class Sentence {
 public:
  explicit Sentence(const Facts& facts) : facts_(facts) {}

  std::string text() {
    const Origin& origin = facts_.origin;
    const std::string unit = facts_.unit_written();
    out_ = price_text(facts_.written()) + " " + facts_.written_in();
    out_ += facts_.split ? (unit == "hour" ? " an hour for the node" : " a month for the node") : "/" + unit;
    if (facts_.hours_written() != 1) out_ += " over " + price_text(facts_.hours_written()) + " hours";
    if (facts_.gib_written() != 1) out_ += " over " + price_text(facts_.gib_written()) + " GiB";
    times(origin.worth, "exchange rate");
    if (facts_.split) times(origin.lasting, "left for a spot node");
    times(origin.bill, "for the bill");
    if (facts_.split) add(*facts_.split);
    if (origin.discount != 0) out_ += ", less " + price_text(origin.discount * 100) + " %";
    if (facts_.commitment) {
      out_ += ", " + price_text(origin.covered * 100) + " % of the time by a commitment of " +
              price_text(origin.committed) + " an hour for the node";
      times(origin.bill, "for the bill");
      add(*facts_.commitment);
    }
    if (facts_.pooled) {
      out_ += ", together with the node's other resources";
      add(*facts_.pooled);
    }
    times(origin.what_if, "what if");
    times(origin.billed, "billed of its life");
    const std::string rate = price_text(facts_.rate()) + " " + facts_.currency.code + "/" + facts_.term.unit;
    return out_ == rate ? out_ : out_ + " = " + rate;
  }

 private:
  void times(double factor, std::string_view what) {
    if (factor != 1) out_.append(" x ").append(price_text(factor)).append(" (").append(what).append(")");
  }
  void add(const Part& part) {
    const int digits = facts_.currency.digits;
    out_ += " = " + decimal_text(part.whole, digits) + ", of which weight " + std::to_string(part.weight) + " of " +
            std::to_string(part.weights) + " = " + decimal_text(part.part, digits) + ", over " +
            price_text(facts_.capacity()) + " " + facts_.thing();
  }

  const Facts& facts_;
  std::string out_;
};

void write_part(Writer& json, std::string_view name, const std::optional<Part>& part, int digits) {
  if (!part) return;
  json.open(name, '{');
  json.raw("whole", decimal_text(part->whole, digits));
  json.raw("weight", std::to_string(part->weight));
  json.raw("weights", std::to_string(part->weights));
  json.raw("part", decimal_text(part->part, digits));
  json.close('}');
}

/// As whoever fetched it planned it.
plan::Planner plan_of(const explain::Asked& asked) {
  plan::Layout layout;
  layout.window = asked.plan.window;
  layout.resolution = asked.plan.resolution;
  layout.scrape_interval = asked.plan.scrape_interval;
  layout.lifetime_resolution = asked.plan.lifetime_resolution;
  layout.mode = asked.plan.totals != 0 ? query::FetchMode::totals : query::FetchMode::stepped;
  query::Fetch fetch;
  fetch.window = asked.plan.window;
  fetch.match = asked.match;
  std::string_view gpus = asked.gpus;
  while (!gpus.empty()) {
    gpus.remove_prefix(1);
    fetch.gpus.push_back({std::string(gpus.substr(0, gpus.find('|'))), 1});
    gpus.remove_prefix(std::min(gpus.find('|'), gpus.size()));
  }
  return {std::move(fetch), layout, static_cast<std::uint64_t>(asked.plan.rules)};
}

}  // namespace

std::vector<Origin> origins_of(const Derivation& derivation, std::size_t term) {
  const std::size_t count = derivation.origins.size() / sizeof(Origin);
  const auto first_of = [&](std::size_t wanted) {
    std::size_t low = 0, high = count;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      const auto at = static_cast<std::size_t>(pricing::origin_at(derivation.origins, middle).term);
      at < wanted ? low = middle + 1 : high = middle;
    }
    return low;
  };
  std::vector<Origin> origins;
  for (std::size_t i = first_of(term); i < first_of(term + 1); ++i) {
    origins.push_back(pricing::origin_at(derivation.origins, i));
  }
  return origins;
}

std::string origin_text(const Derivation& derivation, const Origin& origin) {
  return Sentence(Facts(derivation, origin)).text();
}

void write_origin(Writer& json, const Derivation& derivation, const Origin& origin) {
  const Facts facts(derivation, origin);
  const int digits = derivation.currency.digits;
  const auto unless = [&](double usual, std::string_view name, double value) {
    if (value != usual) json.raw(name, number_text(value));
  };
  json.element();
  json.open('{');
  json.text("start", to_text(origin.from));
  json.raw("listed", price_text(facts.listed()));
  json.text("of", facts.split ? "node" : facts.thing());
  json.text("currency", facts.written_in());
  if (origin.written != 0) {
    json.raw("written", price_text(facts.written()));
    json.text("writtenUnit", facts.unit_written());
    unless(1, "writtenHours", facts.hours_written());
    unless(1, "writtenGib", facts.gib_written());
  }
  unless(1, "exchangeRate", origin.worth);
  if (facts.split) unless(1, "spotPart", origin.lasting);
  unless(1, "billFactor", origin.bill);
  if (facts.split || facts.commitment || facts.pooled) json.raw("capacity", number_text(facts.capacity()));
  write_part(json, "split", facts.split, digits);
  if (origin.discount != 0) json.raw("discount", price_text(origin.discount));
  if (facts.commitment) {
    json.raw("covered", number_text(origin.covered));
    json.raw("committed", price_text(origin.committed));
    write_part(json, "commitment", facts.commitment, digits);
  }
  write_part(json, "pooled", facts.pooled, digits);
  unless(1, "whatIf", origin.what_if);
  unless(1, "billedLives", origin.billed);
  json.raw("rate", price_text(facts.rate()));
  json.text("text", Sentence(facts).text());
  json.close('}');
}

std::string weight_query(const explain::Asked& asked, const std::string& name) {
  constexpr std::string_view kBegin = "label_replace(";
  const std::string named = ", \"" + std::string(query::kWeightLabel) + "\", \"" + name + "\"";
  for (std::string_view rest = asked.weights; !rest.empty();) {
    const std::string_view text = rest.substr(0, rest.find(explain::Asked::kEnd));
    rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    if (text.starts_with(name + "=")) return std::string(text.substr(name.size() + 1));
    const std::size_t end = text.rfind(named);
    if (!text.starts_with(kBegin) || end == std::string_view::npos) continue;
    return std::string(text.substr(kBegin.size(), end - kBegin.size()));
  }
  return "";
}

std::vector<AskedQuery> queries_of(const Derivation& derivation) {
  const explain::Asked& asked = derivation.asked;
  const plan::Planner plan = plan_of(asked);
  std::string all = " ";
  for (const Term& term : derivation.terms) {
    if (all.find(" " + term.queries + " ") == std::string::npos) all += term.queries + " ";
  }
  std::vector<AskedQuery> queries;
  for (const plan::Query& query : plan::catalog()) {
    const auto q = static_cast<std::size_t>(query.id);
    if (q >= asked.samples.size() || all.find(" " + std::string(query.name) + " ") == std::string::npos) continue;
    // Sent for hours in which something changed, and for no others.
    if (query.cadence == plan::Cadence::fine && asked.samples[q] == 0) continue;
    const bool known = asked.plan.known != 0 && query.id != plan::QueryId::weights;  // those are the user's own
    queries.push_back({std::string(query.name), known ? plan.promql_of(query) : "", asked.samples[q]});
  }
  return queries;
}

}  // namespace prorata::report
