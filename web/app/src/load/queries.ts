// The log of requests: what was asked, what came back, how long it took. The Queries view and the progress list read it.
import type { PlanRequest } from '@prorata/engine';

/**
 * `retrying`: the source is busy and will be asked again. `split`: asked again in smaller parts. `refused` and `late`:
 * given up, by the source or for want of an answer in time. `stopped`: cancelled before its end.
 */
export type QueryState = 'waiting' | 'running' | 'retrying' | 'done' | 'refused' | 'late' | 'split' | 'stopped';

/** The source was asked and the answer will never be there. */
export const isGivenUp = ({ state }: Pick<QueryRecord, 'state'>): boolean => state === 'refused' || state === 'late';

/** The source may still answer. */
export const isOpen = ({ state }: Pick<QueryRecord, 'state'>): boolean =>
  state === 'waiting' || state === 'running' || state === 'retrying';

export interface QueryRecord {
  readonly key: string;
  /** Which of several servers was asked; empty where there is one. */
  readonly cluster: string;
  readonly id: string;
  readonly chunk: number;
  readonly promql: string;
  /** The form that was sent. */
  readonly asked: string;
  readonly feeds: string;
  readonly state: QueryState;
  readonly status: number | null;
  readonly bytes: number;
  readonly series: number | null;
  readonly samples: number | null;
  /** When it was first sent, as performance.now() counts. */
  readonly sentAt: number | null;
  readonly milliseconds: number | null;
  /** Why it was refused, in the words of the source; empty otherwise. */
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly partial: boolean;
  /** The answer, or pieces of it, were in this browser from before. */
  readonly kept: 'all' | 'some' | null;
}

export function queryKey(request: { readonly id: string; readonly chunk: number }): string {
  return `${request.id}#${request.chunk}`;
}

export function waitingQuery(request: PlanRequest): QueryRecord {
  return {
    key: queryKey(request),
    cluster: '',
    id: request.id,
    chunk: request.chunk,
    promql: request.params['query'] ?? '',
    asked: new URLSearchParams(request.params).toString(),
    feeds: request.feeds,
    state: 'waiting',
    status: null,
    bytes: 0,
    series: null,
    samples: null,
    sentAt: null,
    milliseconds: null,
    reason: '',
    warnings: [],
    partial: false,
    kept: null,
  };
}

export interface QueryLog {
  update(key: string, change: Partial<QueryRecord>): void;
  add(query: QueryRecord): void;
  list(): readonly QueryRecord[];
}

/** The part of a log that is about one of several servers. */
export function ofCluster(log: QueryLog, cluster: string): QueryLog {
  const inLog = (key: string): string => `${cluster} ${key}`;
  return {
    update: (key, change) => log.update(inLog(key), change),
    add: (query) => log.add({ ...query, cluster, key: inLog(query.key) }),
    list: () =>
      log
        .list()
        .filter((query) => query.cluster === cluster)
        .map((query) => ({ ...query, key: query.key.slice(cluster.length + 1) })),
  };
}

/** Somebody was asked here and now; a recording only says what came back when it was made. */
export const wereAsked = (log: readonly QueryRecord[]): boolean => log.some(({ asked }) => asked !== '');

/** Requests that were asked again in parts are counted by their parts. */
export interface QueryTotals {
  readonly done: number;
  readonly all: number;
  readonly bytes: number;
  readonly series: number;
  /** Answered by this browser alone. */
  readonly kept: number;
}

export function queryTotals(log: readonly QueryRecord[]): QueryTotals {
  return {
    all: log.filter((query) => query.state !== 'split').length,
    done: log.filter((query) => query.state === 'done').length,
    bytes: log.reduce((sum, query) => sum + query.bytes, 0),
    series: log.reduce((sum, query) => sum + (query.series ?? 0), 0),
    kept: log.filter((query) => query.kept === 'all').length,
  };
}
