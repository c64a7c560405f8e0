// JSON as text, member by member. Internal to the stage.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/json_text.h"

namespace prorata::report {

/// Writes members and elements one after the other; commas and newlines are its business.
class Writer {
 public:
  void open(char bracket) {
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void key(std::string_view name) {
    element();
    out_ += json_text(name);
    out_ += ':';
    first_ = true;  // the value follows without a comma
  }
  /// One element of a list, or the value of a key.
  void element() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  void open(std::string_view name, char bracket) {
    key(name);
    element();
    open(bracket);
  }
  void raw(std::string_view name, std::string_view json) {
    key(name);
    element();
    out_ += json;
  }
  void text(std::string_view name, std::string_view value) { raw(name, json_text(value)); }
  void boolean(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
  void line() { out_ += '\n'; }
  void value(std::string_view json) {
    element();
    out_ += json;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool first_ = true;
};

}  // namespace prorata::report
