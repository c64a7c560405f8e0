#include "cli/hints.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/spelling.h"

namespace prorata::cli {
namespace {

constexpr NoticeKind kNothing{"filter-matches-nothing", Severity::warning,
                              "No workload passes the filter, so only idle can be shown.",
                              "Filter by a value that exists."};

/// What there is instead of `wanted`, for a reader.
std::string instead(std::string_view wanted, const std::vector<std::string>& there) {
  constexpr std::size_t kMost = 20;
  if (there.empty()) return "there are none at all";
  const std::string_view near = closest_word(wanted, std::vector<std::string_view>(there.begin(), there.end()));
  std::string text = near.empty() ? "there are " : "did you mean " + std::string(near) + "? There are ";
  for (std::size_t i = 0; i < std::min(kMost, there.size()); ++i) text.append(i == 0 ? "" : ", ").append(there[i]);
  return there.size() > kMost ? text + " and " + std::to_string(there.size() - kMost) + " more" : text;
}

/// All values of a key that have a cost, by name.
std::vector<std::string> values_of(pipeline::Session& session, query::Question question,
                                   const pricing::PriceBook& prices, const query::Key& key) {
  question.aggregate = {key};
  question.filter.clear();
  std::vector<std::string> values;
  const auto answer = session.allocate(question, prices);
  for (std::size_t row = 0; answer && row < answer->kind.size(); ++row) {
    if (answer->kind[row] == rollup::RowKind::workload) values.push_back(answer->name[row]);
  }
  std::sort(values.begin(), values.end());
  return values;
}

bool has_workloads(const report::Answer& answer) {
  return std::any_of(answer.kind.begin(), answer.kind.end(), [](auto kind) { return kind != rollup::RowKind::idle; });
}

}  // namespace

Notices why_nothing(pipeline::Session& session, const query::Question& question, const pricing::PriceBook& prices) {
  Notices notices;
  std::size_t conditions = 0;
  for (const query::FilterPart& part : question.filter) {
    const query::Condition& condition = part.condition;
    if (part.op != query::FilterPart::Op::condition) continue;
    ++conditions;
    const bool keys = condition.key.kind == query::KeyKind::label && condition.key.label.empty();
    const auto there = keys ? session.label_names() : values_of(session, question, prices, condition.key);
    query::Condition spelled = condition;
    // Of keys `~:` asks for one that is equal.
    if (keys && spelled.match == query::Condition::Match::contains) spelled.match = query::Condition::Match::equals;
    const auto exists = [&](const std::string& value) { return spelled.names(value); };
    if (condition.negated || std::any_of(there.begin(), there.end(), exists)) continue;
    const std::string& wanted = condition.values.front();
    notices.add(kNothing, text_of(condition.key) + " \"" + wanted + "\": " + instead(wanted, there));
  }
  if (!notices.list().empty()) return notices;
  notices.add(kNothing, conditions > 1 ? "each condition holds somewhere, but nowhere all of them"
                                       : "the condition holds of nothing that has a cost in the window");
  return notices;
}

void add_hints(pipeline::Session& session, const query::Question& question, const pricing::PriceBook& prices,
               report::Answer& answer) {
  if (question.filter.empty() || has_workloads(answer)) return;
  for (const Notice& notice : why_nothing(session, question, prices).list()) answer.notices.push_back(notice);
  std::sort(answer.notices.begin(), answer.notices.end(), [](const Notice& a, const Notice& b) { return a.id < b.id; });
}

}  // namespace prorata::cli
