// Derivations: as JSON with every hour, and as sentences for a terminal.
#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "report/format.h"
#include "report/json_writer.h"
#include "report/origins.h"
#include "report/text.h"

namespace prorata::report {
namespace {

using explain::Derivation;
using explain::Hour;
using explain::Received;
using explain::Term;

/// Terms that a terminal shows; JSON has all.
constexpr std::size_t kMostShown = 20;
/// Of one term: pools that it received of, and weights that it bears a charge by.
constexpr std::size_t kMostReceived = 3, kMostWeights = 4;
/// Changes of a rate.
constexpr std::size_t kMostOrigins = 3;

std::string subject_of(const Term& term) {
  if (term.kind == RowKind::idle) return "idle of " + term.node;
  if (term.kind == RowKind::asset && !term.node.empty()) return "node " + term.node;
  std::string text;
  for (const std::string* part : {&term.name_space, &term.pod, &term.container}) {
    if (!part->empty()) text.append(text.empty() ? "" : "/").append(*part);
  }
  if (term.kind == RowKind::unmounted) return (text.empty() ? term.cluster : text) + " (unmounted)";
  if (term.kind == RowKind::overhead) return term.cluster + " (overhead)";
  if (term.kind == RowKind::asset && text.empty()) return "cluster " + term.cluster;
  return text;
}

class Explainer {
 public:
  explicit Explainer(const Derivation& derivation, const Detail& detail = {})
      : derivation_(derivation), detail_(detail) {
    scale_ = units_of(derivation.currency);
  }

  std::string json() {
    json_.open('{');
    json_.text("format", "prorata.explain/1");
    json_.text("of", text_of(derivation_.of));
    json_.text("start", to_text(derivation_.window.begin));
    json_.text("end", to_text(derivation_.window.end));
    json_.text("method", name_of(derivation_.method));
    json_.text("idle", name_of(derivation_.idle));
    json_.text("currency", derivation_.currency.code);
    json_.text("formula", formula());
    json_.raw("totalCost", money(derivation_.total));
    json_.open("terms", '[');
    const std::size_t count = std::min(detail_.terms, derivation_.terms.size());
    for (std::size_t i = 0; i < count; ++i) write(derivation_.terms[i]);
    json_.close(']');
    if (count < derivation_.terms.size()) {
      json_.raw("moreTerms", std::to_string(derivation_.terms.size() - count));
      json_.raw("moreCost", money(cost_from(count)));
    }
    json_.open("queries", '[');
    for (const AskedQuery& asked : queries_of(derivation_)) write(asked);
    json_.close(']');
    json_.close('}');
    json_.line();
    return json_.take();
  }

  std::string table() const {
    std::string out = text_of(derivation_.of) + " costs " + money(derivation_.total) + " " + derivation_.currency.code +
                      " from " + to_text(derivation_.window.begin) + " to " + to_text(derivation_.window.end) + ".\n" +
                      formula() + "\n\n";
    const std::size_t count = std::min(kMostShown, derivation_.terms.size());
    for (std::size_t i = 0; i < count; ++i) out += sentence(derivation_.terms[i]);
    if (count < derivation_.terms.size()) {
      out += std::to_string(derivation_.terms.size() - count) + " more terms: " + money(cost_from(count)) +
             " (all of them, hour by hour: --format json)\n";
    }
    const std::vector<AskedQuery> queries = queries_of(derivation_);
    if (!queries.empty()) out += "\nAsked, with the samples that came:\n";
    for (const AskedQuery& asked : queries) {
      out += "  " + asked.name + ", " + std::to_string(asked.samples) + (asked.promql.empty() ? "" : ": ") +
             asked.promql + "\n";
    }
    return out;
  }

