// A table per step for a pull request or a wiki. Nothing in a label becomes markup.
#include "report/set_text.h"
#include "report/table_text.h"

namespace prorata::report {
namespace {

/// Signs that Markdown or HTML would read as markup are escaped; line ends become blanks.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    constexpr std::string_view kMarkup = "\\`*_[]|~";
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (kMarkup.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

class MarkdownWriter final : public SetText {
 public:
  using SetText::SetText;

 private:
  std::string text_of(const rollup::Set& set) override {
    std::string title;
    for (const query::Key& key : head_.question.aggregate)
      title.append(title.empty() ? "" : "/").append(text_of_key(key));
    std::string out = (sets_ > 0 ? "\n" : "") + to_text(set.window.begin) + " to " + to_text(set.window.end);
    out += ", " + plain(head_.currency.code) + (set.cut_short ? ", shorter than the others" : "") + "\n\n";
    out += "| " + plain(title) + " | CPU | RAM | GPU | Storage | Network | Other | Total |\n";
    out += "|:---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (std::size_t row = 0; row < set.groups.name.size(); ++row) {
      out += line(plain(set.groups.name[row]), set.groups.rows, row);
    }
    return out + line("**Total**", set.groups.totals, 0);
  }
  static std::string text_of_key(const query::Key& key) { return query::text_of(key); }

  [[nodiscard]] std::string line(const std::string& name, const rollup::CostColumns& costs, std::size_t row) const {
    std::string out = "| " + name;
    for (const Money cost : {costs.cpu.cost[row], costs.ram.cost[row], costs.gpu.cost[row],
                             costs.disk.cost[row] + costs.volume[row], rollup::network_cost(costs, row),
                             costs.balancer[row] + costs.overhead[row] + costs.shared[row], costs.total[row]}) {
      out += " | " + fixed_money(cost, head_.currency.digits, decimals_for(costs.total[row], head_.currency.digits));
    }
    return out + " |\n";
  }
};

}  // namespace

std::unique_ptr<SetsTaker> markdown_writer(TextSink& out) {
  return std::make_unique<MarkdownWriter>(out);
}

}  // namespace prorata::report
