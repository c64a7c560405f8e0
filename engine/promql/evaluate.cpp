#include "promql/evaluate.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace prorata::promql {
namespace {

using Kind = Expression::Kind;

/// How far back an instant selector looks.
constexpr std::int64_t kLookback = 300000;

/// Takes rows one by one, so that those of a subquery are not all held at once.
class Taker {
 public:
  virtual ~Taker() = default;
  virtual void take(Row row) = 0;
};
template <class Take>
class Taking final : public Taker {
 public:
  explicit Taking(Take take) : take_(std::move(take)) {}
  void take(Row row) override { take_(std::move(row)); }

 private:
  Take take_;
};

/// Rows by some of their labels, in the order in which they came.
class Groups {
 public:
  explicit Groups(const Samples& samples) : names_(samples.names()) {}
  /// The number of the group, and whether it is new.
  std::pair<std::size_t, bool> of(NameId metric, const Labels& labels) {
    std::string key(reinterpret_cast<const char*>(&metric), sizeof(metric));
    key.append(reinterpret_cast<const char*>(labels.data()), labels.size() * sizeof(Labels::value_type));
    const std::size_t known = keys_.size();
    const auto id = static_cast<std::size_t>(keys_.intern(key));
    return {id - 1, id == known};
  }
  /// What `by`, `without` or `on` leaves of labels.
  void keep(const Expression& grouping, NameId& metric, Labels& labels) const {
    const auto listed = [&](std::string_view name) {
      return std::find(grouping.labels.begin(), grouping.labels.end(), name) != grouping.labels.end();
    };
    if (grouping.without || !listed("__name__")) metric = kNoName;
    std::erase_if(labels, [&](const auto& label) { return listed(names_.text(label.first)) == grouping.without; });
  }

 private:
  const Names& names_;
  Names keys_;
};

double arithmetic(std::string_view word, double left, double right) {
  switch (word[0]) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return left / right;
  }
}

bool compares(std::string_view word) {
  return word[0] == '=' || word[0] == '!' || word[0] == '<' || word[0] == '>';
}

bool holds(std::string_view word, double left, double right) {
  if (word == "==") return left == right;
  if (word == "!=") return left != right;
  if (word == "<=") return left <= right;
  if (word == ">=") return left >= right;
  return word == "<" ? left < right : left > right;
}

/// Absent where one of them is.
double combined(std::string_view word, double left, double right) {
  if (std::isnan(left) || std::isnan(right)) return kAbsent;
  if (!compares(word)) return arithmetic(word, left, right);
  return holds(word, left, right) ? left : kAbsent;
}

/// One group of an aggregate, at all times.
struct Gathered {
  NameId metric = kNoName;
  Labels labels;
  std::vector<double> value, count;
  std::vector<std::vector<double>> all;  ///< for quantiles
};

double quantile(double share, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size() - 1);
  const double below = std::clamp(std::floor(rank), 0.0, static_cast<double>(values.size() - 1));
  const auto left = static_cast<std::size_t>(below);
  const std::size_t right = std::min(left + 1, values.size() - 1);
  return values[left] * (1 - (rank - below)) + values[right] * (rank - below);
}

class Evaluation {
 public:
  Evaluation(Samples& samples, Counters counters) : samples_(samples), counters_(counters) {}