 private:
  [[nodiscard]] std::string money(Money value) const { return decimal_text(value.nano(), derivation_.currency.digits); }
  [[nodiscard]] std::string formula() const {
    return "Each hour of each term: round-half-even(amount x rate), once, to " +
           std::to_string(derivation_.currency.digits) +
           " decimals; shares by weight, the last unit to the largest remainder. Terms add up to the total.";
  }
  /// Of the terms from this one on.
  [[nodiscard]] Money cost_from(std::size_t first) const {
    Money sum;
    for (std::size_t i = first; i < derivation_.terms.size(); ++i) sum += derivation_.terms[i].total;
    return sum;
  }
  /// Least and most of the hours, in money units per amount unit.
  [[nodiscard]] static std::pair<double, double> rates_of(const Term& term) {
    if (term.hours.empty()) return {0, 0};
    const auto [least, most] = std::minmax_element(term.hours.begin(), term.hours.end(),
                                                   [](const Hour& a, const Hour& b) { return a.rate < b.rate; });
    return {least->rate, most->rate};
  }
  [[nodiscard]] static double amount_of(const Term& term, std::int64_t Hour::*amount) {
    double sum = 0;
    for (const Hour& hour : term.hours) sum += static_cast<double>(hour.*amount);
    return sum / term.per_unit;
  }
  /// Currency per unit.
  [[nodiscard]] std::string rate_text(const Term& term, double rate) const {
    return price_text(rate * term.per_unit / scale_);
  }

  void write(const Term& term) {
    json_.element();
    json_.line();
    json_.open('{');
    json_.text("kind", name_of(term.kind));
    json_.text("cluster", term.cluster);
    json_.text("namespace", term.name_space);
    json_.text("pod", term.pod);
    json_.text("container", term.container);
    json_.text("node", term.node);
    json_.text("what", term.what);
    json_.text("unit", term.unit);
    json_.raw("amountUnits", number_text(term.per_unit));
    json_.text("priceSource", term.price_source);
    json_.raw("runningHours", number_text(static_cast<double>(term.running_ms) / 3.6e6));
    json_.raw("usageUnknownHours", number_text(static_cast<double>(term.unknown_usage_ms) / 3.6e6));
    json_.raw("intervals", std::to_string(term.intervals));
    json_.raw("intervalsWithSamples", std::to_string(term.sampled));
    json_.open("queries", '[');
    for (std::string_view rest = term.queries; !rest.empty();) {
      const std::string_view query = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(query.size() + 1, rest.size()));
      json_.value(json_text(query));
    }
    json_.close(']');
    json_.raw("amount", number_text(amount_of(term, &Hour::amount)));
    if (is_asked(term)) {
      json_.raw("requested", number_text(amount_of(term, &Hour::requested)));
      json_.raw("used", number_text(amount_of(term, &Hour::used)));
    }
    const auto origins = origins_of(derivation_, place_of(term));
    if (!origins.empty()) {
      json_.open("rates", '[');
      for (const pricing::Origin& origin : origins) write_origin(json_, derivation_, origin);
      json_.close(']');
    }
    const auto [least, most] = rates_of(term);
    json_.raw("rateLeast", rate_text(term, least));
    json_.raw("rateMost", rate_text(term, most));
    json_.raw("ownCost", money(term.own));
    if (term.less != Money()) json_.raw("chargedToContainers", money(term.less));
    if (term.idle_received != Money()) json_.raw("idleReceived", money(term.idle_received));
    if (term.share_received != Money()) json_.raw("shareReceived", money(term.share_received));
    if (!term.received.empty()) {
      json_.open("received", '[');
      for (const Received& each : term.received) write(each);
      json_.close(']');
    }
    if (!term.given_to.empty()) {
      json_.text("givenTo", term.given_to);
      json_.raw("given", money(term.given));
    }
    json_.raw("totalCost", money(term.total));
    if (detail_.hours) {
      json_.open("hours", '[');
      for (const Hour& hour : term.hours) write(hour);
      json_.close(']');
    }
    json_.close('}');
  }

  [[nodiscard]] std::size_t place_of(const Term& term) const {
    return static_cast<std::size_t>(&term - derivation_.terms.data());
  }
  void write(const AskedQuery& asked) {
    json_.element();
    json_.line();
    json_.open('{');
    json_.text("query", asked.name);
    if (!asked.promql.empty()) json_.text("promql", asked.promql);
    json_.raw("samples", std::to_string(asked.samples));
    json_.close('}');
  }

