// OpenCost's CSV price sheet: a row per node, type, GPU or volume.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/money.h"
#include "core/number.h"
#include "core/order.h"
#include "core/time.h"
#include "pricing/import.h"

namespace prorata::pricing {
namespace {

enum Column : std::size_t { end, id, region, asset, field, type, price };
constexpr std::string_view kColumns[]{"EndTimestamp",    "InstanceID",   "Region",           "AssetClass",
                                      "InstanceIDField", "InstanceType", "MarketPriceHourly"};
constexpr std::size_t kCount = std::size(kColumns);
constexpr double kMostMean = 1e6;

struct Row {
  std::int32_t line = 0;
  Instant until{};  ///< when it was right; the epoch where nothing says
  std::array<std::string, kCount> cells;
  [[nodiscard]] std::string key() const {
    return cells[asset] + '\n' + cells[field] + '\n' + cells[id] + '\n' + cells[region];
  }
};

/// The cells of the next line, which is cut off `rest`. A cell in quotes may hold commas, and "" for a quote.
std::vector<std::string> next_line(std::string_view& rest) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size() && (quoted || rest[at] != '\n'); ++at) {
    const char c = rest[at];
    if (c == '"') {
      const bool twice = quoted && at + 1 < rest.size() && rest[at + 1] == '"';
      if (twice) cells.back() += rest[++at];
      if (!twice) quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return cells;
}

/// As the sheet has it, `2019-04-17 23:34:22 UTC`, or in ISO 8601, a date alone included.
std::optional<Instant> time_of(std::string text) {
  constexpr std::string_view kUtc = " UTC";
  constexpr std::size_t kDate = 10, kSeconds = 19;
  const auto at = text.ends_with(kUtc) ? text.size() - kUtc.size() : text.size();
  text.resize(at);
  if (text.size() > kDate && text[kDate] == ' ') text[kDate] = 'T';
  if (text.size() == kSeconds) text += 'Z';
  const auto time = parse_instant(text);
  return time && text.find('-') != std::string::npos ? std::optional(*time) : std::nullopt;
}

/// Names of Kubernetes' objects have no capitals; whoever writes a sheet may.
std::string small(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// Of rows for the same thing the one that is right the longest is kept. In the order of the file.
std::vector<Row> without_older(const std::vector<Row>& rows) {
  const auto order = ordered(rows.size(), [&](std::uint32_t a, std::uint32_t b) {
    const std::string left = rows[a].key(), right = rows[b].key();
    return left != right ? left < right : rows[a].until < rows[b].until;
  });
  std::vector<bool> keep(rows.size(), true);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Row &before = rows[order[i - 1]], &row = rows[order[i]];
    if (before.key() == row.key() && before.until != row.until) keep[order[i - 1]] = false;
  }
  std::vector<Row> left;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (keep[i]) left.push_back(rows[i]);
  }
  return left;
}

constexpr std::string_view kLabels = "metadata.labels.";

/// A condition of a field of the object; false where there is none for it.
bool put_condition(Document& entry, const Row& row, bool volume) {
  const std::string& wanted = row.cells[id];
  const std::string_view name = row.cells[field];
  if (name == "metadata.name") {
    Rewriter::set(entry, volume ? "volume" : "name", small(wanted), row.line);
  } else if (volume && name == "spec.storageClassName") {
    Rewriter::set(entry, "storageClass", small(wanted), row.line);
  } else if (!volume && name == "spec.providerID") {
    Rewriter::set(entry, "providerId", wanted, row.line);
  } else if (!volume && name.starts_with(kLabels)) {
    Rewriter::set(entry, "label", name.substr(kLabels.size()), row.line);
    Rewriter::set(entry, "value", wanted, row.line);
    if (!row.cells[region].empty()) Rewriter::set(entry, "region", row.cells[region], row.line);
  } else {
    return false;
  }
  return true;
}

void put_row(const Row& row, Rewriter& into, std::string_view file) {
  const std::string& kind = row.cells[asset];
  Document entry;
  bool known = kind == "gpu";
  if (known) {
    Rewriter::set(entry, "label", row.cells[field], row.line);
    Rewriter::set(entry, "value", row.cells[id], row.line);
    Rewriter::set(entry, "priceScope", "gpu-attach", row.line);
  } else if (kind == "node" || kind == "pv") {
    known = put_condition(entry, row, kind == "pv");
  }
  if (!known) {
    const std::string place = std::string(file) + ":" + std::to_string(row.line);
    into.notices.add(kPriceNotUsed, place + ": " + kind + " by " + row.cells[field]);
    return;
  }
  for (Document& made : entry.items) {
    made.origin = kColumns[made.name == "label" ? Column::field : made.name == "region" ? Column::region : Column::id];
  }
  Rewriter::set(entry, "price", row.cells[price], row.line);
  entry.items.back().origin = kColumns[price];
  Document& added = into.add(kind == "gpu" ? "gpus" : kind == "pv" ? "volumes" : "nodes", row.line);
  added.items = std::move(entry.items);
  added.origin = kind;
}

/// Machines that have no row take the mean of those of their region and type.
void put_types(const std::vector<Row>& rows, Rewriter& into) {
  const auto type_of = [&](std::uint32_t i) { return rows[i].cells[region] + '\n' + rows[i].cells[type]; };
  const auto order = ordered(rows.size(), [&](std::uint32_t a, std::uint32_t b) { return type_of(a) < type_of(b); });
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    double sum = 0;
    int count = 0;
    for (; last < order.size() && type_of(order[last]) == type_of(order[first]); ++last) {
      const Row& row = rows[order[last]];
      const auto hourly = parse_number(row.cells[price]);
      if (row.cells[asset] == "node" && hourly && *hourly > 0 && *hourly < kMostMean) sum += *hourly, ++count;
    }
    const Row& row = rows[order[first]];
    if (count == 0 || row.cells[type].empty()) continue;
    Document& entry = into.add("instances", row.line);
    Rewriter::set(entry, "instanceType", row.cells[type], row.line);
    if (!row.cells[region].empty()) Rewriter::set(entry, "region", row.cells[region], row.line);
    Rewriter::set(entry, "price", decimal_text(to_whole(sum / count * 1e9), 9), row.line);
  }
}

}  // namespace

