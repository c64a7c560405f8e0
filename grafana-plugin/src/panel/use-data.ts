// What a panel was given → a lease on the engine's session for it, and the answer to its question. The last answer stays
// while the next is on its way; one that comes too late is dropped.
import { LoadingState, type PanelData } from '@grafana/data';
import type { AllocationResult, Question } from '@prorata/engine';
import { useEffect, useMemo, useState } from 'react';
import { Pool, type Lease } from '../engine/pool.ts';
import { problemOf, type Problem } from '../engine/problem.ts';
import { startEngine } from '../engine/start.ts';

/** One for the page. */
const pool = new Pool({ start: startEngine });

const isSettled = (data: PanelData): boolean =>
  data.state !== LoadingState.Loading && data.state !== LoadingState.NotStarted;

/** Null while there is nothing to read yet. `attempt` changes where the user tries again. */
export function useLease(data: PanelData, cluster: string, attempt: number): Lease | null {
  const [lease, setLease] = useState<Lease | null>(null);
  const { series } = data;
  const fromMs = data.timeRange.from.valueOf();
  // Nothing runs in the future; the query's own time is all that a panel knows of now.
  const toMs = Math.min(data.timeRange.to.valueOf(), data.request?.startTime ?? Infinity);
  const isReady = isSettled(data) && series.length > 0;
  useEffect(() => {
    if (!isReady) return;
    const taken = pool.use({ frames: series, range: { fromMs, toMs }, cluster });
    setLease(taken);
    return () => taken.release();
  }, [isReady, series, fromMs, toMs, cluster, attempt]);
  return lease;
}

export type Answer =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'ready'; readonly result: AllocationResult; readonly question: Question; readonly lease: Lease };

/** question: null while it cannot be asked yet. */
export function useAnswer(lease: Lease | null, question: Question | null): Answer {
  const [answer, setAnswer] = useState<Answer>({ kind: 'waiting' });
  const key = JSON.stringify(question);
  const asked = useMemo(() => question, [key]); // eslint-disable-line react-hooks/exhaustive-deps -- its text says all
  useEffect(() => {
    if (!lease || !asked) return;
    let isCurrent = true;
    lease.allocate(asked).then(
      (result) => {
        if (isCurrent) setAnswer({ kind: 'ready', result, question: asked, lease });
      },
      (thrown: unknown) => {
        if (isCurrent) setAnswer({ kind: 'failed', problem: problemOf(thrown) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [lease, asked]);
  return answer;
}
