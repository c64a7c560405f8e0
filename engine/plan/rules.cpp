#include "plan/rules.h"

#include "plan/catalog.h"
#include "plan/text.h"

namespace prorata::plan {

std::string rules_text(std::string_view match) {
  std::string text =
      "# What is charged at a moment: the larger of request and usage, for `prorata --mode totals`. Load it with\n"
      "# rule_files, and see docs/queries.md of prorata.\n"
      "groups:\n  - name: prorata\n    interval: 1m\n    rules:\n";
  for (const Rule& rule : recording_rules()) {
    std::string promql(rule.promql);
    expand_charged(promql);
    write_labels(promql);
    write_match(promql, match);
    text.append("      - record: ").append(rule.name).append("\n        expr: >-\n          ").append(promql) += "\n";
  }
  return text;
}

}  // namespace prorata::plan
