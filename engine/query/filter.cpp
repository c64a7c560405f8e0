// Filters: their language, read and written.
#include <algorithm>
#include <cctype>
#include <utility>

#include "core/spelling.h"
#include "query/question.h"

namespace prorata::query {
namespace {

using Match = Condition::Match;
using Op = FilterPart::Op;

/// A filter comes from a URL or a page: what it may cost is bounded, and the stack that reading one needs.
constexpr int kMostLevels = 100;
constexpr std::size_t kMostConditions = 1000, kMostValues = 10000;

constexpr std::string_view kMatches[]{":", "~:", "<~:", "~>:"};  // in the order of Match
/// Of assets; what they have no text for is empty.
constexpr std::string_view kAssetFields[] = {"name",     "assetType",  "category", "cluster", "project",
                                             "provider", "providerID", "account",  "service", "label"};
constexpr std::string_view kAssetFieldList =
    "name, assetType, category, cluster, project, provider, providerID, account, service or label[KEY]";
constexpr std::string_view kFields =
    "cluster, node, namespace, controllerName, controllerKind, controller, pod, container, services, provider, "
    "label[KEY], annotation[KEY], team, owner, product, environment or department";

bool is_label_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '/' || c == '-' || c == '_';
}

/// Reads a filter from left to right. The first thing that is wrong stops it and is told with its column.
class FilterReader {
 public:
  explicit FilterReader(std::string_view text, bool of_assets = false) : text_(text), of_assets_(of_assets) {}

  Result<Filter> read() {
    if (read_group(0)) {
      if (at_ == text_.size()) return std::move(filter_);
      expect(text_[at_] == ')' ? "the end: no \"(\" is open" : "\"+\", \"|\" or the end");
    }
    return error_;
  }

 private:
  /// Terms joined by one operator; its part goes before them.
  bool read_group(int level) {
    const std::size_t begin = filter_.size();
    if (!read_term(level)) return false;
    char joined = 0;
    for (char op = 0; (op = joint()) != 0; joined = op) {
      if (joined == 0) {
        filter_.insert(filter_.begin() + static_cast<std::ptrdiff_t>(begin), FilterPart{});
        filter_[begin].op = op == '+' ? Op::all : Op::any;
      } else if (op != joined) {
        return expect(op == '+' ? "\"|\" or parentheses around the conditions that belong together"
                                : "\"+\" or parentheses around the conditions that belong together");
      }
      if (text_[at_] == op) ++at_;
      if (!read_term(level)) return false;
    }
    filter_[begin].size = static_cast<std::uint32_t>(filter_.size() - begin);
    return true;
  }
  /// '+', '|' or neither; URLs make a space of a '+'.
  char joint() {
    skip_space();
    if (at_ == text_.size()) return 0;
    const char c = text_[at_];
    return c == '|' ? c : c == '+' || c == '(' || std::isalpha(static_cast<unsigned char>(c)) != 0 ? '+' : '\0';
  }

  bool read_term(int level) {
    if (!take('(')) return read_condition();
    if (level == kMostLevels) return fail("has more than 100 levels of parentheses", "write fewer levels");
    return read_group(level + 1) && (take(')') || expect("\"+\", \"|\" or \")\""));
  }

  bool read_condition() {
    if (++conditions_ > kMostConditions) {
      return fail("has more than 1000 conditions",
                  "name several values in one condition, such as namespace:\"a\",\"b\", or match their beginnings with "
                  "<~:");
    }
    FilterPart part;
    Condition& condition = part.condition;
    if (!read_key(condition.key) || !read_operator(condition)) return false;
    do {
      if (++values_ > kMostValues) return fail("has more than 10000 values", "match what they have in common");
      if (!read_value(condition.values.emplace_back())) return false;
    } while (take(','));
    // Rows have kinds in lower case; Kubernetes writes DaemonSet.
    if (condition.key.kind == KeyKind::controller_kind) {
      for (std::string& value : condition.values) value = lowered(std::move(value));
    }
    filter_.push_back(std::move(part));
    return true;
  }

  /// A field, `label[KEY]` as OpenCost writes it, or `label:KEY` as aggregations do.
  bool read_key(Key& key) {
    skip_space();
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    auto known = field_of(text_.substr(begin, at_ - begin));
    if (!known) {
      const std::string_view word = text_.substr(begin, at_ - begin), fields = of_assets_ ? kAssetFieldList : kFields;
      at_ = begin;
      return word.empty() ? expect(fields)
                          : fail("there is no field \"" + shown(word) + "\"", "use " + std::string(fields));
    }
    key = *std::move(known);
    if (key.kind != KeyKind::label && key.kind != KeyKind::annotation) return true;
    if (take('[')) {
      const std::size_t name = at_;
      at_ = std::min(text_.find(']', at_), text_.size());
      key.label = trimmed(text_.substr(name, at_ - name));
      return (take(']') || expect("\"]\" after the key")) &&
             (!key.label.empty() || (at_ = name, expect("the key of a label")));
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_label_char(text_[end])) ++end;
    if (at_ < text_.size() && text_[at_] == ':' && end > at_ + 1) {
      key.label = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end;
    }
    return true;
  }

  /// A field of assets stands where a label's key does.
  [[nodiscard]] Result<Key> field_of(std::string_view word) const {
    if (!of_assets_ || word == "label") return parse_key(word);
    const bool known = std::find(std::begin(kAssetFields), std::end(kAssetFields), word) != std::end(kAssetFields);
    return known ? Result<Key>(Key{KeyKind::provider_id, std::string(word)}) : Result<Key>(Error{});
  }

