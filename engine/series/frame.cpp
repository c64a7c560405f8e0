#include "series/frame.h"

#include <algorithm>

#include "core/order.h"

namespace prorata::series {
namespace {

constexpr NoticeKind kDuplicates{"duplicate-samples", Severity::warning,
                                 "A series has two samples at one time; the larger one counts.",
                                 "Look for two scrape jobs or two Prometheus replicas that write the same series."};

/// One series of one batch.
struct Run {
  const Batch* batch;
  std::size_t series;

  [[nodiscard]] std::span<const Label> labels() const {
    const auto begin = batch->label_begin[series];
    return std::span(batch->labels).subspan(begin, batch->label_begin[series + 1] - begin);
  }
  [[nodiscard]] std::size_t begin() const { return static_cast<std::size_t>(batch->point_begin[series]); }
  [[nodiscard]] std::size_t end() const { return static_cast<std::size_t>(batch->point_begin[series + 1]); }
};

bool same_labels(const Run& a, const Run& b) {
  const auto left = a.labels(), right = b.labels();
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

/// By the text of labels, then by the time of the first sample.
bool before(const Run& a, const Run& b, const Names& names) {
  const auto left = a.labels(), right = b.labels();
  const auto [x, y] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (x == left.end() && y == right.end()) return a.batch->time[a.begin()] < b.batch->time[b.begin()];
  if (x == left.end() || y == right.end()) return x == left.end();
  if (x->name != y->name) return names.text(x->name) < names.text(y->name);
  return names.text(x->value) < names.text(y->value);
}

std::vector<Run> sorted_runs(const std::vector<Batch>& batches, const Names& names) {
  std::vector<Run> runs;
  for (const Batch& batch : batches) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Run run{&batch, i};
      if (run.begin() < run.end()) runs.push_back(run);
    }
  }
  std::vector<Run> sorted;
  sorted.reserve(runs.size());
  for (const std::uint32_t i :
       ordered(runs.size(), [&](std::uint32_t a, std::uint32_t b) { return before(runs[a], runs[b], names); })) {
    sorted.push_back(runs[i]);
  }
  return sorted;
}

/// By pointers, as below: an iterator is a call per sample where code is compiled for size.
void append(Batch& out, const Run& run) {
  const std::int64_t* const time = run.batch->time.data();
  const double* const value = run.batch->value.data();
  out.time.insert(out.time.end(), time + run.begin(), time + run.end());
  out.value.insert(out.value.end(), value + run.begin(), value + run.end());
}

bool is_ascending(const std::int64_t* time, const std::int64_t* end) {
  for (; end - time > 1; ++time) {
    if (time[0] >= time[1]) return false;
  }
  return true;
}

/// Sorts the samples from `begin` on by time and keeps the largest of each time. Gives how many went that count.
std::uint64_t tidy(Batch& out, std::size_t begin, Repeats repeats) {
  if (is_ascending(out.time.data() + begin, out.time.data() + out.time.size())) return 0;
  const auto order = ordered(out.time.size() - begin, [&](std::uint32_t x, std::uint32_t y) {
    const std::size_t a = begin + x, b = begin + y;
    return out.time[a] != out.time[b] ? out.time[a] < out.time[b] : out.value[a] > out.value[b];
  });
  std::vector<std::int64_t> time;
  std::vector<double> value;
  std::uint64_t dropped = 0;
  for (const std::uint32_t place : order) {
    const std::size_t i = begin + place;
    if (!time.empty() && time.back() == out.time[i]) {
      if (repeats == Repeats::told || value.back() != out.value[i]) ++dropped;
      continue;
    }
    time.push_back(out.time[i]);
    value.push_back(out.value[i]);
  }
  out.time.resize(begin);
  out.value.resize(begin);
  out.time.insert(out.time.end(), time.begin(), time.end());
  out.value.insert(out.value.end(), value.begin(), value.end());
  return dropped;
}

/// Whether all of one batch stands as it shall: as a server answers that nobody asked in parts.
bool is_merged(const std::vector<Run>& runs) {
  if (runs.empty() || runs.size() != runs.front().batch->size()) return false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    const std::int64_t* const time = run.batch->time.data();
    if (run.series != i || !is_ascending(time + run.begin(), time + run.end())) return false;
    if (i > 0 && same_labels(runs[i - 1], run)) return false;
  }
  return true;
}

