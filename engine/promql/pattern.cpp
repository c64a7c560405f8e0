#include "promql/pattern.h"

namespace prorata::promql {

/// either := both ('|' both)*; both := (atom [*+?])*
class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(text) {}

  Result<Pattern> parse() {
    pattern_.root_ = either(0);
    if (at_ < text_.size()) fail();
    if (error_) {
      return Error{ErrorCode::bad_usage,
                   "the pattern \"" + std::string(text_) + "\" cannot be read from column " + std::to_string(at_ + 1),
                   "text metrics are matched with literals, . [ ] ( ) | * + ? and \\ before a character"};
    }
    return std::move(pattern_);
  }

 private:
  using Node = Pattern::Node;
  static constexpr int kMostDepth = 50;

  std::size_t add(Node node) {
    pattern_.nodes_.push_back(std::move(node));
    return pattern_.nodes_.size() - 1;
  }
  void fail() { error_ = true; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool done() const { return error_ || at_ >= text_.size(); }

  std::size_t either(int depth) {
    if (depth > kMostDepth) fail();
    std::size_t left = both(depth);
    while (!done() && peek() == '|') {
      ++at_;
      const std::size_t right = both(depth);
      left = add({Node::Kind::either, {}, false, false, left, right});
    }
    return left;
  }

  std::size_t both(int depth) {
    std::size_t left = add({});
    while (!done() && peek() != '|' && peek() != ')') {
      const std::size_t right = repeated(depth);
      left = add({Node::Kind::both, {}, false, false, left, right});
    }
    return left;
  }

  std::size_t repeated(int depth) {
    std::size_t node = atom(depth);
    while (!done() && std::string_view("*+?").find(peek()) != std::string_view::npos) {
      const char c = text_[at_++];
      node = add({Node::Kind::repeat, {}, c == '+', c == '?', node, 0});
      if (!done() && peek() == '?') ++at_;  // lazy: the same texts match
    }
    return node;
  }

  std::size_t atom(int depth) {
    Node node;
    node.kind = Node::Kind::set;
    node.set.assign(256, false);
    const char c = text_[at_++];
    if (c == '(') return group(depth);
    if (c == '[') {
      list(node.set);
    } else if (c == '.') {
      node.set.assign(256, true);
      node.set['\n'] = false;
    } else if (c == '\\') {
      escaped(node.set);
    } else if (std::string_view("*+?{}^$])").find(c) != std::string_view::npos) {
      // What stands at the ends of a pattern that is of the whole text anyway says nothing.
      const bool anchor = (c == '^' && at_ == 1) || (c == '$' && at_ == text_.size());
      if (!anchor) fail();
      return add({});
    } else {
      node.set[static_cast<unsigned char>(c)] = true;
    }
    return add(std::move(node));
  }

  std::size_t group(int depth) {
    if (text_.substr(at_).starts_with("?:")) at_ += 2;
    const std::size_t inner = either(depth + 1);
    if (peek() != ')') fail();
    ++at_;
    return inner;
  }

  void escaped(std::vector<bool>& set) {
    const char c = peek();
    ++at_;
    const auto range = [&](char from, char to) {
      for (char byte = from; byte <= to; ++byte) set[static_cast<unsigned char>(byte)] = true;
    };
    if (c == 'd' || c == 'w') range('0', '9');
    if (c == 'w') {
      range('a', 'z');
      range('A', 'Z');
      range('_', '_');
    }
    if (c == 's') {
      for (const char blank : {' ', '\t', '\n', '\f', '\r'}) range(blank, blank);
    }
    if (c == 'd' || c == 'w' || c == 's') return;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\0';
    if (letter) return fail();
    set[static_cast<unsigned char>(c)] = true;
  }

  void list(std::vector<bool>& set) {
    const bool inverted = peek() == '^';
    if (inverted) ++at_;
    for (bool first = true; !done() && (first || peek() != ']'); first = false) {
      const char from = text_[at_++];
      if (from == '\\') {
        escaped(set);
        continue;
      }
      const bool range = peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
      const char to = range ? text_[at_ + 1] : from;
      if (range) at_ += 2;
      for (int byte = static_cast<unsigned char>(from); byte <= static_cast<unsigned char>(to); ++byte) {
        set[static_cast<std::size_t>(byte)] = true;
      }
    }
    if (peek() != ']') fail();
    ++at_;
    if (inverted) set.flip();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Pattern pattern_;
  bool error_ = false;
};

Result<Pattern> Pattern::parse(std::string_view text) {
  return PatternParser(text).parse();
}

Pattern::Places Pattern::after(std::size_t index, const Places& from, std::string_view text) const {
  const Node& node = nodes_[index];
  switch (node.kind) {
    case Node::Kind::empty:
      return from;
    case Node::Kind::both:
      return after(node.right, after(node.left, from, text), text);
    case Node::Kind::set: {
      Places to(from.size(), false);
      for (std::size_t i = 0; i < text.size(); ++i)
        to[i + 1] = from[i] && node.set[static_cast<unsigned char>(text[i])];
      return to;
    }
    case Node::Kind::either: {
      Places to = after(node.left, from, text);
      const Places other = after(node.right, from, text);
      for (std::size_t i = 0; i < to.size(); ++i) to[i] = to[i] || other[i];
      return to;
    }
    case Node::Kind::repeat:
      break;
  }
  Places to = node.at_least_one ? Places(from.size(), false) : from, next = from;
  for (;;) {
    next = after(node.left, next, text);
    bool grown = false;
    for (std::size_t i = 0; i < to.size(); ++i) {
      grown = grown || (next[i] && !to[i]);
      to[i] = to[i] || next[i];
    }
    if (!grown || node.at_most_one) return to;
  }
}

bool Pattern::matches(std::string_view text) const {
  Places from(text.size() + 1, false);
  from[0] = true;
  return after(root_, from, text).back();
}

}  // namespace prorata::promql
