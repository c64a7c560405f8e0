// What of a line came from others, and what others bear of it, one sentence each.
import type { DerivedTerm } from '@prorata/engine';
import type { Locale, Translate } from '@prorata/ui';
import type { AppWords } from '../words/en.ts';

/** Beyond as many a line has only what they come to. */
const mostSteps = 3;

/** Cents say little of an hour. */
export function fineMoney({ money }: Locale): (value: number) => string {
  return (value) => (Math.abs(value) < 1 ? money.price(value, 4) : money.headline(value));
}

export function receivedLines(term: DerivedTerm, locale: Locale, t: Translate<AppWords>): readonly string[] {
  const money = fineMoney(locale);
  const percent = (part: number, whole: number): string => locale.number.percent(whole === 0 ? NaN : part / whole);
  const { received = [], idleReceived, shareReceived } = term;
  if (received.length > mostSteps) {
    const cost = money(idleReceived ?? shareReceived ?? 0);
    const from = received[0]?.from ?? '';
    const steps = t('explain.insteps', { cost, from, n: locale.number.count(received.length) });
    return [steps, ...given(term, t, money)];
  }
  const came = received.map(({ from, pool, portion, namespaces, weight, weights, cost }) =>
    t(portion === undefined ? 'explain.received' : 'explain.evenly', {
      cost: money(cost),
      from,
      pool: money(pool),
      part: percent(weight, weights),
      portion: portion === undefined ? '' : money(portion),
      n: namespaces === undefined ? '' : locale.number.count(namespaces),
    }),
  );
  return [...came, ...given(term, t, money)];
}

function given(
  { given: cost, givenTo: rule }: DerivedTerm,
  t: Translate<AppWords>,
  money: (value: number) => string,
): readonly string[] {
  return cost === undefined || rule === undefined ? [] : [t('explain.given', { cost: money(cost), rule })];
}
