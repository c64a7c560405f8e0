// Row order of a table: an index array; the engine's columns stay as they are.
import type { AllocationResult, Compared, Comparison } from '@prorata/engine';

/** Kinds of cost that a table shows only where there are some, with their columns of an answer. */
export const extraColumns = {
  gpu: 'gpuCost',
  disk: 'diskCost',
  volumes: 'pvCost',
  network: 'networkCost',
  balancers: 'loadBalancerCost',
  overhead: 'overheadCost',
  shared: 'sharedCost',
} as const;
export type ExtraColumn = keyof typeof extraColumns;
export const extraNames = Object.keys(extraColumns) as readonly ExtraColumn[];

export const sortColumns = ['name', 'cpu', 'ram', ...extraNames, 'total', 'change', 'share', 'efficiency'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Columns besides names that somebody may want; those of costs that there are none of are never shown. */
export const tableColumns = ['cpu', 'ram', ...extraNames, 'total', 'change', 'share', 'efficiency', 'trend'] as const;
export type TableColumn = (typeof tableColumns)[number];

/** Known columns in their order, each once; the total stands in every table. Empty: all that there are. */
export function parseColumns(text: string): readonly TableColumn[] {
  const named = text.split(',');
  const chosen = tableColumns.filter((column) => column === 'total' || named.includes(column));
  return chosen.length === tableColumns.length || !named.some((name) => chosen.some((column) => column === name))
    ? []
    : chosen;
}

export interface Sort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** `-total` ↔ largest total first. Anything else is null. */
export function parseSort(text: string): Sort | null {
  const descending = text.startsWith('-');
  const column = sortColumns.find((name) => name === text.replace(/^-/, ''));
  return column ? { column, descending } : null;
}

export function sortText(sort: Sort): string {
  return `${sort.descending ? '-' : ''}${sort.column}`;
}

/** Names begin with A, figures with the largest; the same column again turns the order round. */
export function nextSort(sort: Sort, column: SortColumn): Sort {
  return { column, descending: sort.column === column ? !sort.descending : column !== 'name' };
}

/** Of each row of an answer, and of all of them: what it cost before, and what that makes for a change. */
export interface Changes {
  readonly rows: readonly (Compared | null)[];
  readonly totals: Compared;
}

const keyOf = (kind: string, parts: readonly string[]): string => [kind, ...parts].join('\n');

/** comparison: of an earlier answer with this one. */
export function changesOf({ kinds, keys }: AllocationResult, { rows, totals }: Comparison): Changes {
  const known = new Map(rows.map((row) => [keyOf(row.kind, Object.values(row.key)), row]));
  return { rows: keys.map((parts, row) => known.get(keyOf(kinds[row] ?? '', parts)) ?? null), totals };
}

function columnOf(
  result: AllocationResult,
  column: Exclude<SortColumn, 'name'>,
  changes: Changes | null,
): Float64Array {
  const { columns } = result;
  switch (column) {
    case 'cpu':
      return columns.cpuCost.units;
    case 'ram':
      return columns.ramCost.units;
    case 'total':
      return columns.totalCost.units;
    case 'change':
      // What was not there before has no change.
      return changes ? Float64Array.from(changes.rows, (row) => row?.change ?? NaN) : columns.totalCost.units;
    case 'share':
      return columns.share;
    case 'efficiency':
      return columns.efficiency;
    default:
      return columns[extraColumns[column]].units;
  }
}

/** Rows in the order of `sort`; equal ones keep the engine's order, unknown values come last. */
export function sortedRows(result: AllocationResult, sort: Sort, changes: Changes | null = null): readonly number[] {
  const rows = result.names.map((_, row) => row);
  const sign = sort.descending ? -1 : 1;
  if (sort.column === 'name') {
    const { names } = result;
    return rows.sort((a, b) => sign * compareText(names[a] ?? '', names[b] ?? ''));
  }
  const values = columnOf(result, sort.column, changes);
  const known = rows.filter((row) => !Number.isNaN(values[row]));
  const sorted = known.sort((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)));
  return known.length === rows.length ? sorted : [...sorted, ...rows.filter((row) => Number.isNaN(values[row]))];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
