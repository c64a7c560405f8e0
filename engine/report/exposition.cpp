// Prometheus' text format, for a textfile collector or a scrape: one gauge per row and kind of cost.
// https://prometheus.io/docs/instrumenting/exposition_formats/
#include "core/names.h"
#include "report/set_text.h"

namespace prorata::report {
namespace {

/// A label's name: letters, digits and underscores.
std::string label_name(std::string_view key) {
  std::string name;
  for (const char c : key) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    name += fits ? c : '_';
  }
  return name;
}

class ExpositionWriter final : public SetText {
 public:
  using SetText::SetText;

  Result<void> begin(const SetsHead& head) override {
    if (head.steps > 1) {
      return Error{ErrorCode::bad_usage, "metrics for a scrape have no times, so they are of one step",
                   "leave --step out", "step"};
    }
    return SetText::begin(head);
  }

 private:
  std::string text_of(const rollup::Set& set) override {
    std::string out = exposition_head("prorata_window_start_seconds", "Begin of the window that costs are of.");
    out += "prorata_window_start_seconds " + seconds(set.window.begin) + "\n";
    out += exposition_head("prorata_window_end_seconds", "End of the window that costs are of.");
    out += "prorata_window_end_seconds " + seconds(set.window.end) + "\n";
    out += exposition_head("prorata_cost", "Cost in the window, by resource.");
    const rollup::CostColumns& rows = set.groups.rows;
    constexpr std::string_view kResourceNames[] = {"cpu", "ram", "gpu", "disk"};
    constexpr std::string_view kKinds[] = {"pv",           "networkCrossZone", "networkCrossRegion", "networkInternet",
                                           "networkOther", "loadBalancer",     "overhead",           "shared"};
    for (std::size_t row = 0; row < set.groups.name.size(); ++row) {
      const std::string labels = labels_of(set.groups, row);
      for (std::size_t r = 0; r < std::size(kResourceNames); ++r) {
        put(out, labels, kResourceNames[r], (rows.*rollup::kResourceColumns[r]).cost[row]);
      }
      for (std::size_t k = 0; k < std::size(kKinds); ++k) {
        put(out, labels, kKinds[k], (rows.*rollup::kChargeColumns[k])[row]);
      }
    }
    out += exposition_head("prorata_total_cost", "Cost in the window.");
    for (std::size_t row = 0; row < set.groups.name.size(); ++row) {
      out += "prorata_total_cost{" + labels_of(set.groups, row) + "} " + money(rows.total[row]) + "\n";
    }
    return out;
  }

  /// What a row does not have at all is left out.
  void put(std::string& out, const std::string& labels, std::string_view resource, Money cost) const {
    if (cost == Money()) return;
    out += "prorata_cost{" + labels + ",resource=" + exposition_text(resource) + "} " + money(cost) + "\n";
  }
  [[nodiscard]] std::string labels_of(const rollup::Groups& groups, std::size_t row) const {
    std::string out;
    for (std::size_t k = 0; k < head_.question.aggregate.size(); ++k) {
      out += label_name(query::text_of(head_.question.aggregate[k])) + "=" + exposition_text(groups.keys[row][k]) + ",";
    }
    return out + "kind=" + exposition_text(name_of(groups.kind[row])) +
           ",currency=" + exposition_text(head_.currency.code);
  }
  static std::string seconds(Instant at) { return decimal_text(to_ms(at), 3); }
};

}  // namespace

std::string exposition_text(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? "\\n" : std::string(1, c);
  }
  return out + '"';
}

std::string exposition_head(std::string_view name, std::string_view help) {
  std::string out("# HELP ");
  out.append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" gauge\n");
  return out;
}

std::unique_ptr<SetsTaker> exposition_writer(TextSink& out) {
  return std::make_unique<ExpositionWriter>(out);
}

}  // namespace prorata::report
