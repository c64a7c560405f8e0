// All answers to one query, merged: each label set once, samples ascending, no time twice.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/names.h"
#include "core/notice.h"
#include "core/pass.h"
#include "series/batch.h"

namespace prorata::series {

/// What to say of a sample that stands there twice with the same value. fine: nothing, because it was asked for twice.
enum class Repeats : std::uint8_t { told, fine };

/// Series are sorted by the text of their labels, so that nothing later depends on the order of arrival.
class Frame {
 public:
  // Defined with the rest: many frames live and die in one place, and inlined their vectors' code would be repeated.
  Frame();
  Frame(const Frame&);
  Frame(Frame&&) noexcept;
  Frame& operator=(const Frame&);
  Frame& operator=(Frame&&) noexcept;
  ~Frame();

  [[nodiscard]] std::size_t size() const { return data_.size(); }
  [[nodiscard]] std::span<const Label> labels(std::size_t series) const;
  /// kNoName where the series has no such label.
  [[nodiscard]] NameId label(std::size_t series, NameId name) const;
  [[nodiscard]] std::span<const std::int64_t> times(std::size_t series) const;
  [[nodiscard]] std::span<const double> values(std::size_t series) const;
  /// Smallest, largest and last value of a series; a series has at least one sample.
  [[nodiscard]] double smallest(std::size_t series) const;
  [[nodiscard]] double largest(std::size_t series) const;
  [[nodiscard]] double last(std::size_t series) const { return values(series).back(); }

  /// Labels alone: what comes out has series, and no samples.
  static void pass_labels(Pass& pass, Frame& frame);

  friend Frame merge(std::vector<Batch> batches, const Names& names, std::string_view query, Notices& notices,
                     Repeats repeats);

 private:
  Batch data_;
};

/// Equal label sets become one series; of two samples at one time the larger counts, with a notice that names `query`.
[[nodiscard]] Frame merge(std::vector<Batch> batches, const Names& names, std::string_view query, Notices& notices,
                          Repeats repeats = Repeats::told);

}  // namespace prorata::series
