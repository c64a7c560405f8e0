#include "pricing/templates.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "pricing/entries.h"
#include "pricing/node_split.h"

namespace prorata::pricing {
namespace {

constexpr NoticeKind kNoLimits{
    "limits-unknown", Severity::warning,
    "A price template is by limits, and pods that it meets have none, or nobody asked for them: their requests count.",
    "Set limits, or use `basis: request`. Limits are asked of a server where the price file names them; for a "
    "recording "
    "give `prorata record` a `--config` with these prices."};

using cluster::index;
using cluster::Resource;

/// A template's conditions on the pods of a cluster.
class PodMatch {
 public:
  PodMatch(const cluster::Cluster& cluster, const Names& names, const PriceRow& row)
      : cluster_(cluster), names_(names), row_(row) {
    for (std::string_view rest = row.name; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      const std::size_t at = line.find('=');
      labels_.push_back({cluster::LabelReader(cluster, names, line.substr(0, at)), line.substr(at + 1)});
    }
  }

  /// asked: cores and GiB that the pod asks for.
  [[nodiscard]] bool meets(std::uint32_t pod, double cores, double gib) const {
    if (!row_.name_space.empty() && names_.text(cluster_.pods.name_space[pod]) != row_.name_space) return false;
    if ((row_.count > 0 && row_.count != cores) || (row_.gib > 0 && row_.gib != gib)) return false;
    for (const auto& [label, value] : labels_) {
      if (names_.text(label.of_pod(pod)) != value) return false;
    }
    return true;
  }

 private:
  struct Label {
    cluster::LabelReader reader;
    std::string_view value;
  };
  const cluster::Cluster& cluster_;
  const Names& names_;
  const PriceRow& row_;
  std::vector<Label> labels_;
};

/// What a pod asks for at most.
struct Asked {
  double cores = 0, gib = 0;
};
std::vector<Asked> asked_of_pods(const cluster::Cluster& cluster) {
  std::vector<Asked> asked(cluster.pods.size());
  for (std::size_t c = 0; c < cluster.containers.size(); ++c) {
    const auto& request = cluster.containers.request[c];
    Asked& pod = asked[cluster.containers.pod[c]];
    pod.cores += static_cast<double>(request[index(Resource::cpu)].largest()) / 1e6;
    pod.gib += static_cast<double>(request[index(Resource::ram)].largest()) / 1048576;
  }
  return asked;
}

/// The first template that each pod meets; null where there is none.
std::vector<const PriceRow*> templates_of_pods(const cluster::Cluster& cluster, const PriceRows& templates,
                                               const Names& names, Notices& notices) {
  const std::vector<Asked> asked = asked_of_pods(cluster);
  std::vector<const PriceRow*> of(cluster.pods.size(), nullptr);
  for (const PriceRow& row : templates) {
    const PodMatch match(cluster, names, row);
    bool any = false;
    for (std::uint32_t pod = 0; pod < of.size(); ++pod) {
      const bool free = of[pod] == nullptr && !cluster.pods.alive[pod].empty();
      if (!free || !match.meets(pod, asked[pod].cores, asked[pod].gib)) continue;
      of[pod] = &row;
      any = true;
    }
    if (!any) notices.add(kNoEffect, row.source + ": no pod meets its conditions", cluster.window);
  }
  return of;
}

/// What containers may use at most, as cells of amounts; where nothing limits them, what they ask for.
class Limits {
 public:
  Limits(const cluster::Cluster& cluster, const allocation::Amounts& amounts)
      : cluster_(cluster), amounts_(amounts), cells_(amounts.requested) {}

  /// false: it has a resource with a price and without a limit.
  bool add(std::size_t c, const PerResource<double>& price) {
    bool all = true;
    for (const Resource resource : cluster::kAllResources) {
      const std::size_t r = index(resource);
      if (price[r] == 0) continue;
      const bool known = c < cluster_.containers.limit.size() && cluster_.containers.limit[c][r].known();
      if (known) {
        fill(c, r, cluster_.containers.limit[c][r]);
      } else if (cluster_.containers.role[c] == cluster::ContainerRole::app && resource != Resource::gpu) {
        all = false;
      }
    }
    return all;
  }
  [[nodiscard]] const PerResource<std::vector<std::int64_t>>& cells() const { return cells_; }

