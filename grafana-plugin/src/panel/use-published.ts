// What the panel tells the editors of its options: which queries came, and from where.
import type { PanelData } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { useEffect } from 'react';
import type { Lease } from '../engine/pool.ts';
import { missingQueries } from '../queries/missing.ts';
import type { QueryMode } from '../queries/plan.ts';

export interface Published {
  readonly missing: readonly string[];
  readonly dataSource: unknown;
}

/** mode: that *Set up queries* shows the plan of. */
export function usePublished(data: PanelData, lease: Lease | null, mode: QueryMode): void {
  const { onInstanceStateChange } = usePanelContext();
  const missing = lease ? missingQueries(lease.findings, mode).map(({ refId }) => refId) : null;
  const dataSource: unknown = data.request?.targets[0]?.datasource ?? null;
  const published = JSON.stringify({ missing, dataSource });
  useEffect(() => {
    onInstanceStateChange?.(JSON.parse(published));
  }, [onInstanceStateChange, published]);
}

/** Anything may stand there: another panel published it, or an older version of this one. */
export function readPublished(state: unknown): Published | null {
  if (typeof state !== 'object' || state === null || !('missing' in state) || !Array.isArray(state.missing))
    return null;
  const missing = state.missing.filter((refId): refId is string => typeof refId === 'string');
  return { missing, dataSource: 'dataSource' in state ? state.dataSource : null };
}
