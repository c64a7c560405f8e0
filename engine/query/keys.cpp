// Aggregation keys and filter conditions.
#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "query/question.h"

namespace prorata::query {
namespace {

constexpr std::array<std::pair<std::string_view, KeyKind>, 7> kKeys{{{"cluster", KeyKind::cluster},
                                                                     {"node", KeyKind::node},
                                                                     {"namespace", KeyKind::namespace_},
                                                                     {"controllerKind", KeyKind::controller_kind},
                                                                     {"controller", KeyKind::controller},
                                                                     {"pod", KeyKind::pod},
                                                                     {"container", KeyKind::container}}};
constexpr std::string_view kLabelPrefix = "label:";

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Error unknown_key(std::string_view text) {
  return {ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no aggregation key",
          "use cluster, node, namespace, controllerKind, controller, pod, container or label:KEY, joined by commas",
          "aggregate"};
}

Result<Key> parse_key(std::string_view text) {
  for (const auto& [name, kind] : kKeys) {
    if (equal_ignoring_case(text, name)) return Key{kind, {}};
  }
  const std::string_view label = text.substr(std::min(kLabelPrefix.size(), text.size()));
  if (!label.empty() && equal_ignoring_case(text.substr(0, kLabelPrefix.size()), kLabelPrefix)) {
    return Key{KeyKind::label, std::string(trim(label))};
  }
  return unknown_key(text);
}

/// Reads a filter text from left to right and remembers where it stands, for errors that name the column.
class FilterReader {
 public:
  explicit FilterReader(std::string_view text) : text_(text) {}

  Result<std::vector<Condition>> read() {
    std::vector<Condition> conditions;
    do {
      auto condition = read_condition();
      if (!condition) return condition.error();
      conditions.push_back(*std::move(condition));
      skip_space();
    } while (take('+'));
    if (at_ < text_.size()) return expected("\"+\" or the end");
    return conditions;
  }

 private:
  Result<Condition> read_condition() {
    auto key = read_key();
    if (!key) return key.error();
    Condition condition{*std::move(key), false, {}};
    condition.negated = take('!');
    if (!take(':')) return expected("\":\" or \"!:\"");
    do {
      auto value = read_value();
      if (!value) return value.error();
      condition.values.push_back(*std::move(value));
    } while (take(','));
    return condition;
  }

  /// A field name, or `label[KEY]` as OpenCost writes it.
  Result<Key> read_key() {
    skip_space();
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (equal_ignoring_case(name, "label") && take('[')) {
      const std::size_t end = text_.find(']', at_);
      if (end == std::string_view::npos) return expected("\"]\" after the label's key");
      Key key{KeyKind::label, std::string(trim(text_.substr(at_, end - at_)))};
      if (key.label.empty()) return expected("the label's key");
      at_ = end + 1;
      return key;
    }
    if (equal_ignoring_case(name, "label") && take(':')) return read_label_key();
    auto key = parse_key(name);
    if (!key) at_ = begin;
    return key ? std::move(key)
               : expected("cluster, node, namespace, controllerKind, controller, pod, container or label[KEY]");
  }

  /// `label:KEY`, as aggregations write it: the key ends where the operator begins.
  Result<Key> read_label_key() {
    const std::size_t operator_at = text_.find_first_of("\"", at_);
    const std::size_t colon = operator_at == std::string_view::npos ? operator_at : text_.rfind(':', operator_at);
    if (colon == std::string_view::npos || colon <= at_)
      return expected("a label's key, \":\" and a value in double quotes");
    const std::size_t end = text_[colon - 1] == '!' ? colon - 1 : colon;
    Key key{KeyKind::label, std::string(trim(text_.substr(at_, end - at_)))};
    at_ = end;
    return key.label.empty() ? Result<Key>(expected("a label's key")) : key;
  }

  /// "text", with \" and \\ escaped.
  Result<std::string> read_value() {
    skip_space();
    if (!take('"')) return expected("a value in double quotes");
    std::string value;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value += text_[at_++];
    }
    if (!take('"')) return expected("a closing quote");
    return value;
  }

  bool take(char wanted) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  [[nodiscard]] Error expected(std::string_view what) const {
    return {ErrorCode::bad_usage, "filter, column " + std::to_string(at_ + 1) + ": expected " + std::string(what),
            "write conditions such as namespace:\"shop\"+node!:\"n1\",\"n2\"", "filter"};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string text_of(const Key& key) {
  for (const auto& [name, kind] : kKeys) {
    if (kind == key.kind) return std::string(name);
  }
  return std::string(kLabelPrefix) + key.label;
}

Result<std::vector<Key>> parse_keys(std::string_view text) {
  std::vector<Key> keys;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    auto key = parse_key(trim(rest.substr(0, comma)));
    if (!key) return key.error();
    if (std::find(keys.begin(), keys.end(), *key) != keys.end()) {
      return Error{ErrorCode::bad_usage, "\"" + text_of(*key) + "\" stands twice in the aggregation",
                   "name each key once", "aggregate"};
    }
    keys.push_back(*std::move(key));
    if (comma == std::string_view::npos) return keys;
    rest.remove_prefix(comma + 1);
  }
}

Result<std::vector<Condition>> parse_filter(std::string_view text) {
  if (trim(text).empty()) return std::vector<Condition>{};
  return FilterReader(text).read();
}

std::string text_of(const std::vector<Condition>& filter) {
  std::string text;
  for (const Condition& condition : filter) {
    if (!text.empty()) text += '+';
    text += condition.key.kind == KeyKind::label ? "label[" + condition.key.label + "]" : text_of(condition.key);
    text += condition.negated ? "!:" : ":";
    for (std::size_t i = 0; i < condition.values.size(); ++i) {
      text += i > 0 ? ",\"" : "\"";
      for (const char c : condition.values[i]) text.append(c == '"' || c == '\\' ? 1 : 0, '\\').append(1, c);
      text += '"';
    }
  }
  return text;
}

Result<Condition> parse_selection(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos || at + 1 == text.size()) {
    return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" names nothing",
                 "write KEY=VALUE, such as namespace=shop or label:team=web", "of"};
  }
  auto key = parse_key(trim(text.substr(0, at)));
  if (!key) return key.error();
  return Condition{*std::move(key), false, {std::string(text.substr(at + 1))}};
}

}  // namespace prorata::query
