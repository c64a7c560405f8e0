// What rows and keys are called.
import type { AllocationResult } from '@prorata/engine';
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

export function rowTitle(result: AllocationResult, row: number): string {
  return partsOf(result, row)
    .filter((part) => part !== '')
    .join(' / ');
}

/** `label:team` → "team", `controllerKind` → "Workload kind". */
export function keyTitle(key: string): string {
  const known: Readonly<Record<string, string>> = text.keys;
  return Object.hasOwn(known, key) ? (known[key] ?? key) : key.replace(/^label:/, '');
}
