#include "rollup/groups.h"

namespace prorata::rollup {

using query::KeyKind;

GroupKeys::GroupKeys(const cluster::Cluster& cluster, const Names& names, const std::vector<query::Key>& keys)
    : cluster_(cluster), names_(names), keys_(keys) {
  for (const query::Key& key : keys) labels_.emplace_back(cluster, names, key.label);
}

std::string GroupKeys::text_of(std::size_t key, std::uint32_t pod, std::size_t container) const {
  const cluster::Pods& pods = cluster_.pods;
  const auto text = [&](NameId id) { return std::string(names_.text(id)); };
  switch (keys_[key].kind) {
    case KeyKind::cluster:
      return text(pods.cluster[pod]);
    case KeyKind::node:
      return pods.node[pod] == cluster::kNone ? "" : text(cluster_.nodes.name[pods.node[pod]]);
    case KeyKind::namespace_:
      return text(pods.name_space[pod]);
    case KeyKind::controller_kind:
      return text(pods.controller_kind[pod]);
    case KeyKind::controller: {
      // As OpenCost writes it: kind:name.
      if (pods.controller[pod] == kNoName) return "";
      return text(pods.controller_kind[pod]).append(":").append(names_.text(pods.controller[pod]));
    }
    case KeyKind::pod:
      return text(pods.name[pod]);
    case KeyKind::container:
      return text(cluster_.containers.name[container]);
    case KeyKind::label:
      return text(labels_[key].of_pod(pod));
  }
  return "";
}

std::vector<std::string> GroupKeys::of_bearer(const allocation::Bearers& bearers, std::size_t row) const {
  const bool overhead = bearers.kind[row] == allocation::BearerKind::overhead;
  const std::string_view name_space = names_.text(bearers.name_space[row]);
  std::vector<std::string> texts;
  for (const query::Key& key : keys_) {
    std::string text(overhead ? kOverheadName : kUnmountedName);
    if (!overhead && key.kind == KeyKind::cluster) text = names_.text(bearers.cluster[row]);
    if (!overhead && key.kind == KeyKind::namespace_ && !name_space.empty()) text = name_space;
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<std::string> GroupKeys::of_container(std::size_t container) const {
  const std::uint32_t pod = cluster_.containers.pod[container];
  std::vector<std::string> texts;
  texts.reserve(keys_.size());
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    std::string text = text_of(key, pod, container);
    texts.push_back(text.empty() ? std::string(kUnallocatedName) : std::move(text));
  }
  return texts;
}

}  // namespace prorata::rollup
