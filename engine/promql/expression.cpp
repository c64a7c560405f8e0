#include "promql/expression.h"

#include <algorithm>
#include <optional>

#include "core/number.h"

namespace prorata::promql {
namespace {

constexpr std::string_view kAggregates[] = {"max", "min", "sum", "count", "avg", "quantile"};
/// By how strongly they bind.
constexpr std::string_view kOperators[][6] = {
    {"or"}, {"and", "unless"}, {"==", "!=", "<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/"}};
constexpr std::size_t kLevels = std::size(kOperators);
constexpr int kMostDepth = 60;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Expression> parse() {
    Expression all = binary(0);
    if (skip(); !error_ && at_ < text_.size()) fail("an operator or the end");
    if (error_) return *error_;
    return all;
  }

 private:
  using Kind = Expression::Kind;

  Expression binary(std::size_t level) {
    if (level == kLevels) return postfix();
    Expression left = binary(level + 1);
    for (;;) {
      const std::string_view word = operator_of(level);
      if (word.empty()) return left;
      Expression both;
      both.kind = Kind::binary;
      both.word = word;
      both.on = take("on");
      if (both.on) both.labels = label_list();
      both.parts.push_back(std::move(left));
      both.parts.push_back(binary(level + 1));
      left = std::move(both);
    }
  }

  std::string_view operator_of(std::size_t level) {
    if (error_) return {};
    for (const std::string_view each : kOperators[level]) {
      if (!each.empty() && take(each)) return each;
    }
    return {};
  }

  Expression postfix() {
    if (++depth_ > kMostDepth) fail("less nesting");
    Expression inner = error_ ? Expression{} : primary();
    while (!error_ && take("[")) {
      const Duration range = duration();
      if (take(":")) {
        Expression subquery;
        subquery.kind = Kind::subquery;
        subquery.range = range;
        subquery.step = duration();
        subquery.parts.push_back(std::move(inner));
        inner = std::move(subquery);
      } else if (inner.kind == Kind::selector && inner.range.count() == 0) {
        inner.range = range;
      } else {
        fail("':' and a step");
      }
      expect("]");
    }
    --depth_;
    return inner;
  }

  Expression primary() {
    if (take("(")) {
      Expression inner = binary(0);
      expect(")");
      return inner;
    }
    skip();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if ((c >= '0' && c <= '9') || c == '.') return number();
    Expression made;
    made.word = take_word();
    if (made.word.empty() && c != '{') {
      fail("a metric, a function, a number or '('");
      return made;
    }
    const bool aggregates =
        std::find(std::begin(kAggregates), std::end(kAggregates), made.word) != std::end(kAggregates);
    if (skip(); aggregates) return aggregate(std::move(made));
    if (at_ < text_.size() && text_[at_] == '(') return call(std::move(made));
    return selector(std::move(made));
  }

  Expression number() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.')) ++at_;
    const auto value = parse_number(text_.substr(begin, at_ - begin));
    if (!value) fail("a number");
    Expression made;
    made.number = value ? *value : 0;
    return made;
  }

  Expression aggregate(Expression made) {
    made.kind = Kind::aggregate;
    made.without = take("without");
    if (made.without || take("by")) made.labels = label_list();
    arguments(made);
    return made;
  }

  Expression call(Expression made) {
    made.kind = Kind::call;
    arguments(made);
    return made;
  }

  void arguments(Expression& of) {
    expect("(");
    if (take(")")) return;
    do {
      of.parts.push_back(binary(0));
    } while (!error_ && take(","));
    expect(")");
  }

  Expression selector(Expression made) {
    made.kind = Kind::selector;
    if (!made.word.empty()) made.matchers.push_back({"__name__", made.word});
    if (!take("{")) return made;
    while (!error_ && !take("}")) {
      Matcher matcher;
      matcher.label = take_word();
      if (matcher.label.empty()) fail("the name of a label or '}'");
      matcher.not_so = take("!=") || take_if("!~", matcher.pattern);
      if (!matcher.not_so && !take_if("=~", matcher.pattern)) expect("=");
      matcher.value = quoted();
      made.matchers.push_back(std::move(matcher));
      if (!take(",") && !(skip(), text_.substr(at_).starts_with("}"))) fail("',' or '}'");
    }
    return made;
  }

  bool take_if(std::string_view sign, bool& flag) {
    flag = take(sign);
    return flag;
  }

  std::vector<std::string> label_list() {
    std::vector<std::string> labels;
    expect("(");
    while (!error_ && !take(")")) {
      labels.push_back(take_word());
      if (labels.back().empty()) fail("the name of a label");
      if (!take(",") && !(skip(), text_.substr(at_).starts_with(")"))) fail("',' or ')'");
    }
    return labels;
  }

  Duration duration() {
    skip();
    const auto value = parse_duration(take_word_until_colon());
    if (!value) fail("a duration");
    return value ? *value : Duration{1};
  }
  std::string take_word_until_colon() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_]) && text_[at_] != ':') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted() {
    std::string value;
    skip();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '"' && quote != '\'' && quote != '`') fail("a value in quotes");
    for (++at_; !error_ && at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && quote != '`' && at_ + 1 < text_.size()) {
        ++at_;
        value += text_[at_] == 'n' ? '\n' : text_[at_] == 't' ? '\t' : text_[at_];
      } else {
        value += text_[at_];
      }
    }
    if (!error_ && at_ >= text_.size()) fail("the closing quote");
    ++at_;
    return value;
  }

  std::string take_word() {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  /// A word is taken whole or not at all.
  bool take(std::string_view sign) {
    skip();
    if (error_ || !text_.substr(at_).starts_with(sign)) return false;
    const std::size_t end = at_ + sign.size();
    if (is_word(sign.back()) && sign.back() != ':' && end < text_.size() && is_word(text_[end])) return false;
    at_ = end;
    return true;
  }
  void expect(std::string_view sign) {
    if (!error_ && !take(sign)) fail("'" + std::string(sign) + "'");
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  void fail(const std::string& what) {
    if (error_) return;
    error_ = Error{ErrorCode::bad_usage,
                   "column " + std::to_string(at_ + 1) + " of the query: expected " + what + ", found \"" +
                       std::string(text_.substr(std::min(at_, text_.size()), 20)) + "\"",
                   "check --match; text metrics are asked with matchers only"};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<Expression> parse_expression(std::string_view promql) {
  return Parser(promql).parse();
}

}  // namespace prorata::promql