  /// Money in units of the currency, weights as whole numbers.
  void write(const Received& received) {
    json_.element();
    json_.open('{');
    json_.text("from", received.from);
    if (received.time != derivation_.window) {
      json_.text("start", to_text(received.time.begin));
      json_.text("end", to_text(received.time.end));
    }
    json_.text("method", method_of(received));
    if (!received.metric.empty()) {
      const std::string promql = weight_query(derivation_.asked, received.metric);
      if (!promql.empty()) json_.text("weightQuery", promql);
      json_.raw("measured", measured_text(received, received.weight));
      json_.raw("measuredAll", measured_text(received, received.weights));
    }
    if (received.source != received.pool) {
      json_.raw("whole", money(received.source));
      json_.raw("coefficient", number_text(received.coefficient));
    }
    json_.raw("pool", money(received.pool));
    if (received.method == query::ShareMethod::even) {
      json_.raw("namespaces", std::to_string(received.namespaces));
      json_.raw("portion", money(received.portion));
    }
    json_.raw("weight", std::to_string(received.weight));
    json_.raw("weights", std::to_string(received.weights));
    json_.raw("cost", money(received.cost));
    json_.close('}');
  }

  /// amount: whole units; rate: money units of one; so that whoever reads it can multiply and round.
  void write(const Hour& hour) {
    json_.element();
    json_.open('{');
    json_.text("start", to_text(hour.time.begin));
    json_.text("end", to_text(hour.time.end));
    if (hour.requested != 0 || hour.used != 0) {
      json_.raw("requested", std::to_string(hour.requested));
      json_.raw("used", std::to_string(hour.used));
    }
    json_.raw("amount", std::to_string(hour.amount));
    json_.raw("rate", number_text(hour.rate));
    json_.raw("cost", money(hour.whole));
    if (hour.weights != 1 || hour.weight != 1) {
      json_.raw("weight", std::to_string(hour.weight));
      json_.raw("weights", std::to_string(hour.weights));
      json_.raw("part", money(hour.part));
    }
    json_.close('}');
  }

