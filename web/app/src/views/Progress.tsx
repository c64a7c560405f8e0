// What is being asked of servers: how far each query is, which one is slow, and whether so much shall be loaded at all.
import { useEffect, useState } from 'react';
import { heavy, networkQuestion, queries, type HeavyLoad } from '../load/loader.ts';
import { type QueryRecord } from '../load/queries.ts';
import { navigate, view } from '../state/history.ts';
import { TotalsButton } from '../shell/TotalsButton.tsx';
import { localeNow, texts } from '../words/words.ts';

/** host: whom the browser may ask about. */
export function Progress({ host }: { readonly host: string }) {
  const t = texts.value;
  const log = queries.value;
  const now = useClock();
  return (
    <>
      {heavy.value ? <Heavy load={heavy.value} /> : null}
      {/* Above the list, which becomes longer. */}
      <p className="faint progress-note">
        {networkQuestion.value ? t('loading.ask', { host }) : (slowText(log, now) ?? t('loading.note'))}
      </p>
      <ul className="progress-list">
        {log.map((query) => (
          <ProgressRow key={query.key} query={query} now={now} />
        ))}
      </ul>
    </>
  );
}

/** So much that somebody should want it. */
function Heavy({ load }: { readonly load: HeavyLoad }) {
  const t = texts.value;
  return (
    <div className="notice notice-warn heavy" role="alert">
      <span>{t('heavy.text', { size: localeNow.value.number.bytes(load.bytes) })}</span>
      <span className="notice-actions">
        <TotalsButton className="link" />
        <button type="button" className="link" onClick={load.goOn}>
          {t('heavy.go')}
        </button>
        {view.value.window === '24h' ? null : (
          <button type="button" className="link" onClick={() => navigate({ window: '24h' })}>
            {t('trouble.empty.recent')}
          </button>
        )}
      </span>
    </div>
  );
}

const slowMs = 10_000;

/** About the query that has been waiting for longest; null where none is slow. */
function slowText(log: readonly QueryRecord[], now: number): string | null {
  const { timeout } = view.value;
  const waiting = log.filter((query) => query.state === 'running' && query.sentAt !== null);
  const age = (query: QueryRecord): number => now - (query.sentAt ?? now);
  const slowest = waiting.reduce<QueryRecord | null>((best, one) => (best && age(best) >= age(one) ? best : one), null);
  if (!slowest || age(slowest) < Math.min(slowMs, timeout * 500)) return null;
  const { number } = localeNow.value;
  return texts.value('loading.slow', {
    name: slowest.id,
    time: number.seconds(age(slowest)),
    limit: number.seconds(timeout * 1000),
  });
}

/** performance.now(), twice a second: a request that waits for its first byte still gets older. */
function useClock(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface ProgressRowProps {
  readonly query: QueryRecord;
  readonly now: number;
}

function ProgressRow({ query, now }: ProgressRowProps) {
  const t = texts.value;
  const { number } = localeNow.value;
  const { milliseconds, sentAt } = query;
  const isRunning = query.state === 'running' && sentAt !== null && milliseconds !== null;
  const time = isRunning ? Math.max(milliseconds, now - sentAt) : milliseconds;
  return (
    <li className={`progress-${query.state}`}>
      <i className="dot" aria-hidden="true" />
      <span className="clip" title={query.promql}>
        <QueryName query={query} />
      </span>
      <span className="num">{query.bytes > 0 ? number.bytes(query.bytes) : ''}</span>
      <span className="num">
        {query.state === 'retrying'
          ? t('queries.retrying')
          : query.series === null
            ? ''
            : t('loading.series', { n: number.count(query.series) })}
      </span>
      <span className="num">{time === null ? '' : number.seconds(time)}</span>
    </li>
  );
}

/** What an answer feeds, and the request's own name where it says more. */
export function QueryName({ query }: { readonly query: QueryRecord }) {
  const more = [query.feeds && query.id !== query.feeds ? query.id : '', query.chunk > 0 ? `#${query.chunk + 1}` : ''];
  return (
    <>
      {query.cluster ? <span className="mute">{query.cluster} · </span> : null}
      {query.feeds || query.id} <span className="mute">{more.filter(Boolean).join(' ')}</span>
    </>
  );
}
