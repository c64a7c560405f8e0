#include "report/compare.h"

#include <array>
#include <limits>
#include <map>

#include "report/json_writer.h"
#include "report/table_text.h"
#include "report/text.h"

namespace prorata::report {
namespace {

/// Kind and keys: names of two kinds may be equal.
using RowKey = std::pair<RowKind, std::vector<std::string>>;

constexpr std::array<std::string_view, 5> kColumns{"cpuCost", "ramCost", "gpuCost", "diskCost", "totalCost"};
using Amounts = std::array<Money, kColumns.size()>;

Amounts amounts_of(const CostColumns& columns, std::size_t row) {
  Amounts amounts;
  for (std::size_t r = 0; r < rollup::kResourceColumns.size(); ++r) {
    amounts[r] = (columns.*rollup::kResourceColumns[r]).cost[row];
  }
  amounts.back() = columns.total[row];
  return amounts;
}

/// One row of both answers; a row that one of them lacks costs nothing there.
struct Pair {
  RowKind kind;
  std::string name;
  std::vector<std::string> keys;
  Amounts first{}, second{};

  [[nodiscard]] Money difference(std::size_t column) const { return second[column] - first[column]; }
  /// Of the first total; NaN where that is zero.
  [[nodiscard]] double change() const {
    if (first.back() == Money(0)) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(difference(kColumns.size() - 1).nano()) / static_cast<double>(first.back().nano());
  }
};

std::vector<Pair> pairs_of(const Comparison& comparison) {
  std::vector<Pair> pairs;
  for (const auto& [a, b] : comparison.rows) {
    const Answer& named = a ? comparison.first : comparison.second;
    const std::size_t row = a ? *a : *b;
    Pair pair{named.kind[row], named.name[row], named.keys[row]};
    if (a) pair.first = amounts_of(comparison.first.rows, *a);
    if (b) pair.second = amounts_of(comparison.second.rows, *b);
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

Pair totals_of(const Comparison& comparison) {
  return {
      RowKind::workload, "Total", {}, amounts_of(comparison.first.totals, 0), amounts_of(comparison.second.totals, 0)};
}

std::string_view difference_of(const Answer& a, const Answer& b) {
  if (a.question.aggregate != b.question.aggregate) return "keys";
  if (a.question.filter != b.question.filter) return "filters";
  return a.currency == b.currency ? "" : "currencies";
}

class JsonText {
 public:
  explicit JsonText(int digits) : digits_(digits) {}

  std::string write(const Comparison& comparison) {
    const Answer& first = comparison.first;
    json_.open('{');
    json_.text("format", "prorata.compare/1");
    json_.text("start", to_text(first.window.begin));
    json_.text("end", to_text(first.window.end));
    json_.text("currency", first.currency.code);
    for (const auto& [name, answer] : {std::pair{"first", &first}, std::pair{"second", &comparison.second}}) {
      json_.open(name, '{');
      json_.text("method", name_of(answer->question.method));
      json_.text("idle", name_of(answer->question.idle));
      if (answer->window != first.window) {
        json_.text("start", to_text(answer->window.begin));
        json_.text("end", to_text(answer->window.end));
      }
      json_.close('}');
    }
    json_.open("rows", '[');
    for (const Pair& pair : pairs_of(comparison)) {
      json_.element();
      json_.line();
      json_.open('{');
      json_.text("name", pair.name);
      json_.text("kind", name_of(pair.kind));
      json_.open("key", '{');
      for (std::size_t k = 0; k < pair.keys.size(); ++k) json_.text(text_of(first.question.aggregate[k]), pair.keys[k]);
      json_.close('}');
      amounts(pair);
      json_.close('}');
    }
    json_.close(']');
    json_.line();
    json_.open("totals", '{');
    amounts(totals_of(comparison));
    json_.close('}');
    json_.close('}');
    json_.line();
    return json_.take();
  }

 private:
  void amounts(const Pair& pair) {
    const auto side = [&](std::string_view name, auto value) {
      json_.open(name, '{');
      for (std::size_t c = 0; c < kColumns.size(); ++c) json_.raw(kColumns[c], decimal_text(value(c).nano(), digits_));
      json_.close('}');
    };
    side("first", [&](std::size_t c) { return pair.first[c]; });
    side("second", [&](std::size_t c) { return pair.second[c]; });
    side("difference", [&](std::size_t c) { return pair.difference(c); });
    json_.raw("change", number_or_null(pair.change()));
  }

  int digits_;
  Writer json_;
};

}  // namespace

Result<Comparison> compare(Answer first, Answer second) {
  if (const auto differs = difference_of(first, second); !differs.empty()) {
    return Error{ErrorCode::bad_usage, "the answers have different " + std::string(differs),
                 "compare answers to one question that differ in method, idle, prices or window", "compare"};
  }
  std::map<RowKey, std::size_t> of_second;
  for (std::size_t row = 0; row < second.name.size(); ++row) of_second[{second.kind[row], second.keys[row]}] = row;
  Comparison comparison;
  for (std::size_t row = 0; row < first.name.size(); ++row) {
    const auto found = of_second.find({first.kind[row], first.keys[row]});
    const bool both = found != of_second.end();
    comparison.rows.emplace_back(row, both ? std::optional(found->second) : std::nullopt);
    if (both) of_second.erase(found);
  }
  for (const auto& [key, row] : of_second) comparison.rows.emplace_back(std::nullopt, row);
  comparison.first = std::move(first);
  comparison.second = std::move(second);
  return comparison;
}

std::string to_json(const Comparison& comparison) {
  return JsonText(comparison.first.currency.digits).write(comparison);
}

std::string to_csv(const Comparison& comparison) {
  const Answer& first = comparison.first;
  std::string out = "kind";
  for (const query::Key& key : first.question.aggregate) out.append(",").append(csv_text(text_of(key)));
  out.append(",currency,firstMethod,secondMethod");
  for (const char* side : {"first", "second", "difference"}) {
    for (const std::string_view column : kColumns) out.append(",").append(side).append(".").append(column);
  }
  out.append(",change\r\n");
  for (const Pair& pair : pairs_of(comparison)) {
    out.append(name_of(pair.kind));
    for (const std::string& key : pair.keys) out.append(",").append(csv_text(key));
    out.append(",").append(first.currency.code).append(",").append(name_of(first.question.method));
    out.append(",").append(name_of(comparison.second.question.method));
    const auto money = [&](Money value) { out.append(",").append(decimal_text(value.nano(), first.currency.digits)); };
    for (const Money value : pair.first) money(value);
    for (const Money value : pair.second) money(value);
    for (std::size_t c = 0; c < kColumns.size(); ++c) money(pair.difference(c));
    const double change = pair.change();
    out.append(",").append(change == change ? number_text(change) : "").append("\r\n");
  }
  return out;
}

std::string to_table(const Comparison& comparison) {
  const Answer &first = comparison.first, &second = comparison.second;
  const int digits = first.currency.digits, decimals = decimals_for(first.totals.total[0], digits);
  const auto money = [&](Money value) { return fixed_money(value, digits, decimals); };
  std::string title;
  for (const query::Key& key : first.question.aggregate) title.append(title.empty() ? "" : "/").append(text_of(key));
  Table table(1);
  table.row({title, std::string(name_of(first.question.method)) + " " + first.currency.code,
             std::string(name_of(second.question.method)) + " " + first.currency.code, "Difference", "Change", "CPU",
             "Memory", "GPU"});
  const auto add = [&](const Pair& pair) {
    const double change = pair.change();
    table.row({printable(pair.name), money(pair.first.back()), money(pair.second.back()),
               money(pair.difference(kColumns.size() - 1)),
               change == change ? fixed_number(change * 100.0, 1) + "%" : "-", money(pair.difference(0)),
               money(pair.difference(1)), money(pair.difference(2))});
  };
  for (const Pair& pair : pairs_of(comparison)) add(pair);
  add(totals_of(comparison));
  return table.text();
}

}  // namespace prorata::report
