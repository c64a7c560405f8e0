// The log of requests: what was asked, what came back, how long it took. The Queries view and the progress list read it.
import type { PlanRequest } from '@prorata/engine';

export type QueryState = 'waiting' | 'running' | 'done' | 'refused' | 'stopped';

export interface QueryRecord {
  readonly key: string;
  readonly id: string;
  readonly chunk: number;
  readonly promql: string;
  /** Empty where a recording does not say. */
  readonly feeds: string;
  readonly state: QueryState;
  readonly status: number | null;
  readonly bytes: number;
  readonly series: number | null;
  readonly samples: number | null;
  /** When it was first sent, as performance.now() counts. */
  readonly sentAt: number | null;
  readonly milliseconds: number | null;
  readonly warnings: readonly string[];
  readonly partial: boolean;
}

export function queryKey(request: { readonly id: string; readonly chunk: number }): string {
  return `${request.id}#${request.chunk}`;
}

export function waitingQuery(request: PlanRequest): QueryRecord {
  return {
    key: queryKey(request),
    id: request.id,
    chunk: request.chunk,
    promql: request.params['query'] ?? '',
    feeds: request.feeds,
    state: 'waiting',
    status: null,
    bytes: 0,
    series: null,
    samples: null,
    sentAt: null,
    milliseconds: null,
    warnings: [],
    partial: false,
  };
}

export interface QueryTotals {
  readonly done: number;
  readonly all: number;
  readonly refused: number;
  readonly bytes: number;
  readonly series: number;
}

export function queryTotals(log: readonly QueryRecord[]): QueryTotals {
  return {
    all: log.length,
    done: log.filter((query) => query.state === 'done').length,
    refused: log.filter((query) => query.state === 'refused').length,
    bytes: log.reduce((sum, query) => sum + query.bytes, 0),
    series: log.reduce((sum, query) => sum + (query.series ?? 0), 0),
  };
}
