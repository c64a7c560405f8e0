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
std::vector<std::string> values_of(pipeline::Session& session, const Inputs& inputs, const query::Key& key) {
  query::Question question = inputs.question;
  question.aggregate = {key};
  question.filter.clear();
  std::vector<std::string> values;
  const auto answer = session.allocate(question, inputs.prices);
  for (std::size_t row = 0; answer && row < answer->kind.size(); ++row) {
    if (answer->kind[row] == rollup::RowKind::workload) values.push_back(answer->name[row]);
  }
  std::sort(values.begin(), values.end());
  return values;
}

bool has_workloads(const report::Answer& answer) {
  return std::any_of(answer.kind.begin(), answer.kind.end(), [](auto kind) { return kind != rollup::RowKind::idle; });
}

class Hints {
 public:
  Hints(pipeline::Session& session, const Inputs& inputs) : session_(session), inputs_(inputs) {}

  Notices of(const report::Answer& answer) {
    if (!inputs_.question.filter.empty() && !has_workloads(answer)) look_for_values();
    return std::move(notices_);
  }

 private:
  void look_for_values() {
    const std::size_t before = notices_.list().size();
    for (const query::FilterPart& part : inputs_.question.filter) {
      const query::Condition& condition = part.condition;
      if (part.op != query::FilterPart::Op::condition) continue;
      const bool keys = condition.key.kind == query::KeyKind::label && condition.key.label.empty();
      const auto there = keys ? session_.label_names() : values_of(session_, inputs_, condition.key);
      const auto exists = [&](const std::string& value) { return condition.names(value); };
      if (condition.negated || std::any_of(there.begin(), there.end(), exists)) continue;
      const std::string& wanted = condition.values.front();
      notices_.add(kNothing, text_of(condition.key) + " \"" + wanted + "\": " + instead(wanted, there));
    }
    if (notices_.list().size() == before)
      notices_.add(kNothing, "each condition holds somewhere, but nowhere all of them");
  }

  pipeline::Session& session_;
  const Inputs& inputs_;
  Notices notices_;
};

}  // namespace

void add_hints(pipeline::Session& session, const Inputs& inputs, report::Answer& answer) {
  for (Notice& notice : Hints(session, inputs).of(answer).list()) answer.notices.push_back(std::move(notice));
  std::sort(answer.notices.begin(), answer.notices.end(), [](const Notice& a, const Notice& b) { return a.id < b.id; });
}

}  // namespace prorata::cli
