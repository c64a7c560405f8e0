// Units do not mix: only what has the same dimension can be added, compared or assigned.
#include "core/quantity.h"

#ifndef PRORATA_BAD
#define PRORATA_BAD 0
#endif

using namespace prorata;

#if PRORATA_BAD == 1
inline const auto kSum = Cores{1} + Bytes{1};
#elif PRORATA_BAD == 2
inline const Cost kCost = CoreSecondPrice{1} * ByteSeconds{1};
#elif PRORATA_BAD == 3
inline const bool kLess = CoreSeconds{1} < Cores{1};
#else
inline const auto kSum = Cores{1} + Cores{1};
inline const Cost kCost = CoreSecondPrice{1} * (kSum * Seconds{60});
inline const bool kLess = CoreSeconds{1} < Cores{1} * kHour;
#endif
