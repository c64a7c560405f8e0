// Amounts of the engine in, text out. Nothing here adds money up.

/** What an amount of a table column looks like: decimals are a property of the column, not of the cell. */
export interface MoneyFormat {
  /** Two decimals: tiles and sentences. */
  headline(units: number): string;
  /** A table cell. Exactly 0 is a dash, below half of the last digit "<$1", unknown "n/a". */
  cell(units: number, decimals: number): string;
  /** The marks of a chart axis, all with the same decimals; k and M are allowed here only. */
  axis(marks: readonly number[]): string[];
  /** A price of one unit with `decimals` digits. */
  price(units: number, decimals: number): string;
  /** All digits, for titles and copying. */
  exact(nano: bigint, digits: number): string;
  /** The reader's own rate; null where there is none, or where it is of the currency that amounts have anyway. */
  readonly own: OwnRate | null;
  /** A headline in the reader's own currency, to stand beside the amount: `≈ ¥117.15`. Empty where there is no rate. */
  beside(units: number): string;
}

/** What one unit of the answer's currency is worth in another, as the reader says. It is for looking at only. */
export interface OwnRate {
  readonly currency: string;
  readonly rate: number;
}

/** `CNY:7.1`; null for what is no ISO 4217 code with a rate from 1e-6 to 1e6. */
export function parseOwnRate(text: string): OwnRate | null {
  const [, currency = '', digits = ''] = /^([A-Z]{3}):(\d{1,7}(?:\.\d{1,9})?)$/.exec(text) ?? [];
  const rate = Number(digits);
  return rate >= 1e-6 && rate <= 1e6 ? { currency, rate } : null;
}

/** The text of a link; equal rates have equal texts. */
export const ownRateText = (own: OwnRate | null): string =>
  own ? `${own.currency}:${own.rate.toFixed(9).replace(/\.?0+$/, '')}` : '';

export const minus = '\u2212';
export const none = '\u2013';

/** A difference as it is written: what became more has a sign as well. */
export const withSign = (units: number, text: string): string => (units > 0 ? `+${text}` : text);

/** Decimals for a column by its largest amount: 1,000 and more → 0, 1 to 999 → 2, less → 4. */
export function decimalsFor(units: Iterable<number>): number {
  let largest = 0;
  for (const value of units) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  if (largest >= 1000) return 0;
  return largest >= 1 ? 2 : 4;
}

/** int64 amount of 10^-digits units as decimal text: no rounding, trailing zeros cut down to two. */
export function decimalText(nano: bigint, digits: number): string {
  const sign = nano < 0n ? minus : '';
  const text = (nano < 0n ? -nano : nano).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text
    .slice(text.length - digits)
    .replace(/0+$/, '')
    .padEnd(2, '0');
  return `${sign}${whole}.${fraction}`;
}

function currencyFormat(locale: string, currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options });
  } catch {
    // A price file may name a currency that Intl does not know; the code stands in the top bar anyway.
    return new Intl.NumberFormat(locale, options);
  }
}

/** Decimals that tell evenly spaced marks apart. */
function marksDecimals(marks: readonly number[]): number {
  const [first = 0, second = first] = marks;
  const gap = Math.abs(second - first);
  if (gap === 0 || gap >= 1) return 0;
  return Math.min(8, Math.ceil(-Math.log10(gap) - 1e-9) + (Number.isInteger(Math.log10(gap)) ? 0 : 1));
}

const withMinus = (text: string): string => text.replace('-', minus);

export function moneyFormat(
  locale: string,
  currency: string,
  unknown: string,
  own: OwnRate | null = null,
): MoneyFormat {
  const rate = own?.currency === currency ? null : own;
  const fixed = new Map<number, Intl.NumberFormat>();
  const byDecimals = (decimals: number): Intl.NumberFormat => {
    const known = fixed.get(decimals);
    if (known) return known;
    const made = currencyFormat(locale, currency, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    fixed.set(decimals, made);
    return made;
  };
  const compact = currencyFormat(locale, currency, {
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  });

  const shown = (units: number, decimals: number): string => {
    if (!Number.isFinite(units)) return unknown;
    const smallest = 10 ** -decimals;
    const isTiny = units !== 0 && Math.abs(units) < smallest / 2;
    if (isTiny) return `${units < 0 ? minus : ''}<${byDecimals(decimals).format(smallest)}`;
    return withMinus(byDecimals(decimals).format(units === 0 ? 0 : units));
  };

  return {
    headline: (units) => shown(units, 2),
    cell: (units, decimals) => (units === 0 ? none : shown(units, decimals)),
    axis: (marks) => {
      const largest = Math.max(0, ...marks.map(Math.abs));
      const format = largest >= 100_000 ? compact : byDecimals(marksDecimals(marks));
      return marks.map((mark) => withMinus(format.format(mark)));
    },
    price: (units, decimals) => (Number.isFinite(units) ? withMinus(byDecimals(decimals).format(units)) : unknown),
    exact: (nano, digits) => `${decimalText(nano, digits)} ${currency}`,
    own: rate,
    beside: (units) => (rate ? `≈ ${moneyFormat(locale, rate.currency, unknown).headline(units * rate.rate)}` : ''),
  };
}
