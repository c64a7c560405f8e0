// Frames of a panel and its time range → what a session of the engine is opened with and fed.
import type { DataFrame } from '@grafana/data';
import type { FetchOptions } from '@prorata/engine';
import { collect, mostCommon, type Collected, type Range } from './collect.ts';

export type { Range };

export interface PanelSeries {
  readonly options: FetchOptions;
  readonly collected: Collected;
}

const kDefaultStep = 300_000;
const kDefaultLifetimeStep = 60_000;
const kHour = 3_600_000;

/** What usage was asked at; the coarser where the two differ, because a finer grid would have gaps. */
function stepOf({ steps }: Collected): number {
  const usage = [steps.get('cpu_usage'), steps.get('ram_usage'), steps.get('ram_usage_bytes')];
  const known = usage.filter((step) => step !== undefined);
  return known.length > 0 ? Math.max(...known) : (steps.get('node_presence') ?? kDefaultStep);
}

/** Where most samples of the longest series stand between multiples of the step: one may be of the range's end. */
function offsetOf({ arrays: { pointBegin, times } }: Collected, stepMs: number): number {
  let [begin, end] = [0, 0];
  for (let i = 1; i < pointBegin.length; i += 1) {
    const [from, to] = [pointBegin[i - 1] ?? 0, pointBegin[i] ?? 0];
    if (to - from > end - begin) [begin, end] = [from, to];
  }
  return mostCommon(Array.from(times.subarray(begin, end), (time) => time % stepMs)) ?? 0;
}

/** One interval that ends with the range and holds all of it: whole hours, because the engine's hours are. */
function gridOf(collected: Collected, { fromMs, toMs }: Range): { readonly stepMs: number; readonly offsetMs: number } {
  const charged = collected.steps.get('cpu_charged') ?? collected.steps.get('ram_charged');
  if (collected.inTotals && charged === undefined) {
    const stepMs = Math.max(1, Math.ceil((toMs - fromMs) / kHour)) * kHour;
    return { stepMs, offsetMs: toMs % stepMs };
  }
  const stepMs = charged ?? stepOf(collected);
  return { stepMs, offsetMs: offsetOf(collected, stepMs) };
}

const seconds = (ms: number): string => String(ms / 1000);

/** cluster: its name where the data has none. */
export function readFrames(frames: readonly DataFrame[], range: Range, cluster = ''): PanelSeries {
  const { fromMs, toMs } = range;
  const collected = collect(frames, range);
  const { stepMs, offsetMs } = gridOf(collected, range);
  return {
    collected,
    options: {
      window: `${seconds(fromMs)},${seconds(toMs)}`,
      nowMs: toMs,
      resolution: `${stepMs}ms`,
      cluster,
      ...(collected.inTotals ? { mode: 'totals' } : {}),
      sampled: {
        lifetimeResolutionMs: collected.lifetimeStep ?? kDefaultLifetimeStep,
        gridOffsetMs: offsetMs,
      },
    },
  };
}
