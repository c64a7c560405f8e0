// Uses one stage and the pipeline, so that headers and every library behind them are needed.
#include <cstdio>

#include "core/money.h"
#include "pipeline/session.h"

int main() {
  prorata::pipeline::Session session(std::nullopt);
  if (prorata::decimal_text(1500000000, 9) != "1.5" || !session.plan().empty()) return 1;
  std::puts("consumer ok");
  return 0;
}
