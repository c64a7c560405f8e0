#include "pricing/templates.h"

#include <string_view>

#include "pricing/entries.h"
#include "pricing/node_split.h"

namespace prorata::pricing {
namespace {

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
  for (const bool by_request : {false, true}) {
    RatesOfContainers chosen;
    for (auto& column : chosen) column.assign(containers, nullptr);
    for (std::size_t c = 0; c < containers; ++c) {
      const PriceRow* row = of[cluster.containers.pod[c]];
      if (row == nullptr || row->by_request != by_request) continue;
      const auto at = static_cast<std::size_t>(row - book.templates.data());
      for (std::size_t r = 0; r < chosen.size(); ++r) chosen[r][c] = &rates[at][r];
    }
    auto added = price_containers(amounts, by_request ? amounts.requested : amounts.charged, chosen, steps, money);
    if (!added) return added.error();
  }
  return money;
}

}  // namespace prorata::pricing
