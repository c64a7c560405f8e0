// How a rate came about, from the price as it is written on, in the words of the page: the engine has done the sums.
import type { DerivedRate, DerivedSplit } from '@prorata/engine';
import { decimalsNeeded, type Locale, type Translate } from '@prorata/ui';
import type { AppWords } from '../words/en.ts';
import { term } from '../words/terms.ts';

/** All digits that a price has, up to nine. */
export const finePrice =
  ({ money }: Locale) =>
  (value: number): string =>
    money.price(value, Math.max(2, decimalsNeeded([value], 9)));

type Factor = `explain.rate.${'hours' | 'gib' | 'exchange' | 'spot' | 'bill' | 'whatif' | 'billed'}`;

/** Nothing where the price that is written is the rate. unit: that of the rate, such as `core-hour`. */
export function rateLine(rate: DerivedRate, unit: string, locale: Locale, t: Translate<AppWords>): string | null {
  const number = (value: number): string => locale.number.amount(value, decimalsNeeded([value], 9));
  const plain = (value: number): string => locale.number.amount(value, Math.max(2, decimalsNeeded([value], 9)));
  const price = finePrice(locale);
  const thing = term(unit.replace(/-hour$/, ''), locale.language);
  const steps: string[] = [];
  const times = (word: Factor, factor: number | undefined): void => {
    if (factor !== undefined) steps.push(t(word, { factor: number(factor) }));
  };
  const split = (part: DerivedSplit | undefined): void => {
    if (part === undefined) return;
    steps.push(
      t(steps.length === 0 && part.whole === rate.listed ? 'explain.rate.part' : 'explain.rate.split', {
        whole: price(part.whole),
        part: price(part.part),
        weights: locale.number.percent(part.weights === 0 ? NaN : part.weight / part.weights),
        capacity: number(rate.capacity ?? NaN),
        thing,
      }),
    );
  };
  times('explain.rate.hours', rate.writtenHours);
  times('explain.rate.gib', rate.writtenGib);
  times('explain.rate.exchange', rate.exchangeRate);
  times('explain.rate.spot', rate.spotPart);
  times('explain.rate.bill', rate.billFactor);
  split(rate.split);
  if (rate.discount !== undefined) {
    steps.push(t('explain.rate.discount', { part: locale.number.percent(rate.discount) }));
  }
  if (rate.commitment !== undefined) {
    const part = locale.number.percent(rate.covered ?? NaN);
    steps.push(t('explain.rate.committed', { part, price: price(rate.committed ?? NaN) }));
    times('explain.rate.bill', rate.billFactor);
    split(rate.commitment);
  }
  if (rate.pooled !== undefined) {
    steps.push(t('explain.rate.pooled'));
    split(rate.pooled);
  }
  times('explain.rate.whatif', rate.whatIf);
  times('explain.rate.billed', rate.billedLives);
  if (steps.length === 0) return null;
  const words = {
    price: plain(rate.written ?? rate.listed),
    currency: rate.currency,
    unit: term(rate.writtenUnit ?? unit, locale.language),
  };
  const ofNode = rate.writtenUnit === 'month' ? 'explain.rate.month' : 'explain.rate.node';
  const listed = t(rate.of === 'node' ? ofNode : 'explain.rate.unit', words);
  return `${[listed, ...steps].join(' ').replaceAll(/ (?=[,;，；])/g, '')} = ${t('explain.rate.made', { price: price(rate.rate), unit: term(unit, locale.language) })}`;
}
