// Spellings of the question's small choices: one table per choice, read in both directions.
#include <array>

#include "query/question.h"

namespace prorata::query {
namespace {

template <class Value>
struct Word {
  std::string_view text;
  Value value;
};

constexpr std::array kMethods{Word<Method>{"interval", Method::interval}, Word<Method>{"average", Method::average},
                              Word<Method>{"request", Method::request}, Word<Method>{"usage", Method::usage}};
constexpr std::array kIdle{Word<IdlePolicy>{"separate", IdlePolicy::separate},
                           Word<IdlePolicy>{"share", IdlePolicy::share}, Word<IdlePolicy>{"hide", IdlePolicy::hide}};
constexpr std::array kFormats{Word<Format>{"table", Format::table}, Word<Format>{"json", Format::json},
                              Word<Format>{"csv", Format::csv}};

template <class Table>
std::string choices(const Table& table) {
  std::string text;
  for (const auto& word : table) text.append(text.empty() ? "" : ", ").append(word.text);
  return text;
}

template <class Value, std::size_t N>
Result<Value> read(const std::array<Word<Value>, N>& table, std::string_view text, std::string_view what) {
  for (const auto& word : table) {
    if (word.text == text) return word.value;
  }
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no " + std::string(what),
               "use one of " + choices(table), std::string(what)};
}

template <class Value, std::size_t N>
std::string_view spell(const std::array<Word<Value>, N>& table, Value value) {
  for (const auto& word : table) {
    if (word.value == value) return word.text;
  }
  return "";
}

}  // namespace

std::string_view name_of(Method method) {
  return spell(kMethods, method);
}
std::string_view name_of(IdlePolicy policy) {
  return spell(kIdle, policy);
}
Result<Method> parse_method(std::string_view text) {
  return read(kMethods, text, "method");
}
Result<IdlePolicy> parse_idle(std::string_view text) {
  return read(kIdle, text, "idle policy");
}
Result<Format> parse_format(std::string_view text) {
  return read(kFormats, text, "format");
}

}  // namespace prorata::query
