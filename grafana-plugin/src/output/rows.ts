// What rows and keys are called.
import type { AllocationResult } from '@prorata/engine';
import { splitKind } from '@prorata/ui/rows.ts';
import { text } from '../text.ts';

const reserved: Readonly<Record<string, string>> = {
  __idle__: text.idle,
  __unallocated__: text.unallocated,
  __unmounted__: text.unmounted,
  __overhead__: text.overhead,
  __other__: text.other,
};

/** Rows that are nobody's in words. */
export const wordOf = (part: string): string => (Object.hasOwn(reserved, part) ? (reserved[part] ?? part) : part);

/** One text for each key; rows that are nobody's say so once. */
export function partsOf(result: AllocationResult, row: number): readonly string[] {
  const parts = (result.keys[row] ?? []).map(wordOf);
  const isOne = result.kinds[row] !== 'workload' && parts.every((part) => part === parts[0]);
  return isOne ? parts.map((part, place) => (place === 0 ? part : '')) : parts;
}

/** As `partsOf`, for readers: under a filter, idle is still that of all nodes. */
export function shownPartsOf(result: AllocationResult, row: number): readonly string[] {
  const parts = partsOf(result, row);
  return result.filtered && result.kinds[row] === 'idle' ? [text.idleOfAll, ...parts.slice(1)] : parts;
}

export function rowTitle(result: AllocationResult, row: number): string {
  return partsOf(result, row)
    .filter((part) => part !== '')
    .join(' / ');
}

/** The row that a filter left besides idle, where it is one; else null. */
export function onlyRow({ filtered, kinds }: AllocationResult): number | null {
  const rows = kinds.flatMap((kind, row) => (kind === 'idle' ? [] : [row]));
  return filtered && rows.length === 1 ? (rows[0] ?? null) : null;
}

/** What rows are called where room is short: without the kind of a workload, unless two would then be called the same. */
export function shortTitles(result: AllocationResult): readonly string[] {
  const short = result.names.map((_, row) =>
    shownPartsOf(result, row)
      .map((part, place) => splitKind(result.aggregate[place] ?? '', part)[1])
      .filter((part) => part !== '')
      .join(' / '),
  );
  const count = new Map<string, number>();
  for (const title of short) count.set(title, (count.get(title) ?? 0) + 1);
  return short.map((title, row) => (count.get(title) === 1 ? title : rowTitle(result, row)));
}

/** `label:team` → "team", `controllerKind` → "Workload kind". */
export function keyTitle(key: string): string {
  const known: Readonly<Record<string, string>> = text.keys;
  return Object.hasOwn(known, key) ? (known[key] ?? key) : key.replace(/^label:/, '');
}
