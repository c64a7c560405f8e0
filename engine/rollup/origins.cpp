#include "rollup/origins.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "core/id_map.h"
#include "core/order.h"
#include "rollup/borne.h"
#include "rollup/periods.h"

namespace prorata::rollup {
namespace {

using allocation::Subject;
using cluster::kNone;
using cluster::kResources;

struct ResourceUnit {
  std::string_view name;
  double amounts;  ///< amount units in one
};
constexpr ResourceUnit kUnits[] = {
    {"Core-Hours", 3.6e9}, {"GiB-Hours", 3600.0 * 1048576.0}, {"GPU-Hours", 3.6e9}, {"GiB-Hours", 3600.0 * 1048576.0}};
constexpr double kKibPerGib = 1048576.0, kBytesPerGib = 1073741824.0, kMsPerHour = 3.6e6;

class Finder {
 public:
  Finder(const Bought& bought, const query::Question& question, std::size_t period, Window window, Borne borne)
      : bought_(bought),
        source_(bought.source),
        cluster_(bought.source.cluster),
        question_(question),
        period_(period),
        window_(window),
        by_container_(std::any_of(question.aggregate.begin(), question.aggregate.end(),
                                  [](const query::Key& key) { return key.kind == query::KeyKind::container; })),
        borne_(std::move(borne)) {}

