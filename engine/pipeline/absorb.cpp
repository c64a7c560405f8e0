#include "pipeline/absorb.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <string_view>
#include <vector>

#include "core/id_map.h"
#include "core/order.h"

namespace prorata::pipeline {
namespace {

/// As plan asks for them and cluster reads them.
constexpr std::array<std::string_view, 4> kClusterLabels{"cluster", "cluster_id", "cluster_name", "k8s_cluster"};

bool is_cluster_label(std::string_view name) {
  return std::find(kClusterLabels.begin(), kClusterLabels.end(), name) != kClusterLabels.end();
}

/// Answers to probes are about the server, not about a cluster.
bool is_probe(std::size_t query) {
  const auto id = static_cast<plan::QueryId>(query);
  return id == plan::QueryId::probe_metrics || id == plan::QueryId::probe_scrape ||
         id == plan::QueryId::probe_containers;
}

/// Names of the clusters of a source, sorted.
std::vector<std::string_view> clusters_of(const Store& store, std::string_view name) {
  std::vector<NameId> labels;
  IdMap<1, bool> values;
  for (const std::string_view label : kClusterLabels) labels.push_back(store.names.find(label));
  bool any_without = false;
  for (std::size_t q = 0; q < store.batches.size(); ++q) {
    if (is_probe(q)) continue;
    for (const series::Batch& batch : store.batches[q]) {
      for (std::size_t s = 0; s < batch.size(); ++s) {
        bool found = false;
        for (std::uint32_t l = batch.label_begin[s]; l < batch.label_begin[s + 1]; ++l) {
          const series::Label& label = batch.labels[l];
          if (label.name == kNoName || std::find(labels.begin(), labels.end(), label.name) == labels.end()) continue;
          values[{label.value}] = true;
          found = true;
        }
        any_without = any_without || !found;
      }
    }
  }
  std::vector<std::string_view> clusters;
  for (const auto* entry : values.by_text(store.names)) clusters.push_back(store.names.text(entry->first[0]));
  if (any_without) clusters.push_back(name);
  sort_few(std::span(clusters), std::less<>());
  return clusters;
}

/// Gives every series its cluster, in the names of `into`.
class Renamer {
 public:
  Renamer(const Names& from, Names& into, std::string_view cluster)
      : from_(from),
        into_(into),
        label_(into.intern(kClusterLabels.front())),
        cluster_(into.intern(cluster)),
        known_(from.size(), kUnknown) {}

  [[nodiscard]] series::Batch renamed(series::Batch batch) {
    std::vector<series::Label> labels;
    std::vector<std::uint32_t> begins{0};
    for (std::size_t s = 0; s < batch.size(); ++s) {
      bool found = false;
      for (std::uint32_t l = batch.label_begin[s]; l < batch.label_begin[s + 1]; ++l) {
        const series::Label& label = batch.labels[l];
        labels.push_back({id_of(label.name), id_of(label.value)});
        found = found || is_cluster_label(from_.text(label.name));
      }
      if (!found) labels.push_back({label_, cluster_});
      begins.push_back(static_cast<std::uint32_t>(labels.size()));
    }
    batch.labels = std::move(labels);
    batch.label_begin = std::move(begins);
    return batch;
  }

 private:
  static constexpr NameId kUnknown{0xFFFFFFFF};
  NameId id_of(NameId id) {
    NameId& known = known_[static_cast<std::size_t>(id)];
    if (known == kUnknown) known = into_.intern(from_.text(id));
    return known;
  }

  const Names& from_;
  Names& into_;
  NameId label_, cluster_;
  std::vector<NameId> known_;
};

}  // namespace

Result<void> absorb(Store& store, const std::string& name, Store other, const std::string& other_name) {
  std::vector<std::string_view> both;
  const auto mine = clusters_of(store, name), theirs = clusters_of(other, other_name);
  std::set_intersection(mine.begin(), mine.end(), theirs.begin(), theirs.end(), std::back_inserter(both));
  if (!both.empty()) {
    const std::string cluster(both.front());
    return Error{
        ErrorCode::bad_usage,
        cluster.empty() ? "two sources have a cluster without a name" : "two sources have a cluster " + cluster,
        "name them, if they are different ones: --metrics eu=SOURCE --metrics us=SOURCE", "--metrics"};
  }
  Renamer own(store.names, store.names, name), renamer(other.names, store.names, other_name);
  for (std::size_t q = 0; q < store.batches.size(); ++q) {
    if (is_probe(q)) continue;
    store.samples[q] += other.samples[q];
    for (series::Batch& batch : store.batches[q]) batch = own.renamed(std::move(batch));
    for (series::Batch& batch : other.batches[q]) store.batches[q].push_back(renamer.renamed(std::move(batch)));
  }
  for (const Notice& notice : other.notices.list()) {
    Notice told = notice;
    for (std::string& object : told.objects) object = other_name + ": " + object;
    store.notices.add(told);
  }
  store.partial = store.partial || other.partial;
  return {};
}

}  // namespace prorata::pipeline
