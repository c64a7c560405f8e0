// Tables for a terminal.
#include <algorithm>
#include <array>

#include "report/format.h"
#include "report/table_text.h"
#include "report/text.h"

namespace prorata::report {
namespace {

std::string percent(double ratio) {
  return ratio == ratio ? fixed_number(ratio * 100.0, 1) + "%" : "-";
}

}  // namespace

std::string to_table(const Answer& answer) {
  const int digits = answer.currency.digits;
  const int decimals = decimals_for(answer.totals.total[0], digits);
  const auto money = [&](Money value) { return fixed_money(value, digits, decimals); };
  std::string title;
  for (const query::Key& key : answer.question.aggregate) title.append(title.empty() ? "" : "/").append(text_of(key));

  Table table(1);
  // Columns of kinds that cost nothing here would only push the others off the screen.
  using Column = Money (*)(const CostColumns&, std::size_t);
  struct Kind {
    std::string_view title;
    Column cost;
  };
  constexpr Kind kKinds[] = {{"CPU", [](const CostColumns& c, std::size_t i) { return c.cpu.cost[i]; }},
                             {"Memory", [](const CostColumns& c, std::size_t i) { return c.ram.cost[i]; }},
                             {"GPU", [](const CostColumns& c, std::size_t i) { return c.gpu.cost[i]; }},
                             {"Disk", [](const CostColumns& c, std::size_t i) { return c.disk.cost[i]; }},
                             {"Volumes", [](const CostColumns& c, std::size_t i) { return c.volume[i]; }},
                             {"Network", &rollup::network_cost},
                             {"Balancers", [](const CostColumns& c, std::size_t i) { return c.balancer[i]; }},
                             {"Overhead", [](const CostColumns& c, std::size_t i) { return c.overhead[i]; }},
                             {"Shared", [](const CostColumns& c, std::size_t i) { return c.shared[i]; }}};
  std::vector<Column> shown;
  std::vector<std::string> head{title};
  for (const Kind& kind : kKinds) {
    bool wanted = kind.title == "CPU" || kind.title == "Memory" || kind.title == "GPU";
    for (std::size_t i = 0; !wanted && i < answer.name.size(); ++i) wanted = kind.cost(answer.rows, i).nano() != 0;
    if (!wanted) continue;
    shown.push_back(kind.cost);
    head.emplace_back(kind.title);
  }
  for (const std::string& last : {"Total " + answer.currency.code, std::string("Share"), std::string("Efficiency")}) {
    head.push_back(last);
  }
  const bool stepped = answer.steps.size() > 1;
  for (std::size_t s = 0; stepped && s < answer.steps.size(); ++s) {
    head.push_back(to_text(answer.steps[s].begin).substr(0, 16) + (answer.step_cut_short[s] ? "*" : ""));
  }
  table.row(head);
  const auto row = [&](std::string name, const CostColumns& columns, std::size_t i, const Money* steps) {
    std::vector<std::string> cells{std::move(name)};
    for (const Column cost : shown) cells.push_back(money(cost(columns, i)));
    for (std::string& last :
         std::array{money(columns.total[i]), percent(columns.share[i]), percent(columns.efficiency[i])}) {
      cells.push_back(std::move(last));
    }
    for (std::size_t s = 0; stepped && s < answer.steps.size(); ++s) cells.push_back(money(steps[s]));
    table.row(std::move(cells));
  };
  for (std::size_t i = 0; i < answer.name.size(); ++i) {
    row(printable(answer.name[i]), answer.rows, i, answer.step_cost.data() + i * answer.steps.size());
  }
  row("total", answer.totals, 0, answer.step_totals.data());

  std::string out = table.text();
  out.append("\n").append(to_text(answer.window.begin)).append(" to ").append(to_text(answer.window.end));
  out.append(" (")
      .append(printable(answer.question.zone.name))
      .append("), resolution ")
      .append(to_text(answer.resolution));
  if (answer.question.dialect != query::Dialect::prorata)
    out.append(", words of ").append(name_of(answer.question.dialect));
  out.append(", method ")
      .append(name_of(answer.question.method))
      .append(", prices in ")
      .append(answer.currency.code)
      .append("\n");
  if (std::find(answer.step_cut_short.begin(), answer.step_cut_short.end(), true) != answer.step_cut_short.end()) {
    out += "* this step is cut short by the window\n";
  }
  if (answer.asked.end > answer.window.end) {
    out += "Asked for up to " + to_text(answer.asked.end) + "; what is still to come is not in it.\n";
  }
  if (answer.remainder.nano() == 0) {
    out += "Adds up: rows are exactly the " + money(answer.asset_cost) + " that everything costs.\n";
  } else {
    out += "Everything costs " + money(answer.asset_cost) + "; " + money(answer.remainder) + " is not in these rows.\n";
  }
  if (answer.partial) out += "PARTIAL: some data is missing, so these costs are a lower bound.\n";
  return out;
}

namespace {

/// What a row of assets is: of a node its size, of others their amount.
std::string size_text(const Assets& assets, std::size_t n) {
  if (assets.kind[n] != rollup::AssetKind::node) {
    return assets.unit[n] == "hour" ? "" : fixed_number(assets.amount[n], 2) + " GiB";
  }
  std::string text = fixed_number(assets.cpu_cores[n], 2) + " cores, " + fixed_number(assets.ram_gib[n], 1) + " GiB";
  if (assets.gpus[n] > 0) text += ", " + fixed_number(assets.gpus[n], 0) + " GPUs";
  return text;
}

}  // namespace

std::string to_table(const Assets& assets) {
  Money largest;
  // Not of Money itself: clang-tidy takes its `<=>` for a null pointer.
  for (const Money cost : assets.total_cost) largest = Money(std::max(largest.nano(), cost.nano()));
  const int digits = assets.currency.digits, decimals = decimals_for(largest, digits);
  Table table(6);
  table.row(
      {"Kind", "Name", "Type", "Of", "Price from", "Size", "Hours", "Price/h", "Cost " + assets.currency.code, "Idle"});
  for (std::size_t n = 0; n < assets.name.size(); ++n) {
    const bool node = assets.kind[n] == rollup::AssetKind::node;
    const Money idle = node ? assets.idle_cost[n] : assets.unmounted_cost[n];
    const std::string state = assets.state[n].empty() ? "" : " (" + assets.state[n] + ")";
    table.row({std::string(name_of(assets.kind[n])), printable(assets.name[n]),
               printable(assets.instance_type[n]) + (assets.spot[n] ? " (spot)" : ""),
               printable(assets.detail[n]) + state, printable(assets.price_source[n]), size_text(assets, n),
               fixed_number(static_cast<double>(assets.alive[n].length().count()) / 3.6e6, 2),
               assets.unit[n] == "GiB" ? "" : fixed_money(assets.hourly_price[n], digits, 4),
               fixed_money(assets.total_cost[n], digits, decimals),
               node || idle != Money() ? fixed_money(idle, digits, decimals) : ""});
  }
  return table.text() + "\n" + to_text(assets.window.begin) + " to " + to_text(assets.window.end) + ", total " +
         fixed_money(assets.total, digits, decimals) + " " + assets.currency.code + "\n";
}

std::string notices_table(const std::vector<Notice>& notices, const Currency& currency) {
  std::string out;
  for (const Notice& notice : notices) {
    out.append(severity_name(notice.severity)).append(": ").append(notice.message).append(" [").append(notice.id);
    out.append(", ").append(std::to_string(notice.count)).append("x]\n");
    for (const std::string& object : notice.objects) out.append("  - ").append(printable(object)).append("\n");
    if (!notice.range.empty()) {
      const bool moment = end_of(notice) == notice.range.begin;
      out.append(moment ? "  at " : "  from ").append(to_text(notice.range.begin));
      if (!moment) out.append(" to ").append(to_text(notice.range.end));
      out.append("\n");
    }
    const auto money = [&](std::string_view words, const std::optional<std::int64_t>& value, std::string_view then) {
      if (!value) return;
      out.append(words).append(fixed_money(Money(*value), currency.digits, 2)).append(" ").append(currency.code);
      out.append(then).append("\n");
    };
    money("  concerns ", notice.cost, "");
    money("  about ", notice.estimate, ", in no total");
    money("  makes a difference of ", notice.difference, "");
    if (!notice.fix.empty()) out.append("  fix: ").append(notice.fix).append("\n");
  }
  return out;
}

}  // namespace prorata::report
