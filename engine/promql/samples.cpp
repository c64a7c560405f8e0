#include "promql/samples.h"

#include <algorithm>
#include <functional>
#include <string>

#include "plan/catalog.h"
#include "promql/pattern.h"

namespace prorata::promql {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// A query of the plan with something in place of what the plan fills in.
std::string filled(std::string_view promql) {
  std::string text(promql);
  replace_all(text, "$balancers", "__name__=~\"" + std::string(plan::kBalancers) + "\"");
  replace_all(text, ",$sel", "");
  replace_all(text, "$sel", "");
  replace_all(text, "$range", "1h");
  replace_all(text, "$res", "1m");
  std::replace(text.begin(), text.end(), '$', '_');
  return text;
}

void collect_selectors(const Expression& from, std::vector<Expression>& into) {
  if (from.kind == Expression::Kind::selector) into.push_back(from);
  for (const Expression& part : from.parts) collect_selectors(part, into);
}

bool meets_all(const Expression& selector, std::string_view label, std::string_view text) {
  return std::all_of(selector.matchers.begin(), selector.matchers.end(),
                     [&](const Matcher& matcher) { return matcher.label != label || meets(matcher, text); });
}

bool less_text(const Names& names, NameId a, NameId b) {
  return a != b && names.text(a) < names.text(b);
}

}  // namespace

bool meets(const Matcher& matcher, std::string_view text) {
  if (!matcher.pattern) return (matcher.value == text) != matcher.not_so;
  const auto pattern = Pattern::parse(matcher.value);
  return pattern && pattern->matches(text) != matcher.not_so;
}

Samples::Samples() {
  for (const plan::Query& query : plan::catalog()) {
    if (const auto parsed = parse_expression(filled(query.promql))) collect_selectors(*parsed, selectors_);
  }
}

bool Samples::is_wanted(std::string_view metric) {
  const auto [entry, added] = wanted_.try_emplace({names_.intern(metric)});
  if (added) {
    entry->second = std::any_of(selectors_.begin(), selectors_.end(),
                                [&](const Expression& selector) { return meets_all(selector, "__name__", metric); });
  }
  return entry->second;
}

std::uint32_t Samples::series(std::span<const ingest::ScrapedLabel> labels) {
  Series made;
  for (const auto& [name, value] : labels) {
    if (name == "__name__") {
      if (!is_wanted(value)) return ++skipped_, kSkipped;
      made.metric = names_.intern(value);
    } else if (!value.empty()) {
      made.labels.emplace_back(names_.intern(name), names_.intern(value));
    }
  }
  if (made.metric == kNoName) return ++skipped_, kSkipped;
  std::sort(made.labels.begin(), made.labels.end());
  std::string key(reinterpret_cast<const char*>(&made.metric), sizeof(made.metric));
  key.append(reinterpret_cast<const char*>(made.labels.data()), made.labels.size() * sizeof(made.labels[0]));
  const auto id = static_cast<std::size_t>(keys_.intern(key));
  if (id < of_key_.size()) return of_key_[id];
  of_key_.resize(id + 1, static_cast<std::uint32_t>(series_.size()));
  series_.push_back(std::move(made));
  return of_key_[id];
}

void Samples::sample(std::uint32_t series, Instant time, double value) {
  series_[series].time.push_back(to_ms(time));
  series_[series].value.push_back(value);
}

/// By time; of equal times the greater value stays.
void Samples::sort(Series& series) {
  const bool rising = std::is_sorted(series.time.begin(), series.time.end(), std::less_equal<>());
  if (rising) return;
  std::vector<std::pair<std::int64_t, double>> points;
  for (std::size_t i = 0; i < series.time.size(); ++i) points.emplace_back(series.time[i], series.value[i]);
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  series.time.clear();
  series.value.clear();
  for (const auto& [time, value] : points) {
    const bool again = !series.time.empty() && series.time.back() == time;
    if (!again) {
      series.time.push_back(time);
      series.value.push_back(value);
      continue;
    }
    double& kept = series.value.back();
    if (kept != value) ++duplicates_;
    if (!(kept >= value)) kept = value;
  }
}

void Samples::measure() {
  std::vector<std::int64_t> distances;
  for (const Series& series : series_) {
    count_ += series.time.size();
    if (series.time.empty()) continue;
    const Instant first = instant_ms(series.time.front()), last = instant_ms(series.time.back());
    covered_ = covered_.begin == Instant{} ? Window{first, last}
                                           : Window{std::min(covered_.begin, first), std::max(covered_.end, last)};
    for (std::size_t i = 1; i < series.time.size(); ++i) distances.push_back(series.time[i] - series.time[i - 1]);
  }
  if (distances.empty()) return;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  scrape_interval_ = Duration(*middle);
}

void Samples::finish() {
  keys_ = Names();
  of_key_.clear();
  for (Series& series : series_) {
    std::sort(series.labels.begin(), series.labels.end(),
              [&](const auto& a, const auto& b) { return less_text(names_, a.first, b.first); });
    sort(series);
  }
  std::sort(series_.begin(), series_.end(), [&](const Series& a, const Series& b) {
    if (a.metric != b.metric) return less_text(names_, a.metric, b.metric);
    return std::lexicographical_compare(
        a.labels.begin(), a.labels.end(), b.labels.begin(), b.labels.end(), [&](const auto& x, const auto& y) {
          return x.first != y.first ? less_text(names_, x.first, y.first) : less_text(names_, x.second, y.second);
        });
  });
  measure();
}

namespace {

/// One matcher, and what it said of each text so far.
class Remembered {
 public:
  Remembered(const Matcher& matcher, const Names& names)
      : matcher_(matcher), label_(names.find(matcher.label)), names_(names), said_(names.size(), 0) {}
  [[nodiscard]] bool of(const Series& series) {
    NameId value = kNoName;
    if (matcher_.label == "__name__") value = series.metric;
    for (const auto& [name, text] : series.labels) {
      if (name == label_ && label_ != kNoName) value = text;
    }
    std::uint8_t& said = said_[static_cast<std::size_t>(value)];
    if (said == 0) said = meets(matcher_, names_.text(value)) ? 2 : 1;
    return said == 2;
  }

 private:
  const Matcher& matcher_;
  NameId label_;
  const Names& names_;
  std::vector<std::uint8_t> said_;
};

}  // namespace

std::vector<const Series*> Samples::select(const Expression& selector) const {
  std::vector<Remembered> matchers;
  for (const Matcher& matcher : selector.matchers) matchers.emplace_back(matcher, names_);
  std::vector<const Series*> found;
  for (const Series& series : series_) {
    if (std::all_of(matchers.begin(), matchers.end(), [&](Remembered& each) { return each.of(series); })) {
      found.push_back(&series);
    }
  }
  return found;
}

}  // namespace prorata::promql
