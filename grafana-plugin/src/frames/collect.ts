// Frames of a panel → one set of typed arrays for the engine, and what was found in them. Two passes: what every series
// is and how many samples it has, then the samples, each copied once.
import type { DataFrame } from '@grafana/data';
import { LabelTable } from './labels.ts';
import { kCpuBefore, kLifetimeStep, kTotalRange, type QueryId } from '../queries/plan.ts';
import { isIdentity, recognise } from './recognise.ts';
import { seriesOf, type OddFrame, type Samples, type Series } from './shape.ts';

/** Series as typed arrays. Series i answers query `names[query[i]]`, has the labels [labelBegin[i], labelBegin[i + 1])
 * of `labels`, pairs of name and value as places in `texts`, and the samples [pointBegin[i], pointBegin[i + 1]). */
export interface SeriesArrays {
  readonly names: readonly Answer[];
  readonly query: Uint32Array;
  readonly texts: readonly string[];
  readonly labelBegin: Uint32Array;
  readonly labels: Uint32Array;
  readonly pointBegin: Uint32Array;
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
  /** NaN and infinity as they came; the engine says that it left them out. */
  readonly values: Float64Array;
}

/** Series that are none of the engine's. */
export interface Unknown {
  readonly refId: string;
  readonly series: number;
  /** Name of one of them, to be found again. */
  readonly example: string;
}

/** A query of the engine, or memory in bytes as the metric has it. */
export type Answer = QueryId | 'ram_usage_bytes';

export interface Found {
  readonly series: number;
  readonly samples: number;
}

export interface Collected {
  readonly arrays: SeriesArrays;
  readonly found: ReadonlyMap<Answer, Found>;
  /** Steps of the queries by answer, milliseconds. */
  readonly steps: ReadonlyMap<Answer, number>;
  /** Step of the queries for first and last samples, milliseconds; null where no series tells it. */
  readonly lifetimeStep: number | null;
  /** Whether usage was summed up by the server, for the whole range where no step of it is known. */
  readonly inTotals: boolean;
  readonly unknown: readonly Unknown[];
  readonly odd: readonly OddFrame[];
  /** Answers that came from more than one query. */
  readonly twice: readonly Answer[];
  /** Samples that were text, by query. */
  readonly texts: ReadonlyMap<string, number>;
}

interface Run {
  readonly answer: Answer;
  readonly series: Samples;
  readonly count: number;
  /** Whether it is of the begin of the range, whatever times it has. */
  readonly isBefore: boolean;
}

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

function exampleOf({ labels, field }: Series): string {
  const parts = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .slice(0, 3)
    .map(([name, value]) => `${name}="${value}"`);
  return `${labels['__name__'] ?? field}{${parts.join(', ')}}`;
}

class Collector {
  readonly #runs: Run[] = [];
  readonly #labels = new LabelTable();
  readonly #found = new Map<Answer, { series: number; samples: number; refIds: Set<string> }>();
  readonly #unknown = new Map<string, { series: number; example: string }>();
  readonly #texts = new Map<string, number>();
  readonly #steps = new Map<Answer, number>();
  readonly #odd: OddFrame[] = [];
  #points = 0;
  #lifetimeStep: number | null = null;
  #inTotals = false;

  read(frames: readonly DataFrame[]): void {
    for (const series of seriesOf(frames, (frame) => this.#odd.push(frame))) this.#take(series);
  }

  #take(series: Series): void {
    const recognised = recognise(series);
    if (recognised.kind === 'beside') return;
    if (recognised.kind === 'unknown') return this.#note(series);
    const { answer: told } = recognised;
    if (told === kLifetimeStep) {
      const step = series.values[series.rows?.[0] ?? 0];
      if (typeof step === 'number' && step > 0) this.#lifetimeStep = step;
      return;
    }
    if (told === kTotalRange) {
      this.#inTotals = true;
      return;
    }
    const answer = told === kCpuBefore ? 'cpu_usage' : told;
    const count = this.#countSamples(series);
    const found = this.#found.get(answer) ?? { series: 0, samples: 0, refIds: new Set<string>() };
    this.#found.set(answer, found);
    found.refIds.add(series.refId);
    if (count === 0) return;
    found.series += 1;
    found.samples += count;
    this.#labels.add(series.labels, (label) => isIdentity(answer, label));
    if (answer === 'cpu_charged' || answer === 'ram_charged') this.#inTotals = true;
    this.#runs.push({ answer, series, count, isBefore: told === kCpuBefore });
    this.#points += count;
    this.#measure(answer, series, count);
  }

  #note(series: Series): void {
    const known = this.#unknown.get(series.refId);
    if (known) known.series += 1;
    else this.#unknown.set(series.refId, { series: 1, example: exampleOf(series) });
  }

