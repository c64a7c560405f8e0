// Data frames as series, whatever shape Grafana or a transformation gave them: one frame per series, many value columns
// beside one time column, or rows whose labels stand in text columns.
import type { DataFrame, Field } from '@grafana/data';
import type { Labels } from './recognise.ts';

/** Samples of one series, where they stand: at `rows` of the columns, or at all rows. Columns are never copied here. */
export interface Samples {
  readonly times: readonly unknown[] | null;
  readonly values: readonly unknown[];
  readonly rows: readonly number[] | null;
}

export interface Series extends Samples {
  readonly refId: string;
  readonly field: string;
  readonly labels: Labels;
  /** Milliseconds between samples, where the frame says it. */
  readonly intervalMs: number | null;
  /** Evaluated once, at the end of the range. */
  readonly instant: boolean;
}

/** What a frame is that holds no series. */
export type Odd = 'heatmap' | 'no-number' | 'text-values';

export interface OddFrame {
  readonly refId: string;
  readonly why: Odd;
}

const isType = (field: Field, type: string): boolean => String(field.type) === type;
const valueName = /^Value( #.+)?$/;

function resultType(frame: DataFrame): unknown {
  const custom: unknown = frame.meta?.custom;
  return typeof custom === 'object' && custom !== null && 'resultType' in custom ? custom.resultType : undefined;
}

/** Anything with rows that is no series, and why; nothing for a frame that is merely empty. */
function oddity(frame: DataFrame): Odd | null {
  if (String(frame.meta?.type ?? '').startsWith('heatmap')) return 'heatmap';
  if (frame.length === 0 || frame.fields.some((field) => isType(field, 'number'))) return null;
  const textValue = frame.fields.some((field) => isType(field, 'string') && valueName.test(field.name));
  return textValue ? 'text-values' : 'no-number';
}

interface Common {
  readonly refId: string;
  readonly times: readonly unknown[] | null;
  readonly intervalMs: number | null;
  readonly instant: boolean;
}

function commonOf(frame: DataFrame): Common {
  const time = frame.fields.find((field) => isType(field, 'time'));
  const interval = time?.config.interval;
  return {
    refId: frame.refId ?? '',
    times: time?.values ?? null,
    intervalMs: typeof interval === 'number' && interval > 0 ? interval : null,
    instant: resultType(frame) === 'vector',
  };
}

/** Rows of equal labels, in the order in which they first appear. */
function groupRows(columns: readonly Field[], length: number): number[][] {
  // Groups are refined column by column, so that no row needs a key of its own.
  let group = new Int32Array(length);
  let groups = 1;
  for (const { values } of columns) {
    const known = new Map<unknown, number>();
    const pairs = new Map<number, number>();
    const refined = new Int32Array(length);
    for (let row = 0; row < length; row += 1) {
      const text: unknown = values[row] ?? '';
      let code = known.get(text);
      if (code === undefined) known.set(text, (code = known.size));
      // Fewer than 2^26 groups times texts of one column: exact in a double.
      const pair = (group[row] ?? 0) * length + code;
      let next = pairs.get(pair);
      if (next === undefined) pairs.set(pair, (next = pairs.size));
      refined[row] = next;
    }
    group = refined;
    groups = pairs.size;
  }
  const rows: number[][] = Array.from({ length: groups }, () => []);
  for (let row = 0; row < length; row += 1) rows[group[row] ?? 0]?.push(row);
  return rows;
}

function labelsOfRow(columns: readonly Field[], row: number): Labels {
  const labels: Record<string, string> = {};
  for (const column of columns) {
    const text: unknown = column.values[row];
    if (typeof text === 'string' && text !== '') labels[column.name] = text;
  }
  return labels;
}

function* seriesOfRows(frame: DataFrame, numbers: readonly Field[], columns: readonly Field[]): Generator<Series> {
  const common = commonOf(frame);
  for (const rows of groupRows(columns, frame.length)) {
    const labels = labelsOfRow(columns, rows[0] ?? 0);
    for (const field of numbers) yield { ...common, field: field.name, labels, values: field.values, rows };
  }
}

function* seriesOfColumns(frame: DataFrame, numbers: readonly Field[]): Generator<Series> {
  const common = commonOf(frame);
  for (const field of numbers) {
    yield { ...common, field: field.name, labels: field.labels ?? {}, values: field.values, rows: null };
  }
}

/** Every series of the frames; `odd` is called for frames that hold none. */
export function* seriesOf(frames: readonly DataFrame[], odd: (frame: OddFrame) => void): Generator<Series> {
  for (const frame of frames) {
    const why = oddity(frame);
    if (why !== null) {
      odd({ refId: frame.refId ?? '', why });
      continue;
    }
    const numbers = frame.fields.filter((field) => isType(field, 'number'));
    const texts = frame.fields.filter((field) => isType(field, 'string'));
    const bare = numbers.every((field) => Object.keys(field.labels ?? {}).length === 0);
    if (texts.length > 0 && bare) yield* seriesOfRows(frame, numbers, texts);
    else yield* seriesOfColumns(frame, numbers);
  }
}
