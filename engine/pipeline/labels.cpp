// What a question groups or filters by, and the data does not have.
#include <algorithm>
#include <functional>

#include "core/id_map.h"
#include "core/order.h"
#include "core/spelling.h"
#include "pipeline/dataset.h"

namespace prorata::pipeline {
namespace {

using cluster::LabelSource;
using query::KeyKind;

constexpr NoticeKind kNoLabel{
    "label-not-found", Severity::warning, "No object has this label or annotation.",
    "Use one that the data has. kube-state-metrics exports only those that its --metric-labels-allowlist and "
    "--metric-annotations-allowlist name."};
constexpr NoticeKind kNoService{
    "service-not-found", Severity::warning, "No pod is known to belong to a service.",
    "Scrape service_selector_labels, which OpenCost's exporter has, and have kube-state-metrics export the labels that "
    "services select by."};

constexpr NoticeKind kIdleKept{
    "idle-coefficients-not-used", Severity::warning,
    "It is said how much of the idle is to be shared, and that idle is not shared: the coefficients are not used.",
    "Ask for idle to be shared (`idle: share`), or leave the coefficients out."};

/// What there is instead of `wanted`, for a reader.
std::string instead(std::string_view wanted, const std::vector<std::string>& there) {
  constexpr std::size_t kMost = 20;
  if (there.empty()) return "there are none at all";
  const std::string_view near = closest_word(wanted, std::vector<std::string_view>(there.begin(), there.end()));
  std::string text = near.empty() ? "there are " : "did you mean " + std::string(near) + "? There are ";
  for (std::size_t i = 0; i < std::min(kMost, there.size()); ++i) text.append(i == 0 ? "" : ", ").append(there[i]);
  return there.size() > kMost ? text + " and " + std::to_string(there.size() - kMost) + " more" : text;
}

std::vector<query::Key> keys_of(const query::Question& question) {
  std::vector<query::Key> keys = question.aggregate;
  const auto add = [&](const query::Filter& filter) {
    for (const query::FilterPart& part : filter) {
      if (part.op == query::FilterPart::Op::condition) keys.push_back(part.condition.key);
    }
  };
  add(question.filter);
  for (const query::ShareRule& rule : question.shares) add(rule.filter);
  return keys;
}

}  // namespace

std::vector<std::string> Dataset::clusters() const {
  std::vector<NameId> ids = cluster_.nodes.cluster;
  ids.insert(ids.end(), cluster_.pods.cluster.begin(), cluster_.pods.cluster.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const NameId id : ids) names.emplace_back(names_.text(id));
  sort_few(std::span(names), std::less<>());
  return names;
}

std::vector<std::string> Dataset::label_names(bool annotations) const {
  const std::string_view prefix = annotations ? "annotation_" : "label_";
  IdMap<1, bool> found;
  for (const series::Frame* frame : {&cluster_.pod_labels, &cluster_.namespace_labels, &cluster_.node_labels,
                                     &cluster_.pod_annotations, &cluster_.namespace_annotations}) {
    for (std::size_t s = 0; s < frame->size(); ++s) {
      for (const series::Label& label : frame->labels(s)) {
        if (names_.text(label.name).starts_with(prefix)) found[{label.name}] = true;
      }
    }
  }
  std::vector<std::string> all;
  for (const auto* entry : found.by_text(names_)) all.emplace_back(names_.text(entry->first[0]).substr(prefix.size()));
  return all;
}

/// team … department, which stand for a label, else an annotation, are found in either.
void Dataset::note_missing(const query::Question& question, Notices& notices) const {
  constexpr std::array<double, cluster::kResources> kAll{1, 1, 1, 1};
  if (question.idle != query::IdlePolicy::share && question.idle_coefficients != kAll) {
    notices.add(kIdleKept, std::string("idle is asked for as ").append(query::name_of(question.idle)), cluster_.window);
  }
  const auto& pods = cluster_.pods;
  const auto any_pod = [&](const auto& has) {
    for (std::uint32_t pod = 0; pod < pods.size(); ++pod) {
      if (has(pod)) return true;
    }
    return false;
  };
  for (const query::Key& key : keys_of(question)) {
    if (key.kind == KeyKind::service && !any_pod([&](std::uint32_t pod) { return !pods.services[pod].empty(); })) {
      notices.add(kNoService, "service");
    }
    if (key.label.empty()) continue;
    const cluster::LabelReader label(cluster_, names_, key.label),
        annotation(cluster_, names_, key.label, LabelSource::annotations);
    const bool labels = key.kind != KeyKind::annotation, annotations = key.kind != KeyKind::label;
    const bool found = any_pod([&](std::uint32_t pod) {
      return (labels && label.of_pod(pod) != kNoName) || (annotations && annotation.of_pod(pod) != kNoName);
    });
    if (!found) notices.add(kNoLabel, key.label + ": " + instead(key.label, label_names(!labels)));
  }
}

}  // namespace prorata::pipeline
