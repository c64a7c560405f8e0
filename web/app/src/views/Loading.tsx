// What is being asked, how far each query is, and a way out.
import { cancel, networkQuestion, queries, recordingBytes } from '../load/loader.ts';
import { queryTotals, type QueryRecord } from '../load/queries.ts';
import { sourceName, type Source } from '../load/source.ts';
import { localeNow, texts } from '../words/words.ts';

export function Loading({ source }: { readonly source: Source }) {
  const t = texts.value;
  const { number } = localeNow.value;
  const log = queries.value;
  const totals = queryTotals(log);
  const isPlan = source.kind === 'prometheus';
  const bytes = isPlan ? totals.bytes : recordingBytes.value;
  return (
    <>
      <section className="card loading" aria-labelledby="loading-title">
        <header className="card-head">
          <h2 id="loading-title">{t('loading.title', { name: sourceName(source) || t('loading.example') })}</h2>
          <span className="mute" role="status">
            {isPlan && totals.all > 0
              ? `${t('loading.done', { done: totals.done, all: totals.all })} · ${number.bytes(bytes)}`
              : bytes > 0
                ? number.bytes(bytes)
                : t('loading.engine')}
          </span>
          <span className="space" />
          <button type="button" className="control control-small" onClick={cancel}>
            {t('loading.cancel')}
          </button>
        </header>
        <progress
          className="bar"
          aria-labelledby="loading-title"
          max={Math.max(1, totals.all)}
          {...(isPlan && totals.all > 0 ? { value: totals.done } : {})}
        />
        {isPlan ? (
          <ul className="progress-list">
            {log.map((query) => (
              <ProgressRow key={query.key} query={query} />
            ))}
          </ul>
        ) : null}
        {isPlan ? (
          <p className="faint card-foot">
            {networkQuestion.value ? t('loading.ask', { host: sourceName(source) }) : t('loading.note')}
          </p>
        ) : null}
      </section>
      {isPlan ? null : <Skeleton />}
    </>
  );
}

function ProgressRow({ query }: { readonly query: QueryRecord }) {
  const t = texts.value;
  const { number } = localeNow.value;
  return (
    <li className={`progress-${query.state}`}>
      <i className="dot" aria-hidden="true" />
      <span className="clip" title={query.promql}>
        <QueryName query={query} />
      </span>
      <span className="num">{query.bytes > 0 ? number.bytes(query.bytes) : ''}</span>
      <span className="num">{query.series === null ? '' : t('loading.series', { n: number.count(query.series) })}</span>
      <span className="num">{query.milliseconds === null ? '' : number.seconds(query.milliseconds)}</span>
    </li>
  );
}

/** What an answer feeds, and the request's own name where it says more. */
export function QueryName({ query }: { readonly query: QueryRecord }) {
  const more = [query.feeds && query.id !== query.feeds ? query.id : '', query.chunk > 0 ? `#${query.chunk + 1}` : ''];
  return (
    <>
      {query.feeds || query.id} <span className="mute">{more.filter(Boolean).join(' ')}</span>
    </>
  );
}

export function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      <div className="skeleton-bar" />
      <div className="skeleton-tiles" />
      <div className="skeleton-charts">
        <div />
        <div />
      </div>
    </div>
  );
}