bool is_price_csv(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  return first.find("InstanceID") != std::string_view::npos && first.find(',') != std::string_view::npos;
}

Result<PriceBook> import_csv(std::string_view text, std::string_view file_name) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::array<std::size_t, kCount> places{};
  const std::vector<std::string> header = next_line(text);
  for (std::size_t c = 0; c < kCount; ++c) {
    places[c] = static_cast<std::size_t>(std::find(header.begin(), header.end(), kColumns[c]) - header.begin());
    if (places[c] < header.size()) continue;
    return error_at(ErrorCode::bad_usage, file_name, 1, {}, "there is no column " + std::string(kColumns[c]),
                    "see docs/prices.md");
  }
  std::vector<Row> rows;
  for (std::int32_t line = 2; !text.empty(); ++line) {
    const std::vector<std::string> cells = next_line(text);
    if (cells.size() == 1 && cells[0].empty()) continue;
    Row& row = rows.emplace_back();
    row.line = line;
    for (std::size_t c = 0; c < kCount; ++c) {
      if (places[c] < cells.size()) row.cells[c] = cells[places[c]];
    }
    const auto until = row.cells[end].empty() ? std::optional(Instant{}) : time_of(row.cells[end]);
    if (!until) {
      return error_at(ErrorCode::bad_usage, file_name, line, kColumns[end],
                      "expected a time such as 2019-04-17 23:34:22 UTC, got '" + row.cells[end] + "'",
                      "see docs/prices.md");
    }
    row.until = *until;
  }
  if (rows.empty()) {
    return error_at(ErrorCode::bad_usage, file_name, 1, {}, "there is no row with a price below the header",
                    "export the sheet again, or leave it out");
  }
  rows = without_older(rows);
  Rewriter into(false);
  for (const Row& row : rows) put_row(row, into, file_name);
  put_types(rows, into);
  return into.read(file_name);
}

}  // namespace prorata::pricing
