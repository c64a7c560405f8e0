// Sums of the mode of totals: what a server says was charged.
#include <algorithm>

#include "allocation/usage.h"
#include "core/money.h"

namespace prorata::allocation {
namespace {

/// Above any machine; what is beyond is left out and said, as it is of usage.
constexpr double kMost = 1e11;

/// Of several series of a container (a request and a usage that no label joins) the larger counts.
void read_column(const cluster::UsageIndex& index, const series::Frame& frame, double units, const Usage& usage,
                 const NoticeKind& impossible, std::vector<std::int64_t>& column, Notices& notices) {
  if (frame.size() == 0) return;
  column.assign(usage.offset.back(), Usage::kUnknown);
  for (std::size_t s = 0; s < frame.size(); ++s) {
    for (const std::uint32_t row : index.containers_of(frame, s)) {
      const std::size_t begin = usage.offset[row], count = usage.offset[row + 1] - begin;
      for (std::size_t p = 0; p < frame.times(s).size(); ++p) {
        const std::int64_t at = usage.grid.index_of(instant_ms(frame.times(s)[p])) - usage.first[row];
        const double value = frame.values(s)[p] * units;
        if (at < 0 || at >= static_cast<std::int64_t>(count)) continue;
        if (!(value >= 0 && value <= kMost)) {
          notices.add(impossible, {}, usage.grid.interval(at + usage.first[row]), 1, {Concern::Table::containers, row});
          continue;
        }
        std::int64_t& cell = column[begin + static_cast<std::size_t>(at)];
        cell = std::max(cell, to_whole(value));
      }
    }
  }
}

}  // namespace

void read_charged(const cluster::UsageIndex& index, const series::Frame& cpu, const series::Frame& ram, Usage& usage,
                  Notices& notices) {
  read_column(index, cpu, 1e6, usage, kImpossibleCounter, usage.cpu_charged, notices);
  read_column(index, ram, 1.0 / 1024, usage, kImpossibleMemory, usage.ram_charged, notices);
}

bool knows_charged(const Usage& usage) {
  std::size_t used = 0, known = 0;
  for (std::size_t i = 0; i < usage.ram.size(); ++i) {
    if (usage.ram[i] == Usage::kUnknown) continue;
    ++used;
    known += !usage.cpu_charged.empty() && usage.cpu_charged[i] != Usage::kUnknown && !usage.ram_charged.empty() &&
             usage.ram_charged[i] != Usage::kUnknown;
  }
  return known * 10 >= used * 9;
}

}  // namespace prorata::allocation