  std::vector<Origin> run() {
    add_nodes();
    add_charges();
    add_brought();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string text(NameId name) const { return std::string(source_.names.text(name)); }
  /// Sum of a row's cells in the period.
  [[nodiscard]] double amount(const allocation::CellRows& rows, const std::vector<std::int64_t>& cells, std::size_t row,
                              bool charge = false) const {
    double sum = 0;
    for (std::size_t cell = rows.offset[row]; !cells.empty() && cell < rows.offset[row + 1]; ++cell) {
      const std::size_t slice = rows.first[row] + (cell - rows.offset[row]);
      const std::uint32_t period = charge ? bought_.period_of.of_charges(slice) : bought_.period_of.of[slice];
      if (period == period_) sum += static_cast<double>(cells[cell]);
    }
    return sum;
  }

  void add_nodes() {
    std::vector<std::vector<std::uint32_t>> containers(cluster_.nodes.size());
    for (std::uint32_t c = 0; c < cluster_.containers.size(); ++c) {
      const std::uint32_t node = cluster_.pods.node[cluster_.containers.pod[c]];
      if (node != kNone) containers[node].push_back(c);
    }
    for (std::uint32_t n = 0; n < cluster_.nodes.size(); ++n) add_node(n, containers[n]);
  }

  void add_node(std::uint32_t n, const std::vector<std::uint32_t>& containers) {
    const cluster::Nodes& nodes = cluster_.nodes;
    Origin origin;
    origin.time = overlap(nodes.alive[n], window_);
    if (origin.time.empty()) return;
    origin.cluster = text(nodes.cluster[n]);
    origin.id = text(nodes.provider_id[n]);
    origin.name = text(nodes.name[n]);
    if (origin.id.empty()) origin.id = origin.cluster + "/" + origin.name;
    origin.type = text(nodes.instance_type[n]);
    origin.region = text(nodes.region[n]);
    origin.zone = text(nodes.zone[n]);
    origin.price_source = bought_.rates.source[n];
    origin.spot = nodes.spot[n] != 0;
    origin.tags = labels_of(cluster_.node_labels, nodes.label_row[n], "");
    origin.cores = static_cast<double>(nodes.capacity[n][0].at(nodes.alive[n].end)) / 1e6;
    origin.gib = static_cast<double>(nodes.capacity[n][1].at(nodes.alive[n].end)) / kKibPerGib;
    origin.gpus = static_cast<double>(nodes.capacity[n][2].at(nodes.alive[n].end)) / 1e6;
    origin.unit = "Hours";
    origin.quantity = static_cast<double>(origin.time.length().count()) / kMsPerHour;
    for (const Piece& piece : borne_.of(n)) add_piece(origin, piece, kUnits[piece.resource].name, quantity_of(piece));
    add_idle(origin, n, containers);
    finish(std::move(origin), bought_.rates.hourly[n]);
  }

  /// Of a node's resource, in its unit: what was charged, or, of idle that came from elsewhere, what the money buys.
  [[nodiscard]] double quantity_of(const Piece& piece) const {
    const std::size_t r = piece.resource;
    if (piece.idle) {
      const auto paid = static_cast<double>(borne_.assets[r][piece.thing]);
      return amount(source_.amounts.nodes, source_.amounts.capacity[r], piece.thing) / kUnits[r].amounts *
             (paid == 0 ? 0 : static_cast<double>(piece.money) / paid);
    }
    const double charged = amount(source_.amounts.containers, source_.amounts.charged[r], piece.from);
    const double part =
        piece.money == piece.whole ? 1 : static_cast<double>(piece.money) / static_cast<double>(piece.whole);
    return charged / kUnits[r].amounts * part;
  }

  void add_piece(Origin& origin, const Piece& piece, std::string_view unit, double quantity) {
    origin.whole += Money(piece.money);
    if (bought_.kept[piece.bearer] == 0) return;
    Element element{unit, quantity, Money(piece.money)};
    element.idle = piece.idle;
    if (piece.rule != Piece::kNoRule) {
      element.shared_from = question_.shares[piece.rule].name;
      origin.is_split = true;
    }
    const bool contained = piece.bearer < source_.charges.bearers.containers;
    add(contained ? portion_of(origin, piece.bearer) : portion_of_bearer(origin, piece), std::move(element),
        piece.resource);
  }

  void add_idle(Origin& origin, std::uint32_t n, const std::vector<std::uint32_t>& containers) {
    Portion idle;
    idle.tags = {{"prorata/cluster", origin.cluster}, {"prorata/idle", "true"}};
    for (std::size_t r = 0; r < kResources; ++r) {
      const Money cost(borne_.idle[r][n]);
      double unused =
          cluster_.nodes.implied[n] != 0 ? 0 : amount(source_.amounts.nodes, source_.amounts.capacity[r], n);
      for (const std::uint32_t c : containers) {
        unused -= amount(source_.amounts.containers, source_.amounts.charged[r], c);
      }
      add(idle, {kUnits[r].name, unused / kUnits[r].amounts, cost}, r);
      origin.whole += cost;
    }
    if (question_.idle == query::IdlePolicy::hide) return;
    if (idle.cost != Money() || !idle.elements.empty()) origin.portions.push_back(std::move(idle));
  }

  /// Elements of two resources may have the same unit.
  static void add(Portion& portion, Element element, std::size_t resource) {
    if (element.cost == Money()) return;
    portion.cost += element.cost;
    for (std::size_t e = 0; e < portion.elements.size(); ++e) {
      Element& other = portion.elements[e];
      if (portion.resources[e] != resource || other.idle != element.idle || other.shared_from != element.shared_from) {
        continue;
      }
      other.quantity += element.quantity;
      other.cost += element.cost;
      return;
    }
    portion.elements.push_back(std::move(element));
    portion.resources.push_back(static_cast<std::uint8_t>(resource));
  }

  /// The portion of a container's pod, which comes after the others where it is new: containers stand by pod.
  Portion& portion_of(Origin& origin, std::uint32_t c) {
    const std::uint32_t pod = cluster_.containers.pod[c];
    const cluster::Pods& pods = cluster_.pods;
    std::string id = text(pods.cluster[pod]) + "/" + text(pods.name_space[pod]) + "/pods/" + text(pods.name[pod]);
    if (pods.uid[pod] != kNoName) id += "/" + text(pods.uid[pod]);
    if (by_container_) id += "/" + text(cluster_.containers.name[c]);
    if (!origin.portions.empty() && origin.portions.back().id == id) return origin.portions.back();
    for (Portion& portion : origin.portions) {
      if (portion.id == id) return portion;
    }
    Portion portion;
    portion.id = std::move(id);
    portion.name = text(pods.name[pod]) + (by_container_ ? "/" + text(cluster_.containers.name[c]) : "");
    portion.tags = labels_of(cluster_.pod_labels, pods.label_row[pod], "k8s-label/");
    Properties own{{"prorata/cluster", text(pods.cluster[pod])}, {"prorata/namespace", text(pods.name_space[pod])}};
    if (pods.controller[pod] != kNoName) {
      own.emplace_back("prorata/controllerKind", text(pods.controller_kind[pod]));
      own.emplace_back("prorata/controller", text(pods.controller[pod]));
    }
    if (by_container_) own.emplace_back("prorata/container", text(cluster_.containers.name[c]));
    portion.tags.insert(portion.tags.begin(), own.begin(), own.end());
    origin.portions.push_back(std::move(portion));
    return origin.portions.back();
  }

  [[nodiscard]] Properties labels_of(const series::Frame& frame, std::uint32_t row, std::string_view prefix) const {
    constexpr std::string_view kPrefix = "label_";
    Properties labels;
    if (row == kNone) return labels;
    for (const series::Label& label : frame.labels(row)) {
      const std::string_view name = source_.names.text(label.name);
      if (!name.starts_with(kPrefix)) continue;
      labels.emplace_back(std::string(prefix).append(name.substr(kPrefix.size())), text(label.value));
    }
    sort_few(std::span(labels), std::less<>());
    return labels;
  }

  /// Traffic of one cluster and class is one origin, as are the pieces of everything else.
  void add_charges() {
    std::vector<Origin> networks;
    const std::size_t nodes = cluster_.nodes.size();
    const std::size_t count = source_.charges.size() + bought_.charge_rates.line_rate.size();
    for (std::size_t charge = 0; charge < count; ++charge) {
      const std::span<const Piece> pieces = borne_.of(nodes + charge);
      if (pieces.empty()) continue;
      Origin origin = charge < source_.charges.size() ? origin_of(charge) : origin_of_line(charge);
      for (const Piece& piece : pieces) add_piece(origin, piece, origin.unit, 0);
      if (origin.kind == OriginKind::network) {
        join(networks, std::move(origin));
      } else {
        finish(std::move(origin), price_of(charge));
      }
    }
    for (Origin& origin : networks) finish(std::move(origin), Money());
  }

  /// Money of rules that stands in no price: a line of its own in each cluster that receives some.
  void add_brought() {
    std::vector<Origin> lines;
    for (const Piece& piece : borne_.brought) {
      const std::string cluster = text(cluster_.pods.cluster[cluster_.containers.pod[piece.bearer]]);
      const std::string& rule = question_.shares[piece.rule].name;
      auto found = std::find_if(lines.begin(), lines.end(),
                                [&](const Origin& line) { return line.cluster == cluster && line.name == rule; });
      if (found == lines.end()) {
        Origin line = line_of(cluster, rule, "share rule");
        found = lines.insert(found, std::move(line));
      }
      add_piece(*found, piece, found->unit, 0);
    }
    for (Origin& line : lines) finish(std::move(line), Money());
  }

  [[nodiscard]] Origin origin_of(std::size_t i) const {
    Origin origin;
    const std::uint32_t row = source_.charges.row[i];
    origin.time = window_;
    origin.unit = "Hours";
    origin.price_source = bought_.charge_rates.source[i];
    const double in_step = amount(source_.charges.cells, source_.charges.amount, i, true);
    origin.quantity = in_step / kMsPerHour;
    switch (source_.charges.subject[i]) {
      case Subject::volume: {
        const cluster::Volumes& volumes = cluster_.volumes;
        origin.kind = OriginKind::volume;
        origin.time = overlap(volumes.alive[row], window_);
        origin.cluster = text(volumes.cluster[row]);
        origin.name = text(volumes.name[row]);
        origin.id = origin.cluster + "/persistentvolumes/" + origin.name;
        origin.type = text(volumes.storage_class[row]);
        origin.gib = static_cast<double>(volumes.kib[row].at(volumes.alive[row].end)) / kKibPerGib;
        origin.unit = "GiB-Hours";
        origin.quantity = in_step / (3600.0 * kKibPerGib);
        break;
      }
      case Subject::balancer:
      case Subject::balancer_bytes: {
        const cluster::Balancers& balancers = cluster_.balancers;
        origin.kind = OriginKind::balancer;
        origin.time = overlap(balancers.alive[row], window_);
        origin.cluster = text(balancers.cluster[row]);
        origin.name = text(balancers.name_space[row]) + "/" + text(balancers.service[row]);
        origin.id =
            origin.cluster + "/" + text(balancers.name_space[row]) + "/services/" + text(balancers.service[row]);
        if (source_.charges.subject[i] == Subject::balancer) break;
        origin.unit = "GiB";
        origin.quantity = in_step / kBytesPerGib;
        break;
      }
      case Subject::flow: {
        constexpr std::string_view kClasses[] = {"cross-zone", "cross-region", "internet"};
        origin.kind = OriginKind::network;
        origin.cluster = text(cluster_.flows.cluster[row]);
        origin.name = kClasses[static_cast<std::size_t>(cluster_.flows.kind[row])];
        origin.unit = "GiB";
        origin.quantity = in_step / kBytesPerGib;
        break;
      }
      case Subject::fee:
        origin.kind = OriginKind::fee;
        origin.cluster = text(cluster_.fees.cluster[row]);
        origin.name = text(cluster_.fees.name[row]);
        origin.is_split = false;
        break;
      case Subject::network_bill:
        origin.kind = OriginKind::network_bill;
        origin.cluster = text(cluster_.nodes.cluster.front());
        origin.name = "network";
        break;
    }
    return origin;
  }

  [[nodiscard]] Origin origin_of_line(std::size_t charge) const {
    const std::size_t line = charge - source_.charges.size();
    const allocation::Bearers& bearers = source_.charges.bearers;
    return line_of(text(bearers.cluster[bought_.charge_rates.line_bearer[line] - bearers.containers]),
                   bought_.charge_rates.line_name[line], bought_.charge_rates.line_source[line]);
  }
  [[nodiscard]] Origin line_of(std::string cluster, std::string name, std::string source) const {
    Origin origin;
    origin.kind = OriginKind::line;
    origin.time = window_;
    origin.cluster = std::move(cluster);
    origin.name = std::move(name);
    origin.price_source = std::move(source);
    origin.unit = "Hours";
    origin.quantity = static_cast<double>(window_.length().count()) / kMsPerHour;
    origin.is_split = false;
    return origin;
  }

  /// What one unit costs, as the prices have it; of traffic it is found at the end.
  [[nodiscard]] Money price_of(std::size_t charge) const {
    const auto unit_price = [](double rate, double amounts) { return Money(to_whole(rate * amounts)); };
    if (charge >= source_.charges.size()) {
      return unit_price(bought_.charge_rates.line_rate[charge - source_.charges.size()].constant, kMsPerHour);
    }
    const pricing::Rate& rate = bought_.charge_rates.rate[charge];
    if (!rate.by_slice.empty()) return Money();
    const Subject subject = source_.charges.subject[charge];
    if (subject == Subject::balancer_bytes) return unit_price(rate.constant, kBytesPerGib);
    return unit_price(rate.constant, subject == Subject::volume ? 3600.0 * kKibPerGib : kMsPerHour);
  }

  Portion& portion_of_bearer(Origin& origin, const Piece& piece) const {
    const allocation::Bearers& bearers = source_.charges.bearers;
    const std::size_t b = piece.bearer - bearers.containers;
    const std::string id = id_of_bearer(b, piece.thing - cluster_.nodes.size());
    const auto found = std::find_if(origin.portions.begin(), origin.portions.end(),
                                    [&](const Portion& portion) { return portion.id == id; });
    if (found != origin.portions.end()) return *found;
    Portion portion;
    portion.id = id;
    portion.name = id.substr(id.find_last_of('/') + 1);
    portion.tags = {{"prorata/cluster", text(bearers.cluster[b])}};
    if (bearers.name_space[b] != kNoName) portion.tags.emplace_back("prorata/namespace", text(bearers.name_space[b]));
    return origin.portions.emplace_back(std::move(portion));
  }

  /// A claim or a namespace; empty where nobody has it.
  [[nodiscard]] std::string id_of_bearer(std::size_t b, std::size_t charge) const {
    const allocation::Bearers& bearers = source_.charges.bearers;
    if (bearers.name_space[b] == kNoName) return "";
    std::string id = text(bearers.cluster[b]) + "/" + text(bearers.name_space[b]);
    if (charge >= source_.charges.size() || source_.charges.subject[charge] != Subject::volume) return id;
    for (const cluster::Claim& claim : cluster_.volumes.claims[source_.charges.row[charge]]) {
      if (claim.name_space == bearers.name_space[b]) return id + "/persistentvolumeclaims/" + text(claim.name);
    }
    return id;
  }

  static void join(std::vector<Origin>& networks, Origin origin) {
    const auto found = std::find_if(networks.begin(), networks.end(), [&](const Origin& other) {
      return other.cluster == origin.cluster && other.name == origin.name && other.price_source == origin.price_source;
    });
    if (found == networks.end()) {
      networks.push_back(std::move(origin));
      return;
    }
    found->quantity += origin.quantity;
    found->whole += origin.whole;
    for (Portion& portion : origin.portions) {
      const auto same = std::find_if(found->portions.begin(), found->portions.end(),
                                     [&](const Portion& other) { return other.id == portion.id; });
      if (same == found->portions.end()) {
        found->portions.push_back(std::move(portion));
      } else {
        for (std::size_t e = 0; e < portion.elements.size(); ++e) add(*same, portion.elements[e], portion.resources[e]);
      }
    }
  }

  /// price: of one unit; 0 where it changed. The average where it does not make the cost.
  void finish(Origin origin, Money price) {
    std::erase_if(origin.portions, [](const Portion& portion) { return portion.elements.empty(); });
    for (const Portion& portion : origin.portions) origin.cost += portion.cost;
    const auto cost = static_cast<double>(origin.cost.nano());
    if (origin.cost != origin.whole && origin.whole != Money()) {
      origin.quantity *= cost / static_cast<double>(origin.whole.nano());
    }
    if (origin.cost == Money() || origin.quantity == 0) return;
    const double gap = static_cast<double>(price.nano()) * origin.quantity - cost;
    constexpr double kNear = 1e-6;
    const bool near = std::abs(gap) <= kNear * std::abs(cost);
    origin.unit_price = near ? price : Money(to_whole(cost / origin.quantity));
    for (Portion& portion : origin.portions) {
      if (origin.kind == OriginKind::node) break;
      for (Element& element : portion.elements) {
        element.quantity = origin.quantity * (static_cast<double>(element.cost.nano()) / cost);
      }
    }
    out_.push_back(std::move(origin));
  }

  const Bought& bought_;
  const Source& source_;
  const cluster::Cluster& cluster_;
  const query::Question& question_;
  std::size_t period_;
  Window window_;
  bool by_container_;
  Borne borne_;
  std::vector<Origin> out_;
};

}  // namespace

std::vector<std::vector<Origin>> origins_of(const Bought& bought, const query::Question& question, std::size_t first,
                                            std::span<const Window> periods) {
  std::vector<Borne> borne{borne_of(bought, question, bought.step_of_period[first])};
  if (periods.size() > 1) borne = in_periods(bought, first, periods, borne.front());
  std::vector<std::vector<Origin>> origins;
  for (std::size_t k = 0; k < periods.size(); ++k) {
    origins.push_back(Finder(bought, question, first + k, periods[k], std::move(borne[k])).run());
  }
  return origins;
}

}  // namespace prorata::rollup