  void rows(const Expression& of, const Times& times, Taker& taker) {
    if (error_) return;
    switch (of.kind) {
      case Kind::selector:
        return select(of, times, taker);
      case Kind::call:
        return call(of, times, taker);
      case Kind::aggregate:
        return aggregate(of, times, taker);
      case Kind::binary:
        return binary(of, times, taker);
      case Kind::number:
      case Kind::subquery:
        return fail("series are expected where there is a number or a range");
    }
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  void fail(const std::string& what) {
    if (!error_) error_ = Error{ErrorCode::bad_usage, "text metrics cannot answer this query: " + what, ""};
  }

  template <class Take>
  void each(const Expression& of, const Times& times, Take take) {
    Taking<Take> taker(std::move(take));
    rows(of, times, taker);
  }

  static bool any(const std::vector<double>& values) {
    return std::any_of(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
  }

  /// The last sample not older than five minutes; none where the series ended since.
  void select(const Expression& of, const Times& times, Taker& taker) {
    for (const Series* series : samples_.select(of)) {
      Row row{series->metric, series->labels, std::vector<double>(times.count, kAbsent)};
      std::size_t next = 0;
      for (std::size_t i = 0; i < times.count; ++i) {
        while (next < series->time.size() && series->time[next] <= times.at(i)) ++next;
        if (next > 0 && times.at(i) - series->time[next - 1] < kLookback) row.values[i] = series->value[next - 1];
      }
      if (any(row.values)) taker.take(std::move(row));
    }
  }

  void call(const Expression& of, const Times& times, Taker& taker) {
    if (of.word == "round") return round(of, times, taker);
    const OverTime function = over_time_of(of.word);
    if (function == OverTime::none || of.parts.size() != 1) return fail("it has no function " + of.word);
    const Expression& range = of.parts[0];
    if (range.kind == Kind::subquery) return subquery(function, range, times, taker);
    if (range.kind != Kind::selector || range.range.count() == 0) return fail(of.word + " needs a range");
    for (const Series* series : samples_.select(range)) {
      Row row{function == OverTime::last ? series->metric : kNoName, series->labels, {}};
      row.values =
          function == OverTime::last && counters_ == Counters::between
              ? counter_at(series->time, series->value, times, range.range.count(), to_ms(samples_.covered().begin))
              : over_time(function, series->time, series->value, times, range.range.count());
      if (any(row.values)) taker.take(std::move(row));
    }
  }

  /// Its own times are multiples of its step.
  void subquery(OverTime function, const Expression& of, const Times& times, Taker& taker) {
    const std::int64_t step = of.step.count(), range = of.range.count();
    const auto up = [step](std::int64_t at) { return to_ms(ceil_to(instant_ms(at), Duration(step))); };
    const std::int64_t begin = up(times.begin - range), last = times.at(times.count - 1);
    if (last < begin) return;
    const Times inner{begin, step, static_cast<std::size_t>((last - begin) / step) + 1};
    std::vector<std::int64_t> moments;
    for (std::size_t i = 0; i < inner.count; ++i) moments.push_back(inner.at(i));
    each(of.parts[0], inner, [&](Row row) {
      row.values = over_time(function, moments, row.values, times, range);
      if (function != OverTime::last) row.metric = kNoName;
      if (any(row.values)) taker.take(std::move(row));
    });
  }

  void round(const Expression& of, const Times& times, Taker& taker) {
    const bool steps = of.parts.size() == 2 && of.parts[1].kind == Kind::number;
    if (of.parts.empty() || (of.parts.size() == 2 && !steps)) return fail("round needs series, and perhaps a number");
    const double inverse = steps ? 1 / of.parts[1].number : 1;
    each(of.parts[0], times, [&](Row row) {
      for (double& value : row.values) value = std::floor(value * inverse + 0.5) / inverse;
      row.metric = kNoName;
      taker.take(std::move(row));
    });
  }

  void aggregate(const Expression& of, const Times& times, Taker& taker) {
    const bool quantiles = of.word == "quantile";
    if (of.parts.size() != (quantiles ? 2U : 1U)) return fail(of.word + " with such arguments");
    std::vector<Gathered> groups;
    Groups index(samples_);
    each(of.parts.back(), times, [&](Row row) {
      index.keep(of, row.metric, row.labels);
      const auto [group, added] = index.of(row.metric, row.labels);
      if (added) {
        groups.push_back({row.metric,
                          std::move(row.labels),
                          std::vector<double>(times.count, 0),
                          std::vector<double>(times.count, 0),
                          {}});
        if (quantiles) groups.back().all.resize(times.count);
      }
      gather(of.word, row.values, groups[group]);
    });
    for (Gathered& group : groups) {
      for (std::size_t i = 0; i < times.count; ++i) {
        double& value = group.value[i];
        if (group.count[i] == 0) {
          value = kAbsent;
        } else if (quantiles) {
          value = quantile(of.parts[0].number, std::move(group.all[i]));
        } else if (of.word == "count") {
          value = group.count[i];
        }
      }
      taker.take({group.metric, std::move(group.labels), std::move(group.value)});
    }
  }

  static void gather(std::string_view word, const std::vector<double>& values, Gathered& group) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      double& value = group.value[i];
      const double count = ++group.count[i];
      if (!group.all.empty()) group.all[i].push_back(values[i]);
      if (count == 1) {
        value = values[i];
      } else if (word == "max") {
        value = std::max(value, values[i]);
      } else if (word == "min") {
        value = std::min(value, values[i]);
      } else if (word == "avg") {
        value += values[i] / count - value / count;
      } else {
        value += values[i];
      }
    }
  }