  [[nodiscard]] std::string sentence(const Term& term) const {
    std::string out = subject_of(term) + ", " + term.what;
    if (!term.node.empty() && !term.pod.empty()) out += " on " + term.node;
    out += ": " + money(term.total) + "\n";
    if (!term.hours.empty()) out += own_sentence(term);
    if (term.less != Money()) out += "    less " + money(term.less) + " that its containers pay\n";
    if (term.received.empty() && term.idle_received != Money()) {
      out += "    plus " + money(term.idle_received) + " of shared idle\n";
    }
    if (term.received.size() <= kMostReceived) {
      for (const Received& each : term.received) out += sentence(each);
    } else {
      out += "    plus " + money(term.idle_received + term.share_received) + " of " + term.received.front().from +
             ", in " + std::to_string(term.received.size()) + " steps (each of them: --format json)\n";
    }
    if (!term.given_to.empty()) out += "    less " + money(term.given) + " that others bear: " + term.given_to + "\n";
    return out;
  }
  [[nodiscard]] std::string own_sentence(const Term& term) const {
    std::string out = "    " + fixed_number(amount_of(term, &Hour::amount), 4) + " " + term.unit;
    if (is_asked(term)) {
      out += " charged (requested " + fixed_number(amount_of(term, &Hour::requested), 4) + ", used " +
             fixed_number(amount_of(term, &Hour::used), 4) + ")";
    }
    Money whole;
    for (const Hour& hour : term.hours) whole += hour.whole;
    out += " x " + rates(term) + " = " + money(whole) + ", price from " + term.price_source + "\n";
    const auto origins = origins_of(derivation_, place_of(term));
    for (std::size_t i = 0; i < std::min(origins.size(), kMostOrigins); ++i) {
      const std::string from = origins.size() > 1 ? " from " + to_text(origins[i].from) : "";
      out += "    rate" + from + ": " + origin_text(derivation_, origins[i]) + "\n";
    }
    if (origins.size() > kMostOrigins) {
      out += "    and " + std::to_string(origins.size() - kMostOrigins) + " more rates (each: --format json)\n";
    }
    const std::string weights = weights_of(term);
    if (!weights.empty()) out += "    of which " + money(term.own) + " by weight: " + weights + "\n";
    if (term.intervals > 0) {
      out += "    usage known in " + std::to_string(term.sampled) + " of " + std::to_string(term.intervals) +
             " intervals\n";
    }
    return out;
  }
  /// Of weights that are whole numbers: their last digits are those of rounding, and stay away.
  [[nodiscard]] static std::string measured_text(const Received& received, std::int64_t weight) {
    const double measured = static_cast<double>(weight) * received.unit;
    constexpr double kFine = 1e9;
    const double step = received.unit * static_cast<double>(received.weights) / kFine;
    double digits = 1;
    while (step > 0 && digits * step < 1 && digits < kFine) digits *= 10;
    return number_text(static_cast<double>(to_whole(measured * digits)) / digits);
  }
  [[nodiscard]] static std::string method_of(const Received& received) {
    return received.metric.empty() ? std::string(query::name_of(received.method)) : "custom:" + received.metric;
  }
  [[nodiscard]] std::string sentence(const Received& received) const {
    std::string out = "    plus " + money(received.cost) + " of " + money(received.pool);
    if (received.source != received.pool) {
      out += " (" + number_text(received.coefficient) + " of " + money(received.source) + ")";
    }
    out += ", " + received.from;
    if (received.time != derivation_.window) out += " from " + to_text(received.time.begin);
    out += ": ";
    if (received.method == query::ShareMethod::even) {
      out += money(received.portion) + " for each of " + std::to_string(received.namespaces) + " namespaces, ";
    } else {
      out += "by " + method_of(received) + ", ";
    }
    if (!received.metric.empty()) {
      return out + measured_text(received, received.weight) + " of " + measured_text(received, received.weights) +
             " (" + received.metric + " x hours)\n";
    }
    return out + "weight " + std::to_string(received.weight) + " of " + std::to_string(received.weights) + "\n";
  }
  /// "1 of 2 in 3 hours, all in 21 hours"; empty where nobody shares.
  [[nodiscard]] static std::string weights_of(const Term& term) {
    struct Weight {
      std::int64_t part, whole;
      int hours;
    };
    std::vector<Weight> found;
    for (const Hour& hour : term.hours) {
      const std::int64_t common = std::max<std::int64_t>(1, std::gcd(hour.weight, hour.weights));
      const std::int64_t part = hour.weight / common, whole = hour.weights / common;
      const auto same = [&](const Weight& other) { return other.part == part && other.whole == whole; };
      const auto known = std::find_if(found.begin(), found.end(), same);
      known == found.end() ? found.push_back({part, whole, 1}) : static_cast<void>(++known->hours);
    }
    if (found.empty() || (found.size() == 1 && found[0].part == found[0].whole)) return {};
    std::string out;
    for (std::size_t i = 0; i < std::min(found.size(), kMostWeights); ++i) {
      const Weight& each = found[i];
      out += out.empty() ? "" : ", ";
      out += each.part == each.whole ? "all" : std::to_string(each.part) + " of " + std::to_string(each.whole);
      out += " in " + std::to_string(each.hours) + (each.hours == 1 ? " hour" : " hours");
    }
    return found.size() > kMostWeights ? out + ", and others (each hour: --format json)" : out;
  }
  /// Whether it is about what somebody requests and uses.
  [[nodiscard]] static bool is_asked(const Term& term) {
    return std::any_of(term.hours.begin(), term.hours.end(),
                       [](const Hour& hour) { return hour.requested != 0 || hour.used != 0; });
  }
  [[nodiscard]] std::string rates(const Term& term) const {
    const auto [least, most] = rates_of(term);
    const std::string unit = " " + derivation_.currency.code + "/" + term.unit;
    return (least == most ? rate_text(term, most) : rate_text(term, least) + " to " + rate_text(term, most)) + unit;
  }

  const Derivation& derivation_;
  Detail detail_;
  double scale_ = 1;
  Writer json_;
};

}  // namespace

std::string to_json(const Derivation& derivation, const Detail& detail) {
  return Explainer(derivation, detail).json();
}

std::string to_table(const Derivation& derivation) {
  return Explainer(derivation).table();
}

}  // namespace prorata::report
