// What of a line came from others, and what others bear of it, one sentence each.
import type { DerivedTerm } from '@prorata/engine';
import type { Locale, Translate } from '@prorata/ui';
import type { AppWords } from '../words/en.ts';

/** Cents say little of an hour. */
export function fineMoney({ money }: Locale): (value: number) => string {
  return (value) => (Math.abs(value) < 1 ? money.price(value, 4) : money.headline(value));
}

export function receivedLines(term: DerivedTerm, locale: Locale, t: Translate<AppWords>): readonly string[] {
  const money = fineMoney(locale);
  const percent = (part: number, whole: number): string => locale.number.percent(whole === 0 ? NaN : part / whole);
  const came = (term.received ?? []).map(({ from, pool, portion, namespaces, weight, weights, cost }) =>
    t(portion === undefined ? 'explain.received' : 'explain.evenly', {
      cost: money(cost),
      from,
      pool: money(pool),
      part: percent(weight, weights),
      portion: portion === undefined ? '' : money(portion),
      n: namespaces === undefined ? '' : locale.number.count(namespaces),
    }),
  );
  const { given, givenTo } = term;
  if (given === undefined || givenTo === undefined) return came;
  return [...came, t('explain.given', { cost: money(given), rule: givenTo })];
}
