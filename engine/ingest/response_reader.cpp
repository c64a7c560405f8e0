#include "ingest/response_reader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <utility>

namespace prorata::ingest {
namespace {

constexpr std::size_t kMaxNameBytes = 256;     // of members the API knows, escapes included
constexpr std::size_t kMaxNumberBytes = 1024;  // a value as sent
constexpr const char* kShapeHint = "the source does not speak the Prometheus query API; check the URL and its path";

/// Warnings that remark on the query, or say that no store holds the metric. Any other one means missing data.
constexpr std::string_view kHarmless[] = {"PromQL info:", "PromQL warning:", "No StoreAPIs matched for this query"};

bool is_harmless(std::string_view warning) {
  return std::any_of(std::begin(kHarmless), std::end(kHarmless),
                     [warning](std::string_view start) { return warning.substr(0, start.size()) == start; });
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string result = "\"";
  result += text.substr(0, kMost);
  return result + (text.size() > kMost ? "...\"" : "\"");
}

}  // namespace

ResponseReader::ResponseReader(SeriesSink& sink, const Limits& limits)
    : sink_(sink),
      limits_(limits),
      block_(sink),
      labels_({limits.max_label_bytes, limits.max_metric_bytes, limits.max_labels}) {}

ResponseReader::Member ResponseReader::member_named(Place place, std::string_view name) {
  struct Entry {
    Place place;
    std::string_view name;
    Member member;
  };
  static constexpr std::array kMembers{
      Entry{Place::series, "metric", Member::metric},
      Entry{Place::series, "values", Member::values},
      Entry{Place::series, "value", Member::value},
      Entry{Place::series, "histograms", Member::histograms},
      Entry{Place::series, "histogram", Member::histogram},
      Entry{Place::answer, "status", Member::status},
      Entry{Place::answer, "data", Member::data},
      Entry{Place::answer, "errorType", Member::error_type},
      Entry{Place::answer, "error", Member::error},
      Entry{Place::answer, "warnings", Member::warnings},
      Entry{Place::answer, "infos", Member::infos},
      Entry{Place::answer, "isPartial", Member::is_partial},
      Entry{Place::data, "resultType", Member::result_type},
      Entry{Place::data, "result", Member::result},
  };
  for (const Entry& entry : kMembers)
    if (entry.place == place && entry.name == name) return entry.member;
  return Member::other;
}

bool ResponseReader::refuse(std::string message) {
  problem_ = {ErrorCode::bad_input, std::move(message), kShapeHint, ""};
  return false;
}

Error ResponseReader::too_long(Place place, bool is_key) const {
  const bool label = place == Place::metric;
  const std::size_t limit = label ? limits_.max_label_bytes : kMaxNumberBytes;
  const std::string what = !label ? "a sample value" : is_key ? "a label name" : "a label value";
  return {ErrorCode::bad_input, what + " is longer than " + std::to_string(limit) + " bytes",
          "the source is broken or hostile; look for the series with such a label", ""};
}

// --- Structure ---

std::optional<ResponseReader::Place> ResponseReader::begin(Place in, std::uint32_t, bool object) {
  switch (in) {
    case Place::document:
      return Place::answer;
    case Place::answer:
    case Place::data:
    case Place::series:
      return begin_member(in, object);
    case Place::warnings:
    case Place::infos:
    case Place::skipped:
      return Place::skipped;
    default:
      return begin_element(in, object);
  }
}

std::optional<ResponseReader::Place> ResponseReader::begin_member(Place, bool object) {
  switch (member_) {
    case Member::data:
      if (object) return Place::data;
      break;
    case Member::metric:
      labels_.clear();
      if (object) return Place::metric;
      break;
    case Member::result:
      shape_ = Shape::empty;
      if (!object) return Place::result;
      break;
    case Member::values:
      if (!object) return Place::values;
      break;
    case Member::value:
      if (!object) return Place::point;
      break;
    case Member::histograms:
      if (!object) return Place::histograms;
      break;
    case Member::histogram:
      ++summary_.histogram_points;
      return Place::skipped;
    case Member::warnings:
      return object ? Place::skipped : Place::warnings;
    case Member::infos:
      return object ? Place::skipped : Place::infos;
    default:
      return Place::skipped;
  }
  refuse("a member of the answer is an object where a list is expected, or the other way round");
  return std::nullopt;
}

std::optional<ResponseReader::Place> ResponseReader::begin_element(Place in, bool object) {
  if (in == Place::result && object && shape_ != Shape::point) {
    begin_series();
    return Place::series;
  }
  if (in == Place::values && !object) return Place::point;
  if (in == Place::histograms) {
    ++summary_.histogram_points;
    return Place::skipped;
  }
  refuse(in == Place::metric ? "a label value is no text" : "a series or a point is not of the expected shape");
  return std::nullopt;
}

bool ResponseReader::end(Place place, std::uint32_t count) {
  switch (place) {
    case Place::point:
      return count == 2 || refuse("a point is not [time, \"value\"]");
    case Place::metric:
      sink_.labels(labels_.labels());
      labels_delivered_ = true;
      return true;
    case Place::series:
      end_series();
      return true;
    default:
      return true;
  }
}

void ResponseReader::begin_series() {
  constexpr std::uint32_t kOfSeries = ~((1U << static_cast<unsigned>(Member::metric)) - 1);
  seen_ &= ~kOfSeries;
  shape_ = Shape::series;
  labels_delivered_ = false;
  ++summary_.series;
  sink_.begin_series();
}

void ResponseReader::end_series() {
  block_.end_series();
  if (!labels_delivered_) sink_.labels({});
  sink_.end_series();
}

// --- Texts, numbers, words ---

TextUse ResponseReader::key_use(Place place) const {
  switch (place) {
    case Place::metric:
      return {TextUse::Kind::whole, limits_.max_label_bytes};
    case Place::answer:
    case Place::data:
    case Place::series:
      return {TextUse::Kind::cut, kMaxNameBytes};
    default:
      return {};
  }
}

TextUse ResponseReader::text_use(Place place, std::uint32_t index) const {
  const TextUse message{TextUse::Kind::cut, limits_.max_text_bytes};
  switch (place) {
    case Place::metric:
      return {TextUse::Kind::whole, limits_.max_label_bytes};
    case Place::point:
      return {TextUse::Kind::whole, kMaxNumberBytes};
    case Place::answer:
      return member_ == Member::other ? TextUse{} : message;
    case Place::data:
      return member_ == Member::result_type ? TextUse{TextUse::Kind::cut, kMaxNameBytes} : TextUse{};
    case Place::result:
      return index == 1 ? message : TextUse{};
    case Place::warnings:
    case Place::infos:
      return message;
    default:
      return {};
  }
}

bool ResponseReader::key(Place place, std::string_view name) {
  if (place == Place::metric) {
    return labels_.add_name(name) || refuse("a series has more labels than any real one");
  }
  member_ = member_named(place, name);
  if (!is_container(member_)) return true;
  values_seen_ = values_seen_ || member_ == Member::values;
  value_seen_ = value_seen_ || member_ == Member::value;
  const std::uint32_t bit = 1U << static_cast<unsigned>(member_);
  if ((seen_ & bit) != 0) return refuse("the member " + shown(name) + " appears twice");
  seen_ |= bit;
  return true;
}

bool ResponseReader::text(Place place, std::uint32_t index, std::string_view text) {
  switch (place) {
    case Place::answer:
      return answer_text(text);
    case Place::data:
      if (member_ == Member::result_type) summary_.result_type = text;
      return !is_container(member_) || refuse("\"result\" is a text");
    case Place::series:
      return !is_container(member_) || refuse("a member of a series is a text");
    case Place::result:
      return result_item(index, text, true);
    case Place::metric:
      return labels_.add_value(text) || refuse("the labels of a series are longer than any real ones");
    case Place::point:
      return index == 1 ? point_value(text) : refuse("a point is not [time, \"value\"]");
    case Place::values:
      return refuse("a point is a text");
    case Place::warnings:
      add_message(text, true);
      return true;
    case Place::infos:
      add_message(text, false);
      return true;
    default:
      return true;
  }
}

bool ResponseReader::answer_text(std::string_view text) {
  switch (member_) {
    case Member::status:
      status_ = text;
      return true;
    case Member::error_type:
      summary_.error_type = text;
      return true;
    case Member::error:
      summary_.error = text;
      return true;
    case Member::warnings:
      add_message(text, true);
      return true;
    case Member::infos:
      add_message(text, false);
      return true;
    default:
      return !is_container(member_) || refuse("\"data\" is a text");
  }
}

void ResponseReader::add_message(std::string_view text, bool warning) {
  if (warning && !is_harmless(text)) summary_.partial = true;
  auto& kept = warning ? summary_.warnings : summary_.infos;
  if (kept.size() < limits_.max_messages) {
    kept.emplace_back(text);
  } else {
    ++summary_.dropped_messages;
  }
}

bool ResponseReader::number(Place place, std::uint32_t index, std::string_view raw) {
  switch (place) {
    case Place::point:
      if (index == 0) return point_time(raw);
      return index == 1 ? point_value(raw) : refuse("a point is not [time, \"value\"]");
    case Place::result:
      return result_item(index, raw, false);
    case Place::metric:
      return refuse("a label value is no text");
    case Place::values:
      return refuse("a point is a number");
    case Place::answer:
    case Place::data:
    case Place::series:
      return !is_container(member_) || refuse("a member of the answer is a number");
    default:
      return true;
  }
}

bool ResponseReader::literal(Place place, std::uint32_t index, Literal literal) {
  switch (place) {
    case Place::answer:
      if (member_ == Member::is_partial && literal == Literal::yes) summary_.partial = true;
      return !is_container(member_) || literal == Literal::null || refuse("\"data\" is no object");
    case Place::data:
      if (member_ == Member::result && literal == Literal::null) shape_ = Shape::empty;
      [[fallthrough]];
    case Place::series:
      return !is_container(member_) || literal == Literal::null || refuse("a member is no list");
    case Place::point:
      // VictoriaMetrics' exports write null for NaN.
      return index == 1 && literal == Literal::null ? point_value("NaN") : refuse("a point is not [time, \"value\"]");
    case Place::result:
    case Place::metric:
    case Place::values:
      return refuse("a series, a label or a point is null, true or false");
    default:
      return true;
  }
}

bool ResponseReader::result_item(std::uint32_t index, std::string_view raw, bool quoted) {
  const bool fits = index == 0 ? !quoted && shape_ == Shape::empty : index == 1 && quoted && shape_ == Shape::point;
  if (!fits) return refuse("\"result\" is neither a list of series nor [time, \"value\"]");
  shape_ = Shape::point;
  (index == 0 ? scalar_time_ : scalar_value_) = raw;
  return true;
}

bool ResponseReader::point_time(std::string_view raw) {
  time_ = parse_time(raw);
  return true;
}

bool ResponseReader::point_value(std::string_view text) {
  const Value value = parse_value(text);
  if (value.kind == ValueKind::garbage) return refuse("the value " + shown(text) + " is no number");
  if (time_.kind == TimeKind::out_of_range) {
    ++summary_.out_of_range_times;
  } else if (value.kind == ValueKind::non_finite) {
    ++summary_.dropped_non_finite;
  } else {
    block_.add(time_.ms, value.number);
  }
  return true;
}

// --- The fast paths ---

Hurried ResponseReader::hurry(Place place, const char* p, const char* end) {
  const char opening = place == Place::metric ? '"' : place == Place::result ? '{' : '[';
  if (*p != opening) return {p, false};
  if (place == Place::metric) {
    const char* const behind = labels_.copy_pairs(p, end);
    return {behind, behind != p};
  }
  if (place == Place::values) {
    const auto done = points_.scan_points(p, end, block_);
    return {done.next, done.after_point};
  }
  if (place == Place::result) return hurry_series(p, end);
  PointScanner::Point point;
  const char* const behind = PointScanner::scan_point(p, end, point);
  if (behind == nullptr) return {p, false};
  block_.add(point.time_ms, point.value);
  return {behind, true};
}

Hurried ResponseReader::hurry_series(const char* p, const char* end) {
  const char* next = p;
  bool complete = false;
  PointScanner::Point point;
  while (const char* const behind = scan_series(next, end, point)) {
    begin_series();
    this->end(Place::metric, 0);
    block_.add(point.time_ms, point.value);
    end_series();
    value_seen_ = true;
    next = behind;
    complete = true;
    if (end - next < 2 || next[0] != ',' || next[1] != '{') break;
    ++next;
    complete = false;
  }
  return {next, complete};
}

const char* ResponseReader::scan_series(const char* p, const char* end, PointScanner::Point& point) {
  constexpr std::string_view kMetric = R"({"metric":{)";
  constexpr std::string_view kValue = R"(},"value":[)";
  const auto take = [&p, end](std::string_view text) {
    if (end - p < static_cast<std::ptrdiff_t>(text.size()) || std::memcmp(p, text.data(), text.size()) != 0)
      return false;
    p += text.size();
    return true;
  };
  if (!take(kMetric)) return nullptr;
  labels_.clear();
  if (p != end && *p == '"') p = labels_.copy_pairs(p, end);
  if (!take(kValue)) {
    constexpr std::ptrdiff_t kNotTheEnd = 64;
    // A matrix, or a sender with white space: do not read every series twice.
    if (p != nullptr && end - p > kNotTheEnd) whole_series_ = false;
    return nullptr;
  }
  p = PointScanner::scan_point(p - 1, end, point);
  return p != nullptr && take("}") ? p : nullptr;
}

// --- The end ---

bool ResponseReader::deliver_scalar() {
  begin_series();
  sink_.labels({});
  labels_delivered_ = true;
  const bool good = point_time(scalar_time_) && point_value(scalar_value_);
  end_series();
  return good;
}

bool ResponseReader::check_shape() {
  if (summary_.result_type.empty() || shape_ == Shape::none)
    return refuse("the answer says success but holds no result");
  const bool scalar = summary_.result_type == "scalar";
  const bool point = scalar || summary_.result_type == "string";
  if (!point && summary_.result_type != "matrix" && summary_.result_type != "vector")
    return refuse("the result type " + shown(summary_.result_type) + " is none of Prometheus'");
  const bool other_kind = summary_.result_type == "matrix" ? value_seen_ : values_seen_;
  if (other_kind || (point ? shape_ != Shape::point : shape_ == Shape::point))
    return refuse("the result is not of the type it says, " + shown(summary_.result_type));
  return true;
}

Result<ResponseSummary> ResponseReader::finish() {
  summary_.success = status_ == "success";
  if (!summary_.success && status_ != "error") {
    refuse(status_.empty() ? "this JSON is no Prometheus answer: it has no status"
                           : "this is no Prometheus answer: its status is " + shown(status_));
    return problem_;
  }
  if (summary_.success) {
    if (!check_shape()) return problem_;
    if (summary_.result_type == "string") summary_.text = scalar_value_;
    if (summary_.result_type == "scalar" && !deliver_scalar()) return problem_;
  }
  summary_.samples = block_.delivered();
  summary_.unordered_samples = block_.descents();
  return std::move(summary_);
}

}  // namespace prorata::ingest