std::string describe(const Run& run, const Names& names, std::string_view query) {
  std::string text(query);
  char separator = '{';
  for (const Label& label : run.labels()) {
    text += separator;
    text.append(names.text(label.name)).append("=").append(names.text(label.value));
    separator = ',';
  }
  return text.size() > 1 && separator == ',' ? text + '}' : text;
}

}  // namespace

Frame merge(std::vector<Batch> batches, const Names& names, std::string_view query, Notices& notices, Repeats repeats) {
  // Labels are ordered by id within a batch, and ids by first use: one order by text for all.
  for (Batch& batch : batches) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto labels =
          std::span(batch.labels).subspan(batch.label_begin[i], batch.label_begin[i + 1] - batch.label_begin[i]);
      sort_few(labels, [&](Label a, Label b) { return names.text(a.name) < names.text(b.name); });
    }
  }
  const std::vector<Run> runs = sorted_runs(batches, names);
  Frame frame;
  if (batches.size() == 1 && is_merged(runs)) {
    frame.data_ = std::move(batches.front());
    return frame;
  }
  std::size_t points = 0;
  for (const Batch& batch : batches) points += batch.time.size();
  frame.data_.time.reserve(points);
  frame.data_.value.reserve(points);
  for (std::size_t i = 0; i < runs.size();) {
    const std::size_t begin = frame.data_.time.size();
    std::size_t next = i;
    for (; next < runs.size() && same_labels(runs[i], runs[next]); ++next) append(frame.data_, runs[next]);
    if (const std::uint64_t dropped = tidy(frame.data_, begin, repeats); dropped > 0) {
      notices.add(kDuplicates, describe(runs[i], names, query),
                  {instant_ms(frame.data_.time[begin]), instant_ms(frame.data_.time.back())}, dropped);
    }
    const auto labels = runs[i].labels();
    frame.data_.labels.insert(frame.data_.labels.end(), labels.begin(), labels.end());
    frame.data_.label_begin.push_back(static_cast<std::uint32_t>(frame.data_.labels.size()));
    frame.data_.point_begin.push_back(frame.data_.time.size());
    i = next;
  }
  return frame;
}

Frame::Frame() = default;
Frame::Frame(const Frame&) = default;
Frame::Frame(Frame&&) noexcept = default;
Frame& Frame::operator=(const Frame&) = default;
Frame& Frame::operator=(Frame&&) noexcept = default;
Frame::~Frame() = default;

std::span<const Label> Frame::labels(std::size_t series) const {
  const auto begin = data_.label_begin[series];
  return std::span(data_.labels).subspan(begin, data_.label_begin[series + 1] - begin);
}

NameId Frame::label(std::size_t series, NameId name) const {
  for (const Label& label : labels(series)) {
    if (label.name == name) return label.value;
  }
  return kNoName;
}

std::span<const std::int64_t> Frame::times(std::size_t series) const {
  const auto begin = static_cast<std::size_t>(data_.point_begin[series]);
  return std::span(data_.time).subspan(begin, static_cast<std::size_t>(data_.point_begin[series + 1]) - begin);
}

std::span<const double> Frame::values(std::size_t series) const {
  const auto begin = static_cast<std::size_t>(data_.point_begin[series]);
  return std::span(data_.value).subspan(begin, static_cast<std::size_t>(data_.point_begin[series + 1]) - begin);
}

double Frame::smallest(std::size_t series) const {
  const auto all = values(series);
  return *std::min_element(all.begin(), all.end());
}

double Frame::largest(std::size_t series) const {
  const auto all = values(series);
  return *std::max_element(all.begin(), all.end());
}

void Frame::pass_labels(Pass& pass, Frame& frame) {
  pass.column(frame.data_.label_begin);
  pass.column(frame.data_.labels);
  frame.data_.point_begin.resize(frame.data_.label_begin.size());
}

}  // namespace prorata::series
