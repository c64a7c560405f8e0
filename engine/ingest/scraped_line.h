// One line of text metrics, or of an export.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/scraped.h"

namespace prorata::ingest {

/// Labels whose texts stay where they are.
class LabelTexts {
 public:
  void add(std::string name, std::string value) {
    std::string& kept_name = texts_.emplace_back(std::move(name));
    std::string& kept_value = texts_.emplace_back(std::move(value));
    labels_.push_back({kept_name, kept_value});
  }
  [[nodiscard]] std::span<const ScrapedLabel> span() const { return labels_; }

 private:
  std::deque<std::string> texts_;
  std::vector<ScrapedLabel> labels_;
};

[[nodiscard]] constexpr bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

/// The parts of `name{labels} value time # exemplar`; the text of name and labels ends at labels_end.
struct SampleText {
  std::size_t labels_end = 0;
  std::string_view value, time;
};
[[nodiscard]] Result<SampleText> read_sample(std::string_view line);
[[nodiscard]] Result<LabelTexts> read_labels(std::string_view text);
/// Also NaN and infinities.
[[nodiscard]] Result<double> scraped_number(std::string_view text);

/// `{"metric": {…}, "values": […], "timestamps": […]}`, in any order.
struct ExportLine {
  LabelTexts labels;
  std::vector<double> values, times;  ///< equal in length; milliseconds
};
[[nodiscard]] bool is_export_line(std::string_view line);
[[nodiscard]] Result<ExportLine> read_export_line(std::string_view line);

}  // namespace prorata::ingest
