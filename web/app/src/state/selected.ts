// What stands out, as the link has it: a row by its path, a step by when it begins.
import type { AllocationResult } from '@prorata/engine';
import { keysAt, keysOf, lineKey } from '@prorata/ui';
import type { ViewState } from './view.ts';

/** `step:2026-03-02` at midnight UTC, else with the time. */
export const stepName = (startMs: number): string =>
  `step:${new Date(startMs).toISOString().replace(/(T00:00:00)?\.000Z$/, (_, midnight) => (midnight ? '' : 'Z'))}`;

export function stepHeld({ steps }: AllocationResult, selected: string): number | null {
  const at = selected.startsWith('step:') ? Date.parse(selected.slice(5)) : NaN;
  const found = steps.findIndex(({ startMs }) => startMs === at);
  return found < 0 ? null : found;
}

/** The names of what a link marks or opens and the answer does not have. */
export function lostNames(result: AllocationResult, { by, opened, selected }: ViewState): readonly string[] {
  const paths = [...opened, ...(selected.startsWith('row:') ? [selected.slice(4)] : [])];
  if (paths.length === 0 && selected === '') return [];
  const known = new Set(paths.length > 0 ? result.keys.map((_, row) => lineKey({ result, row })) : []);
  const isThere = (path: string): boolean => {
    const keys = keysOf(path);
    if (keys === null || keysAt(by, keys.length) === null) return false;
    // Of rows further down the one at the top can be told from here.
    return known.has(path.split('/').slice(0, by.length).join('/'));
  };
  const rows = paths.filter((path) => !isThere(path)).map((path) => (keysOf(path) ?? [path]).join(' › '));
  const isLost = selected.startsWith('step:') && stepHeld(result, selected) === null;
  return [...new Set([...rows, ...(isLost ? [selected.slice(5)] : [])])];
}
