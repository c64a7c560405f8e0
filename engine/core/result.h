// What a function gives back when it may fail: a value, or an Error that a user can act on.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace prorata {

/// Why something failed. The spelling (`error_code_name`) is part of every face's contract.
enum class ErrorCode : std::uint8_t {
  bad_input,    ///< data that cannot be read: not JSON, truncated, wrong shape
  bad_usage,    ///< a question, option or file of the user's that means nothing
  refused,      ///< the source answered with an error
  unreachable,  ///< the source did not answer
  no_data,      ///< the data cannot give an answer
  overflow,     ///< a number left its range
  internal,     ///< a defect of prorata
};

[[nodiscard]] constexpr std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return "bad-input";
    case ErrorCode::bad_usage:
      return "bad-usage";
    case ErrorCode::refused:
      return "refused";
    case ErrorCode::unreachable:
      return "unreachable";
    case ErrorCode::no_data:
      return "no-data";
    case ErrorCode::overflow:
      return "overflow";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

/// message: what happened. hint: what to do. where: byte, line, field or query; empty where nothing is known.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string hint;
  std::string where;
  bool operator==(const Error&) const = default;
};

/// A value or an Error; the subset of std::expected that prorata uses.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: returned as it is
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  T& value() {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: returned as it is

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const Error& error() const {
    assert(error_.has_value());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace prorata
