// What a filter keeps: one column of yes and no for each condition, joined as the filter says.
#include <algorithm>

#include "rollup/groups.h"

namespace prorata::rollup {
namespace {

using query::Condition;
using query::FilterPart;
using query::KeyKind;

class Selector {
 public:
  Selector(const Source& source, const query::Filter& filter) : source_(source), filter_(filter) {}

  /// Of the part at `at`.
  [[nodiscard]] Flags rows(std::size_t at) const {
    const FilterPart& part = filter_[at];
    if (part.op == FilterPart::Op::condition) return of(part.condition);
    const bool any = part.op == FilterPart::Op::any;
    Flags joined = rows(at + 1);
    for (std::size_t next = at + 1 + filter_[at + 1].size; next < at + part.size; next += filter_[next].size) {
      const Flags other = rows(next);
      for (std::size_t row = 0; row < joined.size(); ++row) {
        joined[row] = any ? joined[row] | other[row] : joined[row] & other[row];
      }
    }
    return joined;
  }

 private:
  [[nodiscard]] Flags of(const Condition& condition) const {
    const bool keys = condition.key.label.empty() &&
                      (condition.key.kind == KeyKind::label || condition.key.kind == KeyKind::annotation);
    if (keys || condition.key.kind == KeyKind::service) return of_lists(condition, keys);
    KeyReader reader(source_, condition.key);
    // Many values are found all at once.
    const bool exact = condition.match == Condition::Match::equals && condition.values.size() > 8;
    Names wanted;
    if (exact) {
      for (const std::string& value : condition.values) (void)wanted.intern(value);
    }
    Flags flags;
    for (std::size_t row = 0; row < source_.charges.bearers.size(); ++row) {
      const std::string_view text = reader.text(row);
      const bool holds = exact && !text.empty() ? wanted.find(text) != kNoName : condition.names(text);
      flags.push_back(holds != condition.negated ? 1 : 0);
    }
    return flags;
  }

  /// About the services of a pod, or the keys of its labels. As OpenCost has it: `~:` asks for an element that is
  /// equal.
  [[nodiscard]] Flags of_lists(const Condition& condition, bool keys) const {
    Condition spelled = condition;
    if (spelled.match == Condition::Match::contains) spelled.match = Condition::Match::equals;
    if (keys) {
      spelled.values.clear();
      for (const std::string& value : condition.values) {
        for (std::string& spelling : cluster::spellings_of_label(value)) spelled.values.push_back(std::move(spelling));
      }
    }
    const auto from =
        condition.key.kind == KeyKind::annotation ? cluster::LabelSource::annotations : cluster::LabelSource::labels;
    Flags flags;
    for (std::size_t row = 0; row < source_.charges.bearers.size(); ++row) {
      const std::vector<std::string_view> list = list_of(row, keys, from);
      const bool holds = list.empty()
                             ? spelled.names("")
                             : std::any_of(list.begin(), list.end(), [&](auto text) { return spelled.names(text); });
      flags.push_back(holds != condition.negated ? 1 : 0);
    }
    return flags;
  }
  [[nodiscard]] std::vector<std::string_view> list_of(std::size_t row, bool keys, cluster::LabelSource from) const {
    if (row >= source_.charges.bearers.containers) return {};
    const std::uint32_t pod = source_.cluster.containers.pod[row];
    if (keys) return cluster::label_keys_of(source_.cluster, source_.names, pod, from);
    std::vector<std::string_view> services;
    for (const NameId service : source_.cluster.pods.services[pod]) services.push_back(source_.names.text(service));
    return services;
  }

  const Source& source_;
  const query::Filter& filter_;
};

}  // namespace

Flags select(const Source& source, const query::Filter& filter) {
  if (filter.empty()) return Flags(source.charges.bearers.size(), 1);
  return Selector(source, filter).rows(0);
}

}  // namespace prorata::rollup
