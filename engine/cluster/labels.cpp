// Kubernetes label keys and the names that kube-state-metrics makes of them.
#include <cctype>

#include "cluster/cluster.h"

namespace prorata::cluster {
namespace {

bool plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Every character outside [a-zA-Z0-9_] becomes an underscore.
std::string sanitised(std::string_view key) {
  std::string name = "label_";
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

}  // namespace

LabelReader::LabelReader(const Cluster& cluster, const Names& names, std::string_view key)
    : cluster_(cluster), names_{names.find(sanitised(key)), names.find(snake_cased(sanitised(key)))} {}

NameId LabelReader::in_row(const series::Frame& frame, std::uint32_t row) const {
  if (row == kNone) return kNoName;
  for (const NameId name : names_) {
    if (name == kNoName) continue;
    if (const NameId value = frame.label(row, name); value != kNoName) return value;
  }
  return kNoName;
}

NameId LabelReader::of_pod(std::uint32_t pod) const {
  const Pods& pods = cluster_.pods;
  if (const NameId own = in_row(cluster_.pod_labels, pods.label_row[pod]); own != kNoName) return own;
  const NameId inherited = in_row(cluster_.namespace_labels, pods.namespace_label_row[pod]);
  if (inherited != kNoName || pods.node[pod] == kNone) return inherited;
  return of_node(pods.node[pod]);
}

NameId LabelReader::of_node(std::uint32_t node) const {
  return in_row(cluster_.node_labels, cluster_.nodes.label_row[node]);
}

}  // namespace prorata::cluster
