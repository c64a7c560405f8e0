// Options, variables of the dashboard and the way drilled down → a question to the engine.
import type { PriceFile, Question, TimeZoneValue } from '@prorata/engine';
import type { Place } from '@prorata/ui/drill.ts';
import type { CostOptions } from './options.ts';

/** Grafana's: text with variables, and how several values of one are written. */
export type Interpolate = (
  text: string,
  format?: (value: string | readonly string[], ...rest: never[]) => string,
) => string;

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Values of a variable that stands for everything: its condition says nothing. */
const kAll = '\u0001';
const everything = new Set(['$__all', '.*', '.+', '']);

function asList(value: string | readonly string[]): string {
  const values = typeof value === 'string' ? [value] : value;
  if (values.length === 0 || values.some((one) => everything.has(one))) return kAll;
  return values.map(quoted).join(',');
}

/** Conditions are joined by `+`; one in quotes joins nothing. */
const conditions = (filter: string): readonly string[] => filter.match(/(?:"(?:\\.|[^"\\])*"|[^+"])+/g) ?? [];

/** Quotes around a variable are left out: each of its values gets its own. */
const unquotedVariables = (filter: string): string => filter.replace(/"(\$\w+|\$\{[^}"]+\}|\[\[[^\]"]+\]\])"/g, '$1');

export function filterOf(filter: string, interpolate: Interpolate): string {
  return conditions(interpolate(unquotedVariables(filter), asList))
    .map((condition) => condition.trim())
    .filter((condition) => condition !== '' && !condition.includes(kAll))
    .join('+');
}

/** Keys; a variable may hold several. */
export function keysOf(groupBy: readonly string[], interpolate: Interpolate): readonly string[] {
  const text = (value: string | readonly string[]): string => (typeof value === 'string' ? value : value.join(','));
  const keys = groupBy.flatMap((key) => interpolate(key, text).split(','));
  return [...new Set(keys.map((key) => key.trim()).filter((key) => key !== ''))];
}

const kHour = 3_600_000;
const kDay = 24 * kHour;

/** Steps that a window is worth: hours up to three days, days up to three months, then weeks. */
export function stepFor(step: CostOptions['step'], lengthMs: number): string {
  if (step !== 'auto') return step;
  if (lengthMs <= 3 * kDay) return '1h';
  return lengthMs <= 93 * kDay ? '1d' : '1w';
}

export interface Asked {
  readonly options: CostOptions;
  /** What rows are grouped by and filtered by: the options' own, or what was opened. */
  readonly place: Place;
  readonly lengthMs: number;
  /** Asked only where steps are cut. */
  readonly timeZone: () => TimeZoneValue;
  /** null: none. */
  readonly prices: PriceFile | null;
}

/** Areas and bands that can still be told apart. */
const kMostDrawn = 60;

export function questionOf({ options, place, lengthMs, timeZone, prices }: Asked): Question {
  const { view } = options;
  const inSteps = view === 'series';
  const isDrawn = view === 'series' || view === 'treemap' || view === 'flow';
  return {
    aggregate: place.by,
    idle: options.idle,
    method: options.method,
    ...(inSteps ? { step: stepFor(options.step, lengthMs), timeZone: timeZone() } : { step: 'window' }),
    ...(isDrawn ? { limit: Math.min(options.limit, kMostDrawn) } : {}),
    ...(place.filter === '' ? {} : { filter: place.filter }),
    ...(prices === null ? {} : { prices }),
  };
}
