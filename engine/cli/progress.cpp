// The progress line.
#include "cli/progress.h"

#include <cstdio>
#include <unistd.h>

namespace prorata::cli {

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) == 1) {}
ProgressLine::~ProgressLine() {
  clear();
}

void ProgressLine::show(const Progress& progress) {
  if (!terminal_) return;
  const double mib = static_cast<double>(progress.bytes) / 1048576.0;
  (void)std::fprintf(stderr, "\r\x1b[Kprorata: %zu of %zu requests, %.1f MiB", progress.done, progress.known, mib);
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) (void)std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

}  // namespace prorata::cli
