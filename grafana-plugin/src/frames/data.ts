// Frames of a panel and its time range → what a session of the engine is opened with and fed.
import type { DataFrame } from '@grafana/data';
import type { FetchOptions } from '@prorata/engine';
import { collect, mostCommon, type Collected } from './collect.ts';

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PanelSeries {
  readonly options: FetchOptions;
  readonly collected: Collected;
}

const kDefaultStep = 300_000;
const kDefaultLifetimeStep = 60_000;

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

const seconds = (ms: number): string => String(ms / 1000);

/** cluster: its name where the data has none. */
export function readFrames(frames: readonly DataFrame[], { fromMs, toMs }: Range, cluster = ''): PanelSeries {
  const collected = collect(frames, toMs);
  const stepMs = stepOf(collected);
  return {
    collected,
    options: {
      window: `${seconds(fromMs)},${seconds(toMs)}`,
      nowMs: toMs,
      resolution: `${stepMs}ms`,
      cluster,
      sampled: {
        lifetimeResolutionMs: collected.lifetimeStep ?? kDefaultLifetimeStep,
        gridOffsetMs: offsetOf(collected, stepMs),
      },
    },
  };
}
