// Texts with placeholders. Internal to the stage.
#pragma once

#include <string>
#include <string_view>

namespace prorata::plan {

inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

/// Labels that tell objects apart, as exporters name them and as Prometheus may rename them.
void write_labels(std::string& text);

/// Extra matchers, without braces; none: the comma before them goes, too.
void write_match(std::string& text, std::string_view match);

}  // namespace prorata::plan
