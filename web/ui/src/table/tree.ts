// Rows of a table that are opened in place: an answer of its own below a row, of the level below it, and so on.
import type { AllocationResult } from '@prorata/engine';
import { levelBelow } from '../drill.ts';
import { sortedRows, type Changes, type Sort } from './order.ts';

/** What a row is made of, by the keys of the row and one more. */
export interface Branch {
  readonly result: AllocationResult;
  readonly changes: Changes | null;
}

/** A row as the table shows it. */
export interface Line extends Branch {
  readonly row: number;
  /** 0 for rows of the answer itself. */
  readonly level: number;
}

/** `checkout/deployment:cart`; a `/` or `,` within a key is encoded. */
export const pathOf = (keys: readonly string[]): string =>
  keys.map((key) => key.replace(/[%/,]/g, encodeURIComponent)).join('/');

/** The keys of a row and of those above it, as links have them. */
export const lineKey = ({ result, row }: Pick<Line, 'result' | 'row'>): string => pathOf(result.keys[row] ?? []);

/** null where it is no path. */
export function keysOf(path: string): readonly string[] | null {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Keys of rows that are one level further down; null where there is none. */
export function keysBelow(by: readonly string[]): readonly string[] | null {
  const next = levelBelow(by[by.length - 1] ?? '');
  return next === null || by.includes(next) ? null : [...by, next];
}

/** By what rows are grouped that `depth` keys name; null where no rows are. */
export function keysAt(by: readonly string[], depth: number): readonly string[] | null {
  let keys: readonly string[] | null = by;
  while (keys !== null && keys.length < depth) keys = keysBelow(keys);
  return keys?.length === depth ? keys : null;
}

export const isOpenable = ({ result, row }: Line): boolean =>
  result.kinds[row] === 'workload' && keysBelow(result.aggregate) !== null;

/** Rows in the order of `sort`, those of branches behind the row that they are of. */
export function linesOf(root: Branch, sort: Sort, branches: ReadonlyMap<string, Branch>, level = 0): readonly Line[] {
  const { result, changes } = root;
  const rows = sortedRows(result, sort, changes);
  // Idle that nobody bears stands beside what a filter picks, and is no part of it.
  const own = level === 0 ? rows : rows.filter((row) => result.kinds[row] !== 'idle');
  const lines = own.map((row): Line => ({ result, changes, row, level }));
  if (branches.size === 0) return lines;
  return lines.flatMap((line) => {
    const branch = isOpenable(line) ? branches.get(lineKey(line)) : undefined;
    return branch ? [line, ...linesOf(branch, sort, branches, level + 1)] : line;
  });
}
