// Counts, amounts, shares and sizes as text. Units stand in headers, so they are added only where no header is near.
import { minus, none } from './money.ts';

export interface NumberFormat {
  count(value: number): string;
  /** An amount with `decimals` digits, the same for a whole column; 0 is a dash. */
  amount(value: number, decimals: number): string;
  /** A ratio as per cent with one decimal; unknown is a dash. */
  percent(ratio: number): string;
  /** Efficiency: whole per cent, "100%+" above 1. */
  efficiency(ratio: number): string;
  /** Transferred bytes, decimal units. */
  bytes(value: number): string;
  seconds(milliseconds: number): string;
}

/** Decimals that a column needs so that no figure of it loses digits, `most` at most. */
export function decimalsNeeded(values: Iterable<number>, most: number): number {
  let needed = 0;
  for (const value of values) {
    const fits = (decimals: number): boolean => Math.abs(Number(value.toFixed(decimals)) - value) < 10 ** -(most + 1);
    while (Number.isFinite(value) && needed < most && !fits(needed)) needed += 1;
  }
  return needed;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function numberFormat(locale: string): NumberFormat {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const wholePercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const withMinus = (text: string): string => text.replace('-', minus);

  return {
    count: (value) => whole.format(value),
    amount: (value, decimals) => {
      if (!Number.isFinite(value) || value === 0) return none;
      return withMinus(
        new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
          value,
        ),
      );
    },
    percent: (ratio) => {
      if (!Number.isFinite(ratio)) return none;
      if (ratio > 0 && ratio < 0.0005) return `<${percent.format(0.001)}`;
      return withMinus(percent.format(ratio));
    },
    efficiency: (ratio) => {
      if (!Number.isFinite(ratio)) return none;
      return ratio > 1 ? `${wholePercent.format(1)}+` : wholePercent.format(ratio);
    },
    bytes: (value) => {
      let rest = value;
      let unit = 0;
      while (rest >= 999.5 && unit < byteUnits.length - 1) {
        rest /= 1000;
        unit += 1;
      }
      const text = unit === 0 || rest >= 99.95 ? whole.format(rest) : oneDecimal.format(rest);
      return `${text} ${byteUnits[unit] ?? ''}`;
    },
    seconds: (milliseconds) =>
      milliseconds < 999.5 ? `${whole.format(milliseconds)} ms` : `${oneDecimal.format(milliseconds / 1000)} s`,
  };
}
