// Names beside a chart: a press shows one alone, as a filter like any other.
import type { AllocationResult } from '@prorata/engine';
import { conditionsOf, type Layer } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';

/** null where the layer is no single workload, or all that there is. */
export function filterTo(result: AllocationResult, { row }: Layer): (() => void) | null {
  const { filter } = view.value;
  const only = row === null ? null : conditionsOf({ by: result.aggregate, filter }, result.keys[row] ?? []);
  if (only === null || only === filter) return null;
  return () => {
    navigate({ filter: only });
    // The name that was pressed is gone; keyboards go on from the content.
    document.getElementById('content')?.focus({ preventScroll: true });
  };
}
