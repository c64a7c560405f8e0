// Money is a whole number: nothing adds a double to it, scales it, or makes it out of one by accident.
#include "core/money.h"

#ifndef PRORATA_BAD
#define PRORATA_BAD 0
#endif

using namespace prorata;

#if PRORATA_BAD == 1
inline const Money kSum = Money(1) + 0.5;
#elif PRORATA_BAD == 2
inline const Money kScaled = Money(2) * 0.5;
#elif PRORATA_BAD == 3
inline const Money kImplicit = 5;
#else
inline const Money kSum = Money(1) + Money(2);
inline const Money kNegative = -kSum;
inline const bool kEqual = kSum == Money(3);
#endif
