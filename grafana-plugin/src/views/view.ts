// What every view is given.
import type { AllocationResult } from '@prorata/engine';
import type { Look } from '../output/frames.ts';

/** What a click on a row does. */
export interface RowAction {
  /** For screen readers: "Open shop". */
  readonly label: string;
  readonly run: () => void;
}

export interface ViewProps {
  readonly result: AllocationResult;
  readonly look: Look;
  readonly width: number;
  readonly height: number;
  /** Null where a click does nothing. */
  readonly actionOf: (row: number) => RowAction | null;
  /** Shows where a row's total comes from; null where nobody can say. */
  readonly explainOf: (row: number) => RowAction | null;
}
