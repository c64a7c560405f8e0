#include "rollup/groups.h"

namespace prorata::rollup {

using cluster::LabelSource;
using query::KeyKind;

KeyReader::KeyReader(const Source& source, const query::Key& key)
    : source_(source),
      key_(key),
      label_(source.cluster, source.names, key.label, LabelSource::labels),
      annotation_(source.cluster, source.names, key.label, LabelSource::annotations) {}

std::string_view KeyReader::text(std::size_t bearer) {
  const std::size_t containers = source_.charges.bearers.containers;
  return bearer < containers ? of_container(bearer) : of_other(bearer - containers);
}

std::string_view KeyReader::of_container(std::size_t container) {
  const cluster::Pods& pods = source_.cluster.pods;
  const cluster::Nodes& nodes = source_.cluster.nodes;
  const std::uint32_t pod = source_.cluster.containers.pod[container], node = pods.node[pod];
  const auto named = [&](NameId id) { return source_.names.text(id); };
  const std::string_view kind = named(pods.controller_kind[pod]), controller = named(pods.controller[pod]);
  switch (key_.kind) {
    case KeyKind::cluster:
      return named(pods.cluster[pod]);
    case KeyKind::node:
      return node == cluster::kNone ? "" : named(nodes.name[node]);
    case KeyKind::provider_id:
      return node == cluster::kNone ? "" : named(nodes.provider_id[node]);
    case KeyKind::namespace_:
      return named(pods.name_space[pod]);
    case KeyKind::controller_kind:
      return kind;
    case KeyKind::controller:
      // As OpenCost writes it: kind:name.
      return controller.empty() ? controller : std::string_view(text_.assign(kind).append(":").append(controller));
    case KeyKind::controller_name:
      return controller;
    case KeyKind::deployment:
    case KeyKind::statefulset:
    case KeyKind::daemonset:
    case KeyKind::job:
    case KeyKind::cronjob:
      text_ = text_of(key_);
      return kind == text_ ? controller : "";
    case KeyKind::pod:
      return named(pods.name[pod]);
    case KeyKind::container:
      return named(source_.cluster.containers.name[container]);
    case KeyKind::service:
      return pods.services[pod].empty() ? "" : named(pods.services[pod].front());
    case KeyKind::annotation:
      return named(annotation_.of_pod(pod));
    case KeyKind::label:
    case KeyKind::department:
    case KeyKind::environment:
    case KeyKind::owner:
    case KeyKind::product:
    case KeyKind::team:
      break;
  }
  const NameId label = label_.of_pod(pod);
  return named(label != kNoName || key_.kind == KeyKind::label ? label : annotation_.of_pod(pod));
}

std::string_view KeyReader::of_other(std::size_t row) const {
  const allocation::Bearers& bearers = source_.charges.bearers;
  if (bearers.kind[row] == allocation::BearerKind::overhead) return kOverheadName;
  const std::string_view name_space = source_.names.text(bearers.name_space[row]);
  if (key_.kind == KeyKind::cluster) return source_.names.text(bearers.cluster[row]);
  return key_.kind == KeyKind::namespace_ && !name_space.empty() ? name_space : kUnmountedName;
}

GroupKeys::GroupKeys(const Source& source, const std::vector<query::Key>& keys) {
  readers_.reserve(keys.size());
  for (const query::Key& key : keys) readers_.emplace_back(source, key);
}

std::vector<std::string> GroupKeys::of(std::size_t bearer) {
  std::vector<std::string> texts;
  texts.reserve(readers_.size());
  for (KeyReader& reader : readers_) {
    const std::string_view text = reader.text(bearer);
    texts.emplace_back(text.empty() ? kUnallocatedName : text);
  }
  return texts;
}

}  // namespace prorata::rollup
