// An answer in, the layers of the chart out: the largest names, everything else, unallocated, idle on top.
import type { AllocationResult, MoneyColumn } from '@prorata/engine';
import type { Locale } from '../locale.ts';
import { fillOf, rowParts, type Fill } from '../rows.ts';

export interface Layer {
  readonly label: string;
  /** The label in parts, one per key of the question; one part for layers of several rows. */
  readonly parts: readonly string[];
  readonly fill: Fill;
  /** The row of a workload; null for layers of several rows, and of those that are no workload. */
  readonly row: number | null;
  /** Currency units per step, for drawing and the readout. */
  readonly perStep: Float64Array;
  readonly total: number;
}

/** Whole amounts of several rows as one layer: exact, because they are integers. */
export function sumOf(column: MoneyColumn, indices: readonly number[], digits: number): number {
  const { nano } = column;
  let sum = 0n;
  for (const index of indices) sum += nano[index] ?? 0n;
  return Number(sum) / 10 ** digits;
}

export function layersOf(
  result: AllocationResult,
  colours: ReadonlyMap<string, string>,
  locale: Locale,
  limit = 6,
): readonly Layer[] {
  const rows = result.names.map((_, row) => row);
  const workloads = rows.filter((row) => result.kinds[row] === 'workload');
  const rest = workloads.slice(limit);
  const steps = result.steps.length;

  const layer = (parts: readonly string[], fill: Fill, members: readonly number[]): Layer => ({
    label: parts.join(' › '),
    parts,
    fill,
    row: members.length === 1 && result.kinds[members[0] ?? -1] === 'workload' ? (members[0] ?? null) : null,
    perStep: Float64Array.from({ length: steps }, (_, step) =>
      sumOf(
        result.stepCost,
        members.map((row) => row * steps + step),
        result.digits,
      ),
    ),
    total: sumOf(result.columns.totalCost, members, result.digits),
  });

  const layers = workloads.slice(0, limit).map((row) => {
    const name = result.names[row] ?? '';
    return layer(rowParts(result, row, locale), fillOf('workload', name, colours), [row]);
  });
  if (rest.length > 0) layers.push(layer([locale.t('other', { n: rest.length })], { kind: 'rest' }, rest));
  for (const kind of ['unallocated', 'unmounted', 'overhead', 'idle'] as const) {
    const members = rows.filter((row) => result.kinds[row] === kind);
    if (members.length > 0) layers.push(layer([locale.t(kind)], fillOf(kind, kind, colours), members));
  }
  return layers;
}
