// What is being loaded, how far it is, and a way out.
import { useEffect } from 'react';
import { cancel, queries, recordingBytes } from '../load/loader.ts';
import { queryTotals } from '../load/queries.ts';
import { sourceName, type Source } from '../load/source.ts';
import { prepare } from '../state/loaded.ts';
import { loadProgress, loadTrouble } from '../shell/later.ts';
import { Part } from '../shell/Part.tsx';
import { localeNow, texts } from '../words/words.ts';

export function Loading({ source }: { readonly source: Source }) {
  useEffect(() => {
    // What went wrong is to be said though the network is gone.
    if (source.kind !== 'example') prepare(loadTrouble);
  }, [source]);
  const t = texts.value;
  const { number } = localeNow.value;
  const totals = queryTotals(queries.value);
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
        {isPlan ? <Part load={loadProgress}>{({ Progress }) => <Progress host={sourceName(source)} />}</Part> : null}
      </section>
      {isPlan ? null : <Skeleton />}
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
