// Prices that a reader tries out: one rate for every node. The texts go into a price file as they are.
import type { PriceFile } from '@prorata/engine';

export interface Rates {
  /** Per core-hour, GiB-hour and GPU-hour. */
  readonly cpu: string;
  readonly memory: string;
  readonly gpu: string;
}

/** The engine's built-in rates, where the sliders begin. */
export const builtIn: Rates = { cpu: '0.0316', memory: '0.0042', gpu: '0.95' };

/** How far each can be moved, and how finely. */
export const ranges = {
  cpu: { most: '0.2', step: '0.0004' },
  memory: { most: '0.03', step: '0.0001' },
  gpu: { most: '6', step: '0.01' },
} as const;

export function whatIfFile(rates: Rates, currency: string): PriceFile {
  return {
    format: 'prorata.prices/1',
    currency,
    units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour' },
    defaults: rates,
    // Without a condition it holds for every node, before any exported price.
    nodes: [rates],
  };
}
