// One line on a terminal that says how far fetching is; silent where standard error is none.
#pragma once

#include <cstdint>

#include "cli/fetch.h"

namespace prorata::cli {

class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(const Progress& progress);
  /// Takes the line away, so that what follows starts in the first column.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
};

}  // namespace prorata::cli
