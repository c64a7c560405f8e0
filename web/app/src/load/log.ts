// The log of requests while they run: changes many times a second, the page hears of it once per frame.
import { signal, type ReadonlySignal } from '@preact/signals';
import { isGivenUp, type QueryRecord } from './queries.ts';
import type { QueryLog } from './watch.ts';

const records = signal<readonly QueryRecord[]>([]);

export const queries: ReadonlySignal<readonly QueryRecord[]> = records;

export interface OpenLog extends QueryLog {
  /** Loading is over: what has no answer by now gets none. */
  close(): void;
}

const isOver = (query: QueryRecord): boolean => query.state === 'done' || query.state === 'split' || isGivenUp(query);

/** A new log in place of the one before. */
export function openLog(): OpenLog {
  const log = new Map<string, QueryRecord>();
  let frame = 0;
  const show = (): void => {
    frame = 0;
    records.value = [...log.values()];
  };
  const changed = (): void => {
    frame ||= requestAnimationFrame(show);
  };
  records.value = [];
  return {
    add(query) {
      if (!log.has(query.key)) log.set(query.key, query);
      changed();
    },
    update(key, change) {
      const old = log.get(key);
      if (old) log.set(key, { ...old, ...change });
      changed();
    },
    list: () => [...log.values()],
    close() {
      for (const query of log.values()) if (!isOver(query)) log.set(query.key, { ...query, state: 'stopped' });
      cancelAnimationFrame(frame);
      show();
    },
  };
}
