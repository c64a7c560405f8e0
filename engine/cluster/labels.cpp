// Kubernetes label keys and the names that kube-state-metrics makes of them.
#include <cctype>
#include <utility>

#include "cluster/cluster.h"

namespace prorata::cluster {
namespace {

bool plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Every character outside [a-zA-Z0-9_] becomes an underscore.
std::string sanitised(std::string_view key) {
  std::string name;
  for (const char c : key) name += plain(c) ? c : '_';
  return name;
}

/// kube-state-metrics 2 also splits camelCase: myTeam -> my_team.
std::string snake_cased(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = std::isupper(static_cast<unsigned char>(name[i])) != 0;
    const bool after_lower = i > 0 && std::isupper(static_cast<unsigned char>(name[i - 1])) == 0 && name[i - 1] != '_';
    if (upper && after_lower) text += '_';
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return text;
}

constexpr std::string_view prefix_of(LabelSource source) {
  return source == LabelSource::labels ? "label_" : "annotation_";
}

/// A series of labels of a pod, its namespace or its node.
struct Row {
  const series::Frame& frame;
  std::uint32_t series;
};
/// From the pod's own to those that it inherits.
std::array<Row, 3> rows_of(const Cluster& cluster, std::uint32_t pod, LabelSource source) {
  const Pods& pods = cluster.pods;
  const std::uint32_t node = pods.node[pod];
  if (source == LabelSource::annotations) {
    return {Row{cluster.pod_annotations, pods.annotation_row[pod]},
            Row{cluster.namespace_annotations, pods.namespace_annotation_row[pod]}, Row{cluster.node_labels, kNone}};
  }
  return {Row{cluster.pod_labels, pods.label_row[pod]}, Row{cluster.namespace_labels, pods.namespace_label_row[pod]},
          Row{cluster.node_labels, node == kNone ? kNone : cluster.nodes.label_row[node]}};
}

}  // namespace

std::array<std::string, 2> spellings_of_label(std::string_view key) {
  std::string name = sanitised(key);
  std::string split = snake_cased(name);
  return {std::move(name), std::move(split)};
}

std::vector<std::string_view> label_keys_of(const Cluster& cluster, const Names& names, std::uint32_t pod,
                                            LabelSource source) {
  std::vector<std::string_view> keys;
  for (const Row& row : rows_of(cluster, pod, source)) {
    if (row.series == kNone) continue;
    for (const series::Label& label : row.frame.labels(row.series)) {
      const std::string_view name = names.text(label.name);
      if (name.starts_with(prefix_of(source))) keys.push_back(name.substr(prefix_of(source).size()));
    }
  }
  return keys;
}

LabelReader::LabelReader(const Cluster& cluster, const Names& names, std::string_view key, LabelSource source)
    : cluster_(cluster), source_(source) {
  const auto spellings = spellings_of_label(key);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    names_[i] = names.find(std::string(prefix_of(source)).append(spellings[i]));
  }
}

NameId LabelReader::in_row(const series::Frame& frame, std::uint32_t row) const {
  if (row == kNone) return kNoName;
  for (const NameId name : names_) {
    if (name == kNoName) continue;
    if (const NameId value = frame.label(row, name); value != kNoName) return value;
  }
  return kNoName;
}

NameId LabelReader::of_pod(std::uint32_t pod) const {
  for (const Row& row : rows_of(cluster_, pod, source_)) {
    if (const NameId value = in_row(row.frame, row.series); value != kNoName) return value;
  }
  return kNoName;
}

NameId LabelReader::of_node(std::uint32_t node) const {
  return in_row(cluster_.node_labels, cluster_.nodes.label_row[node]);
}

}  // namespace prorata::cluster
