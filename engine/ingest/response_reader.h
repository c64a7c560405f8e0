// What the members of a Prometheus answer mean: the handler of JsonMachine behind ResponseParser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ingest/decimal.h"
#include "ingest/json_machine.h"
#include "ingest/label_store.h"
#include "ingest/point_scanner.h"
#include "ingest/response_parser.h"
#include "ingest/sample_block.h"

namespace prorata::ingest {

class ResponseReader {
 public:
  enum class Place : std::uint8_t {
    document,
    answer,      // { "status", "data", … }
    data,        // { "resultType", "result", … }
    result,      // [ series … ], or the point of a scalar or string
    series,      // { "metric", "values", … }
    metric,      // { name: value … }
    values,      // [ point … ]
    point,       // [ time, "value" ]
    histograms,  // [ point … ]
    warnings,
    infos,
    skipped,
  };

  ResponseReader(SeriesSink& sink, const Limits& limits);

  std::optional<Place> begin(Place in, std::uint32_t index, bool object);
  bool end(Place place, std::uint32_t count);
  [[nodiscard]] TextUse key_use(Place place) const;
  [[nodiscard]] TextUse text_use(Place place, std::uint32_t index) const;
  bool key(Place place, std::string_view name);
  bool text(Place place, std::uint32_t index, std::string_view text);
  bool number(Place place, std::uint32_t index, std::string_view raw);
  bool literal(Place place, std::uint32_t index, Literal literal);
  [[nodiscard]] bool may_hurry(Place place) const {
    return place == Place::values || place == Place::metric || (place == Place::result && whole_series_) ||
           (place == Place::series && member_ == Member::value);
  }
  Hurried hurry(Place place, const char* p, const char* end);
  [[nodiscard]] const Error& problem() const { return problem_; }
  [[nodiscard]] Error too_long(Place place, bool is_key) const;

  /// The document is complete: delivers a scalar and says what the answer was.
  [[nodiscard]] Result<ResponseSummary> finish();

 private:
  enum class Member : std::uint8_t {
    other,
    status,
    error_type,
    error,
    warnings,
    infos,
    is_partial,
    result_type,
    // Containers that must not repeat and must be of their kind:
    data,
    result,
    metric,
    values,
    value,
    histograms,
    histogram,
  };
  /// Whole series of one point, as instant queries give them by the thousand: `p` stands on the `{` of a series.
  Hurried hurry_series(const char* p, const char* end);
  [[nodiscard]] const char* scan_series(const char* p, const char* end, PointScanner::Point& point);
  static Member member_named(Place place, std::string_view name);
  static bool is_container(Member member) { return member >= Member::data; }

  std::optional<Place> begin_member(Place in, bool object);
  std::optional<Place> begin_element(Place in, bool object);
  void begin_series();
  void end_series();
  bool answer_text(std::string_view text);
  bool result_item(std::uint32_t index, std::string_view raw, bool quoted);
  bool point_time(std::string_view raw);
  bool point_value(std::string_view text);
  void add_message(std::string_view text, bool warning);
  bool deliver_scalar();
  bool check_shape();
  bool refuse(std::string message);

  SeriesSink& sink_;
  Limits limits_;
  ResponseSummary summary_;
  SampleBlock block_;
  LabelStore labels_;
  PointScanner points_;
  Error problem_;

  bool whole_series_ = true;       ///< series of one point may follow each other without white space
  Member member_ = Member::other;  ///< the one whose value comes next
  std::uint32_t seen_ = 0;         ///< containers met, as bits; those of a series since its start
  bool labels_delivered_ = false;  ///< of this series
  bool values_seen_ = false;       ///< a series had "values", as only a matrix has
  bool value_seen_ = false;        ///< a series had "value", as only a vector has
  Time time_;                      ///< of this point
  std::string status_;
  enum class Shape : std::uint8_t { none, empty, series, point } shape_ = Shape::none;  ///< of "result"
  std::string scalar_time_;
  std::string scalar_value_;
};

}  // namespace prorata::ingest