  /// The same number for all series.
  [[nodiscard]] static std::optional<std::vector<double>> scalar(const Expression& of, const Times& times) {
    if (of.kind == Kind::number) return std::vector<double>(times.count, of.number);
    if (of.kind != Kind::call || of.word != "time") return std::nullopt;
    std::vector<double> seconds;
    for (std::size_t i = 0; i < times.count; ++i) seconds.push_back(static_cast<double>(times.at(i)) / 1000);
    return seconds;
  }

  void binary(const Expression& of, const Times& times, Taker& taker) {
    const Expression &left = of.parts[0], &right = of.parts[1];
    const auto fixed_left = scalar(left, times), fixed_right = scalar(right, times);
    if (fixed_left && fixed_right) return fail("it has no series");
    if (!fixed_left && !fixed_right) return of.word == "or" ? either(of, times, taker) : pairs(of, times, taker);
    if (compares(of.word) && fixed_left) return fail("the number of a comparison stands on the right");
    each(fixed_left ? right : left, times, [&](Row row) {
      for (std::size_t i = 0; i < times.count; ++i) {
        row.values[i] = fixed_left ? combined(of.word, (*fixed_left)[i], row.values[i])
                                   : combined(of.word, row.values[i], (*fixed_right)[i]);
      }
      if (!compares(of.word)) row.metric = kNoName;
      if (any(row.values)) taker.take(std::move(row));
    });
  }

  /// What matching goes by: the labels of `on`, else all but the metric.
  std::pair<std::size_t, bool> match(Groups& index, const Expression& of, const Row& row) {
    Labels labels = row.labels;
    NameId metric = kNoName;
    if (of.on) index.keep(of, metric, labels);
    return index.of(kNoName, labels);
  }

  void either(const Expression& of, const Times& times, Taker& taker) {
    Groups index(samples_);
    std::vector<std::vector<bool>> there;
    each(of.parts[0], times, [&](Row row) {
      const auto [group, added] = match(index, of, row);
      if (added) there.emplace_back(times.count, false);
      for (std::size_t i = 0; i < times.count; ++i) there[group][i] = there[group][i] || !std::isnan(row.values[i]);
      taker.take(std::move(row));
    });
    each(of.parts[1], times, [&](Row row) {
      const auto [group, added] = match(index, of, row);
      if (added) there.emplace_back(times.count, false);
      for (std::size_t i = 0; i < times.count; ++i) {
        if (there[group][i]) row.values[i] = kAbsent;
      }
      if (any(row.values)) taker.take(std::move(row));
    });
  }

  /// `and`, comparison and arithmetic of one series with one other.
  void pairs(const Expression& of, const Times& times, Taker& taker) {
    Groups index(samples_);
    std::vector<std::vector<double>> others;
    const bool without = of.word == "unless", of_sets = without || of.word == "and";
    each(of.parts[1], times, [&](Row row) {
      const auto [group, added] = match(index, of, row);
      if (added) others.emplace_back(times.count, kAbsent);
      for (std::size_t i = 0; i < times.count; ++i) {
        if (!std::isnan(row.values[i])) others[group][i] = row.values[i];
      }
    });
    each(of.parts[0], times, [&](Row row) {
      const auto [group, added] = match(index, of, row);
      if (added) others.emplace_back(times.count, kAbsent);
      for (std::size_t i = 0; i < times.count; ++i) {
        const double other = others[group][i];
        row.values[i] = !of_sets                       ? combined(of.word, row.values[i], other)
                        : std::isnan(other) == without ? row.values[i]
                                                       : kAbsent;
      }
      if (!of_sets && !compares(of.word)) row.metric = kNoName;
      if (any(row.values)) taker.take(std::move(row));
    });
  }

  Samples& samples_;
  Counters counters_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<Row>> evaluate(const Expression& expression, Samples& samples, const Times& times,
                                  Counters counters) {
  std::vector<Row> all;
  const auto keep = [&all](Row row) { all.push_back(std::move(row)); };
  Taking<decltype(keep)> taker(keep);
  Evaluation evaluation(samples, counters);
  evaluation.rows(expression, times, taker);
  if (evaluation.error()) return *evaluation.error();
  return all;
}

}  // namespace prorata::promql