  /** Samples that are numbers. A gap is null; text is an error of the query or of a transformation. */
  #countSamples({ values, rows, refId }: Series): number {
    const count = countOf('number', values, rows);
    if (count === (rows ?? values).length) return count;
    const texts = countOf('string', values, rows);
    if (texts > 0) this.#texts.set(refId, (this.#texts.get(refId) ?? 0) + texts);
    return count;
  }

  /** The step: what the frame says, else what lies between most samples of the first series of the answer. */
  #measure(answer: Answer, { instant, intervalMs, times, rows }: Series, count: number): void {
    if (instant || (intervalMs === null && count < 3) || this.#steps.has(answer)) return;
    const all = (rows ? rows.map((row) => times?.[row]) : (times ?? [])).map(Number).sort((a, b) => a - b);
    const step = intervalMs ?? mostCommon(all.slice(1).map((time, place) => time - (all[place] ?? 0)));
    if (step !== null && step > 0) this.#steps.set(answer, step);
  }

  /** Values without a time are taken to be of the range's end. */
  finish({ fromMs, toMs }: Range): Collected {
    const names = [...this.#found.keys()];
    const places = new Map(names.map((name, place) => [name, place]));
    const count = this.#runs.length;
    const query = new Uint32Array(count);
    const pointBegin = new Uint32Array(count + 1);
    const times = new Float64Array(this.#points);
    const values = new Float64Array(this.#points);
    let at = 0;
    for (let i = 0; i < count; i += 1) {
      const run = this.#runs[i];
      if (!run) break;
      query[i] = places.get(run.answer) ?? 0;
      const series = run.isBefore ? { ...run.series, times: null } : run.series;
      at = copySamples(series, run.isBefore ? fromMs : toMs, times, values, at);
      pointBegin[i + 1] = at;
    }
    return {
      arrays: {
        names,
        query,
        ...this.#labels.arrays(),
        pointBegin,
        times: times.subarray(0, at),
        values: values.subarray(0, at),
      },
      found: this.#found,
      steps: this.#steps,
      lifetimeStep: this.#lifetimeStep,
      inTotals: this.#inTotals,
      unknown: [...this.#unknown].map(([refId, found]) => ({ refId, ...found })),
      odd: this.#odd,
      twice: names.filter((name) => (this.#found.get(name)?.refIds.size ?? 0) > 1),
      texts: this.#texts,
    };
  }
}

/** A loop of its own for columns that are used whole: it runs over every sample there is. */
function countOf(type: 'number' | 'string', values: readonly unknown[], rows: readonly number[] | null): number {
  let count = 0;
  if (rows) {
    for (const row of rows) if (typeof values[row] === type) count += 1;
  } else {
    for (let place = 0; place < values.length; place += 1) if (typeof values[place] === type) count += 1;
  }
  return count;
}

/** Samples of a column from `begin` on; gives the place after the last one. */
function copyWhole(
  times: readonly unknown[],
  values: readonly unknown[],
  toTimes: Float64Array,
  toValues: Float64Array,
  begin: number,
): number {
  let at = begin;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    const time = times[place];
    if (typeof value !== 'number' || typeof time !== 'number') continue;
    toTimes[at] = time;
    toValues[at] = value;
    at += 1;
  }
  return at;
}

/** Gives the place after the last sample. atMs: for values without a time. */
function copySamples(
  { times, values, rows }: Samples,
  atMs: number,
  toTimes: Float64Array,
  toValues: Float64Array,
  begin: number,
): number {
  if (times && !rows) return copyWhole(times, values, toTimes, toValues, begin);
  let at = begin;
  for (const row of rows ?? values.keys()) {
    const value = values[row];
    const time = times ? times[row] : atMs;
    if (typeof value !== 'number' || typeof time !== 'number') continue;
    toTimes[at] = time;
    toValues[at] = value;
    at += 1;
  }
  return at;
}

/** The first of the most frequent; null where there is none. */
export function mostCommon(values: readonly number[]): number | null {
  const count = new Map<number, number>();
  for (const value of values) count.set(value, (count.get(value) ?? 0) + 1);
  const [most] = [...count].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? null;
}

export function collect(frames: readonly DataFrame[], range: Range): Collected {
  const collector = new Collector();
  collector.read(frames);
  return collector.finish(range);
}