  bool read_operator(Condition& condition) {
    condition.negated = take('!');
    for (std::size_t i = 0; i < std::size(kMatches); ++i) {
      if (!text_.substr(at_).starts_with(kMatches[i])) continue;
      at_ += kMatches[i].size();
      condition.match = static_cast<Match>(i);
      return true;
    }
    return expect("an operator: \":\", \"!:\", \"~:\", \"<~:\" or \"~>:\"");
  }

  /// "text"; \" and \\ stand for themselves.
  bool read_value(std::string& value) {
    if (!take('"')) return expect("a value in double quotes");
    while (at_ < text_.size() && text_[at_] != '"') {
      const bool escapes =
          text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (escapes) ++at_;
      value += text_[at_++];
    }
    if (at_ == text_.size()) return expect("a closing quote");
    ++at_;
    skip_space();
    return true;
  }

  bool take(char wanted) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    skip_space();
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) ++at_;
  }
  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
  }

  bool expect(std::string_view what) {
    return fail("expected " + std::string(what), R"(write conditions such as namespace:"shop"+node!:"n1","n2")");
  }
  /// Columns count characters.
  bool fail(std::string_view what, std::string_view hint) {
    const auto column = std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                      [](char c) { return (c & '\xC0') != '\x80'; });
    error_ = {ErrorCode::bad_usage, "filter, column " + std::to_string(column + 1) + ": " + std::string(what), hint,
              "filter"};
    return false;
  }

  std::string_view text_;
  bool of_assets_;
  std::size_t at_ = 0, conditions_ = 0, values_ = 0;
  Filter filter_;
  Error error_;
};

void write(const Condition& condition, std::string& text) {
  const Key& key = condition.key;
  const bool named = (key.kind == KeyKind::label || key.kind == KeyKind::annotation) && !key.label.empty();
  const std::string name = text_of(key);
  text += name.substr(0, name.find(':'));
  if (named) text.append("[").append(key.label).append("]");
  if (condition.negated) text += '!';
  text += kMatches[static_cast<std::size_t>(condition.match)];
  for (std::size_t i = 0; i < condition.values.size(); ++i) {
    text += i > 0 ? ",\"" : "\"";
    for (const char c : condition.values[i]) text.append(c == '"' || c == '\\' ? 1 : 0, '\\').append(1, c);
    text += '"';
  }
}

/// The part at `at` and all of its own.
void write(const Filter& filter, std::size_t at, std::string& text) {
  const FilterPart& part = filter[at];
  if (part.op == Op::condition) return write(part.condition, text);
  if (at > 0) text += '(';
  for (std::size_t next = at + 1; next < at + part.size; next += filter[next].size) {
    if (next > at + 1) text += part.op == Op::all ? '+' : '|';
    write(filter, next, text);
  }
  if (at > 0) text += ')';
}

}  // namespace

bool Condition::names(std::string_view text) const {
  return std::any_of(values.begin(), values.end(), [&](std::string_view value) {
    switch (match) {
      case Match::equals:
        return text == value || (text.empty() && value == "__unallocated__");
      case Match::contains:
        return text.find(value) != std::string_view::npos;
      case Match::starts:
        return text.starts_with(value);
      case Match::ends:
        return text.ends_with(value);
    }
    return false;
  });
}

Result<Filter> parse_filter(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Filter{};
  return FilterReader(text).read();
}

Result<Filter> parse_asset_filter(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Filter{};
  return FilterReader(text, true).read();
}

std::string text_of(const Filter& filter) {
  std::string text;
  if (!filter.empty()) write(filter, 0, text);
  return text;
}

Filter both(Filter a, Filter b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  Filter out(1);
  out[0].op = Op::all;
  for (Filter* each : {&a, &b}) {
    // What is a list of conditions already stays flat.
    const auto first = each->begin() + (each->front().op == Op::all ? 1 : 0);
    out.insert(out.end(), std::make_move_iterator(first), std::make_move_iterator(each->end()));
  }
  out[0].size = static_cast<std::uint32_t>(out.size());
  return out;
}

Result<Filter> parse_selection(std::string_view text) {
  if (text.find('"') != std::string_view::npos && text.find(':') < text.find('"')) return parse_filter(text);
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos || at + 1 == text.size()) {
    return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" names nothing",
                 "write KEY=VALUE, such as namespace=shop or label:team=web, or a filter", "of"};
  }
  auto key = parse_key(text.substr(0, at));
  if (!key) return key.error();
  Filter filter(1);
  filter[0].condition = {*std::move(key), Match::equals, false, {std::string(text.substr(at + 1))}};
  return filter;
}

/// An asset is written as a node is, and is no key: rows have no such property.
Result<Explained> parse_explained(std::string_view text) {
  constexpr std::string_view kAsset = "asset";
  const std::string_view rest = text.substr(std::min(kAsset.size(), text.size()));
  if (!text.starts_with(kAsset) || !(rest.starts_with(':') || rest.starts_with('='))) {
    auto rows = parse_selection(text);
    if (!rows) return rows.error();
    return Explained{*std::move(rows), {}};
  }
  auto named = parse_selection(std::string("node").append(rest));
  const bool one = named && named->size() == 1 && named->front().condition.values.size() == 1;
  if (!one || named->front().condition.values.front().empty()) {
    return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" names no single asset",
                 "write asset=NAME, or asset=CLUSTER/NAME, without other conditions", "of"};
  }
  return Explained{{}, std::move(named->front().condition.values.front())};
}

std::string text_of(const Explained& explained) {
  if (explained.asset.empty()) return text_of(explained.rows);
  Filter named(1);
  named[0].condition.key.kind = KeyKind::node;
  named[0].condition.values.push_back(explained.asset);
  return "asset" + text_of(named).substr(4);
}

}  // namespace prorata::query