 private:
  void fill(std::size_t c, std::size_t r, const cluster::StepValue& limit) {
    const allocation::CellRows& rows = amounts_.containers;
    if (cells_[r].empty()) cells_[r].assign(rows.cells(), 0);
    const std::uint32_t* hours = amounts_.slices.hours_of(rows.node[c]);
    allocation::HourSum sum;
    for (std::size_t cell = rows.offset[c]; cell < rows.offset[c + 1]; ++cell) {
      const std::size_t slice = rows.first[c] + (cell - rows.offset[c]);
      sum.enter(hours[slice]);
      const Window span = overlap(amounts_.slices.time[slice], cluster_.pods.alive[cluster_.containers.pod[c]]);
      for (Instant at = span.begin; at < span.end;) {
        const Instant end = std::min(span.end, floor_to(at, kStep) + kStep);
        sum.add(limit.at(end) * (end - at).count());
        at = end;
      }
      cells_[r][cell] = sum.take();
    }
  }
  static constexpr Duration kStep = std::chrono::hours(1);

  const cluster::Cluster& cluster_;
  const allocation::Amounts& amounts_;
  PerResource<std::vector<std::int64_t>> cells_;
};

}  // namespace

Result<std::vector<std::int64_t>> price_templates(const cluster::Cluster& cluster, const allocation::Amounts& amounts,
                                                  const PriceBook& book, const StepOfSlice& steps, const Names& names,
                                                  Notices& notices) {
  std::vector<std::int64_t> money;
  if (book.templates.empty()) return money;
  const std::vector<const PriceRow*> of = templates_of_pods(cluster, book.templates, names, notices);
  const double scale = units_of(book.currency);
  std::vector<PerResource<Rate>> rates(book.templates.size());
  for (std::size_t row = 0; row < rates.size(); ++row) {
    const PerResource<double> price = plain(book.templates[row].rates);
    for (const Resource resource : cluster::kAllResources) {
      rates[row][index(resource)].constant = price[index(resource)] * base_units(resource) * scale;
    }
  }
  const std::size_t containers = cluster.containers.size();
  money.assign(containers * steps.steps, 0);
  enum Basis : std::uint8_t { charged, request, limit };
  const auto basis_of = [](const PriceRow& row) { return row.by_limit ? limit : row.by_request ? request : charged; };
  for (const Basis basis : {charged, request, limit}) {
    const bool any = std::any_of(book.templates.begin(), book.templates.end(),
                                 [&](const PriceRow& row) { return basis_of(row) == basis; });
    if (!any) continue;
    std::optional<Limits> limits;
    if (basis == limit) limits.emplace(cluster, amounts);
    RatesOfContainers chosen;
    for (auto& column : chosen) column.assign(containers, nullptr);
    for (std::size_t c = 0; c < containers; ++c) {
      const PriceRow* row = of[cluster.containers.pod[c]];
      if (row == nullptr || basis_of(*row) != basis) continue;
      const auto at = static_cast<std::size_t>(row - book.templates.data());
      if (limits && !limits->add(c, plain(row->rates))) {
        const std::uint32_t pod = cluster.containers.pod[c];
        notices.add(kNoLimits,
                    std::string(names.text(cluster.pods.name_space[pod])) + "/" +
                        std::string(names.text(cluster.pods.name[pod])),
                    cluster.pods.alive[pod], 1, {Concern::Table::pods, pod});
      }
      for (std::size_t r = 0; r < chosen.size(); ++r) chosen[r][c] = &rates[at][r];
    }
    const auto& cells = limits ? limits->cells() : basis == request ? amounts.requested : amounts.charged;
    auto added = price_containers(amounts, cells, chosen, steps, money);
    if (!added) return added.error();
  }
  return money;
}

}  // namespace prorata::pricing
