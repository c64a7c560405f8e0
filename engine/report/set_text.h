// What the formats over sets share. Internal to the stage.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/answer.h"
#include "report/json_writer.h"
#include "report/sets.h"
#include "report/text.h"

namespace prorata::report {

/// One row of one resource.
struct ResourceFigures {
  Money cost;
  double charged = 0, requested = 0, used = 0;  ///< amount units
};

/// A format that writes one text for each set.
class SetText : public SetsTaker {
 public:
  explicit SetText(TextSink& out) : out_(out) {}

  Result<void> begin(const SetsHead& head) override {
    head_ = head;
    return emit(opening());
  }
  Result<void> take(const rollup::Set& set) override {
    Result<void> written = emit(text_of(set));
    ++sets_;
    return written;
  }
  Result<void> end() override { return emit(closing()); }

 protected:
  [[nodiscard]] virtual std::string opening() { return ""; }
  [[nodiscard]] virtual std::string text_of(const rollup::Set& set) = 0;
  [[nodiscard]] virtual std::string closing() { return ""; }

  /// What of a row's shared cost came by which rule, as in native JSON; only where there are rules.
  void put_rules(Writer& json, const rollup::Groups& groups, std::size_t row) const {
    const auto& rules = head_.question.shares;
    if (rules.empty()) return;
    // Where no container has anything there are no sums, either.
    const bool known = groups.rule_cost.size() == groups.name.size() * rules.size();
    json.open("sharedBy", '[');
    for (std::size_t p = 0; p < rules.size(); ++p) {
      json.element();
      json.open('{');
      json.text("rule", rules[p].name);
      json.text("method", query::method_of(rules[p]));
      json.raw("cost", money(known ? groups.rule_cost[row * rules.size() + p] : Money()));
      json.close('}');
    }
    json.close(']');
  }
  /// Money as the exact decimal that it is.
  [[nodiscard]] std::string money(Money value) const { return decimal_text(value.nano(), head_.currency.digits); }
  [[nodiscard]] static ResourceFigures resource_of(const rollup::Groups& groups, std::size_t row,
                                                   cluster::Resource resource) {
    const auto& columns = groups.rows.*rollup::kResourceColumns[cluster::index(resource)];
    return {columns.cost[row], static_cast<double>(columns.charged[row]), static_cast<double>(columns.requested[row]),
            static_cast<double>(columns.used[row])};
  }

  SetsHead head_;
  std::size_t sets_ = 0;  ///< written so far

 private:
  Result<void> emit(const std::string& text) {
    if (text.empty() || out_.write(text)) return {};
    return Error{ErrorCode::no_data, "the output could not be written", "", ""};
  }

  TextSink& out_;
};

/// Names for the members of one JSON object: a second row of the same spelling gets " (2)", so that nothing is lost.
[[nodiscard]] std::vector<std::string> distinct_names(const rollup::Groups& groups);

/// Hours of a span.
[[nodiscard]] inline double hours_of(Window span) {
  return static_cast<double>(span.length().count()) / 3.6e6;
}
/// 0 where the divisor is not above 0.
[[nodiscard]] inline double per(double value, double divisor) {
  return divisor > 0 ? value / divisor : 0;
}

/// Members of an object, those that are not empty.
void put_texts(Writer& json, std::initializer_list<std::pair<std::string_view, std::string_view>> members);
/// An object of labels; nothing where there are none.
void put_labels(Writer& json, std::string_view name, const rollup::Properties& labels);
/// A label's value in Prometheus' text format, with its quotes.
[[nodiscard]] std::string exposition_text(std::string_view value);
/// HELP and TYPE of a gauge.
[[nodiscard]] std::string exposition_head(std::string_view name, std::string_view help);

/// One per format.
[[nodiscard]] std::unique_ptr<SetsTaker> opencost_writer(TextSink& out, bool details);
[[nodiscard]] std::unique_ptr<SetsTaker> opencost_summary_writer(TextSink& out);
[[nodiscard]] std::unique_ptr<SetsTaker> opencost_csv_writer(TextSink& out);
[[nodiscard]] std::unique_ptr<SetsTaker> ack_writer(TextSink& out);
[[nodiscard]] std::unique_ptr<SetsTaker> ack_csv_writer(TextSink& out);
[[nodiscard]] std::unique_ptr<SetsTaker> ndjson_writer(TextSink& out);
[[nodiscard]] std::unique_ptr<SetsTaker> markdown_writer(TextSink& out);
[[nodiscard]] std::unique_ptr<SetsTaker> exposition_writer(TextSink& out);

}  // namespace prorata::report
