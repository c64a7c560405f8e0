// Answers as text. One function per format; the same bytes from every face.
#pragma once

#include <string>

#include "explain/explain.h"
#include "query/question.h"
#include "report/answer.h"

namespace prorata::report {

[[nodiscard]] std::string to_json(const Answer& answer);   ///< docs/formats.md, "prorata.allocation/1"
[[nodiscard]] std::string to_csv(const Answer& answer);    ///< RFC 4180, formula-safe, one line per row and step
[[nodiscard]] std::string to_table(const Answer& answer);  ///< for a terminal
[[nodiscard]] std::string to_json(const Assets& assets);   ///< "prorata.assets/1"
[[nodiscard]] std::string to_csv(const Assets& assets);
[[nodiscard]] std::string to_table(const Assets& assets);
/// As OpenCost answers /assets. filter: of query::parse_asset_filter.
[[nodiscard]] std::string to_opencost(const Assets& assets, const query::Filter& filter = {});
[[nodiscard]] std::string to_exposition(const Assets& assets);  ///< prices, as OpenCost exports them
/// How much of a derivation is written. What is left out is counted.
struct Detail {
  std::size_t terms = static_cast<std::size_t>(-1);  ///< the largest
  bool hours = true;
};
/// "prorata.explain/1"
[[nodiscard]] std::string to_json(const explain::Derivation& derivation, const Detail& detail = {});
[[nodiscard]] std::string to_table(const explain::Derivation& derivation);
/// digits: decimals of a money unit.
[[nodiscard]] std::string notices_json(const std::vector<Notice>& notices, int digits = 9);
/// currency: of the costs of notices.
[[nodiscard]] std::string notices_table(const std::vector<Notice>& notices, const Currency& currency = {});

}  // namespace prorata::report
